"""A rule in words that people read, so that whoever wrote it sees what it will wait for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from tracker.domain.rules import All, AnyOf, EventLeaf, Not, Rule, Window


def rule_in_words(rule: Rule, *, schedule: Window) -> str:
    """What must happen for the rule to come true; a leaf that looks at the whole `schedule` names no window."""
    match rule:
        case EventLeaf():
            return _leaf(rule, schedule)
        case Not():
            return f"it is not the case that ({rule_in_words(rule.rule, schedule=schedule)})"
        case All():
            return _joined(" and ", (rule_in_words(part, schedule=schedule) for part in rule.rules))
        case AnyOf():
            return _joined(" or ", (rule_in_words(part, schedule=schedule) for part in rule.rules))
        case _:
            assert_never(rule)


def _leaf(leaf: EventLeaf, schedule: Window) -> str:
    kind = f"a development of type {leaf.event_type}" if leaf.event_type is not None else "a development"
    named = f" that names {_listed(leaf.actors)}" if leaf.actors else ""
    tagged = f" tagged {_listed(leaf.tags)}" if leaf.tags else ""
    window = (
        ""
        if leaf.window == schedule
        else f" from {_instant(leaf.window.start)} until {_instant(leaf.window.end)}"
    )
    return f"{kind}{tagged}{named}{window}"


def _joined(word: str, parts: Iterable[str]) -> str:
    listed = list(parts)
    return listed[0] if len(listed) == 1 else word.join(f"({part})" for part in listed)


def _listed(labels: Iterable[str]) -> str:
    return " and ".join(sorted(labels))


def _instant(at: datetime) -> str:
    return f"{at.day} {at:%b %Y %H:%M} UTC"
