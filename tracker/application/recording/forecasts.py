"""Stating forecasts: what was said, in numbers or in words, turned into what is kept; and taking one back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from tracker.application.access.access import Caller
from tracker.application.access.visibility import refuse_unseen
from tracker.application.context import Application
from tracker.application.recording.authors import find_author
from tracker.application.transact import Past, Writing
from tracker.domain import forecast
from tracker.domain.claim import ProbabilitySource
from tracker.domain.errors import Conflict, Fault, Invalid, NotFound
from tracker.domain.forecast import Forecast, ForecastStated, Question, StateForecast, UndoForecast
from tracker.domain.ids import entity_id, stream_of
from tracker.domain.instants import instant_from_text, parse_instant
from tracker.domain.probability import parse_probability, reads_as_number
from tracker.projections.forecasts import find_forecast
from tracker.projections.predictions import find_prediction
from tracker.scoring.verbal import DEFAULT_SCALE, SCALES, Term, read_term
from tracker.store.databases.database import Row, Transaction


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A forecast as it came: a probability (a number, "40%" or a word of `scale`), or one of the distributions."""

    probability: float | str | None = None
    scale: str | None = None
    probabilities: dict[str, float] | None = None
    quantiles: tuple[tuple[float, float], ...] | None = None
    cdf: tuple[tuple[str, float], ...] | None = None
    note: str | None = None

    @property
    def is_anything(self) -> bool:
        forms = (self.probability, self.probabilities, self.quantiles, self.cdf)
        return any(form is not None for form in forms)


class ForecastEntry(Said, frozen=True, kw_only=True):
    forecaster: str | None = None


def state_forecast(writing: Writing, prediction: str, entry: ForecastEntry, *, caller: Caller) -> str:
    """Record another forecast on a prediction; its id."""
    row = known_prediction(writing.tx, prediction)
    forecaster = find_author(writing.tx, entry.forecaster, own=caller.forecaster, pointer="/forecaster")
    if not entry.is_anything:
        raise Invalid.at("/probability", "say how likely it is", "required")
    refuse_settled(row)
    return record_said(
        writing,
        prediction,
        forecaster,
        entry,
        question=question_of(row),
        source=source_of(entry, author=forecaster, own=caller.forecaster),
    )


def record_said(
    writing: Writing,
    prediction: str,
    forecaster: str,
    said: Said,
    *,
    question: Question,
    source: ProbabilitySource,
    past: Past[Forecast] | None = None,
) -> str:
    """Record what `forecaster` says now, behind `past` where that is known; the forecast's id."""
    # Its events stand in the stream of prediction and forecaster: there is no stream of its own to be taken.
    new = entity_id("forecast", writing.ids.peek())
    as_said = None if said.probability is None else str(said.probability)
    stated = ForecastStated(
        forecast=new,
        prediction=prediction,
        forecaster=forecaster,
        probability_source=source,
        made_at=writing.now,
        as_said=as_said,
        note=said.note,
        **numbers_of(said),
    )
    command = StateForecast(proposed=stated, question=question, now=writing.now)
    try:
        writing.decide(forecast, stream_of("forecast", prediction, forecaster), command, past=past)
    except Invalid as refusal:
        raise Invalid(refusal.detail, faults=tuple(_as_asked(fault) for fault in refusal.faults)) from None
    return new


def _as_asked(fault: Fault) -> Fault:
    """The event calls `p` what a request calls `probability`."""
    return Fault("/probability", fault.detail, fault.code) if fault.pointer == "/p" else fault


def undo_forecast(application: Application, writing: Writing, forecast_id: str, *, caller: Caller) -> str:
    """Take back a forecast that the same key stated a moment ago; the prediction's id."""
    row = find_forecast(writing.tx, forecast_id)
    stream = stream_of("forecast", row["prediction"], row["forecaster"])
    refuse_unseen(writing.tx, stream, caller, now=writing.now)
    on = known_prediction(writing.tx, row["prediction"])
    if on["resolution_number"] > 0:
        raise Conflict("it has an outcome: its forecasts stay")
    command = UndoForecast(
        forecast=forecast_id,
        is_own=row["recorded_by"] == caller.key,
        now=writing.now,
        until=instant_from_text(row["recorded_at"]) + application.undo_window,
    )
    writing.decide(forecast, stream, command)
    return str(row["prediction"])


def numbers_of(said: Said) -> dict[str, Any]:
    """The fields of a `ForecastStated` that hold what was said."""
    cdf = None if said.cdf is None else as_instants(said.cdf)
    forms: dict[str, Any] = {"probabilities": said.probabilities, "quantiles": said.quantiles, "cdf": cdf}
    return {**_probability(said), **{name: form for name, form in forms.items() if form is not None}}


def words_of(term: str, scale: str | None, *, pointer: str = "/probability") -> dict[str, Any]:
    """The fields for a word of a scale: the middle of its range; none for a hedge, which carries no number."""
    scale = scale or DEFAULT_SCALE
    if scale not in SCALES:
        detail = f"{scale!r} is not one of the scales {', '.join(SCALES)}"
        raise Invalid.at("/scale", detail, "unknown_scale")
    found = read_term(term, scale)
    kept = {"term": term, "scale": scale}
    if isinstance(found, Term):
        return {**kept, "p": found.midpoint, "low": found.low, "high": found.high}
    if found.is_hedge:
        return kept
    detail = f"{term!r} is not on the scale {scale}: {', '.join(SCALES[scale])}; or write 40% or 0.4"
    raise Invalid.at(pointer, detail, "unknown_term")


def source_of(said: Said, *, author: str, own: str | None) -> ProbabilitySource:
    """Who gave the number: the key's own author, in figures or in words, or somebody else who assigned it."""
    if author != own:
        return "analyst_imputed"
    return "author_verbal" if _is_verbal(said) else "author_numeric"


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


def _is_verbal(said: Said) -> bool:
    return isinstance(said.probability, str) and not reads_as_number(said.probability)


def _probability(said: Said) -> dict[str, Any]:
    if said.probability is None:
        return {}
    if isinstance(said.probability, str) and _is_verbal(said):
        return words_of(said.probability, said.scale)
    return {"p": parse_probability(said.probability)}


def as_instants(cdf: tuple[tuple[str, float], ...]) -> tuple[tuple[datetime, float], ...]:
    """A distribution over dates with its instants read."""
    return tuple((parse_instant(at, pointer=f"/cdf/{n}/0"), p) for n, (at, p) in enumerate(cdf))
