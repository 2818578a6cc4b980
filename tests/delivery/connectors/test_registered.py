"""Services that take drafts, as subscribers: registered with their key, pinged, and brought what they carry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.application.doing import ask
from tests.delivery.connectors.buttondowns import KEY as BUTTONDOWN_KEY
from tests.delivery.connectors.buttondowns import ButtondownStandIn
from tests.delivery.connectors.ghosts import KEY as GHOST_KEY
from tests.delivery.connectors.ghosts import GhostStandIn
from tests.delivery.instance import SendingTracker, sending_tracker
from tracker.delivery.examples import send_example
from tracker.delivery.messages.kinds import DIGEST
from tracker.delivery.queue.endpoints import change, usual_address
from tracker.domain.endpoint import DigestSchedule
from tracker.domain.errors import Invalid

DAILY = DigestSchedule(every="day", hour=7, timezone="UTC")


@pytest.fixture(name="instance")
def _tracker(tmp_path: Path) -> Iterator[SendingTracker]:
    with sending_tracker(tmp_path, kind="sqlite") as opened:
        yield opened


def send_digest(instance: SendingTracker, subscriber: str) -> None:
    ask(
        instance.application,
        instance.caller,
        lambda uow: send_example(uow, subscriber, DIGEST, by=instance.caller),
    )
    instance.send()


def test_a_digest_becomes_a_draft_in_ghost(instance: SendingTracker) -> None:
    with GhostStandIn().served() as ghost:
        subscriber = instance.subscribe(ghost.url, connector="ghost", credentials=GHOST_KEY, digest=DAILY)
        assert ghost.posts == []
        send_digest(instance, subscriber)
        [post] = ghost.posts
    *_, brought = instance.deliveries(subscriber)
    assert (brought["state"], brought["remote_id"], post["status"]) == ("delivered", post["id"], "draft")


def test_a_digest_becomes_a_draft_in_buttondown(instance: SendingTracker) -> None:
    with ButtondownStandIn().served() as buttondown:
        subscriber = instance.subscribe(
            buttondown.url, connector="buttondown", credentials=BUTTONDOWN_KEY, digest=DAILY
        )
        send_digest(instance, subscriber)
        [email] = buttondown.emails
    *_, brought = instance.deliveries(subscriber)
    assert (brought["state"], brought["remote_id"]) == ("delivered", email["id"])
    assert (email["status"], buttondown.sent) == ("draft", [])


def test_a_key_that_does_not_count_stays_unverified(instance: SendingTracker) -> None:
    with GhostStandIn().served() as ghost:
        subscriber, _ = instance.register(
            ghost.url, connector="ghost", credentials=GHOST_KEY.replace("0a", "0b"), digest=DAILY
        )
        instance.send()
    assert instance.row(subscriber)["status"] == "unverified"
    assert instance.deliveries(subscriber)[0]["error"] == "status_401"


def test_credentials_are_looked_at_before_anything_is_recorded(instance: SendingTracker) -> None:
    for connector, credentials in (("ghost", "a password"), ("buttondown", None), ("webhook", "a key")):
        with pytest.raises(Invalid) as refused:
            instance.register("http://127.0.0.1:1/", connector=connector, credentials=credentials)
        assert refused.value.faults[0].pointer == "/credentials"


def test_a_change_names_address_and_credentials_together(instance: SendingTracker) -> None:
    subscriber, _ = instance.register(
        "http://127.0.0.1:1/", connector="ghost", credentials=GHOST_KEY, digest=DAILY
    )
    for said, pointer in (
        ({"credentials": GHOST_KEY}, "/url"),
        ({"url": "http://127.0.0.1:2/"}, "/credentials"),
    ):
        with pytest.raises(Invalid) as refused:
            ask(
                instance.application,
                instance.caller,
                lambda uow, said=said: change(
                    instance.application, uow, subscriber, by=instance.caller, **said
                ),
            )
        assert refused.value.faults[0].pointer == pointer


def test_only_buttondown_has_an_address_of_its_own() -> None:
    assert usual_address("buttondown") == "https://api.buttondown.com"
    for connector in ("ghost", "webhook"):
        with pytest.raises(Invalid, match="needs a URL"):
            usual_address(connector)
