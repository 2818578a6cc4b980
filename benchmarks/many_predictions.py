"""Any number of predictions in no time: rows put straight into the projections of a SQLite tracker, past the log and the door.

Only what lists and the relay read is there: each prediction's own row, its topics and words, how it stood, its author's
forecast, a first event for its fingerprint. For developments all are open: each is owed a look later on, and every tenth
waits for a label. There is nothing to replay. Indexes are put aside meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""What the clock of a tracker with these rows has to say: ten years after the first of them was recorded."""

TABLES = (
    "prediction",
    "prediction_topic",
    "prediction_trigger",
    "prediction_word",
    "prediction_words",
    "word",
    "word_total",
    "news",
    "prediction_history",
    "forecast",
    "scored",
    "essay",
    "forecaster",
    "event",
    "work",
)


def fill(path: Path, size: int) -> None:
    """Leave just `size` predictions in the migrated tracker in the file at `path`, which nobody else has open."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("BEGIN")
        indexes = _put_indexes_aside(connection)
        for table in TABLES:
            if table != "event":  # what is there is nobody's to delete, and fits the same predictions
                connection.execute(f"DELETE FROM {table}")
        connection.execute("CREATE TEMP TABLE draw (n INTEGER PRIMARY KEY, word TEXT)")
        connection.executemany("INSERT INTO draw VALUES (?, ?)", enumerate(_draws()))
        for statement in (_FORECASTERS, _ESSAYS, _PREDICTIONS, *_ABOUT_PREDICTIONS):
            connection.execute(statement, {"size": size})
        for sql in indexes:
            connection.execute(sql)
        connection.execute("DROP TABLE temp.draw")
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _put_indexes_aside(connection: sqlite3.Connection) -> Sequence[str]:
    found = connection.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN {TABLES}"
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    return [sql for _, sql in found]


VOCABULARY = 4_000
DRAWS = 65_536


def word_of(rank: int) -> str:
    """The word of that rank, 1 being the most frequent: five letters, so that a beginning of two is that of many."""
    syllables = [consonant + vowel for consonant in "bdfghjklmnprtvwz" for vowel in "aeiou"]
    first, second = divmod(rank * 2_741 % len(syllables) ** 2, len(syllables))
    return f"{syllables[first]}{syllables[second]}n"


def _draws() -> Iterator[str]:
    """Equally likely words by Zipf's law: one of half the rank comes twice as often."""
    for n in range(DRAWS):
        yield word_of(int(VOCABULARY ** (n / DRAWS)))


def _instant(days: str) -> str:
    """SQL for the instant so many days after 1 January 2016, as stored text."""
    return f"strftime('%Y-%m-%dT%H:%M:%S', '2016-01-01', printf('%+f days', {days})) || '.000000Z'"


_SERIES = "WITH RECURSIVE series(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n + 1 < {until})"
_MIXED = "(n * 2654435761 % 4294967291)"
"""A number that says nothing of `n`, the same each time."""

_STATEMENT = """
(SELECT group_concat(word, ' ') FROM draw JOIN json_each('[0,1,2,3,4,5,6,7,8,9,10,11]') AS place
WHERE place.value < 8 + m % 5 AND draw.n = (m % 65536 + 1) * (m / 65536 + 7919 * place.value + 1) % 65521)"""
"""Eight to twelve words, each drawn by itself."""

_FORECASTERS = f"""
{_SERIES.format(until="1000")}
INSERT INTO forecaster (id, name, folded_name, mergers)
SELECT 'fcr_' || n, 'Forecaster ' || n, 'forecaster ' || n, 0 FROM series"""

_ESSAYS = f"""
{_SERIES.format(until=":size / 50 + 1")}
INSERT INTO essay (id, version, url, title, recorded_at, recorded_by, search)
SELECT 'ess_' || n, 1, 'https://essays.example/' || n, 'Essay', {_instant("0")}, 'key_0000000000', 'essay' FROM series"""

_PREDICTIONS = f"""
{_SERIES.format(until=":size")},
mixed AS (SELECT n, {_MIXED} AS m, 3652.0 * n / :size AS said FROM series)
INSERT INTO prediction (id, version, kind, judged_as, state, statement, opens, closes, timezone, author, essay, topics,
    options, settlement, visibility, source, external_id, likeness, recorded_at, recorded_by, effective_at, made_day, deadline_day, amendments,
    graders, resolution_number, is_final, outcome, known_at, final_at, judged_by, basis, rule)
SELECT 'prd_' || printf('%010x', m), 1, kind, nullif(kind, 'thesis'), state, {_STATEMENT},
    {_instant("said")}, {_instant("said + 1 + m % 1500")}, 'UTC',
    'fcr_' || CASE WHEN m % 10 < 3 THEN 0 ELSE m / 10 % 1000 END, 'ess_' || (n / 50), '["politics","topic-' || (m % 50) || '"]',
    '[]', 'confirm', CASE m % 100 WHEN 7 THEN 'private' ELSE 'public' END, source,
    CASE WHEN source IS NULL THEN NULL ELSE 'x' || n END, 'likeness' || n, {_instant("said")}, 'key_0000000000',
    {_instant("said - m % 30")}, substr({_instant("said - m % 30")}, 1, 10),
    date(substr({_instant("said + 1 + m % 1500")}, 1, 10), '-1 day'), 0, 0, state IN ('resolved', 'disputed', 'annulled'), 0, outcome,
    CASE WHEN outcome IS NULL THEN NULL ELSE {_instant("said + 10")} END,
    CASE WHEN outcome IS NULL THEN NULL ELSE {_instant("said + 13")} END,
    CASE WHEN outcome IS NULL THEN NULL ELSE 'author' END, CASE WHEN outcome IS NULL THEN NULL ELSE 'manual' END,
    CASE WHEN m % 10 = 1 THEN '{{"event_type":"type-' || (m / 10 % 5000) || '"}}' END
FROM (
    SELECT *, CASE WHEN state = 'annulled' THEN state WHEN state NOT IN ('resolved', 'disputed') THEN NULL
            WHEN kind = 'numeric' THEN '1.5' ELSE 'yes' END AS outcome
    FROM (
        SELECT n, m, said,
            CASE WHEN m % 40 = 3 THEN 'numeric' WHEN m % 1000 = 4 THEN 'thesis' ELSE 'binary' END AS kind,
            CASE WHEN m % 3 = 0 THEN 'source-' || (m / 3 % 4) END AS source,
            CASE WHEN m / 7 % 100 < 50 OR m % 1000 = 4 THEN 'open' WHEN m / 7 % 100 < 95 THEN 'resolved'
                WHEN m / 7 % 100 = 95 THEN 'dormant' WHEN m / 7 % 100 = 96 THEN 'proposed'
                WHEN m / 7 % 100 = 97 THEN 'disputed' ELSE 'annulled' END AS state
        FROM mixed))"""

_ABOUT_PREDICTIONS = (
    """
    INSERT INTO prediction_topic (topic, prediction)
    SELECT value, prediction.id FROM prediction, json_each(topics) ORDER BY 1, 2""",
    """
    INSERT INTO prediction_topic (topic, prediction) SELECT 'rare', id FROM prediction WHERE rowid % 20000 = 0""",
    """
    INSERT INTO prediction_word (word, is_open, prediction, count)
    SELECT value, state NOT IN ('resolved', 'annulled'), prediction.id, 2 * count(*)
    FROM prediction, json_each('["' || replace(statement, ' ', '","') || '"]') GROUP BY 1, 2, 3""",
    """
    INSERT INTO prediction_words (prediction, length, is_open, words, labels)
    SELECT id, 2 * json_array_length(words), state NOT IN ('resolved', 'annulled'), words, '{}'
    FROM (SELECT *, '["' || replace(statement, ' ', '","') || '"]' AS words FROM prediction)""",
    """
    INSERT INTO word (word, predictions, open_predictions)
    SELECT word, count(*), sum(is_open) FROM prediction_word GROUP BY word""",
    """
    INSERT INTO word_total (id, predictions, length)
    SELECT 1, count(*), sum(length) FROM prediction_words WHERE is_open = 1""",
    """
    INSERT INTO news (prediction, recorded_at)
    SELECT id, unixepoch(final_at) * 1000000 FROM prediction WHERE outcome IS NOT NULL ORDER BY id""",
    """
    INSERT INTO prediction_history (prediction, version, state, kind, judged_as, recorded_by, visibility, statement, author, essay,
        topics, opens, closes, timezone, recorded_from, source, external_id, amendments, resolution_number, outcome,
        known_at, resolved_at, is_final, judged_by, known_from, known_to, position_from, position_to)
    SELECT id, version, state, kind, judged_as, recorded_by, visibility, statement, author, essay, topics, opens, closes,
        timezone, recorded_at, source, external_id, 0, resolution_number, outcome, known_at, known_at, is_final,
        judged_by, effective_at, '9999-12-31T23:59:59.999999Z', 1, 4611686018427387904
    FROM prediction""",
    """
    INSERT INTO forecast (id, event_id, prediction, forecaster, version, recorded_by, p, probability_source, stands_at,
        effective_at, recorded_at)
    SELECT 'fct_' || substr(id, 5), id, id, author, 1, recorded_by, 0.3, 'author_numeric', recorded_at, recorded_at, recorded_at
    FROM prediction""",
    """
    INSERT INTO scored (prediction, forecaster, series, version, event_id, resolution_number, inputs_digest, outcome, known_at,
        is_complete, updates, late, marks, clipped, infinite, numbers, ranges, inputs, known_from, known_to, position_from,
        position_to)
    SELECT id, author, 'own', 1, id, 1, '', outcome, known_at, 1, 0, 0, '', '', '', '', '', '', known_at, '9999-12-31T23:59:59.999999Z', 1, 4611686018427387904
    FROM prediction WHERE outcome IS NOT NULL AND outcome <> 'annulled' AND rowid % 10 > 0""",
    """
    INSERT INTO event (inserted, event_id, stream, version, type, schema_version, effective_at, recorded_at, recorded_by,
        correlation_id, data, salt, data_digest, commitment)
    SELECT -prediction.rowid, id, 'prediction-' || id, 1, 'prediction.recorded', 1, effective_at, recorded_at, recorded_by, 'filler', NULL, NULL,
        x'00', randomblob(32) FROM prediction WHERE id NOT IN (SELECT event_id FROM event)""",
    """
    INSERT INTO prediction_trigger (kind, value, prediction)
    SELECT 'event_type', json_extract(rule, '$.event_type'), id FROM prediction WHERE rule IS NOT NULL""",
    """
    INSERT INTO work (job, subject, wanted, done, look_at, attempt)
    SELECT 'settle', id, 1, 1, CASE WHEN closes > '2026-01-01' THEN closes ELSE '2027-01-01T00:00:00.000000Z' END, 0
    FROM prediction""",
)
