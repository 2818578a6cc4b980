"""Ids follow from what they name, so that saying it again names the same."""

import hashlib
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.ids import (
    CROCKFORD,
    ENTITY_TRIES_MAX,
    NAMESPACE,
    PREFIXES,
    category_of,
    derived_uuid,
    digest_of,
    entity_id,
    stream_of,
)

PARTS = st.lists(st.one_of(st.none(), st.integers(0, 2**53), st.text(max_size=20)), max_size=5)


def test_the_namespace_is_the_one_that_every_recorded_id_hangs_on():
    assert str(NAMESPACE) == "6f2a4c1e-8d0b-5e37-9c55-2b7d1a90e4f3"
    assert derived_uuid("import", "seed") == str(uuid.uuid5(NAMESPACE, '["import","seed"]'))


@given(PARTS, PARTS)
def test_two_lists_of_parts_never_share_an_id(one, other):
    assert (derived_uuid(*one) == derived_uuid(*other)) == (one == other)
    assert (digest_of(*one) == digest_of(*other)) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"), [(("a", "b"), ("a,b",)), (("1",), (1,)), ((None,), ("null",)), (("a", ""), ("a",))]
)
def test_parts_that_look_alike_when_joined_are_told_apart(one, other):
    assert derived_uuid(*one) != derived_uuid(*other)


@given(st.uuids().map(str), st.sampled_from(sorted(PREFIXES)), st.integers(0, ENTITY_TRIES_MAX - 1))
def test_an_entitys_id_is_fifty_bits_of_the_events_digest_in_crockford_letters(event_id, kind, attempt):
    bits = "".join(f"{byte:08b}" for byte in hashlib.sha256(event_id.encode()).digest())
    taken = bits[50 * attempt : 50 * attempt + 50]
    letters = "".join(CROCKFORD[int(taken[n : n + 5], 2)] for n in range(0, 50, 5))
    assert entity_id(kind, event_id, attempt=attempt) == f"{PREFIXES[kind]}_{letters}"


def test_each_attempt_takes_other_bits():
    event_id = "018f0000-0000-7000-8000-000000000000"
    assert (
        len({entity_id("prediction", event_id, attempt=n) for n in range(ENTITY_TRIES_MAX)})
        == ENTITY_TRIES_MAX
    )


@pytest.mark.parametrize("attempt", [-1, ENTITY_TRIES_MAX])
def test_there_are_no_bits_left_for_a_sixth_attempt(attempt):
    with pytest.raises(ValueError, match="out of the range"):
        entity_id("prediction", "e", attempt=attempt)


def test_a_stream_names_its_category():
    assert stream_of("forecast", "prd_1", "fcr_1") == "forecast-prd_1-fcr_1"
    assert category_of("forecast-prd_1-fcr_1") == "forecast"
