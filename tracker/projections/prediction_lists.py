"""Lists of predictions: any filters, one of three orders, page by page behind a key; nothing is counted or skipped.

Whatever one value is asked for has an index in each order, so a page costs the same however many predictions there are:
it is read along the filter that is sparsest from there on, the others being looked up, where they have an index of their
own at the same place of the order, since there the next one is near. What follows from the clock is asked as a range of
deadlines. A list may ask how predictions stood at a moment; then the state is read from their standing, and order and other
filters from their rows, which do not change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from tracker.projections.as_of import Moment
from tracker.store.databases.database import Parameters, Row, Transaction, places

STRIDE = 200
"""So many entries of an index are passed over to see how densely they lie."""

FEW = 5_000
"""So many predictions are sorted rather than looked for along the list's order, where they may lie anywhere."""

FEW_BY = ("essay", "external_id")
"""Columns of which each value holds for few predictions, however many there are."""


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
    conditions: more that has to hold.  now, lapsed_until: the clock that due and overdue are told by.
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
    now: str
    lapsed_until: str
    moment: Moment | None = None


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is read along: the entries of `table`, called `listed`, that hold one value of an index.

    `window` bounds the deadline, `{}` standing for it; `more` is no matter of the index.
    """

    table: str = "prediction"
    listed: str = "prediction"
    holds: str = "1 = 1"
    window: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.listed}.{'id' if self.listed == 'prediction' else 'prediction'}"


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of one thing: as leads, of which any will do, and `condition` over the entries of another lead.

    `{key}` and `{at}` stand for that entry's prediction and place in the list's order.
    """

    leads: tuple[Lead, ...]
    condition: str


def list_predictions(
    tx: Transaction, asked: Asked, *, after: tuple[str, str] | None, limit: int
) -> list[Row]:
    """The predictions behind the key `after` (order's value and id), `limit` at most."""
    reading = _Reading(tx, asked, after=after, limit=limit)
    filters = _filters(asked)
    chosen = reading.sparsest(filters)
    others = [one for one in filters if one is not chosen]
    leads = chosen.leads if chosen else (_all(asked),)
    reach = reading.reach(chosen) if chosen and len(leads) > 1 else None
    near = reading.page(leads, others, reach=reach) if reach else []
    return near if len(near) == limit else reading.page(leads, others)


class _Reading:
    """One page of a list being read."""

    def __init__(self, tx: Transaction, asked: Asked, *, after: tuple[str, str] | None, limit: int) -> None:
        self._tx = tx
        self._asked = asked
        self._way, self._ahead, self._until = (
            ("DESC", "<", ">=") if asked.is_descending else ("ASC", ">", "<=")
        )
        self._is_behind = after is not None
        self._parameters = _parameters(asked, after=after, limit=limit)

    def sparsest(self, filters: list[Filter]) -> Filter | None:
        """The filter to read along: the sparsest from here on, since what fits the others too is a part of it."""
        leading = [] if _few(self._asked) else [one for one in filters if one.leads]
        if len(leading) < 2:
            return leading[0] if leading else None
        farthest = min if self._asked.is_descending else max
        reaches = [(self.reach(one), one) for one in leading]
        ending = [one for reach, one in reaches if reach is None]
        return ending[0] if ending else farthest(reaches, key=lambda found: str(found[0]))[1]

    def reach(self, one: Filter) -> str | None:
        """How far in the list's order its next `STRIDE` predictions reach; None: to the end."""
        reaches = [
            self._nth(lead, self._asked.order, STRIDE, conditions=[*self._span(lead), *self._behind(lead)])
            for lead in one.leads
        ]
        nearest = max if self._asked.is_descending else min
        return nearest((reach for reach in reaches if reach is not None), default=None)

    def page(self, leads: tuple[Lead, ...], others: list[Filter], *, reach: str | None = None) -> list[Row]:
        """What fits along any of `leads`, as far as `reach`: of many leads few come near enough to be in the page."""
        branches = [self._branch(lead, others, is_bounded=reach is not None) for lead in leads]
        union = " UNION ".join(f"SELECT * FROM ({branch}) AS branch_{n}" for n, branch in enumerate(branches))  # noqa: S608
        way = self._way
        return self._tx.rows(
            f"""
            {_few(self._asked)}
            SELECT prediction.* FROM ({union} ORDER BY at {way}, id {way} LIMIT :limit) AS found CROSS JOIN prediction
            WHERE prediction.id = found.id ORDER BY found.at {way}, found.id {way}""",  # noqa: S608 - our own columns
            {**self._parameters, "reach": reach},
        )

    def _branch(self, lead: Lead, others: list[Filter], *, is_bounded: bool) -> str:
        """The predictions along `lead` that fit the others, in order: read from one index up to the limit.

        CROSS JOIN, since SQLite takes it for the order in which to look: standings last. An expression in place of a
        column keeps SQLite, which has no statistics, from taking its index: either the order is read from one, or,
        where a range holds few, the range.
        """
        asked, listed = self._asked, lead.listed
        ranges = _ranges(asked, lead)
        few = {column for column, spans in ranges.items() if self._holds_few(lead, column, spans)}
        order = f"{listed}.{asked.order}{_APART if few else ''}"
        conditions = [
            lead.holds,
            *lead.more,
            *(one.condition.format(key=lead.key, at=f"{listed}.{asked.order}") for one in others),
            *self._span(lead, column=order),
            *(
                span.format(f"{listed}.{column}{'' if column in few else _APART}")
                for column, spans in ranges.items()
                for span in spans
            ),
            *(condition.sql for condition in asked.conditions),
            *_standing(asked),
            *self._behind(lead, order=order),
            *[f"{order} {self._until} :reach"] * is_bounded,
        ]
        tables = [f"{lead.table} AS {listed}"]
        if listed != "prediction":
            tables.append("prediction")
            conditions.append(f"prediction.id = {lead.key}")
        tables += ["standing"] * (asked.moment is not None)
        return f"""
            SELECT {listed}.{asked.order} AS at, {lead.key} AS id FROM {" CROSS JOIN ".join(tables)}
            WHERE {" AND ".join(conditions)} ORDER BY {order} {self._way}, {lead.key} {self._way} LIMIT :limit"""  # noqa: S608

    def _holds_few(self, lead: Lead, column: str, spans: list[str]) -> bool:
        conditions = [span.format(f"{lead.listed}.{column}") for span in spans]
        return self._nth(lead, column, FEW, conditions=conditions) is None

    def _nth(self, lead: Lead, column: str, n: int, *, conditions: list[str]) -> str | None:
        found = self._tx.value(
            f"""
            SELECT {lead.listed}.{column} FROM {lead.table} AS {lead.listed}
            WHERE {" AND ".join([lead.holds, *conditions])}
            ORDER BY {lead.listed}.{column} {self._way}, {lead.key} {self._way} LIMIT 1 OFFSET {n}""",  # noqa: S608
            self._parameters,
        )
        return None if found is None else str(found)

    def _span(self, lead: Lead, *, column: str | None = None) -> list[str]:
        """What bounds the column of the list's order."""
        spans = _spans(self._asked, lead).get(self._asked.order, [])
        return [span.format(column or f"{lead.listed}.{self._asked.order}") for span in spans]

    def _behind(self, lead: Lead, *, order: str | None = None) -> list[str]:
        order = order or f"{lead.listed}.{self._asked.order}"
        return [f"({order}, {lead.key}) {self._ahead} (:after_value, :after_id)"] * self._is_behind


_APART = " || ''"


def holds_beyond(tx: Transaction, run: str, condition: Condition) -> bool:
    """Whether the source of an import run holds a prediction for which `condition` is not true."""
    found = tx.value(
        f"""
        SELECT 1 FROM import_run JOIN prediction ON prediction.source = import_run.source
        WHERE import_run.run = :run AND ({condition.sql}) IS NOT TRUE LIMIT 1""",  # noqa: S608 - our own names
        {**condition.parameters, "run": run},
    )
    return found is not None


def _filters(asked: Asked) -> list[Filter]:
    return [*_equal(asked), *_held(asked), *_statuses(asked)]


def _all(asked: Asked) -> Lead:
    return Lead(table="few" if _few(asked) else "prediction")


def _few(asked: Asked) -> str:
    """Predictions that are few however many there are, found first: they have no index in each order."""
    columns = [column for column in FEW_BY if column in asked.equal]
    if not columns:
        return ""
    found = " AND ".join(f"{column} = :equal_{column}" for column in columns)
    return f"WITH few AS MATERIALIZED (SELECT * FROM prediction WHERE {found}) "  # noqa: S608


def _equal(asked: Asked) -> Iterator[Filter]:
    for column in asked.equal:
        yield Filter(
            leads=() if column in FEW_BY else (Lead(holds=f"prediction.{column} = :equal_{column}"),),
            condition=f"prediction.{column}{_APART} = :equal_{column}",
        )


def _groups(asked: Asked) -> list[tuple[str, str, tuple[str, ...]]]:
    """What is looked for in `prediction_topic` and `prediction_word`: the column, our name for it, any of these values."""
    return [
        *(("topic", f"topic_{n}", (topic,)) for n, topic in enumerate(asked.topics)),
        *(("word", f"word_{n}", group) for n, group in enumerate(asked.words)),
    ]


def _held(asked: Asked) -> Iterator[Filter]:
    for column, name, values in _groups(asked):
        table = f"prediction_{column}"
        bracket, named = places(name, values)
        yield Filter(
            leads=tuple(Lead(table=table, listed=name, holds=f"{name}.{column} = :{one}") for one in named)
            or (Lead(table=table, listed=name, holds="1 = 0"),),
            condition=f"""EXISTS (
                SELECT 1 FROM {table} AS {name} WHERE {name}.{column} IN {bracket}
                    AND {name}.{asked.order} = {{at}} AND {name}.prediction = {{key}})""",  # noqa: S608 - our own columns
        )


def _statuses(asked: Asked) -> Iterator[Filter]:
    """Where nothing is asked, what was taken back is left out."""
    if not asked.statuses:
        yield Filter(leads=(), condition=f"prediction.state{_APART} <> 'undone'")
        return
    states = [state for status in asked.statuses for state in _BY_STATUS[status]]
    table = "prediction" if asked.moment is None else "standing"
    holds = [
        " AND ".join(
            [f"{table}.state{_APART} = '{state}'", *(span.format(f"{table}.closes{_APART}") for span in window),
             *([_NO_THESIS] if window else [])]
        )
        for state, window in states
    ]  # fmt: skip
    leads = [
        Lead(holds=f"prediction.state = '{state}'", window=window, more=(_NO_THESIS,) if window else ())
        for state, window in states
    ]
    if "open" in asked.statuses and asked.equal.get("kind", "thesis") == "thesis":
        is_open = f"{table}.state{_APART} = 'open'"
        holds.append(f"{is_open} AND prediction.kind{_APART} = 'thesis'")
        leads.append(Lead(holds="prediction.kind = 'thesis'", more=(is_open,)))
    yield Filter(
        leads=tuple(leads) if asked.moment is None else (),
        condition=f"({' OR '.join(f'({one})' for one in holds)})",
    )


def _spans(asked: Asked, lead: Lead) -> dict[str, list[str]]:
    """What bounds each column that lists are ordered by, `{}` standing for it."""
    made, due = asked.made, asked.due
    of_deadline = ["{} > :due_begins"] * (due.begins is not None) + ["{} <= :due_ends"] * (
        due.ends is not None
    )
    spans = {
        "effective_at": ["{} >= :made_begins"] * (made.begins is not None)
        + ["{} < :made_ends"] * (made.ends is not None),
        "closes": [*lead.window, *(of_deadline if asked.moment is None else [])],
    }
    return {column: found for column, found in spans.items() if found}


def _ranges(asked: Asked, lead: Lead) -> dict[str, list[str]]:
    """The bounds of columns other than that of the list's order."""
    return {column: spans for column, spans in _spans(asked, lead).items() if column != asked.order}


def _standing(asked: Asked) -> list[str]:
    """How predictions stood, with the deadline that they had then."""
    if asked.moment is None:
        return []
    due = asked.due
    return [
        "standing.prediction = prediction.id",
        asked.moment.holds("standing"),
        *["standing.closes > :due_begins"] * (due.begins is not None),
        *["standing.closes <= :due_ends"] * (due.ends is not None),
    ]


def _parameters(asked: Asked, *, after: tuple[str, str] | None, limit: int) -> dict[str, object]:
    parameters: dict[str, object] = {
        "limit": limit,
        "now": asked.now,
        "lapsed_until": asked.lapsed_until,
        **{f"equal_{column}": value for column, value in asked.equal.items()},
        **{name: value for _, of, values in _groups(asked) for name, value in places(of, values)[1].items()},
        "made_begins": asked.made.begins,
        "made_ends": asked.made.ends,
        "due_begins": asked.due.begins,
        "due_ends": asked.due.ends,
        "after_value": after[0] if after else None,
        "after_id": after[1] if after else None,
        **(asked.moment.parameters if asked.moment else {}),
    }
    for condition in asked.conditions:
        parameters.update(condition.parameters)
    return parameters


_NO_THESIS = "prediction.kind <> 'thesis'"
_LIES_AHEAD = ("{} > :now",)
_HAS_COME = ("{} <= :now", "{} > :lapsed_until")
_IS_LONG_PAST = ("{} <= :lapsed_until",)
_BY_STATUS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "open": (("open", _LIES_AHEAD),),
    "dormant": (("dormant", _LIES_AHEAD),),
    "due": (("open", _HAS_COME), ("dormant", _HAS_COME)),
    "overdue": (("open", _IS_LONG_PAST), ("dormant", _IS_LONG_PAST)),
    **{state: ((state, ()),) for state in ("proposed", "disputed", "resolved", "annulled")},
}
"""Each status as states with a window of deadlines; a thesis has no outcome and is never due."""
