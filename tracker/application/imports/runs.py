"""Import runs: one per source. Opened, fed with lines and clock steps, finished; each of them can be repeated."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Literal

import msgspec

from tracker.application.access.access import Caller, require
from tracker.application.access.keys import confirm
from tracker.application.context import AppContext
from tracker.application.event_ids import FreshIds
from tracker.application.imports.story_lines import DECISIONS, Line, read_line
from tracker.application.imports.story_recording import line_ids, record_line
from tracker.application.imports.story_references import Story, line_at
from tracker.application.transact import TRIES_MAX, UnitOfWork, unit_of_work_in, write_once
from tracker.application.work.work_rules import wake_for_run
from tracker.domain import imports, limits
from tracker.domain.errors import (
    Conflict,
    Fault,
    IdempotencyKeyReused,
    InProgress,
    Invalid,
    NotFound,
    StorageFull,
    TrackerError,
    VersionConflict,
)
from tracker.domain.ids import derived_uuid, stream_of
from tracker.domain.imports import FinishImport, StartImport
from tracker.domain.instants import instant_from_text, instant_text, zone
from tracker.projections.registry import RELAY
from tracker.store.databases.database import Row, Transaction
from tracker.store.import_runs import (
    ask_clock,
    close_run,
    count_lines,
    end_clock,
    find_run,
    runs_with_clock,
    write_open_run,
)
from tracker.store.log.checkpoints import read_checkpoint
from tracker.store.log.log import Origin, count_pending, last_imported, read_head
from tracker.store.work import is_any_due

TRANSACTION_SECONDS = 0.04
"""Lines are committed together up to this long: no transaction over 50 ms, since SQLite's one writer waits."""


class LineOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a line: its number in the piece from 1, and the faults of a refused one."""

    line: int
    status: Literal["recorded", "already", "refused"]
    detail: str | None = None
    code: str | None = None
    faults: tuple[Fault, ...] = ()


class RunState(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run is. `projected`: reports have seen its last event and, once it is finished, its workers' events."""

    run: str
    source: str
    timezone: str
    is_open: bool
    lines: int
    refused: int
    clock_at: str | None
    clock_done_at: str | None
    projected: bool


class _PieceRefused(Exception):
    """Undoes a piece that must be recorded whole or not at all."""


def open_run(
    application: AppContext, *, source: str, timezone: str, title: str | None, caller: Caller | None = None
) -> str:
    """Open the run of `source`, or open it again; its id. Raises `Conflict` where its zone would change.

    Like every write of a run it asks in its transaction whether the caller's key still counts; None is the operator.
    """
    run = derived_uuid("import", source)
    with application.database.writing() as tx:
        _confirm(application, tx, caller)
        row = find_run(tx, run)
        if row is not None and row["timezone"] != timezone:
            raise Conflict(f"this source's bare dates are days in {row['timezone']}; that cannot change")
        if row is None:
            zone(timezone)
        write_open_run(tx, run, source=source, timezone=timezone, title=title)
    return run


def record_lines(
    application: AppContext,
    run: str,
    raws: Sequence[bytes],
    *,
    caller: Caller,
    correlation_id: str,
    is_atomic: bool,
) -> list[LineOutcome]:
    """Record a piece of a story, a result per line; the good lines are kept, or with `is_atomic` all or none."""
    if len(raws) > limits.IMPORT_LINES_MAX:
        raise Invalid.at("", f"at most {limits.IMPORT_LINES_MAX} lines at once", "too_many")
    with application.database.reading() as tx:
        row = _open_run(tx, run)
    story = Story(run=run, source=row["source"], timezone=row["timezone"], caller=caller)
    origin = Origin(recorded_by=caller.key, correlation_id=correlation_id, import_id=run)
    pending = enumerate(raws, start=1)
    outcomes: list[LineOutcome] = []
    while len(outcomes) < len(raws):
        with suppress(_PieceRefused), application.database.writing() as tx:
            _confirm(application, tx, caller)
            _open_run(tx, run)
            story.seen.is_underway = False
            made = list(
                _record_some(
                    application, tx, pending, story=story, origin=origin, caller=caller, is_atomic=is_atomic
                )
            )
            outcomes += made
            _count(tx, run, made)
            if is_atomic:
                _refuse_piece(made)
    is_undone = is_atomic and any(one.status == "refused" for one in outcomes)
    return [_undone(one) for one in outcomes] if is_undone else outcomes


def start_clock(application: AppContext, run: str, *, at: datetime, caller: Caller | None = None) -> None:
    """Ask for the work of the run's streams to be done as of `at`; a step not later than the clock does nothing."""
    with application.database.writing() as tx:
        _confirm(application, tx, caller)
        row = _open_run(tx, run)
        if at > application.clock():
            raise Invalid.at("/at", "a story's clock cannot run ahead of ours", "in_the_future")
        if row["clock_at"] is None or instant_text(at) > row["clock_at"]:
            ask_clock(tx, run, at=instant_text(at))


def finish_run(application: AppContext, run: str, *, caller: Caller, correlation_id: str) -> None:
    """Hand the run's streams over to the real clock, and its developments to the predictions that wait for them."""

    def handler(uow: UnitOfWork) -> None:
        _confirm(application, uow.tx, caller)
        row = _known_run(uow.tx, run)
        _refuse_while_clock_runs(row)
        command = FinishImport(run=run, from_source=row["source"])
        uow.decide(imports, stream_of("import", run), command)
        close_run(uow.tx, run)
        wake_for_run(uow.tx, run, now=uow.now)

    origin = Origin(recorded_by=caller.key, correlation_id=correlation_id, import_id=run)
    write_once(application, handler, origin=origin, ids=FreshIds)
    application.database.refresh_statistics()


def read_run(application: AppContext, run: str) -> RunState:
    """How far the run is."""
    with application.database.reading() as tx:
        row = _known_run(tx, run)
        return RunState(
            run=run,
            source=row["source"],
            timezone=row["timezone"],
            is_open=bool(row["is_open"]),
            lines=row["lines"],
            refused=row["refused"],
            clock_at=row["clock_at"],
            clock_done_at=row["clock_done_at"],
            projected=_is_projected(tx, run)
            and (bool(row["is_open"]) or _is_worked_off(application, tx, run)),
        )


def running_clocks(application: AppContext) -> list[tuple[str, datetime]]:
    """The clock steps that were asked for and are not done: (run, at)."""
    with application.database.reading() as tx:
        rows = runs_with_clock(tx)
    return [(row["run"], instant_from_text(row["clock_at"])) for row in rows]


def end_clock_if_done(application: AppContext, run: str, *, at: datetime) -> bool:
    """Note that the step to `at` is done once everything is projected and nothing of the run is due."""
    with application.database.writing() as tx:
        if not _is_projected(tx, run) or is_any_due(tx, run=run, now=at):
            return False
        end_clock(tx, run, at=instant_text(at))
        return True


def _record_some(
    application: AppContext,
    tx: Transaction,
    pending: Iterator[tuple[int, bytes]],
    *,
    story: Story,
    origin: Origin,
    caller: Caller,
    is_atomic: bool,
) -> Iterator[LineOutcome]:
    """Record lines until the transaction has lasted long enough, each in a part that can fail alone."""
    ends = time.monotonic() + TRANSACTION_SECONDS
    for number, raw in pending:
        try:
            status = _record_apart(application, tx, read_line(raw), story=story, origin=origin, caller=caller)
            yield LineOutcome(line=number, status=status)
        except StorageFull:
            raise  # nothing is wrong with the line
        except TrackerError as refusal:
            yield LineOutcome(
                line=number, status="refused", detail=refusal.detail, code=refusal.code, faults=refusal.faults
            )
        if not is_atomic and time.monotonic() > ends:
            return


def _record_apart(
    application: AppContext, tx: Transaction, line: Line, *, story: Story, origin: Origin, caller: Caller
) -> Literal["recorded", "already"]:
    """Record a line in a part of its own, again where somebody else wrote to the same stream first."""
    for _ in range(TRIES_MAX - 1):
        with suppress(VersionConflict), tx.savepoint():
            return _record(application, tx, line, story=story, origin=origin, caller=caller)
    with tx.savepoint():
        return _record(application, tx, line, story=story, origin=origin, caller=caller)


def _record(
    application: AppContext, tx: Transaction, line: Line, *, story: Story, origin: Origin, caller: Caller
) -> Literal["recorded", "already"]:
    if isinstance(line, DECISIONS):
        require(caller, "resolve")
    now, at = application.clock(), line_at(line)
    if at > now:
        raise Invalid.at("/at", "this lies in the future", "in_the_future")
    uow = UnitOfWork(tx, ids=line_ids(story, line), now=now, effective_at=at)
    record_line(uow, story, line)
    try:
        appended = uow.commit_to(origin)
    except IdempotencyKeyReused:
        detail = "this line was recorded before with other content; an import never changes what stands"
        raise Invalid.at("", detail, "line_changed") from None
    if not any(batch.outcome == "appended" for batch in appended):
        return "already"
    if not story.seen.is_underway:
        _note_start(tx, story, origin=origin, now=now)
        story.seen.is_underway = True
    return "recorded"


def _note_start(tx: Transaction, story: Story, *, origin: Origin, now: datetime) -> None:
    """import.started goes with the first new event since the run was opened."""
    with unit_of_work_in(tx, origin=origin, ids=FreshIds(), now=now) as uow:
        stream = stream_of("import", story.run)
        past = uow.past(imports, stream)
        if not past.state.is_underway:
            command = StartImport(run=story.run, from_source=story.source, timezone=story.timezone)
            uow.decide(imports, stream, command, past=past)


def _confirm(application: AppContext, tx: Transaction, caller: Caller | None) -> None:
    if caller is not None:
        confirm(tx, caller.key, now=application.clock())


def _count(tx: Transaction, run: str, made: Sequence[LineOutcome]) -> None:
    refused = sum(one.status == "refused" for one in made)
    count_lines(tx, run, lines=len(made), refused=refused)


def _refuse_piece(made: Sequence[LineOutcome]) -> None:
    if any(one.status == "refused" for one in made):
        raise _PieceRefused


def _undone(outcome: LineOutcome) -> LineOutcome:
    if outcome.status == "refused":
        return outcome
    detail = "not recorded: another line of this piece was refused"
    return LineOutcome(line=outcome.line, status="refused", detail=detail, code="piece_refused")


def _known_run(tx: Transaction, run: str) -> Row:
    row = find_run(tx, run)
    if row is None:
        raise NotFound(f"there is no import run {run}")
    return row


def _open_run(tx: Transaction, run: str) -> Row:
    row = _known_run(tx, run)
    if not row["is_open"]:
        raise Conflict("this run is finished: POST /v1/imports opens it again")
    _refuse_while_clock_runs(row)
    return row


def _refuse_while_clock_runs(row: Row) -> None:
    if row["clock_at"] is not None and (row["clock_done_at"] or "") < row["clock_at"]:
        raise InProgress("the run's clock is still moving; wait until clock_done_at reaches clock_at")


def _is_worked_off(application: AppContext, tx: Transaction, run: str) -> bool:
    """Whether the real clock has nothing left to do for a finished run, and reports have seen what it did."""
    if is_any_due(tx, run=run, now=application.clock()) or count_pending(tx) > 0:
        return False
    return read_checkpoint(tx, RELAY) >= read_head(tx).position


def _is_projected(tx: Transaction, run: str) -> bool:
    if count_pending(tx, import_id=run) > 0:
        return False
    return read_checkpoint(tx, RELAY) >= last_imported(tx, run)
