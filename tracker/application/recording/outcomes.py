"""A person's decision: the one-call resolution with its development and evidence, and the re-resolution."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.application.access.access import Caller
from tracker.application.context import AppContext
from tracker.application.recording.changes import effective_after, judge, known_development
from tracker.application.recording.forecasts import known_prediction
from tracker.application.recording.known_at import known_at_of, stated_instant
from tracker.application.transact import Past, UnitOfWork, refuse_unless_seen
from tracker.application.words.phrases import visible_outcome
from tracker.domain import development, limits
from tracker.domain import prediction as predictions
from tracker.domain.development import RecordDevelopment
from tracker.domain.errors import Invalid, NotFound, PreconditionRequired
from tracker.domain.ids import stream_of
from tracker.domain.instants import parse_begin, parse_date
from tracker.domain.prediction.commands import (
    LinkEvidence,
    PredictionCommand,
    ReResolvePrediction,
    ResolvePrediction,
)
from tracker.domain.prediction.events import Bearing
from tracker.domain.prediction.judging import outcome_of
from tracker.domain.prediction.outcomes import NEVER, Outcome, check_stated, outcome_text
from tracker.domain.prediction.state import Prediction
from tracker.store.databases.database import Row


class ResolutionInput(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, in one call, on a day or at an instant; `source` is the address where it can be read."""

    outcome: Any
    happened_on: str | None = None
    happened_at: str | None = None
    source: str | None = None
    headline: str | None = None
    development: str | None = None
    resolved_as_of: str | None = None
    reason: str | None = None
    note: str | None = None


def resolve(
    application: AppContext,
    uow: UnitOfWork,
    prediction: str,
    entry: ResolutionInput,
    *,
    caller: Caller,
    seen_version: int | None,
) -> str:
    """Record outcome, development and evidence; a second, different outcome is a re-resolution.

    Raises `PreconditionRequired` for a re-resolution without `seen_version`, `PreconditionFailed` for a stale one.
    """
    row = known_prediction(uow.tx, prediction)
    stream = stream_of("prediction", prediction)
    past = uow.past(predictions, stream)
    recorded, is_first = past.state.recorded, past.state.settled is None
    if recorded is None:
        raise NotFound(f"Nothing remains of the prediction {prediction}.")
    refuse_unless_seen(past, seen_version, kind="prediction")
    if not is_first and seen_version is None:
        raise PreconditionRequired(
            "it has an outcome already: to change it, send If-Match with its version and a reason"
        )
    check_stated(entry.outcome, kind=row["judged_as"])
    outcome = outcome_of(recorded, entry.outcome)
    _check_sourced(entry, outcome)
    cited = _cited(uow, entry, row, outcome=outcome)
    command = _command(application, uow, entry, row, past=past, cited=cited, caller=caller)
    uow.decide(predictions, stream, command, past=past)
    if cited is not None:
        linking = LinkEvidence(development=cited, bearing=_bearing(outcome), strength="decisive")
        uow.decide(predictions, stream, linking)
    return prediction


def _command(
    application: AppContext,
    uow: UnitOfWork,
    entry: ResolutionInput,
    row: Row,
    *,
    past: Past[Prediction],
    cited: str | None,
    caller: Caller,
) -> PredictionCommand:
    effective_at = effective_after(uow, past)
    judged_by = judge(row, own=caller.forecaster)
    as_of = (
        parse_begin(entry.resolved_as_of, row["timezone"], pointer="/resolved_as_of")
        if entry.resolved_as_of
        else None
    )
    known_at = known_at_of(
        stated=stated_instant(entry.happened_on, entry.happened_at, row["timezone"]),
        cited=[known_development(uow, cited)] if cited is not None and entry.development is not None else (),
        as_of=as_of,
        timezone=row["timezone"],
    )
    cites = (cited,) if cited else ()
    final_at = effective_at + application.challenge_window
    if past.state.settled is None:
        return ResolvePrediction(
            outcome=entry.outcome,
            known_at=known_at or effective_at,
            effective_at=effective_at,
            basis="person",
            judged_by=judged_by,
            final_at=final_at,
            cites=cites,
            resolved_as_of=as_of,
            reason=entry.reason,
            note=entry.note,
        )
    return ReResolvePrediction(
        outcome=entry.outcome,
        reason=entry.reason,
        effective_at=effective_at,
        judged_by=judged_by,
        known_at=known_at,
        final_at=final_at,
        cites=cites,
        resolved_as_of=as_of,
        note=entry.note,
    )


def _bearing(outcome: Outcome) -> Bearing:
    """A no speaks against what was said; of any other outcome the development is what shows it."""
    return "contradicts" if outcome in {"no", NEVER} else "supports"


def _check_sourced(entry: ResolutionInput, outcome: Outcome) -> None:
    """Silence is never turned into data: an outcome rests on a source, a no on a source or at least a note."""
    is_sourced = bool(entry.source or entry.development)
    is_negative = outcome in {"no", NEVER}
    if not is_negative and not is_sourced:
        said = "a yes" if outcome == "yes" else "this outcome"
        detail = f"{said} needs the address where it can be read, or the development"
        raise Invalid.at("/source", detail, "required")
    if is_negative and not (is_sourced or entry.note or entry.reason):
        raise Invalid.at("/note", "a no needs a source, or a note that says how you know", "required")


def _cited(uow: UnitOfWork, entry: ResolutionInput, row: Row, *, outcome: Outcome) -> str | None:
    """The development that the decision rests on: the one named, or a new one where there is something to record."""
    if entry.development is not None:
        return str(known_development(uow, entry.development)["id"])
    if entry.happened_on is None and entry.happened_at is None:
        if entry.source is not None or entry.headline is not None:
            raise Invalid.at(
                "/happened_on",
                "Say on which day (happened_on) or when (happened_at) it happened.",
                "required",
            )
        return None
    if entry.source is None and entry.headline is None:
        return None
    new = uow.new_entity("development")
    command = RecordDevelopment(
        development=new,
        headline=entry.headline or _headline(row, outcome),
        timezone=row["timezone"],
        occurred_on=None
        if entry.happened_on is None
        else parse_date(entry.happened_on, pointer="/happened_on").isoformat(),
        occurred_at=entry.happened_at,
        about=(row["id"],),
        sources=(entry.source,) if entry.source else (),
        note=entry.note if _is_open(row) else None,
        now=uow.now,
    )
    uow.decide(development, stream_of("development", new), command)
    return new


def _headline(row: Row, outcome: Outcome) -> str:
    """In the prediction's words where everybody may read them, else by its id: a development is public."""
    words = row["statement"] if _is_open(row) else row["id"]
    answers = {"yes": "It happened", "no": "It did not happen", NEVER: "It did not happen"}
    shown = visible_outcome(outcome_text(outcome), kind=row["judged_as"], is_seen=_is_open(row))
    came_to = "It has an outcome" if shown is None else f"It came to {outcome_text(outcome)}"
    answer = answers.get(outcome, came_to) if isinstance(outcome, str) and shown is not None else came_to
    return f"{answer}: {words}"[: limits.HEADLINE_CHARS_MAX]


def _is_open(row: Row) -> bool:
    return row["visibility"] == "public" and row["visible_from"] is None
