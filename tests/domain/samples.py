"""Events and commands with everything required filled in, each field open to change."""

from datetime import UTC, datetime, timedelta

from tracker.domain.development import DevelopmentRecorded, RecordDevelopment
from tracker.domain.instants import instant_text
from tracker.domain.prediction.commands import (
    Condition,
    Consequence,
    GradePrediction,
    LinkEvidence,
    RecordPrediction,
    ReResolvePrediction,
    ResolvePrediction,
)
from tracker.domain.prediction.events import (
    Antecedent,
    AntecedentMet,
    Consequent,
    EvidenceLinked,
    OutcomeProposed,
    PredictionAnnulled,
    PredictionDisputed,
    PredictionFinalized,
    PredictionGraded,
    PredictionRecorded,
    PredictionResolved,
)

OPENS = datetime(2025, 1, 1, tzinfo=UTC)
CLOSES = datetime(2025, 7, 1, tzinfo=UTC)
NOW = datetime(2025, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
PREDICTION = "prd_0000000001"
BY = datetime(2025, 5, 1, tzinfo=UTC)
CONDITION = {"event_type": "they.meet"}


def recorded(**changes):
    return PredictionRecorded(
        **{
            "prediction": PREDICTION,
            "kind": "binary",
            "statement": "The cabinet resigns",
            "opens": OPENS,
            "closes": CLOSES,
            "timezone": "UTC",
            **changes,
        }
    )


def conditional(*, within_days=None, judged_as="binary", rule=CONDITION, **changes):
    """A prediction that waits until BY for its condition."""
    return recorded(
        **{
            "kind": "conditional",
            "antecedent": Antecedent(statement="They meet", by=BY, rule=rule),
            "consequent": Consequent(kind=judged_as, within_days=within_days),
            **changes,
        }
    )


def stating(event, *, now=None):
    """The command that states `event`: its instants and days as text."""
    fields = {
        name: getattr(event, name) for name in RecordPrediction.__struct_fields__ if hasattr(event, name)
    }
    if event.antecedent is not None:
        by = _day_or_instant(event.antecedent.by_on, event.antecedent.by)
        fields["antecedent"] = Condition(
            statement=event.antecedent.statement, by=by, rule=event.antecedent.rule
        )
    if event.consequent is not None:
        days = event.consequent.within_days
        fields["consequent"] = Consequence(type=event.consequent.kind, within_days=days)
    if event.visible_from is not None:
        fields["visible_from"] = instant_text(event.visible_from)
    deadline = _day_or_instant(event.closes_on, event.closes)
    return RecordPrediction(**fields | {"opens": instant_text(event.opens), "deadline": deadline, "now": now})


def _day_or_instant(day, at):
    return instant_text(at) if day is None else day.isoformat()


def met(**changes):
    fields = {"known_at": NOW, "closes": CLOSES, "basis": "rule", "judged_by": "worker"}
    return AntecedentMet(prediction=PREDICTION, **(fields | changes))


def resolve(**changes):
    return ResolvePrediction(
        **{
            "outcome": "yes",
            "known_at": NOW,
            "effective_at": NOW,
            "basis": "person",
            "judged_by": "author",
            **changes,
        }
    )


def re_resolve(**changes):
    return ReResolvePrediction(
        **{
            "outcome": "no",
            "reason": "the report was wrong",
            "effective_at": LATER,
            "judged_by": "author",
            **changes,
        }
    )


def resolved(**changes):
    return PredictionResolved(
        **{
            "prediction": PREDICTION,
            "resolution_number": 1,
            "outcome": "yes",
            "known_at": NOW,
            "final_at": NOW,
            "basis": "person",
            "judged_by": "author",
            **changes,
        }
    )


def finalized(number=1):
    return PredictionFinalized(prediction=PREDICTION, resolution_number=number)


def linked(**changes):
    return EvidenceLinked(
        **{"prediction": PREDICTION, "development": "dev_0000000001", "bearing": "supports", **changes}
    )


def link(**changes):
    """The command that `linked` follows from."""
    return LinkEvidence(**{"development": "dev_0000000001", "bearing": "supports", **changes})


def development(**changes):
    return DevelopmentRecorded(
        **{
            "development": "dev_0000000001",
            "headline": "The cabinet resigns",
            "timezone": "UTC",
            "occurred_at": NOW,
            **changes,
        }
    )


def telling(event, command=RecordDevelopment, *, now=NOW):
    """The command that tells what `event` does: its day and instant as text."""
    fields = {name: getattr(event, name) for name in command.__struct_fields__ if hasattr(event, name)}
    on, at = event.occurred_on, event.occurred_at
    fields["occurred_on"] = None if on is None else on.isoformat()
    fields["occurred_at"] = None if at is None else instant_text(at)
    return command(**fields | {"sources": event.source_urls, "now": now})


def proposed(**changes):
    fields = {
        "resolution_number": 1,
        "outcome": "yes",
        "known_at": NOW,
        "basis": "rule",
        "cites": ("dev_0000000001",),
    }
    return OutcomeProposed(prediction=PREDICTION, **(fields | changes))


def annulled(**changes):
    fields = {
        "resolution_number": 1,
        "reason": "ambiguous",
        "known_at": NOW,
        "final_at": NOW,
        "basis": "person",
        "judged_by": "author",
    }
    return PredictionAnnulled(prediction=PREDICTION, **(fields | changes))


def disputed(number=1, reason="not so"):
    return PredictionDisputed(prediction=PREDICTION, resolution_number=number, reason=reason)


def graded(grader="a", grade=4, *, at=NOW, note=None):
    return PredictionGraded(prediction=PREDICTION, grader=grader, grade=grade, graded_at=at, note=note)


def vote(grader="a", grade=4, *, at=NOW, note=None):
    """The command that `graded` follows from."""
    return GradePrediction(grader=grader, grade=grade, graded_at=at, note=note)
