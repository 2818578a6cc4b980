"""`tracker import`: pieces, clock steps, refusals and exit codes, against a tracker on the loopback."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.cli.loopback import Reply, problem
from tracker.cli.imports import import_story, sending

STORY = {
    "at": "2025-01-01T00:00:00Z",
    "kind": "story",
    "source": "seed",
    "title": "T",
    "timezone": "Asia/Tokyo",
}
LINES = "POST /v1/imports/run-1/lines"
CLOCK = "POST /v1/imports/run-1/clock"
FINISH = "POST /v1/imports/run-1/finish"
OPEN = "POST /v1/imports"


def forecast(day=1, **fields):
    return {"at": f"2025-01-{day:02}T00:00:00Z", "kind": "forecast", "p": 0.5, **fields}


def clock(day, **fields):
    return {"at": f"2025-01-{day:02}T00:00:00Z", "kind": "clock", **fields}


@pytest.fixture
def story(tmp_path):
    """Writes a story's lines into a file."""

    def write(*lines, name="story.jsonl"):
        path = tmp_path / name
        path.write_text("".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines))
        return path

    return write


def clocks(loopback):
    return [one.json["at"] for one in loopback.seen if one.path.endswith("/clock")]


def test_a_story_opens_its_run_sends_its_lines_and_finishes(people, loopback, story):
    result = people("import", story(STORY, forecast(seq=1), forecast(seq=2)))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "2 recorded, 0 already recorded, 0 refused.\n"
    assert loopback.paths() == [OPEN, LINES, FINISH]
    assert loopback.seen[0].json == {"source": "seed", "timezone": "Asia/Tokyo", "title": "T"}
    assert loopback.pieces() == [[forecast(seq=1), forecast(seq=2)]]
    assert loopback.state["state"] == "finished"


def test_the_second_time_nothing_new_is_recorded(people, story):
    path = story(STORY, forecast(seq=1))
    people("import", path)
    result = people("import", path)
    assert (result.exit_code, result.stdout) == (0, "0 recorded, 1 already recorded, 0 refused.\n")


def test_options_override_the_story_line(people, loopback, story):
    people("import", story(STORY, forecast()), "--source", "mine", "--timezone", "Europe/Berlin")
    assert loopback.seen[0].json == {"source": "mine", "timezone": "Europe/Berlin", "title": "T"}


def test_without_a_story_line_the_source_is_asked_for(people, loopback, story):
    path = story(forecast(seq=1), forecast(seq=2))
    result = people("import", path)
    assert result.exit_code == 2
    assert "--source" in result.stderr
    assert loopback.seen == []
    assert people("import", path, "--source", "mine").exit_code == 0
    assert loopback.seen[0].json == {"source": "mine"}
    assert len(loopback.pieces()[0]) == 2


def test_pieces_have_at_most_a_thousand_lines(people, loopback, story):
    assert people("import", story(STORY, *(forecast(seq=n) for n in range(2_001)))).exit_code == 0
    assert [len(piece) for piece in loopback.pieces()] == [1_000, 1_000, 1]
    assert [one["seq"] for piece in loopback.pieces() for one in piece] == list(range(2_001))


def test_pieces_have_at_most_a_million_bytes(people, loopback, story):
    path = story(STORY, *(forecast(seq=n, note="x" * 299_900) for n in range(7)))
    assert people("import", path).exit_code == 0
    assert [len(piece) for piece in loopback.pieces()] == [3, 3, 1]
    assert all(len(one.body) <= 1_000_000 for one in loopback.seen)


def test_a_gzipped_story_is_opened(people, loopback, story, tmp_path):
    (tmp_path / "story.jsonl.gz").write_bytes(gzip.compress(story(STORY, forecast(seq=1)).read_bytes()))
    assert people("import", tmp_path / "story.jsonl.gz").exit_code == 0
    assert loopback.pieces() == [[forecast(seq=1)]]


def test_clock_lines_are_passed_over_unless_asked_for(people, loopback, story):
    result = people("import", story(STORY, forecast(1), clock(2), forecast(3)))
    assert result.stdout.startswith("2 recorded")
    assert loopback.paths() == [OPEN, LINES, FINISH]


def test_the_clock_moves_between_the_lines_and_once_more_at_the_end(people, loopback, story):
    result = people("import", story(STORY, forecast(1), clock(2), forecast(3), forecast(4)), "--run-clock")
    assert result.exit_code == 0
    assert loopback.paths() == [OPEN, LINES, CLOCK, LINES, CLOCK, FINISH]
    assert clocks(loopback) == ["2025-01-02T00:00:00Z", "2025-01-04T00:00:00Z"]


def test_nothing_is_sent_before_the_clock_has_arrived(people, loopback, story):
    loopback.looks_per_step = 5
    assert people("import", story(STORY, clock(2), forecast(3)), "--run-clock").exit_code == 0
    at_lines = next(n for n, one in enumerate(loopback.seen) if one.path.endswith("/lines"))
    looks = [one for one in loopback.seen[:at_lines] if one.method == "GET"]
    assert len(looks) >= 5


def test_the_last_instant_is_the_latest_of_the_lines_that_stand(people, loopback, story):
    path = story(STORY, forecast(5), forecast(3), forecast(9, bad="no"))
    assert people("import", path, "--run-clock").exit_code == 1
    assert clocks(loopback) == ["2025-01-05T00:00:00Z"]


def test_a_broken_off_clock_step_is_waited_for_before_the_first_line(people, loopback, story):
    loopback.state["clock_at"], loopback.looks_left = "2025-01-02T00:00:00Z", 3
    assert people("import", story(STORY, forecast(3))).exit_code == 0


def test_hold_leaves_the_run_open(people, loopback, story):
    people("import", story(STORY, forecast(1)), "--run-clock", "--hold")
    assert loopback.paths() == [OPEN, LINES, CLOCK]
    assert loopback.state["state"] == "open"


def test_it_returns_only_when_the_reports_have_caught_up(people, loopback, story):
    behind = {**loopback.state, "projected": False}
    loopback.replies["GET /v1/imports/run-1"] = [Reply(200, behind)] * 4 + [
        Reply(200, {**behind, "projected": True})
    ]
    assert people("import", story(STORY, forecast())).exit_code == 0
    assert sum(one.method == "GET" for one in loopback.seen) == 5


def test_waiting_is_bounded(people, loopback, story, monkeypatch):
    monkeypatch.setattr(sending, "WAIT_S_MAX", 0.2)
    loopback.replies["GET /v1/imports/run-1"] = [Reply(200, {**loopback.state, "projected": False})]
    result = people("import", story(STORY, forecast()))
    assert result.exit_code == 1
    assert "Check that the workers run" in result.stderr


def test_refused_lines_are_named_by_their_number_in_the_file_and_their_field(people, loopback, story):
    path = story(STORY, "", clock(1), forecast(seq=5_000), forecast(bad="p is missing"), *(forecast(seq=n) for n in range(1_000)),
                 forecast(bad="too late"))  # fmt: skip
    result = people("import", path)
    assert result.exit_code == 1
    assert result.stdout == "1,001 recorded, 0 already recorded, 2 refused.\n"
    assert result.stderr.splitlines() == ["line 5: /bad: p is missing", "line 1006: /bad: too late"]
    assert loopback.state["state"] == "finished"


def test_what_cannot_be_sent_is_refused_here_and_the_rest_goes_on(people, loopback, story):
    path = story(STORY, {"kind": "essay", "id": "e", "text_file": "../x"}, forecast(seq=1))
    result = people("import", path)
    assert result.exit_code == 1
    assert result.stderr == "line 2: /text_file: '../x' is outside the story's folder.\n"
    assert loopback.pieces() == [[forecast(seq=1)]]


@pytest.mark.parametrize(
    ("line", "words"),
    [({"at": "2027-01-01T00:00:00Z", "kind": "clock"}, "line 2: /at: a clock cannot run ahead"),
     (clock(1, until="x"), "line 2: /until: A clock line has no field 'until'."),
     ({"kind": "clock"}, "line 2: /at: A clock line needs the field `at`.")],
)  # fmt: skip
def test_a_bad_clock_line_is_refused_like_any_other(people, story, line, words):
    result = people("import", story(STORY, line, forecast()), "--run-clock")
    assert (result.exit_code, result.stderr) == (1, f"{words}\n")
    assert result.stdout.startswith("1 recorded")


def test_atomic_sends_one_piece_that_counts_whole_or_not_at_all(people, loopback, story):
    result = people("import", story(STORY, forecast(seq=1), forecast(bad="no")), "--atomic")
    assert result.exit_code == 1
    assert result.stdout == "0 recorded, 0 already recorded, 2 refused.\n"
    assert [one.query for one in loopback.seen if one.path.endswith("/lines")] == [{"atomic": "true"}]


@pytest.mark.parametrize(
    ("lines", "options", "words"),
    [([forecast(seq=n) for n in range(1_001)], [], "at most 1,000 lines"),
     ([forecast(note="x" * 600_000)] * 2, [], "1,000,000 bytes"),
     ([forecast(), clock(2)], ["--run-clock"], "is a clock step, which --atomic does not allow")],
)  # fmt: skip
def test_atomic_refuses_what_cannot_be_one_piece_before_anything_starts(
    people, loopback, story, lines, options, words
):
    result = people("import", story(STORY, *lines), "--atomic", *options)
    assert result.exit_code == 2
    assert words in result.stderr
    assert loopback.seen == []


def test_atomic_sends_nothing_where_one_line_cannot_be_sent(people, loopback, story):
    path = story(STORY, forecast(seq=1), {"kind": "essay", "text_file": "/etc/passwd"})
    result = people("import", path, "--atomic")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == "line 2: Not recorded because line 3 cannot be sent."
    assert loopback.pieces() == []


@pytest.mark.parametrize(
    "reply", [problem(403, "lacks the scope record"), problem(409, "in Asia/Tokyo; cannot change")]
)
def test_where_the_run_cannot_be_opened_nothing_could_start(people, loopback, story, reply):
    loopback.replies[OPEN] = [reply]
    result = people("import", story(STORY, forecast()))
    assert result.exit_code == 2
    assert reply.body["detail"] in result.stderr


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty.jsonl", "has no lines"),
        ("table.csv", "No column looks like 'deadline'"),
        ("table.xlsx", "Save the sheet as CSV"),
        ("not-there.jsonl", "exist"),
    ],
)
def test_a_file_that_is_no_story_starts_nothing(people, loopback, tmp_path, name, words):
    if name != "not-there.jsonl":
        (tmp_path / name).write_text("" if name == "empty.jsonl" else "id,statement\n")
    result = people("import", tmp_path / name)
    assert result.exit_code == 2
    assert words in result.stderr
    assert loopback.seen == []


def test_a_busy_run_is_asked_again(people, loopback, story):
    busy = problem(409, "the clock is still moving", code="in_progress")
    loopback.replies[LINES] = [
        busy,
        busy,
        Reply(200, {"items": [{"line": 1, "status": "recorded", "errors": []}]}),
    ]
    assert people("import", story(STORY, forecast())).exit_code == 0


def test_an_import_that_breaks_off_says_how_to_go_on(people, loopback, story, monkeypatch):
    monkeypatch.setattr(import_story, "PATIENCE_S", 0.0)
    loopback.replies[LINES] = [problem(403, "this key was revoked")]
    result = people("import", story(STORY, forecast()))
    assert result.exit_code == 1
    assert (
        result.stderr
        == "Error: The import stopped: this key was revoked. Import the same file again to continue.\n"
    )
