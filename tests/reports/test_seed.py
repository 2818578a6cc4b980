"""The seed essay's first prediction: whose numbers they were, and what was known before and after the reversal."""

import json

import pytest

from tests.reports.stories import document, told_lines
from tests.support.seed import SEED, expected, needs_shared, p1_steps

pytestmark = needs_shared

BEFORE, AFTER = "2026-01-10T00:00:00Z", "2026-01-11T00:00:00Z"
AUTHOR = {"forecaster": "observing-japan", "cohort": "settled"}


@pytest.fixture(scope="module", name="expected")
def _expected():
    return expected()


def story():
    """Every line of the first prediction; the essay's text is read into its line, as the command line does."""
    for step in p1_steps():
        if step["kind"] in {"story", "clock"}:
            continue
        text_file = step.pop("text_file", None)
        yield step | ({"text": (SEED / text_file).read_text(encoding="utf-8")} if text_file else {})


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    lines = [json.dumps(line).encode() for line in story()]
    with told_lines(tmp_path_factory.mktemp("seed") / "tracker", lines, now=None) as application:
        yield application


def test_the_authors_main_figure_counts_none_and_says_why_in_words(instance):
    told = document(instance, **AUTHOR)
    assert (told["overall"]["n"], told["funnel"]["main_eligible"]) == (0, 0)
    assert told["plain"]["verdict"] == "No score yet."
    assert told["plain"]["sentences"] == [
        (
            "The main figure counts 0 predictions, because every number was assigned by us and none was stated by "
            "Observing Japan (author of the essay)."
        ),
        "1 more has a number assigned by us and is counted separately.",
    ]


def test_old_records_alone_do_not_bring_assigned_numbers_in(instance):
    told = document(instance, **AUTHOR, include="imported")
    assert (told["overall"]["n"], told["apart"]["assigned"]["n"], told["apart"]["imported"]["n"]) == (0, 1, 0)


def test_named_numbers_are_the_expected_ones_before_the_reversal_and_after(instance, expected):
    before = numbers(instance, as_of=BEFORE)
    for name in ("first", "last", "time_weighted"):
        assert before["brier"][name]["mean"] == pytest.approx(expected["P1"][f"brier_{name}"], abs=1e-6)
    for name in ("first", "last"):
        assert before["log"][name]["mean_clipped"] == pytest.approx(expected["P1"][f"log_{name}"], abs=1e-6)
    after = numbers(instance, as_of=AFTER)
    for name in ("last", "time_weighted"):
        wanted = expected["P1_after_re_resolution"][f"brier_{name}"]
        assert after["brier"][name]["mean"] == pytest.approx(wanted, abs=1e-6)
    assert (before["n_yes"], after["n_yes"]) == (0, 1)


def numbers(instance, *, as_of):
    return document(instance, **AUTHOR, include="imported,assigned", rule="all", as_of=as_of)["overall"]


def test_before_its_deadline_an_outcome_stands_apart_as_settled_early(instance):
    asked = {"forecaster": "peer-a", "include": "imported"}
    early = document(instance, **asked, as_of="2025-11-01T00:00:00Z")
    assert (early["overall"]["n"], early["apart"]["settled_early"]["n"]) == (0, 1)
    assert early["funnel"]["settled_early"] == 1
    late = document(instance, **asked, as_of="2025-12-31T00:00:00Z")
    assert (late["overall"]["n"], late["apart"]["settled_early"]["n"]) == (1, 0)


def test_a_listed_forecast_says_that_the_essay_only_asked_and_whose_number_it_is(instance):
    told = document(instance, **AUTHOR, include="imported,assigned", as_of=BEFORE)
    assert told["plain"]["sentences"] == [
        (
            "The Ishiba government backs away from Ukraine: 10%, did not happen. "
            "The essay raised this as a question. The 10% was assigned by us."
        ),
    ]


@pytest.mark.parametrize("name", ["peer-b", "Reference forecaster B (constant 0.50)"])
def test_a_forecaster_answers_to_the_name_an_import_gave_and_to_its_own(instance, name):
    assert (
        document(instance, forecaster=name, include="imported", cohort="settled")["overall"]["mean_p"] == 0.5
    )
