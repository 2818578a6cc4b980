"""Log lines: their form, their level, and what never stands on one."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import warnings
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from structlog.contextvars import bound_contextvars
from structlog.stdlib import ProcessorFormatter

from tracker.logs import (
    OURS,
    LogForm,
    TrackerHandler,
    formatter,
    handler_of_environment,
    mask,
    parse_form,
    set_up_logs,
)
from tracker.settings import SettingError, read_settings

KEY = "trk_live_" + "a1B2" * 9 + "zz"
HOOK = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw="
JSON = formatter(LogForm("json"), program="test")
MINUTE = timedelta(minutes=1)


class Level(StrEnum):
    """A text that is none of the plain ones."""

    HIGH = "high"


@pytest.fixture
def logs():
    """Sets logs up for one test; everything global is as before afterwards."""
    root = logging.getLogger()
    names = (None, *OURS)
    before = [(logging.getLogger(name), logging.getLogger(name).level) for name in names]
    handlers, hook = root.handlers[:], sys.excepthook
    yield set_up_logs
    root.handlers[:] = handlers
    sys.excepthook = hook
    logging.captureWarnings(capture=False)
    for logger, level in before:
        logger.setLevel(level)


def record(message, *arguments, exc_info=None, **extra):
    made = logging.LogRecord("tracker.x", logging.INFO, __file__, 1, message, arguments, exc_info)
    made.__dict__.update(extra)
    return made


def written(message, *arguments, **extra):
    """The line of a record, read back; it is one line and one JSON object."""
    line = JSON.format(record(message, *arguments, **extra))
    assert "\n" not in line
    read = json.loads(line, parse_constant=pytest.fail)
    assert isinstance(read, dict)
    return read


@pytest.mark.parametrize("secret", [KEY, HOOK])
@pytest.mark.parametrize(
    "around", ["{}", "'{}'", '"{}"', "Bearer {}", "a={}&b=1", "\\{}\\", "{}\n", "x{}", "Authorization: bearer  {}"]
)  # fmt: skip
def test_a_secret_is_masked_wherever_it_stands(secret, around):
    text = around.format(secret)
    kept = secret.partition("_")[0]
    assert secret not in mask(text)
    assert secret[10:] not in json.dumps(written("told %s", text))
    assert secret[10:] not in json.dumps(written("told", kept=kept, deep={"list": [text]}, raw=text.encode()))


@pytest.mark.parametrize("token", ["abc", "a.b-c_d~e+f/g==", "eyJhbGciOi.eyJzdWIi.c2ln"])
@pytest.mark.parametrize("form", ["Bearer {}", "BEARER {}", "bearer\t{}", "{{'Authorization': 'Bearer {}'}}"])
def test_a_bearer_token_of_any_maker_is_masked(token, form):
    assert token not in mask(form.format(token)).removeprefix("Bearer").removeprefix("bearer")


def test_the_password_of_an_address_is_masked_and_the_rest_can_be_read():
    assert mask("redis://user:p4ss@queue:6379/0") == "redis://***@queue:6379/0"
    assert mask("http://127.0.0.1:8000/v1/a@b") == "http://127.0.0.1:8000/v1/a@b"


def test_words_that_only_look_like_secrets_stay():
    text = "the bearer: trk_live_ keys begin so"
    assert mask(text) == text


@pytest.mark.parametrize("form", [LogForm("json"), LogForm("console")])
def test_a_secret_in_an_error_is_masked_and_local_variables_are_not_shown(form):
    hidden_in_a_variable = "no form at all"
    try:
        int(KEY)
    except ValueError:
        line = formatter(form, program="test").format(record("failed", exc_info=sys.exc_info()))
    assert "ValueError: invalid literal for int() with base 10: 'trk_live_***'" in line
    assert KEY not in line
    assert hidden_in_a_variable not in line.replace("hidden_in_a_variable", "")


def test_a_line_says_when_how_bad_which_program_and_what():
    line = written("rang", job_id="j", position=4)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "rang", "level": "info", "logger": "tracker.x", "program": "test", "job_id": "j", "position": 4,
    }  # fmt: skip


def test_what_is_bound_stands_on_every_line_in_between():
    with bound_contextvars(request_id="r"):
        assert written("a")["request_id"] == "r"
    assert "request_id" not in written("a")


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), {(1, 2): 3}, {1: 2}, object(), b"\xff", "\udcff", "two\nlines", {"a": {1}}],
    ids=["nan", "infinity", "tuple-key", "number-key", "object", "bytes", "surrogate", "two-lines", "set"],
)
def test_every_line_is_one_json_object_whatever_is_logged(value):
    assert "value" in written("a %r", value, value=value)


def test_a_circle_is_written_too():
    circle: list[object] = []
    circle.append(circle)
    assert written("a", value=circle)["value"] == "[[...]]"


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.lists(st.integers()),
    st.datetimes(), st.sampled_from([KEY, HOOK, f"Bearer {KEY}", "redis://a:b@c", "caf\u00e9", "\u2028", Level.HIGH]),
)  # fmt: skip


@given(
    message=st.text(),
    extra=st.dictionaries(st.text(min_size=1).map("x_{}".format), VALUES, max_size=4),
    bound=st.dictionaries(st.sampled_from(["request_id", "event", "level", "x_"]), VALUES, max_size=2),
)
@example(message="nan", extra={"x_": float("nan")}, bound={})
@example(message="infinity", extra={"x_": float("-inf")}, bound={})
@example(message="text of a class of its own", extra={"x_": Level.HIGH}, bound={})
@example(message="a time", extra={"x_": datetime(2026, 1, 1, tzinfo=UTC)}, bound={})
@example(message="not ASCII", extra={"x_": "\u2028"}, bound={})
@example(message="half a pair", extra={"x_": "\udcff"}, bound={"event": 1})
def test_the_short_way_writes_what_the_long_way_does(message, extra, bound):
    with bound_contextvars(**bound):
        said = record("%s", message, **extra)
        short, long = (json.loads(way(said)) for way in (JSON.format, super(type(JSON), JSON).format))
    times = [datetime.fromisoformat(line.pop("timestamp").strip("'")) for line in (short, long)]
    assert times[1] - times[0] < MINUTE
    assert short == long
    assert list(short) == list(long)


def test_a_request_takes_the_short_way(monkeypatch):
    monkeypatch.setattr(ProcessorFormatter, "format", lambda *_: pytest.fail("the long way"))
    asked = {"method": "POST", "route": "/v1/predictions", "status": 201, "duration_ms": 1.5, "key": None}
    with bound_contextvars(request_id="r"):
        assert written("request", **asked).items() >= asked.items()
        assert written("told %s", HOOK)["event"] == "told whsec_***"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("auto", LogForm("auto", "info")),
        ("console", LogForm("console", "info")),
        ("json:debug", LogForm("json", "debug")),
        ("auto:error", LogForm("auto", "error")),
    ],
)
def test_the_setting_names_a_form_and_a_level_or_only_a_form(text, form):
    assert parse_form(text) == form
    assert read_settings({"TRACKER_LOG": text}).log == form


@pytest.mark.parametrize("text", ["loud", "json:", "json:loud", ":debug", "JSON", "json:debug:x", "debug"])
def test_a_wrong_setting_is_refused_by_name(text, monkeypatch):
    with pytest.raises(SettingError, match=r"TRACKER_LOG: .* is not auto, console or json"):
        read_settings({"TRACKER_LOG": text})
    monkeypatch.setenv("TRACKER_LOG", text)
    with pytest.raises(ValueError, match="TRACKER_LOG: "):
        handler_of_environment(program="web")


def test_without_a_terminal_auto_is_json(capsys, logs):
    logs(LogForm(), program="test")
    logging.getLogger("tracker.x").info("said")
    assert json.loads(capsys.readouterr().err)["event"] == "said"


def test_the_level_holds_for_our_own_lines_and_libraries_stay_at_info(capsys, logs):
    logs(LogForm("json", "debug"), program="test")
    for name in ("tracker.x", "workers.x", "rq.worker", "alembic.x"):
        logging.getLogger(name).debug("said")
    told = [json.loads(line)["logger"] for line in capsys.readouterr().err.splitlines()]
    assert told == ["tracker.x", "workers.x"]


@pytest.mark.parametrize("level", ["warning", "error"])
def test_a_higher_level_silences_everybody_below_it(capsys, logs, level):
    logs(LogForm("json", level), program="test")
    for name in ("tracker.x", "rq.worker"):
        logging.getLogger(name).info("said")
        logging.getLogger(name).error("failed")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["failed"] * 2


def test_set_up_twice_every_line_is_written_once(capsys, logs):
    logs(LogForm("json"), program="first")
    logs(LogForm("json"), program="second")
    logging.getLogger("tracker.x").info("said")
    assert [json.loads(line)["program"] for line in capsys.readouterr().err.splitlines()] == ["second"]


def test_a_warning_of_python_is_a_line(capsys, logs):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logs(LogForm("json"), program="test")
        warnings.warn("an old way", DeprecationWarning, stacklevel=1)
    assert "an old way" in json.loads(capsys.readouterr().err)["event"]


def test_an_error_that_ends_a_program_is_one_line_with_its_traceback():
    program = (
        "from tracker.logs import LogForm, set_up_logs\n"
        f"set_up_logs(LogForm('json'), program='test')\nraise ValueError('{KEY}')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=30
    )
    assert ended.returncode == 1
    line = json.loads(ended.stderr)
    assert (line["event"], line["level"]) == ("ended by an error", "critical")
    assert line["exception"].endswith("ValueError: trk_live_***")


def test_the_console_is_for_eyes(capsys, logs):
    logs(LogForm("console"), program="test")
    logging.getLogger("tracker.x").info("said %d", 3, extra={"job_id": "j"})
    line = capsys.readouterr().err
    assert "said 3" in line
    assert "job_id=j" in line
    assert "\x1b" not in line


def test_the_web_servers_own_lines_have_the_form_of_the_tracker(monkeypatch):
    from tests.test_architecture import ROOT

    monkeypatch.setenv("TRACKER_LOG", "json")
    told = json.loads((ROOT / "tracker" / "granian.json").read_text())
    assert "--log-config tracker/granian.json" in (ROOT / "Procfile").read_text()
    program = (
        "from granian.log import LogLevels, configure_logging, logger\n"
        f"configure_logging(LogLevels.warning, {told!r})\nlogger.warning('worker %d is gone', 1)\nlogger.info('quiet')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    assert ended.stdout == ""
    line = json.loads(ended.stderr)
    assert (line["event"], line["program"], line["logger"]) == ("worker 1 is gone", "web", "_granian")


def test_the_handler_writes_to_whatever_standard_error_is_at_the_time(capsys):
    handler = TrackerHandler(LogForm("json"), program="test")
    with capsys.disabled():
        before = handler.stream
    assert handler.stream is sys.stderr
    assert before is not sys.stderr
