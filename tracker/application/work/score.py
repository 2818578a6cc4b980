"""The score job: scores all forecasters of a resolved prediction, in chunks of 500 rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

import msgspec

from tracker.application.context import AppContext
from tracker.application.event_ids import DerivedIds
from tracker.application.transact import UnitOfWork, unit_of_work_in, write_once
from tracker.application.work.questions import Question, count_late, marks, question_of, series_of
from tracker.application.work.questions import score as score_question
from tracker.domain import limits, score
from tracker.domain.ids import digest_of, stream_of
from tracker.domain.instants import instant_from_text
from tracker.domain.prediction.events import (
    PredictionAnnulled,
    PredictionReResolved,
    PredictionResolved,
    Settled,
)
from tracker.domain.score import PredictionScored, RecordScores, ScoreRow
from tracker.projections.claims import attested_at
from tracker.projections.forecasts import series_on
from tracker.projections.predictions import find_prediction
from tracker.scoring.series_score import SeriesScore
from tracker.scoring.versions import RULE_VERSIONS
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.log import Origin, read_stream
from tracker.store.work import Claimed, mark_done

RULES_DIGEST = digest_of(RULE_VERSIONS)


class Outcome(msgspec.Struct, frozen=True):
    """An outcome recorded in the log."""

    event_id: str
    effective_at: datetime
    event: PredictionResolved | PredictionReResolved


class Scoring(msgspec.Struct, frozen=True, kw_only=True):
    """One complete scoring: its chunks, and the latest effective instant among its inputs."""

    chunks: tuple[PredictionScored, ...]
    effective_at: datetime


_Scored = tuple[Claimed, list[Scoring]]


def score_prediction(application: AppContext, claimed: Claimed, *, run: str | None) -> None:
    """Score one prediction; each chunk is a transaction, and the last one marks the work done.

    After a crash, the next run computes the same chunks and continues after those already recorded.
    """
    chunks = [
        (chunk, scoring.effective_at)
        for scoring in compute_scorings(application, claimed.subject)
        for chunk in scoring.chunks
    ]
    for n, (chunk, effective_at) in enumerate(chunks, start=1):
        record_chunk(
            application, claimed, chunk, effective_at=effective_at, run=run, is_last=n == len(chunks)
        )
    if not chunks:
        with application.database.writing() as tx:
            mark_done(tx, claimed)


def score_together(application: AppContext, pieces: Sequence[Claimed], *, run: str | None) -> set[str]:
    """Score small predictions in few transactions, each in its own savepoint.

    Returns the predictions done.

    One commit each would take as long as the scoring itself. The others are large or failed; the caller
    scores them one by one, which also reports the error.
    """
    done: set[str] = set()
    waiting = list(pieces)
    while waiting:
        group = _next_group(application, waiting)
        with suppress(Exception):  # then none of them is done
            done |= application.database.write(partial(_record_group, application, group, run=run))
    return done


def _next_group(application: AppContext, waiting: list[Claimed]) -> list[_Scored]:
    """Takes off `waiting` what fits a transaction of 50 ms: together at most the rows of one chunk.

    One at a time is computed, since a large prediction takes megabytes. What is larger alone, or fails, is left out.
    """
    group: list[_Scored] = []
    size = 0
    with suppress(Exception), application.database.reading() as tx:
        while waiting and size < limits.SCORE_ROWS_MAX:
            claimed = waiting.pop(
                0
            )  # one that fails is not tried again; PostgreSQL answers nothing after an error
            scorings = _scorings(tx, claimed.subject)
            rows = sum(len(chunk.rows) for scoring in scorings for chunk in scoring.chunks)
            if rows > limits.SCORE_ROWS_MAX:
                continue
            if size + rows > limits.SCORE_ROWS_MAX and group:
                waiting.insert(0, claimed)
                break
            group.append((claimed, scorings))
            size += rows
    return group


def _record_group(
    application: AppContext, group: Sequence[_Scored], tx: Transaction, *, run: str | None
) -> set[str]:
    done: set[str] = set()
    for claimed, scorings in group:
        with suppress(Exception), tx.savepoint():
            for scoring in scorings:
                for chunk in scoring.chunks:
                    _record_in(application, tx, claimed, chunk, effective_at=scoring.effective_at, run=run)
            mark_done(tx, claimed)
            done.add(claimed.subject)
    return done


def compute_scorings(application: AppContext, prediction: str) -> list[Scoring]:
    """The scorings to record: of the present outcome, and of earlier outcomes never scored.

    Empty without an outcome or a forecast. An outcome that was changed before a worker came is scored too,
    because reports can ask for what was known then.
    """
    with application.database.reading() as tx:
        return _scorings(tx, prediction)


def _scorings(tx: Transaction, prediction: str) -> list[Scoring]:
    row = find_prediction(tx, prediction)
    forecasts = series_on(tx, prediction)
    question = None if row is None or row["state"] == "undone" else _question_of(tx, row)
    if question is None or not forecasts:
        return []
    outcomes = _outcomes_since(tx, prediction, scored=_last_scored(tx, prediction))
    return [_score_outcome(question, outcome, forecasts) for outcome in outcomes]


def _question_of(tx: Transaction, row: Row) -> Question | None:
    proof = attested_at(tx, row["claim"]) if row["claim"] is not None else None
    return question_of(row, attested_at=proof)


def _last_scored(tx: Transaction, prediction: str) -> int:
    """The number of the last outcome whose scores are complete; 0 before the first."""
    scored = 0
    for recorded in read_stream(tx, stream_of("score", prediction)):
        chunk = recorded.event
        if isinstance(chunk, PredictionScored) and chunk.chunk == chunk.chunks:
            scored = chunk.resolution_number
    return scored


def _outcomes_since(tx: Transaction, prediction: str, *, scored: int) -> list[Outcome]:
    """The outcomes numbered above `scored`, oldest first; without any, the present one.

    It may have new forecasts.
    """
    outcomes = [
        Outcome(recorded.event_id, recorded.effective_at, recorded.event)
        for recorded in read_stream(tx, stream_of("prediction", prediction))
        if isinstance(recorded.event, Settled) and not isinstance(recorded.event, PredictionAnnulled)
    ]
    return [one for one in outcomes if one.event.resolution_number > scored] or outcomes[-1:]


def _score_outcome(question: Question, outcome: Outcome, forecasts: Sequence[Row]) -> Scoring:
    series, known_at = series_of(forecasts), outcome.event.known_at
    scores = score_question(question, series, outcome=outcome.event.outcome, known_at=known_at)
    rows = tuple(_row(question, outcome, scores[name], stated) for name, stated in series.items())
    used = {event_id for one in rows for event_id in one.inputs}
    effective = [instant_from_text(one["effective_at"]) for one in forecasts if one["event_id"] in used]
    chunks = _chunks(outcome, rows, inputs_digest=_inputs_digest(outcome, forecasts))
    return Scoring(chunks=tuple(chunks), effective_at=max([outcome.effective_at, *effective]))


def record_chunk(
    application: AppContext,
    claimed: Claimed,
    chunk: PredictionScored,
    *,
    effective_at: datetime,
    run: str | None,
    is_last: bool,
) -> None:
    """Record one chunk unless it is recorded already; the last one marks the work done."""

    def record(uow: UnitOfWork) -> None:
        uow.decide(score, stream_of("score", claimed.subject), RecordScores(proposed=chunk))
        if is_last:
            mark_done(uow.tx, claimed)

    write_once(
        application,
        record,
        origin=_origin(claimed, chunk, run=run),
        ids=lambda: _ids(claimed, chunk),
        effective_at=effective_at,
    )


def _record_in(
    application: AppContext,
    tx: Transaction,
    claimed: Claimed,
    chunk: PredictionScored,
    *,
    effective_at: datetime,
    run: str | None,
) -> None:
    """Record one chunk inside a running transaction."""
    origin, ids = _origin(claimed, chunk, run=run), _ids(claimed, chunk)
    with unit_of_work_in(
        tx, origin=origin, ids=ids, now=application.clock(), effective_at=effective_at
    ) as uow:
        uow.decide(score, stream_of("score", claimed.subject), RecordScores(proposed=chunk))


def _origin(claimed: Claimed, chunk: PredictionScored, *, run: str | None) -> Origin:
    return Origin(
        recorded_by="worker:score",
        correlation_id=f"score-{claimed.subject}-{claimed.wanted}",
        causation_id=chunk.resolution_event,
        import_id=run,
    )


def _ids(claimed: Claimed, chunk: PredictionScored) -> DerivedIds:
    parts = (chunk.resolution_number, chunk.inputs_digest, chunk.chunk)
    return DerivedIds("score", claimed.subject, RULES_DIGEST, *parts)


def _inputs_digest(outcome: Outcome, forecasts: Iterable[Row]) -> str:
    """Changes with the outcome and with any forecast that was added; late ones too, since they are counted."""
    said = [
        [one["event_id"], one["series"]] if one["series"] != "own" else one["event_id"] for one in forecasts
    ]
    return digest_of(outcome.event_id, said, RULE_VERSIONS)


def _row(question: Question, outcome: Outcome, scored: SeriesScore | None, series: Sequence[Row]) -> ScoreRow:
    known_at = outcome.event.known_at
    named = {"forecaster": series[0]["forecaster"], "is_assigned": series[0]["series"] == "assigned"}
    late = count_late(question, series, known_at=known_at)
    if scored is None:
        found = marks(question, series, known_at=known_at, late=late)
        return ScoreRow(**named, late=late, marks=found)
    used = [one for one in series if one["event_id"] in scored.inputs]
    return ScoreRow(
        **named,
        values=dict(scored.values),
        coverage=scored.coverage,
        updates=scored.n_updates,
        late=late,
        infinite=scored.infinite,
        clipped=scored.clipped,
        marks=marks(question, used, known_at=known_at, late=late),
        inputs=scored.inputs,
        ranges=dict(scored.ranges),
    )


def _chunks(outcome: Outcome, rows: Sequence[ScoreRow], *, inputs_digest: str) -> Iterator[PredictionScored]:
    size = limits.SCORE_ROWS_MAX
    chunks = math.ceil(len(rows) / size)
    for n in range(chunks):
        yield PredictionScored(
            prediction=outcome.event.prediction,
            resolution_number=outcome.event.resolution_number,
            resolution_event=outcome.event_id,
            outcome=outcome.event.outcome,
            known_at=outcome.event.known_at,
            rule_versions=RULE_VERSIONS,
            inputs_digest=inputs_digest,
            chunk=n + 1,
            chunks=chunks,
            rows=tuple(rows[n * size : (n + 1) * size]),
        )
