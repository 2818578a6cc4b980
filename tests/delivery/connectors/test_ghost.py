"""Drafts in Ghost: one for each digest, whatever happens on the way, and nothing is ever published."""

from __future__ import annotations

import json
import os
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tests.delivery.connectors.bringing import bring_over, digest_message, ping_message, send
from tests.delivery.connectors.ghosts import GHOST, KEY, GhostStandIn, Site
from tracker.delivery.connectors.connector import Target
from tracker.delivery.egress.outgoing import Answered, EgressFailed
from tracker.domain.errors import Invalid


@pytest.fixture(name="stand_in")
def _stand_in():
    with GhostStandIn().served() as served:
        yield served
        assert {post["status"] for post in served.posts} <= {"draft"}, "something was published"


@pytest.fixture(name="site", params=["stand-in", "real"])
def _site(request):
    if request.param == "stand-in":
        stand_in = request.getfixturevalue("stand_in")
        return Site(Target(url=stand_in.url, credentials=KEY))
    url, key = os.environ.get("TRACKER_GHOST_URL"), os.environ.get("TRACKER_GHOST_KEY")
    if not url or not key:
        pytest.skip("set TRACKER_GHOST_URL and TRACKER_GHOST_KEY to an Admin API key of a Ghost to write to")
    return Site(Target(url=url, credentials=key))


def now():
    return datetime.now(UTC)


def titled(prefix="Two predictions came due"):
    """A title that no other post has."""
    return f"{prefix} {uuid.uuid4().hex[:8]}"


def test_a_digest_becomes_one_draft(site):
    title = titled()
    error, remote_id = bring_over(GHOST, digest_message(subject=title), site.target)
    [post] = site.posts_with(title, now=now())
    assert (error, remote_id) == (None, post["id"])
    assert (post["status"], post["custom_excerpt"]) == (
        "draft",
        "Two predictions came due The cabinet fell. The budget held.",
    )
    assert "<p>The cabinet fell. The budget held.</p>" in post["html"]


def test_a_repetition_finds_the_draft_of_the_first_time(site):
    title = titled()
    message = digest_message(subject=title)
    _, first = bring_over(GHOST, message, site.target)
    assert bring_over(GHOST, message, site.target) == (None, first)
    assert len(site.posts_with(title, now=now())) == 1


def test_without_asking_ghost_would_take_it_twice(site):
    title = titled()
    message = digest_message(subject=title)
    for _ in range(2):
        assert send(GHOST.render(message, site.target, now=now())).status == 201
    slugs = sorted(post["slug"] for post in site.posts_with(title, now=now()))
    assert slugs[1] == f"{slugs[0]}-2"


def test_two_digests_of_one_title_are_two_drafts(site):
    title = titled()
    made = {bring_over(GHOST, digest_message(subject=title), site.target) for _ in range(2)}
    assert len(made) == len(site.posts_with(title, now=now())) == 2


def test_what_is_too_long_for_ghost_is_cut(site):
    title = titled("word " * 80)
    error, remote_id = bring_over(GHOST, digest_message(subject=title, text="word " * 80), site.target)
    assert error is None
    assert remote_id is not None


def test_a_ping_makes_nothing_and_needs_the_key(site):
    ping = ping_message()
    bring_over(GHOST, digest_message(), site.target)
    assert bring_over(GHOST, ping, site.target) == (None, None)
    stranger = Target(url=site.target.url, credentials=f"{'0b' * 12}:{'5c' * 32}")
    assert bring_over(GHOST, ping, stranger) == ("status_401", None)


def test_a_token_counts_for_five_minutes(site):
    for late, status in ((timedelta(minutes=4), 201), (timedelta(minutes=6), 401)):
        assert send(GHOST.render(digest_message(), site.target, now=now() - late)).status == status


def test_a_draft_whose_answer_never_came_is_made_once(stand_in):
    target, message = Target(url=stand_in.url, credentials=KEY), digest_message()
    stand_in.may_answer.clear()
    with pytest.raises(EgressFailed, match="in time"):
        send(GHOST.render(message, target, now=now()), timeout_s=0.3)
    stand_in.may_answer.set()
    [post] = stand_in.posts
    assert bring_over(GHOST, message, target) == (None, post["id"])
    assert len(stand_in.posts) == 1


def test_a_draft_that_its_author_has_scheduled_is_found_too(stand_in):
    target, message = Target(url=stand_in.url, credentials=KEY), digest_message()
    bring_over(GHOST, message, target)
    stand_in.posts[0]["status"] = "scheduled"
    assert bring_over(GHOST, message, target) == (None, stand_in.posts[0]["id"])
    stand_in.posts[0]["status"] = "draft"


def test_a_site_below_a_path_is_reached_there():
    with GhostStandIn(below="/blog").served() as served:
        target = Target(url=f"{served.url}/blog/", credentials=KEY)
        assert bring_over(GHOST, digest_message(), target)[0] is None
        assert len(served.posts) == 1


def test_an_image_of_the_digest_is_that_of_the_post(stand_in):
    target, image = Target(url=stand_in.url, credentials=KEY), "https://tracker.example/card.png"
    bring_over(GHOST, digest_message(image_url=image), target)
    assert stand_in.posts[0]["feature_image"] == image


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Welcome</html>", b'{"results": []}', b'{"posts": "none"}', b"[]", b'{"posts": "\xff"}',
        b'{"posts": ' + b"[" * 60_000,
    ],
    ids=["page", "another", "none", "list", "bytes", "deep"],
)  # fmt: skip
def test_an_answer_that_is_not_ghosts_shows_nothing(body):
    answered = Answered(status=200, headers={}, body=body, is_cut=False, address=None, duration_s=0.1)
    assert GHOST.classify(answered) == "not_understood"
    assert GHOST.found(answered, digest_message()) is None


def test_a_draft_was_made_even_where_its_answer_is_cut_short():
    answered = Answered(
        status=201, headers={}, body=b'{"posts":[{"id":', is_cut=True, address=None, duration_s=0.1
    )
    assert (GHOST.classify(answered), GHOST.remote_id(answered)) == (None, None)


@pytest.mark.parametrize("name", ["\0", "", "two words", "x" * 201, 7])
def test_an_id_that_no_database_would_keep_is_none(name):
    body = json.dumps({"posts": [{"id": name}]}).encode()
    answered = Answered(status=201, headers={}, body=body, is_cut=False, address=None, duration_s=0.1)
    assert GHOST.remote_id(answered) is None


@pytest.mark.parametrize("wrong", [None, "", KEY.upper(), KEY[:-1], KEY.replace(":", ""), f" {KEY}"])
def test_what_is_no_admin_key_is_refused_at_once(wrong):
    with pytest.raises(Invalid) as refused:
        GHOST.check_credentials(wrong)
    assert refused.value.faults[0].pointer == "/credentials"
    GHOST.check_credentials(KEY)
