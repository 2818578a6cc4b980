"""Converts a prediction's rows into the input of the pure scoring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import assert_never

import msgspec

from tracker.domain.instants import day_begins, instant_from_text, instant_text, read_date
from tracker.domain.prediction.events import JudgedKind
from tracker.domain.prediction.outcomes import NEVER, Outcome, Partial
from tracker.domain.score import Mark
from tracker.scoring.forecasts import Binary, DateCdf, Forecast, Options, Quantiles
from tracker.scoring.question import Outcome as Value
from tracker.scoring.question import late_from, score_interim, score_question
from tracker.scoring.series import Schedule, Stated
from tracker.scoring.series_score import SeriesScore
from tracker.store.databases.database import Row

Series = dict[str, list[Row]]
"""A name of the series, in one prediction -> its forecasts, in the order in which they came into force."""

RIVALRY = ("peer", "relative_brier_vs_daily_median")
"""The values that compare a forecaster with the others."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the forecasters of a prediction were asked.

    met_at: when its condition was met, where it has one. attested_at: since when the essay it is quoted from
    proves what its author said.
    """

    kind: JudgedKind
    options: tuple[str, ...]
    timezone: str
    opens: datetime
    closes: datetime
    met_at: datetime | None
    attested_at: str | None = None

    def schedule(self, known_at: datetime) -> Schedule:
        return Schedule(opens=self.opens, closes=self.closes, known_at=known_at)

    def late_from(self, known_at: datetime) -> datetime:
        """The instant from which on a forecast counts in no score."""
        return late_from(self.schedule(known_at), met_at=self.met_at)


def question_of(row: Row, *, attested_at: str | None = None) -> Question | None:
    """The question of the prediction in `row`; None for a thesis, which is never scored."""
    if row["judged_as"] is None:
        return None
    return Question(
        kind=row["judged_as"],
        options=tuple(msgspec.json.decode(row["options"], type=list[str])),
        timezone=row["timezone"],
        opens=instant_from_text(row["opens"]),
        closes=instant_from_text(row["closes"]),
        met_at=instant_from_text(row["met_at"]) if row["met_at"] else None,
        attested_at=attested_at,
    )


def series_of(forecasts: Sequence[Row]) -> Series:
    """The series of `forecasts`, which come series by series: a forecaster's own numbers, or those assigned to it."""
    named = groupby(forecasts, key=lambda row: (row["forecaster"], row["series"]))
    return {" ".join(name): list(rows) for name, rows in named}


def score(
    question: Question, series: Series, *, outcome: Outcome, known_at: datetime
) -> dict[str, SeriesScore | None]:
    """The scores of each series; None where nothing scoreable was said in time.

    A number assigned to a forecaster who gave one is no rival: it is scored alone and compared with nobody.
    """
    stated = _stated_by_all(question, series, known_at=known_at)
    assigned = {name for name in series if _has_own(series, name)}
    rivals = {name: said for name, said in stated.items() if name not in assigned}
    scores = _score(question, rivals, outcome=outcome, known_at=known_at)
    for name in sorted(assigned):
        alone = _score(question, {name: stated[name]}, outcome=outcome, known_at=known_at)[name]
        scores[name] = None if alone is None else _without_rivalry(alone)
    return scores


def _score(
    question: Question,
    stated: dict[str, list[Stated[Forecast]]],
    *,
    outcome: Outcome,
    known_at: datetime,
) -> dict[str, SeriesScore | None]:
    return score_question(
        question.kind,
        stated,
        schedule=question.schedule(known_at),
        outcome=_value(question, outcome),
        options=len(question.options) or None,
        met_at=question.met_at,
    )


def _has_own(series: Series, name: str) -> bool:
    """Whether `name` is assigned to a forecaster who has a series of its own."""
    first = series[name][0]
    return first["series"] == "assigned" and f"{first['forecaster']} own" in series


def _without_rivalry(score: SeriesScore) -> SeriesScore:
    return replace(score, values={name: x for name, x in score.values.items() if name not in RIVALRY})


def interim(question: Question, series: Series, *, at: datetime) -> dict[str, SeriesScore | None]:
    """The interim scores at `at` of a pending date prediction; empty for every other kind."""
    if question.kind != "date" or at <= question.opens:
        return {}
    stated = _stated_by_all(question, series, known_at=at)
    return score_interim(stated, schedule=question.schedule(at), interim_at=at)


def marks(question: Question, used: Sequence[Row], *, known_at: datetime, late: int) -> tuple[Mark, ...]:
    """The marks of the forecasts used.

    Imported forecasts are never retrospective by our clock; their stated instants can make them late instead.
    They count as old records only if the outcome was knowable before we recorded them.
    """
    known = instant_text(question.late_from(known_at))
    has: dict[Mark, bool] = {
        "imported": any(_is_old_record(row, known) for row in used),
        "assigned": any(row["probability_source"] == "analyst_imputed" for row in used),
        "retrospective": any(_attested_at(question, row) >= known for row in used if row["run"] is None),
        "late": late > 0,
    }
    return tuple(mark for mark, holds in has.items() if holds)


def _attested_at(question: Question, row: Row) -> str:
    """The earliest proof that this was said: its recording, or the essay that says so."""
    is_authors = row["probability_source"] in {"author_numeric", "author_verbal"}
    proofs = [question.attested_at] if question.attested_at is not None and is_authors else []
    return min([str(row["recorded_at"]), *proofs])


def count_late(question: Question, series: Sequence[Row], *, known_at: datetime) -> int:
    """How many of a forecaster's forecasts came when the outcome was already known."""
    known = instant_text(question.late_from(known_at))
    return sum(row["stands_at"] >= known for row in series)


def _stated_by_all(
    question: Question, series: Series, *, known_at: datetime
) -> dict[str, list[Stated[Forecast]]]:
    known = instant_text(question.late_from(known_at))
    return {
        name: [
            Stated(said, at=_stands_at(row, known), order=n, id=row["event_id"])
            for n, row in enumerate(rows)
            if (said := _forecast(question, row)) is not None
        ]
        for name, rows in series.items()
    }


def _stands_at(row: Row, known: str) -> datetime:
    """The instant from which a forecast counts.

    An import can claim an earlier date. If the outcome was still open when we recorded the forecast, it
    counts from the recording; old records count from their stated dates.
    """
    is_claimed = row["run"] is not None and not _is_old_record(row, known)
    return instant_from_text(row["recorded_at"] if is_claimed else row["stands_at"])


def _is_old_record(row: Row, known: str) -> bool:
    return row["run"] is not None and bool(row["recorded_at"] >= known)


def _forecast(question: Question, row: Row) -> Forecast | None:
    """The forecast in the form of its kind; None for a word without a number."""
    match question.kind:
        case "binary" | "graded":
            return None if row["p"] is None else Binary(row["p"], row["low"], row["high"])
        case "categorical" | "ordered":
            said = msgspec.json.decode(row["numbers"], type=dict[str, float])
            return Options(tuple(said[option] for option in question.options))
        case "numeric":
            pairs = msgspec.json.decode(row["numbers"], type=list[tuple[float, float]])
            return Quantiles(tuple(level for level, _ in pairs), tuple(value for _, value in pairs))
        case "date":
            knots = msgspec.json.decode(row["numbers"], type=list[tuple[datetime, float]])
            return DateCdf(tuple(knots))
        case _:
            assert_never(question.kind)


def _value(question: Question, outcome: Outcome) -> Value:
    """The outcome as a number: a share of yes, an option's index, a value, or the start of a day."""
    match outcome:
        case Partial():
            return outcome.partial
        case float() | int():
            return float(outcome)
    match question.kind:
        case "binary":
            return 1.0 if outcome == "yes" else 0.0
        case "categorical" | "ordered":
            return question.options.index(outcome)
        case _:
            if outcome == NEVER:
                return None
            return day_begins(read_date(outcome, pointer="/outcome"), question.timezone)
