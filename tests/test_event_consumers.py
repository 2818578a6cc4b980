"""Everything that follows the log names each class of event of the categories it follows, also those it passes over.

A match ends in `assert_never`, so that mypy names it where a class is new; here the same is read off the source.
"""

import ast
from collections.abc import Iterator
from typing import ClassVar

import pytest

from tracker.application.words import notices
from tracker.bootstrap import ROOT
from tracker.domain.catalogue import CATEGORIES
from tracker.domain.event import Event
from tracker.projections import registry

FOLDERS = ("tracker", "workers")
TREES = {
    str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8"))
    for folder in FOLDERS
    for file in sorted((ROOT / folder).rglob("*.py"))
}

CHOICES = {
    "tracker/api/resources/prediction_answer.py": "the number that was stated along with a prediction",
    "tracker/application/access/visibility.py": "votes alone are hidden for a time",
    "tracker/application/recording/predictions.py": "what a request has recorded is what its references are read of",
    "tracker/application/exports/story.py": "what others name comes first; a vote is left out for a time",
    "tracker/application/words/notices.py": "two lists, compared below",
    "tracker/application/work/score.py": "the outcomes among all that settles, the scores of a stream of scores",
    "tracker/delivery/messages/notices.py": "any other event makes news by what has changed",
    "tracker/delivery/queue/planner.py": "an import is one message, and a scoring is one once it is whole",
    "tracker/projections/endpoints.py": "the first event makes the row that the others change",
    "tracker/projections/predictions.py": "a vote has a row beside that of the view",
}
"""The modules that pick single classes outside a match, and why no other class concerns them there."""


class Toyed(Event, frozen=True):
    """A made-up event of a prediction, which nothing has decided about."""

    TYPE: ClassVar[str] = "prediction.toyed"

    prediction: str


def named(node: ast.AST) -> str:
    """The class that a name, or the end of a dotted name, says."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def classes_in(match: ast.Match) -> set[str]:
    return {named(one.cls) for one in ast.walk(match) if isinstance(one, ast.MatchClass)}


def matches_in(tree: ast.Module) -> Iterator[tuple[str, ast.Match]]:
    """Every match of a module with the function that it is in."""
    for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
        yield from ((function.name, one) for one in ast.walk(function) if isinstance(one, ast.Match))


KNOWN = {one.__name__ for classes in CATEGORIES.values() for one in classes}
MATCHES = [
    (f"{module} {function}", match, names)
    for module, tree in TREES.items()
    for function, match in matches_in(tree)
    if (names := classes_in(match) & KNOWN)
]
"""Every match on events with its place and the names of its classes."""


def undecided(categories) -> dict[str, set[str]]:
    """By place the classes that it says nothing about, although it follows others of their category."""
    missing = {}
    for place, _, names in MATCHES:
        followed = [classes for classes in categories.values() if {one.__name__ for one in classes} & names]
        wanted = {one.__name__ for classes in followed for one in classes}
        missing[place] = wanted - names
    listed = {*notices.CHANGES, *notices.NO_CHANGES}
    missing["tracker/application/words/notices.py"] = {
        one.__name__ for one in categories["prediction"] if one not in listed
    }
    return {place: names for place, names in missing.items() if names}


def test_everything_that_follows_events_names_each_of_them():
    assert undecided(CATEGORIES) == {}
    assert not {*notices.CHANGES} & {*notices.NO_CHANGES}


def test_a_new_event_of_a_prediction_is_missed_at_each_place_that_has_to_decide():
    grown = {**CATEGORIES, "prediction": (*CATEGORIES["prediction"], Toyed)}
    assert undecided(grown) == {
        place: {"Toyed"}
        for place in (
            "tracker/domain/prediction/state.py evolve",
            "tracker/application/work/work_rules.py follow",
            "tracker/application/words/notices.py",
            "tracker/formats/story_out.py life_line",
            "tracker/projections/evidence.py project",
            "tracker/projections/live_lists.py project",
            "tracker/projections/topics.py project",
            "tracker/projections/triggers.py project",
            "tracker/projections/words.py project",
        )
    }


def test_every_match_on_events_ends_where_mypy_finds_what_is_missing():
    silent = [place for place, match, _ in MATCHES if not ends_in_assert_never(match)]
    assert silent == []


def ends_in_assert_never(match: ast.Match) -> bool:
    last = match.cases[-1].body[-1]
    return (
        isinstance(last, ast.Expr)
        and isinstance(last.value, ast.Call)
        and named(last.value.func) == "assert_never"
    )


def folds(tree: ast.Module) -> bool:
    """Whether a projection takes its rows from `views.after`, which every event goes through."""
    return any(isinstance(one, ast.Attribute) and ast.unparse(one) == "views.after" for one in ast.walk(tree))


@pytest.mark.parametrize("projection", [*registry.INLINE, *registry.ASYNC], ids=lambda one: one.__name__)
def test_a_projection_decides_about_every_event_that_it_is_given(projection):
    module = projection.__name__.replace(".", "/") + ".py"
    given = {one.__name__ for category in projection.CATEGORIES for one in CATEGORIES[category]}
    handled = set().union(*(names for place, _, names in MATCHES if place.startswith(module)))
    assert folds(TREES[module]) or handled == (given if len(given) > 1 else set())


def chosen(tree: ast.Module) -> set[str]:
    """The classes that a module names to pick events: neither in a match nor in a type nor to make one."""
    passed_over = set()
    for one in ast.walk(tree):
        match one:
            case ast.MatchClass():
                passed_over.add(one.cls)
            case ast.Call():
                passed_over.add(one.func)
            case ast.AnnAssign() | ast.arg():
                passed_over.update(ast.walk(one.annotation) if one.annotation else ())
            case ast.FunctionDef():
                passed_over.update(ast.walk(one.returns) if one.returns else ())
    return {named(one) for one in ast.walk(tree) if named(one) in KNOWN and one not in passed_over}


def test_whatever_picks_single_events_otherwise_is_listed_with_its_reason():
    picking = {
        module for module, tree in TREES.items() if not module.startswith("tracker/domain/") and chosen(tree)
    }
    assert picking == set(CHOICES)


def test_no_event_is_picked_by_the_text_of_its_type():
    types = {one.TYPE for classes in CATEGORIES.values() for one in classes}
    found = {
        (module, one.value)
        for module, tree in TREES.items()
        if not module.startswith("tracker/domain/")
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and one.value in types
    }
    assert found == set()
