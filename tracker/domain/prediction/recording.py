"""Recording a prediction: its words read, what each kind needs, and what makes one that nobody could ever judge."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.domain.choices import choice
from tracker.domain.errors import Conflict, Invalid
from tracker.domain.instants import bare_date, local, parse_begin, parse_end
from tracker.domain.prediction.commands import Consequence, RecordPrediction
from tracker.domain.prediction.events import (
    ActorEnded,
    Antecedent,
    Consequent,
    JudgedKind,
    Kind,
    PredictionEvent,
    PredictionRecorded,
    Settlement,
    Visibility,
)
from tracker.domain.prediction.outcomes import NEVER, check_stated, read_outcome
from tracker.domain.prediction.state import (
    Prediction,
    antecedent_rule,
    judged_as,
    measure_of,
    rule_of,
)
from tracker.domain.rules import check_windows, fold_label
from tracker.domain.text.words import folded, refuse_disguise

_FIELDS: dict[str, frozenset[Kind]] = {
    "options": frozenset({"categorical", "ordered", "conditional"}),
    "unit": frozenset({"numeric", "conditional"}),
    "antecedent": frozenset({"conditional"}),
    "consequent": frozenset({"conditional"}),
}
"""Fields that only some kinds have."""


def record(command: RecordPrediction, state: Prediction) -> list[PredictionEvent]:
    """The prediction as stated, its words read and its default outcome in the form its kind has."""
    if state.recorded is not None:
        raise Conflict("this prediction is recorded already")
    proposed = _read(command)
    _check_words(proposed)
    _check_schedule(proposed, command.now)
    _check_fields(proposed)
    _check_actor(proposed, command.now)
    _check_options(proposed)
    _check_rules(proposed)
    with_default = _with_default(proposed)
    _check_default(with_default, command.now)
    return [with_default]


def _read(command: RecordPrediction) -> PredictionRecorded:
    """What the command says: its days as instants of its zone, its choices among those that there are."""
    zone = command.timezone or "UTC"
    closes = parse_end(command.deadline, zone, pointer="/deadline")
    return PredictionRecorded(
        prediction=command.prediction,
        kind=choice(command.kind, Kind, pointer="/type"),
        statement=command.statement,
        opens=_opens(command, zone),
        closes=closes,
        closes_on=bare_date(command.deadline, pointer="/deadline"),
        timezone=zone,
        criteria=command.criteria,
        author=command.author,
        essay=command.essay,
        claim=command.claim,
        actor=command.actor,
        actor_ended=choice(command.actor_ended, ActorEnded, pointer="/actor_ended"),
        topics=_topics(command.topics),
        rule=command.rule,
        default_outcome=command.default_outcome,
        settlement=choice(command.settlement, Settlement, pointer="/settlement"),
        visibility=choice(command.visibility, Visibility, pointer="/visibility") or "public",
        imported=command.imported,
        note=command.note,
        options=tuple(option.strip() for option in command.options),
        unit=command.unit,
        antecedent=_antecedent(command, zone, closes=closes),
        consequent=_consequent(command),
        visible_from=parse_begin(command.visible_from, zone, pointer="/visible_from")
        if command.visible_from
        else None,
        supersedes=command.supersedes,
    )


def _opens(command: RecordPrediction, zone: str) -> datetime:
    if command.opens:
        return parse_begin(command.opens, zone, pointer="/opens")
    if command.now is None:
        raise Invalid.at("/opens", "An old record says when it opened.", "required")
    return command.now


def _antecedent(command: RecordPrediction, zone: str, *, closes: datetime) -> Antecedent | None:
    said = command.antecedent
    if said is None:
        return None
    by = closes if said.by is None else parse_end(said.by, zone, pointer="/antecedent/by")
    day = bare_date(command.deadline if said.by is None else said.by, pointer="/antecedent/by")
    return Antecedent(statement=said.statement, by=by, by_on=day, rule=said.rule)


def _consequent(command: RecordPrediction) -> Consequent | None:
    if command.kind != "conditional":
        return None if command.consequent is None else Consequent()
    said = command.consequent or Consequence()
    kind = choice(said.type, JudgedKind, pointer="/consequent/type")
    return Consequent(kind=kind, within_days=said.within_days)


def _topics(words: tuple[str, ...]) -> tuple[str, ...]:
    """Topics in the form in which they are compared, each once."""
    wanted = tuple(dict.fromkeys(folded(word) for word in words))
    for n, word in enumerate(wanted):
        refuse_disguise(word, pointer=f"/topics/{n}")
        if "|" in word:
            raise Invalid.at("/topics", "a topic is a word such as ukraine", "not_a_word")
    return wanted


def _check_words(proposed: PredictionRecorded) -> None:
    refuse_disguise(proposed.statement, pointer="/statement")
    refuse_disguise(proposed.criteria, pointer="/criteria")
    for n, option in enumerate(proposed.options):
        refuse_disguise(option, pointer=f"/options/{n}")
    if proposed.antecedent is not None:
        refuse_disguise(proposed.antecedent.statement, pointer="/antecedent/statement")


def _check_schedule(proposed: PredictionRecorded, now: datetime | None) -> None:
    if now is None:
        return
    if proposed.closes <= now:
        raise Invalid.at("/deadline", "already past: use tracker import for old records", "deadline_past")
    if proposed.closes <= proposed.opens:
        raise Invalid.at("/deadline", "the deadline must lie after the opening", "closes_before_opening")
    if proposed.antecedent is not None and proposed.antecedent.by <= now:
        raise Invalid.at(
            "/antecedent/by", "already past: use tracker import for old records", "deadline_past"
        )
    if local(proposed.opens, proposed.timezone).date() < local(now, proposed.timezone).date():
        detail = "Lies before the day on which it is recorded. Leave it out, or import it as an old record."
        raise Invalid.at("/opens", detail, "opens_in_the_past")


def _check_fields(proposed: PredictionRecorded) -> None:
    for name, kinds in _FIELDS.items():
        if getattr(proposed, name) and proposed.kind not in kinds:
            raise Invalid.at(f"/{name}", f"a {proposed.kind} prediction has no {name}", "not_of_this_kind")
    if proposed.unit and judged_as(proposed) != "numeric":
        raise Invalid.at("/unit", "only a number has a unit", "not_of_this_kind")
    if proposed.kind == "conditional" and proposed.antecedent is None:
        raise Invalid.at("/antecedent", "a conditional prediction needs its condition", "required")
    if proposed.kind == "thesis" and (proposed.rule is not None or proposed.default_outcome is not None):
        pointer = "/rule" if proposed.rule is not None else "/default_outcome"
        raise Invalid.at(pointer, "a thesis is never settled: it gathers evidence", "not_of_this_kind")
    if judged_as(proposed) == "graded" and proposed.rule is not None:
        raise Invalid.at("/rule", "graders settle a graded prediction, not a rule", "not_of_this_kind")
    if judged_as(proposed) == "graded" and proposed.default_outcome is not None:
        raise Invalid.at("/default_outcome", "graders settle a graded prediction", "not_of_this_kind")


def _check_actor(proposed: PredictionRecorded, now: datetime | None) -> None:
    """Old records are taken as they are: nothing is settled by a default that was never stated."""
    if now is not None and proposed.actor_ended == "resolve_default" and proposed.default_outcome is None:
        detail = "say to what it settles when the actor's time ends, or that it is void then: annul"
        raise Invalid.at("/default_outcome", detail, "required")


def _check_options(proposed: PredictionRecorded) -> None:
    has_options = judged_as(proposed) in {"categorical", "ordered"}
    if not has_options and proposed.options:
        raise Invalid.at("/options", "only a choice among options has options", "not_of_this_kind")
    if has_options and len(proposed.options) < 2:
        raise Invalid.at("/options", "name at least two options", "required")
    folded = {option.strip().casefold() for option in proposed.options}
    if len(folded) != len(proposed.options) or "" in folded:
        raise Invalid.at("/options", "the options must differ", "not_unique")


def _check_rules(proposed: PredictionRecorded) -> None:
    rule_of(proposed)
    antecedent_rule(proposed)
    check_windows(proposed.rule, timezone=proposed.timezone)
    if proposed.antecedent is not None:
        check_windows(proposed.antecedent.rule, timezone=proposed.timezone, pointer="/antecedent/rule")
    leaf = measure_of(proposed)
    if leaf is None or proposed.unit is None:
        return
    if leaf.unit is None:
        raise Invalid.at("/rule/unit", f"say that the value is in {proposed.unit}", "required")
    if leaf.unit != fold_label(proposed.unit):
        detail = f"the outcome is in {proposed.unit}, so the value must be too"
        raise Invalid.at("/rule/unit", detail, "another_unit")


def _check_default(proposed: PredictionRecorded, now: datetime | None) -> None:
    """Silence is no evidence that something happened: such a default is proposed to a person. Old records are taken."""
    default = proposed.default_outcome
    if now is None or default is None or default in {"no", NEVER} or proposed.settlement == "confirm":
        return
    detail = "A default that says it happened needs settlement: confirm, since silence is no evidence for it."
    raise Invalid.at("/default_outcome", detail, "default_needs_confirmation")


def _with_default(proposed: PredictionRecorded) -> PredictionRecorded:
    kind = judged_as(proposed)
    if proposed.default_outcome is None or kind is None:
        return proposed
    raw = proposed.default_outcome
    check_stated(raw, kind=kind, pointer="/default_outcome")
    default = read_outcome(raw, kind=kind, options=proposed.options, pointer="/default_outcome")
    return msgspec.structs.replace(proposed, default_outcome=default)
