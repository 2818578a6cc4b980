"""Proof that the log is as it was written: every digest, commitment, version, position and head derived again.

The texts of essays, which stand beside it, are compared with the hashes that it holds.

Memory is bounded: the log is read in pages, and a stream's previous version is found by the query.
"""

from __future__ import annotations

import msgspec

from tracker.store.databases.database import Row, Transaction
from tracker.store.databases.envelope import Envelope, commitment, data_digest, first_head, next_head
from tracker.store.log.log import head_at, tracker_id
from tracker.store.log.remains import with_remains
from tracker.store.log.verify_texts import text_fault

PAGE = 1_000


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What was checked; `position` names the first wrong place and `fault` says what is wrong there.

    The places above `after` were checked, and up to and with number `events` they are right; `head` is the one there.
    """

    events: int
    after: int = 0
    head: bytes
    redacted: int = 0
    position: int | None = None
    fault: str | None = None

    @property
    def is_clean(self) -> bool:
        return self.fault is None


def verify(
    tx: Transaction,
    *,
    after: tuple[int, bytes] | None = None,
    against: tuple[int, bytes] | None = None,
    limit: int | None = None,
) -> Verification:
    """Check the whole log; with `against` = (position, head) also that history up to there is what it was then.

    With `after` = (position, head) only what follows: the head there must be that one, and what it chains was checked
    before. With `limit` only so many places, to go on another time.
    """
    if after is not None and head_at(tx, after[0]) != after[1]:
        return _altered_before(after, Verification(events=after[0], head=after[1], after=after[0]))
    found = _verify_chain(tx, after=after or (0, first_head(tracker_id(tx))), limit=limit)
    if not found.is_clean:
        return found
    if against is not None and head_at(tx, against[0]) != against[1]:
        return _altered_before(against, found)
    return found


def _altered_before(point: tuple[int, bytes], found: Verification) -> Verification:
    fault = f"history up to position {point[0]} was altered: its head is not the one given"
    return msgspec.structs.replace(found, position=point[0], fault=fault)


def _verify_chain(tx: Transaction, *, after: tuple[int, bytes], limit: int | None) -> Verification:
    first, head = after
    position, redacted, sequenced_at = first, 0, _sequenced_at(tx, first)
    last = None if limit is None else first + limit
    while rows := _page(tx, after=position, limit=PAGE if last is None else last - position):
        for row in rows:
            fault = _fault(row, after=position, head=head, sequenced_at=sequenced_at) or text_fault(tx, row)
            if fault is not None:
                found = Verification(events=position, head=head, after=first, redacted=redacted)
                return msgspec.structs.replace(found, position=position + 1, fault=fault)
            position, head, sequenced_at = row["position"], row["head"], row["sequenced_at"]
            redacted += row["data"] is None
    found = Verification(events=position, head=head, after=first, redacted=redacted)
    stray = None if position == last else _first_stray(tx, after=first)
    if stray is not None:
        fault = f"event number {stray} stands outside the log"
        return msgspec.structs.replace(found, position=position + 1, fault=fault)
    return found


def _sequenced_at(tx: Transaction, position: int) -> str:
    text = tx.value("SELECT sequenced_at FROM log WHERE position = :position", {"position": position})
    return text if isinstance(text, str) else ""


def _first_stray(tx: Transaction, *, after: int) -> int | None:
    """The number of the first event that the log passes over, of those inserted after the one at position `after`."""
    stray: int | None = tx.value(
        """
        SELECT event.inserted FROM event
        LEFT JOIN log ON log.inserted = event.inserted
        LEFT JOIN pending ON pending.inserted = event.inserted
        WHERE log.inserted IS NULL AND pending.inserted IS NULL
            AND (CAST(:after AS BIGINT) = 0
                OR event.inserted > (SELECT inserted FROM log WHERE position = :after))
        ORDER BY event.inserted LIMIT 1""",
        {"after": after},
    )
    return stray


def _page(tx: Transaction, *, after: int, limit: int) -> list[Row]:
    rows = tx.rows(
        """
        SELECT log.position, log.event_id AS logged_id, log.sequenced_at, log.head, event.*,
            before_log.position AS before_position
        FROM log
        LEFT JOIN event ON event.inserted = log.inserted
        LEFT JOIN event AS before ON before.stream = event.stream AND before.version = event.version - 1
        LEFT JOIN log AS before_log ON before_log.inserted = before.inserted
        WHERE log.position > :after ORDER BY log.position LIMIT :limit""",
        {"after": after, "limit": min(limit, PAGE)},
    )
    return with_remains(tx, rows)


def _fault(row: Row, *, after: int, head: bytes, sequenced_at: str) -> str | None:
    """What is wrong with this row, given what stands before it; None if nothing."""
    try:
        return _find_fault(row, after=after, head=head, sequenced_at=sequenced_at)
    except (AttributeError, OverflowError, TypeError, UnicodeError):
        # SQLite keeps anything in any column: somebody has written text for bytes, or bytes for text.
        return "a column holds something that is never written there"


def _find_fault(row: Row, *, after: int, head: bytes, sequenced_at: str) -> str | None:
    committed = None if row["event_id"] is None else commitment(_envelope(row))
    expected = (
        None
        if committed is None
        else next_head(head, position=row["position"], sequenced_at=row["sequenced_at"], commitment=committed)
    )
    checks = (
        (row["position"] == after + 1, "this position is missing"),
        (committed is not None, "the event is missing"),
        (row["logged_id"] == row["event_id"], "another event stands in this place"),
        (_is_payload_intact(row), "the payload is not the one that was recorded"),
        (committed == row["commitment"], "the envelope is not the one that was recorded"),
        (_is_takedown_told(row), "the payload was taken down and no redaction says so"),
        (_follows_its_stream(row), "the versions of its stream are not in order"),
        (row["sequenced_at"] >= sequenced_at, "it is sequenced before its predecessor"),
        (expected == row["head"], "the head does not follow from what stands before"),
    )
    return next((fault for holds, fault in checks if not holds), None)


def _is_payload_intact(row: Row) -> bool:
    if row["data"] is None and row["salt"] is None:
        return True
    if row["data"] is None or row["salt"] is None:
        return False
    return bool(data_digest(row["salt"], row["data"]) == row["data_digest"])


def _is_takedown_told(row: Row) -> bool:
    return row["data"] is not None or row["remains"] is not None


def _follows_its_stream(row: Row) -> bool:
    if row["version"] == 1:
        return True
    before = row["before_position"]
    return before is not None and before < row["position"]


def _envelope(row: Row) -> Envelope:
    return Envelope(**{name: row[name] for name in Envelope.__struct_fields__})
