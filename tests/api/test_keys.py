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

from tests.api.houses import House, open_house_behind_api
from tests.support.clock import Clock
from tests.support.dump import projection_rows
from tests.support.house import AUTHOR, open_application
from tracker.application.access.access import authenticate, issue_key, revoke_key
from tracker.application.context import Application
from tracker.domain.key import SCOPES
from tracker.store.log.log import read_head

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LAPTOP = {"name": "laptop", "scopes": ["record", "read"]}
MISSING = "key_0000000000"
ITS_FIELDS = {"id", "name", "scopes", "forecaster", "issued_at", "expires_at", "revoked_from", "replaces", "last_used_at"}  # fmt: skip


class Keys(House):
    """A house whose owner, who may do everything, issues keys and knows their ids."""

    people: ClassVar = {"owner": (SCOPES, None)}

    def __init__(self, application: Application, client: FlaskClient) -> None:
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
def house(tmp_path: Path) -> Iterator[Keys]:
    with open_house_behind_api(tmp_path, of=Keys, clock=Clock(NOW)) as opened:
        yield opened


def test_a_created_key_is_shown_once_and_counts(house: Keys) -> None:
    made = house.made("/v1/keys", {**LAPTOP, "author": AUTHOR, "expires_at": "2026-02-01T09:00:00+09:00"})
    assert set(made) == ITS_FIELDS | {"token", "notice"}
    assert (made["name"], made["scopes"]) == ("laptop", ["read", "record"])
    assert (made["issued_at"], made["expires_at"]) == ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
    assert (made["revoked_from"], made["replaces"], made["last_used_at"]) == (None, None, None)
    assert "once" in made["notice"]
    caller = authenticate(house.application, made["token"])
    assert (caller.key, caller.scopes, caller.forecaster) == (
        made["id"],
        ("read", "record"),
        made["forecaster"],
    )
    told = {name: made[name] for name in ITS_FIELDS}
    assert house.listed()[made["id"]] == told


def test_a_rotated_key_counts_beside_the_new_one_for_the_overlap(house: Keys) -> None:
    old = house.made("/v1/keys", LAPTOP)
    new = house.made(f"/v1/keys/{old['id']}/rotate", {"overlap_hours": 2})
    assert (new["name"], new["scopes"], new["replaces"]) == ("laptop", ["read", "record"], old["id"])
    assert house.listed()[old["id"]]["revoked_from"] == "2026-01-01T02:00:00Z"
    house.keys |= {"old": old["token"], "new": new["token"]}
    house.clock.now = NOW + timedelta(hours=2) - timedelta(microseconds=1)
    assert house.get("/v1/events", key="old").status_code == 200
    house.clock.now = NOW + timedelta(hours=2)
    refused = house.get("/v1/events", key="old")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert refused.json["detail"].startswith("this key was revoked")
    assert house.get("/v1/events", key="new").status_code == 200


def test_without_a_word_the_overlap_is_a_day(house: Keys) -> None:
    old = house.made("/v1/keys", LAPTOP)
    house.made(f"/v1/keys/{old['id']}/rotate", {})
    assert house.listed()[old["id"]]["revoked_from"] == "2026-01-02T00:00:00Z"


def test_a_revoked_key_is_refused_from_the_next_request_on(house: Keys) -> None:
    made = house.made("/v1/keys", LAPTOP)
    house.keys["laptop"] = made["token"]
    assert house.get("/v1/events", key="laptop").status_code == 200
    answer = house.post(f"/v1/keys/{made['id']}/revoke")
    assert (answer.status_code, answer.json["revoked_from"]) == (200, "2026-01-01T00:00:00Z")
    refused = house.get("/v1/events", key="laptop")
    assert (refused.status_code, refused.json["code"]) == (401, "unauthorized")
    assert house.get("/v1/predictions", key="laptop").status_code == 401, (
        "where no key is needed, a bad one is told"
    )


def test_revoking_again_records_nothing_and_says_the_same(house: Keys) -> None:
    made = house.made("/v1/keys", LAPTOP)
    first = house.post(f"/v1/keys/{made['id']}/revoke").json
    before = house.position()
    house.clock.forward(hours=1)
    assert house.post(f"/v1/keys/{made['id']}/revoke").json == first
    assert house.position() == before


def test_an_expired_key_is_told_so_from_the_instant_on(house: Keys) -> None:
    house.issue("short", "read", expires_at=NOW + timedelta(hours=1))
    house.clock.now = NOW + timedelta(hours=1)
    refused = house.get("/v1/events", key="short")
    assert (refused.status_code, refused.json["code"]) == (401, "unauthorized")
    assert refused.json["detail"].startswith("this key expired at 2026-01-01T01:00:00")


def test_a_key_of_another_house_is_not_known(house: Keys, tmp_path: Path) -> None:
    with open_application(tmp_path / "other") as other:
        house.keys["stranger"] = issue_key(other, name="n", scopes=SCOPES, author=None)[1]
    refused = house.get("/v1/keys", key="stranger")
    assert (refused.status_code, refused.json["detail"]) == (401, "this key is not known here")


@pytest.mark.parametrize("path", ["/v1/keys", "/v1/keys/{laptop}/rotate"])
def test_the_same_request_again_is_answered_without_the_token(house: Keys, path: str) -> None:
    house.issue("laptop", "read", "record")
    address = path.format(**house.ids)
    body = LAPTOP if path == "/v1/keys" else {}
    first = house.post(address, body, Idempotency_Key="once")
    before = house.position()
    second = house.post(address, body, Idempotency_Key="once")
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.json["token"]
    assert second.json["token"] is None
    assert "cannot be shown again" in second.json["notice"]
    assert {name: second.json[name] for name in ITS_FIELDS} == {name: first.json[name] for name in ITS_FIELDS}
    assert house.position() == before


def test_a_revocation_can_be_repeated_although_it_has_no_body(house: Keys) -> None:
    house.issue("laptop", "read")
    address = f"/v1/keys/{house.ids['laptop']}/revoke"
    first = house.post(address, Idempotency_Key="once")
    second = house.post(address, Idempotency_Key="once")
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.data == first.data
    assert second.headers["Idempotent-Replayed"] == "true"


def test_a_token_is_in_no_event_list_log_line_stored_answer_or_byte_of_the_database(
    house: Keys, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    made = house.made("/v1/keys", LAPTOP, Idempotency_Key="make")
    new = house.made(f"/v1/keys/{made['id']}/rotate", {}, Idempotency_Key="rotate")
    house.post("/v1/keys", {**LAPTOP, "name": "other"}, Idempotency_Key="make")
    house.keys |= {"made": made["token"], "new": new["token"]}
    assert house.get("/v1/keys", key="made").status_code == 403
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    written = caplog.text + "".join(capfd.readouterr())
    told = house.get("/v1/events?limit=200").text + house.get("/v1/keys").text
    assert made["id"].encode() in stored
    for token in house.keys.values():
        secret = token.removeprefix("trk_live_")[:32]
        assert secret.encode() not in stored
        assert secret not in written
        assert secret not in told


@pytest.mark.parametrize("scope", [scope for scope in SCOPES if scope != "admin"])
def test_a_key_cannot_grant_what_it_lacks(house: Keys, scope: str) -> None:
    house.issue("admin", "admin")
    house.issue("other", scope)
    before = house.position()
    created = house.post("/v1/keys", {"name": "n", "scopes": ["admin", scope]}, key="admin")
    rotated = house.post(f"/v1/keys/{house.ids['other']}/rotate", {}, key="admin")
    for refused in (created, rotated):
        assert (refused.status_code, refused.json["code"]) == (403, "forbidden")
        assert f"scope {scope}" in refused.json["detail"]
    assert house.position() == before
    assert house.post("/v1/keys", {"name": "n", "scopes": ["admin"]}, key="admin").status_code == 201


def test_keys_are_for_admins_only(house: Keys) -> None:
    house.issue("reader", *(scope for scope in SCOPES if scope != "admin"))
    own = house.ids["reader"]
    for refused in (
        house.get("/v1/keys", key="reader"),
        house.post("/v1/keys", LAPTOP, key="reader"),
        house.post(f"/v1/keys/{own}/rotate", {}, key="reader"),
        house.post(f"/v1/keys/{own}/revoke", key="reader"),
    ):
        assert (refused.status_code, refused.json["detail"]) == (403, "this key lacks the scope admin")
    assert house.client.get("/v1/keys").status_code == 401


def test_the_last_admin_key_is_not_revoked_over_the_api(house: Keys) -> None:
    house.issue("reader", "read")
    house.issue("expired", "admin", expires_at=NOW + timedelta(hours=1))
    house.issue("revoked", "admin")
    revoke_key(house.application, house.ids["revoked"])
    house.clock.forward(hours=1)
    before = house.position()
    refused = house.post(f"/v1/keys/{house.ids['owner']}/revoke")
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")
    assert "last admin key" in refused.json["detail"]
    assert house.position() == before
    for name in ("reader", "expired", "revoked"):
        assert house.post(f"/v1/keys/{house.ids[name]}/revoke").status_code == 200
    house.issue("second", "admin")
    assert house.post(f"/v1/keys/{house.ids['owner']}/revoke").status_code == 200
    assert house.post(f"/v1/keys/{house.ids['second']}/revoke", key="second").status_code == 409


def test_a_key_on_its_way_out_is_no_other_admin_key(house: Keys) -> None:
    new = house.made(f"/v1/keys/{house.ids['owner']}/rotate", {})
    refused = house.post(f"/v1/keys/{new['id']}/revoke")
    assert refused.status_code == 409
    assert house.post(f"/v1/keys/{house.ids['owner']}/revoke").status_code == 200
    house.keys["new"] = new["token"]
    assert house.get("/v1/keys", key="new").status_code == 200


def test_nor_is_the_last_one_revoked_while_it_is_on_its_way_out(house: Keys) -> None:
    new = house.made(f"/v1/keys/{house.ids['owner']}/rotate", {})
    revoke_key(house.application, new["id"])
    assert house.post(f"/v1/keys/{house.ids['owner']}/revoke").status_code == 409


def test_an_admin_key_that_is_over_can_be_revoked_whoever_is_left(house: Keys) -> None:
    house.issue("expired", "admin", expires_at=NOW + timedelta(hours=1))
    new = house.made(f"/v1/keys/{house.ids['owner']}/rotate", {})
    revoke_key(house.application, new["id"])
    house.clock.forward(hours=1)
    for public_id in (new["id"], house.ids["expired"]):
        assert house.post(f"/v1/keys/{public_id}/revoke").status_code == 200


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
def test_a_wrong_request_is_refused_and_nothing_is_left_of_it(house: Keys, wrong: Wrong) -> None:
    house.issue("laptop", "read")
    house.issue("revoked", "read")
    revoke_key(house.application, house.ids["revoked"])
    house.issue("rotated", "read")
    house.made(f"/v1/keys/{house.ids['rotated']}/rotate", {"overlap_hours": 168})
    house.issue("expired", "read", expires_at=NOW + timedelta(minutes=1))
    house.clock.forward(hours=1)
    if wrong.pointer == "/expires_at":
        house.clock.now = NOW
    with house.application.database.reading() as tx:
        before = (read_head(tx).position, projection_rows(tx), tx.value("SELECT count(*) FROM key_secret"))
    refused = house.post(wrong.path.format(**house.ids), wrong.body)
    assert refused.status_code == wrong.status, refused.text
    assert refused.mimetype == "application/problem+json"
    assert wrong.pointer in ({None} | {one["pointer"] for one in refused.json["errors"]})
    with house.application.database.reading() as tx:
        assert before == (
            read_head(tx).position,
            projection_rows(tx),
            tx.value("SELECT count(*) FROM key_secret"),
        )


def test_the_list_goes_on_to_the_end_page_by_page(house: Keys) -> None:
    for number in range(4):
        house.issue(f"n{number}", "read")
    seen: list[str] = []
    address = "/v1/keys?limit=2"
    while address:
        answer = house.get(address)
        seen += [one["id"] for one in answer.json["items"]]
        address = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert seen == sorted(house.ids.values())
    assert answer.json["next_cursor"] is None
    assert house.get("/v1/keys?limit=5").json["next_cursor"] is None, "a full page may be the last"
    assert house.get("/v1/keys?cursor=nonsense").status_code == 422
    assert house.get("/v1/keys?limit=201").status_code == 422
    assert house.get("/v1/keys?name=n1").status_code == 422


def test_the_list_tells_when_a_key_was_last_used_even_where_it_was_refused(house: Keys) -> None:
    house.issue("reader", "read")
    assert house.listed()[house.ids["reader"]]["last_used_at"] is None
    house.clock.forward(hours=1)
    assert house.get("/v1/keys", key="reader").status_code == 403
    assert house.listed()[house.ids["reader"]]["last_used_at"] == "2026-01-01T01:00:00Z"
    house.clock.forward(seconds=59)
    house.get("/v1/events", key="reader")
    assert house.listed()[house.ids["reader"]]["last_used_at"] == "2026-01-01T01:00:00Z"
    house.clock.forward(seconds=1)
    house.get("/v1/events", key="reader")
    assert house.listed()[house.ids["reader"]]["last_used_at"] == "2026-01-01T01:01:00Z"


def test_a_use_is_noted_when_the_answer_has_been_sent_and_never_in_the_log(house: Keys) -> None:
    house.issue("reader", "read")
    before = house.position()
    answer = house.client.get("/v1/events", headers=house.headers("reader"))
    assert answer.status_code == 200
    assert house.listed()[house.ids["reader"]]["last_used_at"] is None
    answer.close()
    assert house.listed()[house.ids["reader"]]["last_used_at"] == "2026-01-01T00:00:00Z"
    assert house.position() == before


def test_a_request_is_answered_although_its_use_cannot_be_noted(house: Keys) -> None:
    house.issue("reader", "read")
    with house.application.database.writing() as tx:
        tx.execute("DROP TABLE key_use")
    assert house.get("/v1/events", key="reader").status_code == 200
