"""What a sheet import would do: which rows are new, which change something, which do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from tracker.formats.cells import Outcome, ProbabilityCell, outcome_cell
from tracker.formats.sheet import BadRow, Row

SUGGESTIONS_MAX = 3
SAME_NUMBER = 1e-9


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A prediction in the tracker. `said` is the current number of the row's author."""

    id: str
    version: int
    statement: str | None
    said: ProbabilityCell | None
    deadline: str | None
    visibility: str
    outcome: Any
    is_withheld: bool
    is_of_this_source: bool


@dataclass(frozen=True)
class Change:
    """A row that differs from the recorded prediction.

    A part that does not differ is None or False.
    """

    row: Row
    recorded: Recorded
    said: ProbabilityCell | None = None
    statement: str | None = None
    outcome: Outcome | None = None
    visibility: str | None = None
    is_completed: bool = False
    """An earlier import stopped after the prediction: the rest of the row is recorded as in a new one."""


@dataclass
class Plan:
    """The rows by what happens to them; `unknown_authors` maps names to similar known names."""

    new: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    unknown_authors: dict[str, list[str]] = field(default_factory=dict)


def make_plan(
    rows: Sequence[Row],
    recorded: Mapping[int, Recorded],
    *,
    names: Sequence[str],
    is_creating_authors: bool,
) -> Plan:
    """The plan for `rows`. `recorded` is by row number.

    `names` are the known forecasters' names and ids.
    """
    plan = Plan()
    known = {name.casefold() for name in names}
    for row in rows:
        if row.author is not None and row.author.casefold() not in known:
            plan.unknown_authors[row.author] = get_close_matches(row.author, names, n=SUGGESTIONS_MAX)
            if not is_creating_authors:
                plan.bad.append(BadRow(row.number, "author", unknown_author(row.author, plan)))
                continue
        _place(row, recorded.get(row.number), plan)
    return plan


def unknown_author(name: str, plan: Plan) -> str:
    """Why a row of an unknown author is not recorded."""
    close = plan.unknown_authors[name]
    hint = f" Did you mean {' or '.join(repr(one) for one in close)}?" if close else ""
    return f"No forecaster is called {name!r}.{hint} Add --create-authors to record new ones."


def _place(row: Row, recorded: Recorded | None, plan: Plan) -> None:
    if recorded is None:
        plan.new.append(row)
        return
    fault = _fault(row, recorded)
    change = _change(row, recorded)
    if fault is not None:
        plan.bad.append(fault)
    elif change == Change(row, recorded):
        plan.same.append(row)
    else:
        plan.changed.append(change)


def _fault(row: Row, recorded: Recorded) -> BadRow | None:
    """The fault of a row that would change what a sheet cannot change; None if there is none."""
    if recorded.is_withheld:
        return BadRow(row.number, "id", f"This key may not read the text of {recorded.id}.")
    if recorded.deadline is not None and recorded.deadline != row.deadline:
        detail = (
            f"{recorded.id} has the deadline {recorded.deadline}, which cannot change. Log a new prediction."
        )
        return BadRow(row.number, "deadline", detail)
    if row.outcome is not None and recorded.outcome is not None and row.outcome != recorded.outcome:
        detail = (
            f"{recorded.id} already has the outcome {outcome_cell(recorded.outcome)}. Change it with "
            f"tracker resolve {recorded.id} {outcome_cell(row.outcome)} --reason."
        )
        return BadRow(row.number, "outcome", detail)
    return None


def _change(row: Row, recorded: Recorded) -> Change:
    is_first = recorded.said is None and recorded.is_of_this_source and row.said is not None
    if is_first and row.made is not None:
        return Change(row, recorded, is_completed=True)
    is_reworded = recorded.statement is not None and recorded.statement != row.statement
    is_opened = row.visibility is not None and row.visibility != recorded.visibility
    return Change(
        row,
        recorded,
        said=None if row.said is None or is_same(row.said, recorded.said) else row.said,
        statement=row.statement if is_reworded else None,
        outcome=row.outcome if recorded.outcome is None else None,
        visibility=row.visibility if is_opened else None,
    )


def is_same(one: ProbabilityCell, other: ProbabilityCell | None) -> bool:
    """Whether both are the same number or the same word."""
    if other is None or one.term != other.term:
        return False
    if one.term is not None:
        return one.scale == other.scale
    return one.p is not None and other.p is not None and abs(one.p - other.p) < SAME_NUMBER


def read_recorded(document: Mapping[str, Any], said: Mapping[str, Any] | None, *, source: str) -> Recorded:
    """The `Recorded` of a prediction's JSON.

    `said` is the probability of the row's author in it.
    """
    outcome = document.get("outcome")
    return Recorded(
        id=document["id"],
        version=document["version"],
        statement=document["statement"],
        said=None
        if said is None
        else ProbabilityCell(said["p"] if said["term"] is None else None, said["term"], said["scale"]),
        deadline=document["deadline"]["on"],
        visibility=document["visibility"],
        outcome=None if outcome is None else outcome["outcome"],
        is_withheld=bool(document["withheld"]),
        is_of_this_source=document["source"] == source,
    )
