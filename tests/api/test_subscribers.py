"""Subscribers over the API: what is shown once, what nobody else sees, what is refused."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from standardwebhooks import Webhook, WebhookVerificationError

from tests.delivery.instance import LOOPBACK, SECRET, UNDO
from tests.delivery.receiver import receiving
from tests.support.clock import Clock
from tests.support.instance import KINDS, open_application, settings_for, work_off
from tests.support.running import wait_until
from tracker.app import create_app
from tracker.application.access.access import issue_key, rotate_key
from tracker.application.context import AppContext, system_clock
from tracker.delivery.queue.planner import plan
from tracker.delivery.queue.subscriber_queues import queues_due
from tracker.delivery.sending.sender import Sender
from tracker.domain.key import SCOPES
from tracker.store.sealing import Sealer

ADDRESS = "https://news.example/hooks/a-secret-path"


@dataclass
class Instance:
    application: AppContext
    client: FlaskClient
    clock: Clock
    folder: Path
    sender: Sender
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def issue(self, name: str, *scopes: str) -> None:
        self.ids[name], self.tokens[name] = issue_key(self.application, name=name, scopes=scopes, author=None)

    def post(self, path: str, body: Any = None, *, key: str = "owner", **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {"Authorization": f"Bearer {self.tokens[key]}", **named}
        return self.client.post(path, json=body, headers=given, buffered=True)

    def get(self, path: str, *, key: str = "owner") -> Any:
        return self.client.get(path, headers={"Authorization": f"Bearer {self.tokens[key]}"}, buffered=True)

    def subscribe(self, url: str = ADDRESS, *, key: str = "owner", **wants: Any) -> Any:
        answer = self.post("/v1/subscribers", {"url": url, **wants}, key=key)
        assert answer.status_code == 201, answer.text
        return answer.json

    def send(self) -> None:
        work_off(self.application)
        self.clock.now += UNDO * 2
        while plan(self.application):
            pass
        self.sender.notify()
        wait_until(lambda: not self._is_due() and self.sender.is_idle(), seconds=20)

    def _is_due(self) -> bool:
        with self.application.database.reading() as tx:
            return bool(queues_due(tx, now=self.clock(), limit=1))


@pytest.fixture(name="instance", params=KINDS)
def _tracker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Instance]:
    clock = Clock(system_clock())
    with open_application(tmp_path, clock=clock, kind=request.param) as opened:
        application = replace(
            opened, sealer=Sealer(SECRET), egress_allow=(LOOPBACK,), is_egress_http_allowed=True
        )
        sender = Sender(application)
        app = create_app(settings_for(tmp_path), application)
        instance = Instance(application, app.test_client(), clock, tmp_path, sender)
        instance.issue("owner", *SCOPES)
        instance.issue("a", "webhooks", "read")
        instance.issue("b", "webhooks")
        instance.issue("reader", "read")
        try:
            yield instance
        finally:
            sender.close()


def test_address_and_secret_are_shown_once(instance: Instance) -> None:
    body = {"url": ADDRESS, "name": "The newsletter", "types": ["notice.resolved"], "topics": ["japan"]}
    first = instance.post("/v1/subscribers", body, Idempotency_Key="once")
    assert (first.status_code, first.json["status"]) == (201, "unverified")
    assert first.json["url"] == ADDRESS
    assert first.json["secret"].startswith("whsec_")
    again = instance.post("/v1/subscribers", body, Idempotency_Key="once")
    assert (again.status_code, again.json["id"], again.json["secret"]) == (201, first.json["id"], None)
    shown = instance.get(f"/v1/subscribers/{first.json['id']}")
    assert shown.json["url"] == "https://news.example/…"
    assert "secret" not in shown.json
    assert shown.json["types"] == ["notice.resolved"]
    assert (shown.json["topics"], shown.json["audience"], shown.json["waiting"]) == (["japan"], "public", 1)


def test_neither_stands_anywhere_that_can_be_read_without_the_key_of_the_settings(instance: Instance) -> None:
    secret = instance.subscribe()["secret"]
    rotated = instance.post(f"/v1/subscribers/{_only(instance)}/secret", {}).json["secret"]
    for text in (
        instance.get("/v1/events?after=0").text,
        instance.get("/v1/subscribers").text,
        _everything_stored(instance),
    ):
        for word in (secret, secret.removeprefix("whsec_"), rotated, "a-secret-path"):
            assert word not in text


def _only(instance: Instance) -> str:
    (one,) = instance.get("/v1/subscribers").json["items"]
    return str(one["id"])


def _everything_stored(instance: Instance) -> str:
    if instance.application.database.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(settings_for(instance.folder).database_path)) as connection:
            return "\n".join(connection.iterdump())
    with instance.application.database.reading() as tx:
        names = [row["name"] for row in tx.rows(
            "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        )]  # fmt: skip
        return repr([tuple(row) for name in names for row in tx.tuples(f"SELECT * FROM {name}")])


def test_a_clients_key_sees_its_own_and_not_that_there_are_others(instance: Instance) -> None:
    own, other = instance.subscribe(key="a")["id"], instance.subscribe(key="b")["id"]
    assert [one["id"] for one in instance.get("/v1/subscribers", key="a").json["items"]] == [own]
    assert len(instance.get("/v1/subscribers").json["items"]) == 2
    none = instance.get("/v1/subscribers/sub_0000000000", key="a")
    for path, body in (
        ("", None), ("/deliveries", None), ("/attempts", None), ("/pause", {}), ("/enable", {}), ("/remove", {}),
        ("/verify", {}), ("/secret", {}), ("/change", {"name": "x"}), ("/test", {"type": "notice.due"}),
        ("/recover", {"since": "2026-01-01T00:00:00Z"}), ("/replay", {"after_position": 0}),
        ("/deliveries/msg_x/resend", {}),
    ):  # fmt: skip
        address = f"/v1/subscribers/{other}{path}"
        answer = instance.get(address, key="a") if body is None else instance.post(address, body, key="a")
        assert answer.status_code == 404, path
        assert answer.json["detail"] == none.json["detail"]
    _, token = rotate_key(instance.application, instance.ids["a"])
    instance.tokens["a later"] = token
    assert [one["id"] for one in instance.get("/v1/subscribers", key="a later").json["items"]] == [own]


def test_whoever_lacks_the_scope_is_refused(instance: Instance) -> None:
    for answer in (
        instance.get("/v1/subscribers", key="reader"),
        instance.post("/v1/subscribers", {"url": ADDRESS}, key="reader"),
    ):
        assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/url"),
        ({"url": "ftp://news.example/"}, "/url"),
        ({"url": "https://169.254.169.254/latest"}, "/url"),
        ({"url": "https://user:pw@news.example/"}, "/url"),
        ({"url": ADDRESS, "types": []}, "/types"),
        ({"url": ADDRESS, "types": ["notice.nothing"]}, "/types/0"),
        ({"url": ADDRESS, "authors": ["fcr_nobody"]}, "/authors/0"),
        ({"url": ADDRESS, "essays": ["ess_none"]}, "/essays/0"),
        ({"url": ADDRESS, "audience": "private"}, "/audience"),
        ({"url": ADDRESS, "takes_provisional": "yes"}, "/takes_provisional"),
        ({"url": ADDRESS, "digest": {"every": "hour", "hour": 7}}, "/digest/every"),
        ({"url": ADDRESS, "digest": {"every": "day", "hour": 24}}, "/digest/hour"),
        ({"url": ADDRESS, "digest": {"every": "day", "hour": 7, "timezone": "Mars"}}, "/digest/timezone"),
        ({"url": ADDRESS, "connector": "carrier_pigeon"}, "/connector"),
        ({"url": ADDRESS, "unknown": 1}, "/unknown"),
    ],
)
def test_what_cannot_be_registered_says_why(instance: Instance, body: Any, pointer: str) -> None:
    position = instance.get("/v1/events?after=0").json["position"]
    answer = instance.post("/v1/subscribers", body)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer
    assert instance.get("/v1/events?after=0").json["position"] == position


def test_every_type_can_be_tried_and_what_comes_is_signed_and_marked_as_a_test(instance: Instance) -> None:
    with receiving() as receiver:
        made = instance.subscribe(receiver.url)
        instance.send()
        kinds = instance.client.get("/openapi.json").json["webhooks"]
        for kind in kinds:
            answer = instance.post(f"/v1/subscribers/{made['id']}/test", {"type": kind})
            assert (answer.status_code, answer.json["state"]) == (202, "waiting")
        instance.send()
        assert receiver.types() == ["endpoint.ping", *kinds]
        for one in receiver.got[1:]:
            assert one.data["test"] is True
            assert len(one.data.get("html", "")) < 20_000
        deliveries = instance.get(f"/v1/subscribers/{made['id']}/deliveries").json["items"]
        assert [one["state"] for one in deliveries] == ["delivered"] * 7
        attempts = instance.get(f"/v1/subscribers/{made['id']}/attempts?message={receiver.got[1].id}").json[
            "items"
        ]
        assert [(one["status"], one["number"], one["type"]) for one in attempts] == [
            (204, 1, next(iter(kinds)))
        ]


def test_every_example_of_the_document_verifies_and_changed_ones_do_not(instance: Instance) -> None:
    from tracker.application.context import system_clock
    from tracker.delivery.connectors.signing import new_secret, sign

    secret = new_secret()
    for kind, described in instance.client.get("/openapi.json").json["webhooks"].items():
        example = described["post"]["requestBody"]["content"]["application/json"]["example"]
        assert example["type"] == kind
        body = json.dumps(example).encode()
        headers = sign([secret], message_id="msg_1", at=system_clock(), body=body)
        assert Webhook(secret).verify(body, headers) == example
        for wrong_body, key, wrong in (
            (body + b" ", secret, headers),
            (body, new_secret(), headers),
            (body, secret, {**headers, "webhook-timestamp": "1700000000"}),
        ):
            with pytest.raises(WebhookVerificationError):
                Webhook(key).verify(wrong_body, wrong)


def test_a_page_goes_on_where_the_one_before_ended(instance: Instance) -> None:
    with receiving() as receiver:
        made = instance.subscribe(receiver.url)
        for _ in range(5):
            instance.post(f"/v1/subscribers/{made['id']}/test", {"type": "notice.due"})
        instance.send()
        seen, cursor = [], ""
        for _ in range(4):
            page = instance.get(f"/v1/subscribers/{made['id']}/deliveries?limit=2{cursor}").json
            seen += [one["sequence"] for one in page["items"]]
            cursor = f"&cursor={page['next_cursor']}"
            if page["next_cursor"] is None:
                break
        assert seen == [6, 5, 4, 3, 2, 1]


def test_what_is_paused_and_enabled_says_so(instance: Instance) -> None:
    made = instance.subscribe()["id"]
    for verb, status in (
        ("pause", "paused"),
        ("pause", "paused"),
        ("enable", "unverified"),
        ("remove", "removed"),
    ):
        answer = instance.post(f"/v1/subscribers/{made}/{verb}")
        assert (answer.status_code, answer.json["status"]) == (200, status)
    assert instance.get(f"/v1/subscribers/{made}").status_code == 404
