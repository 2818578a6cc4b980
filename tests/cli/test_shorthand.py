"""The one-line grammar: what it reads, what it leaves alone, and that it says back what it understood."""

from __future__ import annotations

import doctest
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.cli.people import shorthand
from tracker.cli.people.shorthand import (
    LIKELY_WORDS,
    NotADeadline,
    Understood,
    as_line,
    read_deadline,
    read_line,
)

DAY = "2025-12-31"


def test_the_examples_in_the_module_hold():
    assert doctest.testmod(shorthand).failed == 0


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ("X falls, 40% by 2025-12-31 #ukraine", Understood("X falls", "40%", DAY, ("ukraine",))),
        ("X falls, 40 % by 2025-12-31", Understood("X falls", "40 %", DAY)),
        ("X falls, 40\uff05 by 2025-12-31", Understood("X falls", "40\uff05", DAY)),
        ("X falls, 0.4 by end 2025", Understood("X falls", "0.4", DAY)),
        ("X falls, 0,4 by end 2025", Understood("X falls", "0,4", DAY)),
        ("X falls, .4 by end of 2025", Understood("X falls", ".4", DAY)),
        ("X falls, 1 by 2025-12", Understood("X falls", "1", DAY)),
        ("X falls, likely by end 2025", Understood("X falls", "likely", DAY)),
        ("X falls, Very likely by end 2025", Understood("X falls", "Very likely", DAY)),
        ("X falls by end 2025-02 #a #b", Understood("X falls", None, "2025-02-28", ("a", "b"))),
        ("X falls, by 2025-12-31", Understood("X falls", None, DAY)),
        ("X falls, 40%, by 2025-12-31", Understood("X falls", "40%", DAY)),
        ("If A, then B, 7.5% by 2025-12-31", Understood("If A, then B", "7.5%", DAY)),
        ("X falls, 40% by 2025-12-31T12:00:00Z", Understood("X falls", "40%", "2025-12-31T12:00:00Z")),
        ("  X falls, 40% BY END 2025  ", Understood("X falls", "40%", DAY)),
        (
            "\u5185\u95a3\u304c\u5012\u308c\u308b, 40% by end 2025",
            Understood("\u5185\u95a3\u304c\u5012\u308c\u308b", "40%", DAY),
        ),
    ],
)
def test_a_line_is_read_from_its_end(line, understood):
    assert read_line(line) == understood


@pytest.mark.parametrize(
    ("line", "statement", "probability"),
    [
        ("Output grows 1,4% by 2025-12-31", "Output grows 1,4%", None),
        ("Growth is over 2, 3% by 2025-12-31", "Growth is over 2", "3%"),
        ("Seats: 40% by 2025-12-31", "Seats: 40%", None),
        ("If X, Y resigns by 2025-12-31", "If X, Y resigns", None),
        ("There are 3, 40 by 2025-12-31", "There are 3, 40", None),
    ],
)
def test_a_comma_inside_the_statement_stays_there(line, statement, probability):
    assert read_line(line) == Understood(statement, probability, DAY)


@pytest.mark.parametrize(
    "line",
    ["Britain stands by Ukraine", "X falls by 2025", "X falls by Christmas", "X, 40% #japan", "We are #one",
     "X by 2025-12-31 or so", "by 2025-12-31", ", 40% by 2025-12-31"],
)  # fmt: skip
def test_without_a_deadline_a_line_is_a_statement_as_it_stands(line):
    assert read_line(line) == Understood(line)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2025-12-31", "2025-12-31"), ("2024-02", "2024-02-29"), ("end 2025", "2025-12-31"),
     ("end 2025-04", "2025-04-30"), ("End of 2025", "2025-12-31"), (" 2025-01 ", "2025-01-31"),
     ("2025-12-31T15:00:00+09:00", "2025-12-31T15:00:00+09:00")],
)  # fmt: skip
def test_a_period_means_its_last_day(text, day):
    assert read_deadline(text) == day


@pytest.mark.parametrize("text", ["2025-02-30", "2025-13", "end 2025-00", "2025-00-01", "end 0000"])
def test_a_day_that_no_calendar_has_is_refused_and_never_moved(text):
    with pytest.raises(NotADeadline, match="not a day of the calendar"):
        read_deadline(text)
    with pytest.raises(NotADeadline):
        read_line(f"X falls, 40% by {text}")


@pytest.mark.parametrize(
    "text", ["2025", "tomorrow", "31/12/2025", "end", "", "2025-1-1", "\u0662\u0660\u0662\u0665-12"]
)
def test_anything_else_is_no_deadline(text):
    with pytest.raises(NotADeadline, match="Write 2025-12-31"):
        read_deadline(text)


words = st.from_regex(r"[A-Za-z\u3041-\u3096][A-Za-z0-9\u3041-\u3096,.:'-]{0,9}", fullmatch=True)
statements = st.lists(words, min_size=1, max_size=8).map(" ".join)
probabilities = st.one_of(
    st.none(),
    st.integers(0, 100).map(lambda n: f"{n}%"),
    st.integers(0, 999).map(lambda n: f"0.{n:03}"),
    st.sampled_from(LIKELY_WORDS),
)
days = st.dates(min_value=date(1000, 1, 1)).map(date.isoformat)
topics = st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True), max_size=4).map(tuple)


@given(statement=statements, probability=probabilities, day=days, tags=topics)
@example(statement="x by", probability=None, day="2025-12-31", tags=())
@example(statement="x, likely", probability="0.400", day="2025-12-31", tags=("a", "a"))
def test_what_was_understood_reads_the_same_again(statement, probability, day, tags):
    once = read_line(as_line(Understood(statement, probability, day, tags)))
    assert (once.deadline, once.topics) == (day, tags)
    assert read_line(as_line(once)) == once
    if probability is not None:
        assert (once.statement, once.probability) == (statement, probability)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_and_loses_nothing(text):
    try:
        said = read_line(text)
    except NotADeadline:
        return
    assert text.strip().startswith(said.statement)
    if said.deadline is None:
        assert said == Understood(text.strip())
