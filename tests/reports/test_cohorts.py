"""Which predictions a figure is made of, which stand apart, and which make the bounds."""

import math
from datetime import UTC, datetime

import pytest

from tests.reports.stories import (
    document,
    forecast,
    forecaster,
    prediction,
    re_resolution,
    report,
    resolution,
    told,
)
from tests.support.instance import new_caller

OLD = {"include": "imported"}


@pytest.fixture(name="tell")
def _tell(tmp_path):
    """A function that opens a tracker in which these steps, after ada and bob, have happened."""
    return lambda *steps, **more: told(
        tmp_path / "tracker", [forecaster("ada"), forecaster("bob"), *steps], **more
    )


def test_a_deadline_at_the_end_of_a_year_falls_due_in_that_year(tell):
    with tell(
        prediction("a", closes="2025-12-31"),
        forecast("a", 0.2),
        resolution("a", "no", at="2026-01-05T00:00:00Z"),
    ) as instance:
        assert document(instance, **OLD, from_="2025-01-01", to="2025-12-31")["overall"]["n"] == 1
        assert document(instance, **OLD, from_="2026-01-01", to="2026-12-31")["overall"]["n"] == 0


def test_an_outcome_at_midnight_is_settled_in_the_year_that_begins(tell):
    with tell(
        prediction("a"), forecast("a", 0.2), resolution("a", "no", at="2026-01-01T00:00:00Z")
    ) as instance:
        settled = {**OLD, "cohort": "settled"}
        assert document(instance, **settled, from_="2026-01-01")["overall"]["n"] == 1
        assert document(instance, **settled, to="2025-12-31")["overall"]["n"] == 0


def test_a_prediction_is_made_when_it_was_said(tell):
    with tell(
        prediction("a", at="2025-03-01T00:00:00Z"),
        forecast("a", 0.2, at="2025-03-02T00:00:00Z"),
        resolution("a", "no"),
    ) as instance:
        made = {**OLD, "cohort": "made"}
        assert document(instance, **made, from_="2025-03-01", to="2025-03-01")["overall"]["n"] == 1
        assert document(instance, **made, from_="2025-03-02")["overall"]["n"] == 0
        assert document(instance, **made, to="2025-02-28")["overall"]["n"] == 0


def test_an_early_outcome_stands_apart_only_where_deadlines_are_asked_for(tell):
    with tell(
        prediction("a", closes="2026-12-31"),
        forecast("a", 0.8),
        resolution("a", "yes", at="2025-05-01T00:00:00Z"),
    ) as instance:
        due = document(instance, **OLD)
        assert (due["overall"]["n"], due["apart"]["settled_early"]["n"], due["funnel"]["main_eligible"]) == (
            0,
            1,
            0,
        )
        assert "“yes” settles when it happens" in due["plain"]["sentences"][-1]
        for cohort in ("settled", "made"):
            other = document(instance, **OLD, cohort=cohort)
            assert (other["overall"]["n"], other["apart"]["settled_early"]["n"]) == (1, 0)
            assert "can bias the average" in other["plain"]["sentences"][-1]


def test_an_early_outcome_whose_deadline_lies_outside_the_period_is_not_asked_for(tell):
    with tell(
        prediction("a", closes="2026-12-31"),
        forecast("a", 0.8),
        resolution("a", "yes", at="2025-05-01T00:00:00Z"),
    ) as instance:
        assert document(instance, **OLD, to="2026-05-01")["apart"]["settled_early"]["n"] == 0


@pytest.mark.parametrize(
    ("include", "column"),
    [("", "assigned"), ("imported", "assigned"), ("assigned", "imported"), ("imported,assigned", "main")],
)
def test_a_pair_of_two_kinds_stands_under_the_first_that_is_not_included(tell, include, column):
    steps = prediction("a"), forecast("a", 0.8, probability_source="analyst_imputed"), resolution("a", "yes")
    with tell(*steps) as instance:
        told_all = document(instance, **({"include": include} if include else {}))
        places = {
            "main": told_all["overall"]["n"],
            **{name: one["n"] for name, one in told_all["apart"].items()},
        }
        assert {name for name, n in places.items() if n} == {column}


def test_whatever_waits_for_an_outcome_makes_the_bounds(tell):
    with tell(
        prediction("a"), forecast("a", 0.8), resolution("a", "yes"),
        prediction("late"), forecast("late", 0.9), forecast("late", 0.5, by="bob"),
        prediction("ahead", closes="2027-01-01"), forecast("ahead", 0.9),
        prediction("silent"),
    ) as instance:  # fmt: skip
        told_all = document(instance, **OLD, by="forecaster")
        assert told_all["funnel"]["lapsed"] == 2
        mean = told_all["overall"]["brier"]["last"]["mean"]
        assert mean == pytest.approx(0.04)
        assert told_all["overall"]["bounds"]["worst"] == pytest.approx((mean + 2) / 3)
        assert told_all["overall"]["bounds"]["best"] == pytest.approx(mean / 3)
        ada, bob = told_all["groups"]
        assert (ada["bounds"]["worst"], ada["n"]) == (pytest.approx((mean + 1) / 2), 1)
        assert (bob["bounds"], bob["n"]) == ({"worst": 1.0, "best": 0.0}, 0)


def test_what_came_too_late_for_a_score_widens_the_bounds_and_what_is_open_does_not(tell):
    late = forecast("late", 0.9, at="2025-08-01T00:00:00Z")
    ahead = prediction("ahead", closes="2027-01-01"), forecast("ahead", 0.9)
    with tell(*ahead, prediction("late"), late, resolution("late", "no")) as instance:
        told_all = document(instance, **OLD, cohort="made")
        assert (told_all["funnel"]["open"], told_all["funnel"]["unscorable"]) == (1, 1)
        assert told_all["overall"]["bounds"] == {"worst": 1.0, "best": 0.0}


def test_a_rejected_outcome_counts_neither_before_nor_after_it_is_replaced(tell):
    with tell(
        prediction("a"),
        forecast("a", 0.8),
        resolution("a", "yes"),
        re_resolution("a", "no", at="2025-09-01T00:00:00Z"),
    ) as instance:
        means = [
            document(instance, **OLD, as_of=day)["overall"]["brier"]["last"]["mean"]
            for day in ("2025-08-31", "2025-09-01")
        ]
        assert means == [pytest.approx(0.04), pytest.approx(0.64)]


def test_a_certainty_that_failed_is_counted_and_breaks_nothing(tell):
    with tell(
        prediction("a"),
        forecast("a", 0),
        resolution("a", "yes"),
        prediction("b"),
        forecast("b", 0.5),
        resolution("b", "no"),
    ) as instance:
        log = document(instance, **OLD)["overall"]["log"]["last"]
        assert (log["n_infinite"], log["n_clipped"]) == (1, 1)
        assert log["mean_finite"] == pytest.approx(math.log(2))
        assert log["mean_clipped"] == pytest.approx((math.log(2) - math.log(0.01)) / 2)


def test_a_rule_without_a_value_counts_fewer_pairs(tell):
    with tell(
        prediction("a", opens="2025-02-01T00:00:00Z", closes="2025-01-31T00:00:00Z"),
        forecast("a", 0.8),
        resolution("a", "yes"),
    ) as instance:
        overall = document(instance, **OLD, rule="all")["overall"]
        assert overall["n"] == overall["brier"]["last"]["n"] == 1
        assert (overall["brier"]["time_weighted"]["n"], overall["brier"]["time_weighted"]["mean"]) == (
            0,
            None,
        )


def test_every_update_counts_alike_or_every_series_does(tell):
    days = ["2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z"]
    with tell(
        prediction("a"), *(forecast("a", p, at=at) for p, at in zip((0.5, 0.8, 1), days, strict=True)), resolution("a", "yes"),
        prediction("b"), forecast("b", 0.5), resolution("b", "no"),
    ) as instance:  # fmt: skip
        brier = document(instance, **OLD, rule="all")["overall"]["brier"]
        assert brier["mean_update"]["mean"] == pytest.approx(((0.25 + 0.04 + 0) / 3 + 0.25) / 2)
        assert brier["each_update"]["mean"] == pytest.approx((0.25 + 0.04 + 0 + 0.25) / 4)
        assert brier["first"]["mean"] == pytest.approx(0.25)
        assert brier["last"]["mean"] == pytest.approx(0.125)


def test_groups_stand_in_the_order_of_their_names_and_two_topics_count_twice(tell):
    with tell(
        prediction("a", topics=["war", "asia"]), forecast("a", 0.8), forecast("a", 0.6, by="bob"), resolution("a", "yes"),
        prediction("b"), forecast("b", 0.5), resolution("b", "no"),
    ) as instance:  # fmt: skip
        names = lambda by: [(one["name"], one["n"]) for one in document(instance, **OLD, by=by)["groups"]]  # noqa: E731
        assert names("forecaster") == [("Ada", 2), ("Bob", 1)]
        assert names("topic") == [("asia", 2), ("war", 2), (None, 1)]
        assert names("prediction") == [("a comes", 2), ("b comes", 1)]
        assert names("essay") == [(None, 3)]


def test_a_group_has_the_id_it_has_outside(tell):
    with tell(prediction("a"), forecast("a", 0.8), resolution("a", "yes")) as instance:
        group = document(instance, **OLD, by="prediction")["groups"][0]
        assert (group["external_id"], group["key"][:4]) == ("a", "prd_")


def test_a_late_number_is_counted_as_late_and_in_no_score(tell):
    with tell(
        prediction("a"), forecast("a", 0.8, at="2025-08-01T00:00:00Z"), resolution("a", "yes"),
        prediction("b"), forecast("b", 0.5), forecast("b", 0, at="2025-08-01T00:00:00Z"), resolution("b", "no"),
    ) as instance:  # fmt: skip
        told_all = document(instance, **OLD)
        assert told_all["funnel"]["marks"]["late"] == 2
        assert (told_all["funnel"]["unscorable"], told_all["funnel"]["scored"]) == (1, 1)
        assert told_all["overall"]["brier"]["last"]["mean"] == pytest.approx(0.25)
        before = document(instance, **OLD, as_of="2025-07-31")
        assert (before["funnel"]["marks"]["late"], before["funnel"]["unscorable"]) == (0, 1)


def test_the_head_is_the_one_at_the_position(tell):
    with tell(prediction("a")) as instance:
        before = document(instance)
        new_caller(instance, author="Somebody New")
        after = document(instance)
        assert (before["position"], before["head"]) == (after["position"], after["head"])
        assert len(before["head"]) == 64


def test_a_zone_decides_which_day_a_deadline_falls_on(tell):
    with tell(
        prediction("a", closes="2025-12-31T15:00:00Z"),
        forecast("a", 0.2),
        resolution("a", "no", at="2026-01-05T00:00:00Z"),
    ) as instance:
        asked = {**OLD, "to": "2025-12-30"}
        assert report(instance, timezone="UTC", **asked | {"to": "2025-12-31"}).overall.n == 1
        assert report(instance, timezone="Asia/Tokyo", **asked | {"to": "2025-12-31"}).overall.n == 1
        assert report(instance, timezone="Asia/Tokyo", **asked).overall.n == 0


def test_at_the_very_beginning_of_the_calendar_nothing_is_recorded(tell):
    with tell(prediction("a"), now=datetime(2026, 6, 1, tzinfo=UTC)) as instance:
        assert document(instance, as_of="1000-01-02")["funnel"]["recorded"] == 0
