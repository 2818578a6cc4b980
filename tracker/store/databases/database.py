"""The interface of a database: snapshots to read, transactions to write, and a signal when something was written.

`sqlite` and `postgres` answer. SQL goes through the driver's own cursor with named parameters (`:name`), since
SQLAlchemy's per-transaction cost halves append throughput; it pools the connections and defines the tables.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from sqlalchemy import Engine

T = TypeVar("T")

Parameters = Mapping[str, Any]
NONE: Parameters = {}


def new_session_name() -> str:
    """A name for one opening of a database, as no other has; PostgreSQL cuts names at 63 characters."""
    return f"tracker-{uuid.uuid4().hex}"


def places(name: str, values: Iterable[str]) -> tuple[str, dict[str, str]]:
    """A bracket of named parameters for `IN`, and their values; nothing is in an empty one on either database."""
    parameters = {f"{name}_{n}": value for n, value in enumerate(dict.fromkeys(values))}
    return f"({', '.join(f':{one}' for one in parameters) or 'NULL'})", parameters


class Row(Protocol):
    """One row of an answer, addressed by column name."""

    def __getitem__(self, name: str, /) -> Any: ...
    def keys(self) -> Iterable[str]: ...


class Transaction(Protocol):
    """One open transaction.

    `numbers_positions`: whether its writer is the only one and gives log positions itself; else a sequencer does.
    `knows_values`: whether its statistics tell how often single values occur, and its planner minds a LIMIT.
    `for_update`, `skip_locked`: what a query ends with to lock its rows, to pass over rows that others have locked.
    """

    @property
    def numbers_positions(self) -> bool: ...
    @property
    def knows_values(self) -> bool: ...
    @property
    def for_update(self) -> str: ...
    @property
    def skip_locked(self) -> str: ...

    def execute(self, sql: str, parameters: Parameters = NONE) -> int:
        """Run a statement; the number of rows it changed."""
        ...

    def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run a statement once for each of `rows`."""
        ...

    def rows(self, sql: str, parameters: Parameters = NONE) -> list[Row]:
        """All rows of a query; the caller's SQL bounds their number."""
        ...

    def tuples(self, sql: str, parameters: Parameters = NONE) -> list[tuple[Any, ...]]:
        """The same as bare tuples, for replay, where addressing by name costs more than reading."""
        ...

    def row(self, sql: str, parameters: Parameters = NONE) -> Row | None:
        """The first row of a query, or None."""
        ...

    def value(self, sql: str, parameters: Parameters = NONE) -> Any:
        """The first column of the first row of a query, or None."""
        ...

    def lock(self, name: str) -> None:
        """Wait until no other open transaction holds the lock of that name. Raises `InProgress` after some seconds."""
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """A part that can fail alone: whatever it wrote is undone when it raises."""
        ...


class Database(Protocol):
    """An open database."""

    @property
    def engine(self) -> Engine: ...

    @property
    def name(self) -> str:
        """What this opening of the database calls itself, as no other does; its sessions are known by it."""
        ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """A consistent snapshot; nothing is written."""
        ...

    def looking(self) -> AbstractContextManager[Transaction]:
        """Autocommit, for a single read that needs no snapshot."""
        ...

    def writing(self) -> AbstractContextManager[Transaction]:
        """A transaction of its own, committed unless it raises."""
        ...

    def write(self, handler: Callable[[Transaction], T]) -> T:
        """What `handler` returns, once what it wrote is on disk; others' handlers may share its transaction.

        Whatever it raises is raised here, and then nothing of it was written.
        """
        ...

    def watching(self) -> AbstractContextManager[Callable[[], int]]:
        """Yields a function whose number changes when somebody, in any process, has written."""
        ...

    def sequence(self) -> int:
        """Give positions to what was appended without one; how many. Only one process does so at a time."""
        ...

    def stop_sequencing(self) -> None:
        """Leave sequencing to another process."""
        ...

    def end_sessions(self, name: str) -> None:
        """Terminate all sessions of a hung process, releasing its locks."""
        ...

    def end_other_sequencers(self) -> None:
        """Terminate the session of any other process that sequences; only the leader may call this."""
        ...

    def refresh_statistics(self) -> None:
        """Bring up to date what the planner knows of every table."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...
