"""What another tool's file comes to: lines of a story, each with the number by which a fault can be found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Told:
    """`lines` as (number in the file, line); `bad` what cannot be read."""

    source: str
    lines: tuple[tuple[int, dict[str, Any]], ...]
    bad: tuple[tuple[int, str], ...]

    @property
    def authors(self) -> tuple[str, ...]:
        """Whom the lines name."""
        return tuple(dict.fromkeys(line["forecaster"] for _, line in self.lines if "forecaster" in line))

    @property
    def first_at(self) -> str:
        """The first instant that is told of, from which those who say something exist."""
        return min((line["at"] for _, line in self.lines), default="1970-01-01T00:00:00Z")
