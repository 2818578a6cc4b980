"""Reads a CSV file: its encoding, its delimiter and its rows, without judging their content."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.domain.text.words import nfc

BYTES_MAX = 20_000_000
ROWS_MAX = 50_000
CELL_CHARS_MAX = 20_000
DELIMITERS = (",", ";", "\t")
BETWEEN = "; "
"""Separates the items of a list in one cell."""

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A cell that begins with one is a formula (OWASP, CSV Injection); with the wide forms of East Asian keyboards."""

GUARD = "'"
"""Put before such a cell; spreadsheets then treat it as text, and most hide the mark."""


class NotATable(ValueError):
    """The bytes are not a table; the message says why."""


@dataclass(frozen=True)
class Table:
    """The header and the rows, each with the number that a spreadsheet shows."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str
    delimiter: str


def read_table(raw: bytes, *, encoding: str | None = None) -> Table:
    """The table in `raw`. Raises `NotATable`."""
    if len(raw) > BYTES_MAX:
        raise NotATable(f"The file has more than {BYTES_MAX:,} bytes.")
    text, found = decode(raw, encoding=encoding)
    delimiter = find_delimiter(text)
    numbered = [
        (number, cells)
        for number, cells in enumerate(_records(text, delimiter), start=1)
        if any(cell.strip() for cell in cells)
    ]
    if not numbered:
        raise NotATable("The file is empty.")
    if len(numbered) > ROWS_MAX:
        raise NotATable(f"The file has more than {ROWS_MAX:,} rows.")
    (_, header), *rows = numbered
    return Table(tuple(name.strip() for name in header), tuple(rows), found, delimiter)


def decode(raw: bytes, *, encoding: str | None = None) -> tuple[str, str]:
    r"""The text in NFC and its encoding: as given, by its mark, else UTF-8, else cp932 (Windows).

    >>> decode("\u610f\u898b".encode("cp932"))[1], decode(b"a")[1], decode(b"\xef\xbb\xbfa")
    ('cp932', 'utf-8', ('a', 'utf-8-sig'))
    """
    for name in [encoding] if encoding else _encodings(raw):
        try:
            return nfc(raw.decode(name)), name
        except (UnicodeDecodeError, LookupError):
            continue
    tried = encoding or "UTF-8 or cp932 (Shift_JIS)"
    raise NotATable(f"The text is not {tried}. Add --encoding, or save it as UTF-8.")


def find_delimiter(text: str) -> str:
    """The delimiter of the first row: the most frequent of `,`, `;` and tab outside quotes.

    >>> find_delimiter('a;"b,c,d";e'), find_delimiter("statement")
    (';', ',')
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(DELIMITERS, key=outside.count)


def write_table(rows: Iterable[Iterable[str]], *, delimiter: str = ",") -> Iterator[str]:
    """Each row as a line of CSV (RFC 4180); cells are not changed."""
    for cells in rows:
        written = io.StringIO()
        csv.writer(written, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
        yield written.getvalue()


def guarded(text: str) -> str:
    """The text, with a mark before it where a spreadsheet would take it for a formula.

    >>> guarded("=1+1"), guarded("-5 %"), guarded("rain")
    ("'=1+1", "'-5 %", 'rain')
    """
    return GUARD + text if text.startswith(FORMULA_MARKS) else text


def unguarded(text: str) -> str:
    """The text without the mark of `guarded`.

    >>> unguarded("'=1+1"), unguarded("'tis the season")
    ('=1+1', "'tis the season")
    """
    return text[1:] if text.startswith(GUARD) and text[1:].startswith(FORMULA_MARKS) else text


def _encodings(raw: bytes) -> tuple[str, ...]:
    if raw.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig",)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8", "cp932")


def _records(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    if "\0" in text:
        raise NotATable("The file is not text. Export the sheet as CSV.")
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(len(cell) > CELL_CHARS_MAX for cell in cells):
                raise NotATable(
                    f"A cell has more than {CELL_CHARS_MAX:,} characters. Check for an unclosed quote."
                )
            yield tuple(cells)
    except csv.Error as flaw:
        raise NotATable(f"The file is not valid CSV: {flaw}.") from None
