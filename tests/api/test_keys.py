"""Keys over the API: shown once and in nothing that is stored, never more than whoever made them, revoked at once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask.testing import FlaskClient

from tests.api.instances import Instance, open_tracker_behind_api
from tests.support.clock import Clock
from tests.support.dump import projection_rows
from tests.support.instance import AUTHOR, open_application
from tracker.application.access.access import authenticate, issue_key, revoke_key
from tracker.application.context import AppContext
from tracker.domain.key import SCOPES
from tracker.store.log.log import read_head

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LAPTOP = {"name": "laptop", "scopes": ["record", "read"]}
MISSING = "key_0000000000"
ITS_FIELDS = {"id", "name", "scopes", "forecaster", "issued_at", "expires_at", "revoked_from", "replaces", "last_used_at"}  # fmt: skip


class Keys(Instance):
    """A tracker whose owner, who may do everything, issues keys and knows their ids."""

    people: ClassVar = {"owner": (SCOPES, None)}

    def __init__(self, application: AppContext, client: FlaskClient) -> None:
        super().__init__(application, client)
        self.ids = {"owner": authenticate(application, self.keys["owner"]).key}

    def issue(self, name: str, *scopes: str, **options: Any) -> None:
        self.ids[name], self.keys[name] = issue_key(
            self.application, name=name, scopes=scopes, author=None, **options
        )

    def get(self, path: str, *, key: str | None = "owner", **query: Any) -> Any:
        return super().get(path, key=key, **query)

    def post(self, path: str, body: Any = None, *, key: str | None = "owner", **headers: str) -> Any:
        return super().post(path, body, key=key, **headers)

    def listed(self) -> dict[str, Any]:
        return {one["id"]: one for one in self.get("/v1/keys?limit=200").json["items"]}


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Keys]:
    with open_tracker_behind_api(tmp_path, of=Keys, clock=Clock(NOW)) as opened:
        yield opened


def test_a_created_key_is_shown_once_and_counts(instance: Keys) -> None:
    made = instance.made("/v1/keys", {**LAPTOP, "author": AUTHOR, "expires_at": "2026-02-01T09:00:00+09:00"})
    assert set(made) == ITS_FIELDS | {"token", "notice"}
    assert (made["name"], made["scopes"]) == ("laptop", ["read", "record"])
    assert (made["issued_at"], made["expires_at"]) == ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
    assert (made["revoked_from"], made["replaces"], made["last_used_at"]) == (None, None, None)
    assert "once" in made["notice"]
    caller = authenticate(instance.application, made["token"])
    assert (caller.key, caller.scopes, caller.forecaster) == (
        made["id"],
        ("read", "record"),
        made["forecaster"],
    )
    told = {name: made[name] for name in ITS_FIELDS}
    assert instance.listed()[made["id"]] == told


def test_a_rotated_key_counts_beside_the_new_one_for_the_overlap(instance: Keys) -> None:
    old = instance.made("/v1/keys", LAPTOP)
    new = instance.made(f"/v1/keys/{old['id']}/rotate", {"overlap_hours": 2})
    assert (new["name"], new["scopes"], new["replaces"]) == ("laptop", ["read", "record"], old["id"])
    assert instance.listed()[old["id"]]["revoked_from"] == "2026-01-01T02:00:00Z"
    instance.keys |= {"old": old["token"], "new": new["token"]}
    instance.clock.now = NOW + timedelta(hours=2) - timedelta(microseconds=1)
    assert instance.get("/v1/events", key="old").status_code == 200
    instance.clock.now = NOW + timedelta(hours=2)
    refused = instance.get("/v1/events", key="old")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert refused.json["detail"].startswith("this key was revoked")
    assert instance.get("/v1/events", key="new").status_code == 200


def test_without_a_word_the_overlap_is_a_day(instance: Keys) -> None:
    old = instance.made("/v1/keys", LAPTOP)
    instance.made(f"/v1/keys/{old['id']}/rotate", {})
    assert instance.listed()[old["id"]]["revoked_from"] == "2026-01-02T00:00:00Z"


def test_a_revoked_key_is_refused_from_the_next_request_on(instance: Keys) -> None:
    made = instance.made("/v1/keys", LAPTOP)
    instance.keys["laptop"] = made["token"]
    assert instance.get("/v1/events", key="laptop").status_code == 200
    answer = instance.post(f"/v1/keys/{made['id']}/revoke")
    assert (answer.status_code, answer.json["revoked_from"]) == (200, "2026-01-01T00:00:00Z")
    refused = instance.get("/v1/events", key="laptop")
    assert (refused.status_code, refused.json["code"]) == (401, "unauthorized")
    assert instance.get("/v1/predictions", key="laptop").status_code == 401, (
        "where no key is needed, a bad one is told"
    )


def test_revoking_again_records_nothing_and_says_the_same(instance: Keys) -> None:
    made = instance.made("/v1/keys", LAPTOP)
    first = instance.post(f"/v1/keys/{made['id']}/revoke").json
    before = instance.position()
    instance.clock.forward(hours=1)
    assert instance.post(f"/v1/keys/{made['id']}/revoke").json == first
    assert instance.position() == before


def test_an_expired_key_is_told_so_from_the_instant_on(instance: Keys) -> None:
    instance.issue("short", "read", expires_at=NOW + timedelta(hours=1))
    instance.clock.now = NOW + timedelta(hours=1)
    refused = instance.get("/v1/events", key="short")
    assert (refused.status_code, refused.json["code"]) == (401, "unauthorized")
    assert refused.json["detail"].startswith("this key expired at 2026-01-01T01:00:00")


def test_a_key_of_another_tracker_is_not_known(instance: Keys, tmp_path: Path) -> None:
    with open_application(tmp_path / "other") as other:
        instance.keys["stranger"] = issue_key(other, name="n", scopes=SCOPES, author=None)[1]
    refused = instance.get("/v1/keys", key="stranger")
    assert (refused.status_code, refused.json["detail"]) == (401, "this key is not known here")


@pytest.mark.parametrize("path", ["/v1/keys", "/v1/keys/{laptop}/rotate"])
def test_the_same_request_again_is_answered_without_the_token(instance: Keys, path: str) -> None:
    instance.issue("laptop", "read", "record")
    address = path.format(**instance.ids)
    body = LAPTOP if path == "/v1/keys" else {}
    first = instance.post(address, body, Idempotency_Key="once")
    before = instance.position()
    second = instance.post(address, body, Idempotency_Key="once")
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.json["token"]
    assert second.json["token"] is None
    assert "cannot be shown again" in second.json["notice"]
    assert {name: second.json[name] for name in ITS_FIELDS} == {name: first.json[name] for name in ITS_FIELDS}
    assert instance.position() == before


def test_a_revocation_can_be_repeated_although_it_has_no_body(instance: Keys) -> None:
    instance.issue("laptop", "read")
    address = f"/v1/keys/{instance.ids['laptop']}/revoke"
    first = instance.post(address, Idempotency_Key="once")
    second = instance.post(address, Idempotency_Key="once")
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.data == first.data
    assert second.headers["Idempotent-Replayed"] == "true"


def test_a_token_is_in_no_event_list_log_line_stored_answer_or_byte_of_the_database(
    instance: Keys, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    made = instance.made("/v1/keys", LAPTOP, Idempotency_Key="make")
    new = instance.made(f"/v1/keys/{made['id']}/rotate", {}, Idempotency_Key="rotate")
    instance.post("/v1/keys", {**LAPTOP, "name": "other"}, Idempotency_Key="make")
    instance.keys |= {"made": made["token"], "new": new["token"]}
    assert instance.get("/v1/keys", key="made").status_code == 403
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    written = caplog.text + "".join(capfd.readouterr())
    told = instance.get("/v1/events?limit=200").text + instance.get("/v1/keys").text
    assert made["id"].encode() in stored
    for token in instance.keys.values():
        secret = token.removeprefix("trk_live_")[:32]
        assert secret.encode() not in stored
        assert secret not in written
        assert secret not in told


@pytest.mark.parametrize("scope", [scope for scope in SCOPES if scope != "admin"])
def test_a_key_cannot_grant_what_it_lacks(instance: Keys, scope: str) -> None:
    instance.issue("admin", "admin")
    instance.issue("other", scope)
    before = instance.position()
    created = instance.post("/v1/keys", {"name": "n", "scopes": ["admin", scope]}, key="admin")
    rotated = instance.post(f"/v1/keys/{instance.ids['other']}/rotate", {}, key="admin")
    for refused in (created, rotated):
        assert (refused.status_code, refused.json["code"]) == (403, "forbidden")
        assert f"scope {scope}" in refused.json["detail"]
    assert instance.position() == before
    assert instance.post("/v1/keys", {"name": "n", "scopes": ["admin"]}, key="admin").status_code == 201


def test_keys_are_for_admins_only(instance: Keys) -> None:
    instance.issue("reader", *(scope for scope in SCOPES if scope != "admin"))
    own = instance.ids["reader"]
    for refused in (
        instance.get("/v1/keys", key="reader"),
        instance.post("/v1/keys", LAPTOP, key="reader"),
        instance.post(f"/v1/keys/{own}/rotate", {}, key="reader"),
        instance.post(f"/v1/keys/{own}/revoke", key="reader"),
    ):
        assert (refused.status_code, refused.json["detail"]) == (403, "this key lacks the scope admin")
    assert instance.client.get("/v1/keys").status_code == 401


def test_the_last_admin_key_is_not_revoked_over_the_api(instance: Keys) -> None:
    instance.issue("reader", "read")
    instance.issue("expired", "admin", expires_at=NOW + timedelta(hours=1))
    instance.issue("revoked", "admin")
    revoke_key(instance.application, instance.ids["revoked"])
    instance.clock.forward(hours=1)
    before = instance.position()
    refused = instance.post(f"/v1/keys/{instance.ids['owner']}/revoke")
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")
    assert "last admin key" in refused.json["detail"]
    assert instance.position() == before
    for name in ("reader", "expired", "revoked"):
        assert instance.post(f"/v1/keys/{instance.ids[name]}/revoke").status_code == 200
    instance.issue("second", "admin")
    assert instance.post(f"/v1/keys/{instance.ids['owner']}/revoke").status_code == 200
    assert instance.post(f"/v1/keys/{instance.ids['second']}/revoke", key="second").status_code == 409


def test_a_key_on_its_way_out_is_no_other_admin_key(instance: Keys) -> None:
    new = instance.made(f"/v1/keys/{instance.ids['owner']}/rotate", {})
    refused = instance.post(f"/v1/keys/{new['id']}/revoke")
    assert refused.status_code == 409
    assert instance.post(f"/v1/keys/{instance.ids['owner']}/revoke").status_code == 200
    instance.keys["new"] = new["token"]
    assert instance.get("/v1/keys", key="new").status_code == 200


def test_nor_is_the_last_one_revoked_while_it_is_on_its_way_out(instance: Keys) -> None:
    new = instance.made(f"/v1/keys/{instance.ids['owner']}/rotate", {})
    revoke_key(instance.application, new["id"])
    assert instance.post(f"/v1/keys/{instance.ids['owner']}/revoke").status_code == 409


def test_an_admin_key_that_is_over_can_be_revoked_whoever_is_left(instance: Keys) -> None:
    instance.issue("expired", "admin", expires_at=NOW + timedelta(hours=1))
    new = instance.made(f"/v1/keys/{instance.ids['owner']}/rotate", {})
    revoke_key(instance.application, new["id"])
    instance.clock.forward(hours=1)
    for public_id in (new["id"], instance.ids["expired"]):
        assert instance.post(f"/v1/keys/{public_id}/revoke").status_code == 200


@dataclass(frozen=True)
class Wrong:
    says: str
    status: int
    path: str
    body: Any
    pointer: str | None = None


WRONG = [
    Wrong("no name", 422, "/v1/keys", {"scopes": ["read"]}, "/name"),
    Wrong("an empty name", 422, "/v1/keys", {**LAPTOP, "name": " "}, "/name"),
    Wrong("a name of 201 characters", 422, "/v1/keys", {**LAPTOP, "name": "a" * 201}, "/name"),
    Wrong("no scopes", 422, "/v1/keys", {"name": "n"}, "/scopes"),
    Wrong("an empty list of scopes", 422, "/v1/keys", {**LAPTOP, "scopes": []}, "/scopes"),
    Wrong("a scope nobody knows", 422, "/v1/keys", {**LAPTOP, "scopes": ["read", "all"]}, "/scopes/1"),
    Wrong("an author without a name", 422, "/v1/keys", {**LAPTOP, "author": ""}, "/author"),
    Wrong("an expiry that has come", 422, "/v1/keys", {**LAPTOP, "expires_at": "2026-01-01T00:00:00Z"}, "/expires_at"),
    Wrong("an expiry without an offset", 422, "/v1/keys", {**LAPTOP, "expires_at": "2027-01-01T00:00:00"}, "/expires_at"),
    Wrong("an unknown field", 422, "/v1/keys", {**LAPTOP, "token": "mine"}, "/token"),
    Wrong("an overlap before now", 422, "/v1/keys/{laptop}/rotate", {"overlap_hours": -1}, "/overlap_hours"),
    Wrong("an overlap beyond a week", 422, "/v1/keys/{laptop}/rotate", {"overlap_hours": 169}, "/overlap_hours"),
    Wrong("an overlap in words", 422, "/v1/keys/{laptop}/rotate", {"overlap_hours": "24"}, "/overlap_hours"),
    Wrong("a rotation of nothing", 404, f"/v1/keys/{MISSING}/rotate", {}),
    Wrong("a revocation of nothing", 404, f"/v1/keys/{MISSING}/revoke", None),
    Wrong("a rotation of a revoked key", 409, "/v1/keys/{revoked}/rotate", {}),
    Wrong("a rotation of an expired key", 409, "/v1/keys/{expired}/rotate", {}),
    Wrong("a second rotation", 409, "/v1/keys/{rotated}/rotate", {"overlap_hours": 1}),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.says)
def test_a_wrong_request_is_refused_and_nothing_is_left_of_it(instance: Keys, wrong: Wrong) -> None:
    instance.issue("laptop", "read")
    instance.issue("revoked", "read")
    revoke_key(instance.application, instance.ids["revoked"])
    instance.issue("rotated", "read")
    instance.made(f"/v1/keys/{instance.ids['rotated']}/rotate", {"overlap_hours": 168})
    instance.issue("expired", "read", expires_at=NOW + timedelta(minutes=1))
    instance.clock.forward(hours=1)
    if wrong.pointer == "/expires_at":
        instance.clock.now = NOW
    with instance.application.database.reading() as tx:
        before = (read_head(tx).position, projection_rows(tx), tx.value("SELECT count(*) FROM key_secret"))
    refused = instance.post(wrong.path.format(**instance.ids), wrong.body)
    assert refused.status_code == wrong.status, refused.text
    assert refused.mimetype == "application/problem+json"
    assert wrong.pointer in ({None} | {one["pointer"] for one in refused.json["errors"]})
    with instance.application.database.reading() as tx:
        assert before == (
            read_head(tx).position,
            projection_rows(tx),
            tx.value("SELECT count(*) FROM key_secret"),
        )


def test_the_list_goes_on_to_the_end_page_by_page(instance: Keys) -> None:
    for number in range(4):
        instance.issue(f"n{number}", "read")
    seen: list[str] = []
    address = "/v1/keys?limit=2"
    while address:
        answer = instance.get(address)
        seen += [one["id"] for one in answer.json["items"]]
        address = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert seen == sorted(instance.ids.values())
    assert answer.json["next_cursor"] is None
    assert instance.get("/v1/keys?limit=5").json["next_cursor"] is None, "a full page may be the last"
    assert instance.get("/v1/keys?cursor=nonsense").status_code == 422
    assert instance.get("/v1/keys?limit=201").status_code == 422
    assert instance.get("/v1/keys?name=n1").status_code == 422


def test_the_list_tells_when_a_key_was_last_used_even_where_it_was_refused(instance: Keys) -> None:
    instance.issue("reader", "read")
    assert instance.listed()[instance.ids["reader"]]["last_used_at"] is None
    instance.clock.forward(hours=1)
    assert instance.get("/v1/keys", key="reader").status_code == 403
    assert instance.listed()[instance.ids["reader"]]["last_used_at"] == "2026-01-01T01:00:00Z"
    instance.clock.forward(seconds=59)
    instance.get("/v1/events", key="reader")
    assert instance.listed()[instance.ids["reader"]]["last_used_at"] == "2026-01-01T01:00:00Z"
    instance.clock.forward(seconds=1)
    instance.get("/v1/events", key="reader")
    assert instance.listed()[instance.ids["reader"]]["last_used_at"] == "2026-01-01T01:01:00Z"


def test_a_use_is_noted_when_the_answer_has_been_sent_and_never_in_the_log(instance: Keys) -> None:
    instance.issue("reader", "read")
    before = instance.position()
    answer = instance.client.get("/v1/events", headers=instance.headers("reader"))
    assert answer.status_code == 200
    assert instance.listed()[instance.ids["reader"]]["last_used_at"] is None
    answer.close()
    assert instance.listed()[instance.ids["reader"]]["last_used_at"] == "2026-01-01T00:00:00Z"
    assert instance.position() == before


def test_a_request_is_answered_although_its_use_cannot_be_noted(instance: Keys) -> None:
    instance.issue("reader", "read")
    with instance.application.database.writing() as tx:
        tx.execute("DROP TABLE key_use")
    assert instance.get("/v1/events", key="reader").status_code == 200
