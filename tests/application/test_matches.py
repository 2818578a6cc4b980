"""Which open predictions a development may concern, and which predictions hold some words: alike on both databases."""

from datetime import UTC, datetime

import pytest

from tests.application.doing import ask, decide, develop, log, table
from tests.support.clock import Clock
from tests.support.instance import KINDS, feed_all, new_caller, open_application, work_off
from tracker.application.recording import matches
from tracker.application.recording.changes import AntecedentMetInput, amend, meet_antecedent, undo
from tracker.application.recording.matches import match_development
from tracker.bootstrap import rebuild_projections
from tracker.domain.prediction.commands import Condition, Consequence
from tracker.projections.developments import find_development
from tracker.projections.prediction_lists import Asked, Span, list_predictions
from tracker.projections.words import counts_in, open_total, rare_words, word_groups
from tracker.reading.bm25 import rarity, worth
from tracker.reading.words import search_words

LATE = "2099-01-01T00:00:00.000000Z"


def matched(application, caller, *, limit=3, **entry):
    """The statements of what a development matches."""
    development = develop(application, caller, **entry)
    with application.database.reading() as tx:
        row = find_development(tx, development)
        return [
            one.prediction["statement"]
            for one in match_development(tx, row, caller=caller, now=application.clock(), limit=limit)
        ]


def held(application, words, **more):
    with application.database.reading() as tx:
        asked = Asked(words=word_groups(tx, words), now=LATE, lapsed_until=LATE, **more)
        return sorted(row["id"] for row in list_predictions(tx, asked, after=None, limit=100))


STATEMENTS = {
    "The Ishiba cabinet resigns": {"topics": ("japan",), "actor": "Ishiba cabinet"},
    "The cabinet of Italy resigns": {"topics": ("italy",)},
    "Trump meets Putin in person": {"rule": {"event_type": "summit.trump_putin"}},
    "New sanctions on Russia": {"topics": ("russia",), "criteria": "A decision of the cabinet in Tokyo"},
    "石破内閣が総辞職する": {"topics": ("japan",)},
}


@pytest.fixture
def logged(application, caller):
    ids = {
        statement: log(application, caller, statement=statement, **more)
        for statement, more in STATEMENTS.items()
    }
    feed_all(application)
    return ids


def test_a_development_finds_what_speaks_of_the_same(application, caller, logged):
    assert matched(application, caller, headline="Ishiba's cabinet ends", ends_actor="Ishiba cabinet")[0] == (
        "The Ishiba cabinet resigns"
    )
    assert matched(
        application, caller, headline="They meet in Anchorage", event_type="summit.trump_putin"
    ) == ["Trump meets Putin in person"]
    assert matched(application, caller, headline="A vote", tags=("Russia",)) == ["New sanctions on Russia"]
    assert matched(application, caller, headline="A meeting", actors=("Putin",)) == [
        "Trump meets Putin in person"
    ]
    assert matched(application, caller, headline="石破内閣、総辞職へ") == ["石破内閣が総辞職する"]
    assert matched(application, caller, headline="Nothing of the kind") == []
    assert matched(application, caller, headline="And it was so") == []


def test_three_are_told_unless_more_are_asked_for(application, caller, logged):
    assert len(matched(application, caller, headline="Cabinet, cabinet, japan")) == 3
    assert len(matched(application, caller, headline="Cabinet, cabinet, japan", limit=9)) == 4


def test_scores_are_those_of_the_formula(application, caller, logged):
    development = develop(application, caller, headline="The cabinet of Italy")
    with application.database.reading() as tx:
        found = match_development(
            tx, find_development(tx, development), caller=caller, now=application.clock(), limit=9
        )
        rows = {row["prediction"]: row for row in tx.rows("SELECT * FROM prediction_words")}
        documents, length = open_total(tx)
        assert (documents, length) == (5, sum(row["length"] for row in rows.values()))
        rare = rare_words(tx, ["cabinet", "italy", "nowhere"])
        assert rare == {"italy": 1, "cabinet": 3}
        for one in found:
            prediction = one.prediction["id"]
            expected = sum(
                rarity(rare[word], documents)
                * worth(
                    counts_in(tx, word, [prediction])[prediction],
                    rows[prediction]["length"],
                    length / documents,
                )
                for word in one.words
            )
            assert one.score == pytest.approx(expected, abs=1e-6)
    assert found[0].words == ("italy", "cabinet")


def test_what_has_an_outcome_matches_nothing_and_is_still_found_by_its_words(application, caller, logged):
    settled = logged["Trump meets Putin in person"]
    decide(application, caller, settled, "yes", happened_on="2026-01-01")
    assert matched(application, caller, headline="Trump and Putin") == [], (
        "before the relay has seen the outcome"
    )
    work_off(application)
    assert matched(application, caller, headline="Trump and Putin") == []
    assert held(application, "trump putin") == [settled]
    with application.database.reading() as tx:
        assert rare_words(tx, ["putin"]) == {}
        assert open_total(tx)[0] == 4


def test_what_the_caller_may_not_see_is_passed_over_for_the_next(application, caller, logged, monkeypatch):
    best = logged["The Ishiba cabinet resigns"]
    monkeypatch.setattr(matches, "may_read", lambda row, *_, **__: row["id"] != best)
    found = matched(application, caller, headline="The Ishiba cabinet resigns", limit=1)
    assert found == ["The cabinet of Italy resigns"]


def test_a_common_word_is_read_up_to_a_bound_and_rarer_ones_decide(application, caller, monkeypatch):
    for n in range(12):
        log(application, caller, statement=f"Election number {'zebra' if n == 7 else 'plain'} {n}")
    feed_all(application)
    reads = []
    monkeypatch.setattr(matches, "POSTINGS_MAX", 5)
    original = matches.open_with_word
    monkeypatch.setattr(
        matches,
        "open_with_word",
        lambda tx, word, *, limit: reads.append((word, limit)) or original(tx, word, limit=limit),
    )
    assert matched(application, caller, headline="Election of a zebra", limit=9) == [
        "Election number zebra 7"
    ]
    assert reads == [("zebra", 5)]
    assert len(matched(application, caller, headline="Election", limit=9)) == 5


def test_every_word_must_stand_there_and_the_last_may_be_begun(application, caller, logged):
    ishiba, italy = logged["The Ishiba cabinet resigns"], logged["The cabinet of Italy resigns"]
    sanctions = logged["New sanctions on Russia"]
    assert held(application, "CABINETS") == sorted([ishiba, italy, sanctions])
    assert held(application, "cabinet resign") == sorted([ishiba, italy])
    assert held(application, "cabinet ita") == [italy]
    assert held(application, "ita cabinet") == []
    assert held(application, "ita ") == []
    assert held(application, "内閣") == [logged["石破内閣が総辞職する"]]
    assert held(application, "tokyo") == [sanctions]
    assert held(application, "the of") == held(application, "") == held(application, "zzz") == []


def test_words_join_other_filters(application, caller, logged):
    ishiba, italy = logged["The Ishiba cabinet resigns"], logged["The cabinet of Italy resigns"]
    assert held(application, "cabinet", topics=("japan",)) == [ishiba]
    assert held(application, "cabinet resign", statuses=("overdue",)) == sorted([ishiba, italy])
    assert held(application, "cabinet resign", statuses=("open", "resolved")) == []


def test_words_know_the_deadline_that_a_condition_moved(application, caller):
    prediction = log(
        application,
        caller,
        statement="They agree",
        kind="conditional",
        antecedent=Condition(statement="They meet", by="2026-11-30"),
        consequent=Consequence(within_days=5),
    )
    met = AntecedentMetInput(happened_on="2026-01-01")
    ask(application, caller, lambda uow: meet_antecedent(uow, prediction, met, caller=caller))
    feed_all(application)
    due = Span(ends="2026-01-31T00:00:00.000000Z")
    assert held(application, "agree", due=due, order="closes") == [prediction]
    live = table(application, "prediction_word")
    rebuild_projections(application.database)
    assert table(application, "prediction_word") == live


def test_counts_are_those_of_the_postings(application, caller, logged):
    decide(application, caller, logged["The cabinet of Italy resigns"], "no", happened_on="2026-01-01")
    work_off(application)
    postings = table(application, "prediction_word")
    for row in table(application, "word"):
        own = [one for one in postings if one["word"] == row["word"]]
        assert row["predictions"] == len(own)
        assert row["open_predictions"] == sum(one["is_open"] for one in own)
    assert search_words("The cabinet of Italy resigns") == ["cabinet", "italy", "resign"]


def test_amended_words_are_found_and_the_old_ones_no_longer(application, caller, logged):
    italy = logged["The cabinet of Italy resigns"]
    for n, changes in enumerate(
        ({"statement": "The government in Rome resigns"}, {"criteria": "Before Easter"})
    ):
        version = table(application, "prediction")
        seen = next(row["version"] for row in version if row["id"] == italy)
        said = {"statement": None, "criteria": None, "reason": "clearer", "seen_version": seen} | changes
        ask(application, caller, lambda uow, said=said: amend(uow, italy, **said), key=f"amend {n}")
    feed_all(application)
    assert held(application, "rome government") == held(application, "easter") == [italy]
    assert held(application, "italy") == [italy], "it is its topic"
    assert italy not in held(application, "cabinet")
    assert matched(application, caller, headline="Rome before Easter") == ["The government in Rome resigns"]
    decide(application, caller, italy, "no", happened_on="2026-01-01")
    work_off(application)
    assert matched(application, caller, headline="Rome before Easter") == []
    live = {
        name: table(application, name)
        for name in ("prediction_word", "prediction_words", "word", "word_total")
    }
    rebuild_projections(application.database)
    assert {name: table(application, name) for name in live} == live


def test_what_is_undone_leaves_no_word_and_is_in_no_list_of_its_topics(application, caller):
    kept, undone = (
        log(application, caller, statement=f"The cabinet of {land} resigns", topics=("diet", land.lower()))
        for land in ("Japan", "Italy")
    )
    feed_all(application)
    ask(application, caller, lambda uow: undo(application, uow, undone, caller=caller), key="undo")
    feed_all(application)
    assert {row["prediction"] for row in table(application, "prediction_word")} == {kept}
    assert held(application, "cabinet") == held(application, "cabinet", topics=("diet",)) == [kept]


def test_a_ranking_is_the_same_on_every_database(tmp_path):
    found = []
    for kind in KINDS:
        with open_application(
            tmp_path / kind, kind=kind, clock=Clock(datetime(2026, 1, 1, tzinfo=UTC))
        ) as one:
            by = new_caller(one)
            for statement, more in STATEMENTS.items():
                log(one, by, statement=statement, **more)
            feed_all(one)
            development = develop(
                one, by, headline="Japan's cabinet resigns, Italy and Russia look on", tags=("japan",)
            )
            with one.database.reading() as tx:
                ranked = match_development(
                    tx, find_development(tx, development), caller=by, now=one.clock(), limit=9
                )
            found.append([(match.prediction["statement"], match.score, match.words) for match in ranked])
    assert found[0] == found[1]
    assert len(found[0]) == 4
