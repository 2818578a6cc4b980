"""Decides which notice a subscriber gets about a prediction, given its last notification.

A notice describes the prediction when the notice is made. The tracker remembers what it said; where that
changes, a correction goes out that names the message it corrects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
"""The fields that can be corrected, in the order in which a correction lists them."""


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """What made news: a log event by its id and type, or the clock; `reason` is the author's."""

    id: str
    type: str
    at: datetime
    reason: str | None = None


class Notified(msgspec.Struct, frozen=True, kw_only=True):
    """What one subscriber was last notified of about a prediction, by field, and in which message."""

    message: str
    facts: dict[str, Any]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """The tracker's address, used in links, and the end of the log."""

    url: str
    position: int
    head: str


def as_seen_by(
    prediction: PredictionInWords, wants: Wants, before: Notified | None = None
) -> PredictionInWords:
    """The prediction as the subscriber sees it: with its outcome only if `is_outcome_news`.

    A subscriber that has an outcome gets a changed one at once, although it can still be contested.
    """
    has_outcome = before is not None and "outcome" in before.facts and _is_complete(prediction)
    return prediction if has_outcome or is_outcome_news(prediction, wants) else prediction.without_outcome


_FIRST = {PredictionRecorded.TYPE: RECORDED, PredictionOpenedUp.TYPE: OPENED}
"""What a subscriber who knows nothing of a prediction is sent; every other event waits for an outcome."""


def is_outcome_news(prediction: PredictionInWords, wants: Wants) -> bool:
    """Whether there is an outcome to tell: live, scored, and final or asked for before."""
    outcome = prediction.outcome
    if outcome is None or not _is_complete(prediction):
        return False
    return outcome.is_final or (wants.takes_provisional and not outcome.is_disputed)


def _is_complete(prediction: PredictionInWords) -> bool:
    return prediction.outcome is not None and not prediction.outcome.is_imported and prediction.is_scored


def facts_of(prediction: PredictionInWords) -> dict[str, Any]:
    """The facts in a message that a later message may have to correct."""
    facts: dict[str, Any] = {
        "statement": prediction.statement,
        "criteria": prediction.criteria,
        "deadline": None if prediction.deadline is None else prediction.deadline.isoformat(),
        "withdrawn": prediction.withdrawn,
    }
    if prediction.outcome is not None:
        losses = {one.forecaster: one.scored.loss for one in prediction.said if one.scored is not None}
        facts["outcome"] = outcome_words(prediction)
        facts["score"] = {name: loss for name, loss in losses.items() if loss is not None}
    return facts


def notice_type(
    cause: Cause,
    prediction: PredictionInWords,
    before: Notified | None,
    *,
    receives: Callable[[str], bool],
) -> str | None:
    """The notice to send now, None where there is no news of a type that the subscriber receives.

    `prediction` is as the subscriber sees it. A new prediction that has an outcome already is sent as new to those who
    do not receive outcomes.
    """
    return next(filter(receives, _types(cause, prediction, before)), None)


def _types(cause: Cause, prediction: PredictionInWords, before: Notified | None) -> Iterator[str]:
    """The types under which it can be sent, best first."""
    if cause.type in {DUE, OPENED}:
        if before is None or cause.type == DUE:
            yield cause.type
        return
    if prediction.outcome is not None and (before is None or "outcome" not in before.facts):
        yield RESOLVED
    if before is None:
        yield from (_FIRST[one] for one in (cause.type,) if one in _FIRST)
    elif differences(prediction, before):
        yield CORRECTED


def differences(prediction: PredictionInWords, before: Notified) -> list[dict[str, Any]]:
    """The facts that changed since the last notification: what, before, after."""
    present = facts_of(prediction)
    return [
        {"what": name, "before": before.facts[name], "after": present[name]}
        for name in FIELDS
        if name in before.facts and name in present and before.facts[name] != present[name]
    ]


def notice(
    kind: str, cause: Cause, prediction: PredictionInWords, *, before: Notified | None, place: Place
) -> Message:
    """The message of that type."""
    correction = _correction(cause, prediction, before) if kind == CORRECTED and before is not None else None
    rendered = _rendered(kind, prediction, correction, url=place.url)
    return Message(
        id=message_id(kind, prediction.id, cause.id),
        type=kind,
        order_key=prediction.id,
        at=cause.at,
        position=place.position,
        head=place.head,
        data={
            **msgspec.structs.asdict(rendered),
            "image_url": image_of(prediction, place.url),
            **data_of(prediction, url=place.url),
            **({} if correction is None else {"correction": correction}),
        },
    )


def _correction(cause: Cause, prediction: PredictionInWords, before: Notified) -> dict[str, Any]:
    """The correction; without a reason of the cause, it takes the reason of the outcome.

    An outcome is announced once it is final, long after the decision, so the cause has no reason of its own.
    """
    changes = differences(prediction, before)
    is_outcome = any(one["what"] in {"outcome", "score"} for one in changes)
    of_outcome = prediction.outcome.reason if is_outcome and prediction.outcome is not None else None
    return {"changes": changes, "reason": cause.reason or of_outcome, "corrects": before.message}


def _rendered(
    kind: str, prediction: PredictionInWords, correction: dict[str, Any] | None, *, url: str
) -> Rendered:
    blocks = prediction_blocks(prediction, url=url)
    corrected = [] if correction is None else _correction_blocks(correction)
    return render(f"{_occasion(kind, prediction)}: {cut(prediction.statement, 100)}", [*corrected, *blocks])


def _occasion(kind: str, prediction: PredictionInWords) -> str:
    match kind:
        case "notice.resolved":
            return outcome_words(prediction)
        case "notice.corrected":
            return "Correction"
        case "notice.due":
            return (
                f"What happened? Due {day_in_words(prediction.deadline)}"
                if prediction.deadline
                else "What happened?"
            )
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
        return "A score that we reported has changed; the new one is below."
    before, after = change["before"] or "nothing", change["after"] or "nothing"
    return f"{_WHAT[what]} was: {cut(str(before), 300)}. It is now: {cut(str(after), 300)}."
