"""Group commit: handlers of many threads share one transaction, each in a part that can fail alone.

A commit waits for the disk; so many commands as wait meanwhile are written together and acknowledged together.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any, Generic, TypeVar

from tracker.store.databases.database import Transaction

GROUP_MAX = 64
GROUP_SECONDS = 0.02
"""After so long no further handler joins: no transaction over 50 ms, since readers' checkpoints and others wait."""

T = TypeVar("T")
Tx = TypeVar("Tx", bound=Transaction)


class Writer(Generic[Tx]):
    """One thread of this process that writes for all others; started with the first write, also after a fork."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Tx]]) -> None:
        self._begin = begin
        self._starting = threading.Lock()
        self._waiting: queue.SimpleQueue[tuple[Callable[[Tx], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._pid = 0

    def write(self, handler: Callable[[Tx], T]) -> T:
        """What `handler` returned, after the commit that it was part of. Raises what it raised."""
        self._start()
        done: Future[T] = Future()
        self._waiting.put((handler, done))
        return done.result()

    def stop(self) -> None:
        """End the thread behind what waits already."""
        if self._thread is not None and self._pid == os.getpid():
            self._waiting.put(None)
            self._thread.join()
        self._thread = None

    def _start(self) -> None:
        if self._thread is not None and self._pid == os.getpid():
            return
        with self._starting:
            if self._thread is None or self._pid != os.getpid():
                if self._pid != os.getpid():
                    self._waiting = queue.SimpleQueue()
                self._pid = os.getpid()
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            if self._commit_group(first):
                return

    def _commit_group(self, first: tuple[Callable[[Tx], Any], Future[Any]]) -> bool:
        """Write one group and answer all of it; whether the thread was asked to stop meanwhile."""
        answers: list[Callable[[], None]] = []
        group, is_stopping, ends = [first[1]], False, time.monotonic() + GROUP_SECONDS
        try:
            with self._begin() as tx:
                answers.append(_attempt(tx, *first))
                while len(group) < GROUP_MAX and time.monotonic() < ends:
                    try:
                        following = self._waiting.get_nowait()
                    except queue.Empty:
                        break
                    if following is None:
                        is_stopping = True
                        break
                    group.append(following[1])
                    answers.append(_attempt(tx, *following))
        except BaseException as broken:  # noqa: BLE001 - whatever kept the group from the disk, each of it must hear
            answers = [_raising(done, broken) for done in group]
        for answer in answers:
            answer()
        return is_stopping


def _attempt(tx: Transaction, handler: Callable[[Any], Any], done: Future[Any]) -> Callable[[], None]:
    """Run one handler in a part of its own; the answer it gets once the group is on disk."""
    try:
        with tx.savepoint():
            result = handler(tx)
    except Exception as refusal:  # noqa: BLE001 - it belongs to one caller, and the others go on
        return _raising(done, refusal)
    return lambda: done.set_result(result)


def _raising(done: Future[Any], error: BaseException) -> Callable[[], None]:
    return lambda: done.set_exception(error)
