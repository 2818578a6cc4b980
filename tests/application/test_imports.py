"""Stories: good lines are kept and bad ones named, and whatever is sent again records only what is new."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.application.doing import (
    assert_verified,
    everything,
    line,
    log,
    logged,
    open_story,
    send,
    statuses,
    story_lines,
    table,
    types,
)
from tests.support.house import new_caller, step_clock, work_off
from tracker.application.imports import (
    end_clock_if_done,
    finish_run,
    read_run,
    running_clocks,
    start_clock,
)
from tracker.domain.errors import Conflict, Forbidden, InProgress, Invalid, NotFound, TrackerError

ADA = line("forecaster", id="ada", name="Ada")
P1 = line("prediction", id="P1", type="binary", statement="The cabinet falls", closes="2025-06-30")


def prediction_line(**fields):
    said = {"id": "P", "type": "binary", "statement": "s", "closes": "2025-06-30"} | fields
    return line("prediction", **said)


def forecast_line(**fields):
    given = {
        "prediction": "P1",
        "forecaster": "ada",
        "probability_source": "author_numeric",
        "p": 0.4,
        "seq": 1,
    }
    return line("forecast", **{name: value for name, value in (given | fields).items() if value is not None})


def refusal(application, caller, bad, *, before=(ADA, P1)):
    """The fault of a bad line that comes behind good ones: (line number, pointer, code)."""
    run = open_story(application)
    outcomes = send(application, caller, run, [*before, bad, line("forecaster", id="last", name="Last")])
    assert statuses(outcomes) == ["recorded"] * len(before) + ["refused", "recorded"]
    refused = outcomes[len(before)]
    assert refused.detail
    return refused.line, refused.faults[0].pointer, refused.faults[0].code


@pytest.mark.parametrize(
    ("bad", "pointer", "code"),
    [
        (b"not json", "", "malformed"),
        (b"[]", "", "malformed"),
        (b'{"kind": "forecaster", "at"', "", "malformed"),
        (line("forecaster", id="x"), "", "invalid"),
        (line("forecaster", id="x", name="X", hat="blue"), "", "invalid"),
        (line("forecaster", id="x", name=7), "/name", "invalid"),
        (line("forecaster", id="x", name=""), "/name", "invalid"),
        (line("forecaster", id="x", name="X", at="soon"), "/at", "not_an_instant"),
        (line("forecaster", id="x", name="X", at="2025-01-01"), "/at", "not_an_instant"),
        (line("forecaster", id="x", name="X", at="0001-01-01T00:00:00+05:00"), "/at", "not_an_instant"),
        (line("forecaster", id="x", name="X", at="2026-01-01T00:00:01Z"), "/at", "in_the_future"),
        (line("wish", id="x"), "/kind", "unknown_kind"),
        (line(7, id="x"), "/kind", "unknown_kind"),
        (line("story", source="s"), "/kind", "not_a_line"),
        (line("clock"), "/kind", "not_a_line"),
        (forecast_line(seq=None), "/seq", "required"),
        (forecast_line(seq=-1), "/seq", "invalid"),
        (forecast_line(p=None), "/p", "required"),
        (forecast_line(p=1.5), "/p", "invalid"),
        (forecast_line(p=True), "/p", "invalid"),
        (forecast_line(prediction="P9"), "/prediction", "unknown_prediction"),
        (forecast_line(forecaster="eve"), "/forecaster", "unknown_forecaster"),
        (
            line(
                "claim", id="C", essay="E9", stance="asserts", quote={"exact": "x"}, probability_source="none"
            ),
            "/essay",
            "unknown_essay",
        ),
        (
            line("evidence", prediction="P1", development="D9", bearing="supports", seq=1),
            "/development",
            "unknown_development",
        ),
        (
            line("evidence", prediction="P1", development="D9", bearing="sideways", seq=1),
            "/bearing",
            "invalid",
        ),
        (line("resolution", prediction="P1", outcome="maybe", seq=1), "/outcome", "not_an_outcome"),
        (line("development", id="D", headline="h"), "/occurred_on", "required"),
        (line("development", id="D", headline="h", occurred_on="2025-02-30"), "/occurred_on", "not_a_date"),
        (
            line("development", id="D", headline="h", occurred_on="2027-01-01"),
            "/occurred_on",
            "in_the_future",
        ),
        (
            line("prediction", id="P", type="binary", statement="s", closes="9999-12-31"),
            "/closes",
            "not_a_date",
        ),
        (
            line("prediction", id="P", type="binary", statement="s", closes="2025-06-30", rule={"any": []}),
            "/rule/any",
            "not_a_rule",
        ),
        (line("essay", id="E", author="ada", text_file="/etc/passwd"), "/text_file", "no_files"),
        (
            line("essay", id="E", author="ada", text="t", text_sha256="0" * 64),
            "/text_sha256",
            "text_hash_differs",
        ),
    ],
)
def test_a_bad_line_is_named_by_number_and_field_and_the_good_ones_are_kept(
    application, caller, bad, pointer, code
):
    assert refusal(application, caller, bad) == (3, pointer, code)
    assert_verified(application)


@pytest.mark.parametrize(
    ("bad", "pointer", "code"),
    [
        (line("grade", prediction="P1", grader="g", grade=6, seq=1), "/grade", "invalid"),
        (prediction_line(type="numerical"), "/type", "not_a_choice"),
        (prediction_line(options=["a", "b"]), "/options", "not_of_this_kind"),
        (prediction_line(type="categorical", options=["a"]), "/options", "required"),
        (prediction_line(type="ordered", options=["a", "A "]), "/options", "not_unique"),
        (
            prediction_line(antecedent={"statement": "x", "by": "2025-06-30"}),
            "/antecedent",
            "not_of_this_kind",
        ),
        (prediction_line(type="conditional"), "/antecedent", "required"),
        (prediction_line(type="thesis", default_outcome="no"), "/default_outcome", "not_of_this_kind"),
        (prediction_line(type="graded", rule={"event_type": "x"}), "/rule", "not_of_this_kind"),
        (prediction_line(settlement="later"), "/settlement", "not_a_choice"),
        (prediction_line(actor_ended="ignore"), "/actor_ended", "not_a_choice"),
        (prediction_line(default_outcome="annulled"), "/default_outcome", "not_an_outcome"),
        (prediction_line(rule={"metric": "x"}), "/rule/op", "not_a_choice"),
        (prediction_line(rule={"prediction": "P9", "is": "yes"}), "/prediction", "unknown_prediction"),
        (forecast_line(p=None, term="likely", scale="guess"), "/scale", "unknown_scale"),
        (forecast_line(p=None, term="somehow"), "/term", "unknown_term"),
        (forecast_line(term="likely"), "/p", "ambiguous"),
        (forecast_line(p=None, cdf=[]), "/cdf", "not_of_this_kind"),
        (
            line("resolution", prediction="P1", outcome="annulled", reason="x", seq=1),
            "/reason",
            "not_a_choice",
        ),
        (line("resolution", prediction="P1", outcome={"partial": 2}, seq=1), "/outcome", "not_an_outcome"),
    ],
)
def test_a_line_that_does_not_fit_its_kind_is_refused_at_its_field(application, caller, bad, pointer, code):
    assert refusal(application, caller, bad) == (3, pointer, code)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(b'{"kind": "forecaster", "at": "2025-01-01T00:00:00Z", "id": "x", "name": "\xff"}'),
        pytest.param(b'{"kind": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"),
        forecast_line(seq=2**63),
        line("evidence", prediction="P1", development="D1", bearing="supports", seq=10**30),
    ],
    ids=["not UTF-8", "too deep", "a number SQLite lacks", "a number JSON readers lack"],
)
def test_a_line_of_garbage_is_one_bad_line_and_not_the_end_of_the_piece(application, caller, bad):
    assert refusal(application, caller, bad)[0] == 3


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


def test_a_story_may_name_the_houses_own_forecasters_and_who_may_read_a_prediction(application, caller):
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


@pytest.mark.parametrize(
    ("bad", "pointer", "code"),
    [
        (prediction_line(author="Ada Exampel"), "/author", "unknown_forecaster"),
        (prediction_line(visibility="friends"), "/visibility", "not_a_choice"),
    ],
)
def test_somebody_unknown_is_not_recorded_by_the_way(application, caller, bad, pointer, code):
    assert refusal(application, caller, bad)[1:] == (pointer, code)


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


# The story's clock

CLOSED = datetime(2025, 7, 1, tzinfo=UTC)
DEFAULT = line(
    "prediction",
    id="P2",
    type="binary",
    statement="s",
    closes="2025-06-30",
    default_outcome="no",
    settlement="at_once",
)


def test_a_step_of_the_clock_does_the_work_that_was_due_by_then(application, caller):
    run = open_story(application)
    send(application, caller, run, [DEFAULT])
    step_clock(application, run, CLOSED - timedelta(seconds=1))
    assert "prediction.resolved" not in types(application)
    step_clock(application, run, CLOSED)
    (row,) = table(application, "prediction")
    assert (row["outcome"], row["is_final"], row["judged_by"]) == ("no", 1, "worker")
    settled = [
        one
        for one in logged(application)
        if one["type"].startswith("prediction.re") and one["recorded_by"] == "worker:settle"
    ]
    assert {(one["effective_at"], one["import_id"]) for one in settled} == {
        ("2025-07-01T00:00:00.000000Z", run)
    }


def test_a_step_not_later_than_the_runs_clock_does_nothing(application, caller):
    run = open_story(application)
    send(application, caller, run, [DEFAULT])
    step_clock(application, run, CLOSED)
    before = everything(application)
    for at in (CLOSED, CLOSED - timedelta(days=90)):
        start_clock(application, run, at=at)
        assert running_clocks(application) == []
    assert everything(application) == before


def test_while_the_clock_moves_nothing_else_happens_to_the_run(application, caller):
    run = open_story(application)
    send(application, caller, run, [DEFAULT])
    start_clock(application, run, at=CLOSED)
    assert running_clocks(application) == [(run, CLOSED)]
    assert not end_clock_if_done(application, run, at=CLOSED)
    for attempt in (
        lambda: send(application, caller, run, [ADA]),
        lambda: finish_run(application, run, caller=caller, correlation_id="c"),
        lambda: start_clock(application, run, at=CLOSED + timedelta(days=1)),
    ):
        with pytest.raises(InProgress):
            attempt()
    work_off(application, run=run, now=CLOSED)
    assert end_clock_if_done(application, run, at=CLOSED)
    assert read_run(application, run).clock_done_at == "2025-07-01T00:00:00.000000Z"
    assert statuses(send(application, caller, run, [ADA])) == ["recorded"]


def test_a_storys_clock_cannot_run_ahead_of_ours(application, clock):
    run = open_story(application)
    with pytest.raises(Invalid) as refused:
        start_clock(application, run, at=clock.now + timedelta(microseconds=1))
    assert refused.value.faults[0].code == "in_the_future"


def test_a_development_that_has_not_happened_yet_by_the_storys_clock_does_not_stop_the_clock(
    application, caller
):
    """It was announced in February for June: by the clock of March it has not come about, by that of July it has."""
    run = open_story(application)
    rule = {"event_type": "cabinet.falls"}
    send(
        application,
        caller,
        run,
        [
            line(
                "prediction",
                id="P1",
                type="binary",
                statement="s",
                closes="2025-06-30",
                rule=rule,
                settlement="at_once",
            ),
            line(
                "development",
                id="D1",
                headline="h",
                occurred_on="2025-06-01",
                event_type="cabinet.falls",
                at="2025-02-01T00:00:00Z",
            ),
        ],
    )
    step_clock(application, run, datetime(2025, 3, 1, tzinfo=UTC))
    step_clock(application, run, CLOSED)
    assert [row["outcome"] for row in table(application, "prediction")] == ["yes"]


def test_developments_of_an_open_import_settle_nothing_of_others_until_it_is_finished(
    application, caller, clock
):
    log(
        application,
        caller,
        rule={"event_type": "cabinet.falls", "window": ["2025-01-01", "2026-12-31"]},
        settlement="at_once",
    )
    run = open_story(application)
    send(
        application,
        caller,
        run,
        [
            line(
                "development",
                id="D1",
                headline="h",
                occurred_on="2025-06-01",
                event_type="cabinet.falls",
                at="2025-06-01T00:00:00Z",
            )
        ],
    )
    work_off(application)
    assert "prediction.resolved" not in types(application)
    finish_run(application, run, caller=caller, correlation_id="c")
    work_off(application)
    assert types(application).count("prediction.resolved") == 1


def test_what_was_logged_while_a_run_was_opened_again_settles_when_it_is_finished(application, caller):
    run = open_story(application)
    send(
        application,
        caller,
        run,
        [
            line(
                "development",
                id="D1",
                headline="h",
                occurred_on="2025-06-01",
                event_type="cabinet.falls",
                at="2025-06-01T00:00:00Z",
            )
        ],
    )
    finish_run(application, run, caller=caller, correlation_id="c")
    open_story(application)
    log(
        application,
        caller,
        rule={"event_type": "cabinet.falls", "window": ["2025-01-01", "2026-12-31"]},
        settlement="at_once",
    )
    work_off(application)
    finish_run(application, run, caller=caller, correlation_id="c")
    work_off(application)
    assert types(application).count("prediction.resolved") == 1


def test_every_refusal_of_a_line_has_a_code_and_words(application, caller):
    outcomes = send(application, caller, open_story(application), [b"", b"{}", b"null", b'{"kind": null}'])
    assert statuses(outcomes) == ["refused"] * 4
    assert all(one.code and one.detail for one in outcomes)
    assert issubclass(InProgress, TrackerError)
