"""Instants have one text form; a bare date is a day in a zone."""

import doctest
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import zones
from tracker.domain.errors import Invalid
from tracker.domain.instants import (
    day_after,
    day_begins,
    day_ends,
    instant_from_text,
    instant_text,
    last_day,
    local,
    parse_begin,
    parse_date,
    parse_end,
    parse_instant,
    read_begin,
    read_end,
    recorded_zone,
    zone,
    zone_named,
)

EXTREME = ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago")
ANY_INSTANT = st.datetimes(timezones=st.just(UTC))


@given(ANY_INSTANT)
def test_an_instant_survives_its_text(at):
    assert instant_from_text(instant_text(at)) == at
    assert len(instant_text(at)) == 27


@given(ANY_INSTANT, ANY_INSTANT)
def test_text_order_is_time_order(one, other):
    assert (instant_text(one) < instant_text(other)) == (one < other)


def test_an_instant_is_stored_in_utc_with_microseconds():
    tokyo = timezone(timedelta(hours=9))
    assert instant_text(datetime(2025, 1, 1, tzinfo=tokyo)) == "2024-12-31T15:00:00.000000Z"
    assert instant_text(datetime(33, 4, 3, 15, tzinfo=UTC)) == "0033-04-03T15:00:00.000000Z"


def test_a_naive_time_has_no_text():
    with pytest.raises(ValueError, match="no time zone"):
        instant_text(datetime(2025, 1, 1))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2025-12-31",
        "2025-12-31T15:00:00",
        "2025-12-31 15:00:00Z",
        "2025-02-30T00:00:00Z",
        "2025-12-31T25:00:00Z",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
        "\ud800",
    ],
)
def test_what_is_no_exact_instant_is_refused_with_its_place(text):
    with pytest.raises(Invalid) as refusal:
        parse_instant(text, pointer="/at")
    assert (refusal.value.faults[0].pointer, refusal.value.faults[0].code) == ("/at", "not_an_instant")


@pytest.mark.parametrize(
    "text", ["2025-12-31T15:00:00Z", "2025-12-31t15:00:00z", "2026-01-01T00:00:00+09:00"]
)
def test_an_instant_comes_out_in_utc(text):
    at = parse_instant(text, pointer="/at")
    assert (at, at.tzinfo) == (datetime(2025, 12, 31, 15, tzinfo=UTC), UTC)


def test_a_day_begins_and_ends_at_midnight_of_its_zone():
    assert day_begins(date(2025, 12, 31), "Asia/Tokyo") == datetime(2025, 12, 30, 15, tzinfo=UTC)
    assert day_ends(date(2025, 12, 31), "Asia/Tokyo") == datetime(2025, 12, 31, 15, tzinfo=UTC)


def test_the_day_on_which_clocks_change_lasts_23_or_25_hours():
    berlin = "Europe/Berlin"
    spring, autumn = date(2025, 3, 30), date(2025, 10, 26)
    assert day_ends(spring, berlin) - day_begins(spring, berlin) == timedelta(hours=23)
    assert day_ends(autumn, berlin) - day_begins(autumn, berlin) == timedelta(hours=25)


def test_a_bare_date_opens_at_its_beginning_and_closes_at_its_end():
    assert parse_begin("2025-12-31", "UTC", pointer="/x") == datetime(2025, 12, 31, tzinfo=UTC)
    assert parse_end("2025-12-31", "UTC", pointer="/x") == datetime(2026, 1, 1, tzinfo=UTC)


def test_an_instant_is_exact_at_both_ends():
    text, at = "2025-12-31T15:00:00Z", datetime(2025, 12, 31, 15, tzinfo=UTC)
    assert parse_begin(text, "Asia/Tokyo", pointer="/x") == parse_end(text, "Asia/Tokyo", pointer="/x") == at


@pytest.mark.parametrize(
    ("parse", "text", "timezone"),
    [
        (parse_end, "9999-12-31", "UTC"),
        (parse_end, "9001-01-01", "UTC"),
        (parse_end, "9999-12-31T00:00:00Z", "UTC"),
        (parse_end, "9001-01-03T00:00:00Z", "UTC"),
        (parse_begin, "0001-01-01", "Asia/Tokyo"),
        (parse_begin, "0001-01-01T00:00:00Z", "UTC"),
        (parse_begin, "0026-12-31", "UTC"),
    ],
)
def test_a_year_at_the_ends_of_the_calendar_is_refused_with_the_value_and_what_to_write(
    parse, text, timezone
):
    with pytest.raises(Invalid) as refusal:
        parse(text, timezone, pointer="/x")
    (fault,) = refusal.value.faults
    assert fault.pointer == "/x"
    assert fault.detail.startswith(f"{text!r} lies outside the years 1000 to 9000: write a year between them")


@pytest.mark.parametrize("timezone", EXTREME)
def test_a_day_of_the_first_and_last_years_is_taken_in_every_zone_and_as_an_instant_too(timezone):
    for text in ("1000-01-01", "9000-12-31"):
        for parse in (parse_begin, parse_end):
            at = parse(text, timezone, pointer="/x")
            assert parse_instant(instant_text(at), pointer="/x") == at


@pytest.mark.parametrize("timezone", EXTREME)
def test_what_is_recorded_already_is_read_whatever_its_year(timezone):
    for text in ("0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-12:00"):
        for read in (read_begin, read_end):
            at = read(text, timezone, pointer="/x")
            assert at.tzinfo is UTC
            assert local(at, timezone).year in {1, 9998, 9999}
            assert last_day(at, timezone).year in {1, 9998, 9999}
    assert day_after(date.max) == date.max


@pytest.mark.parametrize("text", ["2025-13-01", "2025-02-30", "31-12-2025", "2025-1-1", "20251231", ""])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(Invalid) as refusal:
        parse_date(text, pointer="/on")
    assert (refusal.value.faults[0].pointer, refusal.value.faults[0].code) == ("/on", "not_a_date")


@pytest.mark.parametrize(
    "name", ["", "Asia", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "a\0b", "x" * 5000]
)
def test_a_zone_that_nobody_knows_is_refused(name):
    with pytest.raises(Invalid) as refusal:
        zone(name)
    assert refusal.value.faults[0].code == "unknown_timezone"


@given(st.text(max_size=30))
def test_any_text_is_an_instant_or_a_refusal(text):
    for parse in (parse_begin, parse_end):
        with suppress(Invalid):
            assert parse(text, "Asia/Tokyo", pointer="/x").tzinfo is UTC


@pytest.mark.parametrize(
    "name",
    ["localtime", "posixrules", "Factory", "posix/Asia/Tokyo", "right/Asia/Tokyo", "Etc/GMT+12", "Etc/UTC", "GMT", "EST",
     "EST5EDT", "Zulu", "utc", "Asia", "Asia/", "Asia/Nowhere", "../Asia/Tokyo", "Asia/../Asia/Tokyo", "", "/", "\ud800/x"],
)  # fmt: skip
def test_what_is_no_place_is_no_zone(name):
    with pytest.raises(Invalid) as refusal:
        zone(name, pointer="/digest/timezone")
    fault = refusal.value.faults[0]
    assert (fault.pointer, fault.code) == ("/digest/timezone", "unknown_timezone")


@pytest.mark.parametrize(
    "name", ["UTC", "Asia/Tokyo", "America/Argentina/Ushuaia", "America/Port-au-Prince", "Europe/London"]
)
def test_a_place_and_utc_are_zones(name):
    assert zone(name).key == zone_named(name) == recorded_zone(name).key == name
    assert zone_named(None) is None


def test_the_examples_of_zones_come_out():
    assert doctest.testmod(zones).failed == 0


@pytest.mark.parametrize("name", ["Etc/GMT+12", "EST5EDT"])
def test_an_event_of_before_keeps_its_zone(name):
    assert recorded_zone(name).key == name
    assert day_begins(date(2025, 1, 1), name) > day_begins(date(2025, 1, 1), "UTC")
