"""Writes predictions as a sheet that an import can read and a spreadsheet can safely open."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.formats.cells import outcome_cell
from tracker.formats.columns import COLUMNS
from tracker.formats.exported import Exported, ExportedForecast
from tracker.formats.table import BETWEEN, guarded, write_table

BOM = "\ufeff"
"""Without the byte order mark, Excel reads UTF-8 in the system's own encoding."""


def header() -> str:
    """The header line."""
    return BOM + "".join(write_table([COLUMNS]))


def rows_of(one: Exported) -> str:
    """One row per forecaster, or a single row without any forecast."""
    said = one.last_of_each()
    rows = [_row(one, forecast) for forecast in said] or [_row(one, None)]
    return "".join(write_table(rows))


def _row(one: Exported, said: ExportedForecast | None) -> Iterator[str]:
    values = {
        "id": one.id,
        "statement": one.statement,
        "probability": _probability(said),
        "deadline": one.deadline,
        "made": one.made,
        "author": said.forecaster if said else one.author,
        "outcome": _outcome(one),
        "outcome_date": one.outcome_date,
        "source": one.source,
        "topics": BETWEEN.join(one.topics),
        "note": one.note,
        "visibility": one.visibility,
    }
    return (guarded(values[name] or "") for name in COLUMNS)


def _outcome(one: Exported) -> str:
    if one.outcome in {"yes", "no"} or one.outcome_share is None:
        return outcome_cell(one.outcome or "")
    return outcome_cell({"partial": one.outcome_share})


def _probability(said: ExportedForecast | None) -> str:
    if said is None:
        return ""
    if said.term is not None:
        return said.term
    return "" if said.p is None else f"{round(said.p * 100, 10):g}%"
