"""Logging a prediction in one call, and adding forecasts to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from tracker.application.access import Caller
from tracker.application.application import Application
from tracker.application.authors import find_author, probability_source
from tracker.application.transact import Past, Writing, nothing
from tracker.domain import claim, essay, forecast
from tracker.domain import prediction as predictions
from tracker.domain.claim import ClaimRecorded, Quote, RecordClaim, Stance
from tracker.domain.errors import AlreadyRecorded, Conflict, Invalid, NotBuilt, NotFound
from tracker.domain.essay import EssayRecorded, RecordEssay
from tracker.domain.forecast import ForecastStated, StateForecast
from tracker.domain.ids import entity_id, stream_of
from tracker.domain.instants import (
    instant_from_text,
    instant_text,
    is_bare_date,
    parse_begin,
    parse_date,
    parse_end,
    zone,
)
from tracker.domain.prediction.decisions import RecordPrediction, binary_outcome
from tracker.domain.prediction.events import PredictionRecorded, Settlement
from tracker.domain.probability import parse_probability
from tracker.domain.rules import EventLeaf, Window, leaves, parse_rule
from tracker.projections.essays import find_essay, find_essay_by_url
from tracker.projections.predictions import find_alike, find_prediction, likeness
from tracker.store.database import Row, Transaction


class PredictionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The one-call entry as it came: only statement and deadline are needed."""

    statement: str
    deadline: str
    probability: float | str | None = None
    criteria: str | None = None
    quote: str | None = None
    stance: Stance = "asserts"
    essay: str | None = None
    author: str | None = None
    topics: tuple[str, ...] = ()
    opens: str | None = None
    timezone: str | None = None
    kind: str = "binary"
    rule: dict[str, Any] | None = None
    default_outcome: str | None = None
    settlement: str = "confirm"
    actor: str | None = None
    actor_ended: str | None = None
    visibility: str = "public"
    note: str | None = None
    again: bool = False


class ForecastEntry(msgspec.Struct, frozen=True, kw_only=True):
    probability: float | str
    forecaster: str | None = None
    note: str | None = None


def log_prediction(
    application: Application, writing: Writing, entry: PredictionEntry, *, caller: Caller
) -> str:
    """Record the prediction, with its essay, claim and first forecast where given; its id."""
    timezone = entry.timezone or application.timezone
    zone(timezone)
    author = find_author(writing.tx, entry.author, own=caller.forecaster)
    deadline = parse_end(entry.deadline, timezone, pointer="/deadline")
    if not entry.again:
        _refuse_repetition(writing.tx, entry, deadline=deadline, author=author)
    probability = None if entry.probability is None else parse_probability(entry.probability)
    essay_id = _essay(writing, entry.essay)
    claim_id = _claim(writing, entry, essay_id)
    prediction = writing.new_entity("prediction")
    recorded = PredictionRecorded(
        prediction=prediction,
        kind=only(entry.kind, "binary", pointer="/type"),
        statement=entry.statement,
        opens=parse_begin(entry.opens, timezone, pointer="/opens") if entry.opens else writing.now,
        closes=deadline,
        closes_on=bare_date(entry.deadline),
        timezone=timezone,
        criteria=entry.criteria,
        author=author,
        essay=essay_id,
        claim=claim_id,
        actor=entry.actor,
        actor_ended=only(entry.actor_ended, "resolve_default", None, pointer="/actor_ended"),
        topics=topics(entry.topics),
        rule=entry.rule,
        default_outcome=binary_outcome(entry.default_outcome, pointer="/default_outcome")
        if entry.default_outcome
        else None,
        settlement=settlement(entry.settlement),
        visibility=only(entry.visibility, "public", pointer="/visibility"),
        note=entry.note,
    )
    command = RecordPrediction(proposed=recorded, now=writing.now)
    writing.decide(predictions, stream_of("prediction", prediction), command)
    if entry.probability is not None and probability is not None:
        source = probability_source(author=author, own=caller.forecaster)
        _state(
            writing,
            prediction,
            author,
            p=probability,
            as_said=entry.probability,
            source=source,
            closes=deadline,
            past=nothing(forecast),
        )
    return prediction


def state_forecast(writing: Writing, prediction: str, entry: ForecastEntry, *, caller: Caller) -> str:
    """Record another forecast on a prediction; its id."""
    row = known_prediction(writing.tx, prediction)
    if row["resolution_number"] > 0:
        raise Conflict("it has an outcome: no forecast can be added any more")
    forecaster = find_author(writing.tx, entry.forecaster, own=caller.forecaster, pointer="/forecaster")
    return _state(
        writing,
        prediction,
        forecaster,
        p=parse_probability(entry.probability),
        as_said=entry.probability,
        source=probability_source(author=forecaster, own=caller.forecaster),
        closes=instant_from_text(row["closes"]),
        note=entry.note,
    )


def known_prediction(tx: Transaction, prediction: str) -> Row:
    """The prediction's present row. Raises `NotFound`."""
    row = find_prediction(tx, prediction)
    if row is None:
        raise NotFound(f"there is no prediction {prediction}")
    return row


def topics(words: tuple[str, ...]) -> tuple[str, ...]:
    """Topics in the form in which they are compared, each once."""
    folded = tuple(dict.fromkeys(word.strip().casefold() for word in words))
    if any(not word or "|" in word for word in folded):
        raise Invalid.at("/topics", "a topic is a word such as ukraine", "not_a_word")
    return folded


def settlement(word: str) -> Settlement:
    """How a worker's finding becomes the outcome; refuses by name what is not built."""
    built: Settlement = only(word, "confirm", "at_once", pointer="/settlement")
    return built


def only(word: Any, *built: Any, pointer: str) -> Any:
    """`word` where this version can honour it. Raises `NotBuilt` naming what it can."""
    if word in built:
        return word
    supported = ", ".join(str(one) for one in built if one is not None)
    raise NotBuilt.at(pointer, f"{word!r} is not supported by this version yet; it knows {supported}")


def bare_date(text: str) -> date | None:
    """The day that a deadline was stated as, or None for an instant."""
    return parse_date(text, pointer="/deadline") if is_bare_date(text) else None


def unseen_labels(tx: Transaction, row: Row) -> list[str]:
    """The event types and tags of a prediction's rule that no development has borne so far."""
    if row["rule"] is None:
        return []
    schedule = Window(instant_from_text(row["opens"]), instant_from_text(row["closes"]))
    rule = parse_rule(msgspec.json.decode(row["rule"]), schedule=schedule, timezone=row["timezone"])
    wanted = [label for leaf in leaves(rule) for label in _labels(leaf)]
    return [value for kind, value in dict.fromkeys(wanted) if not _is_seen(tx, kind, value)]


def _labels(leaf: EventLeaf) -> list[tuple[str, str]]:
    types = [("event_type", leaf.event_type)] if leaf.event_type is not None else []
    return [*types, *(("tag", tag) for tag in sorted(leaf.tags))]


def _is_seen(tx: Transaction, kind: str, value: str) -> bool:
    sql = "SELECT 1 FROM development_label WHERE kind = :kind AND value = :value LIMIT 1"
    return tx.value(sql, {"kind": kind, "value": value}) is not None


def _refuse_repetition(tx: Transaction, entry: PredictionEntry, *, deadline: datetime, author: str) -> None:
    alike = likeness(statement=entry.statement, closes=instant_text(deadline), author=author)
    row = find_alike(tx, alike)
    if row is not None:
        detail = f"the same statement, deadline and author is {row['id']} already; say again: true to log it once more"
        raise AlreadyRecorded(detail, address=f"/v1/predictions/{row['id']}")


def _essay(writing: Writing, wanted: str | None) -> str | None:
    """The essay of that id or address, recorded now where the address is new."""
    if wanted is None:
        return None
    known = find_essay(writing.tx, wanted) or find_essay_by_url(writing.tx, wanted)
    if known is not None:
        return str(known["id"])
    if not wanted.startswith(("https://", "http://")):
        raise Invalid.at(
            "/essay", f"there is no essay {wanted!r}; give its id or its address", "unknown_essay"
        )
    new = writing.new_entity("essay")
    recorded = EssayRecorded(essay=new, url=wanted)
    writing.decide(essay, stream_of("essay", new), RecordEssay(proposed=recorded))
    return new


def _claim(writing: Writing, entry: PredictionEntry, essay_id: str | None) -> str | None:
    if entry.quote is None:
        return None
    if essay_id is None:
        raise Invalid.at("/essay", "a quote needs the essay it stands in", "required")
    new = writing.new_entity("claim")
    recorded = ClaimRecorded(claim=new, essay=essay_id, stance=entry.stance, quote=Quote(exact=entry.quote))
    writing.decide(claim, stream_of("claim", new), RecordClaim(proposed=recorded))
    return new


def _state(
    writing: Writing,
    prediction: str,
    forecaster: str,
    *,
    p: float,
    as_said: float | str,
    source: Any,
    closes: datetime,
    note: str | None = None,
    past: Past | None = None,
) -> str:
    # Its events stand in the stream of prediction and forecaster: there is no stream of its own to be taken.
    new = entity_id("forecast", writing.ids.peek())
    stated = ForecastStated(
        forecast=new,
        prediction=prediction,
        forecaster=forecaster,
        p=p,
        probability_source=source,
        made_at=writing.now,
        as_said=as_said if isinstance(as_said, str) else str(as_said),
        note=note,
    )
    command = StateForecast(proposed=stated, closes=closes, now=writing.now)
    writing.decide(forecast, stream_of("forecast", prediction, forecaster), command, past=past)
    return new
