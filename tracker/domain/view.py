"""What a stream adds up to for readers: its state, and what the envelopes of its first and latest event say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

import msgspec

from tracker.domain.event import RecordedEvent

State = TypeVar("State")


class View(msgspec.Struct, Generic[State], frozen=True, kw_only=True):
    """`state` is that after the `latest` event; `first` tells who recorded the entity, and when.

    `decided` is the event that made it what it is now: a prediction's outcome, a development's report.
    """

    state: State
    first: RecordedEvent
    latest: RecordedEvent
    decided: RecordedEvent | None = None


Follow = Callable[["View[Any] | None", RecordedEvent], "View[Any]"]
"""One step of a fold: the view after one more event of the stream."""


def follow(
    view: View[State] | None,
    recorded: RecordedEvent,
    *,
    initial: State,
    evolve: Callable[[State, Any], State],
    decides: tuple[type, ...] = (),
) -> View[State]:
    """The view after `recorded`, by the same `evolve` that decisions are made with.

    An event of which nothing remains changes nothing but the version.
    """
    state, event = view.state if view else initial, recorded.event
    is_deciding = isinstance(event, decides)
    return View(
        state=state if event is None else evolve(state, event),
        first=view.first if view else recorded,
        latest=recorded,
        decided=recorded if is_deciding else view.decided if view else None,
    )


def view_of(events: Iterable[RecordedEvent], step: Follow) -> View[Any] | None:
    """The view after all of `events`, which are those of one stream in order; None where there are none."""
    view: View[Any] | None = None
    for recorded in events:
        view = step(view, recorded)
    return view
