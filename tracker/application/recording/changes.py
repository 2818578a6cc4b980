"""What else happens in the life of a prediction, each as one command through the one door.

Taken back, reworded, withdrawn, opened up, disputed, upheld, void, graded, its condition met, evidence linked.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.application.access.access import Caller
from tracker.application.context import AppContext
from tracker.application.recording.forecasts import known_prediction
from tracker.application.transact import Past, UnitOfWork, refuse_unless_seen
from tracker.domain import prediction as predictions
from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.ids import stream_of
from tracker.domain.instants import day_begins, instant_from_text, parse_begin, parse_date
from tracker.domain.prediction.commands import (
    AmendPrediction,
    AnnulPrediction,
    DisputeOutcome,
    GradePrediction,
    LinkEvidence,
    MeetAntecedent,
    OpenUpPrediction,
    PredictionCommand,
    UndoPrediction,
    UnlinkEvidence,
    UpholdOutcome,
    WithdrawPrediction,
)
from tracker.domain.prediction.events import AnnulmentReason, JudgedBy, Visibility
from tracker.domain.prediction.state import Prediction
from tracker.projections.developments import find_development
from tracker.projections.keys import earlier_keys
from tracker.projections.predictions import voters_on
from tracker.store.databases.database import Row, Transaction


class AnnulmentInput(msgspec.Struct, frozen=True, kw_only=True):
    reason: AnnulmentReason
    happened_on: str | None = None
    developments: tuple[str, ...] = ()
    note: str | None = None


class AntecedentMetInput(msgspec.Struct, frozen=True, kw_only=True):
    """Since when the condition is met: a day in the prediction's zone."""

    happened_on: str
    development: str | None = None
    note: str | None = None


def undo(application: AppContext, uow: UnitOfWork, prediction: str, *, caller: Caller) -> str:
    """Take back a prediction that the same key recorded a moment ago."""
    row = known_prediction(uow.tx, prediction)
    command = UndoPrediction(
        is_own=row["recorded_by"] == caller.key,
        now=uow.now,
        until=instant_from_text(row["recorded_at"]) + application.undo_window,
    )
    return _decide(uow, prediction, command)


def amend(
    uow: UnitOfWork,
    prediction: str,
    *,
    statement: str | None,
    criteria: str | None,
    reason: str,
    seen_version: int | None,
) -> str:
    command = AmendPrediction(statement=statement, criteria=criteria, reason=reason, now=uow.now)
    return _decide(uow, prediction, command, seen_version=seen_version)


def withdraw(uow: UnitOfWork, prediction: str, *, reason: str, seen_version: int | None) -> str:
    return _decide(uow, prediction, WithdrawPrediction(reason=reason), seen_version=seen_version)


def open_up(uow: UnitOfWork, prediction: str, *, visibility: Visibility, visible_from: str | None) -> str:
    """Let more people read its words; a bare day begins in the prediction's zone."""
    row = known_prediction(uow.tx, prediction)
    begins = parse_begin(visible_from, row["timezone"], pointer="/visible_from") if visible_from else None
    command = OpenUpPrediction(visibility=visibility, visible_from=begins, now=uow.now)
    return _decide(uow, prediction, command)


def dispute(uow: UnitOfWork, prediction: str, *, reason: str, seen_version: int | None) -> str:
    return _decide(uow, prediction, DisputeOutcome(reason=reason, now=uow.now), seen_version=seen_version)


def uphold(uow: UnitOfWork, prediction: str, *, reason: str, seen_version: int | None) -> str:
    command = UpholdOutcome(reason=reason, now=uow.now)
    return _decide(uow, prediction, command, seen_version=seen_version)


def annul(
    application: AppContext,
    uow: UnitOfWork,
    prediction: str,
    entry: AnnulmentInput,
    *,
    caller: Caller,
    seen_version: int | None,
) -> str:
    """A person finds that it cannot be judged; provisional for the window in which anybody can object."""
    row = known_prediction(uow.tx, prediction)
    past = _past(uow, prediction, seen_version=seen_version)
    effective_at = effective_after(uow, past)
    command = AnnulPrediction(
        reason=entry.reason,
        effective_at=effective_at,
        basis="person",
        judged_by=judge(row, own=caller.forecaster),
        known_at=_day(entry.happened_on, row),
        final_at=effective_at + application.challenge_window,
        cites=tuple(known_development(uow, one)["id"] for one in entry.developments),
        note=entry.note,
    )
    return _decide(uow, prediction, command, past=past)


def grade(
    uow: UnitOfWork,
    prediction: str,
    *,
    grade: int,
    grader: str | None = None,
    note: str | None = None,
    caller: Caller,
) -> str:
    """Vote, by default in the name of the key's author or of the key; votes stay hidden until grading closes."""
    grader = grader or caller.forecaster or caller.key
    command = GradePrediction(grader=grader, grade=grade, graded_at=uow.now, note=note)
    decided = _decide(uow, prediction, command)
    _refuse_other_votes(uow.tx, prediction, grader, caller=caller)
    return decided


def _refuse_other_votes(tx: Transaction, prediction: str, grader: str, *, caller: Caller) -> None:
    """Refuse a second vote by the same person under another name or key, or a vote under another person's name. Raises `Invalid`."""
    keys = earlier_keys(tx, caller.key)
    for voter in voters_on(tx, prediction):
        is_own = voter["key"] in keys or (
            caller.forecaster is not None and voter["forecaster"] == caller.forecaster
        )
        if is_own and voter["grader"] != grader:
            detail = f"this key has voted as {voter['grader']!r}, which it can vote as again: everybody has one vote"
            raise Invalid.at("/grader", detail, "voted_already")
        if not is_own and voter["grader"] == grader:
            raise Invalid.at("/grader", f"{grader!r} has voted with another key", "voted_already")


def meet_antecedent(uow: UnitOfWork, prediction: str, entry: AntecedentMetInput, *, caller: Caller) -> str:
    """A person says that the condition came about."""
    row = known_prediction(uow.tx, prediction)
    past = _past(uow, prediction)
    cited = () if entry.development is None else (known_development(uow, entry.development)["id"],)
    command = MeetAntecedent(
        known_at=day_begins(parse_date(entry.happened_on, pointer="/happened_on"), row["timezone"]),
        effective_at=effective_after(uow, past),
        basis="person",
        judged_by=judge(row, own=caller.forecaster),
        cites=cited,
        note=entry.note,
    )
    return _decide(uow, prediction, command, past=past)


def link_evidence(uow: UnitOfWork, prediction: str, command: LinkEvidence) -> str:
    known_development(uow, command.development)
    return _decide(uow, prediction, command)


def unlink_evidence(uow: UnitOfWork, prediction: str, *, development: str, reason: str) -> str:
    return _decide(uow, prediction, UnlinkEvidence(development=development, reason=reason))


def known_development(uow: UnitOfWork, wanted: str) -> Row:
    """The development of that id. Raises `NotFound`, `Conflict` for one that was retracted."""
    row = find_development(uow.tx, wanted)
    if row is None:
        raise NotFound(f"there is no development {wanted}")
    if row["retracted_reason"] is not None:
        raise Conflict(f"the development {wanted} was retracted")
    return row


def judge(row: Row, *, own: str | None) -> JudgedBy:
    """Whether the author decides about the own prediction, or somebody else; `own` is whose key it is."""
    return "author" if own is not None and own == row["author"] else "other"


def effective_after(uow: UnitOfWork, past: Past[Prediction]) -> datetime:
    """The instant from which a decision counts as known: not before the last of the stream."""
    return max(uow.effective_at, past.effective_at or uow.effective_at)


def _past(uow: UnitOfWork, prediction: str, *, seen_version: int | None = None) -> Past[Prediction]:
    known_prediction(uow.tx, prediction)
    past = uow.past(predictions, stream_of("prediction", prediction))
    refuse_unless_seen(past, seen_version, kind="prediction")
    return past


def _decide(
    uow: UnitOfWork,
    prediction: str,
    command: PredictionCommand,
    *,
    past: Past[Prediction] | None = None,
    seen_version: int | None = None,
) -> str:
    past = past or _past(uow, prediction, seen_version=seen_version)
    uow.decide(predictions, stream_of("prediction", prediction), command, past=past)
    return prediction


def _day(text: str | None, row: Row) -> datetime | None:
    if text is None:
        return None
    return day_begins(parse_date(text, pointer="/happened_on"), row["timezone"])
