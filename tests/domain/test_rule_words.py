"""Rules as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.domain.rule_words import rule_in_words
from tracker.domain.rules import Window, parse_rule

SCHEDULE = Window(datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
A, B, C = ({"event_type": letter} for letter in "abc")


def words(raw):
    return rule_in_words(parse_rule(raw, schedule=SCHEDULE, timezone="UTC"), schedule=SCHEDULE)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (A, "a development of type a"),
        ({"tags": ["y", "x"]}, "a development tagged x and y"),
        ({**A, "tags": ["x"], "actors": ["Bo", "Al"]}, "a development of type a tagged x that names al and bo"),
        ({**A, "window": ["2025-02-01", "2025-02-01"]}, "a development of type a from 1 Feb 2025 00:00 UTC until 2 Feb 2025 00:00 UTC"),
        ({"metric": "nhk.approval", "op": "lt", "value": 40.5, "unit": "%"}, "a value of nhk.approval is below 40.5 %"),
        ({"metric": "m", "op": "between", "value": [1, 2], "agg": "last"}, "the last value of m is between 1 and 2"),
        ({"prediction": "prd_1", "is": "yes"}, "the prediction prd_1 comes to yes"),
        ({"not": A}, "it is not the case that (a development of type a)"),
        ({"all": [A]}, "a development of type a"),
        ({"any": [A, {"all": [B, C]}]}, "(a development of type a) or ((a development of type b) and (a development of type c))"),
    ],
)  # fmt: skip
def test_a_rule_is_read_aloud(raw, said):
    assert words(raw) == said
