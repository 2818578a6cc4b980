"""Lists of predictions: any filters, one of three orders, page by page behind a key; nothing is counted or skipped.

A list is one SELECT (see `filtered`): the filters, the key of the page before, the order and a limit. It may ask how
predictions were at a moment; then state and deadline come from their history, the rest from their rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from msgspec.structs import replace

from tracker.projections.as_of import Moment
from tracker.projections.filtered import Along, Filter, read_along
from tracker.projections.predictions import COMMON_KIND
from tracker.projections.table import FOREVER
from tracker.store.databases.database import Parameters, Row, Transaction, places


class Span(msgspec.Struct, frozen=True):
    """From one instant to another, as stored text; None: open."""

    begins: str | None = None
    ends: str | None = None


class Condition(msgspec.Struct, frozen=True):
    """A part of a WHERE clause over `prediction`, with its named parameters."""

    sql: str
    parameters: Parameters


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is asked for; empty and None: everything.

    statuses: any of them.  equal: column -> value.  topics: all of them.  words: one of each group, as the index has
    them.  made: begins included, ends not.  due: begins not included, ends included, since a deadline ends its day.
    conditions: more that has to hold.  now, lapsed_until: the instants that decide what is due and overdue.
    """

    statuses: tuple[str, ...] = ()
    equal: Mapping[str, str] = msgspec.field(default_factory=dict)
    topics: tuple[str, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    made: Span = Span()
    due: Span = Span()
    conditions: tuple[Condition, ...] = ()
    order: str = "recorded_at"
    is_descending: bool = True
    now: str = ""
    lapsed_until: str = ""
    moment: Moment | None = None


def list_predictions(
    tx: Transaction, asked: Asked, *, after: tuple[str, str] | None, limit: int
) -> list[Row]:
    """The predictions behind the key `after` (order's value and id), `limit` at most."""
    pages = [_page(tx, part, after=after, limit=limit) for part in _parts(asked)]
    if len(pages) == 1:
        return pages[0]
    rows = {row["id"]: row for page in pages for row in page}.values()
    return sorted(rows, key=lambda row: (row[asked.order], row["id"]), reverse=asked.is_descending)[:limit]


def on_days(about: str, end: str, day: str) -> Condition:
    """Which predictions were made, or are due, on `day` or later ("after") or on an earlier day ("before").

    Days are those of each prediction's own zone.
    """
    column = {"made": "prediction.made_day", "due": "prediction.deadline_day"}[about]
    sign = {"after": ">=", "before": "<"}[end]
    return Condition(f"{column} {sign} :{about}_{end}_day", {f"{about}_{end}_day": day})


def _parts(asked: Asked) -> list[Asked]:
    """A list by deadline begins and ends where the deadlines of its statuses do, but for open theses: they have any."""
    is_open, kind = "open" in asked.statuses, asked.equal.get("kind")
    if asked.order != "closes" or asked.moment or not asked.statuses or (is_open and kind == "thesis"):
        return [asked]
    known = {
        "open": (asked.now, FOREVER),
        "dormant": (asked.now, FOREVER),
        "due": (asked.lapsed_until, asked.now),
        "overdue": ("", asked.lapsed_until),
    }
    begins, ends = zip(*(known.get(status, ("", FOREVER)) for status in asked.statuses), strict=True)
    due = Span(
        begins=max(asked.due.begins or "", min(begins)), ends=min(asked.due.ends or FOREVER, max(ends))
    )
    theses = [replace(asked, equal={**asked.equal, "kind": "thesis"})] * (is_open and kind is None)
    return [replace(asked, due=due), *theses]


def _page(tx: Transaction, asked: Asked, *, after: tuple[str, str] | None, limit: int) -> list[Row]:
    along = Along(
        column=f"prediction.{asked.order}",
        index=f"prediction_{asked.order}_index",
        is_descending=asked.is_descending,
    )
    parameters = parameters_of(asked)
    conditions = [
        *_bounds(asked).get(asked.order, []),
        *_standing(asked),
        *(one.sql for one in asked.conditions),
    ]
    if after is not None:
        ahead = "<" if asked.is_descending else ">"
        conditions.append(f"(prediction.{asked.order}, prediction.id) {ahead} (:after_value, :after_id)")
        parameters |= {"after_value": after[0], "after_id": after[1]}
    return read_along(
        tx,
        along,
        filters_of(asked),
        conditions,
        parameters | {"limit": limit},
        joined=["prediction_history"] * (asked.moment is not None),
    )


def holds_beyond(tx: Transaction, run: str, condition: Condition) -> bool:
    """Whether the source of an import run holds a prediction for which `condition` is not true."""
    found = tx.value(
        f"""
        SELECT 1 FROM import_run JOIN prediction ON prediction.source = import_run.source
        WHERE import_run.run = :run AND ({condition.sql}) IS NOT TRUE LIMIT 1""",  # noqa: S608 - our own names
        {**condition.parameters, "run": run},
    )
    return found is not None


def filters_of(asked: Asked) -> list[Filter]:
    """What is asked, but for the bounds of what the list is ordered by."""
    return [*_equal(asked), *_held(asked), *_statuses(asked), *_ranges(asked)]


def _equal(asked: Asked) -> Iterator[Filter]:
    for column, value in asked.equal.items():
        fits = f"prediction.{column} = :equal_{column}"
        if column == "kind":
            is_indexed = value != COMMON_KIND
            fits += f" AND prediction.kind <> '{COMMON_KIND}'" * is_indexed
            yield Filter(condition=fits, found=(f"FROM prediction WHERE {fits}",) * is_indexed)
        else:
            yield Filter(condition=fits, found=(f"FROM prediction WHERE {fits}",))


def _held(asked: Asked) -> Iterator[Filter]:
    for name, values in _groups(asked).items():
        column = name.partition("_")[0]
        bracket, _ = places(name, values)
        found = f"FROM prediction_{column} AS {name} WHERE {name}.{column} IN {bracket}"
        if column == "word":
            found += f" AND {name}.is_open IN (0, 1)"  # so that the key's beginning is given
        fits = f"EXISTS (SELECT 1 {found} AND {name}.prediction = prediction.id)"
        yield Filter(condition=fits, found=(found,), key="prediction", finds_once=len(values) == 1)


def _groups(asked: Asked) -> dict[str, tuple[str, ...]]:
    """What is looked for in `prediction_topic` and `prediction_word`: our name for it -> any of these values."""
    return {
        **{f"topic_{n}": (topic,) for n, topic in enumerate(asked.topics)},
        **{f"word_{n}": group for n, group in enumerate(asked.words)},
    }


def _held_in(asked: Asked) -> str:
    """The table that holds state and deadline: those of now, or those of the moment that is asked for."""
    return "prediction" if asked.moment is None else "prediction_history"


def _statuses(asked: Asked) -> Iterator[Filter]:
    """Where nothing is asked, what was taken back is left out."""
    if not asked.statuses:
        yield Filter(condition=f"{_held_in(asked)}.state <> 'undone'")
        return
    of = _held_in(asked)
    meant = [
        _STATUSES.get(status, (f"{{0}}.state = '{status}'", (f"state = '{status}'",)))
        for status in asked.statuses
    ]
    fits = " OR ".join(f"({condition.format(of)})" for condition, _ in meant)
    found = tuple(f"FROM prediction WHERE {one}" for _, parts in meant for one in parts)
    yield Filter(
        condition=f"({fits})",
        found=found if asked.moment is None else (),
        finds_once=len(meant) == 1,  # what is overdue is found among what is open, too
    )


def _ranges(asked: Asked) -> Iterator[Filter]:
    """What bounds other columns than that of the list's order."""
    for column, bounds in _bounds(asked).items():
        if bounds and column != asked.order:
            fits = " AND ".join(bounds)
            yield Filter(condition=fits, found=(f"FROM prediction WHERE {fits}",))


def _bounds(asked: Asked) -> dict[str, list[str]]:
    bounds = {
        "effective_at": _between("prediction.effective_at", asked.made, "made", (">=", "<")),
        "closes": _between("prediction.closes", asked.due, "due", (">", "<=")),
    }
    return bounds if asked.moment is None else bounds | {"closes": []}


def _between(column: str, span: Span, name: str, signs: tuple[str, str]) -> list[str]:
    return [
        *[f"{column} {signs[0]} :{name}_begins"] * (span.begins is not None),
        *[f"{column} {signs[1]} :{name}_ends"] * (span.ends is not None),
    ]


def _standing(asked: Asked) -> list[str]:
    """How predictions stood, with the deadline that they had then."""
    if asked.moment is None:
        return []
    return [
        "prediction_history.prediction = prediction.id",
        asked.moment.holds("prediction_history"),
        *_between("prediction_history.closes", asked.due, "due", (">", "<=")),
    ]


def parameters_of(asked: Asked) -> dict[str, object]:
    """The values of every named parameter in what is asked."""
    parameters: dict[str, object] = {
        "now": asked.now,
        "lapsed_until": asked.lapsed_until,
        **{f"equal_{column}": value for column, value in asked.equal.items()},
        **{
            name: value
            for of, values in _groups(asked).items()
            for name, value in places(of, values)[1].items()
        },
        "made_begins": asked.made.begins,
        "made_ends": asked.made.ends,
        "due_begins": asked.due.begins,
        "due_ends": asked.due.ends,
        **(asked.moment.parameters if asked.moment else {}),
    }
    for condition in asked.conditions:
        parameters.update(condition.parameters)
    return parameters


_STATUSES: dict[str, tuple[str, tuple[str, ...]]] = {
    "open": ("{0}.state = 'open' AND ({0}.closes > :now OR prediction.kind = 'thesis')", ("state = 'open'",)),
    "dormant": ("{0}.state = 'dormant' AND {0}.closes > :now", ("state = 'dormant' AND closes > :now",)),
    "due": (
        """{0}.state IN ('open', 'dormant') AND {0}.closes <= :now AND {0}.closes > :lapsed_until
            AND prediction.kind <> 'thesis'""",
        (
            "state = 'open' AND closes <= :now AND closes > :lapsed_until",
            "state = 'dormant' AND closes <= :now AND closes > :lapsed_until",
        ),
    ),
    "overdue": (
        "{0}.state IN ('open', 'dormant') AND {0}.closes <= :lapsed_until AND prediction.kind <> 'thesis'",
        ("state = 'open' AND closes <= :lapsed_until", "state = 'dormant' AND closes <= :lapsed_until"),
    ),
}
"""Statuses that the clock has a part in, over the table that holds state and deadline, and where an index finds them.

A thesis has no outcome and is never due.
"""
