"""Rules: plain JSON that says when a prediction came true, read with three-valued (Kleene) logic.

`{"all": [...]}`, `{"any": [...]}`, `{"not": ...}` and the leaf `{"event_type": "...", "actors": [...],
"tags": [...], "window": [first, last]}`. Nothing executable is accepted. A leaf is true when a matching
development lies in its window; it is false after its window only if something of its type or tags was seen there
or the author stated a default outcome, else unknown: one misspelt slug must not become a "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never

from tracker.domain import limits
from tracker.domain.errors import Invalid, NotBuilt
from tracker.domain.instants import parse_begin, parse_end


@dataclass(frozen=True)
class Window:
    """The instants [start, end) in which a leaf looks for developments."""

    start: datetime
    end: datetime

    def meets(self, happening: Happening) -> bool:
        """Whether it can have happened inside: of a bare day, some part must lie in the window."""
        if happening.ends is not None:
            return happening.at < self.end and happening.ends > self.start
        return self.start <= happening.at < self.end


@dataclass(frozen=True)
class EventLeaf:
    window: Window
    event_type: str | None = None
    actors: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class All:
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class AnyOf:
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Not:
    rule: Rule


Rule = EventLeaf | All | AnyOf | Not


@dataclass(frozen=True)
class Happening:
    """What a rule sees of a development: its id, when it became knowable, and its labels (compared case-folded).

    `ends` is the end of the day for one that is dated by a day alone, else None.
    """

    development: str
    at: datetime
    ends: datetime | None = None
    event_type: str | None = None
    actors: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """True, False or None (unknown); since when that is decided, and the developments that decided it."""

    value: bool | None
    decided_at: datetime | None = None
    cites: tuple[str, ...] = field(default=())


UNKNOWN = Verdict(None)


def fold_label(label: str) -> str:
    """The form in which labels are compared."""
    return label.strip().casefold()


def parse_rule(raw: object, *, schedule: Window, timezone: str, pointer: str = "/rule") -> Rule:
    """The rule that JSON `raw` says; a leaf without a window looks at the whole `schedule`.

    Raises `Invalid` naming the place, and `NotBuilt` for leaves that are meaningful but not read yet.
    """
    rule = _parse(raw, schedule=schedule, timezone=timezone, pointer=pointer, depth=1)
    count = sum(1 for _ in leaves(rule))
    if count > limits.RULE_LEAVES_MAX:
        raise Invalid.at(
            pointer, f"a rule has at most {limits.RULE_LEAVES_MAX} leaves, this one {count}", "too_large"
        )
    return rule


def evaluate(rule: Rule, happenings: Sequence[Happening], *, now: datetime, has_default: bool) -> Verdict:
    """What `rule` says at `now`, given everything that was known then."""
    match rule:
        case EventLeaf():
            return _evaluate_leaf(rule, happenings, now=now, has_default=has_default)
        case Not():
            inner = evaluate(rule.rule, happenings, now=now, has_default=has_default)
            return inner if inner.value is None else Verdict(not inner.value, inner.decided_at, inner.cites)
        case All():
            verdicts = [evaluate(part, happenings, now=now, has_default=has_default) for part in rule.rules]
            return _combine(verdicts, decisive=False)
        case AnyOf():
            verdicts = [evaluate(part, happenings, now=now, has_default=has_default) for part in rule.rules]
            return _combine(verdicts, decisive=True)
        case _:
            assert_never(rule)


def leaves(rule: Rule) -> Iterator[EventLeaf]:
    """Every leaf of `rule`, left to right."""
    match rule:
        case EventLeaf():
            yield rule
        case Not():
            yield from leaves(rule.rule)
        case All() | AnyOf():
            for part in rule.rules:
                yield from leaves(part)
        case _:
            assert_never(rule)


def labels_of(rule: Rule) -> list[tuple[str, str]]:
    """The event types and tags that developments must bear for it, each once, left to right."""
    found: dict[tuple[str, str], None] = {}
    for leaf in leaves(rule):
        if leaf.event_type is not None:
            found["event_type", leaf.event_type] = None
        found.update({("tag", tag): None for tag in sorted(leaf.tags)})
    return list(found)


def next_change(rule: Rule, *, now: datetime) -> datetime | None:
    """The next instant after `now` at which time alone can change the verdict: the end of a window."""
    return min((leaf.window.end for leaf in leaves(rule) if leaf.window.end > now), default=None)


def _evaluate_leaf(
    leaf: EventLeaf, happenings: Sequence[Happening], *, now: datetime, has_default: bool
) -> Verdict:
    inside = [one for one in happenings if leaf.window.meets(one)]
    matching = [one for one in inside if _matches(leaf, one)]
    if matching:
        first = min(matching, key=lambda one: (one.at, one.development))
        return Verdict(True, first.at, (first.development,))
    is_over = now >= leaf.window.end
    if is_over and (has_default or any(_is_akin(leaf, one) for one in inside)):
        return Verdict(False, leaf.window.end)
    return UNKNOWN


def _matches(leaf: EventLeaf, happening: Happening) -> bool:
    has_type = leaf.event_type is None or leaf.event_type == happening.event_type
    return has_type and leaf.actors <= happening.actors and leaf.tags <= happening.tags


def _is_akin(leaf: EventLeaf, happening: Happening) -> bool:
    """Whether `happening` shows that things of this leaf's kind do get recorded."""
    if leaf.event_type is not None:
        return leaf.event_type == happening.event_type
    return bool(leaf.tags & happening.tags)


def _combine(verdicts: Sequence[Verdict], *, decisive: bool) -> Verdict:
    """One verdict of value `decisive` decides, the earliest of them; all of the other value decide with the last."""
    deciding = [one for one in verdicts if one.value is decisive]
    if deciding:
        return min(deciding, key=_decided_at)
    if any(one.value is None for one in verdicts):
        return UNKNOWN
    last = max(verdicts, key=_decided_at)
    cites = tuple(dict.fromkeys(cite for one in verdicts for cite in one.cites))
    return Verdict(not decisive, last.decided_at, cites)


def _decided_at(verdict: Verdict) -> datetime:
    assert verdict.decided_at is not None, "only an unknown verdict has no instant"  # noqa: S101 - programmer error
    return verdict.decided_at


def _parse(raw: object, *, schedule: Window, timezone: str, pointer: str, depth: int) -> Rule:
    if depth > limits.RULE_DEPTH_MAX:
        raise Invalid.at(pointer, f"a rule is at most {limits.RULE_DEPTH_MAX} levels deep", "too_deep")
    if not isinstance(raw, dict) or not raw:
        raise Invalid.at(pointer, 'a rule is an object such as {"event_type": "..."}', "not_a_rule")
    for word, kind in (("all", All), ("any", AnyOf)):
        if word in raw:
            return kind(
                _parse_parts(raw, word, schedule=schedule, timezone=timezone, pointer=pointer, depth=depth)
            )
    if "not" in raw:
        _allow(raw, {"not"}, pointer)
        part = _parse(
            raw["not"], schedule=schedule, timezone=timezone, pointer=f"{pointer}/not", depth=depth + 1
        )
        return Not(part)
    return _parse_leaf(raw, schedule=schedule, timezone=timezone, pointer=pointer)


def _parse_parts(
    raw: dict[str, Any], word: str, *, schedule: Window, timezone: str, pointer: str, depth: int
) -> tuple[Rule, ...]:
    _allow(raw, {word}, pointer)
    parts = raw[word]
    if not isinstance(parts, list) or not parts:
        raise Invalid.at(f"{pointer}/{word}", "a list of at least one rule", "not_a_rule")
    return tuple(
        _parse(part, schedule=schedule, timezone=timezone, pointer=f"{pointer}/{word}/{n}", depth=depth + 1)
        for n, part in enumerate(parts)
    )


def _parse_leaf(raw: dict[str, Any], *, schedule: Window, timezone: str, pointer: str) -> EventLeaf:
    for word in ("metric", "prediction"):
        if word in raw:
            raise NotBuilt.at(
                f"{pointer}/{word}", f"rules about a {word} are not supported by this version yet"
            )
    _allow(raw, {"event_type", "actors", "tags", "window"}, pointer)
    event_type = raw.get("event_type")
    if event_type is not None and (not isinstance(event_type, str) or not event_type.strip()):
        raise Invalid.at(f"{pointer}/event_type", "a word such as cabinet.resigns", "not_a_word")
    tags = _labels(raw.get("tags", []), f"{pointer}/tags")
    if event_type is None and not tags:
        raise Invalid.at(pointer, "a leaf names an event_type or tags", "empty_leaf")
    return EventLeaf(
        window=_parse_window(
            raw.get("window"), schedule=schedule, timezone=timezone, pointer=f"{pointer}/window"
        ),
        event_type=fold_label(event_type) if event_type is not None else None,
        actors=_labels(raw.get("actors", []), f"{pointer}/actors"),
        tags=tags,
    )


def _parse_window(raw: object, *, schedule: Window, timezone: str, pointer: str) -> Window:
    if raw is None:
        return schedule
    if not isinstance(raw, list) or len(raw) != 2 or not all(isinstance(edge, str) for edge in raw):
        raise Invalid.at(pointer, "a window is [first, last], dates or instants", "not_a_window")
    window = Window(
        parse_begin(raw[0], timezone, pointer=f"{pointer}/0"),
        parse_end(raw[1], timezone, pointer=f"{pointer}/1"),
    )
    if window.end <= window.start:
        raise Invalid.at(pointer, "a window ends after it begins", "not_a_window")
    return window


def _labels(raw: object, pointer: str) -> frozenset[str]:
    if not isinstance(raw, list) or not all(isinstance(label, str) and label.strip() for label in raw):
        raise Invalid.at(pointer, "a list of words", "not_words")
    return fold_labels(raw)


def fold_labels(labels: Iterable[str]) -> frozenset[str]:
    """The labels in the form in which they are compared."""
    return frozenset(fold_label(label) for label in labels)


def _allow(raw: dict[str, Any], words: set[str], pointer: str) -> None:
    for word in raw:
        if word not in words:
            raise Invalid.at(
                f"{pointer}/{word}", f"a rule with {min(words)} knows no {word!r}", "unknown_field"
            )
