"""What a report counts: contested outcomes stay in, every sentence counts what it says, periods go by own days."""

import pytest

from tests.application.doing import ask, decide, log
from tests.reports.stories import document
from tests.support.instance import new_caller, work_off
from tracker.application.recording.changes import dispute

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
