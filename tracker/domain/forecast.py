"""A forecast: a probability for a prediction, by a forecaster, at a time; one stream per (prediction, forecaster)."""

from __future__ import annotations

import math
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Any, ClassVar, assert_never

import msgspec
from msgspec import Meta

from tracker.domain import limits
from tracker.domain.claim import ProbabilitySource
from tracker.domain.errors import Conflict, Invalid
from tracker.domain.event import Command, Event, Instant, Name, Note, Probability, Slug
from tracker.domain.instants import parse_instant
from tracker.domain.prediction.events import JudgedKind
from tracker.domain.probability import parse_probability, reads_as_number
from tracker.domain.redaction import ForecastRedacted
from tracker.scoring.verbal import DEFAULT_SCALE, SCALES, Term, read_term

SUM_TOLERANCE = 1e-9
LEVELS_NEEDED = (0.1, 0.5, 0.9)

Probabilities = dict[Name, Probability]
Quantiles = Annotated[tuple[tuple[Probability, float], ...], Meta(max_length=limits.QUANTILES_MAX)]
Knots = Annotated[tuple[tuple[Instant, Probability], ...], Meta(max_length=limits.CDF_KNOTS_MAX)]

# Events


class ForecastStated(Event, frozen=True, kw_only=True):
    """`made_at` is when it was said; for an imported forecast it decides what was in force, and `seq` breaks ties.

    One of: `p` for yes/no and graded predictions; `probabilities` by option; `quantiles` as (level, value); `cdf` as
    (instant, probability that it happened by then). A number said in words keeps its `term` and `scale`, with `p` in
    the middle of the range `low` to `high`; a word that carries no number ("may") has no `p` and is never scored.
    """

    TYPE: ClassVar[str] = "forecast.stated"

    forecast: str
    prediction: str
    forecaster: str
    p: Probability | None = None
    probability_source: ProbabilitySource
    made_at: Instant
    as_said: Name | None = None
    seq: Annotated[int, Meta(ge=0, le=limits.SEQ_MAX)] | None = None
    note: Note | None = None
    term: Name | None = None
    scale: Slug | None = None
    low: Probability | None = None
    high: Probability | None = None
    probabilities: Probabilities | None = None
    quantiles: Quantiles | None = None
    cdf: Knots | None = None


class ForecastUndone(Event, frozen=True):
    """Taken back by the key that recorded it, minutes later: it stays in the history and counts nowhere."""

    TYPE: ClassVar[str] = "forecast.undone"

    forecast: str
    prediction: str
    forecaster: str


ForecastEvent = ForecastStated | ForecastUndone | ForecastRedacted

# Commands


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a forecast must answer to: how the prediction is judged (None: a thesis), its options, and its deadline.

    `closes` is None for an imported forecast, which may lie after the deadline.
    """

    judged_as: JudgedKind | None = "binary"
    options: tuple[str, ...] = ()
    closes: datetime | None = None


class ForecastInput(msgspec.Struct, frozen=True, kw_only=True):
    """A forecast as it is stated: a number or a word, or one of the distributions.

    `probability` is a number, "40%" or a word of `scale`, as people write it; another tracker gives the two apart, as
    `p` and `term`. The instants of `cdf` are the text that was written.
    """

    probability: float | str | None = None
    p: float | None = None
    term: str | None = None
    scale: str | None = None
    probabilities: dict[str, float] | None = None
    quantiles: tuple[tuple[float, float], ...] | None = None
    cdf: tuple[tuple[str, float], ...] | None = None
    note: str | None = None

    @property
    def is_anything(self) -> bool:
        """Whether it says how likely anything is."""
        forms = (self.probability, self.p, self.term, self.probabilities, self.quantiles, self.cdf)
        return any(form is not None for form in forms)

    @property
    def is_verbal(self) -> bool:
        """Whether `probability` is a word and no number."""
        return isinstance(self.probability, str) and not reads_as_number(self.probability)


class StateForecast(Command, frozen=True):
    """What `forecaster` said at `made_at`; `now` is the live clock, None for old forecasts."""

    said: ForecastInput
    forecast: str
    prediction: str
    forecaster: str
    probability_source: ProbabilitySource
    made_at: datetime
    question: Question
    seq: int | None = None
    now: datetime | None = None


class UndoForecast(Command, frozen=True):
    """Take it back; `is_own` says whether the key that recorded it asks, `until` when that ends."""

    forecast: str
    is_own: bool
    now: datetime
    until: datetime


ForecastCommand = StateForecast | UndoForecast

# State


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """Every forecast that stands, in the order of recording, and the ids of those taken back."""

    stated: tuple[ForecastStated, ...] = ()
    undone: frozenset[str] = frozenset()


INITIAL = Forecast()


def decide(command: ForecastCommand, state: Forecast) -> list[ForecastEvent]:
    """The events that follow from `command`, or a refusal."""
    match command:
        case StateForecast():
            _check_open(command)
            stated = _stated(command)
            check_shape(stated, command.question)
            return [stated]
        case UndoForecast():
            return _undo(command, state)
        case _:
            assert_never(command)


def evolve(state: Forecast, event: ForecastEvent) -> Forecast:
    """The state after `event`."""
    match event:
        case ForecastStated():
            return msgspec.structs.replace(state, stated=(*state.stated, event))
        case ForecastUndone():
            kept = tuple(one for one in state.stated if one.forecast != event.forecast)
            return Forecast(stated=kept, undone=state.undone | {event.forecast})
        case ForecastRedacted():
            return state
        case _:
            assert_never(event)


def check_shape(stated: ForecastStated, question: Question) -> None:
    """Refuse a forecast that its prediction's kind cannot score, naming the field that it wants."""
    match question.judged_as:
        case "binary" | "graded":
            _want(stated, "p", is_given=stated.p is not None or stated.term is not None)
        case "categorical" | "ordered":
            _want(stated, "probabilities", is_given=stated.probabilities is not None)
            _check_probabilities(stated.probabilities or {}, question.options)
        case "numeric":
            _want(stated, "quantiles", is_given=stated.quantiles is not None)
            _check_quantiles(stated.quantiles or ())
        case "date":
            _want(stated, "cdf", is_given=stated.cdf is not None)
            _check_cdf(stated.cdf or ())
        case None:
            raise Invalid.at(
                "", "a thesis takes no forecast: evidence for and against is all it gets", "no_forecast"
            )
        case _:
            assert_never(question.judged_as)


def _stated(command: StateForecast) -> ForecastStated:
    """The numbers of what was said, and the words that they were said in."""
    said = command.said
    cdf = None if said.cdf is None else _as_instants(said.cdf)
    return ForecastStated(
        forecast=command.forecast,
        prediction=command.prediction,
        forecaster=command.forecaster,
        probability_source=command.probability_source,
        made_at=command.made_at,
        as_said=None if said.probability is None else str(said.probability),
        seq=command.seq,
        note=said.note,
        probabilities=said.probabilities,
        quantiles=said.quantiles,
        cdf=cdf,
        **_number_of(said),
    )


def _number_of(said: ForecastInput) -> dict[str, Any]:
    """The fields of the event that hold a number or a word."""
    if said.term is not None:
        if said.p is not None:
            raise Invalid.at("/p", "give a number or a word, not both", "ambiguous")
        return _word_of(said.term, said.scale, pointer="/term")
    if said.probability is None:
        return {"p": said.p}
    if isinstance(said.probability, str) and said.is_verbal:
        return _word_of(said.probability, said.scale, pointer="/probability")
    return {"p": parse_probability(said.probability)}


def _word_of(term: str, scale: str | None, *, pointer: str) -> dict[str, Any]:
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


def _as_instants(cdf: tuple[tuple[str, float], ...]) -> tuple[tuple[datetime, float], ...]:
    return tuple((parse_instant(at, pointer=f"/cdf/{n}/0"), p) for n, (at, p) in enumerate(cdf))


def _check_open(command: StateForecast) -> None:
    closes = command.question.closes
    if command.now is not None and closes is not None and command.now >= closes:
        raise Conflict("the deadline has passed: no forecast can be added any more")


def _undo(command: UndoForecast, state: Forecast) -> list[ForecastEvent]:
    if command.forecast in state.undone:
        return []
    stated = next((one for one in state.stated if one.forecast == command.forecast), None)
    if stated is None or not command.is_own:
        raise Conflict("only the key that recorded it can take it back")
    if command.now >= command.until:
        raise Conflict("it can no longer be taken back: state a new one")
    return [
        ForecastUndone(forecast=stated.forecast, prediction=stated.prediction, forecaster=stated.forecaster)
    ]


def _want(stated: ForecastStated, wanted: str, *, is_given: bool) -> None:
    for name in ("p", "probabilities", "quantiles", "cdf"):
        if name != wanted and getattr(stated, name) is not None:
            raise Invalid.at(f"/{name}", f"this prediction is forecast by {wanted}", "not_of_this_kind")
    if wanted != "p" and stated.term is not None:
        raise Invalid.at("/p", f"this prediction is forecast by {wanted}, not in words", "not_of_this_kind")
    if not is_given:
        raise Invalid.at(f"/{wanted}", f"a forecast on this prediction needs {wanted}", "required")


def _check_probabilities(probabilities: Probabilities, options: tuple[str, ...]) -> None:
    pointer = "/probabilities"
    if set(probabilities) != set(options):
        raise Invalid.at(
            pointer, f"give a probability for each option: {', '.join(options)}", "not_the_options"
        )
    total = math.fsum(probabilities.values())
    if abs(total - 1) > SUM_TOLERANCE:
        raise Invalid.at(pointer, f"the probabilities add up to {total:g}, not to 1", "not_a_distribution")


def _check_quantiles(quantiles: Quantiles) -> None:
    pointer = "/quantiles"
    levels = [level for level, _ in quantiles]
    if any(not 0 < level < 1 for level in levels):
        raise Invalid.at(pointer, "a quantile's level lies between 0 and 1", "out_of_range")
    if any(high <= low for low, high in pairwise(levels)):
        raise Invalid.at(pointer, "the levels must rise", "not_a_distribution")
    missing = [f"{need:g}" for need in LEVELS_NEEDED if need not in levels]
    if missing:
        raise Invalid.at(pointer, f"the levels {', '.join(missing)} are missing", "required")
    if any(abs(low + high - 1) > SUM_TOLERANCE for low, high in zip(levels, reversed(levels), strict=True)):
        raise Invalid.at(pointer, "the levels must lie evenly about 0.5", "not_a_distribution")
    if any(high < low for (_, low), (_, high) in pairwise(quantiles)):
        raise Invalid.at(pointer, "the values may not fall", "not_a_distribution")


def _check_cdf(cdf: Knots) -> None:
    if not cdf:
        raise Invalid.at("/cdf", "give at least one [instant, probability]", "required")
    if any(later <= sooner for (sooner, _), (later, _) in pairwise(cdf)):
        raise Invalid.at("/cdf", "the instants must rise", "not_a_distribution")
    if any(high < low for (_, low), (_, high) in pairwise(cdf)):
        raise Invalid.at("/cdf", "the probabilities may not fall", "not_a_distribution")
