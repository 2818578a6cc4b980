"""Stories: good lines are kept and bad ones named, and whatever is sent again records only what is new."""

import json
from datetime import UTC, datetime

import pytest

from tests.application.doing import (
    ADA,
    P1,
    assert_verified,
    everything,
    forecast_line,
    line,
    logged,
    open_story,
    prediction_line,
    send,
    statuses,
    story_lines,
    table,
    types,
)
from tests.support.instance import new_caller, work_off
from tracker.application.imports.runs import (
    finish_run,
    read_run,
    start_clock,
)
from tracker.domain.errors import Conflict, Forbidden, Invalid, NotFound


def test_a_whole_story_is_recorded_with_its_own_instants(application, caller):
    run = open_story(application)
    assert set(statuses(send(application, caller, run, story_lines()))) == {"recorded"}
    (row,) = table(application, "prediction")
    assert (row["outcome"], row["is_final"], row["external_id"], row["source"], row["run"]) == (
        "yes",
        1,
        "P1",
        "story",
        run,
    )
    assert row["known_at"] == "2025-03-01T00:00:00.000000Z"
    assert {
        one["effective_at"][:4]
        for one in logged(application)
        if one["import_id"] and one["type"] != "import.started"
    } == {"2025"}
    assert types(application).count("import.started") == 1
    assert_verified(application)


def test_a_story_sent_twice_records_nothing_new(application, caller, clock):
    run = open_story(application)
    send(application, caller, run, story_lines())
    before = logged(application)
    clock.forward(days=30)
    assert set(statuses(send(application, caller, run, story_lines()))) == {"already"}
    assert logged(application) == before


@pytest.mark.parametrize("broken_off", range(9))
def test_a_story_that_was_broken_off_is_sent_again_and_only_the_rest_is_recorded(
    application, caller, broken_off
):
    run, lines = open_story(application), story_lines()
    send(application, caller, run, lines[:broken_off])
    outcomes = send(application, caller, run, lines)
    assert statuses(outcomes) == ["already"] * broken_off + ["recorded"] * (len(lines) - broken_off)
    assert types(application).count("import.started") == 1


def test_all_but_the_last_line_and_then_the_whole_file_gives_the_same_log_as_the_file_alone(
    application, caller
):
    for source, parts in (("one", [story_lines()]), ("two", [story_lines()[:-1], story_lines()])):
        run = open_story(application, source)
        for part in parts:
            send(application, caller, run, part)
    rows = [row for row in logged(application) if row["import_id"]]
    one, two = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    assert [(row["type"], row["effective_at"]) for row in one if row["type"] != "import.started"] == [
        (row["type"], row["effective_at"]) for row in two if row["type"] != "import.started"
    ]


def test_an_essay_before_its_author_is_recorded_once_all_the_same(application, caller):
    lines = [line("essay", id="E1", author="ada"), ADA]
    run = open_story(application)
    assert statuses(send(application, caller, run, lines)) == ["recorded", "recorded"]
    assert statuses(send(application, caller, run, lines)) == ["already", "already"]


@pytest.mark.parametrize("at", range(9))
def test_a_line_whose_content_changed_is_refused_and_what_stands_stays(application, caller, at):
    run, lines = open_story(application), story_lines()
    send(application, caller, run, lines)
    before = logged(application)
    changed = json.loads(lines[at]) | {"note": "another note"}
    lines[at] = json.dumps(changed).encode()
    outcomes = send(application, caller, run, lines)
    assert statuses(outcomes) == ["already"] * at + ["refused"] + ["already"] * (len(lines) - at - 1)
    assert (outcomes[at].line, outcomes[at].faults[0].code) == (at + 1, "line_changed")
    assert logged(application) == before


def test_a_refused_line_leaves_nothing_behind_of_what_it_wrote_before_it_was_refused(application, caller):
    run, lines = open_story(application), [ADA, line("essay", id="E1", author="ada", text="It falls.")]
    send(application, caller, run, lines)
    before = table(application, "essay_text")
    lines[1] = line("essay", id="E1", author="ada", text="It stands.")
    assert statuses(send(application, caller, run, lines)) == ["already", "refused"]
    assert table(application, "essay_text") == before


def test_a_story_may_name_the_trackers_own_forecasters_and_who_may_read_a_prediction(application, caller):
    """By id or name, where the source itself has nobody of that name."""
    private = prediction_line(author="Ada Example", visibility="private", visible_from="2026-02-01")
    run = open_story(application)
    assert (
        statuses(
            send(application, caller, run, [private, forecast_line(prediction="P", forecaster="ada EXAMPLE")])
        )
        == ["recorded"] * 2
    )
    (row,) = table(application, "prediction")
    assert (row["author"], row["visibility"]) == (caller.forecaster, "private")
    assert row["visible_from"].startswith("2026-02-01T00:00:00")
    assert table(application, "forecast")[0]["forecaster"] == caller.forecaster


def test_ids_of_two_sources_never_meet(application, caller):
    for source in ("one", "two"):
        send(application, caller, open_story(application, source), story_lines())
    assert [row["external_id"] for row in table(application, "prediction")] == ["P1", "P1"]
    assert len({row["id"] for row in table(application, "prediction")}) == 2


def test_an_atomic_piece_with_a_bad_line_records_nothing(application, caller):
    run = open_story(application)
    before = everything(application)
    outcomes = send(application, caller, run, [ADA, b"not json", P1], is_atomic=True)
    assert [(one.line, one.status, one.code) for one in outcomes] == [
        (1, "refused", "piece_refused"),
        (2, "refused", "invalid"),
        (3, "refused", "piece_refused"),
    ]
    assert everything(application) == before


def test_an_atomic_piece_of_good_lines_is_recorded_whole(application, caller):
    run = open_story(application)
    assert set(statuses(send(application, caller, run, story_lines(), is_atomic=True))) == {"recorded"}


def test_a_piece_has_a_thousand_lines_at_most(application, caller):
    with pytest.raises(Invalid, match="at most 1000 lines"):
        send(application, caller, open_story(application), [ADA] * 1_001)


def test_a_run_counts_its_lines(application, caller):
    run = open_story(application)
    send(application, caller, run, [ADA, b"x", P1])
    state = read_run(application, run)
    assert (state.lines, state.refused, state.is_open, state.source) == (3, 1, True, "story")


def test_a_run_is_projected_once_the_relay_has_passed_its_last_event(application, caller):
    run = open_story(application)
    assert read_run(application, run).projected
    send(application, caller, run, [ADA, P1])
    assert not read_run(application, run).projected
    work_off(application)
    assert read_run(application, run).projected


def test_deciding_in_a_story_needs_the_scope_to_resolve(application):
    recorder = new_caller(application, scopes=("record",))
    outcomes = send(application, recorder, open_story(application), story_lines())
    assert statuses(outcomes) == ["recorded"] * 8 + ["refused"]
    assert outcomes[-1].code == Forbidden.code


def test_a_finished_run_takes_lines_only_when_it_is_opened_again(application, caller):
    run, lines = open_story(application), story_lines()
    send(application, caller, run, lines[:4])
    finish_run(application, run, caller=caller, correlation_id="c")
    with pytest.raises(Conflict, match="opens it again"):
        send(application, caller, run, lines)
    assert open_story(application) == run
    assert statuses(send(application, caller, run, lines)) == ["already"] * 4 + ["recorded"] * 5
    finish_run(application, run, caller=caller, correlation_id="c")
    assert [name for name in types(application) if name.startswith("import.")] == [
        "import.started",
        "import.finished",
    ] * 2


def test_opening_and_finishing_without_anything_new_records_nothing(application, caller):
    run = open_story(application)
    send(application, caller, run, story_lines())
    finish_run(application, run, caller=caller, correlation_id="c")
    before = logged(application)
    open_story(application)
    send(application, caller, run, story_lines())
    finish_run(application, run, caller=caller, correlation_id="c")
    assert logged(application) == before
    assert not read_run(application, run).is_open


def test_the_zone_of_a_source_never_changes(application):
    open_story(application, timezone="UTC")
    with pytest.raises(Conflict, match="days in UTC"):
        open_story(application, timezone="Asia/Tokyo")
    with pytest.raises(Invalid):
        open_story(application, "other", timezone="Mars/Olympus")


def test_bare_dates_are_days_of_the_storys_zone(application, caller):
    run = open_story(application, timezone="Asia/Tokyo")
    send(application, caller, run, [P1])
    (row,) = table(application, "prediction")
    assert (row["closes"], row["closes_on"], row["timezone"]) == (
        "2025-06-30T15:00:00.000000Z",
        "2025-06-30",
        "Asia/Tokyo",
    )


@pytest.mark.parametrize(
    "asking",
    [read_run, lambda application, run: start_clock(application, run, at=datetime(2025, 1, 1, tzinfo=UTC))],
)
def test_a_run_that_nobody_opened_is_not_found(application, asking):
    with pytest.raises(NotFound):
        asking(application, "no-such-run")
