"""Logging a prediction in one call, with its essay, claim and first forecast where they come along."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.application.access.access import Caller
from tracker.application.access.visibility import may_read, refuse_unseen
from tracker.application.context import AppContext
from tracker.application.recording.authors import find_author
from tracker.application.recording.forecasts import known_prediction, record_said
from tracker.application.transact import UnitOfWork, nothing
from tracker.domain import claim, essay, forecast
from tracker.domain import prediction as predictions
from tracker.domain.claim import Quote, RecordClaim, Stance
from tracker.domain.errors import AlreadyRecorded, Invalid, NotFound
from tracker.domain.essay import RecordEssay, is_address
from tracker.domain.forecast import ForecastInput, Question
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_from_text, instant_text, zone_named
from tracker.domain.prediction.commands import RecordPrediction
from tracker.domain.prediction.events import Antecedent, Consequent, PredictionRecorded
from tracker.domain.prediction.judging import outcome_of
from tracker.domain.prediction.outcomes import check_stated, outcome_text
from tracker.domain.prediction.state import judged_as
from tracker.domain.prediction.view import likeness
from tracker.domain.rules import PredictionLeaf
from tracker.projections.claims import find_claim
from tracker.projections.developments import Label
from tracker.projections.essays import find_essay, find_essay_by_url
from tracker.projections.predictions import find_alike
from tracker.projections.triggers import labels_waited_for, waited_for
from tracker.store.databases.database import Row


class LogPrediction(msgspec.Struct, frozen=True, kw_only=True):
    """One call: the prediction, and what belongs to the call beside it.

    `said` is the first forecast; `essay` an id or an address, recorded with `quote` where they are new; `again` logs it
    although the same is there already.
    """

    prediction: RecordPrediction
    said: ForecastInput = ForecastInput()
    quote: str | None = None
    stance: Stance = "asserts"
    essay: str | None = None
    claim: str | None = None
    again: bool = False


def log_prediction(application: AppContext, uow: UnitOfWork, asked: LogPrediction, *, caller: Caller) -> str:
    """Record the prediction, with its essay, claim and first forecast where given; its id."""
    said = asked.prediction
    timezone = zone_named(said.timezone) or application.timezone
    author = find_author(uow.tx, said.author, own=caller.forecaster)
    claim_id, essay_id = _quoted(uow, asked, caller=caller)
    command = msgspec.structs.replace(
        said,
        prediction=uow.new_entity("prediction"),
        author=author,
        essay=essay_id,
        claim=claim_id,
        supersedes=None if said.supersedes is None else known_prediction(uow.tx, said.supersedes)["id"],
        timezone=timezone,
        visibility=said.visibility or application.visibility,
        now=uow.now,
    )
    recorded = record_prediction(uow, command, caller=caller)
    if not asked.again:
        _refuse_repetition(uow, recorded, caller=caller)
    if asked.said.is_anything:
        question = Question(judged_as=judged_as(recorded), options=recorded.options, closes=recorded.closes)
        past = nothing(forecast)
        record_said(uow, recorded.prediction, author, asked.said, question=question, caller=caller, past=past)
    return recorded.prediction


def record_prediction(uow: UnitOfWork, command: RecordPrediction, *, caller: Caller) -> PredictionRecorded:
    """Decide `command`, whose ids are filled in; the event, every prediction that it names looked up."""
    stream = stream_of("prediction", command.prediction)
    (recorded,) = uow.decide(predictions, stream, command)
    assert isinstance(recorded, PredictionRecorded), "nothing else is decided of it"  # noqa: S101 - programmer error
    _check_references(uow, recorded, caller=caller)
    return recorded


def _check_references(uow: UnitOfWork, recorded: PredictionRecorded, *, caller: Caller) -> None:
    """A rule may name only predictions that stand already; so no rule can wait for itself, however long the way.

    And only outcomes that they can have: a misspelt one would never come, and its negation always. What is withheld
    from the caller can be neither named by a rule nor superseded.
    """
    if recorded.supersedes is not None:
        _refuse_unseen(uow, recorded.supersedes, caller, pointer="/supersedes")
    for leaf in waited_for(recorded):
        if not isinstance(leaf, PredictionLeaf):
            continue
        try:
            row = known_prediction(uow.tx, leaf.prediction)
        except NotFound as unknown:
            raise Invalid.at("/rule", unknown.detail, "unknown_prediction") from None
        _refuse_unseen(uow, leaf.prediction, caller, pointer="/rule")
        check_stated(leaf.outcome, kind=row["judged_as"], pointer="/rule")
        kept = outcome_text(outcome_of(recorded_of(row), leaf.outcome, pointer="/rule"))
        if kept != leaf.outcome:
            raise Invalid.at("/rule", f"that outcome is written {kept!r}", "not_an_outcome")


def _refuse_unseen(uow: UnitOfWork, prediction: str, caller: Caller, *, pointer: str) -> None:
    stream = stream_of("prediction", prediction)
    refuse_unseen(uow.tx, stream, caller, now=uow.now, pointer=pointer)


def labels_of_rules(row: Row) -> list[Label]:
    """The event types, tags and metrics that a prediction waits for."""
    if row["rule"] is None and row["antecedent"] is None:
        return []
    wanted = [label for leaf in waited_for(recorded_of(row)) for label in labels_waited_for(leaf)]
    return [label for label in dict.fromkeys(wanted) if label[0] != "prediction"]


def recorded_of(row: Row) -> PredictionRecorded:
    """As much of the prediction as its rules need."""
    return PredictionRecorded(
        prediction=row["id"],
        kind=row["kind"],
        statement=row["statement"],
        opens=instant_from_text(row["opens"]),
        closes=instant_from_text(row["closes"]),
        timezone=row["timezone"],
        rule=_decoded(row["rule"], dict[str, Any]),
        antecedent=_decoded(row["antecedent"], Antecedent),
        consequent=_decoded(row["consequent"], Consequent),
        options=_decoded(row["options"], tuple[str, ...]),
    )


def _decoded(text: str | None, form: Any) -> Any:
    return None if text is None else msgspec.json.decode(text, type=form)


def _refuse_repetition(uow: UnitOfWork, recorded: PredictionRecorded, *, caller: Caller) -> None:
    """What the caller may not read is no repetition: to say so would tell that it stands."""
    alike = likeness(
        statement=recorded.statement, closes=instant_text(recorded.closes), author=recorded.author
    )
    uow.tx.lock(f"alike {alike}")  # until the end: no unique key says which predictions are alike
    rows = [row for row in find_alike(uow.tx, alike) if may_read(row, caller, now=uow.now)]
    if rows:
        known = rows[0]["id"]
        detail = (
            f"the same statement, deadline and author is {known} already; say again: true to log it once more"
        )
        raise AlreadyRecorded(detail, address=f"/v1/predictions/{known}")


def _quoted(uow: UnitOfWork, asked: LogPrediction, *, caller: Caller) -> tuple[str | None, str | None]:
    """The claim and the essay it is read from: known ones, or recorded now where they are new."""
    if asked.claim is not None:
        row = find_claim(uow.tx, asked.claim)
        if row is None:
            raise Invalid.at("/claim", f"there is no claim {asked.claim!r}", "unknown_claim")
        stream = stream_of("claim", asked.claim)
        refuse_unseen(uow.tx, stream, caller, now=uow.now, pointer="/claim")
        return str(row["id"]), str(row["essay"])
    essay_id = _essay(uow, asked.essay)
    return _claim(uow, asked, essay_id), essay_id


def _essay(uow: UnitOfWork, wanted: str | None) -> str | None:
    """The essay of that id or address, recorded now where the address is new."""
    if wanted is None:
        return None
    known = find_essay(uow.tx, wanted) or find_essay_by_url(uow.tx, wanted)
    if known is not None:
        return str(known["id"])
    if not is_address(wanted):
        raise Invalid.at(
            "/essay", f"there is no essay {wanted!r}; give its id or its address", "unknown_essay"
        )
    new = uow.new_entity("essay")
    uow.decide(essay, stream_of("essay", new), RecordEssay(essay=new, url=wanted))
    return new


def _claim(uow: UnitOfWork, asked: LogPrediction, essay_id: str | None) -> str | None:
    if asked.quote is None:
        return None
    if essay_id is None:
        raise Invalid.at("/essay", "a quote needs the essay it stands in", "required")
    new = uow.new_entity("claim")
    command = RecordClaim(claim=new, essay=essay_id, stance=asked.stance, quote=Quote(exact=asked.quote))
    uow.decide(claim, stream_of("claim", new), command)
    return new
