"""The report's own words, pinned: whoever changes a sentence changes it here."""

import doctest

import pytest

from tests.reports.stories import document, forecast, forecaster, judged, prediction, report, resolution, told
from tracker.reports.sentences import phrases
from tracker.reports.sentences.summary import plain_words

OLD = {"include": "imported"}
EXPLAINED = "0 is perfect, always saying 50% scores 0.25; lower is better"


@pytest.fixture(name="tell")
def _tell(tmp_path):
    return lambda *steps: told(tmp_path / "tracker", [forecaster("ada"), forecaster("bob"), *steps])


def words(instance, **asked):
    return plain_words(report(instance, **asked))


def test_none_recorded_is_said_in_words(tell):
    with tell() as instance:
        assert words(instance) == {
            "title": "All forecasters: predictions past their deadline.",
            "verdict": "No score yet.",
            "sentences": ["No predictions match this request."],
            "counted": "What is counted: nothing is recorded. Known as of 1 Jun 2026, 12:00 (UTC).",
        }


def test_none_settled_says_that_no_outcome_came_yet(tell):
    with tell(prediction("a", closes="2027-01-01"), forecast("a", 0.4)) as instance:
        assert words(instance, forecaster="ada") == {
            "title": "Ada: predictions past their deadline.",
            "verdict": "No score yet.",
            "sentences": ["1 prediction is recorded; none has an outcome yet."],
            "counted": "What is counted: 1 recorded = 1 open. Known as of 1 Jun 2026, 12:00 (UTC).",
        }


def test_none_in_the_main_figure_says_where_the_old_records_stand(tell):
    with tell(*judged(12)) as instance:
        told_words = words(instance, forecaster="ada", from_="2025-01-01", to="2025-12-31")
        assert told_words == {
            "title": "Ada: predictions with a deadline in 2025.",
            "verdict": "No score yet.",
            "sentences": ["12 more come from old records and are counted separately."],
            "counted": "What is counted: 12 recorded = 12 judged. Counted separately: 12 from old records, average Brier score 0.22. "
            "Outcomes entered: 12 by others. Known as of 1 Jun 2026, 12:00 (UTC).",
        }


def test_none_in_the_period_says_so(tell):
    with tell(*judged(2)) as instance:
        for cohort, sentence in {
            "due": "No scored prediction has its deadline in the requested period.",
            "settled": "No scored prediction was settled in the requested period.",
            "made": "No scored prediction was made in the requested period.",
        }.items():
            assert words(instance, **OLD, cohort=cohort, from_="2026-01-01")["sentences"] == [sentence]


def test_none_with_a_number_in_time_says_so(tell):
    with tell(prediction("a"), resolution("a", "no")) as instance:
        told_words = words(instance)
        assert told_words["sentences"] == [
            "1 has an outcome, but no number was given before the outcome was known."
        ]
        assert "1 recorded = 1 with no number given in time." in told_words["counted"]


def test_numbers_assigned_by_us_are_named_as_the_reason(tell):
    with tell(
        prediction("a"), forecast("a", 0.4, probability_source="analyst_imputed"), resolution("a", "no")
    ) as instance:
        assert words(instance, forecaster="ada")["sentences"][0] == (
            "The main figure counts 0 predictions, because every number was assigned by us and none was stated by Ada."
        )
        assert (
            "Counted separately: 1 with a number assigned by us, average Brier score 0.16."
            in words(instance)["counted"]
        )


def test_few_are_listed_one_by_one(tell):
    steps = [
        prediction("rain", statement="It rains", closes="2025-06-01"), forecast("rain", 0.7),
        forecast("rain", 0.125, by="bob"), resolution("rain", "yes"),
        prediction("snow", statement="It snows"), forecast("snow", 0.2), resolution("snow", "no"),
    ]  # fmt: skip
    with tell(*steps) as instance:
        assert words(instance, **OLD, forecaster="ada") == {
            "title": "Ada: predictions past their deadline.",
            "verdict": "2 have an outcome: too few for an average, so here is the list.",
            "sentences": ["It rains: 70%, happened.", "It snows: 20%, did not happen."],
            "counted": "What is counted: 2 recorded = 2 judged. Outcomes entered: 2 by others. "
            "Known as of 1 Jun 2026, 12:00 (UTC).",
        }
        everybody = words(instance, **OLD)
        assert everybody["verdict"].startswith("3 forecasts on 2 predictions have an outcome:")
        assert everybody["sentences"] == [
            "It rains: Ada, 70%, happened.",
            "It rains: Bob, 12.5%, happened.",
            "It snows: Ada, 20%, did not happen.",
        ]


def test_ten_have_an_average_with_its_meaning_and_a_caveat(tell):
    steps = [*judged(10), prediction("even"), forecast("even", 0.5), resolution("even", "yes")]
    steps += [prediction("high"), forecast("high", 0.75), resolution("high", "no")]
    with tell(*steps) as instance:
        told_words = words(instance, **OLD, cohort="settled", from_="2025-01-01", to="2025-12-31")
        assert told_words["title"] == "All forecasters: predictions settled in 2025."
        assert told_words["verdict"] == "12 have an outcome. Too few to judge yet."
        assert told_words["sentences"] == [
            f"Average Brier score: 0.28, 95% interval 0.14 to 0.41 ({EXPLAINED}).",
            "When the forecast was above 50% (once, 75% on average), it never happened.",
            "When the forecast was below 50% (10 times, 30% on average), it happened 4 times.",
            "When the forecast was exactly 50% (once), it happened once.",
            "Half of the last numbers came 151 days or more before the outcome was known.",
        ]


def test_nine_have_no_average_and_thirty_have_no_caveat(tell):
    with tell(*judged(30)) as instance:
        assert words(instance, **OLD)["verdict"] == "30 have an outcome."
        assert (
            words(instance, **OLD)["sentences"][0]
            == f"Average Brier score: 0.22, 95% interval 0.15 to 0.29 ({EXPLAINED})."
        )
        assert words(instance, **OLD, rule="first")["sentences"][0] == (
            f"Average Brier score, by the first number given: 0.22, 95% interval 0.15 to 0.29 ({EXPLAINED})."
        )


def test_a_rule_that_gives_nobody_a_number_is_not_averaged(tell):
    with tell(
        *(line | ({"opens": "2025-08-01"} if line["kind"] == "prediction" else {}) for line in judged(10))
    ) as instance:
        assert words(instance, **OLD, rule="time_weighted")["sentences"][0] == (
            "Average Brier score, weighted by how long each number was in force: none of them has such a score."
        )


@pytest.mark.parametrize(("n", "is_listed"), [(9, True), (10, False)])
def test_the_list_ends_where_the_average_begins(tell, n, is_listed):
    with tell(*judged(n)) as instance:
        assert (len(words(instance, **OLD)["sentences"]) == n) is is_listed


def test_what_is_counted_uses_the_words_people_use(tell):
    steps = [
        *judged(1),
        prediction("ahead", closes="2027-01-01"),
        prediction("just", closes="2026-05-30"),
        prediction("long-ago"),
        prediction("silent"),
        resolution("silent", "no"),
    ]
    with tell(*steps) as instance:
        assert words(instance, **OLD)["counted"] == (
            "What is counted: 5 recorded = 1 judged + 1 open + 1 past the deadline (what happened?) + 1 overdue "
            "+ 1 with no number given in time. Outcomes entered: 1 by others. Known as of 1 Jun 2026, 12:00 (UTC)."
        )


def test_a_topic_and_an_essay_stand_in_the_title(tell):
    essay = {"kind": "essay", "at": "2025-01-01T00:00:00Z", "id": "e", "author": "ada", "title": "On rain"}
    with tell(essay, prediction("a", essay="e", topics=["weather"])) as instance:
        assert words(instance, essay="e", topic="weather")["title"] == (
            "All forecasters: predictions on weather from “On rain” past their deadline."
        )
        assert document(instance, forecaster="ada")["funnel"]["recorded"] == 1


def test_no_sentence_is_a_bare_nought_or_dash(tell):
    with tell(*judged(3)) as instance:
        for asked in ({}, OLD, {"cohort": "made"}, {"forecaster": "bob"}):
            told_words = words(instance, **asked)
            for sentence in (
                told_words["title"],
                told_words["verdict"],
                *told_words["sentences"],
                told_words["counted"],
            ):
                assert len(sentence.split()) > 2
                assert sentence.endswith(".")


def test_the_examples_of_the_words_are_true():
    outcome = doctest.testmod(phrases)
    assert (outcome.failed, outcome.attempted > 5) == (0, True)
