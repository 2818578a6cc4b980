"""A story of any length, as a forecasting tournament exports it: few questions, very many forecasters, an outcome each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import msgspec

QUESTIONS = 50
FORECASTERS = 3_300
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 100


def story(lines: int, *, questions: int = QUESTIONS, forecasters: int = FORECASTERS) -> Iterator[bytes]:
    """About `lines` lines in order of time: everybody in turn, the questions round and round, then the outcomes."""
    head = [{"kind": "story", "at": _at(0), "source": "long", "timezone": "UTC"}]
    names = [
        {"kind": "forecaster", "at": _at(0), "id": f"f{n}", "name": f"Forecaster {n}"}
        for n in range(forecasters)
    ]
    asked = [
        {"kind": "prediction", "at": _at(0), "id": f"q{n}", "type": "binary", "statement": f"Question {n} comes to yes",
         "closes": _at(DAYS + 10)} for n in range(questions)
    ]  # fmt: skip
    settled = list(_outcomes(questions))
    said = _forecasts(lines - len(head + names + asked + settled), questions, forecasters)
    for seq, line in enumerate((*head, *names, *asked, *said, *settled), start=1):
        yield msgspec.json.encode({"seq": seq} | dict(line))


def _forecasts(count: int, questions: int, forecasters: int) -> Iterator[Mapping[str, object]]:
    for n in range(max(count, 0)):
        yield {
            "kind": "forecast",
            "at": _at(1 + (DAYS - 2) * n / count),
            "prediction": f"q{n % questions}",
            "forecaster": f"f{n // questions % forecasters}",
            "p": round(0.01 + n * 37 % 99 / 100, 2),
            "probability_source": "author_numeric",
        }


def _outcomes(questions: int) -> Iterator[Mapping[str, object]]:
    for n in range(questions):
        yield {"kind": "development", "at": _at(DAYS), "id": f"d{n}", "headline": f"Question {n} is decided",
               "occurred_at": _at(DAYS)}  # fmt: skip
        yield {"kind": "resolution", "at": _at(DAYS), "prediction": f"q{n}", "outcome": "yes" if n % 3 else "no",
               "developments": [f"d{n}"]}  # fmt: skip


def _at(days: float) -> str:
    return (BEGAN + timedelta(days=days)).isoformat().replace("+00:00", "Z")
