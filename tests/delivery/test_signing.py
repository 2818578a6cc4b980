"""Signatures against the specification's own vector and against the standardwebhooks package, both ways."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from tracker.delivery.connectors.signing import BadSignature, new_secret, sign, verify

# The vector that the specification's libraries are all tested with.
VECTOR_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VECTOR_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
VECTOR_AT = datetime.fromtimestamp(1_614_265_330, UTC)
VECTOR_BODY = b'{"test": 2432232314}'
VECTOR_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

SECRET, OLD_SECRET = (f"whsec_{base64.b64encode(bytes([filled] * 32)).decode()}" for filled in (1, 2))
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODY = '{"type":"notice.resolved","data":{"statement":"日本"}}'.encode()


def signed(secrets=(SECRET,), *, at=AT, body=BODY, **headers):
    return sign(secrets, message_id="msg_1", at=at, body=body) | headers


def test_the_vector_of_the_specification():
    headers = sign([VECTOR_SECRET], message_id=VECTOR_ID, at=VECTOR_AT, body=VECTOR_BODY)
    assert headers == {
        "webhook-id": VECTOR_ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": VECTOR_SIGNATURE,
    }
    verify(VECTOR_SECRET, headers, VECTOR_BODY, now=VECTOR_AT)


@given(
    text=st.text(st.characters(exclude_categories=["Cs"])),
    key=st.binary(min_size=24, max_size=64),
    microseconds=st.integers(0, 10**6 - 1),
)
def test_the_other_implementation_signs_alike(text, key, microseconds):
    secret = "whsec_" + base64.b64encode(key).decode()
    at = VECTOR_AT.replace(microsecond=microseconds)
    headers = sign([secret], message_id="msg_1", at=at, body=text.encode())
    assert headers["webhook-signature"] == Webhook(secret).sign("msg_1", at, text)
    verify(secret, headers, text.encode(), now=at)


def test_the_other_implementation_takes_what_is_sent_now():
    now = datetime.now(UTC)
    for secrets in ((SECRET,), (SECRET, OLD_SECRET), (OLD_SECRET, SECRET)):
        assert Webhook(SECRET).verify(BODY, signed(secrets, at=now)) == json.loads(BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY, signed([OLD_SECRET], at=now))


def test_an_instant_is_the_same_in_every_zone():
    assert signed(at=AT.astimezone(timezone(timedelta(hours=9)))) == signed()


def test_a_secret_has_256_bits_and_is_never_the_same():
    secret = new_secret()
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
    assert new_secret() != secret


def test_while_a_secret_rotates_both_sign():
    headers = signed([SECRET, OLD_SECRET])
    first, second = headers["webhook-signature"].split(" ")
    assert first == signed([SECRET])["webhook-signature"]
    assert second != first
    for secret in (SECRET, OLD_SECRET):
        verify(secret, headers, BODY, now=AT)


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_message_is_taken_for_five_minutes_either_way(seconds):
    verify(SECRET, signed(), BODY, now=AT + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_message_of_another_time_is_refused(seconds):
    with pytest.raises(BadSignature, match="too long ago or in the future"):
        verify(SECRET, signed(), BODY, now=AT + timedelta(seconds=seconds))
    verify(SECRET, signed(), BODY, now=AT + timedelta(seconds=seconds), tolerance=timedelta(minutes=6))


def test_headers_are_found_in_any_case_and_other_signatures_passed_over():
    headers = {name.title(): value for name, value in signed().items()}
    headers["Webhook-Signature"] = f"v1a,abc nonsense  v1, {headers['Webhook-Signature']}"
    verify(SECRET, headers, BODY, now=AT)


@pytest.mark.parametrize(
    "change",
    [
        *({name: ""} for name in ("webhook-id", "webhook-timestamp", "webhook-signature")),
        *({"webhook-id": said} for said in ("msg_2", "msg.1", "msg 1", "m\u00e9", "m\udc80")),
        *(
            {"webhook-timestamp": said}
            for said in ("1772366401", "nan", "inf", "-1", "1e9", "\uff11\uff17", "1772366400.0", "9" * 400)
        ),
        *({"webhook-signature": said} for said in ("v1", "v1,", "v1,é", "v1,\udc80", ",", "v2", "v1,AAAA")),
    ],
)
def test_changed_headers_are_refused_and_nothing_else_is_raised(change):
    with pytest.raises(BadSignature):
        verify(SECRET, signed(**change), BODY, now=AT)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_named(name):
    headers = signed()
    del headers[name]
    with pytest.raises(BadSignature, match=f"{name} is missing"):
        verify(SECRET, headers, BODY, now=AT)


def test_a_signature_of_another_version_does_not_count():
    headers = signed()
    headers["webhook-signature"] = headers["webhook-signature"].replace("v1,", "v1a,")
    with pytest.raises(BadSignature):
        verify(SECRET, headers, BODY, now=AT)


@pytest.mark.parametrize(("secret", "body"), [(OLD_SECRET, BODY), (SECRET, BODY + b" "), (SECRET, b"")])
def test_another_secret_or_body_is_refused(secret, body):
    with pytest.raises(BadSignature, match="No signature matches"):
        verify(secret, signed(), body, now=AT)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_YQ", "whsec_!" + SECRET.removeprefix("whsec_")])
def test_nobody_signs_with_what_is_no_secret(secret):
    with pytest.raises(ValueError):
        signed([secret])
    with pytest.raises(ValueError):
        verify(secret, signed(), BODY, now=AT)


@pytest.mark.parametrize("message_id", ["", "msg.1", "msg 1", "msg_1\r\nX: y", "m\u00e9"])
def test_an_id_that_would_be_read_in_two_ways_is_not_signed(message_id):
    with pytest.raises(ValueError, match="is not a message id"):
        sign([SECRET], message_id=message_id, at=AT, body=BODY)


def test_an_instant_has_a_zone():
    with pytest.raises(ValueError, match="zone"):
        signed(at=AT.replace(tzinfo=None))
