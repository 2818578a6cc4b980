"""Drafts in Buttondown: one for each digest, whatever happens on the way, and nothing is ever sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.delivery.connectors.bringing import bring_over, digest_message, ping_message, send
from tests.delivery.connectors.buttondowns import KEY, PAGE, ButtondownStandIn
from tracker.delivery.connectors.buttondown import Buttondown
from tracker.delivery.connectors.connector import Target
from tracker.delivery.egress.outgoing import EgressFailed
from tracker.domain.errors import Invalid

BUTTONDOWN = Buttondown()


@pytest.fixture(name="stand_in")
def _stand_in():
    with ButtondownStandIn().served() as served:
        yield served
        assert served.sent == [], "a draft was sent to everybody"


@pytest.fixture(name="target")
def _target(stand_in):
    return Target(url=stand_in.url, credentials=KEY)


def now():
    return datetime.now(UTC)


def test_a_digest_becomes_one_draft_in_markdown(stand_in, target):
    message = digest_message(image_url="https://tracker.example/card.png")
    error, remote_id = bring_over(BUTTONDOWN, message, target)
    [email] = stand_in.emails
    assert (error, remote_id, email["status"]) == (None, email["id"], "draft")
    assert email["subject"] == "Two predictions came due"
    assert email["body"] == (
        "<!-- buttondown-editor-mode: plaintext --># Two predictions came due\n\n"
        "The cabinet fell. The budget held."
    )
    assert (email["slug"], email["image"]) == (message.id, "https://tracker.example/card.png")


def test_a_repetition_finds_the_draft_of_the_first_time(stand_in, target):
    bring_over(BUTTONDOWN, digest_message(), target)
    message = digest_message()
    _, first = bring_over(BUTTONDOWN, message, target)
    stand_in.emails[1]["subject"] = "As its author would rather call it"
    assert bring_over(BUTTONDOWN, message, target) == (None, first)
    assert len(stand_in.emails) == 2


def test_a_draft_whose_answer_never_came_is_made_once(stand_in, target):
    message = digest_message()
    stand_in.may_answer.clear()
    with pytest.raises(EgressFailed, match="in time"):
        send(BUTTONDOWN.render(message, target, now=now()), timeout_s=0.3)
    stand_in.may_answer.set()
    [email] = stand_in.emails
    assert bring_over(BUTTONDOWN, message, target) == (None, email["id"])
    assert len(stand_in.emails) == 1


def test_what_its_author_has_sent_meanwhile_is_found_and_what_was_thrown_away_is_made_again(stand_in, target):
    message = digest_message()
    _, first = bring_over(BUTTONDOWN, message, target)
    stand_in.emails[0]["status"] = "sent"
    assert bring_over(BUTTONDOWN, message, target) == (None, first)
    stand_in.emails[0] |= {"status": "deleted", "slug": None}
    _, second = bring_over(BUTTONDOWN, message, target)
    assert second not in {None, first}


def test_other_drafts_do_not_hide_the_one_that_is_looked_for(stand_in, target):
    message = digest_message()
    _, first = bring_over(BUTTONDOWN, message, target)
    [looked_for] = stand_in.emails
    for days in (-10, 1):
        there = {"creation_date": (now() + timedelta(days=days)).isoformat(), "metadata": {}}
        stand_in.emails.extend([looked_for | there] * PAGE)
    assert bring_over(BUTTONDOWN, message, target) == (None, first)


def test_the_question_leaves_the_bodies_out(target):
    message = digest_message()
    bring_over(BUTTONDOWN, message, target)
    answered = send(BUTTONDOWN.look_up(message, target, now=now()))
    assert message.id in answered.body.decode()
    assert "The cabinet fell" not in answered.body.decode()


def test_where_nothing_is_found_the_slug_refuses_a_second_one(stand_in, target):
    message = digest_message()
    answers = [send(BUTTONDOWN.render(message, target, now=now())) for _ in range(2)]
    assert [BUTTONDOWN.classify(one) for one in answers] == [None, "status_400"]


def test_braces_in_a_statement_are_no_template(stand_in, target):
    bring_over(BUTTONDOWN, digest_message(markdown="{{ subscriber.email }} {% if x %} {# y #} {z}"), target)
    body = stand_in.emails[0]["body"]
    assert not any(mark in body for mark in ("{{", "{%", "{#"))
    assert body.endswith("&#123;&#123; subscriber.email }} &#123;% if x %} &#123;# y #} {z}")


def test_a_ping_makes_nothing_and_needs_the_key(stand_in, target):
    assert bring_over(BUTTONDOWN, ping_message(), target) == (None, None)
    stranger = Target(url=stand_in.url, credentials="somebody-else")
    assert bring_over(BUTTONDOWN, ping_message(), stranger) == ("status_401", None)
    assert stand_in.emails == []


def test_it_is_reached_at_its_own_address_by_default():
    assert Buttondown.URL == "https://api.buttondown.com"


@pytest.mark.parametrize("wrong", [None, "", f"Token {KEY}", f"{KEY}\n", "clé-d-accès-privée", "k" * 201])
def test_what_can_be_no_key_is_refused_at_once(wrong):
    with pytest.raises(Invalid) as refused:
        BUTTONDOWN.check_credentials(wrong)
    assert refused.value.faults[0].pointer == "/credentials"
    BUTTONDOWN.check_credentials(KEY)
