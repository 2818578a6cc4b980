"""Every table has one owner: SQL is written on its owner's floor, and other floors call functions.

A statement belongs to the highest floor that owns a table it names. It may read tables of lower floors, and changes
tables of its own floor only.
"""

import ast
import re
from collections.abc import Iterator
from itertools import chain

import pytest

from tests.test_architecture import EVERY_MODULE
from tracker.bootstrap import ROOT
from tracker.projections import registry
from tracker.projections.table import ProjectionTable
from tracker.store import delivery_tables
from tracker.store.tables import FactTable

_DELIVERY = {
    row.__tablename__
    for row in vars(delivery_tables).values()
    if isinstance(row, type) and row.__module__ == delivery_tables.__name__
}
OWNERS = {
    "store": FactTable.metadata.tables.keys() - _DELIVERY,
    "projections": ProjectionTable.metadata.tables.keys(),
    "delivery": _DELIVERY,
}
"""By floor, from the lowest, the tables it owns. `store` defines the tables of `delivery`, since they are migrated."""

FLOORS = tuple(OWNERS)
OWNER = {table: floor for floor, tables in OWNERS.items() for table in tables}
UNKNOWN = "{}"
"""Where a table's name is put together."""

_TABLES = FactTable.metadata.tables | ProjectionTable.metadata.tables
_COLUMNS = {f"{table}.{column.name}" for table, found in _TABLES.items() for column in found.columns}
_CHANGED = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM|COPY)\s+(\w+|\{\})")
_LISTED = re.compile(
    r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|COPY)\s+((?:(?:\w+|\{\})(?:\s+AS\s+\w+)?\s*,\s*)*(?:\w+|\{\}))"
)
_QUALIFIED = re.compile(r"\b(\w+)\.\w+\b")
_WHOLE = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|COPY|(?:\{\}\s+)+(?:JOIN|WHERE))\b")


def strings_of(source: str) -> Iterator[tuple[int, str]]:
    """Every string of a module but docstrings, with its line; what is put into it is `{}`."""
    tree = ast.parse(source)
    passed_over = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    passed_over |= {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
    }
    for node in ast.walk(tree):
        if id(node) in passed_over:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else UNKNOWN for part in node.values)
            yield node.lineno, "".join(str(part) for part in parts)


def named_in(sql: str) -> set[str]:
    """The tables that a string names, as SQL does: after FROM and its like, or before a column of theirs."""
    listed = chain.from_iterable(found.split(",") for found in _LISTED.findall(sql))
    named = {one.split()[0] for one in listed}
    qualified = {found[1] for found in _QUALIFIED.finditer(sql) if found[0] in _COLUMNS}
    return {one for one in named | qualified if one in OWNER or one == UNKNOWN}


def faults_of(source: str, floor: str) -> Iterator[str]:
    """What is wrong with the SQL in a module of that floor."""
    for line, text in strings_of(source):
        named, changed = named_in(text), set(_CHANGED.findall(text)) & OWNER.keys()
        floors = {floor if table == UNKNOWN else OWNER[table] for table in named}
        if named and floor not in FLOORS:
            yield f"line {line}: SQL over {', '.join(sorted(named))} outside of its owner's floor"
        elif any(FLOORS.index(one) > FLOORS.index(floor) for one in floors):
            yield f"line {line}: {', '.join(sorted(named))}: {floor} names a table of a higher floor"
        elif any(OWNER[table] != floor for table in changed):
            yield f"line {line}: {', '.join(sorted(changed))} is changed on another floor than its owner's"
        elif _WHOLE.match(text) and floors and floor not in floors:
            yield f"line {line}: {', '.join(sorted(named))}: a query of a lower floor's tables only belongs there"


def test_every_table_has_one_owner():
    assert sum(map(len, OWNERS.values())) == len(OWNER) == len(_TABLES)
    assert {"delivery", "lane", "told"} <= OWNERS["delivery"]
    assert registry.INLINE, "importing it registers the projections' tables"


@EVERY_MODULE
def test_sql_is_written_on_the_floor_that_owns_its_tables(module):
    path = module.relative_to(ROOT)
    floor = path.parts[1].removesuffix(".py") if path.parts[0] == "tracker" else path.parts[0]
    faults = list(faults_of(module.read_text(encoding="utf-8"), floor))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("floor", "planted"),
    [
        ("api", 'tx.row("SELECT * FROM lane WHERE endpoint = :endpoint")'),
        ("application", 'tx.execute("DELETE FROM idempotency")'),
        ("application", 'f"SELECT 1 FROM {table}"'),
        ("application", '"prediction.visible_from IS NULL"'),
        ("reports", 'tx.rows(f"SELECT * FROM prediction_history WHERE {holds}")'),
        ("workers", '"INSERT INTO slot (job, slot) VALUES (:job, :slot)"'),
        ("store", '"SELECT id FROM prediction UNION SELECT prediction FROM evidence"'),
        ("store", 'f"UPDATE delivery SET {emptied}"'),
        ("store", '"SELECT 1 FROM event, prediction AS one WHERE event.stream = one.id"'),
        ("projections", '"INSERT INTO parked (position) SELECT id FROM prediction"'),
        ("projections", '"SELECT position FROM parked WHERE consumer = :consumer"'),
        ("projections", 'f"{WHOLE} {OF_LOG} WHERE event.stream IN {streams}"'),
        ("projections", '"SELECT 1 FROM prediction JOIN lane ON lane.endpoint = prediction.id"'),
        ("delivery", '"SELECT 1 FROM endpoint WHERE is_removed = 0"'),
    ],
)
def test_a_planted_violation_is_found(floor, planted):
    assert len(list(faults_of(f"sql = {planted}", floor))) == 1


@pytest.mark.parametrize(
    ("floor", "allowed"),
    [
        ("api", '"prediction.amended"'),
        ("app", '"SELECT 1"'),
        ("store", '"DELETE FROM idempotency WHERE body LIKE :held"'),
        (
            "projections",
            'f"SELECT * FROM prediction JOIN event ON event.event_id = prediction.id WHERE {held}"',
        ),
        ("projections", 'f"DELETE FROM {table}"'),
        ("projections", '"(SELECT position FROM log WHERE log.event_id = :event_id)"'),
        ("delivery", '"SELECT 1 FROM delivery JOIN endpoint ON endpoint.id = delivery.endpoint"'),
    ],
)
def test_what_is_allowed_is_not_a_fault(floor, allowed):
    assert not list(faults_of(f"sql = {allowed}", floor))


def test_a_docstring_is_no_sql():
    assert not list(faults_of('"""Like SELECT * FROM lane."""', "api"))
