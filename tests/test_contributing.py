"""CONTRIBUTING is followed in a copy of the source: its checks name every place that has to decide about an addition."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tracker.bootstrap import ROOT

pytestmark = pytest.mark.slow

COPIED = ("tracker", "workers", "tests/__init__.py", "tests/fossils", "tests/test_event_consumers.py")
EVENTS = "tracker/domain/prediction/events.py"
STRUCT = '''
class PredictionToyed(Event, frozen=True):
    """A made-up event."""

    TYPE: ClassVar[str] = "prediction.toyed"

    prediction: str


Settled = '''

WRITES = "tracker/application/toy_writes.py"
TWO_COMMANDS = '''"""A command for its own decider, then one for another's."""

from tracker.application.transact import UnitOfWork
from tracker.domain import prediction as predictions
from tracker.domain.forecast import StateForecast
from tracker.domain.prediction.commands import WithdrawPrediction


def write(uow: UnitOfWork, stream: str, fitting: WithdrawPrediction, foreign: StateForecast) -> None:
    uow.decide(predictions, stream, fitting)
    uow.decide(predictions, stream, foreign)
'''

TYPED = (
    "tracker.application.exports.story",
    "tracker.application.work.work_rules",
    "tracker.application.toy_writes",
    "tracker.projections.registry",
)
"""The modules that mypy reads here; whatever they import is read with them."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The source with the first step of "How an event type is added" done for a made-up event, and no other."""
    folder = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, target, ignore=ignored) if source.is_dir() else shutil.copy(source, target)
    shutil.copy(ROOT / "pyproject.toml", folder)
    events = (folder / EVENTS).read_text(encoding="utf-8")
    grown = events.replace("\nSettled = ", STRUCT, 1).replace(
        "    | PredictionRedacted\n)", "    | PredictionToyed\n    | PredictionRedacted\n)", 1
    )
    assert grown.count("PredictionToyed") == 2
    (folder / EVENTS).write_text(grown, encoding="utf-8")
    (folder / WRITES).write_text(TWO_COMMANDS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def refused(copy):
    """What mypy refuses in the copy: path, line and message."""
    modules = [argument for module in TYPED for argument in ("-m", module)]
    said = run(copy, "-m", "mypy", "--cache-dir", copy / "cache", "--hide-error-context", *modules)
    return re.findall(r"^(\S+?):(\d+): error: (.+)$", said, re.MULTILINE)


def run(copy, *arguments):
    """What a module of Python says that is run in the copy, whose folder comes before what is installed."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env=os.environ | {"NO_COLOR": "1", "COLUMNS": "300", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    ).stdout


def section(heading):
    """The text of CONTRIBUTING under a heading."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_mypy_names_each_place_that_has_to_decide_about_a_new_event(refused):
    named = {
        path for path, _, message in refused if "assert_never" in message and "PredictionToyed" in message
    }
    assert named == {
        "tracker/application/work/work_rules.py",
        "tracker/domain/prediction/state.py",
        "tracker/formats/story_out.py",
        "tracker/projections/evidence.py",
        "tracker/projections/live_lists.py",
        "tracker/projections/topics.py",
        "tracker/projections/triggers.py",
        "tracker/projections/words.py",
    }
    said = section("How an event type is added")
    assert all(path.removeprefix("tracker/") in said for path in named if "projections" not in path)


def test_a_test_names_the_places_that_mypy_cannot_see(copy):
    tests = ("tests/test_event_consumers.py", "tests/fossils/test_fossils.py")
    said = run(copy, "-m", "pytest", "--noconftest", "--override-ini=addopts=-p no:cacheprovider", *tests)
    assert "tracker/application/words/notices.py" in said
    assert "prediction.toyed.v1.json" in said
    assert all(
        name in section("How an event type is added")
        for name in ("application/words/notices.py", "tests/fossils")
    )


def test_a_command_of_another_decider_is_refused(refused):
    lines = TWO_COMMANDS.splitlines()
    found = [lines[int(line) - 1].strip() for path, line, _ in refused if path == WRITES]
    assert found == ["uow.decide(predictions, stream, foreign)"]


def test_nothing_else_is_refused(refused):
    assert [one for one in refused if one[0] != WRITES and "assert_never" not in one[2]] == []
