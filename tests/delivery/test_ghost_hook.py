"""Whether a message comes from Ghost, and which essay it tells of."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from tracker.delivery.inbound.ghost_hook import check_signature, read_post
from tracker.domain.errors import Invalid, Unauthorized

SECRET = "shared with Ghost"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODY = b'{"post": {}}'


def signed(body=BODY, *, at=NOW, secret=SECRET):
    """The header that Ghost would send: the digits of the milliseconds stand right behind the body."""
    at_ms = int(at.timestamp() * 1_000)
    digest = hmac.new(secret.encode(), body + str(at_ms).encode(), hashlib.sha256).hexdigest()
    return f"sha256={digest}, t={at_ms}"


def told(**said):
    post = {"url": "https://essays.example/p/", "title": "T", "status": "published", **said}
    return {"post": {"current": post, "previous": {}}}


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=5), timedelta(minutes=-5)])
def test_what_ghost_signed_just_now_is_taken(late):
    check_signature(signed(at=NOW - late), BODY, secret=SECRET, now=NOW)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (signed(), BODY.replace(b"post", b"past")),
        (signed(secret="another"), BODY),
        (signed(at=NOW - timedelta(minutes=5, seconds=1)), BODY),
        (signed(at=NOW + timedelta(minutes=5, seconds=1)), BODY),
        (signed().replace("t=1", "t=2"), BODY),
        (signed().replace("t=", "t=0"), BODY),
        (signed(BODY + b"1").replace(", t=", ", t=1"), BODY),
        (signed().replace("sha256=", "sha1="), BODY),
        (signed() + "9" * 20, BODY),
        (f"{signed()}\n", BODY),
        ("", BODY),
        (None, BODY),
    ],
)
def test_everything_else_is_refused(header, body):
    with pytest.raises(Unauthorized):
        check_signature(header, body, secret=SECRET, now=NOW)


def test_a_post_is_read_with_its_text():
    post = read_post(
        told(
            title="On cabinets",
            html="<p>It falls.</p><p>By March.</p>",
            published_at="2026-03-01T11:59:00.000Z",
            primary_author={"name": "Bo Byline", "email": "bo@essays.example"},
            uuid="x",
        )
    )
    assert (post.url, post.title, post.text) == (
        "https://essays.example/p/",
        "On cabinets",
        "It falls.\n\nBy March.",
    )
    assert (post.primary_author.name, post.published_at) == (
        "Bo Byline",
        datetime(2026, 3, 1, 11, 59, tzinfo=UTC),
    )


def test_a_post_may_have_no_text_and_no_author():
    post = read_post(told(html=None, primary_author=None, published_at=None))
    assert (post.text, post.primary_author, post.published_at) == (None, None, None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"post": []},
        {"member": {}},
        told(status="draft"),
        told(status="scheduled"),
        told(title=""),
        told(title="t" * 1_001),
        told(url=None),
        told(published_at="2026-03-01T12:00:00"),
    ],
)
def test_what_is_no_published_post_is_refused(body):
    with pytest.raises(Invalid):
        read_post(body)
