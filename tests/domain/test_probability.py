"""How people write probabilities, and what they are told when it is none."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.errors import Invalid
from tracker.domain.probability import parse_probability, percent


@pytest.mark.parametrize(
    ("raw", "p"),
    [
        (0.4, 0.4),
        (0, 0.0),
        (1, 1.0),
        ("0.4", 0.4),
        ("40%", 0.4),
        (" 40 % ", 0.4),
        ("40\uff05", 0.4),
        ("\uff14\uff10\uff05", 0.4),
        ("0,4", 0.4),
        ("12,5%", 0.125),
        ("29%", 0.29),
        ("100%", 1.0),
        ("0%", 0.0),
        ("1e-3", 0.001),
    ],
)
def test_a_probability_is_read_as_people_write_it(raw, p):
    assert parse_probability(raw) == p


@pytest.mark.parametrize("raw", [30, 30.0, "30"])
def test_a_bare_30_is_answered_with_both_ways_to_write_it(raw):
    with pytest.raises(Invalid) as refusal:
        parse_probability(raw)
    assert refusal.value.detail == "30 means 3000%. Write 30% or 0.3."
    assert (refusal.value.faults[0].pointer, refusal.value.faults[0].code) == ("/probability", "out_of_range")


@pytest.mark.parametrize(
    "raw", ["-5%", -0.1, 101, "120%", "1e400", "1e400%", 1e400, -1e400, math.nan, math.inf, "-1e400"]
)
def test_what_lies_outside_0_to_1_is_refused(raw):
    with pytest.raises(Invalid, match="is not between 0 and 1"):
        parse_probability(raw)


@pytest.mark.parametrize(
    "raw",
    ["likely", "very likely", "", "%", "NaN", "sNaN", "inf", "-Infinity", "40%%", "1.2.3", "1e9999999%"],
)
def test_what_is_no_number_is_refused_with_the_way_to_write_one(raw):
    with pytest.raises(Invalid, match=r"is not a probability such as 40% or 0.4"):
        parse_probability(raw)


def test_minus_zero_is_zero():
    assert math.copysign(1, parse_probability("-0")) == 1
    assert math.copysign(1, parse_probability(-0.0)) == 1


def test_a_refusal_names_the_field_it_was_given():
    with pytest.raises(Invalid) as refusal:
        parse_probability("2", pointer="/p")
    assert refusal.value.faults[0].pointer == "/p"


@given(st.floats(0, 1))
def test_every_probability_survives_being_written_out(p):
    assert parse_probability(repr(p)) == p


@given(st.text())
def test_any_text_is_a_probability_or_a_refusal(text):
    with suppress(Invalid):
        assert 0 <= parse_probability(text) <= 1


@given(st.integers(0, 1000))
def test_a_percentage_reads_back_as_it_was_shown(permille):
    assert parse_probability(percent(permille / 1000)) == permille / 1000
