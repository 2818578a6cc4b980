"""Spreadsheets as people keep them: encodings, delimiters, numbers, days, outcomes, and rows that cannot be read."""

from datetime import date

import pytest

from tracker.formats.cells import NotACell, ProbabilityCell, one_is_percent, read_outcome, read_probability
from tracker.formats.columns import UnknownColumn, guess_columns
from tracker.formats.days import NotADay, find_order, read_day
from tracker.formats.sheet import Reading, identity, order_of, read_sheet
from tracker.formats.table import CELL_CHARS_MAX, NotATable, read_table

TODAY = date(2026, 3, 10)
JAPANESE = "\u4e88\u6e2c,\u78ba\u7387,\u671f\u9650\n\u5185\u95a3\u304c\u7dcf\u8f9e\u8077\u3059\u308b,\uff17\uff10\uff05,2026\u5e7412\u6708\u672b\n"


def sheet(text, *, order=None, means=None, named=None):
    table = read_table(text.encode())
    columns = guess_columns(table.header, named=named)
    return read_sheet(table, columns, Reading(order=order, means=means, today=TODAY))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_sheet_is_read_in_the_encoding_it_was_saved_in(encoding):
    table = read_table(JAPANESE.encode(encoding))
    (row,) = read_sheet(table, guess_columns(table.header), Reading(today=TODAY)).rows
    assert (row.statement, row.said, row.deadline) == (
        "\u5185\u95a3\u304c\u7dcf\u8f9e\u8077\u3059\u308b",
        ProbabilityCell(p=0.7),
        "2026-12-31",
    )


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_cells_are_parted_by_comma_semicolon_or_tab(sign):
    text = (
        f'statement{sign}deadline{sign}probability\n"It rains, {sign} or snows"{sign}2026-03-31{sign}"0,7"\n'
    )
    (row,) = sheet(text).rows
    assert (row.statement, row.said.p) == (f"It rains, {sign} or snows", 0.7)


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"", "empty"), (b"\xff\x00\x81", "encoding"), (b"a\0b,c\n", "not text"),
     (b'statement,deadline\n"' + b"x" * (CELL_CHARS_MAX + 1), "quote")],
)  # fmt: skip
def test_what_is_no_table_is_said_so(raw, words):
    with pytest.raises(NotATable, match=words):
        read_table(raw)


def test_columns_can_be_named_and_a_missing_one_is_asked_for():
    header = ["Was", "Wann"]
    with pytest.raises(UnknownColumn, match="statement"):
        guess_columns(header)
    assert guess_columns(header, named={"statement": "was", "deadline": "WANN"}) == {
        "statement": 0,
        "deadline": 1,
    }
    with pytest.raises(UnknownColumn, match="no column 'wo'"):
        guess_columns(header, named={"statement": "wo"})
    with pytest.raises(UnknownColumn, match="not a column name"):
        guess_columns(header, named={"mood": "Was"})


def test_every_column_is_found_by_its_own_name():
    from tracker.formats.columns import COLUMNS

    assert guess_columns(COLUMNS) == {name: n for n, name in enumerate(COLUMNS)}


@pytest.mark.parametrize(
    "cell", ["70", "70%", "70 %", "\uff17\uff10\uff05", "0.7", "0,7", ".7", "70,0", "70 percent"]
)
def test_probabilities_are_read_as_they_are_written(cell):
    assert read_probability(cell, scale="icd203", one_is_percent=None) == ProbabilityCell(p=0.7)


@pytest.mark.parametrize(
    ("cell", "words"),
    [("101", "more than"), ("170%", "more than"), ("70-80", "not a probability"), ("quite", "not a word"), ("1", "1% or 100%")],
)  # fmt: skip
def test_probabilities_that_cannot_be_meant_are_refused(cell, words):
    with pytest.raises(NotACell, match=words):
        read_probability(cell, scale="icd203", one_is_percent=None)


def test_a_bare_one_is_read_by_its_column():
    assert read_probability("1", scale="icd203", one_is_percent=True).p == 0.01
    assert read_probability("1", scale="icd203", one_is_percent=False).p == 1
    assert one_is_percent(["1", "0"]) is False


def test_a_word_is_read_on_the_scale_that_was_said():
    assert read_probability("Likely", scale="ipcc", one_is_percent=None) == ProbabilityCell(
        term="likely", scale="ipcc"
    )
    assert read_probability("might", scale="ipcc", one_is_percent=None) == ProbabilityCell(
        term="might", scale="ipcc"
    )


@pytest.mark.parametrize(
    ("cell", "day"),
    [("2026-03-05", "2026-03-05"), ("2026/3/5", "2026-03-05"), ("2026-03", "2026-03-31"), ("end 2026", "2026-12-31"),
     ("End of 2026-02", "2026-02-28"), ("46086", "2026-03-05"), ("46086.5", "2026-03-05"), ("5.3.2026", "2026-03-05"),
     ("2026\u5e743\u67085\u65e5", "2026-03-05"), ("2026\u5e743\u6708", "2026-03-31"), ("Mar 5, 2026", "2026-03-05"),
     ("5 March 2026", "2026-03-05"), ("March 2026", "2026-03-31"), ("2026-03-05 00:00:00", "2026-03-05"),
     ("2026-03-05T10:00:00Z", "2026-03-05T10:00:00Z"), ("\uff12\uff10\uff12\uff16/3/5", "2026-03-05")],
)  # fmt: skip
def test_days_are_read_as_they_are_written(cell, day):
    assert read_day(cell, order="day") == day


@pytest.mark.parametrize("cell", ["2026-02-30", "soon", "2026", "31/31/2026", "12", "5 Foo 2026", "99999"])
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(NotADay):
        read_day(cell, order="day")


def test_the_order_of_day_and_month_is_decided_once_by_the_rows_that_leave_no_choice():
    assert find_order(["5/3/2026", "13/3/2026", "2026-01-01"]).decided == "day"
    assert find_order(["5/3/2026", "3/13/2026"]).decided == "month"
    assert find_order(["5/5/2026"]).is_open is False
    contradicting = find_order(["13/3/2026", "3/13/2026"])
    assert (contradicting.decided, contradicting.is_open) == (None, True)
    table = read_table(b"statement,deadline,made\na,5/3/2026,2026-01-01\nb,6/3/2026,25/1/2026\n")
    assert order_of(table, guess_columns(table.header)).decided == "day"


def test_a_day_that_does_not_fit_the_order_of_its_sheet_is_refused():
    with pytest.raises(NotADay, match="does not fit"):
        read_day("3/13/2026", order="day")


def test_bad_rows_are_told_by_number_and_field_and_the_others_are_kept():
    found = sheet(
        "statement,probability,deadline,outcome\n"
        "Rain,70,2026-03-31,\n"
        "\n"
        "Snow,many,2026-02-30,perhaps\n"
        ",10,2026-03-31,\n"
        "rain ,80,2026-03-31,\n"
        '"=2+2",10,2026-03-31,no\n'
    )
    assert [(row.number, row.statement) for row in found.rows] == [(2, "Rain"), (7, "=2+2")]
    assert [(one.number, one.field) for one in found.bad] == [
        (4, "deadline"), (4, "probability"), (4, "outcome"), (5, "statement"), (6, "statement"),
    ]  # fmt: skip
    assert "row 2" in found.bad[-1].detail


@pytest.mark.parametrize(
    ("word", "p", "means", "outcome"),
    [("right", 0.7, None, "yes"), ("wrong", 0.7, None, "no"), ("right", 0.3, "event", "yes"), ("wrong", 0.3, "event", "no"),
     ("right", 0.3, "call", "no"), ("wrong", 0.3, "call", "yes"), ("Yes", 0.3, None, "yes"), ("void", 0.3, None, "annulled"),
     ("\u7684\u4e2d", 0.7, None, "yes"), ("25 %", 0.7, None, {"partial": 0.25}), ("0,25", 0.7, None, {"partial": 0.25}),
     ("100%", 0.7, None, {"partial": 1.0})],
)  # fmt: skip
def test_outcomes_are_read(word, p, means, outcome):
    assert read_outcome(word, ProbabilityCell(p=p), means=means) == outcome


@pytest.mark.parametrize("cell", ["25", "101%", "-0.5", "some"])
def test_what_is_no_outcome_is_refused(cell):
    with pytest.raises(NotACell):
        read_outcome(cell, None, means=None)


@pytest.mark.parametrize(
    ("p", "means"), [(0.3, None), (0.5, None), (None, None), (0.5, "call"), (None, "call")]
)
def test_right_and_wrong_under_half_are_refused_until_it_is_said_what_they_mean(p, means):
    said = None if p is None else ProbabilityCell(p=p)
    with pytest.raises(NotACell):
        read_outcome("right", said, means=means)


def test_the_month_in_which_something_was_said_ends_it_but_not_after_today():
    rows = sheet("statement,deadline,made\na,2026-12,2026-02\nb,2026-12,2026-03\nc,2026-12,2026-03-11\n").rows
    assert [row.made for row in rows] == ["2026-02-28", "2026-03-10", "2026-03-11"]


def test_the_identity_of_a_row_is_its_id_or_follows_from_what_it_says():
    (a, b) = sheet("id,statement,deadline\n7,Rain,2026-12\n,Rain,2026-12\n").rows
    assert identity(a) == "7"
    assert identity(b).startswith("row-")


def test_a_prediction_that_two_people_forecast_may_stand_in_two_rows():
    found = sheet("id,statement,deadline,author\n7,Rain,2026-12,Ada\n7,Rain,2026-12,Bo\n7,Rain,2026-12,ada\n")
    assert [row.author for row in found.rows] == ["Ada", "Bo"]
    assert found.bad[0].field == "id"
