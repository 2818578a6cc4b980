"""Reads a rule from JSON strictly: refuses everything unsupported, with a pointer to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast, get_args

from tracker.domain import limits
from tracker.domain.errors import Invalid
from tracker.domain.instants import parse_begin, parse_end, read_begin, read_end
from tracker.domain.rules.shapes import (
    Aggregation,
    All,
    AnyOf,
    Comparison,
    EventLeaf,
    Leaf,
    MetricLeaf,
    Not,
    PredictionLeaf,
    Rule,
    Window,
    fold_label,
    fold_labels,
    leaves,
)

_METRIC_WORDS = {"metric", "unit", "agg", "window"}


def parse_rule(raw: object, *, schedule: Window, timezone: str, pointer: str = "/rule") -> Rule:
    """The rule in `raw`; a leaf without a window covers the whole `schedule`.

    Raises `Invalid` with a pointer.
    """
    rule = _Reader(schedule, timezone).read(raw, pointer, depth=1)
    count = sum(1 for _ in leaves(rule))
    if count > limits.RULE_LEAVES_MAX:
        detail = f"The rule has {count} leaves; at most {limits.RULE_LEAVES_MAX} are allowed."
        raise Invalid.at(pointer, detail, "too_large")
    return rule


def parse_measure(raw: object, *, schedule: Window, timezone: str, pointer: str = "/rule") -> MetricLeaf:
    """The metric whose value settles a prediction, without op.

    Such as `{"metric": ..., "agg": "last", "window": ...}`.
    """
    reader = _Reader(schedule, timezone)
    if not isinstance(raw, dict) or "metric" not in raw:
        detail = 'The rule is not a metric. Write one such as {"metric": "boj.policy_rate", "agg": "last"}.'
        raise Invalid.at(pointer, detail, "not_a_measure")
    _allow(raw, _METRIC_WORDS, pointer)
    leaf = reader.metric(raw, pointer, default_agg="last")
    if leaf.agg in {"any", "all"}:
        raise Invalid.at(
            f"{pointer}/agg",
            f"{leaf.agg} gives no value. Write first, last, min, max, sum or count.",
            "not_a_choice",
        )
    return leaf


def check_windows(raw: object, *, timezone: str, pointer: str = "/rule") -> None:
    """Refuse a window outside the supported years, in a rule that `parse_rule` can read.

    `parse_rule` itself also reads rules that were recorded before those years were set.
    """
    parts = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for name, part in parts:
        if name == "window" and part is not None:
            parse_begin(part[0], timezone, pointer=f"{pointer}/window/0")
            parse_end(part[1], timezone, pointer=f"{pointer}/window/1")
        else:
            check_windows(part, timezone=timezone, pointer=f"{pointer}/{name}")


class _Reader:
    """Reads one rule; it knows the schedule and the zone that windows refer to."""

    def __init__(self, schedule: Window, timezone: str) -> None:
        self._schedule = schedule
        self._timezone = timezone

    def read(self, raw: object, pointer: str, *, depth: int) -> Rule:
        if depth > limits.RULE_DEPTH_MAX:
            detail = f"The rule is nested too deeply; at most {limits.RULE_DEPTH_MAX} levels are allowed."
            raise Invalid.at(pointer, detail, "too_deep")
        if not isinstance(raw, dict) or not raw:
            raise Invalid.at(
                pointer, 'This is not a rule. Write an object such as {"event_type": "..."}.', "not_a_rule"
            )
        if "all" in raw:
            return All(self._parts(raw, "all", pointer, depth=depth))
        if "any" in raw:
            return AnyOf(self._parts(raw, "any", pointer, depth=depth))
        if "not" in raw:
            _allow(raw, {"not"}, pointer)
            return Not(self.read(raw["not"], f"{pointer}/not", depth=depth + 1))
        return self._leaf(raw, pointer)

    def _parts(self, raw: dict[str, Any], word: str, pointer: str, *, depth: int) -> tuple[Rule, ...]:
        _allow(raw, {word}, pointer)
        parts = raw[word]
        if not isinstance(parts, list) or not parts:
            raise Invalid.at(
                f"{pointer}/{word}",
                "This is not a list of rules. Write at least one rule in a list.",
                "not_a_rule",
            )
        return tuple(
            self.read(part, f"{pointer}/{word}/{n}", depth=depth + 1) for n, part in enumerate(parts)
        )

    def _leaf(self, raw: dict[str, Any], pointer: str) -> Leaf:
        if "metric" in raw:
            _allow(raw, _METRIC_WORDS | {"op", "value"}, pointer)
            return self._compared(raw, pointer)
        if "prediction" in raw:
            return _prediction(raw, pointer)
        return self._event(raw, pointer)

    def _event(self, raw: dict[str, Any], pointer: str) -> EventLeaf:
        _allow(raw, {"event_type", "actors", "tags", "window"}, pointer)
        event_type = raw.get("event_type")
        if event_type is not None:
            event_type = _word(event_type, f"{pointer}/event_type", example="cabinet.resigns")
        tags = _labels(raw.get("tags", []), f"{pointer}/tags")
        if event_type is None and not tags:
            raise Invalid.at(pointer, "The leaf is empty. Give an event_type or tags.", "empty_leaf")
        return EventLeaf(
            window=self._window(raw.get("window"), f"{pointer}/window"),
            event_type=event_type,
            actors=_labels(raw.get("actors", []), f"{pointer}/actors"),
            tags=tags,
        )

    def _compared(self, raw: dict[str, Any], pointer: str) -> MetricLeaf:
        leaf = self.metric(raw, pointer, default_agg="any")
        op = _choice(raw.get("op"), get_args(Comparison), f"{pointer}/op")
        bounds = _bounds(raw.get("value"), op, f"{pointer}/value")
        return MetricLeaf(leaf.window, leaf.metric, leaf.agg, cast("Comparison", op), bounds, leaf.unit)

    def metric(self, raw: dict[str, Any], pointer: str, *, default_agg: Aggregation) -> MetricLeaf:
        unit = raw.get("unit")
        agg = _choice(raw.get("agg", default_agg), get_args(Aggregation), f"{pointer}/agg")
        return MetricLeaf(
            window=self._window(raw.get("window"), f"{pointer}/window"),
            metric=_word(raw["metric"], f"{pointer}/metric", example="nhk.cabinet_approval"),
            agg=cast("Aggregation", agg),
            unit=None if unit is None else _word(unit, f"{pointer}/unit", example="%"),
        )

    def _window(self, raw: object, pointer: str) -> Window:
        if raw is None:
            return self._schedule
        if not isinstance(raw, list) or len(raw) != 2 or not all(isinstance(edge, str) for edge in raw):
            raise Invalid.at(
                pointer, "This is not a window. Write [first, last] as dates or instants.", "not_a_window"
            )
        window = Window(
            read_begin(raw[0], self._timezone, pointer=f"{pointer}/0"),
            read_end(raw[1], self._timezone, pointer=f"{pointer}/1"),
        )
        if window.end <= window.start:
            raise Invalid.at(pointer, "The window ends before it begins.", "not_a_window")
        return window


def _prediction(raw: dict[str, Any], pointer: str) -> PredictionLeaf:
    _allow(raw, {"prediction", "is"}, pointer)
    prediction, outcome = raw["prediction"], raw.get("is")
    if not isinstance(prediction, str) or not prediction:
        raise Invalid.at(
            f"{pointer}/prediction",
            "This is not the id of a prediction. Write one such as prd_...",
            "not_an_id",
        )
    if not isinstance(outcome, str) or not outcome.strip():
        raise Invalid.at(
            f"{pointer}/is",
            "The outcome is missing. Write the outcome of the other prediction, such as yes.",
            "required",
        )
    return PredictionLeaf(prediction, outcome.strip())


def _bounds(raw: object, op: str, pointer: str) -> tuple[Decimal, ...]:
    if op != "between":
        return (_decimal(raw, pointer),)
    if not isinstance(raw, list) or len(raw) != 2:
        raise Invalid.at(pointer, "The bounds are missing. Write between with [low, high].", "not_a_number")
    low, high = (_decimal(one, f"{pointer}/{n}") for n, one in enumerate(raw))
    if high < low:
        raise Invalid.at(pointer, "The second bound is below the first.", "not_a_number")
    return low, high


def _decimal(raw: object, pointer: str) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise Invalid.at(pointer, "This is not a number.", "not_a_number")
    return decimal_of(raw)


def decimal_of(value: float) -> Decimal:
    """The number as written, not as stored: 0.1 is one tenth.

    >>> decimal_of(0.1) + decimal_of(0.2)
    Decimal('0.3')
    """
    return Decimal(repr(value))


def _choice(raw: object, words: tuple[str, ...], pointer: str) -> str:
    if not isinstance(raw, str) or raw not in words:
        raise Invalid.at(
            pointer, f"This is not a valid choice. Write one of {', '.join(words)}.", "not_a_choice"
        )
    return raw


def _word(raw: object, pointer: str, *, example: str) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise Invalid.at(pointer, f"This is not a word. Write one such as {example}.", "not_a_word")
    return fold_label(raw)


def _labels(raw: object, pointer: str) -> frozenset[str]:
    if not isinstance(raw, list) or not all(isinstance(label, str) and label.strip() for label in raw):
        raise Invalid.at(pointer, "This is not a list of words.", "not_words")
    return fold_labels(raw)


def _allow(raw: dict[str, Any], words: set[str], pointer: str) -> None:
    for word in raw:
        if word not in words:
            detail = f"{word!r} is not a field of a rule with {min(words)}."
            raise Invalid.at(f"{pointer}/{word}", detail, "unknown_field")
