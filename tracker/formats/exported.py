"""A yes/no prediction for the row-based exports: its text, forecasts over time and outcome."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ExportedForecast:
    """p: 0..1, None for a word without a number.  words: for people.  at: an instant as text."""

    forecaster: str
    p: float | None
    term: str | None
    words: str
    at: str
    is_assigned: bool
    brier: float | None = None
    """The score of the last number in force, on a forecaster's last forecast; None before it is scored."""


@dataclass(frozen=True, kw_only=True)
class Exported:
    """Forecasts grouped by forecaster, in order of time.

    `outcome`: yes, no, a share's text or `annulled`.
    """

    id: str
    statement: str
    deadline: str
    made: str
    author: str | None
    forecasts: tuple[ExportedForecast, ...]
    topics: tuple[str, ...]
    note: str | None
    visibility: str
    outcome: str | None
    outcome_date: str | None
    outcome_share: float | None
    source: str | None
    essay_url: str | None
    is_posed: bool

    def last_of_each(self) -> tuple[ExportedForecast, ...]:
        """The current number of every forecaster."""
        return tuple({one.forecaster: one for one in self.forecasts}.values())
