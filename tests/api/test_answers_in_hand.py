"""What a POST answers is made from what was just recorded, and is what a GET reads back from the tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.instances import open_tracker_behind_api
from tests.support.clock import Clock
from tests.support.instance import KINDS

BASE = {"statement": "The cabinet falls", "deadline": "2026-12-31"}
BODIES: tuple[dict[str, Any], ...] = (
    {"probability": 0.4},
    {"probability": "likely", "topics": ["japan", "Ukraine"], "note": "Read twice"},
    {"probability": "could"},
    {"statement": "No number"},
    {"probability": "40%", "essay": "https://essays.example/1", "quote": "falls soon", "stance": "hedges"},
    {"type": "categorical", "options": ["A", "B"], "probabilities": {"A": 0.2, "B": 0.8}},
    {"type": "ordered", "options": ["low", "high"], "probabilities": {"low": 0.5, "high": 0.5}},
    {"type": "numeric", "unit": "%", "quantiles": [[0.1, 1], [0.5, 2], [0.9, 3]]},
    {"type": "date", "cdf": [["2026-06-30T00:00:00Z", 0.2], ["2026-12-30T00:00:00Z", 0.4]]},
    {"type": "graded", "probability": 0.7},
    {"type": "thesis"},
    {"type": "conditional", "antecedent": {"statement": "They meet"}, "probability": 0.3},
    {"rule": {"event_type": "cabinet.resigns"}, "settlement": "at_once", "default_outcome": "no"},
    {"visibility": "private", "probability": 0.1},
    {"visibility": "clients", "visible_from": "2026-06-01", "timezone": "Asia/Tokyo"},
    {
        "actor": "The cabinet",
        "actor_ended": "annul",
        "deadline": "2026-12-31T10:00:00Z",
        "criteria": "By law",
    },
)


@pytest.fixture(scope="module", params=KINDS)
def instance(request: Any, tmp_path_factory: Any) -> Any:
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
    with open_tracker_behind_api(
        tmp_path_factory.mktemp("answers"), clock=clock, kind=request.param
    ) as opened:
        yield opened


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_the_answer_to_a_post_is_what_a_get_reads_back(instance: Any, body: dict[str, Any]) -> None:
    made = instance.made("/v1/predictions", BASE | {"again": True} | body)
    assert made == instance.read(f"/v1/predictions/{made['id']}")
