"""How many bytes of disk a prediction takes, recorded over HTTP and followed by the relay: the app itself, on SQLite alone."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import click

from benchmarks.asked import SIZE, SIZE_PREDICTIONS
from benchmarks.databases import AUTHOR, Place
from benchmarks.figures import Figure, Pace
from benchmarks.many_predictions import VOCABULARY, word_of
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.application.work.feed import feed
from tracker.domain.key import SCOPES
from tracker.settings import read_settings

WORDS = 14
TOPICS = 2


def measure(place: Place, pace: Pace) -> Iterator[Figure]:
    """All of it, stored answers included; what each table takes goes to standard error."""
    if place.name != "SQLite":
        return
    count = max(int(SIZE_PREDICTIONS * pace.rows_share), 20)
    path = Path(place.settings["TRACKER_DATA"]) / "tracker.db"
    before = _bytes_by_table(path)
    _record(place, count)
    grown = _bytes_by_table(path)
    grown.subtract(before)
    for table, size in grown.most_common(12):
        click.echo(f"{size / count:8,.0f} bytes of a prediction in {table}", err=True)
    yield Figure(asked=SIZE, ours=(grown.total() / count,))


def _record(place: Place, count: int) -> None:
    _, key = issue_key(place.instance, name="benchmark", scopes=SCOPES, author=AUTHOR)
    client = create_app(read_settings(place.settings), place.instance).test_client()
    for n in range(count):
        drawn = [word_of(int(VOCABULARY ** ((n * 7_919 * (m + 1) % 65_521) / 65_521))) for m in range(WORDS)]
        answer = client.post(
            "/v1/predictions",
            json={
                "statement": " ".join(drawn),
                "deadline": f"20{30 + n % 60}-12-31",
                "probability": 0.4,
                "topics": [f"topic-{(n + m) % 50}" for m in range(TOPICS)],
            },
            headers={"Authorization": f"Bearer {key}", "Idempotency-Key": str(uuid4())},
        )
        if answer.status_code != 201:
            raise RuntimeError(answer.text)
    while feed(place.instance).is_behind:
        pass


def _bytes_by_table(path: Path) -> Counter[str]:
    """Of each table with its indexes."""
    with closing(sqlite3.connect(path)) as connection:
        return Counter(
            dict(
                connection.execute(
                    """
                    SELECT coalesce(tbl_name, dbstat.name), sum(pgsize) FROM dbstat
                    LEFT JOIN sqlite_master ON sqlite_master.name = dbstat.name GROUP BY 1"""
                ).fetchall()
            )
        )
