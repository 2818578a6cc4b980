"""Applies a sheet's changes to predictions: numbers, wording and outcomes, by API calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tracker.cli.client.client import Client, Document, Refused
from tracker.cli.client.output import given
from tracker.domain.essay import is_address
from tracker.formats.cells import Outcome
from tracker.formats.sheet import BadRow, Row
from tracker.formats.sheet_lines import column_of
from tracker.formats.sheet_plan import Change

REASON = "changed in the spreadsheet {file}"


@dataclass(frozen=True)
class Call:
    """A request below a prediction's address.

    `is_conditional` sends the version that was read as If-Match.
    """

    path: str
    body: Document
    column: str
    is_conditional: bool = False


def make_changes(
    client: Client, changes: Sequence[Change], *, file: str, refuse: Callable[[BadRow], None]
) -> int:
    """Make the changes row by row; returns how many rows changed.

    A refusal ends its row and goes to `refuse`.
    """
    made = 0
    for change in changes:
        fault = _make(client, change, file=file)
        if fault is None:
            made += 1
        else:
            refuse(fault)
    return made


def calls_of(change: Change, *, file: str) -> Iterator[Call]:
    """The requests for a change: the wording first, since an outcome makes it final."""
    if change.statement is not None:
        body = {"statement": change.statement, "reason": REASON.format(file=file)}
        yield Call("amend", body, "statement", is_conditional=True)
    if change.visibility is not None:
        yield Call("visibility", {"visibility": change.visibility}, "visibility")
    if change.said is not None:
        number = (
            {"probability": change.said.p}
            if change.said.term is None
            else {
                "probability": change.said.term,
                "scale": change.said.scale,
            }
        )
        yield Call("forecasts", {**number, **given(forecaster=change.row.author)}, "probability")
    if change.outcome == "annulled":
        yield Call("annul", _annulment(change.row), "outcome", is_conditional=True)
    elif change.outcome is not None:
        yield Call("resolution", _outcome(change.row, change.outcome, file=file), "outcome")


def _make(client: Client, change: Change, *, file: str) -> BadRow | None:
    version = change.recorded.version
    for call in calls_of(change, file=file):
        path = f"/v1/predictions/{change.recorded.id}/{call.path}"
        try:
            answer = client.post(path, call.body, if_match=f'"v{version}"' if call.is_conditional else None)
        except Refused as refusal:
            return _fault(change.row, refusal, call.column)
        if call.path in {"amend", "visibility"}:
            version = answer.document["version"]
    return None


def _fault(row: Row, refusal: Refused, column: str) -> BadRow:
    for pointer, detail in refusal.faults:
        named = column_of(pointer)
        return BadRow(row.number, column if named == "row" else named, detail)
    return BadRow(row.number, column, refusal.message)


def _outcome(row: Row, outcome: Outcome, *, file: str) -> Document:
    """The body of a resolution. Only an address counts as a source.

    A no without one gets a note on its origin.
    """
    source = row.source if is_address(row.source) else None
    note = row.note or (f"from the spreadsheet {file}" if outcome == "no" and source is None else None)
    return {"outcome": outcome, **given(happened_on=row.outcome_date, source=source, note=note)}


def _annulment(row: Row) -> Document:
    return {"reason": "ambiguous", **given(happened_on=row.outcome_date, note=row.note)}
