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
from tracker.application.transact import Writing
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


def _meet(writing: Writing, story: Story, line: AntecedentMetLine) -> None:
    on, past, effective_at = decided(writing, story, line.prediction)
    command = MeetAntecedent(
        known_at=instant_of(line.known_at, pointer="/known_at") or effective_at,
        effective_at=effective_at,
        basis=basis_of(line),
        judged_by=judge_of(line, story, on),
        cites=tuple(development_row(writing, story, one)["id"] for one in line.developments),
        note=line.note,
    )
    writing.decide(predictions, stream_of("prediction", on["id"]), command, past=past)


def _finalize(writing: Writing, story: Story, line: FinalLine) -> None:
    on, past, _ = decided(writing, story, line.prediction)
    command = FinalizeOutcome(resolution_number=past.state.resolution_number, now=line_at(line))
    writing.decide(predictions, stream_of("prediction", on["id"]), command, past=past)


def _amend(writing: Writing, story: Story, line: AmendmentLine) -> None:
    command = AmendPrediction(statement=line.statement, criteria=line.criteria, reason=line.reason)
    _decide(writing, story, line.prediction, command)


def _withdraw(writing: Writing, story: Story, line: WithdrawalLine) -> None:
    _decide(writing, story, line.prediction, WithdrawPrediction(reason=line.reason))


def _dispute(writing: Writing, story: Story, line: DisputeLine) -> None:
    _decide(writing, story, line.prediction, DisputeOutcome(reason=line.reason))


def _uphold(writing: Writing, story: Story, line: UpholdLine) -> None:
    _decide(writing, story, line.prediction, UpholdOutcome(reason=line.reason, now=line_at(line)))


def _decide(writing: Writing, story: Story, external_id: str, command: PredictionCommand) -> None:
    on, past, _ = decided(writing, story, external_id)
    writing.decide(predictions, stream_of("prediction", on["id"]), command, past=past)


RECORDERS: dict[type[Line], Callable[[Writing, Story, Any], None]] = {
    AntecedentMetLine: _meet,
    FinalLine: _finalize,
    AmendmentLine: _amend,
    WithdrawalLine: _withdraw,
    DisputeLine: _dispute,
    UpholdLine: _uphold,
}
