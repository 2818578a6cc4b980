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
    branches = [one for status in asked.statuses for one in by_status[status]] or [_NOT_UNDONE]
    way = "DESC" if asked.is_descending else "ASC"
    parts = [_branch(asked, one, after=after, way=way) for one in branches]
    sql = parts[0]
    if len(parts) > 1:
        union = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part_{n}" for n, part in enumerate(parts))  # noqa: S608
        sql = f"{union} ORDER BY {asked.order} {way}, id {way} LIMIT :limit"
    return tx.rows(sql, _parameters(asked, after=after, limit=limit))


def _branch(asked: Asked, status: str, *, after: tuple[str, str] | None, way: str) -> str:
    """Predictions of one state, in order: read from one index up to the limit.

    CROSS JOIN, since SQLite takes it for the order in which to look: topics first, standings last.
    """
    listed = "listed" if asked.topics else "prediction"
    order, key = f"{listed}.{asked.order}", "listed.prediction" if asked.topics else "prediction.id"
    closes = "standing.closes" if asked.moment else f"{listed}.closes"
    conditions = [status.format(closes=closes), *_conditions(asked, closes=closes)]
    if after is not None:
        conditions.append(f"({order}, {key}) {'<' if asked.is_descending else '>'} (:after_value, :after_id)")
    return f"""
        SELECT prediction.* FROM {_tables(asked)} WHERE {" AND ".join(conditions)}
        ORDER BY {order} {way}, {key} {way} LIMIT :limit"""  # noqa: S608 - our own columns


def _tables(asked: Asked) -> str:
    return " CROSS JOIN ".join(
        (
            *(("prediction_topic AS listed",) if asked.topics else ()),
            "prediction",
            *(("standing",) if asked.moment else ()),
        )
    )


def _conditions(asked: Asked, *, closes: str) -> list[str]:
    conditions = [f"prediction.{column} = :equal_{column}" for column in asked.equal]
    if asked.topics:
        conditions += ["listed.topic = :topic_0", "prediction.id = listed.prediction"]
        conditions += [
            f"EXISTS (SELECT 1 FROM prediction_topic AS also WHERE also.prediction = prediction.id AND also.topic = :topic_{n})"  # noqa: S608
            for n in range(1, len(asked.topics))
        ]
    made = "listed.effective_at" if asked.topics else "prediction.effective_at"
    conditions += [f"{made} >= :made_begins"] * (asked.made.begins is not None)
    conditions += [f"{made} < :made_ends"] * (asked.made.ends is not None)
    conditions += [f"{closes} > :due_begins"] * (asked.due.begins is not None)
    conditions += [f"{closes} <= :due_ends"] * (asked.due.ends is not None)
    if asked.moment is not None:
        conditions += ["standing.prediction = prediction.id", asked.moment.holds("standing")]
    return conditions + [condition.sql for condition in asked.conditions]


def _parameters(asked: Asked, *, after: tuple[str, str] | None, limit: int) -> dict[str, object]:
    parameters: dict[str, object] = {
        "limit": limit,
        "now": asked.now,
        "lapsed_until": asked.lapsed_until,
        **{f"equal_{column}": value for column, value in asked.equal.items()},
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
    return f"{{table}}.state = '{state}' AND prediction.kind <> 'thesis' AND {span}"


_LIES_AHEAD = "{closes} > :now"
_HAS_COME = "{closes} <= :now AND {closes} > :lapsed_until"
_IS_LONG_PAST = "{closes} <= :lapsed_until"
_BY_STATUS: dict[str, tuple[str, ...]] = {
    "open": (_of_clock("open", _LIES_AHEAD), "prediction.kind = 'thesis' AND {table}.state = 'open'"),
    "dormant": (_of_clock("dormant", _LIES_AHEAD),),
    "due": (_of_clock("open", _HAS_COME), _of_clock("dormant", _HAS_COME)),
    "overdue": (_of_clock("open", _IS_LONG_PAST), _of_clock("dormant", _IS_LONG_PAST)),
    **{
        state: (f"{{table}}.state = '{state}'",) for state in ("proposed", "disputed", "resolved", "annulled")
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
