"""Texts as they are searched by, and how much a shared word tells."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reading import bm25, calendar, words
from tracker.reading.words import STOP_WORDS, WORD_CHARS_MAX, last_beginning, search_words, weighed_words


@pytest.mark.parametrize("module", [bm25, calendar, words])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Ishiba cabinet", ["ishiba", "cabinet"]),
        ("Abe Shinzō, ABE SHINZO", ["abe", "shinzo", "abe", "shinzo"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("\uff2e\uff28\uff2b\u3000\uff50oll", ["nhk", "poll"]),
        ("Japan's Japan’s parties' don't", ["japan", "japan", "party", "dont"]),
        ("sanctions sanction taxes tax", ["sanction", "sanction", "taxe", "tax"]),
        ("gas crisis congress campus", ["gas", "crisis", "congress", "campus"]),
        ("summit.trump_putin G7 2025-12-31", ["summit", "trump", "putin", "g7", "2025", "12", "31"]),
        ("石破内閣", ["石破", "破内", "内閣"]),
        ("NHK世論調査", ["nhk", "世論", "論調", "調査"]),
        ("ガスとカス", ["ガス", "スと", "とカ", "カス"]),
        ("する こと 米", ["米"]),
        ("내각 총사퇴", ["내각", "총사", "사퇴"]),
        ("the of and", []),
        ("— … ! 🗾", []),
    ],
)
def test_words_are_those_one_would_search_by(text, found):
    assert search_words(text) == found


@given(st.text(max_size=50))
def test_words_are_the_same_however_they_are_written(text):
    assert search_words(text.upper().lower()) == search_words(text.lower())
    assert all(0 < len(word) <= WORD_CHARS_MAX and word not in STOP_WORDS for word in search_words(text))


@pytest.mark.parametrize(
    ("text", "beginning"),
    [("cabinet res", "res"), ("cabinet ", None), ("", None), ("Cabinets", "cabinet"), ("cabinet of", None), ("石破", None), ("res!", None)],
)  # fmt: skip
def test_the_last_word_may_still_be_typed(text, beginning):
    assert last_beginning(text) == beginning


def test_a_word_counts_for_as_much_as_its_text_weighs():
    assert weighed_words([("cabinet falls", 2), ("cabinet", 3)], words_max=9) == {"cabinet": 5, "fall": 2}
    assert weighed_words([("alpha beta", 1), ("gamma", 2)], words_max=2) == {"gamma": 2, "alpha": 1}


def test_more_of_a_word_is_worth_more_but_never_much_and_longer_documents_less():
    assert bm25.worth(1, 50, 50) < bm25.worth(2, 50, 50) < bm25.worth(1_000, 50, 50) < bm25.K1 + 1
    assert bm25.worth(1, 100, 50) < bm25.worth(1, 50, 50) < bm25.worth(1, 10, 50)
    assert bm25.worth(1, 1, 0) > 0
    assert bm25.rarity(1, 10) > bm25.rarity(5, 10) > bm25.rarity(10, 10) > 0
