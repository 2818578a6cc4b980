"""Stating forecasts, and taking one back."""

from __future__ import annotations

import msgspec

from tracker.application.access.access import Caller, require
from tracker.application.access.visibility import refuse_unseen
from tracker.application.context import AppContext
from tracker.application.recording.authors import find_author
from tracker.application.transact import Past, UnitOfWork
from tracker.domain import forecast
from tracker.domain.claim import ProbabilitySource
from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.forecast import Forecast, ForecastInput, Question, StateForecast, UndoForecast
from tracker.domain.ids import entity_id, stream_of
from tracker.domain.instants import instant_from_text
from tracker.projections.forecasts import find_forecast
from tracker.projections.predictions import find_prediction
from tracker.store.databases.database import Row, Transaction

_AS_ASKED = {"/p": "/probability"}
"""The event calls `p` what a request calls `probability`."""


def state_forecast(
    uow: UnitOfWork, prediction: str, said: ForecastInput, *, forecaster: str | None = None, caller: Caller
) -> str:
    """Record another forecast on a prediction, by default the caller's own; its id."""
    row = known_prediction(uow.tx, prediction)
    by = find_author(uow.tx, forecaster, own=caller.forecaster, pointer="/forecaster")
    if not said.is_anything:
        raise Invalid.at("/probability", "say how likely it is", "required")
    refuse_settled(row)
    return record_said(uow, prediction, by, said, question=question_of(row), caller=caller)


def record_said(
    uow: UnitOfWork,
    prediction: str,
    forecaster: str,
    said: ForecastInput,
    *,
    question: Question,
    caller: Caller,
    past: Past[Forecast] | None = None,
) -> str:
    """Record what `forecaster` says now, behind `past` where that is known; the forecast's id.

    Raises `Forbidden` where the forecaster is not the caller's and its key may not assign numbers.
    """
    if forecaster != caller.forecaster:
        require(caller, "assign")
    # Its events stand in the stream of prediction and forecaster: there is no stream of its own to be taken.
    new = entity_id("forecast", uow.ids.peek())
    command = StateForecast(
        said=said,
        forecast=new,
        prediction=prediction,
        forecaster=forecaster,
        probability_source=_source_of(said, author=forecaster, own=caller.forecaster),
        made_at=uow.now,
        question=question,
        now=uow.now,
    )
    try:
        uow.decide(forecast, stream_of("forecast", prediction, forecaster), command, past=past)
    except Invalid as refusal:
        raise refusal.renamed(_AS_ASKED) from None
    return new


def undo_forecast(application: AppContext, uow: UnitOfWork, forecast_id: str, *, caller: Caller) -> str:
    """Take back a forecast that the same key stated a moment ago; the prediction's id."""
    row = find_forecast(uow.tx, forecast_id)
    stream = stream_of("forecast", row["prediction"], row["forecaster"])
    refuse_unseen(uow.tx, stream, caller, now=uow.now)
    on = known_prediction(uow.tx, row["prediction"])
    if on["resolution_number"] > 0:
        raise Conflict("it has an outcome: its forecasts stay")
    command = UndoForecast(
        forecast=forecast_id,
        is_own=row["recorded_by"] == caller.key,
        now=uow.now,
        until=instant_from_text(row["recorded_at"]) + application.undo_window,
    )
    uow.decide(forecast, stream, command)
    return str(row["prediction"])


def question_of(row: Row) -> Question:
    """What a forecast on the prediction of `row` must answer to."""
    return Question(
        judged_as=row["judged_as"],
        options=tuple(msgspec.json.decode(row["options"], type=list[str])),
        closes=instant_from_text(row["closes"]),
    )


def refuse_settled(row: Row) -> None:
    """Nothing is said any more about what has an outcome or was withdrawn."""
    if row["resolution_number"] > 0:
        raise Conflict("it has an outcome: no forecast can be added any more")
    if row["withdrawn_reason"] is not None:
        raise Conflict("it was withdrawn: no forecast can be added any more")


def known_prediction(tx: Transaction, prediction: str) -> Row:
    """The prediction's present row. Raises `NotFound`, also for one that was taken back."""
    row = find_prediction(tx, prediction)
    if row is None or row["state"] == "undone":
        raise NotFound(f"there is no prediction {prediction}")
    return row


def _source_of(said: ForecastInput, *, author: str, own: str | None) -> ProbabilitySource:
    """Who gave the number: the key's own author, in figures or in words, or somebody else who assigned it."""
    if author != own:
        return "analyst_imputed"
    return "author_verbal" if said.is_verbal else "author_numeric"
