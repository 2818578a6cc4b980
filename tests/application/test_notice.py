"""A prediction in words, pinned: whoever changes a sentence that readers are sent changes it here."""

import doctest
from datetime import date, timedelta

import pytest

from tests.api.served import served
from tests.reports.stories import forecast, forecaster, prediction, resolution, told
from tests.support.instance import KINDS
from tracker.application.words import notice
from tracker.application.words import phrases as telling
from tracker.application.words.notices import predictions_in_words
from tracker.domain import probability
from tracker.projections.predictions import find_prediction

EXPLAINED = "0 is perfect, always saying 50% scores 0.25; lower is better"
SOURCE = {"source": "https://news.example/1", "happened_on": "2026-01-03"}


@pytest.fixture(name="instance", params=KINDS)
def _tracker(request, tmp_path):
    with served(tmp_path, kind=request.param) as opened:
        yield opened


@pytest.fixture(name="quick")
def _quick(tmp_path):
    """On one database: for what differs in words alone."""
    with served(tmp_path) as opened:
        yield opened


def words(instance, made, *, delay=timedelta(0)):
    with instance.application.database.reading() as tx:
        row = find_prediction(tx, made["id"])
        return predictions_in_words(tx, [row], now=instance.clock(), delay=delay)[0]


def settle(instance, made, outcome="yes", **more):
    instance.wait(days=3)
    instance.made(f"{made['url']}/resolution", {"outcome": outcome, **SOURCE, **more})
    instance.work_off()


def test_what_was_said_is_told_with_both_dates_and_the_first_number(instance):
    made = instance.log(probability=0.4, topics=["japan"])
    assert words(instance, made).paragraphs() == (
        "Ada Example puts a 40% chance on this. The deadline is 30 Jun 2026.",
        "Said on 1 Jan 2026, recorded on 1 Jan 2026.",
    )
    instance.made(f"{made['url']}/forecasts", {"probability": 0.6})
    one = words(instance, made)
    assert one.numbers == "Ada Example puts a 60% chance on this (first 40%). The deadline is 30 Jun 2026."
    assert (one.said[0].percent_first, one.said[0].percent_last) == (40, 60)
    assert (one.by, one.topics, one.deadline) == ("Ada Example", ("japan",), date(2026, 6, 30))


def test_an_outcome_is_told_with_its_score_its_standing_and_its_source(instance):
    made = instance.log(probability=0.4)
    instance.made(f"{made['url']}/forecasts", {"probability": 0.6})
    settle(instance, made)
    assert words(instance, made).paragraphs()[2:] == (
        "It happened. Known since 3 Jan 2026.",
        f"Brier score of Ada Example’s 60%: 0.16 ({EXPLAINED}).",
        "Judged by its author. Provisional; becomes final on 7 Jan 2026 unless someone objects.",
        "Source: https://news.example/1",
    )
    instance.change(f"{made['url']}/dispute", {"reason": "no"})
    assert (
        words(instance, made).standing
        == "Judged by its author. Someone objects to this outcome; it may change."
    )
    instance.change(f"{made['url']}/uphold", {"reason": "yes"})
    instance.wait(days=4)
    assert words(instance, made).standing == "Judged by its author. Final."


def test_a_question_that_was_given_a_number_says_so_beside_it(instance):
    essay = instance.made("/v1/essays", {"url": "https://essays.example/1", "published_at": "2025-12-24"})
    quote = {"exact": "will it fall?"}
    claim = instance.made("/v1/claims", {"essay": essay["id"], "quote": quote, "stance": "poses"})
    made = instance.log(probability=0.4, claim=claim["id"], author="Ada Example", key="editor")
    one = words(instance, made)
    assert one.numbers == "40% assigned by us to Ada Example (1 Jan 2026). The deadline is 30 Jun 2026."
    assert one.caution == "The essay raised this as a question. The 40% was assigned by us."
    assert one.dates == "Said on 24 Dec 2025, recorded on 1 Jan 2026."
    assert (one.quote, one.essay_url) == ("will it fall?", "https://essays.example/1")
    settle(instance, made)
    assert words(instance, made).scores == (
        f"Brier score of the 40% assigned by us to Ada Example: 0.36 ({EXPLAINED}).",
    )


def test_what_can_still_be_taken_back_is_not_told_and_counts_from_when_it_is(instance):
    made, minutes = instance.log(probability=0.4), timedelta(minutes=15)
    instance.wait(hours=1)
    instance.made(f"{made['url']}/forecasts", {"probability": 0.6})
    settle(instance, made)
    assert words(instance, made, delay=minutes).outcome is None
    assert words(instance, made, delay=minutes).scores == ()
    assert (
        words(instance, made, delay=timedelta(days=4)).numbers
        == "No number was given. The deadline is 30 Jun 2026."
    )
    assert words(instance, made, delay=timedelta(days=3, minutes=1)).said[0].last == "40%"
    instance.wait(minutes=15)
    assert words(instance, made, delay=minutes).outcome is not None
    assert words(instance, made, delay=minutes).visible_at == instance.clock()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("amend", {"statement": "The cabinet resigns", "reason": "clearer"}),
        ("withdraw", {"reason": "gone"}),
    ],
)
def test_a_change_of_the_words_counts_from_when_it_was_made(quick, path, body):
    made = quick.log(probability=0.4)
    quick.wait(days=1)
    quick.change(f"{made['url']}/{path}", body)
    assert words(quick, made).visible_at == quick.clock()


def test_evidence_changes_nothing_that_is_told(quick):
    made, at = quick.log(probability=0.4), quick.clock()
    quick.wait(days=1)
    seen = quick.made("/v1/developments", {"headline": "Something", "occurred_on": "2026-01-01"})["id"]
    quick.made(f"{made['url']}/evidence", {"development": seen, "bearing": "supports"})
    assert words(quick, made).visible_at == at


def test_an_outcome_that_was_changed_is_told_with_its_own_score_alone(quick):
    made = quick.log(probability=0.4)
    settle(quick, made)
    quick.wait(hours=1)
    quick.post(f"{made['url']}/resolution", {"outcome": "no", "reason": "a recount"}, If_Match=quick.get(made["url"]).headers["ETag"])  # fmt: skip
    assert words(quick, made).scores == ()
    quick.work_off()
    assert words(quick, made).came_out == "It did not happen. Known since 3 Jan 2026."
    assert words(quick, made).scores == (f"Brier score of Ada Example’s 40%: 0.16 ({EXPLAINED}).",)
    assert words(quick, made).source == "Reason: a recount"


def test_a_source_that_was_retracted_is_named_no_more(quick):
    made = quick.log(probability=0.4)
    settle(quick, made)
    cited = quick.get("/v1/developments").json["items"][0]["id"]
    quick.change(f"/v1/developments/{cited}/retract", {"reason": "it was a hoax"})
    assert words(quick, made).source == ""


KINDS_OF_PREDICTION = {
    "binary": ({"probability": 0.9}, {"partial": 0.25}, "It came true to 25%.", "Brier score of Ada Example’s 90%: 0.42 ("),
    "a word": ({"probability": "likely"}, "yes", "It happened.", "Brier score of Ada Example’s 67.5%: 0.11 ("),
    "categorical": (
        {"type": "categorical", "options": ["yes", "no", "hung"], "probabilities": {"yes": 0.5, "no": 0.5, "hung": 0}},
        "yes", "The outcome is yes.", "Score of Ada Example’s forecast: 0.50 (",
    ),
    "numeric": (
        {"type": "numeric", "unit": "seats", "quantiles": [[0.1, 1], [0.5, 2], [0.9, 3]]},
        2, "The outcome is 2 seats.", "Score of Ada Example’s forecast: 0.13 (",
    ),
    "date": (
        {"type": "date", "cdf": [["2026-03-01T00:00:00Z", 0.5], ["2026-06-30T00:00:00Z", 0.9]]},
        "2026-01-03", "It happened on 3 Jan 2026.", "Score of Ada Example’s forecast: ",
    ),
    "no number": ({}, "yes", "It happened.", "No score: no number was given."),
    "only a word": ({"probability": "might"}, "yes", "It happened.", "No score for Ada Example: no number was given in time."),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS_OF_PREDICTION)
def test_each_kind_of_outcome_is_told_in_its_own_words(quick, kind):
    said, outcome, came_out, score = KINDS_OF_PREDICTION[kind]
    made = quick.log(**said)
    settle(quick, made, outcome)
    one = words(quick, made)
    assert one.came_out == f"{came_out} Known since 3 Jan 2026."
    assert [sentence[: len(score)] for sentence in one.scores] == [score]


@pytest.mark.parametrize("said", [{"probability": 0.4}, {}], ids=["a number", "no number"])
def test_a_void_prediction_says_why_and_has_no_score(quick, said):
    made = quick.log(**said)
    quick.change(f"{made['url']}/annul", {"reason": "ambiguous", "note": "two cabinets"})
    quick.work_off()
    one = words(quick, made)
    assert (one.happened, one.came_out) == ("Void", "Void: its wording is ambiguous.")
    assert (one.scores, one.source) == ((), "Reason: two cabinets")


def test_a_condition_stands_by_itself(quick):
    antecedent = {"statement": "The coalition breaks", "by": "2026-03-31"}
    made = quick.log(type="conditional", probability=0.5, antecedent=antecedent)
    assert words(quick, made).paragraphs()[0] == "On condition that: The coalition breaks"


def test_a_thesis_has_no_deadline(quick):
    assert words(quick, quick.log(type="thesis")).numbers == "No number was given."


def test_a_deadline_without_a_day_is_told_as_its_last_day_in_its_own_zone(quick):
    made = quick.log(deadline="2026-06-30T15:00:00Z", timezone="Asia/Tokyo")
    assert words(quick, made).deadline == date(2026, 6, 30)


def test_what_was_said_under_a_name_that_was_merged_is_still_its_authors(quick):
    made = quick.log(probability=0.4, key="editor")
    into = quick.log(probability=0.1)["author"]["id"]
    merge = f"/v1/forecasters/{made['author']['id']}/merge"
    quick.made(merge, {"into": into, "reason": "the same"}, key="keeper")
    one = words(quick, made)
    assert (one.by, one.numbers) == (
        "Ed Editor",
        "Ed Editor puts a 40% chance on this. The deadline is 30 Jun 2026.",
    )


def test_old_records_say_so_and_many_forecasters_are_counted(tmp_path):
    names = [f"f{n}" for n in range(7)]
    story = [*map(forecaster, names), prediction("a"), *(forecast("a", 0.5, by=name) for name in names)]
    with told(tmp_path / "tracker", [*story, resolution("a", "no")]) as instance:
        with instance.database.reading() as tx:
            row = tx.row("SELECT * FROM prediction")
            one = predictions_in_words(tx, [row], now=instance.clock())[0]
        assert one.numbers.endswith(
            "F4 puts a 50% chance on this (1 Feb 2025); 2 more gave numbers. The deadline is 30 Jun 2025."
        )
        assert one.dates.startswith("Said on 1 Jan 2025, recorded on ")
        assert one.dates.endswith(", from old records.")
        assert (one.by, len(one.scores)) == ("F0, F1, F2, F3, F4", 5)


@pytest.mark.parametrize("module", [notice, telling, probability])
def test_the_examples_come_out(module):
    assert doctest.testmod(module).failed == 0
