"""Recording how a story's predictions came out: resolutions, changes of them, grades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

import msgspec

from tracker.application.imports.story_lines import (
    GradeLine,
    ReResolutionLine,
    ResolutionLine,
)
from tracker.application.imports.story_references import (
    Story,
    as_of_text,
    basis_of,
    decided,
    development_row,
    instant_of,
    judge_of,
    line_at,
    prediction_row,
)
from tracker.application.recording.known_at import known_at_of
from tracker.application.transact import UnitOfWork
from tracker.domain import prediction as predictions
from tracker.domain.choices import choice
from tracker.domain.ids import stream_of
from tracker.domain.prediction.commands import (
    AnnulPrediction,
    GradePrediction,
    PredictionCommand,
    ReResolvePrediction,
    ResolvePrediction,
)
from tracker.domain.prediction.events import AnnulmentReason
from tracker.domain.prediction.outcomes import ANNULLED, check_stated
from tracker.store.databases.database import Row


def record_resolution_line(uow: UnitOfWork, story: Story, line: ResolutionLine) -> None:
    on, past, effective_at = decided(uow, story, line.prediction)
    cited = [development_row(uow, story, one) for one in line.developments]
    is_annulment = _is_annulment(line, on)
    if not is_annulment:
        check_stated(line.outcome, kind=on["judged_as"])
    as_of = as_of_text(story, line.resolved_as_of)
    known_at = _known_at(line, cited, as_of, on) or effective_at
    cites = tuple(one["id"] for one in cited)
    final_at = instant_of(line.final_at, pointer="/final_at")
    basis, judge = basis_of(line), judge_of(line, story, on)
    command: PredictionCommand
    if is_annulment:
        command = AnnulPrediction(
            reason=choice(line.reason or "ambiguous", AnnulmentReason, pointer="/reason"),
            known_at=known_at,
            effective_at=effective_at,
            basis=basis,
            judged_by=judge,
            final_at=final_at,
            cites=cites,
            note=line.note,
        )
    else:
        command = ResolvePrediction(
            outcome=line.outcome,
            known_at=known_at,
            effective_at=effective_at,
            basis=basis,
            judged_by=judge,
            final_at=final_at,
            cites=cites,
            resolved_as_of=as_of,
            reason=line.reason,
            note=line.note,
        )
    uow.decide(predictions, stream_of("prediction", on["id"]), command, past=past)


def _known_at(
    line: ResolutionLine | ReResolutionLine, cited: Sequence[Row], as_of: datetime | None, on: Row
) -> datetime | None:
    stated = instant_of(line.known_at, pointer="/known_at")
    return known_at_of(stated=stated, cited=cited, as_of=as_of, timezone=on["timezone"])


def _is_annulment(line: ResolutionLine, on: Row) -> bool:
    """Whether the word is the annulment and not an option of that name, which no reason stands beside."""
    if line.outcome != ANNULLED:
        return False
    is_option = ANNULLED in msgspec.json.decode(on["options"], type=list[str])
    return not is_option or line.reason in get_args(AnnulmentReason)


def record_grade_line(uow: UnitOfWork, story: Story, line: GradeLine) -> None:
    on = prediction_row(uow, story, line.prediction)
    command = GradePrediction(grader=line.grader, grade=line.grade, graded_at=line_at(line), note=line.note)
    uow.decide(predictions, stream_of("prediction", on["id"]), command)


def record_re_resolution_line(uow: UnitOfWork, story: Story, line: ReResolutionLine) -> None:
    on, past, effective_at = decided(uow, story, line.prediction)
    check_stated(line.outcome, kind=on["judged_as"])
    as_of = as_of_text(story, line.resolved_as_of)
    cited = [development_row(uow, story, one) for one in line.developments]
    command = ReResolvePrediction(
        outcome=line.outcome,
        reason=line.reason,
        effective_at=effective_at,
        judged_by=judge_of(line, story, on),
        known_at=_known_at(line, cited, as_of, on),
        final_at=instant_of(line.final_at, pointer="/final_at"),
        cites=tuple(one["id"] for one in cited),
        resolved_as_of=as_of,
        note=line.note,
    )
    uow.decide(predictions, stream_of("prediction", on["id"]), command, past=past)
