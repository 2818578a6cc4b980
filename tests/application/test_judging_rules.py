"""When an outcome was knowable, who judged it, and what may be changed when: the same by every way in."""

import pytest

from tests.application.doing import (
    ask,
    decide,
    develop,
    line,
    log,
    logged,
    open_story,
    send,
    statuses,
    table,
)
from tests.support.instance import new_caller, work_off
from tracker.application.recording.changes import AnnulmentInput, amend, annul
from tracker.application.recording.developments import correct_development, retract_development
from tracker.domain.development import CorrectDevelopment
from tracker.domain.errors import Conflict, Invalid
from tracker.domain.prediction.commands import Condition
from tracker.projections.scores import scores_of

RULE = {"event_type": "cabinet.falls"}


@pytest.fixture
def author(application):
    return new_caller(application, author="Ada Example")


@pytest.fixture
def other(application):
    return new_caller(application, author="Ed Editor")


def present(application, prediction):
    (row,) = [one for one in table(application, "prediction") if one["id"] == prediction]
    return row


def scores(application, prediction):
    with application.database.reading() as tx:
        return [dict(row) for row in scores_of(tx, prediction)]


def test_a_stated_day_begins_where_the_prediction_lies(application, author, clock):
    prediction = log(application, author, probability=0.5, timezone="Asia/Tokyo")
    clock.forward(days=60)
    decide(application, author, prediction, "no", source=None, resolved_as_of="2026-02-01")
    assert present(application, prediction)["known_at"] == "2026-01-31T15:00:00.000000Z"


def test_an_instant_may_be_said_instead_of_a_day(application, author, clock):
    first, second = (log(application, author, statement=f"Rain {n}", probability=0.9) for n in range(2))
    clock.forward(hours=5)
    today = clock().date().isoformat()
    decide(application, author, first, "no", happened_on=today)
    decide(application, author, second, "no", happened_at=clock().isoformat())
    work_off(application)
    assert [one["p_last"] for one in (*scores(application, first), *scores(application, second))] == [
        None,
        0.9,
    ]
    with pytest.raises(Invalid, match="not both"):
        decide(
            application,
            author,
            first,
            "no",
            happened_on=today,
            happened_at=clock().isoformat(),
            seen_version=3,
        )


def test_a_re_resolution_that_cites_developments_takes_its_instant_from_them(application, author, clock):
    run = open_story(application)
    told = [
        line("forecaster", id="ada", name="Ada"),
        line("prediction", id="P", type="binary", statement="It falls", closes="2025-12-31", seq=1),
        line("forecast", prediction="P", forecaster="ada", p=0.5, probability_source="author_numeric", seq=2),
        line("development", id="D", headline="It fell", occurred_on="2025-03-01", at="2025-03-02T00:00:00Z"),
        line("resolution", prediction="P", outcome="no", at="2025-05-01T00:00:00Z", seq=3),
        line(
            "re_resolution",
            prediction="P",
            outcome="yes",
            reason="It had fallen.",
            developments=["D"],
            at="2025-06-01T00:00:00Z",
            seq=4,
        ),
    ]
    assert statuses(send(application, author, run, told)) == ["recorded"] * len(told)
    (row,) = table(application, "prediction")
    assert (row["outcome"], row["known_at"]) == ("yes", "2025-03-01T00:00:00.000000Z")


@pytest.mark.parametrize(
    ("who", "judge"), [("author", "author"), ("other", "rule")], ids=["ones own development", "anothers"]
)
def test_a_rule_that_only_the_author_fed_is_the_authors_decision(
    application, author, other, clock, who, judge
):
    prediction = log(application, author, probability=0.9, rule=RULE, settlement="at_once")
    clock.forward(days=3)
    by = {"author": author, "other": other}[who]
    develop(application, by, event_type="cabinet.falls", occurred_on=clock().date().isoformat())
    work_off(application)
    assert (present(application, prediction)["outcome"], present(application, prediction)["judged_by"]) == (
        "yes",
        judge,
    )


def test_a_development_that_says_so_is_its_recorders_decision(application, author, other, clock):
    made = [log(application, author, statement=f"Rain {n}", settlement="at_once") for n in range(2)]
    clock.forward(days=3)
    for by, prediction in zip((author, other), made, strict=True):
        resolves = {"prediction": prediction, "outcome": "yes"}
        develop(application, by, resolves=resolves, occurred_on=clock().date().isoformat())
    work_off(application)
    assert [present(application, one)["judged_by"] for one in made] == ["author", "other"]


def test_a_default_is_judged_by_the_deadline(application, author, clock):
    prediction = log(
        application,
        author,
        probability=0.9,
        deadline="2026-02-01",
        default_outcome="no",
        settlement="at_once",
    )
    clock.forward(days=60)
    work_off(application)
    assert present(application, prediction)["judged_by"] == "deadline"


def test_an_import_cannot_say_that_a_rule_judged(application, author):
    told = [
        line("prediction", id="P", type="binary", statement="It falls", closes="2025-12-31", seq=1),
        line(
            "resolution",
            prediction="P",
            outcome="no",
            judged_by="rule",
            basis="rule",
            at="2025-05-01T00:00:00Z",
            seq=2,
        ),
    ]
    send(application, author, open_story(application), told)
    assert present(application, table(application, "prediction")[0]["id"])["judged_by"] == "other"


def test_words_stay_as_they_were_after_the_deadline(application, author, clock):
    prediction = log(application, author, deadline="2026-02-01")

    def reword(statement):
        handler = lambda uow: amend(  # noqa: E731
            uow, prediction, statement=statement, criteria=None, reason="clearer", seen_version=None
        )
        ask(application, author, handler)

    reword("The cabinet resigns as a whole")
    clock.forward(days=60)
    with pytest.raises(Conflict, match="deadline has passed"):
        reword("The cabinet does not resign")


def test_a_condition_that_was_taken_back_is_waited_for_again(application, author, other, clock):
    antecedent = Condition(
        statement="An election is called", by="2026-06-30", rule={"event_type": "election.called"}
    )
    prediction = log(application, author, kind="conditional", probability=0.5, antecedent=antecedent)
    clock.forward(days=3)
    called = develop(application, other, event_type="election.called", occurred_on=clock().date().isoformat())
    work_off(application)
    assert present(application, prediction)["state"] == "open"
    ask(
        application,
        other,
        lambda uow: retract_development(uow, called, reason="It was not.", seen_version=None),
    )
    work_off(application)
    row = present(application, prediction)
    assert (row["state"], row["met_at"]) == ("dormant", None)
    assert logged(application)[-1]["type"] == "prediction.antecedent_unmet"


def test_no_score_counts_after_an_annulment(application, author, clock):
    prediction = log(application, author, probability=0.9)
    clock.forward(days=60)
    decide(application, author, prediction, "no", happened_on="2026-02-01")
    work_off(application)
    entry = AnnulmentInput(reason="ambiguous")
    ask(
        application,
        author,
        lambda uow: annul(application, uow, prediction, entry, caller=author, seen_version=None),
    )
    work_off(application)
    row = present(application, prediction)
    assert [
        one["resolution_number"] == row["resolution_number"] for one in scores(application, prediction)
    ] == [False]


def test_an_option_may_be_called_annulled(application, author):
    told = [
        line("forecaster", id="ada", name="Ada"),
        line(
            "prediction",
            id="P",
            type="categorical",
            statement="The law is",
            options=["annulled", "upheld"],
            closes="2025-12-31",
            seq=1,
        ),
        line("resolution", prediction="P", outcome="annulled", at="2025-05-01T00:00:00Z", seq=2),
    ]
    assert statuses(send(application, author, open_story(application), told)) == ["recorded"] * 3
    (row,) = table(application, "prediction")
    assert (row["outcome"], row["annulment"], row["state"]) == ("annulled", None, "resolved")


@pytest.mark.parametrize("settlement", ["at_once", "window"])
def test_silence_is_no_evidence_that_it_happened(application, author, settlement):
    with pytest.raises(Invalid, match="settlement: confirm"):
        log(application, author, default_outcome="yes", settlement=settlement)
    log(application, author, default_outcome="no", settlement=settlement)
    log(application, author, statement="Another", default_outcome="yes", settlement="confirm")


def test_a_prediction_opens_on_the_day_it_is_recorded_at_the_earliest(application, author, clock):
    with pytest.raises(Invalid, match="before the day"):
        log(application, author, opens="1926-01-01", deadline="2026-12-31")
    log(application, author, opens=clock().date().isoformat())


def test_a_second_key_of_the_author_feeds_a_rule_for_the_author(application, author, clock):
    prediction = log(application, author, probability=0.9, rule=RULE, settlement="at_once")
    second = new_caller(application, author="Ada Example")
    clock.forward(days=3)
    develop(application, second, event_type="cabinet.falls", occurred_on=clock().date().isoformat())
    work_off(application)
    assert present(application, prediction)["judged_by"] == "author"


def test_a_condition_is_waited_for_again_where_its_development_is_corrected_away(
    application, author, other, clock
):
    """Another way: the development stays, but is of something else."""
    antecedent = Condition(
        statement="An election is called", by="2026-06-30", rule={"event_type": "election.called"}
    )
    prediction = log(application, author, kind="conditional", probability=0.5, antecedent=antecedent)
    clock.forward(days=3)
    today = clock().date().isoformat()
    called = develop(application, other, event_type="election.called", occurred_on=today)
    work_off(application)
    assert present(application, prediction)["state"] == "open"
    correction = CorrectDevelopment(
        headline="A date was named", event_type="date.named", occurred_on=today, reason="Misread."
    )
    ask(
        application,
        other,
        lambda uow: correct_development(
            application, uow, called, correction, caller=other, seen_version=None
        ),
    )
    work_off(application)
    assert present(application, prediction)["state"] == "dormant"


def test_a_day_west_of_the_tracker_begins_later(application, author, clock):
    prediction = log(application, author, probability=0.5, timezone="Pacific/Honolulu")
    clock.forward(days=60)
    decide(application, author, prediction, "no", source=None, resolved_as_of="2026-02-01")
    assert present(application, prediction)["known_at"] == "2026-02-01T10:00:00.000000Z"
