"""Two names that are one person: each keeps its series, and reports count both under one name while they are merged."""

import pytest

from tests.application.doing import ask, decide, log, table
from tests.reports.stories import document
from tests.support.instance import new_caller, work_off
from tracker.application.recording.forecasters import merge, rename, unmerge
from tracker.application.recording.forecasts import state_forecast
from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.forecast import ForecastInput


@pytest.fixture
def two(application, clock):
    """Two keys of one person under two names, who have both spoken on one prediction that came true."""
    first, second = (
        new_caller(application, author="A. Example"),
        new_caller(application, author="Ada Example"),
    )
    prediction = log(application, first, probability=0.2)
    clock.forward(days=1)
    ask(
        application,
        second,
        lambda uow: state_forecast(uow, prediction, ForecastInput(probability=0.9), caller=second),
    )
    clock.forward(days=90)
    decide(application, first, prediction, "yes", happened_on="2026-03-01")
    work_off(application)
    return first.forecaster, second.forecaster


def change(application, handler):
    caller = new_caller(application)
    ask(application, caller, handler)
    work_off(application)


def present_scores(application):
    """{(forecaster, series): (first p, last p)} of the scores that count now."""
    rows = [row for row in table(application, "scored") if row["position_to"] == 2**62]
    return {(row["forecaster"], row["series"]): (row["p_first"], row["p_last"]) for row in rows}


def test_merged_names_keep_a_series_each_and_are_reported_under_one_name(application, two):
    first, second = two
    apart = {(first, "own"): (0.2, 0.2), (second, "own"): (0.9, 0.9)}
    assert present_scores(application) == apart
    change(application, lambda uow: merge(uow, first, into=second, reason="the same person"))
    assert present_scores(application) == apart
    for name in ("A. Example", "Ada Example", first):
        report = document(application, forecaster=name, cohort="settled")
        assert (report["overall"]["n"], report["overall"]["mean_p"]) == (2, 0.55)
        assert [group["key"] for group in report["groups"]] == [second]
    change(application, lambda uow: unmerge(uow, first, reason="they are two"))
    assert present_scores(application) == apart
    assert document(application, forecaster=first, cohort="settled")["overall"]["mean_p"] == 0.2


def test_a_look_back_finds_names_and_mergers_of_then(application, two, clock):
    first, second = two

    def record(**parameters):
        found = document(application, cohort="settled", **parameters)
        return {one["name"]: (one["n"], one["mean_p"]) for one in found["groups"]}

    was, seen = clock(), {}
    steps = {
        "merged": lambda uow: merge(uow, first, into=second, reason="the same person"),
        "renamed": lambda uow: rename(uow, second, name="Ada B. Example", reason="her full name"),
        "parted": lambda uow: unmerge(uow, first, reason="they are two"),
    }
    for step, handler in {"apart": None, **steps}.items():
        clock.forward(days=1)
        if handler is not None:
            change(application, handler)
        position = max(row["position"] for row in table(application, "log"))
        seen[step] = (clock().isoformat(), str(position), record())
    assert was < clock()
    assert [one[2] for one in seen.values()] == [
        {"A. Example": (1, 0.2), "Ada Example": (1, 0.9)},
        {"Ada Example": (2, 0.55)},
        {"Ada B. Example": (2, 0.55)},
        {"A. Example": (1, 0.2), "Ada B. Example": (1, 0.9)},
    ]
    for instant, position, found in seen.values():
        assert record(as_of=instant) == found
        assert record(as_of=position) == found


def test_mergers_are_one_step_deep(application, two):
    first, second = two
    third = new_caller(application, author="Third").forecaster
    change(application, lambda uow: merge(uow, first, into=second, reason="the same"))
    for forecaster, into in ((second, third), (third, first), (first, third)):
        with pytest.raises(Conflict):
            change(
                application,
                lambda uow, f=forecaster, i=into: merge(uow, f, into=i, reason="the same"),
            )
    with pytest.raises(Invalid):
        change(application, lambda uow: merge(uow, third, into=third, reason="the same"))
    with pytest.raises(Invalid):
        change(application, lambda uow: merge(uow, third, into="fcr_none", reason="the same"))
    with pytest.raises(NotFound):
        change(application, lambda uow: unmerge(uow, "fcr_none", reason="the same"))


def test_a_new_name_is_the_one_that_is_found(application, two):
    first, _ = two
    change(application, lambda uow: rename(uow, first, name="Ada B. Example", reason="her full name"))
    assert document(application, forecaster="ada b. example", cohort="settled")["overall"]["n"] == 1
