"""Short stories for reports: lines of the import dialect, a tracker that has recorded them, the report it gives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.support.instance import import_lines, new_caller, open_application, step_clock, work_off
from tracker.application.access.visibility import may_read
from tracker.application.context import AppContext
from tracker.application.imports.runs import finish_run
from tracker.reports.document import as_document
from tracker.reports.query import parse_query
from tracker.reports.track_record import TrackRecord, track_record

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""What the clock of a story's tracker says, unless it is told otherwise."""

JANUARY = "2025-01-01T00:00:00Z"


def forecaster(name: str, *, at: str = JANUARY) -> dict[str, Any]:
    return {"kind": "forecaster", "at": at, "id": name, "name": name.title()}


def prediction(
    name: str, *, at: str = JANUARY, closes: str = "2025-07-01T00:00:00Z", **more: Any
) -> dict[str, Any]:
    return {
        "kind": "prediction",
        "at": at,
        "id": name,
        "type": "binary",
        "statement": f"{name} comes",
        "closes": closes,
        **more,
    }


def forecast(
    on: str, p: float, *, by: str = "ada", at: str = "2025-02-01T00:00:00Z", **more: Any
) -> dict[str, Any]:
    source = more.pop("probability_source", "author_numeric")
    return {
        "kind": "forecast",
        "at": at,
        "prediction": on,
        "forecaster": by,
        "p": p,
        "probability_source": source,
        **more,
    }


def resolution(on: str, outcome: str, *, at: str = "2025-07-02T00:00:00Z", **more: Any) -> dict[str, Any]:
    return {"kind": "resolution", "at": at, "prediction": on, "outcome": outcome, **more}


def re_resolution(on: str, outcome: str, *, at: str) -> dict[str, Any]:
    return {"kind": "re_resolution", "at": at, "prediction": on, "outcome": outcome, "reason": "a recount"}


def judged(n: int, *, p: float = 0.3, yes_every: int = 3, by: str = "ada") -> list[dict[str, Any]]:
    """`n` predictions with a number and an outcome each; every `yes_every`th happened."""
    return [
        line
        for i in range(n)
        for line in (
            prediction(f"event-{i:02}"),
            forecast(f"event-{i:02}", p, by=by),
            resolution(f"event-{i:02}", "yes" if i % yes_every == 0 else "no"),
        )
    ]


def as_lines(steps: Sequence[dict[str, Any]]) -> list[bytes]:
    """The steps in the order of their instants, numbered, as JSON."""
    ordered = sorted(steps, key=lambda step: str(step["at"]))
    return [json.dumps({"seq": n, **step}).encode() for n, step in enumerate(ordered, start=1)]


@contextmanager
def told(
    folder: Path, steps: Sequence[dict[str, Any]], *, now: datetime | None = NOW
) -> Iterator[AppContext]:
    """A tracker that has recorded the story of `steps` with its clock, and has handed it over to the real one."""
    with told_lines(folder, as_lines(steps), now=now) as application:
        yield application


@contextmanager
def told_lines(folder: Path, lines: list[bytes], *, now: datetime | None = NOW) -> Iterator[AppContext]:
    """The same from lines as they are; `now` None leaves the real clock."""
    clock = {} if now is None else {"clock": lambda: now}
    with open_application(folder, **clock) as application:
        tell(application, lines)
        yield application


def tell(application: AppContext, lines: list[bytes], *, source: str = "story") -> None:
    """Record `lines`; the clock runs before each change of an outcome, so that the earlier one is scored too."""
    caller = new_caller(application)
    run = ""
    for piece in _pieces(lines):
        run = import_lines(application, caller, source, piece, hold=True)
        step_clock(application, run, datetime.fromisoformat(json.loads(piece[-1])["at"]))
    finish_run(application, run, caller=caller, correlation_id="test")
    work_off(application)


def _pieces(lines: list[bytes]) -> Iterator[list[bytes]]:
    starts = [0, *(n for n, line in enumerate(lines) if n and b'"re_resolution"' in line), len(lines)]
    return (lines[start:end] for start, end in pairwise(starts))


def report(application: AppContext, *, timezone: str | None = None, **asked: str) -> TrackRecord:
    """The track record for plain parameters (`from_` stands for from)."""
    query = parse_query({name.rstrip("_"): text for name, text in asked.items()})
    with application.database.reading() as tx:
        return track_record(
            tx,
            query,
            now=application.clock(),
            timezone=timezone or application.timezone,
            lapse_after=application.lapse_after,
            can_read=lambda row: may_read(row, None, now=application.clock()),
        )


def document(application: AppContext, **asked: str) -> dict[str, Any]:
    return as_document(report(application, **asked))


def funnel_parts(funnel: dict[str, Any]) -> int:
    """What the places of a funnel add up to."""
    places = ("open", "dormant", "due", "proposed", "disputed", "lapsed", "unscorable", "thesis", "scored")
    return sum(funnel[place] for place in places) + sum(funnel["annulled"].values())
