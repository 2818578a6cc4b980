"""Signed as Standard Webhooks says: the independent library takes it, and anything else is refused by both."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tracker.delivery.signing import BadSignature, new_secret, sign, verify

BODY = '{"type":"notice.due","data":{"statement":"日本"}}'.encode()
SECRET, OTHER = new_secret(), new_secret()


def signed(*secrets, at=None, body=BODY):
    return sign(secrets, message_id="msg_1", at=at or datetime.now(UTC), body=body)


def is_taken(secret, headers, body=BODY):
    """Whether both take it; they never disagree."""
    try:
        Webhook(secret).verify(body, headers)
        oracle = True
    except WebhookVerificationError:
        oracle = False
    try:
        verify(secret, headers, body, now=datetime.now(UTC))
        ours = True
    except BadSignature:
        ours = False
    assert ours == oracle
    return ours


def test_what_is_signed_is_taken_and_by_each_secret_while_one_is_rotated():
    assert is_taken(SECRET, signed(SECRET))
    assert is_taken(SECRET, signed(OTHER, SECRET))
    assert is_taken(OTHER, signed(OTHER, SECRET))
    assert signed(OTHER, SECRET)["webhook-signature"].count("v1,") == 2


@pytest.mark.parametrize("minutes", [-6, 6])
def test_what_was_not_signed_just_now_is_refused(minutes):
    assert not is_taken(SECRET, signed(SECRET, at=datetime.now(UTC) + timedelta(minutes=minutes)))


def test_a_wrong_secret_a_tampered_byte_and_a_tampered_header_are_refused():
    assert not is_taken(OTHER, signed(SECRET))
    assert not is_taken(SECRET, signed(SECRET), BODY.replace(b"due", b"dux"))
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        headers = signed(SECRET)
        assert not is_taken(
            SECRET, headers | {name: headers[name][:-1] + ("1" if headers[name][-1] != "1" else "2")}
        )


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_what_is_not_signed_at_all_is_refused(missing):
    headers = signed(SECRET)
    del headers[missing]
    with pytest.raises(BadSignature):
        verify(SECRET, headers, BODY, now=datetime.now(UTC))


def test_a_secret_is_as_long_as_the_specification_asks_and_never_the_same():
    assert len({new_secret() for _ in range(10)}) == 10
    assert len(new_secret()) == len("whsec_") + 44


def test_what_is_no_secret_cannot_sign():
    with pytest.raises(ValueError, match="whsec_"):
        signed("whsec_***")
