"""As of a log position, lists and reports say what they said when the log ended there: asked then, and asked later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.instances import Instance, open_tracker_behind_api
from tests.application.doing import line
from tests.support.clock import Clock
from tests.support.instance import (
    AUTHOR,
    KINDS,
    import_lines,
    new_caller,
    work_off,
)

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
IMPORTED_AT = datetime(2026, 1, 26, tzinfo=UTC)
"""From here on more was known of earlier instants than had been recorded at them."""

REPORTS = (
    {},
    {"cohort": "settled"},
    {"cohort": "made", "by": "prediction", "include": "imported,assigned,retrospective"},
    {"forecaster": AUTHOR},
    {"topic": "war"},
)
LISTS = (
    {"sort": "made"},
    {"sort": "-deadline"},
    {"topic": "war", "sort": "made"},
    {"author": AUTHOR, "type": "binary", "sort": "recorded"},
    *(
        {"status": status, "sort": "made"}
        for status in ("open", "dormant", "due", "overdue", "proposed", "disputed", "resolved", "annulled")
    ),
    {"due_before": "2026-01-10", "sort": "made"},
)
ForecastInput = dict[str, Any]


class Then:
    """What was said when the log ended at `position`, at the instant `at`."""

    def __init__(self, instance: Instance) -> None:
        self.position, self.at = instance.position(), instance.clock()
        self.lists = [instance.pages("/v1/predictions", limit=5, **query) for query in LISTS]
        self.reports = [report(instance, **query) for query in REPORTS]


def report(instance: Instance, **query: str) -> ForecastInput:
    said: ForecastInput = instance.read("/v1/reports/track-record", **query)
    del said["parameters"]["as_of"]
    return said


@pytest.fixture(scope="module", params=KINDS)
def told(request: Any, tmp_path_factory: Any) -> Iterator[tuple[Instance, list[Then]]]:
    folder = tmp_path_factory.mktemp("as_of")
    with open_tracker_behind_api(folder, clock=Clock(BEGAN), kind=request.param) as instance:
        yield instance, list(_live(instance))


def _live(instance: Instance) -> Iterator[Then]:
    """A life in steps some days apart, what was said after each of them."""
    ids: dict[str, str] = {}
    for step in STEPS:
        instance.clock.forward(**({"minutes": 5} if step in SOON else {"days": 1}))
        step(instance, ids)
        work_off(instance.application)
        yield Then(instance)


def _log(name: str, *, after: int = 0, **body: Any) -> Callable[[Instance, dict[str, str]], None]:
    def step(instance: Instance, ids: dict[str, str]) -> None:
        instance.clock.forward(days=after)
        said = {"statement": name, "deadline": "2026-01-12", "probability": 0.3, "topics": ["war"]}
        ids[name] = instance.made(
            "/v1/predictions", {word: value for word, value in (said | body).items() if value is not None}
        )["id"]

    return step


def _do(name: str, what: str, **body: Any) -> Callable[[Instance, dict[str, str]], None]:
    def step(instance: Instance, ids: dict[str, str]) -> None:
        tag = instance.tag(f"/v1/predictions/{ids[name]}")
        answer = instance.post(f"/v1/predictions/{ids[name]}/{what}", body, If_Match=tag)
        assert answer.status_code in {200, 201}, answer.text

    return step


def _undo_last_forecast(instance: Instance, ids: dict[str, str]) -> None:
    found = instance.read(f"/v1/predictions/{ids['Falls']}/forecasts")["items"]
    last = max(found, key=lambda one: one["made_at"])["id"]
    assert instance.post(f"/v1/forecasts/{last}/undo", {}).status_code == 200


def _import(instance: Instance, _: dict[str, str]) -> None:
    told = [
        line("forecaster", id="old", name="Old Hand"),
        line("prediction", id="P", type="binary", statement="Old", closes="2025-06-30", topics=["war"]),
        line("forecast", prediction="P", forecaster="old", p=0.8, probability_source="author_numeric", seq=1),
        line("development", id="D", headline="It is so", occurred_on="2025-06-01", at="2025-06-02T00:00:00Z"),
        line("resolution", prediction="P", outcome="yes", developments=["D"], seq=2, at="2025-07-01T00:00:00Z"),
    ]  # fmt: skip
    import_lines(instance.application, new_caller(instance.application), "story", told)


def _resigns(instance: Instance, ids: dict[str, str]) -> None:
    said = {
        "headline": "They go",
        "occurred_on": instance.clock().date().isoformat(),
        "event_type": "cabinet.resigns",
    }
    ids["They go"] = instance.made("/v1/developments", said)["id"]


def _retract(instance: Instance, ids: dict[str, str]) -> None:
    path = f"/v1/developments/{ids['They go']}"
    assert instance.post(f"{path}/retract", {"reason": "a hoax"}, If_Match='"v1"').status_code == 200


_undo_slip = _do("Slip", "undo")
SOON = (_undo_last_forecast, _undo_slip)
"""Steps that follow the one before within minutes, not on the next day: what can be undone only then."""

RIGHT = {"source": "https://n.example", "note": "seen"}
STEPS: tuple[Callable[[Instance, dict[str, str]], None], ...] = (
    _log("Falls"),
    _log("Stands", deadline="2026-01-04", probability="likely"),
    _log("Secret", visibility="private", topics=[]),
    _do("Falls", "forecasts", probability=0.6),
    _do("Falls", "forecasts", probability=0.99),
    _undo_last_forecast,
    _log("Slip"),
    _undo_slip,
    _do("Falls", "amend", criteria="By the official count", reason="clearer"),
    _do("Falls", "resolution", outcome="yes", happened_on="2026-01-06", **RIGHT),
    _do("Falls", "dispute", reason="a hoax"),
    _do("Falls", "uphold", reason="it is true"),
    _log("Who", type="categorical", options=["A", "B"], probability=None, probabilities={"A": 0.2, "B": 0.8}),
    _do("Falls", "resolution", outcome="no", happened_on="2026-01-07", reason="a mistake", **RIGHT),
    _do("Stands", "annul", reason="ambiguous"),
    _do("Secret", "visibility", visibility="public"),
    _do("Who", "withdraw", reason="no more"),
    _log("If", type="conditional", antecedent={"statement": "They meet"}, deadline="2026-12-31"),
    _do("If", "antecedent", happened_on="2026-01-15"),
    _resigns,  # else a list warns that nothing has borne the rule's word so far, and later does not
    _log("Ruled", deadline="2026-12-31", rule={"event_type": "cabinet.resigns"}),
    _resigns,
    _retract,
    _log("Late", after=10, deadline="2026-12-31"),
    _import,
    _log("Long after", after=40, deadline="2026-12-31"),
)


def test_a_list_as_of_a_position_is_the_list_that_was_read_then(told: tuple[Instance, list[Then]]) -> None:
    instance, life = told
    assert any(any(then.lists) for then in life)
    for then in life:
        for query, was in zip(LISTS, then.lists, strict=True):
            assert instance.pages("/v1/predictions", limit=5, as_of=str(then.position), **query) == was, (
                then.position,
                query,
            )


def test_a_list_as_of_an_instant_is_the_list_that_was_read_then(told: tuple[Instance, list[Then]]) -> None:
    instance, life = told
    for then in [one for one in life if one.at < IMPORTED_AT]:
        for query, was in zip(LISTS, then.lists, strict=True):
            found = instance.pages(
                "/v1/predictions", limit=5, as_of=then.at.isoformat().replace("+00:00", "Z"), **query
            )
            assert [one for one in found if one["source"] is None] == was


def test_a_report_as_of_a_position_is_the_report_of_a_tracker_that_stopped_there(
    told: tuple[Instance, list[Then]],
) -> None:
    instance, life = told
    for then in life:
        for query, was in zip(REPORTS, then.reports, strict=True):
            assert report(instance, as_of=str(then.position), **query) == was, (then.position, query)
