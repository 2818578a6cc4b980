"""What a wrong request is, the tracker that it is sent to, and what it must be told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

from flask.testing import FlaskClient

from tests.api.instances import Instance
from tests.support.instance import AUTHOR
from tracker.application.context import AppContext
from tracker.domain.key import SCOPES

GOOD = {"statement": "It will rain", "deadline": "2099-12-31"}
MISSING = "prd_0000000000"
CLAIM = {"essay": "{essay}", "quote": {"exact": "It falls"}, "stance": "asserts"}
RESOLUTION = "/v1/predictions/{prediction}/resolution"
LINES = "/v1/imports/{run}/lines"
NDJSON = {"Content-Type": "application/x-ndjson"}
SEEN = {"If-Match": '"v1"'}
SETTLED = {"If-Match": '"v2"'}
OVERRIDE = "It will \u202e.niar"
IF = {**GOOD, "type": "conditional", "antecedent": {"statement": "They meet"}}
HAPPENED = {"headline": "x", "occurred_on": "2026-01-01"}
CHOICE = {**GOOD, "type": "categorical", "options": ["A", "B"]}


def on(name: str, part: str) -> str:
    return f"/v1/predictions/{{{name}}}/{part}"


def about(name: str, part: str) -> str:
    return f"/v1/developments/{{{name}}}/{part}"


@dataclass(frozen=True)
class Wrong:
    """A request and what it must be told; `{prediction}` and the like stand for what the tracker has."""

    says: str
    status: int
    code: str
    path: str = "/v1/predictions"
    body: Any = None
    raw: bytes | None = None
    method: str = "POST"
    key: str | None = "all"
    headers: dict[str, str] = field(default_factory=dict)
    pointer: str | None = None


class Furnished(Instance):
    """A tracker with one prediction of each kind and state that requests can go wrong about; `ids` by their names."""

    people: ClassVar = {
        "all": (SCOPES, AUTHOR),
        "read": (("read",), None),
        "record": (("read", "record"), AUTHOR),
        "other": (("read", "record", "resolve"), "Ed"),
        "nobody": (("read", "record"), None),
    }

    def __init__(self, application: AppContext, client: FlaskClient) -> None:
        super().__init__(application, client)
        self.ids: dict[str, str] = {}
        _furnish(self)

    def add(self, path: str, body: dict[str, Any], *, name: str = "id", **headers: str) -> str:
        """The id of what is recorded."""
        answer = self.post(path, body, key="all", **headers)
        assert answer.status_code in {200, 201}, answer.text
        return str(answer.json[name])

    def filled(self, text: str) -> str:
        for name, one in self.ids.items():
            text = text.replace(f"{{{name}}}", one)
        return text


def assert_told(instance: Furnished, wrong: Wrong) -> None:
    """The request has its documented status and problem document, and the log does not move."""
    before = instance.position()

    answer = instance.client.open(
        instance.filled(wrong.path),
        method=wrong.method,
        data=wrong.raw if wrong.raw is not None else instance.filled(json.dumps(wrong.body)),
        headers={
            "Content-Type": "application/json",
            **instance.headers(wrong.key),
            **wrong.headers,
        },
    )

    assert answer.status_code == wrong.status, answer.text
    assert answer.mimetype == "application/problem+json"
    problem = json.loads(answer.data)
    assert (problem["status"], problem["code"]) == (wrong.status, wrong.code), problem
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    assert "Traceback" not in answer.text
    if wrong.pointer is not None:
        assert wrong.pointer in [fault["pointer"] for fault in problem["errors"]], problem
    assert instance.client.get(problem["type"].removeprefix("http://localhost")).status_code == 200
    assert instance.position() == before


def _furnish(instance: Furnished) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "prediction": {"statement": "Open"},
        "resolved": {"statement": "Resolved"},
        "withdrawn": {"statement": "Withdrawn"},
        "undone": {"statement": "Undone"},
        "private": {"statement": "Private", "visibility": "private"},
        "choice": {"statement": "Choice", "type": "categorical", "options": ["A", "B"]},
        "number": {"statement": "Number", "type": "numeric", "unit": "%"},
        "date": {"statement": "Date", "type": "date"},
        "graded": {"statement": "Graded", "type": "graded"},
        "thesis": {"statement": "Thesis", "type": "thesis"},
        "if": {"statement": "If", "type": "conditional", "antecedent": {"statement": "They meet"}},
    }
    instance.ids = {name: instance.add("/v1/predictions", {**GOOD, **said}) for name, said in kinds.items()}
    at = {name: f"/v1/predictions/{one}" for name, one in instance.ids.items()}
    instance.add(f"{at['resolved']}/resolution", {"outcome": "no", "note": "seen"})
    instance.add(f"{at['withdrawn']}/withdraw", {"reason": "no more"}, If_Match='"v1"')
    instance.add(f"{at['undone']}/undo", {})
    instance.ids["forecast"] = instance.add(f"{at['prediction']}/forecasts", {"probability": 0.4})
    instance.add("/v1/predictions", {**GOOD, "statement": "Kept"}, Idempotency_Key="used")
    instance.ids["essay"] = instance.add(
        "/v1/essays", {"url": "https://essays.example/1", "text": "It falls."}
    )
    instance.ids["claim"] = instance.add("/v1/claims", {**CLAIM, "essay": instance.ids["essay"]})
    happened = {"headline": "It rained", "occurred_on": "2026-01-01"}
    for name in ("development", "retracted"):
        instance.ids[name] = instance.add("/v1/developments", happened)
    instance.add(
        f"/v1/developments/{instance.ids['retracted']}/retract", {"reason": "a hoax"}, If_Match='"v1"'
    )
    instance.ids["run"] = instance.add("/v1/imports", {"source": "open"}, name="run")
    instance.ids["finished"] = instance.add("/v1/imports", {"source": "finished"}, name="run")
    instance.post(f"/v1/imports/{instance.ids['finished']}/finish", key="all")
