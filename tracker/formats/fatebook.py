"""Reads and writes Fatebook's CSV, with one row per forecast of a question.

Reading turns a question with several options into one prediction per option. Writing quotes the values, not the header.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from typing import Any

from tracker.domain import limits
from tracker.formats.days import plain, read_day
from tracker.formats.exported import Exported, ExportedForecast
from tracker.formats.foreign_import import ForeignImport
from tracker.formats.table import BETWEEN, NotATable, guarded, read_table, unguarded

COLUMNS = (
    "Question title", "Multiple choice option", "Forecast created by", "Forecast (scale = 0-1)", "Forecast created at",
    "Question created by", "Question created at", "Question resolve by", "Resolution", "Resolved at",
    "Your Brier score for this question", "Your relative Brier score for this question", "Question notes",
    "Question shared with", "Question shared publicly", "Question comments", "Question tags",
)  # fmt: skip

SOURCE = "fatebook"
NEEDED = ("Question title", "Question resolve by")
_OUTCOMES = {"yes": "yes", "no": "no", "ambiguous": "annulled", "other": "no"}
_CLOCK = re.compile(r"[ T](\d{1,2}):(\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$", re.ASCII)

Cells = Mapping[str, str]


def read(raw: bytes) -> ForeignImport:
    """The questions of an export as story lines. Raises `NotATable`."""
    table = read_table(raw)
    missing = [name for name in NEEDED if name not in table.header]
    if missing:
        raise NotATable(f"The file has no column {missing[0]!r}, so it is not a Fatebook export.")
    lines: list[tuple[int, dict[str, Any]]] = []
    bad: list[tuple[int, str]] = []
    seen: set[str] = set()
    for number, values in table.rows:
        cells = dict(zip(table.header, (unguarded(value.strip()) for value in values), strict=False))
        try:
            found = _lines(cells, is_first=_id(cells) not in seen)
        except ValueError as wrong:
            bad.append((number, str(wrong)))
            continue
        seen.add(_id(cells))
        lines += [(number, line) for line in found]
    outcomes = [one for one in lines if one[1]["kind"] == "resolution"]
    others = [one for one in lines if one[1]["kind"] != "resolution"]
    return ForeignImport(source=SOURCE, lines=tuple(others + outcomes), bad=tuple(bad))


def header_line() -> str:
    """The header of an export."""
    return ",".join(COLUMNS) + "\r\n"


def rows_of(one: Exported) -> str:
    """One row per forecast, or a single row without any."""
    return "".join(write_row(_cells(one, said)) for said in one.forecasts or (None,))


def write_row(cells: Cells) -> str:
    """A row of an export; missing columns are empty."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([cells.get(name, "") for name in COLUMNS])
    return written.getvalue()


def _cells(one: Exported, said: ExportedForecast | None) -> dict[str, str]:
    outcome = {"yes": "YES", "no": "NO", "annulled": "AMBIGUOUS"}.get(
        one.outcome or "", "OTHER" if one.outcome else ""
    )
    values = {
        "Question title": one.statement,
        "Question created by": one.author or "",
        "Question created at": one.made,
        "Question resolve by": one.deadline,
        "Resolution": outcome,
        "Resolved at": one.outcome_date or "",
        "Question notes": one.note or "",
        "Question shared publicly": "Yes" if one.visibility == "public" else "No",
        "Question tags": BETWEEN.join(one.topics),
    }
    if said is not None:
        values |= {
            "Forecast created by": said.forecaster,
            "Forecast (scale = 0-1)": "" if said.p is None else f"{said.p:g}",
            "Forecast created at": said.at,
            "Your Brier score for this question": "" if said.brier is None else f"{said.brier:g}",
        }
    return {name: guarded(text) for name, text in values.items()}


def _lines(cells: Cells, *, is_first: bool) -> list[dict[str, Any]]:
    external_id = _id(cells)
    lines = [_prediction(cells, external_id)] if is_first else []
    if cells.get("Forecast (scale = 0-1)"):
        lines.append(_forecast(cells, external_id))
    if is_first and cells.get("Resolution"):
        lines.append(_resolution(cells, external_id))
    return lines


def _prediction(cells: Cells, external_id: str) -> dict[str, Any]:
    if not cells.get("Question title"):
        raise ValueError("The column 'Question title' is empty.")
    option = cells.get("Multiple choice option")
    topics = [
        word.casefold() for word in cells.get("Question tags", "").split(BETWEEN.strip()) if word.strip()
    ]
    comments = [cells.get("Question notes", ""), cells.get("Question comments", "")]
    note = "\n".join(text for text in comments if text)[: limits.NOTE_CHARS_MAX]
    is_public = cells.get("Question shared publicly", "").casefold() in {"yes", "true", "1"}
    line = {
        "at": _instant(cells, "Question created at"),
        "kind": "prediction",
        "id": external_id,
        "type": "binary",
        "statement": f"{cells['Question title']} [{option}]" if option else cells["Question title"],
        "closes": read_day(cells.get("Question resolve by", ""), order=None)[:10],
        "topics": [word.strip() for word in topics],
        "visibility": "public" if is_public else "private",
    }
    return line | ({"note": note} if note else {})


def _forecast(cells: Cells, external_id: str) -> dict[str, Any]:
    by = cells.get("Forecast created by", "")
    if not by:
        raise ValueError("The column 'Forecast created by' is empty.")
    p = float(cells["Forecast (scale = 0-1)"].replace(",", "."))
    if not 0 <= p <= 1:
        raise ValueError(f"{p:g} in the column 'Forecast (scale = 0-1)' is not between 0 and 1.")
    return {
        "at": _instant(cells, "Forecast created at"),
        "kind": "forecast",
        "seq": 1,
        "prediction": external_id,
        "forecaster": by,
        "probability_source": "author_numeric",
        "p": p,
    }


def _resolution(cells: Cells, external_id: str) -> dict[str, Any]:
    word, option = cells["Resolution"].casefold(), cells.get("Multiple choice option", "")
    outcome = "yes" if option and word == option.casefold() else _OUTCOMES.get(word, "no" if option else None)
    if outcome is None:
        raise ValueError(f"The resolution {cells['Resolution']!r} is not YES, NO or AMBIGUOUS.")
    return {
        "at": _instant(cells, "Resolved at"),
        "kind": "resolution",
        "seq": 2,
        "prediction": external_id,
        "outcome": outcome,
    }


def _id(cells: Cells) -> str:
    """An id for the question.

    Fatebook exports none, so it is derived from title, option, author and time.
    """
    names = ("Question title", "Multiple choice option", "Question created by", "Question created at")
    text = "\n".join(cells.get(name, "") for name in names)
    return f"fatebook-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _instant(cells: Cells, name: str) -> str:
    """The instant in the cell.

    A day starts in UTC, and a time without offset is UTC, as Fatebook writes it.
    """
    text = cells.get(name, "")
    if not text:
        raise ValueError(f"The column {name!r} is empty.")
    day = read_day(text, order=None)
    if len(day) > 10:
        return day
    clock = _CLOCK.search(plain(text).upper())
    if clock is None and ":" in text:
        raise ValueError(f"{text!r} in the column {name!r} has no time of day such as 10:00.")
    hour, minute, seconds, offset = clock.groups() if clock else ("0", "00", None, None)
    return f"{day}T{int(hour):02}:{minute}{seconds or ':00'}{offset or 'Z'}"
