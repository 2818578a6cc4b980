"""Whatever is recorded in whatever order: the places add up, and as_of shows nothing that came later."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reports.stories import (
    as_lines,
    document,
    forecast,
    forecaster,
    funnel_parts,
    prediction,
    re_resolution,
    told,
    told_lines,
)
from tests.reports.stories import resolution as resolved

ORIGIN = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 150
WHO = ("ada", "bob")

slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.integers(min_value=1, max_value=DAYS)


def on(day):
    return (ORIGIN + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ")


@st.composite
def lives(draw, name):
    """One prediction with any number of forecasts, perhaps an outcome, perhaps another one later."""
    made = draw(days)
    steps = [prediction(name, at=on(made), closes=on(draw(days) + draw(days)), topics=draw(topics))]
    for who, p, at, source in draw(st.lists(stated, max_size=4)):
        steps.append(forecast(name, p, by=who, at=on(made + at), probability_source=source))
    if draw(st.booleans()):
        settled = made + draw(days)
        steps.append(resolved(name, draw(outcomes), at=on(settled)))
        if draw(st.booleans()):
            steps.append(re_resolution(name, draw(outcomes), at=on(settled + draw(days))))
    return steps


outcomes = st.sampled_from(["yes", "no"])
topics = st.lists(st.sampled_from(["asia", "war"]), unique=True)
stated = st.tuples(
    st.sampled_from(WHO),
    st.sampled_from([0, 0.1, 0.5, 0.7, 1]),
    days,
    st.sampled_from(["author_numeric", "analyst_imputed"]),
)


@st.composite
def stories(draw):
    names = [f"event-{n}" for n in range(draw(st.integers(min_value=0, max_value=6)))]
    steps = [forecaster(who) for who in WHO]
    for name in names:
        steps += draw(lives(name))
    return steps


asked = st.fixed_dictionaries(
    {
        "cohort": st.sampled_from(["due", "settled", "made"]),
        "include": st.sampled_from(["imported", "imported,assigned", "assigned"]),
        "rule": st.just("all"),
        "by": st.sampled_from(["forecaster", "topic", "prediction"]),
    },
    optional={
        "forecaster": st.sampled_from(WHO),
        "topic": st.sampled_from(["asia", "war"]),
        "from": days.map(on),
        "as_of": days.map(on),
    },
)


@slow
@given(stories(), asked)
def test_the_places_add_up_and_every_scored_pair_asked_for_stands_in_one_column(steps, query):
    with tempfile.TemporaryDirectory() as folder, told(Path(folder) / "tracker", steps) as instance:
        told_all = document(instance, **query)
    funnel = told_all["funnel"]
    assert funnel_parts(funnel) == funnel["recorded"]
    assert sum(funnel["judged_by"].values()) == funnel["scored"]
    assert funnel["main_eligible"] <= funnel["scored"]
    in_columns = told_all["overall"]["n"] + sum(one["n"] for one in told_all["apart"].values())
    assert in_columns <= funnel["pairs"]
    assert told_all["overall"]["n"] <= sum(group["n"] for group in told_all["groups"])
    for block in (told_all["overall"], *told_all["groups"], *told_all["apart"].values()):
        assert_bounded(block)
    assert_counted_in_words(told_all["plain"]["counted"], funnel)


def assert_bounded(block):
    mean, bounds = block["brier"]["last"]["mean"], block["bounds"]
    if mean is not None:
        assert bounds["best"] <= mean <= bounds["worst"]
    assert block["brier"]["last"]["n"] == block["n"]


def assert_counted_in_words(counted, funnel):
    """The sentence is a sum of the funnel's own numbers."""
    if funnel["recorded"] == 0:
        assert "nothing is recorded" in counted
        return
    left, _, right = counted.removeprefix("What is counted: ").partition(".")[0].partition(" recorded = ")
    assert int(left) == sum(int(part.split()[0]) for part in right.split(" + ")) == funnel["recorded"]


@slow
@given(stories(), asked, days)
def test_what_was_known_at_an_instant_is_what_a_tracker_knew_that_stopped_then(steps, query, day):
    lines = as_lines(steps)
    known = [
        line
        for line, step in zip(lines, sorted(steps, key=lambda one: one["at"]), strict=True)
        if step["at"] <= on(day)
    ]
    query = {**query, "as_of": on(day)}
    with tempfile.TemporaryDirectory() as folder:
        with told_lines(Path(folder) / "whole", lines) as whole:
            then = document(whole, **query)
        with told_lines(Path(folder) / "stopped", known) as stopped:
            knew = document(stopped, **query)
    for told_all in (then, knew):
        del told_all["position"], told_all["head"]
    assert then == knew
