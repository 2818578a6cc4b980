"""For how long each update was in force: shares of the scheduled time, and whole days."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from tests.scoring.strategies import hour, schedules, series
from tests.scoring.test_counting import ISHIBA, ISHIBA_STATED, at
from tracker.scoring.counting import count, daily
from tracker.scoring.series import DAY, Schedule, hold, in_force

THREE_DAYS = Schedule(hour(0), hour(72), hour(72))


def test_the_seeds_updates_held_for_the_published_days():
    held = hold(in_force(ISHIBA_STATED, before=ISHIBA.known_at), schedule=ISHIBA)
    assert held.days == (25, 108, 112)
    assert sum(held.days) == ISHIBA.days == 245
    assert (ISHIBA.closes - ISHIBA.opens).days == 316
    assert held.shares == pytest.approx((25 / 316, 108 / 316, 112 / 316))
    assert (held.uncovered, held.coverage) == pytest.approx((0, 245 / 316))


def test_the_tournaments_week_comes_out():
    week = Schedule(hour(0), hour(7 * 24), hour(7 * 24))
    counted = in_force([at(0, 0.9), at(3 * 24, 0.95)], before=week.known_at)
    losses = [0.02, 0.005]
    assert daily(losses, holding=hold(counted, schedule=week)) == pytest.approx(0.08 / 7)


def test_a_forecast_is_in_force_in_the_day_that_begins_as_it_is_stated():
    held = hold([at(0, 0.1), at(24, 0.2)], schedule=THREE_DAYS)
    assert held.days == (1, 2)


def test_a_forecast_during_a_day_is_in_force_from_the_next():
    assert hold([at(1, 0.1), at(25, 0.2), at(26, 0.3)], schedule=THREE_DAYS).days == (1, 0, 1)


def test_a_day_that_the_outcome_cuts_short_is_none():
    cut = Schedule(hour(0), hour(72), hour(47))
    held = hold([at(0, 0.1), at(24, 0.2)], schedule=cut)
    assert (cut.days, held.days) == (1, (1, 0))
    assert hold([at(0, 0.1)], schedule=Schedule(hour(0), hour(23), hour(48))).days == (0,)


def test_days_begin_at_the_opening_and_not_at_midnight():
    evening = Schedule(hour(20), hour(20 + 48), hour(20 + 48))
    assert hold([at(20, 0.1), at(43, 0.2)], schedule=evening).days == (1, 1)


def test_the_daily_value_leaves_out_the_days_before_the_first_forecast():
    held = hold([at(30, 0.1)], schedule=THREE_DAYS)
    assert held.days == (1,)
    assert daily([0.01], holding=held) == 0.01


def test_without_a_whole_day_there_is_no_daily_value():
    held = hold([at(49, 0.1)], schedule=THREE_DAYS)
    assert held.days == (0,)
    assert daily([0.01], holding=held) is None


@pytest.mark.parametrize(("closes", "known_at"), [(0, 10), (-4, 10), (10, 0), (10, -1)])
def test_without_open_time_nothing_is_held(closes, known_at):
    never = Schedule(hour(0), hour(closes), hour(known_at))
    assert hold([at(-6, 0.1)], schedule=never) is None
    assert (never.is_ever_open, never.days) == (False, 0)
    assert count([0.1], "time_weighted", holding=None, reference_loss=0.25) is None


def test_without_a_reference_bare_time_has_no_price():
    held = hold([at(0, 0.1)], schedule=THREE_DAYS)
    assert count([0.1], "time_weighted", holding=held) is None


@settings(deadline=None)
@given(stated=series(min_size=1), schedule=schedules())
def test_every_open_moment_is_held_once(stated, schedule):
    counted = in_force(stated, before=schedule.known_at)
    assume(counted)
    held = hold(counted, schedule=schedule)
    assume(held is not None)
    opened = Fraction((schedule.open_until - schedule.opens) / (schedule.closes - schedule.opens))
    assert sum(held.shares) == pytest.approx(held.coverage, abs=1e-12)
    assert held.uncovered + held.coverage == pytest.approx(float(opened), abs=1e-12)
    assert held.until[:-1] == held.starts[1:]
    assert min(held.shares) >= 0
    assert min(held.days) >= 0


@settings(deadline=None)
@given(stated=series(min_size=1), schedule=schedules())
def test_whole_days_agree_with_asking_every_morning(stated, schedule):
    counted = in_force(stated, before=schedule.known_at)
    assume(counted)
    held = hold(counted, schedule=schedule)
    assume(held is not None)
    mornings = [schedule.opens + n * DAY for n in range((schedule.open_until - schedule.opens) // DAY)]
    standing = [
        max((one for one in counted if one.at <= morning), key=lambda one: (one.at, one.order), default=None)
        for morning in mornings
    ]
    assert held.days == tuple(standing.count(one) for one in counted)
