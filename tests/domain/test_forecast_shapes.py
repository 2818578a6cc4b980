"""What a forecast says must be what its prediction's kind can score; and taking one back."""

from datetime import timedelta

import pytest

from tests.domain.given import given
from tests.domain.samples import CLOSES, NOW, OPENS
from tracker.domain import forecast
from tracker.domain.errors import Conflict, Invalid
from tracker.domain.forecast import (
    ForecastInput,
    ForecastStated,
    ForecastUndone,
    Question,
    StateForecast,
    UndoForecast,
)
from tracker.domain.instants import instant_text

OPTIONS = ("A", "B")
HALVES = {"A": 0.5, "B": 0.5}
FAN = ((0.1, 1.0), (0.5, 2.0), (0.9, 3.0))
CURVE = ((OPENS, 0.1), (CLOSES, 0.4))
SOON = NOW + timedelta(minutes=15)


def stated(name="fct_1", **said):
    return ForecastStated(
        forecast=name,
        prediction="prd_1",
        forecaster="fcr_1",
        probability_source="author_numeric",
        made_at=NOW,
        **said,
    )


def state(said, kind, *, options=OPTIONS):
    question = Question(judged_as=kind, options=options, closes=CLOSES)
    command = StateForecast(
        said=ForecastInput(**said),
        forecast="fct_1",
        prediction="prd_1",
        forecaster="fcr_1",
        probability_source="author_numeric",
        made_at=NOW,
        question=question,
        now=NOW,
    )
    return given(forecast).when(command)


def as_text(said):
    """The same with the instants of its cdf as they are written."""
    return said | ({"cdf": tuple((instant_text(at), p) for at, p in said["cdf"])} if "cdf" in said else {})


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("binary", {"p": 0}),
        ("binary", {"p": 1}),
        ("graded", {"p": 0.75}),
        ("categorical", {"probabilities": HALVES}),
        ("categorical", {"probabilities": {"A": 1 / 3, "B": 2 / 3}}),
        ("categorical", {"probabilities": {"A": 1.0, "B": 0.0}}),
        ("ordered", {"probabilities": HALVES}),
        ("numeric", {"quantiles": FAN}),
        ("numeric", {"quantiles": ((0.1, 2.0), (0.5, 2.0), (0.9, 2.0))}),
        ("numeric", {"quantiles": ((0.05, 0.0), (0.1, 1.0), (0.5, 2.0), (0.9, 3.0), (0.95, 4.0))}),
        ("date", {"cdf": CURVE}),
        ("date", {"cdf": ((CLOSES, 0.0),)}),
    ],
)
def test_what_a_kind_can_score_is_recorded(kind, said):
    assert state(as_text(said), kind) == [stated(**said)]


LIKELY = {"p": 0.675, "term": "likely", "scale": "icd203", "low": 0.55, "high": 0.8}
ON_KENT = {"p": 0.75, "term": "probable", "scale": "kent", "low": 0.63, "high": 0.87}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"probability": 0.4}, {"p": 0.4, "as_said": "0.4"}),
        ({"probability": "40%"}, {"p": 0.4, "as_said": "40%"}),
        ({"probability": "likely"}, LIKELY | {"as_said": "likely"}),
        ({"probability": "may"}, {"term": "may", "scale": "icd203", "as_said": "may"}),
        ({"term": "likely"}, LIKELY),
        ({"term": "probable", "scale": "kent"}, ON_KENT),
        ({"term": "may"}, {"term": "may", "scale": "icd203"}),
    ],
)
def test_a_number_is_kept_and_a_word_with_its_range(said, kept):
    assert state(said, "binary") == [stated(**kept)]


@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({"probability": "sunny"}, "/probability", "unknown_term"),
        ({"probability": "likely", "scale": "x"}, "/scale", "unknown_scale"),
        ({"probability": 40}, "/probability", "out_of_range"),
        ({"probability": "4 0"}, "/probability", "not_a_probability"),
        ({"term": "sunny"}, "/term", "unknown_term"),
        ({"term": "likely", "p": 0.7}, "/p", "ambiguous"),
        ({"cdf": (("2025-03-01T00:00:00Z", 0.1), ("soon", 0.2))}, "/cdf/1/0", "not_an_instant"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(said, pointer, code):
    with pytest.raises(Invalid) as refusal:
        state(said, "date" if "cdf" in said else "binary")
    assert (refusal.value.faults[0].pointer, refusal.value.faults[0].code) == (pointer, code)


@pytest.mark.parametrize(
    ("kind", "said", "pointer", "code"),
    [
        ("binary", {}, "/p", "required"),
        ("binary", {"p": 0.5, "probabilities": HALVES}, "/probabilities", "not_of_this_kind"),
        ("graded", {"quantiles": FAN}, "/quantiles", "not_of_this_kind"),
        ("categorical", {"p": 0.5}, "/p", "not_of_this_kind"),
        ("categorical", {"term": "may", "probabilities": HALVES}, "/p", "not_of_this_kind"),
        ("categorical", {}, "/probabilities", "required"),
        ("categorical", {"probabilities": {"A": 1.0}}, "/probabilities", "not_the_options"),
        ("categorical", {"probabilities": {"a": 0.5, "B": 0.5}}, "/probabilities", "not_the_options"),
        ("categorical", {"probabilities": HALVES | {"C": 0.0}}, "/probabilities", "not_the_options"),
        ("ordered", {"probabilities": {"A": 0.5, "B": 0.5 + 2e-9}}, "/probabilities", "not_a_distribution"),
        ("ordered", {"cdf": CURVE}, "/cdf", "not_of_this_kind"),
        ("numeric", {"p": 0.5}, "/p", "not_of_this_kind"),
        ("numeric", {}, "/quantiles", "required"),
        ("numeric", {"quantiles": FAN[:2]}, "/quantiles", "required"),
        ("numeric", {"quantiles": ((0.0, 0.0), *FAN, (1.0, 4.0))}, "/quantiles", "out_of_range"),
        ("numeric", {"quantiles": (FAN[0], *FAN)}, "/quantiles", "not_a_distribution"),
        ("numeric", {"quantiles": (*FAN, (0.95, 4.0))}, "/quantiles", "not_a_distribution"),
        ("numeric", {"quantiles": ((0.1, 1.0), (0.5, 0.5), (0.9, 3.0))}, "/quantiles", "not_a_distribution"),
        ("date", {"p": 0.5}, "/p", "not_of_this_kind"),
        ("date", {}, "/cdf", "required"),
        ("date", {"cdf": ()}, "/cdf", "required"),
        ("date", {"cdf": CURVE[::-1]}, "/cdf", "not_a_distribution"),
        ("date", {"cdf": (CURVE[0], CURVE[0])}, "/cdf", "not_a_distribution"),
        ("date", {"cdf": ((OPENS, 0.4), (CLOSES, 0.1))}, "/cdf", "not_a_distribution"),
        (None, {"p": 0.5}, "", "no_forecast"),
    ],
)
def test_what_a_kind_cannot_score_is_refused_at_its_place(kind, said, pointer, code):
    with pytest.raises(Invalid) as refusal:
        state(as_text(said), kind)
    assert (refusal.value.faults[0].pointer, refusal.value.faults[0].code) == (pointer, code)


def undo(name="fct_1", **changes):
    return UndoForecast(**({"forecast": name, "is_own": True, "now": NOW, "until": SOON} | changes))


UNDONE = ForecastUndone(forecast="fct_1", prediction="prd_1", forecaster="fcr_1")


def test_a_forecast_is_taken_back_once_and_the_others_stand():
    past = (stated(p=0.4), stated("fct_2", p=0.5))
    assert given(forecast, *past).when_twice(undo()) == ([UNDONE], [])
    left = forecast.INITIAL
    for event in (*past, UNDONE):
        left = forecast.evolve(left, event)
    assert [one.forecast for one in left.stated] == ["fct_2"]


def test_taking_a_forecast_back_ends_at_its_instant():
    standing = given(forecast, stated(p=0.4))
    assert standing.when(undo(now=SOON - timedelta(microseconds=1))) == [UNDONE]
    with pytest.raises(Conflict, match="no longer"):
        standing.when(undo(now=SOON))


@pytest.mark.parametrize("command", [undo(is_own=False), undo("fct_none")])
def test_only_the_own_forecast_is_taken_back(command):
    with pytest.raises(Conflict, match="only the key"):
        given(forecast, stated(p=0.4)).when(command)
