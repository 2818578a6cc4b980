"""Which notice an event or the clock makes of a prediction for one subscriber, by what that one was told before.

A notice tells how things stand when it is made. What a subscriber was told is kept; where that no longer holds, a
correction goes out that names the message which it corrects.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from tracker.delivery.messages import CORRECTED, DUE, OPENED, RECORDED, RESOLVED, Message, message_id
from tracker.delivery.news import News, in_words
from tracker.delivery.rendering import (
    Block,
    Rendered,
    cut,
    data_of,
    outcome_blocks,
    prediction_blocks,
    render,
)
from tracker.domain.endpoint import Wants

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


def facts_of(news: News, *, is_outcome_told: bool) -> dict[str, Any]:
    """What a message claims and a later one may have to correct."""
    facts: dict[str, Any] = {
        "statement": news.statement,
        "criteria": news.criteria,
        "deadline": news.deadline,
        "withdrawn": news.withdrawn,
    }
    if is_outcome_told and news.came_of is not None:
        facts["outcome"] = news.came_of.words
        facts["score"] = {one.forecaster: one.loss for one in news.forecasts if one.loss is not None}
    return facts


def notice_type(cause: Cause, news: News, wants: Wants, before: Before | None) -> str | None:
    """What the subscriber is to be told now, None where there is nothing new."""
    if cause.type in {DUE, OPENED}:
        return cause.type if before is None or cause.type == DUE else None
    if _is_outcome_news(news, wants) and (before is None or "outcome" not in before.facts):
        return RESOLVED
    if before is not None:
        return CORRECTED if differences(news, before, wants) else None
    return {"prediction.recorded": RECORDED, "prediction.opened_up": OPENED}.get(cause.type)


def differences(news: News, before: Before, wants: Wants) -> list[dict[str, Any]]:
    """What the subscriber was told and no longer holds: what, before, after."""
    present = facts_of(news, is_outcome_told="outcome" in before.facts and _is_outcome_news(news, wants))
    return [
        {"what": name, "before": before.facts[name], "after": present[name]}
        for name in FIELDS
        if name in before.facts and name in present and before.facts[name] != present[name]
    ]


def notice(
    kind: str, cause: Cause, news: News, *, wants: Wants, before: Before | None, place: Place
) -> Message:
    """The message of that type."""
    url = f"{place.url}/v1/predictions/{news.id}"
    changes = differences(news, before, wants) if kind == CORRECTED and before is not None else []
    rendered = _rendered(kind, news, changes, reason=cause.reason, url=url)
    data: dict[str, Any] = {
        **msgspec.structs.asdict(rendered),
        "image_url": None,  # until a prediction has a card of its own
        **data_of(news, url=url, receipt=f"{url}/scores"),
    }
    if kind == CORRECTED and before is not None:
        data["correction"] = {"changes": changes, "reason": cause.reason, "corrects": before.message}
    return Message(
        id=message_id(kind, news.id, cause.id),
        type=kind,
        order_key=news.id,
        at=cause.at,
        position=place.position,
        head=place.head,
        data=data,
    )


def _is_outcome_news(news: News, wants: Wants) -> bool:
    """Whether there is an outcome to tell: scored, live, and final or asked for before."""
    came_of = news.came_of
    if came_of is None or came_of.is_imported or not came_of.is_scored:
        return False
    return came_of.is_final or (wants.takes_provisional and news.status != "disputed")


def _rendered(
    kind: str, news: News, changes: list[dict[str, Any]], *, reason: str | None, url: str
) -> Rendered:
    statement = cut(news.statement, 100)
    blocks = [*prediction_blocks(news, url=url), *outcome_blocks(news)]
    match kind:
        case "notice.resolved":
            assert news.came_of is not None  # noqa: S101 - that is what makes it one
            subject = f"{news.came_of.words}: {statement}"
        case "notice.corrected":
            subject = f"Correction: {statement}"
            blocks = [*_changes_blocks(changes, reason), *blocks]
        case "notice.due":
            subject = f"What happened? Due {in_words(news.deadline)}: {statement}"
        case "notice.opened":
            subject = f"Now open to read: {statement}"
        case _:
            subject = f"New prediction: {statement}"
    return render(subject, blocks)


_WHAT = {
    "statement": "The statement",
    "criteria": "The criteria",
    "deadline": "The deadline",
    "withdrawn": "Withdrawn",
    "outcome": "The outcome",
    "score": "The score",
}


def _changes_blocks(changes: list[dict[str, Any]], reason: str | None) -> list[Block]:
    said = [Block(form="paragraph", text=_change_sentence(one)) for one in changes]
    return [*said, *([Block(form="small", text=f"Reason: {reason}")] if reason else [])]


def _change_sentence(change: dict[str, Any]) -> str:
    what = change["what"]
    if what == "withdrawn":
        return f"It was withdrawn: {change['after']}" if change["after"] else "It is no longer withdrawn."
    if what == "score":
        return "A score that we reported has changed; the new one stands below."
    before, after = change["before"] or "nothing", change["after"] or "nothing"
    return f"{_WHAT[what]} was: {cut(str(before), 300)}. It is now: {cut(str(after), 300)}."
