"""Reads a story file one line at a time, whatever its size, without judging the content.

The only change: a `text_file` is replaced by the `text` of that file in the story's folder.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, cast

import msgspec

from tracker.domain import limits
from tracker.domain.errors import Fault

LINE_BYTES_MAX = limits.IMPORT_BYTES_MAX - 1
TEXT_BYTES_MAX = limits.ESSAY_TEXT_CHARS_MAX * 4
OPENING_FIELDS = frozenset({"seq", "at", "kind", "note", "source", "title", "timezone"})
CLOCK_FIELDS = frozenset({"seq", "at", "kind", "note"})

_GZIP_MAGIC = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"


class Unreadable(Exception):
    """The file cannot be read, or not to its end; the message says why."""


@dataclass(frozen=True)
class StoryLine:
    """One line: its number in the file from 1, its bytes, and the fields that sending needs.

    A line with a `fault` is not sent.
    """

    number: int
    raw: bytes
    kind: str | None = None
    at: str | None = None
    fault: Fault | None = None


def line_of(number: int, document: dict[str, Any]) -> StoryLine:
    """A story line made from row or line `number` of a file in another format."""
    raw = json.dumps(document, ensure_ascii=False).encode()
    return StoryLine(number, raw, kind=document["kind"], at=document["at"])


@dataclass(frozen=True)
class Opening:
    """What the story line says; None for what it leaves out."""

    source: str | None = None
    timezone: str | None = None
    title: str | None = None


class _Glance(msgspec.Struct):
    kind: Any = None
    at: Any = None
    text_file: Any = msgspec.UNSET


_GLANCE = msgspec.json.Decoder(_Glance)


def read_story(path: Path) -> Iterator[StoryLine]:
    """The lines that are not blank, gzipped or not.

    Raises `Unreadable` at the line where reading fails.
    """
    folder = path.resolve().parent
    number = 0
    try:
        with _opened(path) as file:
            while raw := file.readline(LINE_BYTES_MAX + 1):
                number += 1
                is_whole = len(raw) <= LINE_BYTES_MAX or raw.endswith(b"\n")
                if not is_whole:
                    _skip_line(file)
                    fault = Fault("", f"The line has more than {LINE_BYTES_MAX:,} bytes.", "too_long")
                    yield StoryLine(number, b"", fault=fault)
                elif text := (raw.removeprefix(_BOM) if number == 1 else raw).strip():
                    yield _parse(number, text, folder)
    except (OSError, EOFError, zlib.error) as flaw:
        raise Unreadable(f"{path} cannot be read after line {number}: {flaw}.") from None


def read_opening(line: StoryLine) -> Opening:
    """The fields of the story line. Raises `Unreadable` for an unknown field or a wrong type."""
    try:
        fields = msgspec.json.decode(line.raw, type=dict[str, Any])
    except msgspec.DecodeError as flaw:
        raise Unreadable(f"Line {line.number} is not a story line: {flaw}.") from None
    unknown = sorted(fields.keys() - OPENING_FIELDS)
    if unknown:
        raise Unreadable(f"Line {line.number}: a story line has no field {unknown[0]!r}.")
    known = {name: fields.get(name) for name in ("source", "timezone", "title")}
    for name, value in known.items():
        if value is not None and not isinstance(value, str):
            raise Unreadable(f"Line {line.number}: {name} is not text.")
    return Opening(**known)


def clock_fault(line: StoryLine) -> Fault | None:
    """What is wrong with a clock line, checked before it is sent; None if nothing."""
    fields = msgspec.json.decode(line.raw, type=dict[str, Any])
    unknown = sorted(fields.keys() - CLOCK_FIELDS)
    if unknown:
        return Fault(f"/{unknown[0]}", f"A clock line has no field {unknown[0]!r}.", "unknown_field")
    if line.at is None:
        return Fault("/at", "A clock line needs the field `at`.", "required")
    return None


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        if file.peek(len(_GZIP_MAGIC)).startswith(_GZIP_MAGIC):
            with gzip.open(file) as unpacked:
                yield cast("IO[bytes]", unpacked)
        else:
            yield file


def _skip_line(file: IO[bytes]) -> None:
    """Read to the end of the current line without keeping it."""
    while (rest := file.readline(LINE_BYTES_MAX)) and not rest.endswith(b"\n"):
        pass


def _parse(number: int, raw: bytes, folder: Path) -> StoryLine:
    """The line with its kind and instant.

    A malformed line has neither, and the tracker reports its fault.
    """
    try:
        raw.decode()
    except UnicodeDecodeError as flaw:
        # One such line would make the tracker refuse the whole batch.
        fault = Fault("", f"The line is not UTF-8 (byte {flaw.start}).", "malformed")
        return StoryLine(number, b"", fault=fault)
    try:
        seen = _GLANCE.decode(raw)
    except msgspec.DecodeError:
        return StoryLine(number, raw)
    line = StoryLine(number, raw, kind=_text_or_none(seen.kind), at=_text_or_none(seen.at))
    if line.kind != "essay" or seen.text_file is msgspec.UNSET or seen.text_file is None:
        return line
    return _with_text(line, folder)


def _with_text(line: StoryLine, folder: Path) -> StoryLine:
    fields = json.loads(line.raw)
    if fields.get("text") is not None:
        fault = Fault("/text_file", "Give either text or text_file, not both.", "ambiguous")
        return replace(line, fault=fault)
    try:
        fields["text"] = read_text_file(folder, fields.pop("text_file"))
    except Unreadable as flaw:
        return replace(line, fault=Fault("/text_file", str(flaw), "unreadable"))
    raw = json.dumps(fields, ensure_ascii=False).encode()
    if len(raw) > LINE_BYTES_MAX:
        return replace(line, fault=Fault("/text_file", "The line with its text is too long.", "too_long"))
    return replace(line, raw=raw)


def read_text_file(folder: Path, name: object) -> str:
    """The text of the file `name` inside `folder`.

    Raises `Unreadable`, also for a path outside the folder. A story may come from anyone, so no name, link or
    `..` in it may reach other files of the person who imports it.
    """
    if not isinstance(name, str) or not name or "\0" in name:
        raise Unreadable("text_file must be a file name.")
    home = folder.resolve()
    path = (home / name).resolve()
    if not path.is_relative_to(home):
        raise Unreadable(f"{name!r} is outside the story's folder.")
    try:
        if not path.is_file():
            raise Unreadable(f"There is no file {name!r} in the story's folder.")
        with path.open("rb") as file:
            text = file.read(TEXT_BYTES_MAX + 1)
    except OSError as flaw:
        raise Unreadable(f"{name!r} cannot be read: {flaw.strerror}.") from None
    if len(text) > TEXT_BYTES_MAX:
        raise Unreadable(f"{name!r} has more than {TEXT_BYTES_MAX:,} bytes.")
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise Unreadable(f"{name!r} is not UTF-8.") from None


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None
