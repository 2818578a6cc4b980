"""The only door for writes: fold, decide, append, project inline and store the answer, in one transaction.

A handler gets a `UnitOfWork` and must be pure but for SQL: no network, no sleep, no state kept between calls, since it
is repeated when somebody else wrote to the same stream first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial, reduce
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from tracker.application.context import AppContext
from tracker.application.event_ids import DerivedIds, EventIds, FreshIds
from tracker.domain.errors import IdempotencyKeyReused, PreconditionFailed, VersionConflict
from tracker.domain.event import Event
from tracker.domain.ids import ENTITY_TRIES_MAX, category_of, entity_id, stream_of
from tracker.domain.instants import instant_text
from tracker.domain.view import follow, view_of
from tracker.projections.registry import INLINE, project_all
from tracker.projections.views import STEPS, Views
from tracker.store.answers import answer_rows, forget_answers_before, keep_answer
from tracker.store.databases.database import Transaction
from tracker.store.log.append import append
from tracker.store.log.codec import mint
from tracker.store.log.log import Appended, Batch, Draft, Origin, find_event_row, first_event_id, read_stream

TRIES_MAX = 5
ANSWERS_KEPT = timedelta(days=7)

T = TypeVar("T")


C_contra = TypeVar("C_contra", contravariant=True)
S = TypeVar("S")
E = TypeVar("E", bound=Event)


class Decider(Protocol[C_contra, S, E]):
    """A domain module: its initial state and its two pure functions, of its own commands, state and events."""

    @property
    def INITIAL(self) -> S: ...  # noqa: N802 - a module's constant
    def decide(self, command: C_contra, state: S) -> list[E]: ...
    def evolve(self, state: S, event: E) -> S: ...


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a request is answered, `body` in the JSON that is sent; `is_replay` where it was answered so before.

    `is_encoded` is False where an earlier version stored the content from which the JSON is still to be made.
    """

    status: int
    body: bytes
    is_replay: bool = False
    is_encoded: bool = True

    @property
    def content(self) -> dict[str, Any]:
        """What the body says."""
        content: dict[str, Any] = msgspec.json.decode(self.body)
        return content


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for a write, and what makes the asking repeatable.

    `digest` fingerprints the request, so that one idempotency key cannot stand for two requests. `confirm` is called
    with the transaction and its instant before anything is read or written, and raises where the caller lost the right.
    """

    recorded_by: str
    correlation_id: str
    idempotency_key: str | None = None
    digest: str = ""
    confirm: Callable[[Transaction, datetime], None] | None = None

    def event_ids(self) -> EventIds:
        if self.idempotency_key is None:
            return FreshIds()
        return DerivedIds("request", self.recorded_by, self.idempotency_key)


class Past(msgspec.Struct, Generic[S], frozen=True, kw_only=True):
    """A stream's state and version, and the effective instant of its last event."""

    state: S
    version: int
    effective_at: datetime | None

    @property
    def last_effective_at(self) -> str:
        """The same as text, "" where nothing stands."""
        return "" if self.effective_at is None else instant_text(self.effective_at)


def refuse_unless_seen(past: Past[Any], seen_version: int | None, *, kind: str) -> None:
    """Raise `PreconditionFailed` where the version that If-Match named is not the present one."""
    if seen_version is not None and seen_version != past.version:
        raise PreconditionFailed(f"the {kind} stands at version {past.version}")


def nothing(decider: Decider[C_contra, S, E]) -> Past[S]:
    """What a stream adds up to in which nothing stands."""
    return Past(state=decider.INITIAL, version=0, effective_at=None)


class UnitOfWork:
    """What one handler sees and records inside one transaction."""

    def __init__(
        self, tx: Transaction, *, ids: EventIds, now: datetime, effective_at: datetime | None = None
    ) -> None:
        self.tx = tx
        self.ids = ids
        self.now = now
        self.effective_at = effective_at or now
        self.caused_by: str | None = None
        self.is_first = False
        """Whether it is known that none of these ids stands, so that none is looked for."""
        self.views = Views()
        """What the streams added up to that were read here, and what was decided about them."""
        self.appended: tuple[Appended, ...] = ()
        """What was appended, once it is: an answer is made of it instead of reading it back."""
        self._empty: set[str] = set()
        self._batches: dict[str, Batch] = {}
        self._states: dict[str, Any] = {}

    def new_entity(self, kind: str) -> str:
        """The id of the entity that the next event creates; the same again when the event stands already."""
        event_id = self.ids.peek()
        for attempt in range(ENTITY_TRIES_MAX):
            entity = entity_id(kind, event_id, attempt=attempt)
            stream = stream_of(kind, entity)
            first = first_event_id(self.tx, stream)
            if first is None:
                self._empty.add(stream)
            if first in {None, event_id}:
                return entity
        msg = f"every id that follows from {event_id} is taken"
        raise RuntimeError(msg)

    def past(self, decider: Decider[C_contra, S, E], stream: str) -> Past[S]:
        """What the stream adds up to, before the next event where that stands in it already."""
        if stream in self._empty:
            return nothing(decider)
        standing = None if self.is_first else find_event_row(self.tx, self.ids.peek())
        is_repeated = standing is not None and standing["stream"] == stream
        bound = standing["version"] if standing and is_repeated else None
        step = STEPS.get(category_of(stream)) or partial(
            follow, initial=decider.INITIAL, evolve=decider.evolve
        )
        view = view_of(read_stream(self.tx, stream, before_version=bound), step)
        if view is None:
            return nothing(decider)
        self.views.hold(stream, view)
        return Past(state=view.state, version=view.latest.version, effective_at=view.latest.effective_at)

    def decide(
        self, decider: Decider[C_contra, S, E], stream: str, command: C_contra, *, past: Past[S] | None = None
    ) -> list[Event]:
        """Ask the domain and keep what follows for the append; the events, which may be none.

        A second decision about a stream builds on the first.
        """
        batch = self._batches.get(stream)
        if batch is None:
            past = past or self.past(decider, stream)
            batch, state = Batch(stream, past.version, (), past.last_effective_at), past.state
        else:
            state = self._states[stream]
        events = decider.decide(command, state)
        drafts = tuple(Draft(self.ids.take(), mint(event), self.effective_at) for event in events)
        if drafts:
            self._batches[stream] = msgspec.structs.replace(batch, drafts=batch.drafts + drafts)
            self._states[stream] = reduce(decider.evolve, events, state)
        return [draft.minted.event for draft in drafts]

    def commit_to(self, origin: Origin) -> list[Appended]:
        """Append what was decided and bring the inline projections up to it.

        `caused_by`, where the handler set it, is the event that made somebody decide.
        """
        if self.caused_by is not None:
            origin = msgspec.structs.replace(origin, causation_id=self.caused_by)
        batches = list(self._batches.values())
        appended = append(self.tx, batches, origin=origin, now=self.now, is_first=self.is_first)
        self.appended = tuple(appended)
        new = (event for batch in appended if batch.outcome == "appended" for event in batch.events)
        project_all(self.tx, INLINE, sorted(new, key=lambda event: event.position), views=self.views)
        return appended


def transact(
    application: AppContext,
    handler: Callable[[UnitOfWork], T],
    *,
    request: Request,
    answer: Callable[[Transaction, T], Answer],
    may_repeat: bool = True,
) -> Answer:
    """The answer to `request`: the stored one, or made by `answer` after `handler` and its events are written.

    Only 2xx answers are made here, so every answer is stored with its events. `may_repeat` is False where the
    caller named the version it had seen. Raises whatever refusal the handler raises, and then nothing was written.
    """
    return _repeatedly(
        application,
        lambda tx: _answer_once(application, tx, handler, request=request, answer=answer),
        tries_max=TRIES_MAX if may_repeat else 1,
    )


def write_once(
    application: AppContext,
    handler: Callable[[UnitOfWork], T],
    *,
    origin: Origin,
    ids: Callable[[], EventIds],
    effective_at: datetime | None = None,
) -> T:
    """Run a worker's or operator's handler; `ids` that follow from what it says make a second run a replay."""

    def attempt(tx: Transaction) -> T:
        now = application.clock()
        with unit_of_work_in(tx, origin=origin, ids=ids(), now=now, effective_at=effective_at) as uow:
            return handler(uow)

    return _repeatedly(application, attempt, tries_max=TRIES_MAX)


def _repeatedly(application: AppContext, attempt: Callable[[Transaction], T], *, tries_max: int) -> T:
    """What `attempt` gives, tried again whole where somebody else wrote to the same stream first.

    Those who were too slow about one thing try again one after another: none of them is too slow each time.
    """
    about = ""

    def behind_others(tx: Transaction) -> T:
        if about:
            tx.lock(f"again {about}")
        return attempt(tx)

    for _ in range(tries_max - 1):
        try:
            return application.database.write(behind_others)
        except VersionConflict as conflict:
            about = conflict.about
    return application.database.write(behind_others)


@contextmanager
def unit_of_work_in(
    tx: Transaction, *, origin: Origin, ids: EventIds, now: datetime, effective_at: datetime | None = None
) -> Iterator[UnitOfWork]:
    """A unit of work inside an open transaction, appended when the block ends without raising."""
    uow = UnitOfWork(tx, ids=ids, now=now, effective_at=effective_at)
    yield uow
    uow.commit_to(origin)


def _answer_once(
    application: AppContext,
    tx: Transaction,
    handler: Callable[[UnitOfWork], T],
    *,
    request: Request,
    answer: Callable[[Transaction, T], Answer],
) -> Answer:
    if request.idempotency_key is not None:
        tx.lock(f"{request.recorded_by} {request.idempotency_key}")
    now = application.clock()
    if request.confirm is not None:
        request.confirm(tx, now)
    uow = UnitOfWork(tx, ids=request.event_ids(), now=now)
    stored = _stored_answer(tx, request, first_id=uow.ids.peek())
    if stored is not None:
        return stored
    uow.is_first = True  # one append wrote all ids of a request: where its first does not stand, none does
    result = handler(uow)
    origin = Origin(recorded_by=request.recorded_by, correlation_id=request.correlation_id)
    uow.commit_to(origin)
    made = answer(tx, result)
    _store_answer(tx, request, made, now=now)
    return made


def _stored_answer(tx: Transaction, request: Request, *, first_id: str) -> Answer | None:
    """The stored answer to this request. Raises `IdempotencyKeyReused`, also where only its first event is left."""
    if request.idempotency_key is None:
        return None
    rows = answer_rows(tx, request.recorded_by, request.idempotency_key, first_id=first_id)
    if not rows:
        return None
    row = next((row for row in rows if row["request_digest"] is not None), None)
    if row is None:
        raise IdempotencyKeyReused(
            "this Idempotency-Key was used more than 7 days ago; a new request needs a new one"
        )
    if row["request_digest"] != request.digest:
        raise IdempotencyKeyReused(
            "this Idempotency-Key was used for another request; a new request needs a new one"
        )
    return Answer(
        status=row["status"], body=row["body"].encode(), is_replay=True, is_encoded=bool(row["is_encoded"])
    )


def _store_answer(tx: Transaction, request: Request, made: Answer, *, now: datetime) -> None:
    if request.idempotency_key is None:
        return
    keep_answer(
        tx,
        {
            "key_id": request.recorded_by,
            "idempotency_key": request.idempotency_key,
            "request_digest": request.digest,
            "status": made.status,
            "body": made.body.decode(),
            "created_at": instant_text(now),
        },
    )


def forget_answers(application: AppContext, *, now: datetime) -> int:
    """Drop answers older than 7 days; their events' ids go on refusing the keys. The number dropped."""
    with application.database.writing() as tx:
        return forget_answers_before(tx, instant_text(now - ANSWERS_KEPT))
