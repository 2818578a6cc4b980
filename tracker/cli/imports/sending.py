"""Sends a story to a tracker in batches with clock steps between them.

An import can be repeated at any point.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import click

from tracker.cli.client.client import Client, Document, Refused, faults_in_words, faults_of
from tracker.cli.imports.story import Opening, StoryLine, clock_fault
from tracker.domain import limits
from tracker.domain.errors import Invalid
from tracker.domain.instants import parse_instant

POLL_FIRST_S = 0.02
POLL_MAX_S = 0.5
WAIT_S_MAX = 3_600.0
"""For one clock step or for the projections: a step over a decade of a large tracker takes minutes."""


class Watcher:
    """Receives the progress of an import. This base class ignores it."""

    def refused(self, number: int, faults: str) -> None:
        """Called when line `number` of the file is refused."""

    def moved(self, words: str) -> None:
        """Called with a description of what is being done now."""


@dataclass
class Tally:
    """How many lines had each result so far.

    `last_at` is the latest instant among the recorded ones.
    """

    recorded: int = 0
    already: int = 0
    refused: int = 0
    last_at: datetime | None = None
    last_at_text: str = ""

    @property
    def seen(self) -> int:
        return self.recorded + self.already + self.refused

    def note_instant(self, text: str | None) -> None:
        try:
            at = parse_instant(text or "", pointer="/at")
        except Invalid:
            return
        if self.last_at is None or at > self.last_at:
            self.last_at, self.last_at_text = at, text or ""


@dataclass
class Piece:
    """Lines that are sent in one request."""

    lines: list[StoryLine] = field(default_factory=list)
    size: int = 0

    def has_room_for(self, line: StoryLine) -> bool:
        is_small = self.size + len(line.raw) + 1 <= limits.IMPORT_BYTES_MAX
        return is_small and len(self.lines) < limits.IMPORT_LINES_MAX

    def add(self, line: StoryLine) -> None:
        self.lines.append(line)
        self.size += len(line.raw) + 1


def open_run(client: Client, opening: Opening) -> Document:
    """The source's import run, created or reopened. Raises `Refused`."""
    fields = {"source": opening.source, "timezone": opening.timezone, "title": opening.title}
    body = {name: value for name, value in fields.items() if value is not None}
    return client.post("/v1/imports", body).document


def send_story(
    client: Client,
    run: str,
    lines: Iterable[StoryLine],
    *,
    with_clock: bool,
    is_atomic: bool = False,
    watcher: Watcher | None = None,
) -> Tally:
    """Send the lines in order.

    With `with_clock`, also do the clock steps, and a last one to the last line's instant.
    """
    sending = _Sending(client, run, watcher=watcher or Watcher(), is_atomic=is_atomic)
    # A step that an interrupted import requested may still be running.
    sending.await_clock()
    for line in lines:
        if line.fault is not None:
            sending.refuse(line.number, ((line.fault.pointer, line.fault.detail),))
        elif line.kind != "clock":
            sending.add(line)
        elif with_clock:
            sending.step(line)
    sending.flush()
    if with_clock:
        sending.step_to_the_end()
    return sending.tally


def finish_run(client: Client, run: str) -> None:
    """Hand the run's streams over to the real clock."""
    client.post(f"/v1/imports/{run}/finish")


def await_projected(client: Client, run: str) -> None:
    """Return once reports include the run's last event."""
    _await(client, run, lambda state: bool(state["projected"]), wanted="the reports have caught up")


class _Sending:
    def __init__(self, client: Client, run: str, *, watcher: Watcher, is_atomic: bool) -> None:
        self.tally = Tally()
        self._client = client
        self._run = run
        self._watcher = watcher
        self._is_atomic = is_atomic
        self._piece = Piece()

    def add(self, line: StoryLine) -> None:
        if not self._piece.has_room_for(line):
            self.flush()
        self._piece.add(line)

    def flush(self) -> None:
        """Send the lines collected so far."""
        piece, self._piece = self._piece, Piece()
        if not piece.lines:
            return
        body = b"".join(line.raw + b"\n" for line in piece.lines)
        path = f"/v1/imports/{self._run}/lines"
        answer = self._client.post_lines(path, body, is_atomic=self._is_atomic).document
        outcomes = answer["items"]
        if len(outcomes) != len(piece.lines):
            raise click.ClickException(
                "The tracker's answer does not match the lines sent; the import stopped."
            )
        for outcome in outcomes:
            self._count(piece.lines[outcome["line"] - 1], outcome)
        self._watcher.moved(f"{self.tally.seen:,} lines, {self.tally.refused:,} refused")

    def step(self, line: StoryLine) -> None:
        """Do the clock step that the line describes."""
        self.flush()
        fault = clock_fault(line)
        if fault is not None:
            self.refuse(line.number, ((fault.pointer, fault.detail),))
            return
        try:
            self._move_clock(str(line.at))
        except Refused as refusal:
            if refusal.status != 422:
                raise
            self.refuse(line.number, refusal.faults or (("/at", refusal.message),))
        else:
            self.tally.note_instant(line.at)

    def step_to_the_end(self) -> None:
        """Step the clock to the last instant of the story."""
        if self.tally.last_at is not None:
            self._move_clock(self.tally.last_at_text)

    def refuse(self, number: int, faults: tuple[tuple[str, str], ...]) -> None:
        self.tally.refused += 1
        self._watcher.refused(number, faults_in_words(faults))

    def await_clock(self) -> None:
        """Return once the requested clock step is done."""
        _await(
            self._client,
            self._run,
            lambda state: state["clock_at"] == state["clock_done_at"],
            wanted="the story's clock has moved",
        )

    def _move_clock(self, at: str) -> None:
        self._watcher.moved(f"{self.tally.seen:,} lines; the clock moves to {at}")
        self._client.post(f"/v1/imports/{self._run}/clock", {"at": at})
        self.await_clock()

    def _count(self, line: StoryLine, outcome: Document) -> None:
        match outcome["status"]:
            case "recorded":
                self.tally.recorded += 1
            case "already":
                self.tally.already += 1
            case _:
                self.refuse(line.number, faults_of(outcome))
                return
        self.tally.note_instant(line.at)


def _await(client: Client, run: str, is_done: Callable[[dict[str, Any]], bool], *, wanted: str) -> None:
    deadline, delay = time.monotonic() + WAIT_S_MAX, POLL_FIRST_S
    while not is_done(client.get(f"/v1/imports/{run}").document):
        if time.monotonic() >= deadline:
            raise click.ClickException(
                f"Timed out while waiting until {wanted}. Check that the workers run, then import again."
            )
        time.sleep(delay)
        delay = min(delay * 1.5, POLL_MAX_S)
