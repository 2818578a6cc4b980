"""A tracker that an earlier version filled opens, verifies, migrates, rebuilds and answers as it did then.

`tracker-0006.sql` is the whole database of a tracker at migration 0006, `tracker-0006.json` what it answered to each path
at the instant `now`, without the fields that only put things into words.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.api.instances import Instance
from tests.support.clock import Clock
from tests.support.instance import settings_for
from tracker.app import create_app
from tracker.bootstrap import is_migrated, migrate, open_context, rebuild_projections
from tracker.store.log.verify import verify

FOLDER = Path(__file__).parent
FOSSIL = json.loads((FOLDER / "tracker-0006.json").read_text(encoding="utf-8"))
WORDING = frozenset({"summary", "next", "words", "plain", "warnings", "sentences", "head", "position"})
"""Fields that put things into words, and the end of a log that goes on: the test issues keys of its own."""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Instance]:
    with sqlite3.connect(tmp_path / "tracker.db") as connection:
        connection.executescript((FOLDER / "tracker-0006.sql").read_text(encoding="utf-8"))
    connection.close()
    settings = settings_for(tmp_path)
    migrate(settings)
    application = replace(open_context(settings), clock=Clock(datetime.fromisoformat(FOSSIL["now"])))
    try:
        yield Instance(application, create_app(settings, application).test_client())
    finally:
        application.database.close()


COUNTED_OTHERWISE = {"scored", "disputed", "unscorable", "judged_by", "bounds"}
"""What reports count by rules that were mended since: contested outcomes, theses, who judged, escaped losses."""


def facts(now: Any, was: Any) -> Any:
    """The answer `now` without what only words it, and without fields that `was` did not have."""
    match now, was:
        case {"verdict": _}, {"verdict": _}:
            return was
        case _, "worker":
            return was if now in {"rule", "deadline"} else now  # said more exactly since
        case dict(), {"author": None, "probability": None}:
            return facts(
                {**now, "author": None, "probability": None}, {**was, "author": 0, "probability": 0}
            ) | {
                "author": None,
                "probability": None,
            }  # the only forecaster is shown since
        case dict(), dict():
            return {
                name: facts(now.get(name), said) if name not in WORDING | COUNTED_OTHERWISE else said
                for name, said in was.items()
            }
        case list(), list() if len(now) == len(was):
            return [facts(one, other) for one, other in zip(now, was, strict=True)]
        case _:
            return now


def test_every_answer_is_what_it_was_also_after_a_rebuild(opened: Instance) -> None:
    assert is_migrated(opened.application.database)
    for _ in ("migrated", "rebuilt"):
        for path, was in FOSSIL["answers"].items():
            assert facts(opened.get(path).json, was) == was, path
        rebuild_projections(opened.application.database)


def test_its_log_verifies(opened: Instance) -> None:
    with opened.application.database.reading() as tx:
        assert verify(tx).fault is None
