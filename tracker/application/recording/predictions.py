"""Logging a prediction in one call, with its essay, claim and first forecast where they come along."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, get_args

import msgspec

from tracker.application.access.access import Caller
from tracker.application.access.visibility import may_read, refuse_unseen
from tracker.application.context import Application
from tracker.application.recording.authors import find_author
from tracker.application.recording.forecasts import Said, known_prediction, record_said, source_of
from tracker.application.transact import Writing, nothing
from tracker.domain import claim, essay, forecast
from tracker.domain import prediction as predictions
from tracker.domain.claim import ClaimRecorded, Quote, RecordClaim, Stance
from tracker.domain.errors import AlreadyRecorded, Invalid, NotFound
from tracker.domain.essay import EssayRecorded, RecordEssay, is_address
from tracker.domain.forecast import Question
from tracker.domain.ids import stream_of
from tracker.domain.instants import (
    instant_from_text,
    instant_text,
    is_bare_date,
    parse_begin,
    parse_date,
    parse_end,
    zone_named,
)
from tracker.domain.prediction.commands import RecordPrediction
from tracker.domain.prediction.events import (
    ActorEnded,
    Antecedent,
    Consequent,
    JudgedKind,
    Kind,
    PredictionRecorded,
    Settlement,
    Visibility,
)
from tracker.domain.prediction.judging import outcome_of
from tracker.domain.prediction.outcomes import check_stated, outcome_text
from tracker.domain.prediction.state import judged_as
from tracker.domain.prediction.view import likeness
from tracker.domain.rules import PredictionLeaf
from tracker.domain.text.words import folded, refuse_disguise
from tracker.projections.claims import find_claim
from tracker.projections.developments import Label
from tracker.projections.essays import find_essay, find_essay_by_url
from tracker.projections.predictions import find_alike
from tracker.projections.triggers import labels_waited_for, waited_for
from tracker.store.databases.database import Row


class AntecedentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The condition as it came: `by` is a day or an instant, by default the deadline."""

    statement: str
    by: str | None = None
    rule: dict[str, Any] | None = None


class ConsequentEntry(msgspec.Struct, frozen=True, kw_only=True):
    type: str = "binary"
    within_days: int | None = None


class PredictionEntry(Said, frozen=True, kw_only=True):
    """The one-call entry as it came: only statement and deadline are needed."""

    statement: str
    deadline: str
    criteria: str | None = None
    quote: str | None = None
    stance: Stance = "asserts"
    essay: str | None = None
    claim: str | None = None
    author: str | None = None
    topics: tuple[str, ...] = ()
    opens: str | None = None
    timezone: str | None = None
    kind: str = "binary"
    options: tuple[str, ...] = ()
    unit: str | None = None
    antecedent: AntecedentEntry | None = None
    consequent: ConsequentEntry | None = None
    rule: dict[str, Any] | None = None
    default_outcome: Any = None
    settlement: str = "confirm"
    actor: str | None = None
    actor_ended: str | None = None
    visibility: str | None = None
    visible_from: str | None = None
    supersedes: str | None = None
    again: bool = False


def log_prediction(
    application: Application, writing: Writing, entry: PredictionEntry, *, caller: Caller
) -> str:
    """Record the prediction, with its essay, claim and first forecast where given; its id."""
    timezone = zone_named(entry.timezone) or application.timezone
    author = find_author(writing.tx, entry.author, own=caller.forecaster)
    deadline = parse_end(entry.deadline, timezone, pointer="/deadline")
    if not entry.again:
        _refuse_repetition(writing, entry, deadline=deadline, author=author, caller=caller)
    claim_id, essay_id = _quoted(writing, entry, caller=caller)
    recorded = PredictionRecorded(
        prediction=writing.new_entity("prediction"),
        kind=choice(entry.kind, Kind, pointer="/type"),
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
        actor_ended=choice(entry.actor_ended, ActorEnded, pointer="/actor_ended"),
        topics=topics(entry.topics),
        rule=entry.rule,
        default_outcome=entry.default_outcome,
        settlement=choice(entry.settlement, Settlement, pointer="/settlement"),
        visibility=choice(entry.visibility, Visibility, pointer="/visibility") or application.visibility,
        note=entry.note,
        options=tuple(option.strip() for option in entry.options),
        unit=entry.unit,
        antecedent=_antecedent(entry, deadline=deadline, timezone=timezone),
        consequent=_consequent(entry),
        visible_from=parse_begin(entry.visible_from, timezone, pointer="/visible_from")
        if entry.visible_from
        else None,
        supersedes=None if entry.supersedes is None else known_prediction(writing.tx, entry.supersedes)["id"],
    )
    check_references(writing, recorded, caller=caller)
    stream = stream_of("prediction", recorded.prediction)
    writing.decide(predictions, stream, RecordPrediction(proposed=recorded, now=writing.now))
    if entry.is_anything:
        _first_forecast(writing, recorded, entry, author=author, own=caller.forecaster)
    return recorded.prediction


def _first_forecast(
    writing: Writing, recorded: PredictionRecorded, entry: PredictionEntry, *, author: str, own: str | None
) -> None:
    said = msgspec.structs.replace(_said_of(entry), note=None)
    question = Question(judged_as=judged_as(recorded), options=recorded.options, closes=recorded.closes)
    source = source_of(said, author=author, own=own)
    record_said(
        writing,
        recorded.prediction,
        author,
        said,
        question=question,
        source=source,
        past=nothing(forecast),
    )


def _said_of(entry: PredictionEntry) -> Said:
    return Said(**{name: getattr(entry, name) for name in Said.__struct_fields__})


def _antecedent(entry: PredictionEntry, *, deadline: datetime, timezone: str) -> Antecedent | None:
    raw = entry.antecedent
    if raw is None:
        return None
    by = parse_end(raw.by, timezone, pointer="/antecedent/by") if raw.by else deadline
    day = bare_date(raw.by) if raw.by else bare_date(entry.deadline)
    return Antecedent(statement=raw.statement, by=by, by_on=day, rule=raw.rule)


def _consequent(entry: PredictionEntry) -> Consequent | None:
    if entry.kind != "conditional":
        return None if entry.consequent is None else Consequent()
    raw = entry.consequent or ConsequentEntry()
    kind = choice(raw.type, JudgedKind, pointer="/consequent/type")
    return Consequent(kind=kind, within_days=raw.within_days)


def choice(word: str | None, form: Any, *, pointer: str) -> Any:
    """`word` where the literal type `form` holds it; None stays None. Raises `Invalid` naming what would do."""
    if word is None or word in get_args(form):
        return word
    raise Invalid.at(pointer, f"{word!r} is not one of {', '.join(get_args(form))}", "not_a_choice")


def check_references(writing: Writing, recorded: PredictionRecorded, *, caller: Caller) -> None:
    """A rule may name only predictions that stand already; so no rule can wait for itself, however long the way.

    And only outcomes that they can have: a misspelt one would never come, and its negation always. What is withheld
    from the caller can be neither named by a rule nor superseded.
    """
    if recorded.supersedes is not None:
        _refuse_unseen(writing, recorded.supersedes, caller, pointer="/supersedes")
    for leaf in waited_for(recorded):
        if not isinstance(leaf, PredictionLeaf):
            continue
        try:
            row = known_prediction(writing.tx, leaf.prediction)
        except NotFound as unknown:
            raise Invalid.at("/rule", unknown.detail, "unknown_prediction") from None
        _refuse_unseen(writing, leaf.prediction, caller, pointer="/rule")
        check_stated(leaf.outcome, kind=row["judged_as"], pointer="/rule")
        kept = outcome_text(outcome_of(recorded_of(row), leaf.outcome, pointer="/rule"))
        if kept != leaf.outcome:
            raise Invalid.at("/rule", f"that outcome is written {kept!r}", "not_an_outcome")


def _refuse_unseen(writing: Writing, prediction: str, caller: Caller, *, pointer: str) -> None:
    stream = stream_of("prediction", prediction)
    refuse_unseen(writing.tx, stream, caller, now=writing.now, pointer=pointer)


def topics(words: tuple[str, ...]) -> tuple[str, ...]:
    """Topics in the form in which they are compared, each once."""
    wanted = tuple(dict.fromkeys(folded(word) for word in words))
    for n, word in enumerate(wanted):
        refuse_disguise(word, pointer=f"/topics/{n}")
        if "|" in word:
            raise Invalid.at("/topics", "a topic is a word such as ukraine", "not_a_word")
    return wanted


def bare_date(text: str) -> date | None:
    """The day that a deadline was stated as, or None for an instant."""
    return parse_date(text, pointer="/deadline") if is_bare_date(text) else None


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


def _refuse_repetition(
    writing: Writing, entry: PredictionEntry, *, deadline: datetime, author: str, caller: Caller
) -> None:
    """What the caller may not read is no repetition: to say so would tell that it stands."""
    alike = likeness(statement=entry.statement, closes=instant_text(deadline), author=author)
    rows = [row for row in find_alike(writing.tx, alike) if may_read(row, caller, now=writing.now)]
    if rows:
        known = rows[0]["id"]
        detail = (
            f"the same statement, deadline and author is {known} already; say again: true to log it once more"
        )
        raise AlreadyRecorded(detail, address=f"/v1/predictions/{known}")


def _quoted(writing: Writing, entry: PredictionEntry, *, caller: Caller) -> tuple[str | None, str | None]:
    """The claim and the essay it is read from: known ones, or recorded now where they are new."""
    if entry.claim is not None:
        row = find_claim(writing.tx, entry.claim)
        if row is None:
            raise Invalid.at("/claim", f"there is no claim {entry.claim!r}", "unknown_claim")
        stream = stream_of("claim", entry.claim)
        refuse_unseen(writing.tx, stream, caller, now=writing.now, pointer="/claim")
        return str(row["id"]), str(row["essay"])
    essay_id = _essay(writing, entry.essay)
    return _claim(writing, entry, essay_id), essay_id


def _essay(writing: Writing, wanted: str | None) -> str | None:
    """The essay of that id or address, recorded now where the address is new."""
    if wanted is None:
        return None
    known = find_essay(writing.tx, wanted) or find_essay_by_url(writing.tx, wanted)
    if known is not None:
        return str(known["id"])
    if not is_address(wanted):
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
