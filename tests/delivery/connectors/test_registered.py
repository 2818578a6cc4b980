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
from tests.delivery.house import SendingHouse, sending_house
from tracker.delivery.examples import send_example
from tracker.delivery.messages.kinds import DIGEST
from tracker.delivery.queue.endpoints import change, usual_address
from tracker.domain.endpoint import DigestSchedule
from tracker.domain.errors import Invalid

DAILY = DigestSchedule(every="day", hour=7, timezone="UTC")


@pytest.fixture(name="house")
def _house(tmp_path: Path) -> Iterator[SendingHouse]:
    with sending_house(tmp_path, kind="sqlite") as opened:
        yield opened


def send_digest(house: SendingHouse, subscriber: str) -> None:
    ask(
        house.application,
        house.caller,
        lambda writing: send_example(writing, subscriber, DIGEST, by=house.caller),
    )
    house.send()


def test_a_digest_becomes_a_draft_in_ghost(house: SendingHouse) -> None:
    with GhostStandIn().served() as ghost:
        subscriber = house.subscribe(ghost.url, connector="ghost", credentials=GHOST_KEY, digest=DAILY)
        assert ghost.posts == []
        send_digest(house, subscriber)
        [post] = ghost.posts
    *_, brought = house.deliveries(subscriber)
    assert (brought["state"], brought["remote_id"], post["status"]) == ("delivered", post["id"], "draft")


def test_a_digest_becomes_a_draft_in_buttondown(house: SendingHouse) -> None:
    with ButtondownStandIn().served() as buttondown:
        subscriber = house.subscribe(
            buttondown.url, connector="buttondown", credentials=BUTTONDOWN_KEY, digest=DAILY
        )
        send_digest(house, subscriber)
        [email] = buttondown.emails
    *_, brought = house.deliveries(subscriber)
    assert (brought["state"], brought["remote_id"]) == ("delivered", email["id"])
    assert (email["status"], buttondown.sent) == ("draft", [])


def test_a_key_that_does_not_count_stays_unverified(house: SendingHouse) -> None:
    with GhostStandIn().served() as ghost:
        subscriber, _ = house.register(
            ghost.url, connector="ghost", credentials=GHOST_KEY.replace("0a", "0b"), digest=DAILY
        )
        house.send()
    assert house.row(subscriber)["status"] == "unverified"
    assert house.deliveries(subscriber)[0]["error"] == "status_401"


def test_credentials_are_looked_at_before_anything_is_recorded(house: SendingHouse) -> None:
    for connector, credentials in (("ghost", "a password"), ("buttondown", None), ("webhook", "a key")):
        with pytest.raises(Invalid) as refused:
            house.register("http://127.0.0.1:1/", connector=connector, credentials=credentials)
        assert refused.value.faults[0].pointer == "/credentials"


def test_a_change_names_address_and_credentials_together(house: SendingHouse) -> None:
    subscriber, _ = house.register(
        "http://127.0.0.1:1/", connector="ghost", credentials=GHOST_KEY, digest=DAILY
    )
    for said, pointer in (
        ({"credentials": GHOST_KEY}, "/url"),
        ({"url": "http://127.0.0.1:2/"}, "/credentials"),
    ):
        with pytest.raises(Invalid) as refused:
            ask(
                house.application,
                house.caller,
                lambda writing, said=said: change(
                    house.application, writing, subscriber, by=house.caller, **said
                ),
            )
        assert refused.value.faults[0].pointer == pointer


def test_only_buttondown_has_an_address_of_its_own() -> None:
    assert usual_address("buttondown") == "https://api.buttondown.com"
    for connector in ("ghost", "webhook"):
        with pytest.raises(Invalid, match="needs a URL"):
            usual_address(connector)
