"""The views of streams that one transaction has folded, so that an event is folded once for all projections."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from tracker.domain.claim import claim_after
from tracker.domain.development import development_after
from tracker.domain.essay import essay_after
from tracker.domain.event import RecordedEvent
from tracker.domain.ids import category_of
from tracker.domain.prediction.view import prediction_after
from tracker.domain.view import Follow, View, view_of
from tracker.store.databases.database import Transaction
from tracker.store.log.log import read_stream

STEPS: dict[str, Follow] = {
    "claim": claim_after,
    "development": development_after,
    "essay": essay_after,
    "prediction": prediction_after,
}
"""How the streams are folded of which projections show the present row, by category."""

HELD_MAX = 20_000
"""A rebuild meets the streams of a whole log: those it has not met for long are read again."""


class Views:
    """Views by stream, each at the version that was asked for last. Valid within one transaction only."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, View[Any]] = OrderedDict()

    def hold(self, stream: str, view: View[Any]) -> None:
        """Use `view` instead of reading the stream."""
        self._held[stream] = view
        self._held.move_to_end(stream)
        if len(self._held) > HELD_MAX:
            self._held.popitem(last=False)

    def held(self, stream: str) -> View[Any] | None:
        """The view of that stream, or None where nothing of it was folded here."""
        return self._held.get(stream)

    def after(self, tx: Transaction, recorded: RecordedEvent) -> View[Any]:
        """The view of the event's stream right after it."""
        held, step = self._held.get(recorded.stream), STEPS[category_of(recorded.stream)]
        if held is not None and held.latest.version == recorded.version:
            return held
        if recorded.version == 1:
            held = None
        elif held is None or held.latest.version != recorded.version - 1:
            held = view_of(read_stream(tx, recorded.stream, before_version=recorded.version), step)
        view = step(held, recorded)
        self.hold(recorded.stream, view)
        return view
