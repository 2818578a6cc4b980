"""Deadlines as essays say them, read on Tuesday 18 February 2025 in Tokyo."""

from datetime import date

import pytest

from tracker.reading.calendar import fiscal_years_of
from tracker.reading.deadlines import deadlines
from tracker.reading.periods import Reference
from tracker.reading.sentences import tokens

PUBLISHED = date(2025, 2, 18)
TOKYO = Reference(PUBLISHED, fiscal_years_of("Asia/Tokyo"))


def read(text, reference=TOKYO):
    return [
        (text[one.start : one.end], one.on and one.on.isoformat())
        for one in deadlines(tokens(text), reference)
    ]


@pytest.mark.parametrize(
    ("said", "on"),
    [
        # days
        ("by 2025-12-31", "2025-12-31"),
        ("by March 31, 2026", "2026-03-31"),
        ("before 1 July 2026", "2026-06-30"),
        ("by 31st of March", "2025-03-31"),
        ("by Jan. 20", "2026-01-20"),
        ("by Sept. 14, 2025", "2025-09-14"),
        ("on May 5", "2025-05-05"),
        ("by Friday", "2025-02-21"),
        ("by Tuesday", "2025-02-25"),
        ("before next Monday", "2025-02-23"),
        ("by Christmas", "2025-12-25"),
        # months
        ("by March", "2025-03-31"),
        ("by February", "2025-02-28"),
        ("before May", "2025-04-30"),
        ("in May 2026", "2026-05-31"),
        ("by January", "2026-01-31"),
        ("by 2025-06", "2025-06-30"),
        ("by the end of next month", "2025-03-31"),
        ("by late March", "2025-03-31"),
        ("by mid-April", "2025-04-20"),
        ("next March", "2025-03-31"),
        ("by March of next year", "2026-03-31"),
        ("by end-June", "2025-06-30"),
        # years and their parts
        ("by the end of 2025", "2025-12-31"),
        ("by end 2025", "2025-12-31"),
        ("before 2027", "2026-12-31"),
        ("in 2026", "2026-12-31"),
        ("next year", "2026-12-31"),
        ("this year", "2025-12-31"),
        ("later this year", "2025-12-31"),
        ("early next year", "2026-04-30"),
        ("in the middle of next year", "2026-08-31"),
        ("by mid-2026", "2026-08-31"),
        ("by the beginning of 2026", "2026-01-01"),
        ("by the end of the year", "2025-12-31"),
        ("by year-end", "2025-12-31"),
        ("before the year's end", "2025-12-31"),
        ("before the end of March", "2025-03-31"),
        ("later in the year", "2025-12-31"),
        ("by the end of the decade", "2029-12-31"),
        ("by 2030", "2030-12-31"),
        # quarters and halves
        ("by Q3 2025", "2025-09-30"),
        ("in the third quarter", "2025-09-30"),
        ("by the end of the first quarter of 2026", "2026-03-31"),
        ("next quarter", "2025-06-30"),
        ("in the second half of 2025", "2025-12-31"),
        ("by the first half of next year", "2026-06-30"),
        ("in H1 2026", "2026-06-30"),
        # seasons
        ("this summer", "2025-08-31"),
        ("by the spring of 2026", "2026-05-31"),
        ("before the summer", "2025-05-31"),
        ("next autumn", "2025-11-30"),
        ("by spring", "2025-05-31"),
        ("this winter", "2025-02-28"),
        # fiscal years, which begin in April here
        ("by the end of the fiscal year", "2025-03-31"),
        ("in fiscal 2025", "2026-03-31"),
        ("by the end of FY2026", "2027-03-31"),
        ("next fiscal year", "2026-03-31"),
        ("before the 2026 fiscal year", "2026-03-31"),
        # spans
        ("within 90 days", "2025-05-19"),
        ("within six months", "2025-08-18"),
        ("within a year", "2026-02-18"),
        ("over the next two years", "2027-02-18"),
        ("in the coming month", "2025-03-18"),
        ("in the next five years", "2030-02-18"),
        ("in three weeks", "2025-03-11"),
        ("in two years' time", "2027-02-18"),
        ("within a couple of weeks", "2025-03-04"),
        ("within the year", "2025-12-31"),
        ("within the decade", "2029-12-31"),
        ("no later than 1 May", "2025-05-01"),
        # events without a date
        ("before the upper house election", None),
        ("by the next G7 summit", None),
        ("ahead of this July's Tokyo metropolitan assembly elections", None),
        ("until the extraordinary Diet session", None),
    ],
)  # fmt: skip
def test_a_deadline_is_read_with_its_last_day(said, on):
    text = f"The cabinet will fall {said}, they say."
    found = read(text)
    assert [day for _, day in found] == [on]
    assert found[0][0] == said


@pytest.mark.parametrize(
    "text",
    [
        "The government may fall and it may not.",
        "They may by no means march in step.",
        "May it never happen again.",
        "In may 5 of 10 cases it may be so, and by may we mean might.",
        "A deal negotiated by Theresa failed.",
        "Since 2021, from May on and after March it fell.",
        "By the end of 2023 the invasion had failed; in February 2022 it began.",
        "The fall of the government by the fall of the last man.",
        "Two years ago, in the past three months and for two years, nothing happened.",
        "It fell by 30 percent, by a wide margin, by decree and by second nature.",
        "Not before 2027 will it end.",
        "In the coming months and years, over 2026 points.",
        "They decided before the man who voted.",
        "We march on, in spring water, this second time.",
        "It is 2025-13-45 or by 2025-26 seasons.",
        "by 30 February 2026",
        "within 99999 years",
        "on time, at the end of the day, in a second",
    ],
)
def test_what_only_looks_like_a_deadline_is_none(text):
    assert [one for one in read(text) if "spring" not in one[0]] == []


def test_may_is_a_month_only_with_a_capital_and_behind_a_preposition():
    assert read("It may fall by May.") == [("by May", "2025-05-31")]
    assert read("By May it may fall.") == [("By May", "2025-05-31")]
    assert read("it may fall by may") == []


def test_without_a_day_of_publication_only_what_says_its_year_has_a_day():
    nowhere = Reference(None)
    assert read("by the end of 2025", nowhere) == [("by the end of 2025", "2025-12-31")]
    for said in (
        "by March",
        "within 90 days",
        "next year",
        "by Friday",
        "by the end of the year",
        "this summer",
    ):
        assert read(f"It falls {said}", nowhere) == [(said, None)]


def test_a_fiscal_year_is_counted_as_the_government_there_does_or_not_at_all():
    said = "by the end of fiscal 2026"
    assert read(said, Reference(PUBLISHED, fiscal_years_of("America/New_York"))) == [(said, "2026-09-30")]
    assert read(said, Reference(PUBLISHED, fiscal_years_of("UTC"))) == [(said, None)]


def test_firm_is_what_is_led_in_firmly():
    for said, is_firm in (("by March", True), ("within a year", True), ("in March", False), ("this summer", False),
                          ("before the election", True)):  # fmt: skip
        assert [one.is_firm for one in deadlines(tokens(f"It falls {said}"), TOKYO)] == [is_firm], said


def test_a_sentence_may_have_several():
    text = "By March or, at the latest, before the upper house election, and in any case this year."
    assert [one for one, _ in read(text)] == ["By March", "before the upper house election", "this year"]


def test_the_last_days_of_the_calendar_are_no_end_of_it():
    late = Reference(date(9999, 12, 31))
    for said in (
        "within two years",
        "next year",
        "by the end of the decade",
        "next week",
        "by March",
        "by Friday",
    ):
        read(f"It falls {said}", late)
