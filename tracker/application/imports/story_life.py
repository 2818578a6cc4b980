"""Recording what else another tracker tells of a prediction's life: its condition met, reworded, withdrawn, contested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracker.application.imports.story_lines import (
    AmendmentLine,
    AntecedentMetLine,
    DisputeLine,
    FinalLine,
    Line,
    UpholdLine,
    WithdrawalLine,
)
from tracker.application.imports.story_references import (
    Story,
    basis_of,
    decided,
    development_row,
    instant_of,
    judge_of,
    line_at,
)
from tracker.application.transact import UnitOfWork
from tracker.domain import prediction as predictions
from tracker.domain.ids import stream_of
from tracker.domain.prediction.commands import (
    AmendPrediction,
    DisputeOutcome,
    FinalizeOutcome,
    MeetAntecedent,
    PredictionCommand,
    UpholdOutcome,
    WithdrawPrediction,
)


def _meet(uow: UnitOfWork, story: Story, line: AntecedentMetLine) -> None:
    on, past, effective_at = decided(uow, story, line.prediction)
    command = MeetAntecedent(
        known_at=instant_of(line.known_at, pointer="/known_at") or effective_at,
        effective_at=effective_at,
        basis=basis_of(line),
        judged_by=judge_of(line, story, on),
        cites=tuple(development_row(uow, story, one)["id"] for one in line.developments),
        note=line.note,
    )
    uow.decide(predictions, stream_of("prediction", on["id"]), command, past=past)


def _finalize(uow: UnitOfWork, story: Story, line: FinalLine) -> None:
    on, past, _ = decided(uow, story, line.prediction)
    command = FinalizeOutcome(resolution_number=past.state.resolution_number, now=line_at(line))
    uow.decide(predictions, stream_of("prediction", on["id"]), command, past=past)


def _amend(uow: UnitOfWork, story: Story, line: AmendmentLine) -> None:
    command = AmendPrediction(statement=line.statement, criteria=line.criteria, reason=line.reason, now=None)
    _decide(uow, story, line.prediction, command)


def _withdraw(uow: UnitOfWork, story: Story, line: WithdrawalLine) -> None:
    _decide(uow, story, line.prediction, WithdrawPrediction(reason=line.reason))


def _dispute(uow: UnitOfWork, story: Story, line: DisputeLine) -> None:
    _decide(uow, story, line.prediction, DisputeOutcome(reason=line.reason))


def _uphold(uow: UnitOfWork, story: Story, line: UpholdLine) -> None:
    _decide(uow, story, line.prediction, UpholdOutcome(reason=line.reason, now=line_at(line)))


def _decide(uow: UnitOfWork, story: Story, external_id: str, command: PredictionCommand) -> None:
    on, past, _ = decided(uow, story, external_id)
    uow.decide(predictions, stream_of("prediction", on["id"]), command, past=past)


RECORDERS: dict[type[Line], Callable[[UnitOfWork, Story, Any], None]] = {
    AntecedentMetLine: _meet,
    FinalLine: _finalize,
    AmendmentLine: _amend,
    WithdrawalLine: _withdraw,
    DisputeLine: _dispute,
    UpholdLine: _uphold,
}
