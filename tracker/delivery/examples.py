"""Example messages, built like real ones, for test sends and for the API document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from tracker.application.access.access import Caller
from tracker.application.transact import UnitOfWork
from tracker.application.words.notice import CameOut, ForecastInWords, PredictionInWords, Scored
from tracker.delivery.messages.kinds import CORRECTED, DIGEST, RESOLVED, TEST, Message, message_id
from tracker.delivery.messages.notices import Cause, Notified, Place, notice
from tracker.delivery.queue.deliveries import enqueue
from tracker.delivery.queue.digests import Digest, Section, digest_message
from tracker.delivery.queue.endpoints import owned
from tracker.store.log.log import read_head
from tracker.store.outbound import read_outbound

AT = datetime(2025, 10, 21, 12, tzinfo=UTC)
PLACE = Place(url="https://tracker.example", position=4711, head="0" * 64)


def example(message_type: str) -> Message:
    """An example message of a type in FOR_READERS."""
    if message_type == DIGEST:
        return digest_message(_digest(), "sub_0000000000", url=PLACE.url, at=AT)
    cause = Cause(id="example", type=message_type, at=AT, reason=None)
    match message_type:
        case "notice.recorded" | "notice.due" | "notice.opened":
            return notice(message_type, cause, _open(), before=None, place=PLACE)
        case "notice.resolved":
            return notice(RESOLVED, cause, _resolved(), before=None, place=PLACE)
        case "notice.corrected":
            notified = Notified(
                message=message_id(RESOLVED, "prd_7f3k9x2mqa", "example"),
                facts={"outcome": "It happened", "statement": _open().statement},
            )
            corrected = Cause(id="example", type=CORRECTED, at=AT, reason="The first report was withdrawn.")
            return notice(CORRECTED, corrected, _resolved(), before=notified, place=PLACE)
    msg = f"there is no example of {message_type}"
    raise ValueError(msg)


def send_example(uow: UnitOfWork, subscriber: str, message_type: str, *, by: Caller) -> str:
    """Enqueue the example of that type, marked as a test; returns its id."""
    owned(uow.tx, subscriber, by)
    end, shown = read_head(uow.tx), example(message_type)
    message = Message(
        id=message_id(message_type, "test", subscriber, uow.ids.peek()),
        type=message_type,
        order_key=TEST,
        at=uow.now,
        position=end.position,
        head=end.head.hex(),
        data=shown.data,
    )
    epoch = read_outbound(uow.tx).epoch
    enqueue(uow.tx, subscriber, message, epoch=epoch, now=uow.now, is_test=True)
    return message.id


def _open() -> PredictionInWords:
    return PredictionInWords(
        id="prd_7f3k9x2mqa",
        kind="binary",
        statement="The government backs away from its promise",
        criteria="A minister says so in public, or the budget leaves it out.",
        condition=None,
        author="An Author",
        author_id="fcr_0000000000",
        topics=("budget",),
        essay_url="https://essays.example/1",
        quote="quietly backs away from its promise",
        stance="asserts",
        said_on=date(2025, 3, 1),
        recorded_on=date(2025, 3, 2),
        recorded_at=datetime(2025, 3, 2, 9, tzinfo=UTC),
        deadline=date(2025, 12, 31),
        is_public=True,
        is_imported=False,
        withdrawn=None,
        said=(_SAID,),
        others=0,
        outcome=None,
        visible_at=datetime(2025, 3, 2, 9, 10, tzinfo=UTC),
    )


_SAID = ForecastInWords(
    forecaster="fcr_0000000000",
    name="An Author",
    first="30%",
    last="40%",
    given_on=date(2025, 3, 1),
    percent_first=30.0,
    percent_last=40.0,
)


def _resolved() -> PredictionInWords:
    came_out = CameOut(
        value="no",
        annulment=None,
        unit=None,
        known_on=date(2025, 10, 18),
        recorded_at=datetime(2025, 10, 18, 12, tzinfo=UTC),
        final_at=AT,
        is_final=True,
        is_disputed=False,
        is_imported=False,
        judged_by="other",
        source="https://news.example/budget",
        reason=None,
    )
    scored = Scored(loss=0.16, p=0.4, is_assigned=False, event="018f0000-0000-7000-8000-000000000000")
    return replace(_open(), said=(replace(_SAID, scored=scored),), outcome=came_out, visible_at=AT)


def _digest() -> Digest:
    return Digest(
        since="2025-10-13T07:00:00.000000Z",
        until="2025-10-20T07:00:00.000000Z",
        timezone="UTC",
        recorded=Section(title="New", predictions=(_open(),), count=1),
        due=Section(title="Deadline passed: what happened?", predictions=(), count=0),
        came_out=Section(title="Outcomes", predictions=(_resolved(),), count=1),
        record=(
            "All forecasters: predictions past their deadline. 1 has an outcome: too few for an average, so here is the list.",
            "The government backs away from its promise: An Author, 40%, did not happen.",
        ),
        position=PLACE.position,
        head=PLACE.head,
    )
