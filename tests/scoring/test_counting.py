"""Updates counted: the seed's first prediction, the edges of time, properties. Losses are Brier's and the log's."""

import math
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.scoring.strategies import HOURS, hour, outcomes, probabilities, schedules, score_one, series
from tracker.scoring.brier import brier
from tracker.scoring.forecasts import Binary
from tracker.scoring.series import Schedule, Stated, in_force


def on(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(n, p, *, order=0, name=None):
    return Stated(Binary(p), hour(n), order, name or f"at-{n}")


# "The Ishiba government backs away from Ukraine": open for 316 days, known after 245 of them.
ISHIBA = Schedule(opens=on("2025-02-18"), closes=on("2025-12-31"), known_at=on("2025-10-21"))
ISHIBA_STATED = [
    Stated(Binary(0.4), on("2025-02-18"), 14, "line-14"),
    Stated(Binary(0.2), on("2025-03-15"), 27, "line-27"),
    Stated(Binary(0.1), on("2025-07-01"), 30, "line-30"),
]
TEN_HOURS = Schedule(hour(0), hour(10), hour(10))


def test_the_seeds_first_prediction_scores_as_published():
    score = score_one(ISHIBA_STATED, schedule=ISHIBA, y=0)
    assert (score.values["p_first"], score.values["p_last"]) == (0.4, 0.1)
    assert score.values["brier_first"] == pytest.approx(0.16, abs=1e-6)
    assert score.values["brier_last"] == pytest.approx(0.01, abs=1e-6)
    assert score.values["brier_time_weighted"] == pytest.approx(0.02987341772151899, abs=1e-6)
    assert score.values["brier_mean_update"] == pytest.approx(0.07, abs=1e-6)
    assert score.coverage == pytest.approx(0.7753164556962026, abs=1e-6)
    assert (
        score.values["log_first"]
        == score.values["log_first_unclipped"]
        == pytest.approx(0.5108256237659907, abs=1e-6)
    )
    assert (
        score.values["log_last"]
        == score.values["log_last_unclipped"]
        == pytest.approx(0.10536051565782628, abs=1e-6)
    )
    assert (score.infinite, score.clipped) == ((), ())
    assert (score.n_updates, score.inputs) == (3, ("line-14", "line-27", "line-30"))


def test_the_seeds_reversal_scores_the_same_forecasts_by_the_other_outcome():
    score = score_one(ISHIBA_STATED, schedule=ISHIBA, y=1)
    assert score.values["brier_first"] == pytest.approx(0.36, abs=1e-6)
    assert score.values["brier_last"] == pytest.approx(0.81, abs=1e-6)
    assert score.values["brier_time_weighted"] == pytest.approx(0.5343037974683545, abs=1e-6)
    assert score.coverage == pytest.approx(0.7753164556962026, abs=1e-6)


@pytest.mark.parametrize("p", [0, 1, 0.51, 0.012, 0.975])
def test_what_people_really_state_is_scored(p):
    score = score_one([at(0, p)], schedule=TEN_HOURS, y=1)
    assert score.values["brier_last"] == score.values["brier_time_weighted"] == pytest.approx((1 - p) ** 2)
    assert score.coverage == 1.0


def test_an_infinite_log_loss_is_reported_beside_the_clipped_one():
    score = score_one([at(0, 0), at(5, 1)], schedule=TEN_HOURS, y=1)
    assert (score.values["log_first_unclipped"], score.values["log_last_unclipped"]) == (None, 0.0)
    assert score.infinite == ("log_first_unclipped",)
    assert score.values["log_first"] == pytest.approx(4.605170185988091)
    assert score.values["log_last"] == pytest.approx(0.01005033585350145)
    assert score.clipped == ("log_first", "log_last")


def test_clipping_is_told_apart_for_the_first_and_the_last():
    score = score_one([at(0, 0.001), at(5, 0.5)], schedule=TEN_HOURS, y=1)
    assert score.clipped == ("log_first",)


def test_only_late_forecasts_give_no_score():
    assert score_one([at(10, 0.9), at(12, 0.9)], schedule=TEN_HOURS, y=1) is None
    assert score_one([], schedule=TEN_HOURS, y=1) is None


def test_a_forecast_at_the_very_instant_the_outcome_was_known_is_late():
    score = score_one([at(0, 0.5), at(10, 1)], schedule=TEN_HOURS, y=1)
    assert score.values["p_last"] == 0.5
    assert score.inputs == ("at-0",)


def test_a_forecast_one_microsecond_before_the_outcome_was_known_counts():
    just_before = Stated(Binary(1), hour(10) - timedelta(microseconds=1), 1, "just-before")
    assert score_one([at(0, 0.5), just_before], schedule=TEN_HOURS, y=1).values["p_last"] == 1


def test_uncovered_time_before_the_first_forecast_costs_the_reference_loss():
    score = score_one([at(4, 1)], schedule=TEN_HOURS, y=1)
    assert score.values["brier_time_weighted"] == pytest.approx(0.4 * 0.25)
    assert score.coverage == pytest.approx(0.6)


@pytest.mark.parametrize("reference_loss", [0, 0.09, 1])
def test_the_reference_loss_can_be_another(reference_loss):
    score = score_one([at(4, 1)], schedule=TEN_HOURS, y=1, reference_loss=reference_loss)
    assert score.values["brier_time_weighted"] == pytest.approx(0.4 * reference_loss)


def test_a_forecast_stated_before_opening_counts_from_the_opening():
    score = score_one([at(-5, 1), at(-3, 0.8), at(5, 0.6)], schedule=TEN_HOURS, y=1)
    assert score.values["brier_time_weighted"] == pytest.approx(0.5 * 0.04 + 0.5 * 0.16)
    assert score.coverage == 1.0
    assert score.values["p_first"] == 1


def test_resolved_before_the_deadline_the_scheduled_denominator_stays():
    early = Schedule(hour(0), hour(10), hour(2))
    score = score_one([at(0, 0.5)], schedule=early, y=1)
    assert score.values["brier_time_weighted"] == pytest.approx(0.2 * 0.25)
    assert score.coverage == pytest.approx(0.2)


def test_a_forecast_after_the_deadline_counts_as_last_but_holds_for_no_scheduled_time():
    known_later = Schedule(hour(0), hour(10), hour(20))
    score = score_one([at(0, 0.5), at(10, 0.6), at(15, 0.9)], schedule=known_later, y=1)
    assert score.values["brier_last"] == pytest.approx(0.01)
    assert score.values["brier_mean_update"] == pytest.approx((0.25 + 0.16 + 0.01) / 3)
    assert score.values["brier_time_weighted"] == pytest.approx(0.25)
    assert score.coverage == 1.0
    assert score.n_updates == 3


def test_somebody_who_spoke_only_after_the_deadline_covers_nothing():
    known_later = Schedule(hour(0), hour(10), hour(20))
    score = score_one([at(12, 0.9)], schedule=known_later, y=1)
    assert score.values["brier_first"] == score.values["brier_last"] == pytest.approx(0.01)
    assert score.values["brier_time_weighted"] == 0.25
    assert score.coverage == 0.0


def test_known_between_deadline_and_forecast_the_forecast_is_late():
    known_between = Schedule(hour(0), hour(10), hour(11))
    assert score_one([at(12, 0.9)], schedule=known_between, y=1) is None


def test_of_two_at_one_instant_the_higher_order_is_in_force():
    stated = [at(0, 0.9, order=8, name="later"), at(0, 0.5, order=7, name="earlier")]
    score = score_one(stated, schedule=TEN_HOURS, y=1)
    assert (score.values["p_first"], score.values["p_last"]) == (0.5, 0.9)
    assert score.values["brier_time_weighted"] == pytest.approx(0.01)
    assert score.values["brier_mean_update"] == pytest.approx((0.25 + 0.01) / 2)
    assert score.inputs == ("earlier", "later")


@pytest.mark.parametrize("closes", [0, -4])
def test_without_scheduled_time_there_is_no_time_weighted_value(closes):
    unscheduled = Schedule(hour(0), hour(closes), hour(10))
    score = score_one([at(-6, 0.9)], schedule=unscheduled, y=1)
    assert (score.values["brier_time_weighted"], score.coverage) == (None, None)
    assert score.values["brier_last"] == pytest.approx(0.01)


@pytest.mark.parametrize("known_at", [0, -1])
def test_known_before_opening_no_perfect_score_is_made_of_no_time(known_at):
    never_open = Schedule(hour(0), hour(10), hour(known_at))
    score = score_one([at(-6, 0.9)], schedule=never_open, y=1)
    assert (score.values["brier_time_weighted"], score.coverage) == (None, None)
    assert score.values["brier_last"] == pytest.approx(0.01)


def test_microseconds_count_exactly():
    blink = Schedule(hour(0), hour(0) + timedelta(microseconds=4), hour(1))
    stated = [at(0, 0.5), Stated(Binary(1), hour(0) + timedelta(microseconds=1), 1, "quick")]
    assert score_one(stated, schedule=blink, y=1).values["brier_time_weighted"] == 0.0625


def test_in_force_is_sorted_by_instant_and_order_and_stops_before_the_given_instant():
    stated = [at(5, 0.3, order=1), at(2, 0.2, order=9), at(2, 0.1, order=4), at(7, 0.4, order=0)]
    assert [one.forecast.p for one in in_force(stated, before=hour(7))] == [0.1, 0.2, 0.3]
    assert in_force(stated, before=hour(2)) == []


def test_a_score_cannot_be_changed_afterwards():
    score = score_one([at(0, 0.5)], schedule=TEN_HOURS, y=1)
    with pytest.raises(FrozenInstanceError):
        score.values = {}


@pytest.mark.parametrize("p", [1.2, -0.1, math.nan])
def test_a_probability_outside_0_to_1_is_refused(p):
    with pytest.raises(ValueError, match="is not a probability"):
        score_one([at(0, p)], schedule=TEN_HOURS, y=1)


@pytest.mark.parametrize(
    "local",
    [
        datetime(2025, 3, 30),  # noqa: DTZ001 - a naive time is what must be refused
        datetime(2025, 3, 30, tzinfo=timezone(timedelta(hours=9))),
        datetime(2025, 6, 30, tzinfo=ZoneInfo("Europe/London")),
    ],
    ids=["naive", "another offset", "a summer time"],
)
def test_instants_that_are_not_utc_are_refused(local):
    with pytest.raises(ValueError, match="is not in UTC"):
        Stated(Binary(0.5), local, 0, "local")
    for name in ("opens", "closes", "known_at"):
        with pytest.raises(ValueError, match="is not in UTC"):
            replace(TEN_HOURS, **{name: local})


@settings(deadline=None)
@given(stated=series(), schedule=schedules(), y=outcomes, randomness=st.randoms(use_true_random=False))
def test_the_order_in_which_forecasts_are_read_does_not_matter(stated, schedule, y, randomness):
    shuffled = list(stated)
    randomness.shuffle(shuffled)
    assert score_one(shuffled, schedule=schedule, y=y) == score_one(stated, schedule=schedule, y=y)


@settings(deadline=None)
@given(stated=series(), schedule=schedules(), y=outcomes, p=probabilities, delay=st.integers(0, HOURS))
def test_a_late_forecast_changes_nothing(stated, schedule, y, p, delay):
    late = Stated(Binary(p), schedule.known_at + timedelta(hours=delay), 99, "late")
    assert score_one([*stated, late], schedule=schedule, y=y) == score_one(stated, schedule=schedule, y=y)


@settings(deadline=None)
@given(stated=series(min_size=1), schedule=schedules(), y=outcomes)
def test_saying_the_same_again_at_any_later_time_earns_nothing(stated, schedule, y):
    score = score_one(stated, schedule=schedule, y=y)
    assume(score is not None)
    again = Stated(Binary(score.values["p_last"]), schedule.known_at - timedelta(microseconds=1), 99, "again")
    repeated = score_one([*stated, again], schedule=schedule, y=y)
    assert repeated.values["brier_last"] == score.values["brier_last"]
    assert repeated.values["brier_first"] == score.values["brier_first"]
    assert repeated.coverage == score.coverage
    assert repeated.values["brier_time_weighted"] == pytest.approx(
        score.values["brier_time_weighted"], abs=1e-12
    )


@settings(deadline=None)
@given(stated=series(min_size=1), schedule=schedules(), y=outcomes, reference_loss=st.floats(0, 1))
def test_every_value_stays_within_its_bounds(stated, schedule, y, reference_loss):
    score = score_one(stated, schedule=schedule, y=y, reference_loss=reference_loss)
    assume(score is not None)
    losses = [brier(one.forecast.p, y) for one in in_force(stated, before=schedule.known_at)]
    # The division of a mean rounds: the mean of .9801 three times is .9800999999999999.
    assert min(losses) - 1e-12 <= score.values["brier_mean_update"] <= max(losses) + 1e-12
    assert {score.values["brier_first"], score.values["brier_last"]} <= set(losses)
    assert (score.values["log_last_unclipped"] is None) is ("log_last_unclipped" in score.infinite)
    assert score.infinite or score.values["log_last_unclipped"] >= 0
    assert 0.01 < score.values["log_last"] < 4.61
    if score.values["brier_time_weighted"] is not None:
        possible = [0.0, reference_loss, *losses]
        assert min(possible) - 1e-12 <= score.values["brier_time_weighted"] <= max(possible) + 1e-12
        assert 0 <= score.coverage <= 1


def by_the_hour(stated, schedule, *, y, reference_loss):
    """Time-weighted loss and coverage by walking every scheduled hour: slow, in fractions, and independent."""
    total = covered = hours = Fraction(0)
    moment = schedule.opens
    while moment < schedule.closes:
        hours += 1
        spoken = [(one.at, one.order, one.forecast.p) for one in stated if one.at <= moment]
        if moment < schedule.known_at and spoken:
            covered += 1
            total += Fraction((float(max(spoken)[2]) - y) ** 2)
        elif moment < schedule.known_at:
            total += Fraction(reference_loss)
        moment += timedelta(hours=1)
    return float(total / hours), float(covered / hours)


@settings(deadline=None)
@given(stated=series(min_size=1), schedule=schedules(), y=outcomes, reference_loss=st.floats(0, 1))
def test_time_weighting_agrees_with_walking_every_hour(stated, schedule, y, reference_loss):
    score = score_one(stated, schedule=schedule, y=y, reference_loss=reference_loss)
    assume(score is not None)
    is_ever_open = schedule.opens < min(schedule.closes, schedule.known_at)
    assert (score.values["brier_time_weighted"] is not None) is is_ever_open
    if is_ever_open:
        expected = by_the_hour(stated, schedule, y=y, reference_loss=reference_loss)
        assert (score.values["brier_time_weighted"], score.coverage) == pytest.approx(expected, abs=1e-12)


@settings(deadline=None)
@given(truth=probabilities, said=probabilities, stated=series(), known=st.integers(11, HOURS))
def test_no_update_to_another_number_than_the_true_one_helps_the_time_weighted_score(
    truth, said, stated, known
):
    schedule = Schedule(hour(0), hour(HOURS), hour(known))
    before = [one for one in stated if one.at <= hour(10)]

    def expected(p):
        updates = [*before, Stated(Binary(p), hour(10), 99, "update")]
        values = [score_one(updates, schedule=schedule, y=y).values["brier_time_weighted"] for y in (0, 1)]
        return (1 - truth) * values[0] + truth * values[1]

    assert expected(said) >= expected(truth) - 1e-12
