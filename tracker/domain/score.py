"""The scores of a prediction: one stream per prediction.

A later complete set supersedes the earlier one.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, assert_never

import msgspec
from msgspec import Meta

from tracker.domain import limits
from tracker.domain.event import Command, Digest, Event, Instant, Positive
from tracker.domain.prediction.outcomes import Outcome

Mark = Literal["imported", "assigned", "retrospective", "late"]
Count = Annotated[int, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]


class ScoreRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One forecaster's scores by name; empty where no forecast was in force in time.

    An infinite value is null and named in `infinite`; `clipped` names log scores whose p was clipped.
    `inputs` are the event ids of the forecasts used, in order; `late` counts those at or after known_at.
    `ranges` are a value at the two ends of a verbal term's range, lower first.
    """

    forecaster: str
    is_assigned: bool = False
    values: dict[str, float | None] = {}
    coverage: Share | None = None
    updates: Count = 0
    late: Count = 0
    infinite: tuple[str, ...] = ()
    clipped: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    inputs: tuple[str, ...] = ()
    ranges: dict[str, tuple[float, float]] = {}


# Events


class PredictionScored(Event, frozen=True):
    """Chunk `chunk` of `chunks` of one scoring; `inputs_digest` is a hash of all its inputs."""

    TYPE: ClassVar[str] = "prediction.scored"

    prediction: str
    resolution_number: Positive
    resolution_event: str
    outcome: Outcome
    known_at: Instant
    rule_versions: dict[str, int]
    inputs_digest: Digest
    chunk: Positive
    chunks: Positive
    rows: Annotated[tuple[ScoreRow, ...], Meta(max_length=limits.SCORE_ROWS_MAX)]


ScoreEvent = PredictionScored

# Commands


class RecordScores(Command, frozen=True):
    proposed: PredictionScored


ScoreCommand = RecordScores

# State


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The latest scoring, and how many of its chunks are recorded."""

    resolution_number: int = 0
    inputs_digest: str | None = None
    chunks_recorded: int = 0
    chunks: int = 0

    def has(self, proposed: PredictionScored) -> bool:
        is_same = (self.resolution_number, self.inputs_digest) == (
            proposed.resolution_number,
            proposed.inputs_digest,
        )
        return is_same and proposed.chunk <= self.chunks_recorded

    def is_complete(self, *, resolution_number: int, inputs_digest: str) -> bool:
        is_same = (self.resolution_number, self.inputs_digest) == (resolution_number, inputs_digest)
        return is_same and self.chunks_recorded == self.chunks


INITIAL = Score()


def decide(command: ScoreCommand, state: Score) -> list[ScoreEvent]:
    """The events that follow from `command`; none where the chunk is recorded already."""
    match command:
        case RecordScores():
            return [] if state.has(command.proposed) else [command.proposed]
        case _:
            assert_never(command)


def evolve(state: Score, event: ScoreEvent) -> Score:  # noqa: ARG001 - deciders are alike
    """The state after `event`."""
    match event:
        case PredictionScored():
            return Score(
                resolution_number=event.resolution_number,
                inputs_digest=event.inputs_digest,
                chunks_recorded=event.chunk,
                chunks=event.chunks,
            )
        case _:
            assert_never(event)
