"""What another tracker tells of a prediction's life: the lines beside those that people write themselves."""

from datetime import UTC, datetime

import pytest

from tests.application.doing import line, open_story, send, statuses, table
from tests.support.instance import new_caller

FEBRUARY, MARCH = "2025-02-01T00:00:00.000000Z", "2025-03-01T00:00:00.000000Z"
PREDICTION = line("prediction", id="P", type="binary", statement="Rain", closes="2025-06-30")
CONDITIONAL = line(
    "prediction",
    id="P",
    type="conditional",
    statement="Rain",
    closes="2025-06-30",
    antecedent={"statement": "Clouds", "by": "2025-03-31"},
    consequent={"type": "binary", "within_days": 90},
)
RESOLVED = line(
    "resolution", seq=1, prediction="P", outcome="yes", at=MARCH, known_at=FEBRUARY, final_at="2025-03-04T00:00:00Z",
    judged_by="worker", basis="rule",
)  # fmt: skip


@pytest.fixture
def told(application, caller):
    """Sends lines as one story, all of which must be taken; the prediction's row."""

    def tell(*lines):
        outcomes = send(application, caller, open_story(application), list(lines))
        assert statuses(outcomes) == ["recorded"] * len(lines), outcomes
        return table(application, "prediction")[0]

    return tell


def test_an_outcome_keeps_whose_it_was_since_when_it_could_be_known_and_its_window(told):
    row = told(PREDICTION, RESOLVED)
    assert (row["known_at"], row["judged_by"], row["basis"], row["is_final"]) == (
        FEBRUARY,
        "other",
        "person",
        0,
    )
    assert row["final_at"] == "2025-03-04T00:00:00.000000Z"


def test_an_outcome_is_final_once_the_story_says_so_behind_its_window(application, caller, told):
    row = told(PREDICTION, RESOLVED, line("final", seq=2, prediction="P", at="2025-03-05T00:00:00Z"))
    assert row["is_final"] == 1


def test_a_condition_that_was_met_moves_the_deadline(told):
    met = line(
        "antecedent_met", seq=1, prediction="P", at=MARCH, known_at=FEBRUARY, judged_by="worker", basis="rule"
    )
    row = told(CONDITIONAL, met)
    assert (row["state"], row["met_at"], row["closes"]) == ("open", FEBRUARY, "2025-05-02T00:00:00.000000Z")


def test_words_that_were_made_clearer_and_a_withdrawal_are_told(told):
    row = told(
        PREDICTION,
        line("amendment", seq=1, prediction="P", statement="Rain in Tokyo", reason="clearer"),
        line("withdrawal", seq=2, prediction="P", reason="said in error"),
    )
    assert (row["statement"], row["amendments"], row["withdrawn_reason"]) == (
        "Rain in Tokyo",
        1,
        "said in error",
    )


def test_an_objection_and_what_came_of_it_are_told(told):
    disputed = told(PREDICTION, RESOLVED, line("dispute", seq=2, prediction="P", reason="was it?", at=MARCH))
    assert disputed["state"] == "disputed"
    upheld = told(line("uphold", seq=3, prediction="P", reason="it was", at=MARCH))
    assert upheld["state"] == "resolved"


@pytest.mark.parametrize(
    "decision",
    [RESOLVED, line("final", seq=1, prediction="P"), line("uphold", seq=1, prediction="P", reason="x"),
     line("antecedent_met", seq=1, prediction="P")],
)  # fmt: skip
def test_telling_of_a_decision_needs_the_scope_to_resolve(application, decision):
    recorder = new_caller(application, scopes=("read", "record"))
    outcomes = send(application, recorder, open_story(application), [PREDICTION, decision])
    assert statuses(outcomes) == ["recorded", "refused"]
    assert outcomes[1].code == "forbidden"


def test_a_prediction_may_have_a_zone_of_its_own(told):
    row = told(
        line(
            "prediction", id="P", type="binary", statement="Rain", closes="2025-06-30", timezone="Asia/Tokyo"
        )
    )
    assert (row["timezone"], row["closes"]) == ("Asia/Tokyo", "2025-06-30T15:00:00.000000Z")
    assert datetime.fromisoformat(row["closes"]) == datetime(2025, 6, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("judged_by", "nobody", "not_a_choice"),
        ("basis", "mood", "not_a_choice"),
        ("known_at", "soon", "not_an_instant"),
    ],
)
def test_a_decision_that_cannot_be_read_is_refused_at_its_field(application, caller, field, value, code):
    bad = line("resolution", seq=1, prediction="P", outcome="yes", **{field: value})
    outcome = send(application, caller, open_story(application), [PREDICTION, bad])[1]
    assert (outcome.faults[0].pointer, outcome.faults[0].code) == (f"/{field}", code)
