"""What is kept of an answer: its beginning, as text, without whatever secret of the request it repeats."""

from __future__ import annotations

import pytest

from tracker.delivery.connectors.connector import Target
from tracker.delivery.sending.attempts import KEPT_BYTES_MAX, readable

PART = "c2VjcmV0-of-the-path"
KEY = "0123456789abcdef:fedcba9876543210"
HOOK = Target(url=f"https://news.example/hooks/{PART}?token=also%2Bsecret", credentials=KEY)


@pytest.mark.parametrize(
    "answer",
    [
        f"Cannot POST /hooks/{PART}",
        f"<pre>/hooks/{PART}?token=also%2Bsecret</pre>",
        f'{{"path": "\\/hooks\\/{PART}", "token": "also+secret"}}',
        f"Authorization: Token {KEY}",
        "The key fedcba9876543210 is unknown",
    ],
)
def test_what_the_answer_repeats_of_the_request_is_masked(answer):
    kept = readable(answer.encode(), HOOK)
    assert "***" in kept
    for word in (PART, "also", "0123456789abcdef", "fedcba9876543210"):
        assert word not in kept


def test_words_that_are_too_short_for_a_secret_stay():
    assert readable(b"Cannot POST /hook", Target(url="https://news.example/hook")) == "Cannot POST /hook"
    assert readable(b"/ a", Target(url="https://news.example/")) == "/ a"


@pytest.mark.parametrize("letter", ["x", "é", "日", "\N{SNOWMAN}", "😀"])
def test_it_is_cut_in_bytes_and_between_letters(letter):
    kept = readable(b"." + letter.encode() * 20_000, HOOK)
    assert set(kept) == {".", letter}
    assert KEPT_BYTES_MAX - 4 < len(kept.encode()) <= KEPT_BYTES_MAX


def test_a_secret_is_masked_also_where_it_is_cut():
    kept = readable(b"x" * (KEPT_BYTES_MAX - 5) + PART.encode(), HOOK)
    assert kept.strip("x") == "***"


def test_bytes_that_are_no_text_are_text_and_within_the_bound():
    kept = readable(b"\xff\0" * 30_000, HOOK)
    assert set(kept) == {"\N{REPLACEMENT CHARACTER}"}
    assert len(kept.encode()) <= KEPT_BYTES_MAX
