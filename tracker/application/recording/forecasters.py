"""Who a forecaster is: another name, two names that are one person, and two persons after all."""

from __future__ import annotations

from tracker.application.transact import UnitOfWork
from tracker.domain import forecaster as forecasters
from tracker.domain.errors import Invalid, NotFound
from tracker.domain.forecaster import (
    ForecasterCommand,
    MergeForecaster,
    RenameForecaster,
    UnmergeForecaster,
)
from tracker.domain.ids import stream_of
from tracker.projections.forecasters import find_forecaster, merged_into


def rename(uow: UnitOfWork, forecaster: str, *, name: str, reason: str | None) -> str:
    return _decide(uow, forecaster, RenameForecaster(name=name, reason=reason))


def merge(uow: UnitOfWork, forecaster: str, *, into: str, reason: str) -> str:
    """Let whatever `forecaster` said count as said by `into`; scores are worked out anew."""
    target = find_forecaster(uow.tx, into)
    if target is None:
        raise Invalid.at("/into", f"there is no forecaster {into}", "unknown_forecaster")
    command = MergeForecaster(
        into=into,
        reason=reason,
        into_is_merged=target["merged_into"] is not None,
        has_merged=bool(merged_into(uow.tx, forecaster)),
    )
    return _decide(uow, forecaster, command)


def unmerge(uow: UnitOfWork, forecaster: str, *, reason: str) -> str:
    return _decide(uow, forecaster, UnmergeForecaster(reason=reason))


def _decide(uow: UnitOfWork, forecaster: str, command: ForecasterCommand) -> str:
    if find_forecaster(uow.tx, forecaster) is None:
        raise NotFound(f"there is no forecaster {forecaster}")
    uow.decide(forecasters, stream_of("forecaster", forecaster), command)
    return forecaster
