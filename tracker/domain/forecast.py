"""A forecast: a probability for a prediction, by a forecaster, at a time; one stream per (prediction, forecaster)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, assert_never

import msgspec
from msgspec import Meta

from tracker.domain import limits
from tracker.domain.claim import ProbabilitySource
from tracker.domain.errors import Conflict
from tracker.domain.event import Command, Event, Instant, Name, Note, Probability

# Events


class ForecastStated(Event, frozen=True):
    """`made_at` is when it was said; for an imported forecast it decides what was in force, and `seq` breaks ties."""

    TYPE: ClassVar[str] = "forecast.stated"

    forecast: str
    prediction: str
    forecaster: str
    p: Probability
    probability_source: ProbabilitySource
    made_at: Instant
    as_said: Name | None = None
    seq: Annotated[int, Meta(ge=0, le=limits.SEQ_MAX)] | None = None
    note: Note | None = None


ForecastEvent = ForecastStated

# Commands


class StateForecast(Command, frozen=True):
    """`closes` and `now` are None for an imported forecast, which may lie after the deadline."""

    proposed: ForecastStated
    closes: datetime | None = None
    now: datetime | None = None


ForecastCommand = StateForecast

# State


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """Every forecast stated so far, in the order of recording."""

    stated: tuple[ForecastStated, ...] = ()


INITIAL = Forecast()


def decide(command: ForecastCommand, state: Forecast) -> list[ForecastEvent]:  # noqa: ARG001 - deciders are alike
    """The events that follow from `command`, or a refusal."""
    match command:
        case StateForecast():
            if command.now is not None and command.closes is not None and command.now >= command.closes:
                raise Conflict("the deadline has passed: no forecast can be added any more")
            return [command.proposed]
        case _:
            assert_never(command)


def evolve(state: Forecast, event: ForecastEvent) -> Forecast:
    """The state after `event`."""
    match event:
        case ForecastStated():
            return msgspec.structs.replace(state, stated=(*state.stated, event))
        case _:
            assert_never(event)
