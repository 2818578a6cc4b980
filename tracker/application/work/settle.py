"""The settle job: weighs the developments about a prediction and records what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from tracker.application.context import AppContext
from tracker.application.event_ids import DerivedIds, FreshIds
from tracker.application.transact import Past, UnitOfWork, write_once
from tracker.application.work.settlement_evidence import counts_from, evidence_of, find_developments
from tracker.domain import prediction as predictions
from tracker.domain import settlement
from tracker.domain.findings import Terms
from tracker.domain.ids import digest_of, stream_of
from tracker.domain.instants import instant_text
from tracker.domain.prediction.commands import PredictionCommand
from tracker.domain.prediction.state import Prediction
from tracker.domain.settlement import next_look
from tracker.store.databases.database import Row
from tracker.store.log.log import Origin
from tracker.store.work import Claimed, mark_done

SETTLEMENT_VERSION = 3
STEPS_MAX = 4
"""The most findings in a row at one instant: condition met, outcome, end of window."""


def settle_prediction(application: AppContext, claimed: Claimed, *, run: str | None, now: datetime) -> None:
    """Settle one prediction as far as known at `now`; effect and done mark are one transaction."""
    terms = Terms(application.challenge_window, application.lapse_after)

    def settle_once(uow: UnitOfWork) -> None:
        stream = stream_of("prediction", claimed.subject)
        past = uow.past(predictions, stream)
        concerning = find_developments(uow.tx, past.state, run=run)
        state = _settle(uow, stream, past, concerning, now=now, terms=terms)
        mark_done(uow.tx, claimed, next_look=_next_look(state, concerning, now=now, terms=terms))

    origin = Origin(
        recorded_by="worker:settle",
        correlation_id=f"settle-{claimed.subject}-{claimed.wanted}",
        import_id=run,
    )
    write_once(application, settle_once, origin=origin, ids=FreshIds, effective_at=now)


def _settle(
    uow: UnitOfWork,
    stream: str,
    past: Past[Prediction],
    concerning: Sequence[Row],
    *,
    now: datetime,
    terms: Terms,
) -> Prediction:
    """Decide everything that follows from the evidence at `now`, step by step.

    Returns the resulting state.
    """
    state: Prediction = past.state
    known = [row for row in concerning if counts_from(row, state) <= now]
    evidence = evidence_of(uow.tx, state, known)
    version = past.version
    for _ in range(STEPS_MAX):
        command = settlement.settle(state, evidence, now=now, terms=terms)
        if command is None:
            break
        uow.ids = _ids(stream, state, command, known, version=version)
        uow.caused_by = _cause(command, known) or uow.caused_by
        events = uow.decide(predictions, stream, command, past=past)
        version += len(events)
        for event in events:
            state = predictions.evolve(state, event)  # type: ignore[arg-type]
        if not events:
            break
    return state


def _next_look(
    state: Prediction, concerning: Sequence[Row], *, now: datetime, terms: Terms
) -> datetime | None:
    """When to look again: an instant from the prediction, or when a development starts to count.

    A job may run later than the `now` it was enqueued with, and find developments that count only after it.
    """
    if state.settled is not None:
        return next_look(state, now=now, terms=terms)
    coming = [at for row in concerning if (at := counts_from(row, state)) > now]
    looks = [look for look in (next_look(state, now=now, terms=terms), *coming) if look is not None]
    return min(looks, default=None)


def _cause(command: PredictionCommand, rows: Sequence[Row]) -> str | None:
    """The event of the development that a finding cites.

    None for a finding that follows from time alone.
    """
    cites = getattr(command, "cites", ())
    return next((row["event_id"] for row in rows if row["id"] in cites), None)


def _ids(
    stream: str, state: Prediction, command: PredictionCommand, rows: Sequence[Row], *, version: int
) -> DerivedIds:
    """Ids derived from the finding and the stream's version; every worker computes the same.

    The digest covers the cited events and the stream's version. A finding that comes back after a correction,
    or is dropped once more, therefore has other ids.
    """
    recorded = state.recorded
    rule = digest_of(recorded.rule, recorded.antecedent) if recorded else None
    closes = instant_text(recorded.closes) if recorded else None
    cites = getattr(command, "cites", ())
    said = digest_of(
        [row["event_id"] for row in rows if row["id"] in cites],
        getattr(command, "outcome", None),
        msgspec.to_builtins(state.proposal),
        state.dispute is not None,
    )
    return DerivedIds(
        "settle",
        SETTLEMENT_VERSION,
        stream,
        type(command).__name__,
        rule,
        state.resolution_number,
        said,
        closes,
        version,
    )
