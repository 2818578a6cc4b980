"""Recording what happened in the world."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from tracker.application.access.access import Caller, require
from tracker.application.access.visibility import refuse_unseen
from tracker.application.context import AppContext
from tracker.application.recording.changes import known_development
from tracker.application.recording.forecasts import known_prediction
from tracker.application.recording.predictions import recorded_of
from tracker.application.transact import UnitOfWork, refuse_unless_seen
from tracker.domain import development
from tracker.domain.development import (
    CorrectDevelopment,
    RecordDevelopment,
    ReportDevelopment,
    RetractDevelopment,
    Settles,
)
from tracker.domain.errors import Invalid, NotFound
from tracker.domain.ids import stream_of
from tracker.domain.instants import zone_named
from tracker.domain.prediction.judging import outcome_of
from tracker.domain.prediction.outcomes import check_stated
from tracker.projections.developments import find_development
from tracker.store.databases.database import Row, Transaction

Report = TypeVar("Report", bound=ReportDevelopment)


def record_development(
    application: AppContext, uow: UnitOfWork, command: RecordDevelopment, *, caller: Caller
) -> str:
    """Record the development; its id. One that decides a prediction outright needs the scope to resolve."""
    new = uow.new_entity("development")
    known = _looked_up(application, uow, command, caller=caller)
    uow.decide(development, stream_of("development", new), msgspec.structs.replace(known, development=new))
    return new


def correct_development(
    application: AppContext,
    uow: UnitOfWork,
    wanted: str,
    command: CorrectDevelopment,
    *,
    caller: Caller,
    seen_version: int | None,
) -> str:
    """Replace the report by another one; proposals that cite it are looked at again."""
    known_development(uow, wanted)
    stream = stream_of("development", wanted)
    past = uow.past(development, stream)
    refuse_unless_seen(past, seen_version, kind="development")
    imported = past.state.report.imported if past.state.report else None
    known = _looked_up(application, uow, command, caller=caller)
    found = msgspec.structs.replace(known, development=wanted, imported=imported)
    uow.decide(development, stream, found, past=past)
    return wanted


def retract_development(uow: UnitOfWork, wanted: str, *, reason: str, seen_version: int | None) -> str:
    """Say that it did not happen, or not so; whatever cites it is looked at again."""
    if find_development(uow.tx, wanted) is None:
        raise NotFound(f"there is no development {wanted}")
    stream = stream_of("development", wanted)
    past = uow.past(development, stream)
    refuse_unless_seen(past, seen_version, kind="development")
    uow.decide(development, stream, RetractDevelopment(reason=reason), past=past)
    return wanted


def settles(tx: Transaction, prediction: str, outcome: Any, *, pointer: str = "/resolves") -> Settles:
    """That a development decides `prediction` outright, in a form that fits its kind."""
    row = _known(tx, prediction, pointer=f"{pointer}/prediction")
    check_stated(outcome, kind=row["judged_as"], pointer=f"{pointer}/outcome")
    return Settles(
        prediction=row["id"], outcome=outcome_of(recorded_of(row), outcome, pointer=f"{pointer}/outcome")
    )


def _looked_up(application: AppContext, uow: UnitOfWork, command: Report, *, caller: Caller) -> Report:
    """The same with every reference looked up."""
    timezone = zone_named(command.timezone) or application.timezone
    if command.resolves is not None:
        require(caller, "resolve")
    raw = command.resolves
    named = {f"/about/{n}": one for n, one in enumerate(command.about)}
    for pointer, one in {**named, **({"/resolves/prediction": raw.prediction} if raw else {})}.items():
        _known(uow.tx, one, pointer=pointer)
        refuse_unseen(uow.tx, stream_of("prediction", one), caller, now=uow.now, pointer=pointer)
    return msgspec.structs.replace(
        command,
        timezone=timezone,
        resolves=None if raw is None else settles(uow.tx, raw.prediction, raw.outcome),
        now=uow.now,
    )


def _known(tx: Transaction, prediction: str, *, pointer: str) -> Row:
    try:
        return known_prediction(tx, prediction)
    except NotFound as unknown:
        raise Invalid.at(pointer, unknown.detail, "unknown_prediction") from None
