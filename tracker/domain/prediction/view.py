"""A prediction as it is shown: the one place where its columns are computed, from its state and three envelopes.

The present row, the rows of history, lists as of a moment and the answer to a request all come from `row_of`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from tracker.domain.event import RecordedEvent
from tracker.domain.ids import digest_of
from tracker.domain.instants import instant_text, last_day, local
from tracker.domain.prediction.events import JudgedBy, PredictionAnnulled, PredictionRecorded, Settled
from tracker.domain.prediction.outcomes import ANNULLED, Outcome, outcome_text
from tracker.domain.prediction.state import INITIAL, Prediction, closes_of, evolve, judged_as
from tracker.domain.view import View, follow

SETTLING = Settled.__args__
"""The classes of events that give a prediction its outcome."""


def prediction_after(view: View[Prediction] | None, recorded: RecordedEvent) -> View[Prediction]:
    """The view of a prediction after one more event of its stream."""
    return follow(view, recorded, initial=INITIAL, evolve=evolve, decides=SETTLING)


def row_of(view: View[Prediction]) -> dict[str, Any]:
    """Every column of a prediction, by name: instants and outcomes as text, lists and structures as JSON."""
    state, said = view.state, view.state.recorded
    assert said is not None, "nothing remains of its first event"  # noqa: S101 - callers ask before
    return {
        **_question(said),
        **_state(state, said),
        **_outcome(view),
        "version": view.latest.version,
        "run": view.first.import_id,
        "recorded_at": instant_text(view.first.recorded_at),
        "recorded_by": view.first.recorded_by,
        "effective_at": instant_text(view.first.effective_at),
        "made_day": local(view.first.effective_at, said.timezone).date().isoformat(),
    }


def likeness(*, statement: str, closes: str, author: str | None) -> str:
    """The same for the same statement (but for case and spaces), deadline and author."""
    return digest_of(" ".join(statement.casefold().split()), closes, author)


def _question(said: PredictionRecorded) -> dict[str, Any]:
    """What was asked, in the words as they are now."""
    return {
        "id": said.prediction,
        "kind": said.kind,
        "judged_as": judged_as(said),
        "statement": said.statement,
        "criteria": said.criteria,
        "opens": instant_text(said.opens),
        "closes_on": said.closes_on.isoformat() if said.closes_on else None,
        "timezone": said.timezone,
        "author": said.author,
        "essay": said.essay,
        "claim": said.claim,
        "actor": said.actor,
        "topics": _json(said.topics),
        "rule": _maybe_json(said.rule),
        "options": _json(said.options),
        "unit": said.unit,
        "antecedent": _maybe_json(said.antecedent),
        "consequent": _maybe_json(said.consequent),
        "default_outcome": _maybe_outcome(said.default_outcome),
        "settlement": said.settlement,
        "supersedes": said.supersedes,
        "note": said.note,
        "source": said.imported.name if said.imported else None,
        "external_id": said.imported.external_id if said.imported else None,
        "likeness": likeness(
            statement=said.statement, closes=instant_text(said.closes), author=said.author
        ),
    }  # fmt: skip


def _state(state: Prediction, said: PredictionRecorded) -> dict[str, Any]:
    """How far it has come, who may read it, and what is proposed."""
    closes, proposal = closes_of(state), state.proposal
    return {
        "state": state.status,
        "closes": _maybe_instant(closes),
        "deadline_day": last_day(closes, said.timezone).isoformat() if closes else None,
        "met_at": _maybe_instant(state.met.known_at if state.met else None),
        "visibility": said.visibility,
        "visible_from": _maybe_instant(said.visible_from),
        "amendments": state.amendments,
        "withdrawn_reason": state.withdrawn.reason if state.withdrawn else None,
        "graders": len(state.grades),
        "proposed_outcome": outcome_text(proposal.outcome) if proposal else None,
        "proposed_reason": proposal.reason if proposal else None,
        "proposed_annulment": proposal.annulment if proposal else None,
    }


def _outcome(view: View[Prediction]) -> dict[str, Any]:
    state, settled, decided = view.state, view.state.settled, view.decided
    if settled is None:
        return dict.fromkeys(_OUTCOME) | {"resolution_number": 0, "is_final": 0}
    annulled = settled if isinstance(settled, PredictionAnnulled) else None
    return {
        "resolution_number": settled.resolution_number,
        "resolution_event": decided.event_id if decided else None,
        "resolved_at": instant_text(decided.effective_at) if decided else None,
        "outcome": ANNULLED if isinstance(settled, PredictionAnnulled) else outcome_text(settled.outcome),
        "annulment": annulled.reason if annulled else None,
        "known_at": instant_text(settled.known_at),
        "final_at": instant_text(settled.final_at),
        "is_final": int(state.is_final),
        "judged_by": _judge(settled),
        "basis": settled.basis,
        "reason": annulled.note if annulled else settled.reason,
        "dispute_reason": state.dispute.reason if state.dispute else None,
    }


def _judge(settled: Settled) -> JudgedBy:
    """Who judged; earlier versions wrote `worker` for a rule and a deadline alike."""
    if settled.judged_by != "worker":
        return settled.judged_by
    return "deadline" if settled.basis in {"deadline", "antecedent"} and not settled.cites else "rule"


_OUTCOME = (
    "resolution_event",
    "resolved_at",
    "outcome",
    "annulment",
    "known_at",
    "final_at",
    "judged_by",
    "basis",
    "reason",
    "dispute_reason",
)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _maybe_json(value: object) -> str | None:
    return None if value is None else _json(value)


def _maybe_instant(instant: datetime | None) -> str | None:
    return None if instant is None else instant_text(instant)


def _maybe_outcome(outcome: Outcome | None) -> str | None:
    return None if outcome is None else outcome_text(outcome)
