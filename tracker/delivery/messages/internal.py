"""Internal events as messages, with the words that the subscriber may read."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.application.access.visibility import is_hidden_vote, withheld_streams
from tracker.delivery.messages.audience import Subscriber
from tracker.delivery.messages.kinds import EVENT, Message, message_id
from tracker.delivery.messages.notices import Place
from tracker.domain.ids import category_of
from tracker.domain.instants import instant_from_text
from tracker.store.databases.database import Row, Transaction

OF_A_PREDICTION = ("prediction", "forecast", "score")
_ENVELOPE = ("event_id", "stream", "version", "type", "schema_version", "effective_at", "recorded_at", "recorded_by",
             "import_id", "correlation_id", "causation_id")  # fmt: skip


def internal_message(
    tx: Transaction, row: Row, subscriber: Subscriber, *, place: Place, now: datetime
) -> Message:
    """The event of a log row as the subscriber may see it; `data` is null where it may not."""
    is_withheld = bool(withheld_streams(tx, [row["stream"]], subscriber.reader, now=now))
    is_seen = not is_withheld and not is_hidden_vote(tx, row, subscriber.reader) and row["data"] is not None
    message_type = f"{EVENT}{row['type']}"
    return Message(
        id=message_id(message_type, row["event_id"], None if is_seen else "withheld"),
        type=message_type,
        order_key=order_of(row["stream"]),
        at=instant_from_text(row["recorded_at"]),
        position=place.position,
        head=place.head,
        data={
            "subject": row["type"],
            "event": {
                **{name: row[name] for name in _ENVELOPE},
                "position": row["position"],
                "data": msgspec.json.decode(row["data"]) if is_seen else None,
            },
        },
    )


def order_of(stream: str) -> str:
    """The order key: messages about one prediction stay in order, else those of one stream."""
    is_of_a_prediction = category_of(stream) in OF_A_PREDICTION
    return stream.partition("-")[2].partition("-")[0] if is_of_a_prediction else stream
