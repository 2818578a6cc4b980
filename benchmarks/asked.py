"""The speed that is asked of this tracker, one line for each figure: what is measured, against whom, how much is enough."""

from __future__ import annotations

from typing import Literal

import msgspec

Question = Literal[
    "append",
    "commands",
    "replay",
    "http",
    "verify",
    "lists",
    "size",
    "scores",
    "start",
    "story",
    "client",
    "deliveries",
]
DatabaseName = Literal["SQLite", "PostgreSQL"]

LIBRARY = "pyeventsourcing"
RAW = "raw driver"
ONE_EACH = "one transaction each"
ROUTE = "Flask route, one durable insert"
ONE_JOB_EACH = "one RQ job for each delivery"
BARE = "the same posts bare"
AIOHTTP = "bare aiohttp"
HTTPX2 = "bare httpx2"
ALONE = "-"
CPU = "CPU of all programs"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Enough is `ratio_min` times the peer or `rate_min` a second where either is given, else at most the `_max`."""

    question: Question
    database: DatabaseName | Literal["-"]
    what: str
    peer: str
    unit: str
    ratio_min: float | None = None
    rate_min: float | None = None
    ms_max: float | None = None
    mib_max: float | None = None
    bytes_max: float | None = None

    @property
    def wording(self) -> str:
        bounds = (
            None if self.ratio_min is None else f">= {self.ratio_min:g} x",
            None if self.rate_min is None else f">= {self.rate_min:,.0f}/s",
            None if self.ms_max is None else f"<= {self.ms_max:g} ms",
            None if self.mib_max is None else f"<= {self.mib_max:g} MiB",
            None if self.bytes_max is None else f"<= {self.bytes_max:,.0f} bytes",
        )
        return " or ".join(bound for bound in bounds if bound is not None)


def _append(database: DatabaseName, what: str, peer: str, ratio_min: float) -> Asked:
    return Asked(
        question="append", database=database, what=what, peer=peer, unit="events/s", ratio_min=ratio_min
    )


def _http(database: DatabaseName, *, cpu_ms_max: float, ratio_min: float) -> tuple[Asked, ...]:
    what = "POST /v1/predictions, 8 clients"
    cpu = f"{what}, {CPU}"
    return (
        Asked(question="http", database=database, what=cpu, peer=ROUTE, unit="ms", ms_max=cpu_ms_max),
        Asked(
            question="http", database=database, what=what, peer=ROUTE, unit="requests/s", ratio_min=ratio_min
        ),
        Asked(question="http", database=database, what=f"{what}, median", peer=ALONE, unit="ms", ms_max=15),
        Asked(
            question="http",
            database=database,
            what=f"{what}, 99th percentile",
            peer=ALONE,
            unit="ms",
            ms_max=100,
        ),
    )


APPEND = (
    _append("PostgreSQL", "1 writer, one event a transaction", LIBRARY, 1.2),
    _append("PostgreSQL", "1 writer, one event a transaction", RAW, 0.35),
    _append("PostgreSQL", "8 writers, one event a transaction", LIBRARY, 2.0),
    _append("PostgreSQL", "8 writers, one event a transaction", RAW, 0.35),
    _append("PostgreSQL", "1 writer, batches of 100", LIBRARY, 1.2),
    _append("PostgreSQL", "8 writers, batches of 100", LIBRARY, 1.2),
    _append("SQLite", "8 writers, one event a transaction", LIBRARY, 1.0),
    _append("SQLite", "1 writer, batches of 100", RAW, 0.5),
)

COMMANDS = (
    Asked(
        question="commands",
        database="PostgreSQL",
        what="whole transact, 1 client",
        peer=LIBRARY,
        unit="commands/s",
        ratio_min=1.2,
    ),
    Asked(
        question="commands",
        database="PostgreSQL",
        what="whole transact, 8 clients",
        peer=LIBRARY,
        unit="commands/s",
        ratio_min=2.0,
    ),
    Asked(
        question="commands",
        database="SQLite",
        what="whole transact, 8 clients",
        peer=ONE_EACH,
        unit="commands/s",
        ratio_min=2.0,
    ),
)

REPLAY = (
    Asked(
        question="replay",
        database="SQLite",
        what="the log, decoded (peer: undecoded)",
        peer=LIBRARY,
        unit="events/s",
        ratio_min=1.2,
    ),
    Asked(
        question="replay",
        database="PostgreSQL",
        what="the log, decoded (peer: undecoded)",
        peer=LIBRARY,
        unit="events/s",
        ratio_min=0.8,
    ),
)

HTTP = (
    *_http("SQLite", cpu_ms_max=1.3, ratio_min=0.25),
    *_http("PostgreSQL", cpu_ms_max=2.2, ratio_min=0.22),
)

VERIFY = (
    Asked(
        question="verify",
        database="SQLite",
        what="tracker verify, 1,000,000 events",
        peer=ALONE,
        unit="events/s",
        rate_min=20_000,
    ),
    Asked(
        question="verify",
        database="SQLite",
        what="tracker verify, 1,000,000 events, peak memory",
        peer=ALONE,
        unit="MiB",
        mib_max=150,
    ),
)

LIST_MS = {10_000: 20, 100_000: 20, 1_000_000: 100}
"""How long a list may take among so many predictions."""
LIST_SIZES = tuple(LIST_MS)

LIST_FILTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "no filter": (),
    **{
        f"status {status}": (("status", status),)
        for status in (
            "open",
            "dormant",
            "due",
            "overdue",
            "proposed",
            "disputed",
            "resolved",
            "annulled",
        )
    },
    "three statuses": (("status", "open"), ("status", "due"), ("status", "overdue")),
    "author": (("author", "fcr_0"),),
    "topic": (("topic", "topic-7"),),
    "two topics": (("topic", "politics"), ("topic", "topic-7")),
    "essay": (("essay", "ess_1"),),
    "type": (("type", "numeric"),),
    "source": (("source", "source-0"),),
    "source and external_id": (("source", "source-2"), ("external_id", "x4")),
    "made_after": (("made_after", "2020-01-01"),),
    "made_before": (("made_before", "2020-01-01"),),
    "due_after": (("due_after", "2026-02-01"),),
    "due_before": (("due_before", "2020-01-01"),),
    "sort deadline": (("sort", "deadline"),),
    "sort made": (("sort", "made"),),
    "q, a common word": (("q", "kuhen "),),
    "q, a rare word": (("q", "hotan "),),
    "q, two words": (("q", "vehan gukan "),),
    "q, the beginning of a word": (("q", "ku"),),
    "q, a word, status and author": (("q", "hiton "), ("status", "open"), ("author", "fcr_0")),
}
"""What a list is asked for, of the predictions that `many_predictions` makes."""


def _lists(what: str, size: int) -> Asked:
    return Asked(
        question="lists",
        database="SQLite",
        what=f"50 of {size:,} predictions, {what}",
        peer=ALONE,
        unit="ms",
        ms_max=LIST_MS[size],
    )


LISTS = (
    *(_lists("slowest filter", size) for size in LIST_SIZES[:-1]),
    *(_lists(name, LIST_SIZES[-1]) for name in LIST_FILTERS),
)

FEED_FILTERS: dict[str, dict[str, str]] = {
    "of all": {},
    "of an author": {"author": "fcr_0"},
    "of an author of few": {"author": "fcr_5"},
    "on a topic": {"topic": "topic-7"},
    "of an author on a topic": {"author": "fcr_5", "topic": "topic-7"},
}
FEEDS = tuple(
    Asked(
        question="lists",
        database="SQLite",
        what=f"the newest 50 {about} of {LIST_SIZES[-1]:,} predictions, slowest filter",
        peer=ALONE,
        unit="ms",
        ms_max=LIST_MS[LIST_SIZES[-1]],
    )
    for about in ("recorded", "outcomes")
)
"""What feeds are made of: the queries alone."""

FOLLOWING = tuple(
    Asked(
        question="lists",
        database="SQLite",
        what=f"a development among {size:,} open predictions, {part}",
        peer=ALONE,
        unit="ms",
        ms_max=50,
    )
    for size in LIST_SIZES
    for part in ("relay", "settle")
)

SIZE_PREDICTIONS = 2_000
SIZE = Asked(
    question="size",
    database="SQLite",
    what="disk of a prediction of 14 words and 2 topics, its stored answer included",
    peer=ALONE,
    unit="bytes",
    bytes_max=7_000,
)

SCORED_PREDICTIONS = 2_000
SCORES = tuple(
    Asked(
        question="scores",
        database=database,
        what="predictions with one forecast each, one worker",
        peer=ALONE,
        unit="forecasts/s",
        rate_min=10_000,
    )
    for database in ("SQLite", "PostgreSQL")
)

START = Asked(
    question="start",
    database="SQLite",
    what="tracker up on a tracker that exists, until it can serve",
    peer=ALONE,
    unit="ms",
    ms_max=2_500,
)

STORY_LINES = 150_000


def _story(what: str, unit: str, *, rate_min: float | None = None, mib_max: float | None = None) -> Asked:
    return Asked(
        question="story",
        database="SQLite",
        what=f"a story of {STORY_LINES:,} lines, {what}",
        peer=ALONE,
        unit=unit,
        rate_min=rate_min,
        mib_max=mib_max,
    )


STORY = (
    _story("acknowledged", "lines/s", rate_min=1_500),
    _story("until scored", "lines/s", rate_min=1_000),
    _story("largest process", "MiB", mib_max=300),
)


def _deliveries(database: DatabaseName) -> tuple[Asked, ...]:
    def line(
        what: str, peer: str, unit: str, *, ratio_min: float | None = None, ms_max: float | None = None
    ) -> Asked:
        return Asked(
            question="deliveries",
            database=database,
            what=what,
            peer=peer,
            unit=unit,
            ratio_min=ratio_min,
            ms_max=ms_max,
        )

    many = line("to 100 subscribers", ONE_JOB_EACH, "messages/s", ratio_min=5.0)
    return (
        line("to one receiver, 1 in flight", BARE, "messages/s", ratio_min=0.5),
        line("to one receiver, 32 in flight", BARE, "messages/s", ratio_min=0.5),
        *((many,) if database == "SQLite" else ()),
        line("recorded until received, median", ALONE, "ms", ms_max=300),
        line("recorded until received, 99th percentile", ALONE, "ms", ms_max=1_000),
    )


DELIVERIES = (*_deliveries("SQLite"), *_deliveries("PostgreSQL"))

IN_FLIGHT = (1, 32)


def _client(in_flight: int, peer: str, ratio_min: float) -> Asked:
    return Asked(
        question="client",
        database="-",
        what=f"the guarded way out, posts of 2 KiB, {in_flight} in flight",
        peer=peer,
        unit="posts/s",
        ratio_min=ratio_min,
    )


CLIENT = tuple(
    _client(in_flight, peer, ratio_min)
    for in_flight in IN_FLIGHT
    for peer, ratio_min in ((AIOHTTP, 0.7), (HTTPX2, 1.0))
)
"""Why it stands on aiohttp: with the whole guard it is faster than the bare alternative."""

ALL = (
    *APPEND,
    *COMMANDS,
    *REPLAY,
    *HTTP,
    *VERIFY,
    *LISTS,
    *FEEDS,
    *FOLLOWING,
    SIZE,
    *SCORES,
    START,
    *STORY,
    *CLIENT,
    *DELIVERIES,
)
