"""A report between two steps of the relay and the worker: it says only what its position holds."""

import pytest

from tests.reports.stories import (
    as_lines,
    document,
    forecast,
    forecaster,
    prediction,
    re_resolution,
    resolution,
    told,
)
from tests.support.instance import feed_all, import_lines, new_caller, work_off
from tracker.store.log.log import read_head

OLD = {"include": "imported"}


@pytest.fixture(name="instance")
def _tracker(tmp_path):
    steps = [
        *(forecaster("ada"), forecaster("bob")),
        *(prediction("a"), forecast("a", 0.2), resolution("a", "no")),
        *(prediction("b"), forecast("b", 0.2)),
    ]
    with told(tmp_path / "tracker", steps) as application:
        yield application


def record(instance, step):
    import_lines(instance, new_caller(instance), "story", as_lines([{**step, "seq": 99}]))


def test_the_position_and_the_head_are_those_of_the_log_that_was_read(instance):
    with instance.database.reading() as tx:
        head = read_head(tx)
    told_all = document(instance)
    assert (told_all["position"], told_all["head"]) == (head.position, head.head.hex())


def test_what_lies_beyond_the_position_is_not_counted_yet(instance):
    before = document(instance, **OLD)
    record(instance, forecast("b", 0.9, by="bob"))
    behind = document(instance, **OLD)
    del before["as_of"], behind["as_of"]
    assert behind == before
    assert document(instance, forecaster="bob")["funnel"]["recorded"] == 0
    work_off(instance)
    assert document(instance, **OLD)["funnel"]["pairs"] == before["funnel"]["pairs"] + 1


def test_a_score_of_an_outcome_that_was_changed_counts_no_more_and_its_absence_is_named(instance):
    record(instance, re_resolution("a", "yes", at="2025-09-01T00:00:00Z"))
    feed_all(instance)
    between = document(instance, **OLD)
    assert (between["overall"]["n"], between["funnel"]["scored"]) == (0, 1)
    assert between["plain"]["sentences"] == ["1 forecast has an outcome but no recorded score yet."]
    work_off(instance)
    assert document(instance, **OLD)["overall"]["brier"]["last"]["mean"] == pytest.approx(0.64)
