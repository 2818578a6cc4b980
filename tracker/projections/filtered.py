"""The first predictions in some order that fit filters: one SELECT, read along the order's index or by the rarest filter.

PostgreSQL chooses by its statistics. SQLite, as it is mostly built, keeps none of single values and takes no account of a
LIMIT: it would read and sort each third prediction for the page of a busy author. So there the few figures that the choice
needs are counted, and the query is given the form of what is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import msgspec

from tracker.store.databases.database import Parameters, Row, Transaction

FOUND_COST = 1.0
"""What it takes to look up a prediction that a filter finds, where to pass over one along the order takes 1."""


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """A condition over `prediction`, and where the predictions that can fit it are found in an index alone, by `key`.

    found: any of these, each FROM and WHERE; without one they are many.  finds_once: whether none is found twice.
    """

    condition: str
    found: tuple[str, ...] = ()
    key: str = "rowid"
    finds_once: bool = True

    def select(self, column: str) -> str:
        return " UNION ALL ".join(f"SELECT {column} AS id {one}" for one in self.found)


class Along(msgspec.Struct, frozen=True, kw_only=True):
    """The order of a list: `index` holds `column` of `table`, whose predictions are found by `key`."""

    table: str = "prediction"
    key: str = "prediction.id"
    column: str
    index: str
    is_descending: bool = True


def read_along(
    tx: Transaction,
    along: Along,
    filters: Sequence[Filter],
    conditions: Sequence[str],
    parameters: Parameters,
    *,
    joined: Sequence[str] = (),
) -> list[Row]:
    """The first `:limit` predictions in that order that fit all `filters` and `conditions`.

    CROSS JOIN, since SQLite takes it for the order in which to look.
    """
    tables, conditions = ["prediction", *joined], [*(one.condition for one in filters), *conditions]
    few = None if tx.knows_values else _few(tx, filters, parameters)
    if along.table != "prediction":
        tables.insert(0 if few is None else 1, along.table)
        conditions.append(f"{along.key} = prediction.id")
    if few is not None:
        once = "SELECT" if few.finds_once else "SELECT DISTINCT"
        tables.insert(0, f"({once} id FROM ({few.select(few.key)}) AS found) AS few")
        conditions.append(f"prediction.{'rowid' if few.key == 'rowid' else 'id'} = few.id")
    elif not tx.knows_values:
        tables[0] += f" INDEXED BY {along.index}"
    way = "DESC" if along.is_descending else "ASC"
    page = f"""
        SELECT {along.column} AS place, prediction.id AS found FROM {" CROSS JOIN ".join(tables)}
        WHERE {" AND ".join(conditions) or "1 = 1"} ORDER BY place {way}, {along.key} {way} LIMIT :limit"""  # noqa: S608
    return tx.rows(
        f"""
        SELECT prediction.* FROM ({page}) AS page CROSS JOIN prediction WHERE prediction.id = page.found
        ORDER BY page.place {way}, page.found {way}""",  # noqa: S608
        parameters,
    )


def _few(tx: Transaction, filters: Sequence[Filter], parameters: Parameters) -> Filter | None:
    """The filter that the fewest can fit, where these are fewer than what would be passed over along the order.

    Filters are taken to be independent of each other and of the order. None is counted beyond `enough`: where each fits
    as many, a page is full after the next `enough`. Where one is frequent beyond that, more are looked up than need be;
    but to pass over all of them costs more, should filters exclude each other.
    """
    filters = [one for one in filters if one.found]
    if not filters:
        return None
    total, limit = int(tx.value("SELECT max(rowid) FROM prediction") or 1), parameters["limit"]
    enough = int((limit * total ** len(filters)) ** (1 / (len(filters) + 1))) + 1
    bounded = {**parameters, "enough": enough}
    counts = [
        int(tx.value(f"SELECT count(*) FROM ({one.select('1')} LIMIT :enough) AS found", bounded))  # noqa: S608
        for one in filters
    ]
    passed_over = limit * prod(total / max(count, 1) for count in counts)
    few = min(counts)
    return filters[counts.index(few)] if few * FOUND_COST < min(enough, passed_over) else None
