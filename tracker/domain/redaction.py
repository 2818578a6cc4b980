"""Taking words down: what remains of a payload, and the event that says by whom and why they went.

An event stays in the log with its envelope, its commitment and its place; its payload goes. What remains is the same
payload with every word replaced, so that numbers, dates and outcomes go on counting.
"""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from tracker.domain.event import Command, Event, Note

GONE = "[taken down]"
"""Stands where a payload cannot do without a text."""

NEEDED_WORDS = frozenset({"statement", "headline", "name", "exact", "reason"})
OTHER_WORDS = frozenset(
    {"criteria", "note", "title", "byline", "publication", "url", "as_said", "prefix", "suffix", "actor"}
)
WORD_LISTS = frozenset({"source_urls"})
SPARED = frozenset({"prediction.annulled"})
"""Events whose `reason` is a code, not somebody's words."""


class Redacted(Event, frozen=True, kw_only=True):
    """The payload of `redacted` was taken down; `remains` is what it says since, and is read from here alone."""

    redacted: str
    reason: Note
    remains: dict[str, Any]


class EssayRedacted(Redacted, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "essay.redacted"


class ClaimRedacted(Redacted, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "claim.redacted"


class PredictionRedacted(Redacted, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "prediction.redacted"


class ForecastRedacted(Redacted, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "forecast.redacted"


class DevelopmentRedacted(Redacted, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "development.redacted"


class ForecasterRedacted(Redacted, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "forecaster.redacted"


REDACTED: dict[str, type[Redacted]] = {
    "essay": EssayRedacted,
    "claim": ClaimRedacted,
    "prediction": PredictionRedacted,
    "forecast": ForecastRedacted,
    "development": DevelopmentRedacted,
    "forecaster": ForecasterRedacted,
}
"""By category of stream. Keys have none: to forget that one was revoked would revive it."""

# The decider: whatever the stream is, a redaction only adds to it.


class RecordRedaction(Command, frozen=True):
    """The payload of the event `redacted`, of a stream of `category`, goes but for what `remains`."""

    category: str
    redacted: str
    reason: str
    remains: dict[str, Any]


INITIAL = None


def decide(command: RecordRedaction, state: None) -> list[Redacted]:  # noqa: ARG001 - deciders are alike
    redacted = REDACTED[command.category]
    return [redacted(redacted=command.redacted, reason=command.reason, remains=command.remains)]


def evolve(state: None, event: Event) -> None:  # noqa: ARG001 - deciders are alike
    return None


def remains_of(event: Event) -> dict[str, Any]:
    """The payload of `event` without a word in it; the very same where it has none.

    >>> from tracker.domain.forecaster import ForecasterRecorded
    >>> remains_of(ForecasterRecorded(forecaster="fcr_1", name="Ada"))
    {'forecaster': 'fcr_1', 'name': '[taken down]'}
    """
    payload = msgspec.to_builtins(event)
    if event.TYPE in SPARED:
        return {name: value for name, value in payload.items() if name != "note"}
    remains = _without_words(payload)
    assert isinstance(remains, dict), "a payload is an object"  # noqa: S101 - programmer error
    return remains


def _without_words(value: Any) -> Any:
    match value:
        case dict():
            return {
                name: GONE if name in NEEDED_WORDS else _without_words(part)
                for name, part in value.items()
                if name not in OTHER_WORDS and name not in WORD_LISTS
            }
        case list() | tuple():
            return [_without_words(part) for part in value]
        case _:
            return value
