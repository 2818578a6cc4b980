"""What a report counts: contested outcomes stay in, every sentence counts what it says, periods go by own days."""

import pytest

from tests.application.doing import ask, decide, log
from tests.reports.stories import document
from tests.support.instance import new_caller, work_off
from tracker.application.recording.changes import AnnulmentInput, amend, annul, dispute, undo, withdraw

AUTHOR = "Ada Example"


@pytest.fixture
def author(application):
    return new_caller(application, author=AUTHOR)


def report(application, **asked):
    work_off(application)
    return document(application, **asked)


def test_a_contested_outcome_goes_on_counting(application, author, clock):
    prediction = log(application, author, probability=0.9, deadline="2026-02-01")
    clock.forward(days=60)
    decide(application, author, prediction, "no", happened_on="2026-02-01")
    work_off(application)
    ask(application, author, lambda uow: dispute(uow, prediction, reason="Not so.", seen_version=None))
    found = report(application, cohort="settled")
    funnel, overall = found["funnel"], found["overall"]
    assert (funnel["scored"], funnel["disputed"], funnel["marks"]["disputed"]) == (1, 0, 1)
    assert (overall["n"], overall["brier"]["last"]["mean"]) == (1, 0.81)
    assert overall["bounds"] == {"worst": 1.0, "best": 0.0}
    assert "1 outcome contested; counted as entered until changed." in found["plain"]["counted"]


def test_each_kind_has_a_sentence_of_its_own(application, author, clock):
    yes_no = [
        log(application, author, statement=f"Rain {n}", probability=0.3, deadline="2026-02-01")
        for n in range(10)
    ]
    quantiles = ((0.1, 5.0), (0.5, 10.0), (0.9, 20.0))
    numbers = [
        log(
            application,
            author,
            statement=f"Growth in {unit}",
            kind="numeric",
            unit=unit,
            quantiles=quantiles,
            deadline="2026-02-01",
        )
        for unit in ("%", "persons")
    ]
    log(application, author, statement="It is a new age", kind="thesis", deadline="2026-02-01")
    clock.forward(days=60)
    for made in yes_no:
        decide(application, author, made, "no", happened_on="2026-02-01")
    for made in numbers:
        decide(application, author, made, 12.0, happened_on="2026-02-01")
    found = report(application, cohort="settled")
    assert found["funnel"]["thesis"] == 1
    assert "1 thesis without a probability" in found["plain"]["counted"]
    assert [(one["unit"], one["n"]) for one in found["overall"]["numeric"]] == [("%", 1), ("persons", 1)]
    assert found["overall"]["wis"]["mean"] is None
    first, *others = found["plain"]["sentences"]
    assert first.startswith("Average Brier score of 10 yes/no forecasts: 0.09, 95% interval 0.09 to 0.09")
    assert [one.partition(":")[0] for one in others[:2]] == [
        "1 forecast of a number in %",
        "1 forecast of a number in persons",
    ]


@pytest.mark.parametrize(
    ("zone", "deadline"), [("Pacific/Honolulu", "2026-01-31"), ("Asia/Tokyo", "2026-01-31")]
)
def test_a_period_goes_by_the_day_of_the_deadline(application, author, clock, zone, deadline):
    prediction = log(application, author, probability=0.9, deadline=deadline, timezone=zone)
    clock.forward(days=60)
    decide(application, author, prediction, "yes", happened_on="2026-01-31")
    inside = report(application, from_="2026-01-01", to="2026-01-31")
    outside = report(application, from_="2026-02-01", to="2026-02-28")
    assert (inside["overall"]["n"], outside["overall"]["n"]) == (1, 0)


def test_what_could_flatter_is_counted_with_a_sentence_each(application, author, clock):
    other = new_caller(application, author="Ed Editor")

    def made(statement, **more):
        return log(application, author, statement=statement, probability=0.9, deadline="2026-02-01", **more)

    def change(handler, *, by=author):
        ask(application, by, handler)

    gone, withdrawn, amended, _, void, dated = map(made, ("A", "B", "C", "D", "E", "F"))
    made("D", again=True)
    change(lambda uow: undo(application, uow, gone, caller=author))
    change(lambda uow: withdraw(uow, withdrawn, reason="No longer.", seen_version=None))
    change(
        lambda uow: amend(uow, amended, statement="C!", criteria=None, reason="Clearer.", seen_version=None)
    )
    clock.forward(days=60)
    decide(application, author, void, "no", happened_on="2026-02-01")
    decide(application, author, dated, "no", happened_on="2025-12-01")
    work_off(application)
    entry = AnnulmentInput(reason="ambiguous")
    change(lambda uow: annul(application, uow, void, entry, caller=other, seen_version=None), by=other)
    found = report(application, cohort="made")
    counts = found["funnel"]["flattering"]
    assert counts == {
        "undone": 1,
        "updates_undone": 0,
        "withdrawn": 1,
        "amended": 1,
        "repeated": 1,
        "merged_after_outcome": 0,
        "annulled_after_outcome": {"author": 0, "other": 1},
        "dated_before_number": {"author": 1, "other": 0},
        "clipped_share": None,
        "withheld": 0,
    }
    for sentence in (
        "1 prediction was undone.",
        "1 was withdrawn and still counts.",
        "1 had its wording clarified.",
        "1 repeats an earlier prediction.",
        "1 was declared void after its outcome (1 by others).",
        "1 got an outcome dated before its first number and is not scored (1 by the author).",
    ):
        assert sentence in found["plain"]["counted"]
    assert found["overall"]["bounds"] == {"worst": 1.0, "best": 0.0}


def test_what_was_left_out_of_a_topic_is_said(application, author, clock):
    log(application, author, statement="Open", topics=("rain",), probability=0.9)
    log(application, author, statement="Sealed", topics=("rain",), probability=0.9, visibility="private")
    found = report(application, forecaster=AUTHOR, topic="rain", cohort="made")
    assert (found["funnel"]["recorded"], found["funnel"]["flattering"]["withheld"]) == (1, 1)
    assert "1 more of this author's predictions are withheld here" in found["plain"]["counted"]
    assert report(application, forecaster=AUTHOR)["funnel"]["flattering"]["withheld"] == 0
