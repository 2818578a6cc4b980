"""The example story: every line is recorded, the workers settle what they can, and it is in the project's own words."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tests.support.instance import new_caller, open_application, step_clock
from tracker.application.imports.runs import finish_run, open_run, record_lines
from tracker.cli.imports.story import read_opening, read_story
from tracker.cli.operators.example import STORY

QUOTED_WORDS_MAX = 8


def import_example(application, caller):
    """Import it as the command does, clock steps and all; the statuses of its lines."""
    first, *lines = read_story(STORY)
    opening = read_opening(first)
    run = open_run(application, source=opening.source, timezone=opening.timezone, title=opening.title)
    statuses = []
    for line in lines:
        if line.kind == "clock":
            step_clock(application, run, datetime.fromisoformat(line.at))
            continue
        [outcome] = record_lines(
            application, run, [line.raw], caller=caller, correlation_id="t", is_atomic=False
        )
        assert outcome.status != "refused", (line.number, outcome)
        statuses.append(outcome.status)
    step_clock(application, run, datetime.fromisoformat(lines[-1].at))
    finish_run(application, run, caller=caller, correlation_id="t")
    return statuses


def test_every_prediction_of_the_example_has_an_outcome_in_2025(tmp_path):
    with open_application(tmp_path) as application:
        statuses = import_example(application, new_caller(application))
        assert set(statuses) == {"recorded"}
        with application.database.reading() as tx:
            rows = tx.rows("SELECT external_id, outcome, closes FROM prediction ORDER BY external_id")
            scored = tx.value("SELECT count(DISTINCT stream) FROM event WHERE type = 'prediction.scored'")
    assert {row["external_id"]: row["outcome"] for row in rows} == {
        "g7": "yes", "nato": "no", "summit": "yes", "ukraine": "no",
    }  # fmt: skip
    assert scored == 4


def test_importing_the_example_again_records_nothing(tmp_path):
    with open_application(tmp_path) as application:
        caller = new_caller(application)
        first, *lines = read_story(STORY)
        import_example(application, caller)
        run = open_run(application, source=read_opening(first).source, timezone="UTC", title=None)
        raws = [line.raw for line in lines if line.kind != "clock"]
        outcomes = record_lines(application, run, raws, caller=caller, correlation_id="t", is_atomic=False)
    assert {one.status for one in outcomes} == {"already"}


def test_the_example_quotes_a_few_words_and_holds_no_text():
    for line in read_story(STORY):
        fields = msgspec.json.decode(line.raw)
        assert "text" not in fields
        assert "text_file" not in fields
        quote = fields.get("quote", {})
        assert len(quote.get("exact", "").split()) <= QUOTED_WORDS_MAX
        assert not quote.keys() & {"prefix", "suffix"}
