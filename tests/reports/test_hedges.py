"""A forecast that carries no number ("could"): it is unscorable, never late, and hides no number beside it."""

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

MARCH, JULY = "2025-03-01T00:00:00Z", "2025-07-03T00:00:00Z"


def hedge(on, **more):
    line = forecast(on, 0, probability_source="none", term="could", scale="icd203", **more)
    return {name: value for name, value in line.items() if name != "p"}


STORIES = {
    "a hedge alone": ([hedge("e")], {"unscorable": 1}, None),
    "two hedges": ([hedge("e"), hedge("e", at=MARCH)], {"unscorable": 1}, None),
    "a hedge after the outcome": ([hedge("e", at=JULY)], {"unscorable": 1}, None),
    "a late number": ([forecast("e", 0.3, at=JULY)], {"unscorable": 1, "late": 1}, None),
    "a hedge and a late number": ([hedge("e"), forecast("e", 0.3, at=JULY)], {"unscorable": 1, "late": 1}, None),
    "a hedge after a number": ([forecast("e", 0.3), hedge("e", at=MARCH)], {"scored": 1}, 0.3),
    "a number after a hedge": ([hedge("e"), forecast("e", 0.3, at=MARCH)], {"scored": 1}, 0.3),
    "a number, and a hedge after the outcome": ([forecast("e", 0.3), hedge("e", at=JULY)], {"scored": 1}, 0.3),
    "a number of one, a hedge of another": ([forecast("e", 0.3), hedge("e", by="bob")], {"scored": 1}, 0.3),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_what_carries_no_number_is_counted_and_makes_no_report_fail(story, tmp_path):
    said, counted, p = STORIES[story]
    steps = [forecaster("ada"), forecaster("bob"), prediction("e"), *said, resolution("e", "yes")]
    with told(tmp_path, steps) as instance:
        found = document(instance, include="imported")
        funnel = found["funnel"]
        assert {
            "scored": funnel["scored"],
            "unscorable": funnel["unscorable"],
            "late": funnel["marks"]["late"],
        } == {"scored": 0, "unscorable": 0, "late": 0} | counted
        assert found["overall"]["mean_p"] == p
        words = found["plain"]["counted"]
        assert ("Not scored because the number came after" in words) == ("late" in counted), words


def test_a_hedge_stays_unscorable_when_its_outcome_changes_and_at_every_moment(tmp_path):
    steps = [forecaster("ada"), prediction("e"), hedge("e"), resolution("e", "yes"),
             re_resolution("e", "no", at="2025-08-01T00:00:00Z")]  # fmt: skip
    with told(tmp_path, steps) as instance:
        for as_of in ("2025-07-10", "2025-08-02"):
            assert report(instance, as_of=as_of).funnel.unscorable == 1
        with instance.database.reading() as tx:
            last = tx.value("SELECT max(position) FROM log", {})
        for position in range(1, last + 1):
            report(instance, as_of=str(position))
        assert report(instance, as_of=str(last)).funnel.unscorable == 1
