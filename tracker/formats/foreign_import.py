"""Another tool's file, converted to story lines with their numbers in that file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class ForeignImport:
    """`lines` are (number in the file, line); `bad` are (number, fault) of what cannot be read."""

    source: str
    lines: tuple[tuple[int, dict[str, Any]], ...]
    bad: tuple[tuple[int, str], ...]

    @property
    def authors(self) -> tuple[str, ...]:
        """The forecasters that the lines name, each once."""
        return tuple(dict.fromkeys(line["forecaster"] for _, line in self.lines if "forecaster" in line))

    @property
    def first_at(self) -> str:
        """The earliest instant of a line, from which new authors exist."""
        return min((line["at"] for _, line in self.lines), default="1970-01-01T00:00:00Z")
