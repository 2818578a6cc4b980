"""What importing a sheet would do: rows that are new, rows that change what stands, rows that say nothing new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from tracker.formats.cells import Outcome, Said, outcome_cell
from tracker.formats.sheet import BadRow, Row

SUGGESTIONS_MAX = 3
SAME_NUMBER = 1e-9


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A prediction as the tracker has it. `said` is the present number of the row's author."""

    id: str
    version: int
    statement: str | None
    said: Said | None
    deadline: str | None
    visibility: str
    outcome: Any
    is_withheld: bool
    is_of_this_source: bool


@dataclass(frozen=True)
class Change:
    """A row that says something else than what stands; each part None or False where it says the same."""

    row: Row
    standing: Standing
    said: Said | None = None
    statement: str | None = None
    outcome: Outcome | None = None
    visibility: str | None = None
    is_completed: bool = False
    """An earlier import broke off behind the prediction: the rest of the row is recorded as it would have been."""


@dataclass
class Plan:
    """`unknown_authors`: name -> names that are close to it."""

    new: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    unknown_authors: dict[str, list[str]] = field(default_factory=dict)


def make_plan(
    rows: Sequence[Row],
    standing: Mapping[int, Standing],
    *,
    names: Sequence[str],
    is_creating_authors: bool,
) -> Plan:
    """The plan for `rows`; `standing` holds by row number what the tracker has, `names` whom it knows (names and ids)."""
    plan = Plan()
    known = {name.casefold() for name in names}
    for row in rows:
        if row.author is not None and row.author.casefold() not in known:
            plan.unknown_authors[row.author] = get_close_matches(row.author, names, n=SUGGESTIONS_MAX)
            if not is_creating_authors:
                plan.bad.append(BadRow(row.number, "author", unknown_author(row.author, plan)))
                continue
        _place(row, standing.get(row.number), plan)
    return plan


def unknown_author(name: str, plan: Plan) -> str:
    """Why a row of somebody unknown is not recorded."""
    close = plan.unknown_authors[name]
    hint = f" Did you mean {' or '.join(repr(one) for one in close)}?" if close else ""
    return f"nobody is called {name!r}.{hint} (--create-authors records new ones)"


def _place(row: Row, standing: Standing | None, plan: Plan) -> None:
    if standing is None:
        plan.new.append(row)
        return
    fault = _fault(row, standing)
    change = _change(row, standing)
    if fault is not None:
        plan.bad.append(fault)
    elif change == Change(row, standing):
        plan.same.append(row)
    else:
        plan.changed.append(change)


def _fault(row: Row, standing: Standing) -> BadRow | None:
    """What a sheet cannot change."""
    if standing.is_withheld:
        return BadRow(row.number, "id", f"the words of {standing.id} are not for this key")
    if standing.deadline is not None and standing.deadline != row.deadline:
        detail = (
            f"{standing.id} has the deadline {standing.deadline}, which cannot change: log a new prediction"
        )
        return BadRow(row.number, "deadline", detail)
    if row.outcome is not None and standing.outcome is not None and row.outcome != standing.outcome:
        detail = (
            f"{standing.id} came out as {outcome_cell(standing.outcome)}: change it with "
            f"tracker resolve {standing.id} {outcome_cell(row.outcome)} --reason"
        )
        return BadRow(row.number, "outcome", detail)
    return None


def _change(row: Row, standing: Standing) -> Change:
    is_first = standing.said is None and standing.is_of_this_source and row.said is not None
    if is_first and row.made is not None:
        return Change(row, standing, is_completed=True)
    is_reworded = standing.statement is not None and standing.statement != row.statement
    is_opened = row.visibility is not None and row.visibility != standing.visibility
    return Change(
        row,
        standing,
        said=None if row.said is None or is_same(row.said, standing.said) else row.said,
        statement=row.statement if is_reworded else None,
        outcome=row.outcome if standing.outcome is None else None,
        visibility=row.visibility if is_opened else None,
    )


def is_same(one: Said, other: Said | None) -> bool:
    """Whether both say the same number or the same word."""
    if other is None or one.term != other.term:
        return False
    if one.term is not None:
        return one.scale == other.scale
    return one.p is not None and other.p is not None and abs(one.p - other.p) < SAME_NUMBER


def read_standing(document: Mapping[str, Any], said: Mapping[str, Any] | None, *, source: str) -> Standing:
    """A prediction's answer as a `Standing`; `said` is the probability of the row's author in it."""
    outcome = document.get("outcome")
    return Standing(
        id=document["id"],
        version=document["version"],
        statement=document["statement"],
        said=None
        if said is None
        else Said(said["p"] if said["term"] is None else None, said["term"], said["scale"]),
        deadline=document["deadline"]["on"],
        visibility=document["visibility"],
        outcome=None if outcome is None else outcome["outcome"],
        is_withheld=bool(document["withheld"]),
        is_of_this_source=document["source"] == source,
    )
