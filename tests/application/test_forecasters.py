"""Two names that are one person: their word is one series, in scores and in reports, until they are two again."""

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
    """{forecaster: (first p, last p)} of the scores that count now."""
    rows = [row for row in table(application, "scored") if row["position_to"] == 2**62]
    return {row["forecaster"]: (row["p_first"], row["p_last"]) for row in rows}


def test_merged_names_are_scored_and_reported_as_one_and_as_two_again_after(application, two):
    first, second = two
    apart = {first: (0.2, 0.2), second: (0.9, 0.9)}
    assert present_scores(application) == apart
    change(application, lambda uow: merge(uow, first, into=second, reason="the same person"))
    assert present_scores(application) == {second: (0.2, 0.9)}
    for name in ("A. Example", "Ada Example", first):
        told = document(application, forecaster=name, cohort="settled")
        assert (told["overall"]["n"], told["overall"]["mean_p"]) == (1, 0.9)
    change(application, lambda uow: unmerge(uow, first, reason="they are two"))
    assert present_scores(application) == apart
    assert document(application, forecaster=first, cohort="settled")["overall"]["mean_p"] == 0.2


def test_merging_twice_alike_records_nothing(application, two):
    first, second = two
    for _ in range(2):
        change(application, lambda uow: merge(uow, first, into=second, reason="the same person"))
    assert present_scores(application) == {second: (0.2, 0.9)}


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
