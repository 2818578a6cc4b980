"""Recording how a story's predictions came out: resolutions, changes of them, grades."""

from __future__ import annotations

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
from tracker.application.transact import UnitOfWork
from tracker.application.work.settlement_evidence import happened_in
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


def record_resolution_line(uow: UnitOfWork, story: Story, line: ResolutionLine) -> None:
    on, past, effective_at = decided(uow, story, line.prediction)
    cited = [development_row(uow, story, one) for one in line.developments]
    if line.outcome != ANNULLED:
        check_stated(line.outcome, kind=on["judged_as"])
    as_of = as_of_text(story, line.resolved_as_of)
    known_at = instant_of(line.known_at, pointer="/known_at") or min(
        (happened_in(one, on["timezone"]) for one in cited), default=as_of or effective_at
    )
    cites = tuple(one["id"] for one in cited)
    final_at = instant_of(line.final_at, pointer="/final_at")
    basis, judge = basis_of(line), judge_of(line, story, on)
    command: PredictionCommand
    if line.outcome == ANNULLED:
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


def record_grade_line(uow: UnitOfWork, story: Story, line: GradeLine) -> None:
    on = prediction_row(uow, story, line.prediction)
    command = GradePrediction(grader=line.grader, grade=line.grade, graded_at=line_at(line), note=line.note)
    uow.decide(predictions, stream_of("prediction", on["id"]), command)


def record_re_resolution_line(uow: UnitOfWork, story: Story, line: ReResolutionLine) -> None:
    on, past, effective_at = decided(uow, story, line.prediction)
    check_stated(line.outcome, kind=on["judged_as"])
    as_of = as_of_text(story, line.resolved_as_of)
    command = ReResolvePrediction(
        outcome=line.outcome,
        reason=line.reason,
        effective_at=effective_at,
        judged_by=judge_of(line, story, on),
        known_at=instant_of(line.known_at, pointer="/known_at") or as_of,
        final_at=instant_of(line.final_at, pointer="/final_at"),
        cites=tuple(development_row(uow, story, one)["id"] for one in line.developments),
        resolved_as_of=as_of,
        note=line.note,
    )
    uow.decide(predictions, stream_of("prediction", on["id"]), command, past=past)
