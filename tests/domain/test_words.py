"""Text has one form, something to see, and no mark that turns the reading."""

import doctest
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.strategies import JSON
from tracker.domain.errors import Invalid
from tracker.domain.text import words
from tracker.domain.text.words import folded, in_nfc, is_blank, nfc, refuse_disguise


def test_the_examples_come_out():
    assert doctest.testmod(words).failed == 0


@given(st.text())
def test_text_is_in_nfc_and_stays_so(text):
    assert unicodedata.is_normalized("NFC", nfc(text))
    assert nfc(nfc(text)) == nfc(text)


@given(st.text())
def test_a_topic_is_in_nfc_however_folding_takes_it_apart(text):
    assert unicodedata.is_normalized("NFC", folded(text))
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))


@given(JSON.filter(lambda value: "\u0301" not in str(value)))
def test_a_document_keeps_its_shape(value):
    try:
        made = in_nfc(value)
    except Invalid:
        return
    assert in_nfc(made) == made
    assert type(made) is type(value)


def test_names_that_become_the_same_are_refused_where_they_stand():
    with pytest.raises(Invalid) as refusal:
        in_nfc({"a": [{"\xe9": 1, "e\u0301": 2}]})
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/a/0", "named_twice")]


@pytest.mark.parametrize(
    "text",
    [" ", "\u200b", "\u200e\ufeff", "\u0301", "\u0488", "\u0903", "\u3164", "\u2800", "\ufe0f", "\xad"],
)
def test_what_nobody_can_see_is_blank_and_refused(text):
    assert is_blank(text)
    with pytest.raises(Invalid) as refusal:
        refuse_disguise(text, pointer="/statement")
    assert (refusal.value.faults[0].pointer, refusal.value.faults[0].code) == ("/statement", "blank")


@pytest.mark.parametrize(
    "text", ["a", "\u200ba", "e\u0301", "?", "\U0001f327\ufe0f", "\u96e8", "\u05d0", "1"]
)
def test_what_has_something_to_see_passes(text):
    assert not is_blank(text)
    refuse_disguise(text, pointer="/statement")


def test_nothing_said_is_nothing_wrong():
    refuse_disguise(None, pointer="/criteria")
