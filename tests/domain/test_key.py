"""A key counts from its issue to its expiry or revocation; one that counts can be handed over."""

from datetime import timedelta

import pytest

from tests.domain.given import given
from tests.domain.samples import LATER, NOW
from tracker.domain import key
from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.key import IssueKey, KeyIssued, KeyRevoked, RevokeKey

KEY = "key_1"
MOMENT = timedelta(microseconds=1)
ISSUED = KeyIssued(key=KEY, name="laptop", scopes=("read",))
EXPIRING = KeyIssued(key=KEY, name="laptop", scopes=("read",), expires_at=LATER)
REVOKED = KeyRevoked(key=KEY)
HANDED_OVER = KeyRevoked(key=KEY, effective_from=LATER)


def issue(now=NOW, expires_at=None):
    return IssueKey(key=KEY, name="laptop", scopes=("read",), expires_at=expires_at, now=now)


def revoke(now=NOW):
    return RevokeKey(key=KEY, now=now)


def hand_over(effective_from=LATER, now=NOW):
    return RevokeKey(key=KEY, now=now, effective_from=effective_from)


def test_a_key_is_issued_once():
    assert given(key).when(issue(expires_at=LATER)) == [EXPIRING]
    with pytest.raises(Conflict, match="issued already"):
        given(key, ISSUED).when(issue())


def test_a_key_expires_later_than_it_is_issued():
    assert given(key).when(issue(now=LATER - MOMENT, expires_at=LATER)) == [EXPIRING]
    with pytest.raises(Invalid) as refusal:
        given(key).when(issue(now=LATER, expires_at=LATER))
    assert refusal.value.faults[0].pointer == "/expires_at"


def test_revoking_twice_records_nothing_more():
    assert given(key, ISSUED).when_twice(revoke()) == ([REVOKED], [])


def test_an_expired_key_can_still_be_revoked():
    assert given(key, EXPIRING).when(revoke(now=LATER)) == [REVOKED]


@pytest.mark.parametrize("command", [revoke(), hand_over()], ids=["revoked", "handed over"])
def test_a_key_that_was_never_issued_cannot_be(command):
    with pytest.raises(NotFound):
        given(key).when(command)


def test_handing_over_twice_alike_records_nothing_more():
    assert given(key, ISSUED).when_twice(hand_over()) == ([HANDED_OVER], [])


def test_a_key_can_be_handed_over_without_an_overlap():
    event = KeyRevoked(key=KEY, effective_from=NOW)
    assert given(key, ISSUED).when(hand_over(effective_from=NOW)) == [event]


def test_a_key_is_not_handed_over_in_the_past():
    with pytest.raises(Invalid) as refusal:
        given(key, ISSUED).when(hand_over(effective_from=NOW - MOMENT))
    assert refusal.value.faults[0].pointer == "/effective_from"


def test_a_key_that_was_handed_over_is_revoked_at_once_while_it_counts():
    assert given(key, ISSUED, HANDED_OVER).when(revoke(now=LATER - MOMENT)) == [REVOKED]
    assert given(key, ISSUED, HANDED_OVER).when(revoke(now=LATER)) == []
    assert given(key, ISSUED, HANDED_OVER, REVOKED).when(revoke(now=NOW)) == []


@pytest.mark.parametrize(
    ("past", "now", "words"),
    [
        ([ISSUED, REVOKED], NOW, "is revoked"),
        ([ISSUED, HANDED_OVER, REVOKED], NOW, "is revoked"),
        ([ISSUED, HANDED_OVER], LATER, "is revoked"),
        ([EXPIRING], LATER, "has expired"),
        ([ISSUED, HANDED_OVER], LATER - MOMENT, "rotated already"),
    ],
    ids=["revoked", "revoked while handed over", "handed over", "expired", "being handed over"],
)
def test_only_a_key_that_counts_and_stays_is_handed_over(past, now, words):
    with pytest.raises(Conflict, match=words):
        given(key, *past).when(hand_over(effective_from=LATER + timedelta(days=1), now=now))


def test_a_key_is_handed_over_until_the_moment_of_its_expiry():
    event = KeyRevoked(key=KEY, effective_from=LATER)
    assert given(key, EXPIRING).when(hand_over(now=LATER - MOMENT)) == [event]
