"""Converts a row of a sheet to story lines: the prediction, the forecast, a known outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.domain import limits
from tracker.domain.essay import is_address
from tracker.domain.instants import day_begins, instant_text, is_bare_date
from tracker.formats.sheet import Row, identity

Line = dict[str, Any]

FORECAST_SEQ, RESOLUTION_SEQ = 1, 2
"""Constant, so that sending a row again repeats it: a row has one of each."""

ANSWERS = {"yes": "It happened", "no": "It did not happen"}

FIELDS = {
    "p": "probability", "term": "probability", "scale": "probability", "closes": "deadline", "at": "made",
    "opens": "made", "forecaster": "author", "resolved_as_of": "outcome_date", "occurred_on": "outcome_date",
    "happened_on": "outcome_date", "sources": "source", "headline": "statement", "prediction": "id",
    "developments": "source",
}  # fmt: skip
"""The column of a field in a line or request, where their names differ."""


@dataclass(frozen=True, kw_only=True)
class Importing:
    """The context of an import: the key's own author, the zone of its days, and `now`."""

    own_id: str | None
    own_name: str | None
    timezone: str
    now: str
    visibility: str


def lines_of_row(row: Row, importing: Importing, *, has_prediction: bool = False) -> list[Line]:
    """The lines that record `row`.

    They leave out the prediction if an earlier import already recorded it.
    """
    external_id = identity(row)
    made_at = _begins(row.made, importing)
    lines = [] if has_prediction else [_prediction(row, external_id, importing, made_at=made_at)]
    if row.said is not None:
        lines.append(_forecast(row, external_id, importing, made_at=made_at))
    if row.outcome is not None:
        lines += _came_out(row, external_id, importing)
    return lines


def is_own(author: str | None, importing: Importing) -> bool:
    """Whether `author` is the key's own author; None counts as own."""
    if author is None:
        return True
    return author == importing.own_id or author.casefold() == (importing.own_name or "").casefold()


def column_of(pointer: str) -> str:
    """The column that a fault's pointer refers to; `row` if none.

    >>> column_of("/closes"), column_of("/topics/0"), column_of("")
    ('deadline', 'topics', 'row')
    """
    name = pointer.strip("/").partition("/")[0]
    return FIELDS.get(name, name) or "row"


def _prediction(row: Row, external_id: str, importing: Importing, *, made_at: str) -> Line:
    line = {
        "at": made_at,
        "kind": "prediction",
        "id": external_id,
        "type": "binary",
        "statement": row.statement,
        "closes": row.deadline,
        "author": _author(row, importing),
        "topics": list(row.topics) or None,
        "visibility": row.visibility or importing.visibility,
        "note": _note(row),
    }
    return {name: value for name, value in line.items() if value is not None}


def _forecast(row: Row, external_id: str, importing: Importing, *, made_at: str) -> Line:
    said = row.said
    assert said is not None, "only called for a row with a probability"  # noqa: S101 - programmer error
    number = {"p": said.p} if said.term is None else {"term": said.term, "scale": said.scale}
    source = "author_numeric" if said.term is None else "author_verbal"
    return {
        "at": made_at,
        "kind": "forecast",
        "seq": FORECAST_SEQ,
        "prediction": external_id,
        "forecaster": _author(row, importing) or "",
        "probability_source": source if is_own(row.author, importing) else "analyst_imputed",
        **number,
    }


def _came_out(row: Row, external_id: str, importing: Importing) -> list[Line]:
    """The outcome; with a development if the row gives an address as its source."""
    at = _begins(row.outcome_date, importing)
    resolution: Line = {
        "at": at,
        "kind": "resolution",
        "seq": RESOLUTION_SEQ,
        "prediction": external_id,
        "outcome": row.outcome,
    }
    if row.outcome_date is not None:
        resolution["resolved_as_of"] = row.outcome_date
    development = _development(row, external_id, importing, at=at)
    if development is None:
        return [resolution]
    return [development, resolution | {"developments": [development["id"]]}]


def _development(row: Row, external_id: str, importing: Importing, *, at: str) -> Line | None:
    """The development.

    Its headline is public, so it contains the statement only if that is public too.
    """
    if row.outcome_date is None or not is_address(row.source) or row.outcome == "annulled":
        return None
    is_public = (row.visibility or importing.visibility) == "public"
    words = row.statement if is_public else external_id
    answer = ANSWERS[row.outcome] if isinstance(row.outcome, str) else "It came true in part"
    return {
        "at": at,
        "kind": "development",
        "id": f"{external_id}.outcome"[-limits.EXTERNAL_ID_CHARS_MAX :],
        "headline": f"{answer}: {words}"[: limits.HEADLINE_CHARS_MAX],
        "occurred_on" if is_bare_date(row.outcome_date) else "occurred_at": row.outcome_date,
        "about": [external_id],
        "sources": [row.source],
    }


def _note(row: Row) -> str | None:
    """The note, plus a source that cannot become the source of an outcome."""
    is_kept = row.source is None or (row.outcome_date is not None and is_address(row.source))
    parts = [row.note, None if is_kept else f"Source: {row.source}"]
    return "\n".join(part for part in parts if part) or None


def _author(row: Row, importing: Importing) -> str | None:
    return importing.own_id if is_own(row.author, importing) else row.author


def _begins(day: str | None, importing: Importing) -> str:
    """The start of the day in the sheet's time zone; an instant as it is; now for None."""
    if day is None:
        return importing.now
    if not is_bare_date(day):
        return day
    return instant_text(day_begins(date.fromisoformat(day), importing.timezone))
