"""The score job's body: every forecaster's numbers on a resolved prediction, recorded in chunks of 500 rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

import msgspec

from tracker.application.application import Application
from tracker.application.event_ids import DerivedIds
from tracker.application.transact import Writing, write_once
from tracker.application.work import Claimed, mark_done
from tracker.domain import limits, score
from tracker.domain.ids import digest_of, stream_of
from tracker.domain.instants import instant_from_text
from tracker.domain.score import Mark, PredictionScored, RecordScores, ScoreRow
from tracker.projections.forecasts import forecasts_on
from tracker.projections.predictions import find_prediction
from tracker.scoring.series import Schedule, SeriesScore, Stated, score_series
from tracker.scoring.versions import RULE_VERSIONS
from tracker.store.database import Row
from tracker.store.log import Origin, find_event


class Scoring(msgspec.Struct, frozen=True, kw_only=True):
    """One scoring, whole: its chunks, and the latest effective instant among its inputs."""

    chunks: tuple[PredictionScored, ...]
    effective_at: datetime


def score_prediction(application: Application, claimed: Claimed, *, run: str | None) -> None:
    """Score one prediction; each chunk is a transaction, the done-mark goes with the last.

    Killed in between, the next run finds the same inputs and goes on behind the chunks that stand already.
    """
    scoring = compute_scoring(application, claimed.subject)
    if scoring is None:
        _record(application, claimed, None, effective_at=None, run=run)
        return
    for chunk in scoring.chunks:
        _record(application, claimed, chunk, effective_at=scoring.effective_at, run=run)


def compute_scoring(application: Application, prediction: str) -> Scoring | None:
    """The scoring that the record gives now, or None where there is no outcome or nobody forecast."""
    with application.database.reading() as tx:
        row = find_prediction(tx, prediction)
        if row is None or row["resolution_number"] == 0:
            return None
        resolution = find_event(tx, row["resolution_event"])
        forecasts = forecasts_on(tx, prediction)
    if resolution is None or not forecasts:
        return None
    rows = tuple(_score_forecaster(row, list(series)) for _, series in groupby(forecasts, key=_forecaster))
    used = {event_id for one in rows for event_id in one.inputs}
    effective = [instant_from_text(one["effective_at"]) for one in forecasts if one["event_id"] in used]
    return Scoring(
        chunks=tuple(_chunks(row, rows, inputs_digest=_inputs_digest(row, forecasts))),
        effective_at=max([resolution.effective_at, *effective]),
    )


def _record(
    application: Application,
    claimed: Claimed,
    chunk: PredictionScored | None,
    *,
    effective_at: datetime | None,
    run: str | None,
) -> None:
    def closure(writing: Writing) -> None:
        if chunk is not None:
            writing.decide(score, stream_of("score", claimed.subject), RecordScores(proposed=chunk))
        if chunk is None or chunk.chunk == chunk.chunks:
            mark_done(writing.tx, claimed)

    parts = (chunk.resolution_number, chunk.inputs_digest, chunk.chunk) if chunk else ()
    origin = Origin(
        recorded_by="worker:score", correlation_id=f"score-{claimed.subject}-{claimed.wanted}", import_id=run
    )
    ids = DerivedIds("score", claimed.subject, digest_of(RULE_VERSIONS), *parts)
    write_once(application, closure, origin=origin, ids=ids, effective_at=effective_at)


def _forecaster(row: Row) -> str:
    return str(row["forecaster"])


def _inputs_digest(row: Row, forecasts: Iterable[Row]) -> str:
    """Changes with the outcome and with any forecast that was added, late ones too: they are counted."""
    return digest_of(row["resolution_event"], [one["event_id"] for one in forecasts], RULE_VERSIONS)


def _score_forecaster(row: Row, series: Sequence[Row]) -> ScoreRow:
    schedule = Schedule(
        opens=instant_from_text(row["opens"]),
        closes=instant_from_text(row["closes"]),
        known_at=instant_from_text(row["known_at"]),
    )
    stated = [
        Stated(p=one["p"], at=instant_from_text(one["stands_at"]), order=n, id=one["event_id"])
        for n, one in enumerate(series)
    ]
    scored = score_series(stated, schedule=schedule, y=int(row["outcome"] == "yes"))
    late = sum(one.at >= schedule.known_at for one in stated)
    if scored is None:
        return ScoreRow(forecaster=series[0]["forecaster"], late=late, marks=_marks(row, series, late=late))
    used = [one for one in series if one["event_id"] in scored.inputs]
    return _row(series[0]["forecaster"], scored, late=late, marks=_marks(row, used, late=late))


def _row(forecaster: str, scored: SeriesScore, *, late: int, marks: tuple[Mark, ...]) -> ScoreRow:
    unclipped = {
        "log_first_unclipped": scored.log_first_unclipped,
        "log_last_unclipped": scored.log_last_unclipped,
    }
    clipped = {"log_first": scored.log_first_is_clipped, "log_last": scored.log_last_is_clipped}
    return ScoreRow(
        forecaster=forecaster,
        values={
            "p_first": scored.p_first,
            "p_last": scored.p_last,
            "brier_first": scored.brier_first,
            "brier_last": scored.brier_last,
            "brier_time_weighted": scored.brier_time_weighted,
            "brier_mean_update": scored.brier_mean_update,
            "log_first": scored.log_first,
            "log_last": scored.log_last,
            **{name: value if math.isfinite(value) else None for name, value in unclipped.items()},
        },
        coverage=scored.coverage,
        updates=scored.n_updates,
        late=late,
        infinite=tuple(name for name, value in unclipped.items() if not math.isfinite(value)),
        clipped=tuple(name for name, is_clipped in clipped.items() if is_clipped),
        marks=marks,
        inputs=tuple(scored.inputs),
    )


def _marks(row: Row, used: Sequence[Row], *, late: int) -> tuple[Mark, ...]:
    """Imported forecasts are never retrospective by our own clock: their stated instants make them late instead."""
    live = [one for one in used if one["run"] is None]
    marks: dict[Mark, bool] = {
        "imported": any(one["run"] is not None for one in used),
        "assigned": any(one["probability_source"] == "analyst_imputed" for one in used),
        "retrospective": any(one["recorded_at"] >= row["known_at"] for one in live),
        "late": late > 0,
    }
    return tuple(mark for mark, holds in marks.items() if holds)


def _chunks(row: Row, rows: Sequence[ScoreRow], *, inputs_digest: str) -> Iterator[PredictionScored]:
    size = limits.SCORE_ROWS_MAX
    chunks = math.ceil(len(rows) / size)
    for n in range(chunks):
        yield PredictionScored(
            prediction=row["id"],
            resolution_number=row["resolution_number"],
            resolution_event=row["resolution_event"],
            outcome=row["outcome"],
            known_at=instant_from_text(row["known_at"]),
            rule_versions=RULE_VERSIONS,
            inputs_digest=inputs_digest,
            chunk=n + 1,
            chunks=chunks,
            rows=tuple(rows[n * size : (n + 1) * size]),
        )
