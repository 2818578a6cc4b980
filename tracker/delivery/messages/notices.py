"""Which notice an event or the clock makes of a prediction for one subscriber, by what that one was told before.

A notice tells how things stand when it is made. What a subscriber was told is kept; where that no longer holds, a
correction goes out that names the message which it corrects.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from tracker.application.words.notice import PredictionInWords
from tracker.application.words.phrases import day_in_words
from tracker.delivery.messages.kinds import CORRECTED, DUE, OPENED, RECORDED, RESOLVED, Message, message_id
from tracker.delivery.messages.rendering import (
    Block,
    Rendered,
    cut,
    data_of,
    image_of,
    outcome_words,
    prediction_blocks,
    render,
)
from tracker.domain.endpoint import Wants
from tracker.domain.prediction.events import PredictionOpenedUp, PredictionRecorded

FIELDS = ("statement", "criteria", "deadline", "withdrawn", "outcome", "score")
"""What of a message can be corrected, in the order in which a correction names it."""


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """What made news: an event of the log by its id and type, or the clock, and when; `reason` is its author's."""

    id: str
    type: str
    at: datetime
    reason: str | None = None


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """What one subscriber was told last of a prediction, field by field, and by which message."""

    message: str
    facts: dict[str, Any]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where messages are made: the addresses that they name, and the end of the log."""

    url: str
    position: int
    head: str


def as_told_to(told: PredictionInWords, wants: Wants) -> PredictionInWords:
    """As a subscriber is told it: what came of it only once it is scored, and final or asked for before."""
    return told if is_outcome_news(told, wants) else told.without_outcome


_FIRST = {PredictionRecorded.TYPE: RECORDED, PredictionOpenedUp.TYPE: OPENED}
"""What a subscriber who knows nothing of a prediction is sent; every other event waits for an outcome."""


def is_outcome_news(told: PredictionInWords, wants: Wants) -> bool:
    """Whether there is an outcome to tell: live, scored, and final or asked for before."""
    outcome = told.outcome
    if outcome is None or outcome.is_imported or not told.is_scored:
        return False
    return outcome.is_final or (wants.takes_provisional and not outcome.is_disputed)


def facts_of(told: PredictionInWords) -> dict[str, Any]:
    """What a message claims and a later one may have to correct."""
    facts: dict[str, Any] = {
        "statement": told.statement,
        "criteria": told.criteria,
        "deadline": None if told.deadline is None else told.deadline.isoformat(),
        "withdrawn": told.withdrawn,
    }
    if told.outcome is not None:
        losses = {one.forecaster: one.scored.loss for one in told.said if one.scored is not None}
        facts["outcome"] = outcome_words(told)
        facts["score"] = {name: loss for name, loss in losses.items() if loss is not None}
    return facts


def notice_type(cause: Cause, told: PredictionInWords, before: Before | None) -> str | None:
    """What the subscriber is to be told now, None where there is nothing new; `told` is as told to it."""
    if cause.type in {DUE, OPENED}:
        return cause.type if before is None or cause.type == DUE else None
    if told.outcome is not None and (before is None or "outcome" not in before.facts):
        return RESOLVED
    if before is not None:
        return CORRECTED if differences(told, before) else None
    return _FIRST.get(cause.type)


def differences(told: PredictionInWords, before: Before) -> list[dict[str, Any]]:
    """What the subscriber was told and no longer holds: what, before, after."""
    present = facts_of(told)
    return [
        {"what": name, "before": before.facts[name], "after": present[name]}
        for name in FIELDS
        if name in before.facts and name in present and before.facts[name] != present[name]
    ]


def notice(
    kind: str, cause: Cause, told: PredictionInWords, *, before: Before | None, place: Place
) -> Message:
    """The message of that type."""
    correction = _correction(cause, told, before) if kind == CORRECTED and before is not None else None
    rendered = _rendered(kind, told, correction, house=place.url)
    return Message(
        id=message_id(kind, told.id, cause.id),
        type=kind,
        order_key=told.id,
        at=cause.at,
        position=place.position,
        head=place.head,
        data={
            **msgspec.structs.asdict(rendered),
            "image_url": image_of(told, place.url),
            **data_of(told, house=place.url),
            **({} if correction is None else {"correction": correction}),
        },
    )


def _correction(cause: Cause, told: PredictionInWords, before: Before) -> dict[str, Any]:
    """An outcome is told once it is final, long after the decision: its reason is then the decision's own."""
    changes = differences(told, before)
    is_outcome = any(one["what"] in {"outcome", "score"} for one in changes)
    of_outcome = told.outcome.reason if is_outcome and told.outcome is not None else None
    return {"changes": changes, "reason": cause.reason or of_outcome, "corrects": before.message}


def _rendered(
    kind: str, told: PredictionInWords, correction: dict[str, Any] | None, *, house: str
) -> Rendered:
    blocks = prediction_blocks(told, house=house)
    corrected = [] if correction is None else _correction_blocks(correction)
    return render(f"{_occasion(kind, told)}: {cut(told.statement, 100)}", [*corrected, *blocks])


def _occasion(kind: str, told: PredictionInWords) -> str:
    match kind:
        case "notice.resolved":
            return outcome_words(told)
        case "notice.corrected":
            return "Correction"
        case "notice.due":
            return f"What happened? Due {day_in_words(told.deadline)}" if told.deadline else "What happened?"
        case "notice.opened":
            return "Now open to read"
        case _:
            return "New prediction"


_WHAT = {
    "statement": "The statement",
    "criteria": "The criteria",
    "deadline": "The deadline",
    "outcome": "The outcome",
}


def _correction_blocks(correction: dict[str, Any]) -> list[Block]:
    said = [Block(form="paragraph", text=_change_sentence(one)) for one in correction["changes"]]
    reason = correction["reason"]
    return [*said, *([Block(form="small", text=f"Reason: {reason}")] if reason else [])]


def _change_sentence(change: dict[str, Any]) -> str:
    what = change["what"]
    if what == "withdrawn":
        return f"It was withdrawn: {change['after']}" if change["after"] else "It is no longer withdrawn."
    if what == "score":
        return "A score that we reported has changed; the new one stands below."
    before, after = change["before"] or "nothing", change["after"] or "nothing"
    return f"{_WHAT[what]} was: {cut(str(before), 300)}. It is now: {cut(str(after), 300)}."
