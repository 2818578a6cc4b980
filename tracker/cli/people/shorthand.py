"""The one-line syntax `STATEMENT, 40% by 2025-12-31 #ukraine`.

It is parsed from the end: topics, then `by DEADLINE`, then `, PROBABILITY`. Anything that does not match stays in the
statement; nothing is guessed. `as_line` prints what was understood.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

TOPICS_MAX = 20

LIKELY_WORDS = (
    "almost no chance", "remote", "very unlikely", "highly improbable", "unlikely", "improbable",
    "roughly even chance", "roughly even odds", "likely", "probable", "very likely", "highly probable",
    "almost certain", "almost certainly", "nearly certain",
)  # fmt: skip
"""The words of ICD 203 (2015), section D.6.e(2)(a). The tracker decides whether it accepts them."""

_TOPIC = re.compile(r"\s+#([^\s#,]+)$")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_PERIOD = re.compile(r"(?:end\s+(?:of\s+)?)?(\d{4})-(\d\d)|end\s+(?:of\s+)?(\d{4})", re.ASCII | re.IGNORECASE)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d\S*", re.ASCII)
_BY = re.compile(
    r",?\s+by\s+((?:end\s+(?:of\s+)?)?\d{4}-\d\d(?:-\d\d(?:[Tt]\S+)?)?|end\s+(?:of\s+)?\d{4})$",
    re.ASCII | re.IGNORECASE,
)
# A decimal comma (`grows 1,4% by ...`) has no space after it.
_PROBABILITY = re.compile(
    rf",\s+(\d+(?:[.,]\d+)?\s*[%\uff05]|[01]?\.\d+|[01],\d+|[01]|{'|'.join(LIKELY_WORDS)})$",
    re.ASCII | re.IGNORECASE,
)


class NotADeadline(ValueError):
    """The text is not a day; the message says how to write one."""


@dataclass(frozen=True)
class Understood:
    """The parts of a line; `deadline` is a day or an instant, `probability` is as written."""

    statement: str
    probability: str | None = None
    deadline: str | None = None
    topics: tuple[str, ...] = ()


def read_line(line: str) -> Understood:
    """The parts of `line`. Raises `NotADeadline` for a day that does not exist.

    >>> read_line("The cabinet falls, 40% by end 2025 #japan")
    Understood(statement='The cabinet falls', probability='40%', deadline='2025-12-31', topics=('japan',))
    >>> read_line("Britain stands by Ukraine")
    Understood(statement='Britain stands by Ukraine', probability=None, deadline=None, topics=())
    """
    rest, topics = _take_topics(line.strip())
    by = _BY.search(rest)
    if by is None:
        # Without a deadline the line is plain text: `Chapter 3, #one` keeps its words.
        return Understood(statement=line.strip())
    deadline = read_deadline(by[1])
    rest = rest[: by.start()].rstrip()
    said = _PROBABILITY.search(rest)
    statement = rest if said is None else rest[: said.start()].rstrip()
    if not statement:
        return Understood(statement=line.strip())
    probability = None if said is None else said[1]
    return Understood(statement=statement, probability=probability, deadline=deadline, topics=topics)


def as_line(understood: Understood) -> str:
    """The line that `read_line` reads as `understood`."""
    probability = f", {understood.probability}" if understood.probability else ""
    deadline = f" by {understood.deadline}" if understood.deadline else ""
    topics = "".join(f" #{topic}" for topic in understood.topics)
    return f"{understood.statement}{probability}{deadline}{topics}"


def read_deadline(text: str) -> str:
    """The last day of `2025-12-31`, `2025-12`, `end 2025` or `end 2025-03` as YYYY-MM-DD.

    An instant is returned unchanged. Raises `NotADeadline`.

    >>> read_deadline("2024-02"), read_deadline("end 2025"), read_deadline("end 2025-03")
    ('2024-02-29', '2025-12-31', '2025-03-31')
    """
    words = text.strip()
    if _INSTANT.fullmatch(words):
        return words
    period = _PERIOD.fullmatch(words)
    day = _DAY.fullmatch(words)
    try:
        if day is not None:
            return date(int(day[1]), int(day[2]), int(day[3])).isoformat()
        if period is not None:
            return _last_day(int(period[1] or period[3]), int(period[2] or 12)).isoformat()
    except ValueError:
        raise NotADeadline(f"{words!r} is not a day of the calendar.") from None
    raise NotADeadline(f"{words!r} is not a day. Write 2025-12-31, 2025-12 or end 2025.")


def _last_day(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError("month out of range")
    return date(year, month, calendar.monthrange(year, month)[1])


def _take_topics(line: str) -> tuple[str, tuple[str, ...]]:
    topics: list[str] = []
    while len(topics) < TOPICS_MAX and (found := _TOPIC.search(line)):
        topics.insert(0, found[1])
        line = line[: found.start()]
    return line, tuple(topics)
