"""What each kind can settle to, read strictly, and the one text form that is read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.errors import Invalid
from tracker.domain.prediction.outcomes import ANNULLED, Partial, outcome_text, outcome_value, read_outcome

OPTIONS = ("Ishiba", "Takaichi", "3 or more")


@pytest.mark.parametrize(
    ("kind", "raw", "outcome"),
    [
        ("binary", "yes", "yes"),
        ("binary", "no", "no"),
        ("binary", {"partial": 0.25}, Partial(partial=0.25)),
        ("binary", '{"partial":1}', Partial(partial=1.0)),
        ("categorical", " ISHIBA ", "Ishiba"),
        ("ordered", "3 OR more", "3 or more"),
        ("numeric", 42, 42.0),
        ("numeric", " 42.50 ", 42.5),
        ("numeric", "-1e3", -1000.0),
        ("graded", 4.5, 4.5),
        ("graded", "1", 1.0),
        ("date", "2025-08-15", "2025-08-15"),
        ("date", "never", "never"),
    ],
)
def test_an_outcome_is_read_in_the_form_of_its_kind(kind, raw, outcome):
    assert read_outcome(raw, kind=kind, options=OPTIONS) == outcome


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("binary", "Yes", "not_an_outcome"),
        ("binary", "maybe", "not_an_outcome"),
        ("binary", True, "not_an_outcome"),
        ("binary", 1, "not_an_outcome"),
        ("binary", None, "not_an_outcome"),
        ("binary", ANNULLED, "not_an_outcome"),
        ("binary", {"partial": 1.25}, "not_an_outcome"),
        ("binary", {"partial": -0.1}, "not_an_outcome"),
        ("binary", {"partial": True}, "not_an_outcome"),
        ("binary", {"partial": 0.5, "of": 2}, "not_an_outcome"),
        ("binary", {}, "not_an_outcome"),
        ("categorical", "Kishida", "not_an_outcome"),
        ("categorical", 3, "not_an_outcome"),
        ("ordered", "", "not_an_outcome"),
        ("numeric", "many", "not_an_outcome"),
        ("numeric", True, "not_an_outcome"),
        ("numeric", "nan", "not_an_outcome"),
        ("numeric", "inf", "not_an_outcome"),
        ("numeric", "1e999", "not_an_outcome"),
        ("numeric", "1_000", "not_an_outcome"),
        ("numeric", "\u0661\u0662", "not_an_outcome"),
        ("numeric", 10**400, "not_an_outcome"),
        ("numeric", [42], "not_an_outcome"),
        ("graded", 0.9, "out_of_range"),
        ("graded", 5.1, "out_of_range"),
        ("graded", "good", "not_an_outcome"),
        ("date", "2025-02-30", "not_a_date"),
        ("date", "Never", "not_a_date"),
        ("date", 20250815, "not_an_outcome"),
        ("thesis", "yes", "no_outcome"),
    ],
)
def test_what_is_no_outcome_of_its_kind_is_refused_at_its_place(kind, raw, code):
    with pytest.raises(Invalid) as refusal:
        read_outcome(raw, kind=kind, options=OPTIONS, pointer="/default_outcome")
    assert (refusal.value.faults[0].pointer, refusal.value.faults[0].code) == ("/default_outcome", code)


OUTCOMES = st.one_of(
    st.tuples(st.just("binary"), st.sampled_from(["yes", "no"])),
    st.tuples(st.just("binary"), st.floats(0, 1).map(lambda share: Partial(partial=share))),
    st.tuples(st.just("categorical"), st.sampled_from(OPTIONS)),
    st.tuples(st.just("numeric"), st.floats(allow_nan=False, allow_infinity=False)),
    st.tuples(st.just("graded"), st.floats(1, 5)),
    st.tuples(st.just("date"), st.dates().map(str) | st.just("never")),
)


@given(OUTCOMES)
def test_an_outcome_survives_its_text(found):
    kind, outcome = found
    text = outcome_text(outcome)
    assert read_outcome(text, kind=kind, options=OPTIONS) == outcome
    assert read_outcome(outcome_value(text, kind=kind), kind=kind, options=OPTIONS) == outcome


@pytest.mark.parametrize("kind", ["binary", "numeric", "categorical", None])
def test_the_want_of_an_outcome_is_told_as_such_whatever_the_kind(kind):
    assert outcome_value(ANNULLED, kind=kind) == ANNULLED
    assert outcome_value(None, kind=kind) is None
