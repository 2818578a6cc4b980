"""Where a quote stands: by position, by its words and their context, by likeness, or nowhere any more."""

import random
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.claim import Quote
from tracker.domain.text.anchoring import ORPHANED, Anchor, _closest, _edits, anchor, with_context

TEXT = (
    "The cabinet will fall before the summer, she wrote. Nobody believed it then. "
    "In the spring the polls turned, and the cabinet will fall before the summer, they all say now."
)
QUOTE = "the cabinet will fall before the summer"


def placed(found: Anchor):
    return found.state, found.found_by, found.start


def test_a_quote_stands_where_it_was_said_to():
    start = TEXT.index(QUOTE)
    found = anchor(TEXT, Quote(exact=QUOTE, start=start, end=start + len(QUOTE)))
    assert found == Anchor(state="anchored", start=start, end=start + len(QUOTE), found_by="position")


def test_a_quote_without_a_position_is_found_by_its_words():
    assert placed(anchor(TEXT, Quote(exact="Nobody believed it"))) == ("anchored", "words", 52)


def test_text_put_in_before_it_moves_a_quote():
    start = TEXT.index(QUOTE)
    quote = Quote(exact=QUOTE, start=start, end=start + len(QUOTE))
    assert placed(anchor("A foreword. " + TEXT, quote)) == ("moved", "words", start + 12)


def test_of_two_places_the_one_with_the_same_context_is_meant():
    text = "Rates will rise, said one. Rates will rise, said another. Rates will rise, said a third."
    for word, place in (("one", 0), ("another", 27), ("a third", 58)):
        found = anchor(text, Quote(exact="Rates will rise", suffix=f", said {word}."))
        assert placed(found) == ("anchored", "context", place)
    by_what_stands_before = anchor(text, Quote(exact="Rates will rise", prefix="said another. "))
    assert placed(by_what_stands_before) == ("anchored", "context", 58)


def test_of_two_places_without_context_the_nearest_to_the_old_one_is_meant():
    text = "x It falls. y It falls. z"
    quote = Quote(exact="It falls", start=15, end=23)
    assert placed(anchor(text, quote)) == ("moved", "words", 14)


def test_positions_count_characters_and_not_halves_of_them():
    text = "🗾🇯🇵 日本 will 𠮷 rise"
    quote = with_context(text, Quote(exact="will 𠮷 rise"))
    assert (quote.start, quote.end) == (7, 18)
    assert text[7:18] == quote.exact


def test_a_composed_quote_is_found_in_composed_text_wherever_it_was_typed():
    text = unicodedata.normalize("NFC", "Abe Shinzo\u0304 will e\u0301viter the choice")
    exact = unicodedata.normalize("NFC", "Shinzo\u0304 will e\u0301viter")
    assert placed(anchor(text, Quote(exact=exact))) == ("anchored", "words", 4)


def test_a_mark_without_a_composed_form_counts_as_a_character_of_its_own():
    text = "x\u0331 will fall"
    assert placed(anchor(text, Quote(exact="will fall"))) == ("anchored", "words", 3)


@pytest.mark.parametrize(
    "typed", ['Japan\'s leaders said "never"', "Japan‘s leaders said “never”", "Japan’s leaders said «never»"]
)
def test_quotes_and_dashes_may_be_typed_as_a_keyboard_has_them(typed):
    text = "And Japan’s leaders said “never” — again."
    assert placed(anchor(text, Quote(exact=typed))) == ("anchored", "words", 4)


def test_an_edited_quote_is_found_by_likeness_and_counts_as_moved():
    text = TEXT.replace("In the spring the polls turned", "In May the polls turned at last")
    quote = Quote(exact="In the spring the polls turned, and the cabinet will fall before the summer")
    found = anchor(text, quote)
    assert (found.state, found.found_by) == ("moved", "likeness")
    assert text[found.start : found.end].startswith("In May the polls turned at last")
    assert text[found.start : found.end].endswith("before the summer")


def test_likeness_prefers_the_place_with_the_context():
    sentence = "the government will raise the sales tax next year"
    edited = sentence.replace("raise", "lift")
    text = f"In Rome {edited}, they say. In Paris {edited}, they hope. In Oslo {edited}."
    found = anchor(text, Quote(exact=sentence, prefix="In Paris ", suffix=", they hope"))
    assert text[: found.start].endswith("In Paris ")
    assert text[found.start : found.end] == edited


def test_a_quote_that_is_gone_is_orphaned():
    quote = Quote(exact="a sentence that stood in an earlier version and was cut", start=0, end=55)
    assert anchor(TEXT, quote) == ORPHANED


def test_a_short_quote_is_never_found_by_likeness():
    assert anchor(TEXT, Quote(exact="cabinet falls")) == ORPHANED


def test_half_of_a_quote_is_not_the_quote():
    assert anchor(TEXT, Quote(exact="Nobody believed it then, and everybody was proven wrong")) == ORPHANED


def test_an_empty_text_holds_nothing():
    assert anchor("", Quote(exact="a quote of some length")) == ORPHANED


def test_context_is_taken_from_the_text_and_left_alone_where_the_words_differ():
    quote = with_context(TEXT, Quote(exact="Nobody believed it"))
    assert (quote.prefix, quote.suffix) == (TEXT[20:52], " then. In the spring the polls t")
    edited = Quote(exact="Nobody believes it any more, she wrote")
    assert with_context(TEXT, edited) == edited


WORDS = st.text(alphabet="abc é𠮷", max_size=40)


@given(before=WORDS, exact=st.text(alphabet="abc é𠮷", min_size=1, max_size=30), after=WORDS, new=WORDS)
def test_whatever_is_put_in_before_it_a_quote_with_context_is_found_word_for_word(before, exact, after, new):
    text = before + exact + after
    quote = with_context(text, Quote(exact=exact, start=len(before), end=len(before) + len(exact)))
    found = anchor(new + text, quote)
    assert found.state in {"anchored", "moved"}
    assert (new + text)[found.start : found.end] == exact


def edits_by_the_table(words, window, *, is_start_free):
    """The textbook table of edit distances, last row."""
    column = list(range(len(words) + 1))
    last = [column[-1]]
    for n, letter in enumerate(window, 1):
        above = column
        column = [0 if is_start_free else n]
        for row, wanted in enumerate(words, 1):
            column.append(min(column[row - 1] + 1, above[row] + 1, above[row - 1] + (letter != wanted)))
        last.append(column[-1])
    return list(enumerate(last))


@given(
    words=st.text(alphabet="abc", min_size=1, max_size=20),
    window=st.text(alphabet="abc", max_size=40),
    free=st.booleans(),
)
@settings(max_examples=300)
def test_edits_are_those_of_the_textbook(words, window, free):
    assert list(_edits(words, window, is_start_free=free)) == edits_by_the_table(
        words, window, is_start_free=free
    )


@given(words=st.text(alphabet="abcd", min_size=1, max_size=20), window=st.text(alphabet="abcd", max_size=40))
def test_the_closest_stretch_takes_as_many_edits_as_it_says(words, window):
    edits, start, end = _closest(words, window)
    assert edits_by_the_table(words, window[start:end], is_start_free=False)[-1][1] == edits


@pytest.mark.parametrize("hostile", ["a", "ab", "a " * 8, "of the "])
def test_a_hostile_text_of_full_length_takes_no_more_than_a_moment(hostile):
    text = (hostile * 500_000)[:500_000]
    longest = "".join(random.Random(1).choices("ab of the", k=2_000))
    began = time.process_time()
    anchor(text, Quote(exact=longest, prefix="x" * 200, suffix="y" * 200))
    anchor(text, Quote(exact=hostile * 2, prefix=hostile, suffix=hostile))
    assert time.process_time() - began < 2
