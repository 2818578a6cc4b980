"""A yes/no prediction as every row-wise format takes it: the words, what each forecaster said over time, what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ExportedForecast:
    """p: 0..1, None for a word without a number.  words: as people read it.  at: an instant as text."""

    forecaster: str
    p: float | None
    term: str | None
    words: str
    at: str
    is_assigned: bool
    brier: float | None = None
    """Of the last number in force, on a forecaster's last forecast; None before there is a score."""


@dataclass(frozen=True, kw_only=True)
class Exported:
    """Forecasts forecaster by forecaster, each series in its order. `outcome` is yes, no, a share's text or `annulled`."""

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
        """Every forecaster's present number."""
        return tuple({one.forecaster: one for one in self.forecasts}.values())
