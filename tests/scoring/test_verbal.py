"""Words that stand for numbers, and words that stand for none."""

import pytest

from tracker.scoring.brier import brier, brier_range
from tracker.scoring.forecasts import Binary
from tracker.scoring.verbal import HEDGES, SCALES, SYNONYMS, Term, Unquantified, read_term

# As the scales' own documents give them, in percent.
RANGES = {
    "icd203": "almost no chance 1-5, very unlikely 5-20, unlikely 20-45, roughly even 45-55, likely 55-80, "
    "very likely 80-95, almost certain 95-99",
    "kent": "almost certain 87-99, probable 63-87, about even 40-60, probably not 20-40, almost certainly not 2-12",
    "ipcc": "virtually certain 99-100, extremely likely 95-100, very likely 90-100, likely 66-100, "
    "more likely than not 50-100, about as likely as not 33-66, unlikely 0-33, very unlikely 0-10, "
    "extremely unlikely 0-5, exceptionally unlikely 0-1",
    "phia": "remote 0-5, highly unlikely 10-20, unlikely 25-35, realistic possibility 40-50, likely 55-75, "
    "highly likely 80-90, almost certain 95-100",
}
EVERY_WORD = [(scale, word) for scale, words in SCALES.items() for word in words]


@pytest.mark.parametrize("scale", SCALES)
def test_the_scales_are_as_published(scale):
    assert ", ".join(f"{word} {low}-{high}" for word, (low, high) in SCALES[scale].items()) == RANGES[scale]


def test_likely_stands_for_its_midpoint_and_its_range():
    likely = read_term("likely")
    assert (likely.midpoint, likely.low, likely.high) == (0.675, 0.55, 0.8)
    assert likely.label == "likely (55-80%)"
    assert brier(likely.midpoint, 1) == pytest.approx(0.105625, abs=1e-15)
    assert brier_range(likely.low, likely.high, 1) == pytest.approx((0.04, 0.2025), abs=1e-15)


def test_the_seeds_very_likely_comes_out():
    said = read_term("very likely", "icd203").forecast
    assert said == Binary(0.875, 0.8, 0.95)
    assert brier(said.p, 0.5) == 0.140625
    assert brier_range(said.low, said.high, 0.5) == pytest.approx((0.09, 0.2025), abs=1e-15)


@pytest.mark.parametrize(
    "written", ["very likely", "Very Likely", "  VERY   likely\n", "very-likely", "very\u00a0likely"]
)
def test_case_spaces_and_hyphens_do_not_matter(written):
    assert read_term(written).word == "very likely"


@pytest.mark.parametrize(
    ("synonym", "word"),
    [
        ("remote", "almost no chance"),
        ("highly unlikely", "very unlikely"),
        ("improbable", "unlikely"),
        ("roughly even odds", "roughly even"),
        ("roughly even chance", "roughly even"),
        ("probable", "likely"),
        ("probably", "likely"),
        ("highly probable", "very likely"),
        ("nearly certain", "almost certain"),
        ("almost certainly", "almost certain"),
    ],
)
def test_common_synonyms_are_known_on_the_default_scale(synonym, word):
    assert read_term(synonym).word == word


def test_one_word_stands_for_different_numbers_on_different_scales():
    assert [read_term("likely", scale).midpoint for scale in ("icd203", "ipcc", "phia")] == [
        0.675,
        0.83,
        0.65,
    ]
    assert read_term("remote", "phia").midpoint == 0.025


@pytest.mark.parametrize("hedge", ["may", "might", "could", "possible", "perhaps", "will", "Could"])
@pytest.mark.parametrize("scale", SCALES)
def test_a_hedge_carries_no_number_on_any_scale(hedge, scale):
    assert read_term(hedge, scale) == Unquantified(hedge.casefold(), is_hedge=True)


@pytest.mark.parametrize("unknown", ["", "sort of", "likely not", "70 %"])
def test_a_word_that_a_scale_lacks_is_told_apart_from_a_hedge(unknown):
    assert read_term(unknown) == Unquantified(unknown, is_hedge=False)
    assert read_term("extremely likely") == Unquantified("extremely likely", is_hedge=False)


def test_an_unknown_scale_is_refused():
    with pytest.raises(ValueError, match="not a scale of words"):
        read_term("likely", "mine")


@pytest.mark.parametrize(("scale", "word"), EVERY_WORD)
def test_every_word_makes_a_forecast_within_its_range(scale, word):
    term = read_term(word.upper(), scale)
    assert isinstance(term, Term)
    assert (term.word, term.scale) == (word, scale)
    assert 0 <= term.low < term.forecast.p < term.high <= 1


@pytest.mark.parametrize("scale", SCALES)
def test_no_synonym_is_a_word_of_its_scale_or_a_hedge_or_listed_twice(scale):
    listed = [synonym for synonyms in SYNONYMS[scale].values() for synonym in synonyms.split(", ")]
    assert len(set(listed)) == len(listed)
    assert set(SCALES[scale]).isdisjoint(listed)
    assert HEDGES.isdisjoint([*listed, *SCALES[scale]])
    assert set(SYNONYMS[scale]) <= set(SCALES[scale])
