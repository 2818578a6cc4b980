"""Where sentences end, and where they do not."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reading.sentences import SENTENCE_CHARS_MAX, sentences, tokens


def split(text):
    return [text[one.start : one.end] for one in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["It falls.", "Or does it?", "It does!", "At last."],
        ["Mr. Abe met Dr. J. D. Smith of St. Paul.", "They spoke."],
        ["The U.S. economy grew.", "The U.K. did not."],
        ["He left the U.S. in May."],
        ["Sanctions will end, e.g. those on oil, i.e. most of them.", "So they say."],
        ["It meets on Feb. 3 and on Sept. 14.", "No. 10 denied it.", "The answer is no.", "It stays so."],
        ["Growth was 3.5 percent.", "Prices rose 2,000.25 yen."],
        ["“It will fall.”", "She meant it.", "“Will it?” he asked.", "(Nobody knew.)", "Then it fell."],
        ["He said “the war cannot end.”", "“It must not.”"],
        ["“Really?” – he asked – “now?”", "Yes."],
        ["It waits... and waits.", "It ends…", "Nobody cared..."],
        ["Toyota Motor Corp. will cut jobs.", "It owns Hino Co.", "The market fell."],
        ["At 5 p.m. Tokyo time it opens.", "Then it closes."],
        ["政府は年内に辞任する。", "本当か？", "「そうだ。」", "彼は言った。"],
        ["Is it over?!", "No."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts):
    assert split(" ".join(parts)) == parts


def test_an_initial_ends_a_sentence_only_before_a_word_that_begins_one():
    assert split("This is plan B. The cabinet falls.") == ["This is plan B.", "The cabinet falls."]
    assert split("Robert B. Zoellick left.") == ["Robert B. Zoellick left."]
    assert split("He flew to the U.S. Then he stayed.") == ["He flew to the U.S.", "Then he stayed."]


def test_the_mark_of_a_list_ends_nothing():
    assert split("1. It falls.\n2. It rises.\n- It stays") == ["1. It falls.", "2. It rises.", "- It stays"]


def test_a_heading_is_a_sentence_of_its_own_and_a_margin_ends_nothing():
    wrapped = (
        "The government of the day, whose majority has been shrinking for\n"
        "years, will have to decide whether it stands by the treaty with the\n"
        "United States."
    )
    text = f"What comes next\n{wrapped}\nAs he said in May:\nNothing will change\n\nThe end"
    assert split(text) == [
        "What comes next",
        wrapped,
        "As he said in May:",
        "Nothing will change",
        "The end",
    ]


def test_paragraphs_are_told_apart():
    text = "One. Two.\nThree.\n\nFour."
    paragraphs = [one.paragraph for one in sentences(text)]
    assert paragraphs[0] == paragraphs[1] < paragraphs[2] < paragraphs[3]


def test_places_count_characters():
    text = "🗾 rises. 𠮷 falls."
    assert [(one.start, one.end) for one in sentences(text)] == [(0, 8), (9, 17)]


def test_what_never_ends_is_cut_at_a_space():
    text = "word " * 1_000
    found = split(text)
    assert all(len(one) <= SENTENCE_CHARS_MAX for one in found)
    assert " ".join(found) == text.strip()
    assert all(len(one) <= SENTENCE_CHARS_MAX for one in split("x" * 5_000))


@given(st.text(alphabet="aB 1.?!…\n“”)-。", max_size=60))
def test_nothing_is_lost_but_white_space_and_nothing_is_said_twice(text):
    spans = list(sentences(text))
    covered = "".join(text[one.start : one.end] for one in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_words_numbers_and_dates_are_tokens():
    assert [one.text for one in tokens("By 2025-12-31, Japan’s GDP (3.5%) won't fall.")] == [
        "By", "2025-12-31", ",", "Japan’s", "GDP", "(", "3.5", "%", ")", "won't", "fall", ".",
    ]  # fmt: skip
    assert tokens("Japan’s", offset=5)[0][1:] == ("japan's", 5, 12)


@pytest.mark.parametrize("hostile", [".", ". ", "\n", "A. ", "1. ", "…\n", "’"])
def test_hostile_texts_of_full_length_are_read_in_a_moment(hostile):
    text = (hostile * 500_000)[:500_000]
    began = time.process_time()
    for _ in sentences(text):
        pass
    tokens(text)
    assert time.process_time() - began < 15
