"""Lists of predictions: any filters, one of three orders, page by page behind a key; nothing is counted or skipped.

Each filter that names one value has an index in each order, so a page costs the same however many predictions there
are. What follows from the clock is asked as a range of deadlines. A list may ask how predictions stood at a moment;
then the state is read from their standing, and order and other filters from their rows, which do not change.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tracker.projections.moments import Moment
from tracker.store.database import Parameters, Row, Transaction

STRIDE = 200
"""So many entries of an index are passed over to see how densely they lie."""

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

    statuses: any of them.  equal: column -> value.  topics: all of them.  made: begins included, ends not.  due: begins
    not included, ends included, since a deadline ends its day.  conditions: more that has to hold.  now, lapsed_until:
    the clock that due and overdue are told by.
    """

    statuses: tuple[str, ...] = ()
    equal: Mapping[str, str] = msgspec.field(default_factory=dict)
    topics: tuple[str, ...] = ()
    made: Span = Span()
    due: Span = Span()
    conditions: tuple[Condition, ...] = ()
    order: str = "recorded_at"
    is_descending: bool = True
    now: str
    lapsed_until: str
    moment: Moment | None = None


def list_predictions(
    tx: Transaction, asked: Asked, *, after: tuple[str, str] | None, limit: int
) -> list[Row]:
    """The predictions behind the key `after` (order's value and id), `limit` at most."""
    by_status = _STATUSES if asked.moment is None else _STOOD
    branches = [(asked, one) for status in asked.statuses for one in by_status[status]]
    if "open" in asked.statuses and asked.equal.get("kind", "thesis") == "thesis":
        branches.append((_theses(asked), by_status["a thesis that is open"][0]))
    way = "DESC" if asked.is_descending else "ASC"
    parts = [
        _branch(part, status, lead=_find_lead(tx, part, after=after), after=after, way=way)
        for part, status in branches or [(asked, _NOT_UNDONE)]
    ]
    sql = parts[0]
    if len(parts) > 1:
        union = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part_{n}" for n, part in enumerate(parts))  # noqa: S608
        sql = f"{union} ORDER BY {asked.order} {way}, id {way} LIMIT :limit"
    return tx.rows(_few(asked) + sql, _parameters(asked, after=after, limit=limit))


def _theses(asked: Asked) -> Asked:
    """Few, and never due: found by their kind, since they would be looked for through everything else."""
    return msgspec.structs.replace(asked, equal={**asked.equal, "kind": "thesis"})


def _find_lead(tx: Transaction, asked: Asked, *, after: tuple[str, str] | None) -> str | None:
    """The filter whose index is read along: the one that is sparsest from here on, since what fits the others too is a part of it.

    A column, or the name of a topic's parameter; None where nothing is asked.
    """
    filters = {
        **{column: ("prediction", "id", column) for column in asked.equal},
        **{f"topic_{n}": ("prediction_topic", "prediction", "topic") for n in range(len(asked.topics))},
    }
    few = [column for column in FEW_BY if column in asked.equal]
    if few or len(filters) < 2:
        return next(iter([*few, *filters]), None)
    reaches = {name: _reach(tx, asked, name, *found, after=after) for name, found in filters.items()}
    ending = [name for name, reach in reaches.items() if reach is None]
    farthest = min if asked.is_descending else max
    return ending[0] if ending else farthest(reaches, key=lambda name: str(reaches[name]))


def _reach(
    tx: Transaction,
    asked: Asked,
    name: str,
    table: str,
    key: str,
    column: str,
    *,
    after: tuple[str, str] | None,
) -> str | None:
    """How far in the list's order the next `STRIDE` predictions reach that fit one filter; None: to the end."""
    way, ahead = ("DESC", "<") if asked.is_descending else ("ASC", ">")
    parameter = name if table == "prediction_topic" else f"equal_{name}"
    behind = "" if after is None else f"AND ({asked.order}, {key}) {ahead} (:after_value, :after_id)"
    found = tx.value(
        f"""
        SELECT {asked.order} FROM {table} WHERE {column} = :{parameter} {behind}
        ORDER BY {asked.order} {way}, {key} {way} LIMIT 1 OFFSET {STRIDE}""",  # noqa: S608 - our own columns
        _parameters(asked, after=after, limit=1),
    )
    return None if found is None else str(found)


def _few(asked: Asked) -> str:
    """Predictions that are few however many there are, found first: they have no index in each order."""
    columns = [column for column in FEW_BY if column in asked.equal]
    if not columns:
        return ""
    found = " AND ".join(f"{column} = :equal_{column}" for column in columns)
    return f"WITH few AS MATERIALIZED (SELECT * FROM prediction WHERE {found}) "  # noqa: S608


def _branch(asked: Asked, status: str, *, lead: str | None, after: tuple[str, str] | None, way: str) -> str:
    """Predictions of one state, in order: read from one index up to the limit.

    CROSS JOIN, since SQLite takes it for the order in which to look: topics first, standings last.
    """
    listed = lead if lead is not None and lead.startswith("topic_") else "prediction"
    order, key = f"{listed}.{asked.order}", f"{listed}.{'id' if listed == 'prediction' else 'prediction'}"
    closes = "standing.closes" if asked.moment else f"{listed}.closes"
    conditions = [
        status.format(closes=closes, state="state" if lead is None else "state || ''"),
        *_equal(asked, lead=lead),
        *_topics(asked, key=key),
        *_ranges(asked, listed=listed, closes=closes),
        *(condition.sql for condition in asked.conditions),
    ]
    if after is not None:
        conditions.append(f"({order}, {key}) {'<' if asked.is_descending else '>'} (:after_value, :after_id)")
    return f"""
        SELECT prediction.* FROM {_tables(asked, listed=listed)} WHERE {" AND ".join(conditions)}
        ORDER BY {order} {way}, {key} {way} LIMIT :limit"""  # noqa: S608 - our own columns


def _tables(asked: Asked, *, listed: str) -> str:
    topics = [f"prediction_topic AS topic_{n}" for n in range(len(asked.topics))]
    first = [topic for topic in topics if topic.endswith(f" {listed}")]
    rest = [topic for topic in topics if topic not in first]
    own = "few AS prediction" if asked.equal.keys() & {*FEW_BY} else "prediction"
    tables = [*first, *rest, own] if first else [own, *rest]
    return " CROSS JOIN ".join([*tables, *(["standing"] if asked.moment else [])])


def _equal(asked: Asked, *, lead: str | None) -> list[str]:
    """An expression in place of a column keeps SQLite, which has no statistics, from taking its index."""
    kept = {lead, *FEW_BY}
    columns = {column: f"prediction.{column}" for column in asked.equal}
    return [
        f"{name if column in kept else f'{name} || {_NOTHING}'} = :equal_{column}"
        for column, name in columns.items()
    ]


_NOTHING = "''"


def _topics(asked: Asked, *, key: str) -> list[str]:
    names = [f"topic_{n}" for n in range(len(asked.topics))]
    held = [f"{name}.topic = :{name}" for name in names]
    joined = [f"{name}.prediction = {key}" for name in names if f"{name}.prediction" != key]
    return [*held, *joined, *([f"prediction.id = {key}"] if key != "prediction.id" else [])]


def _ranges(asked: Asked, *, listed: str, closes: str) -> list[str]:
    conditions: list[str] = []
    conditions += [f"{listed}.effective_at >= :made_begins"] * (asked.made.begins is not None)
    conditions += [f"{listed}.effective_at < :made_ends"] * (asked.made.ends is not None)
    conditions += [f"{closes} > :due_begins"] * (asked.due.begins is not None)
    conditions += [f"{closes} <= :due_ends"] * (asked.due.ends is not None)
    if asked.moment is not None:
        conditions += ["standing.prediction = prediction.id", asked.moment.holds("standing")]
    return conditions


def _parameters(asked: Asked, *, after: tuple[str, str] | None, limit: int) -> dict[str, object]:
    parameters: dict[str, object] = {
        "limit": limit,
        "now": asked.now,
        "lapsed_until": asked.lapsed_until,
        **{f"equal_{column}": value for column, value in {"kind": "thesis", **asked.equal}.items()},
        **{f"topic_{n}": topic for n, topic in enumerate(asked.topics)},
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


def _of_clock(state: str, span: str) -> str:
    return f"{{table}}.{{state}} = '{state}' AND prediction.kind <> 'thesis' AND {span}"


_LIES_AHEAD = "{closes} > :now"
_HAS_COME = "{closes} <= :now AND {closes} > :lapsed_until"
_IS_LONG_PAST = "{closes} <= :lapsed_until"
_BY_STATUS: dict[str, tuple[str, ...]] = {
    "open": (_of_clock("open", _LIES_AHEAD),),
    "a thesis that is open": ("{table}.{state} = 'open'",),
    "dormant": (_of_clock("dormant", _LIES_AHEAD),),
    "due": (_of_clock("open", _HAS_COME), _of_clock("dormant", _HAS_COME)),
    "overdue": (_of_clock("open", _IS_LONG_PAST), _of_clock("dormant", _IS_LONG_PAST)),
    **{
        state: (f"{{table}}.{{state}} = '{state}'",)
        for state in ("proposed", "disputed", "resolved", "annulled")
    },
}
"""Each status as alternatives that can be read from one index each; a thesis has no outcome and is never due."""


def _in(table: str) -> dict[str, tuple[str, ...]]:
    return {
        status: tuple(one.replace("{table}", table) for one in alternatives)
        for status, alternatives in _BY_STATUS.items()
    }


_STATUSES, _STOOD = _in("prediction"), _in("standing")
_NOT_UNDONE = "prediction.state <> 'undone'"
