"""What is withheld from a rival, made as it is asked for, and every request that writes beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

from tests.api.beside_lines import HAPPENED, SECRET, story
from tests.api.served import Served

LATER = "2026-03-01"
SEALS: dict[str, tuple[dict[str, str], str]] = {
    "private": ({"visibility": "private"}, "rival"),
    "embargo": ({"visibility": "public", "visible_from": LATER}, "rival"),
    "clients": ({"visibility": "clients"}, "blind"),
}
"""Seal -> what a prediction says, and a key that may write and resolve but not read its words."""

JUDGE = ("read", "record", "assign", "resolve")
NUMBER = count()


class Writers(Served):
    people: ClassVar = {
        "author": (JUDGE, "Ada Example"),
        "rival": (JUDGE, "Rita Rival"),
        "blind": (("record", "resolve"), "Bo Blind"),
        "keeper": ((*JUDGE, "admin"), None),
    }


class Sealed(dict[str, str]):
    """Names in addresses and bodies -> ids of what the author has just recorded under a seal."""

    def __init__(self, instance: Writers, seal: str) -> None:
        super().__init__()
        self.instance, self.said = instance, SEALS[seal][0]

    def __missing__(self, name: str) -> str:
        self[name] = str(_MAKERS[name](self))
        return self[name]

    def log(self, **said: Any) -> str:
        words = {"statement": f"{SECRET}-{next(NUMBER)}", "essay": "https://essays.example/1"}
        return str(self.instance.log(**words, **self.said, **said)["id"])

    def made(self, path: str, body: Any, **options: Any) -> str:
        return str(self.instance.made(path.format_map(self), _filled(body, self), **options)["id"])

    def story(self, *lines: dict[str, Any]) -> str:
        """An open run of a new source with these lines; its id."""
        run = self.instance.made("/v1/imports", {"source": f"s{next(NUMBER)}"})["run"]
        told = send(self.instance, run, lines, key="author")
        assert {one["status"] for one in told} == {"recorded"}, told
        return str(run)


def _settled(sealed: Sealed) -> str:
    prediction = sealed.log(probability=0.4)
    sealed.made(f"/v1/predictions/{prediction}/resolution", {"outcome": "no", "note": SECRET})
    return prediction


def _contested(sealed: Sealed) -> str:
    prediction = _settled(sealed)
    sealed.instance.change(f"/v1/predictions/{prediction}/dispute", {"reason": SECRET})
    return prediction


def _linked(sealed: Sealed) -> str:
    prediction = sealed.log()
    body = {"development": "{happened}", "bearing": "supports"}
    sealed.instance.made(f"/v1/predictions/{prediction}/evidence", _filled(body, sealed))
    return prediction


def _claim(sealed: Sealed) -> Any:
    prediction = sealed.log(quote=f"{SECRET} quote")
    return sealed.instance.get(f"/v1/predictions/{prediction}", key="author").json["claim"]


_MAKERS: dict[str, Callable[[Sealed], Any]] = {
    "open": lambda sealed: sealed.log(),
    "settled": _settled,
    "contested": _contested,
    "linked": _linked,
    "if": lambda sealed: sealed.log(type="conditional", antecedent={"statement": f"{SECRET} if"}),
    "graded": lambda sealed: sealed.log(type="graded"),
    "claim": _claim,
    "rivals_claim": lambda sealed: sealed.made(
        "/v1/claims",
        {"essay": "{essay}", "quote": {"exact": "Mine"}, "stance": "asserts"},
        key="rival",
    ),
    "essay": lambda sealed: sealed.made("/v1/essays", {"url": f"https://rival.example/{next(NUMBER)}"}),
    "forecast": lambda sealed: sealed.made("/v1/predictions/{open}/forecasts", {"probability": 0.4}),
    "happened": lambda sealed: sealed.made("/v1/developments", HAPPENED),
    "rivals_development": lambda sealed: sealed.made("/v1/developments", HAPPENED, key="rival"),
    "decider": lambda sealed: sealed.made(
        "/v1/developments", {**HAPPENED, "resolves": {"prediction": "{open}", "outcome": "yes"}}
    ),
    "run": lambda sealed: sealed.story(*story(sealed.said)),
}


@dataclass(frozen=True)
class Write:
    """A write at `rule`, and how it is refused; `is_seen` where it names the version it has seen."""

    rule: str
    body: Any = None
    path: str = ""
    status: int = 403
    code: str = "forbidden"
    pointer: str | None = None
    is_seen: bool = False
    may: tuple[str, ...] = ("author", "keeper")

    @property
    def address(self) -> str:
        return self.path or self.rule.replace("<prediction_id>", "{open}")


def named(pointer: str, rule: str, **fields: Any) -> Write:
    """A write of the rival's own that only names what is withheld."""
    return Write(rule, fields.pop("body"), status=422, code="invalid", pointer=pointer, **fields)


def on(part: str, name: str, body: Any, **fields: Any) -> Write:
    return Write(
        f"/v1/predictions/<prediction_id>/{part}", body, f"/v1/predictions/{{{name}}}/{part}", **fields
    )


def _mine(**said: Any) -> dict[str, Any]:
    return {"statement": "Mine", "deadline": "2026-06-30", "author": "Rita Rival", "again": True, **said}


OUTRIGHT = {**HAPPENED, "resolves": {"prediction": "{open}", "outcome": "yes"}}
LOG, DEVELOPMENTS = "/v1/predictions", "/v1/developments"
CORRECT = f"{DEVELOPMENTS}/<development_id>/correct"
LINKS = "/v1/claims/<claim_id>/links"
RULE = {"prediction": "{open}", "is": "yes"}
WRITES = [
    named("/claim", LOG, body=_mine(claim="{claim}")),
    named("/supersedes", LOG, body=_mine(supersedes="{open}")),
    named("/rule", LOG, body=_mine(rule=RULE)),
    named(
        "/rule", LOG, body=_mine(type="conditional", antecedent={"statement": "They meet", "rule": {"not": RULE}})
    ),
    on("forecasts", "open", {"probability": 0.9, "forecaster": "Rita Rival"}),
    on("resolution", "open", {"outcome": "no", "note": "I saw it"}),
    on("resolution", "settled", {"outcome": "yes", "reason": "x", "source": "https://a.example", "happened_on": "2025-12-31"}, is_seen=True),
    on("dispute", "settled", {"reason": "was it?"}, is_seen=True),
    on("uphold", "contested", {"reason": "it was"}, is_seen=True),
    on("annul", "open", {"reason": "ambiguous"}, is_seen=True),
    on("antecedent", "if", {"happened_on": "2025-12-31"}),
    on("grades", "graded", {"grade": 2, "grader": "Rita"}),
    on("amend", "open", {"criteria": "Clearer", "reason": "clearer"}, is_seen=True),
    on("withdraw", "open", {"reason": "no more"}, is_seen=True),
    on("visibility", "open", {"visibility": "public"}),
    on("undo", "open", None, status=409, code="conflict", may=("author",)),
    on("evidence", "open", {"development": "{rivals_development}", "bearing": "supports"}),
    Write(
        "/v1/predictions/<prediction_id>/evidence/<development_id>/unlink",
        {"reason": "a mistake"},
        "/v1/predictions/{linked}/evidence/{happened}/unlink",
    ),
    Write("/v1/forecasts/<forecast_id>/undo", None, "/v1/forecasts/{forecast}/undo", may=("author",)),
    Write(
        "/v1/claims/<claim_id>/correct",
        {"reason": "mine", "quote": {"exact": "Rita was right"}},
        "/v1/claims/{claim}/correct",
        is_seen=True,
    ),
    Write(LINKS, {"to": "{rivals_claim}", "relation": "contradicts"}, "/v1/claims/{claim}/links"),
    Write(LINKS, {"to": "{claim}", "relation": "contradicts"}, "/v1/claims/{rivals_claim}/links"),
    named("/about/0", DEVELOPMENTS, body={**HAPPENED, "about": ["{open}"]}),
    named("/resolves/prediction", DEVELOPMENTS, body=OUTRIGHT),
    named(
        "/resolves/prediction",
        CORRECT,
        body={**OUTRIGHT, "reason": "wrong"},
        path="/v1/developments/{rivals_development}/correct",
        is_seen=True,
    ),
    Write(CORRECT, {**HAPPENED, "reason": "wrong"}, "/v1/developments/{decider}/correct", is_seen=True),
    Write(
        f"{DEVELOPMENTS}/<development_id>/retract",
        {"reason": "a hoax"},
        "/v1/developments/{decider}/retract",
        is_seen=True,
    ),
    Write("/v1/imports/<run>/clock", {"at": "2025-06-01T00:00:00Z"}, "/v1/imports/{run}/clock"),
]  # fmt: skip

TRIED_BY_LINE = {"/v1/imports/<run>/lines"}
NAME_NOTHING_WITHHELD = {
    "/v1/essays",
    "/v1/essays/<essay_id>/revise",
    "/v1/essays/<essay_id>/suggestions",
    "/v1/claims",
    "/v1/rules/check",
    "/v1/imports",
    "/v1/imports/<run>/finish",
    "/v1/hooks/ghost",
}
"""Essays can be read by everybody; a source is a namespace that keys share; the others record nothing."""

FOR_ADMINS = {
    "/v1/forecasters/<forecaster_id>/rename",
    "/v1/forecasters/<forecaster_id>/merge",
    "/v1/forecasters/<forecaster_id>/unmerge",
    "/v1/keys",
    "/v1/keys/<key_id>/rotate",
    "/v1/keys/<key_id>/revoke",
    "/v1/subscribers",
    "/v1/subscribers/<subscriber_id>/change",
    "/v1/subscribers/<subscriber_id>/verify",
    "/v1/subscribers/<subscriber_id>/pause",
    "/v1/subscribers/<subscriber_id>/enable",
    "/v1/subscribers/<subscriber_id>/remove",
    "/v1/subscribers/<subscriber_id>/secret",
    "/v1/subscribers/<subscriber_id>/deliveries/<message_id>/resend",
    "/v1/subscribers/<subscriber_id>/recover",
    "/v1/subscribers/<subscriber_id>/replay",
    "/v1/subscribers/<subscriber_id>/test",
}
"""Who keeps the tracker may read everything."""


def prepare(sealed: Sealed, write: Write) -> None:
    """Record what the write names."""
    write.address.format_map(sealed)
    _filled(write.body, sealed)


def attempt(instance: Writers, sealed: Sealed, write: Write, *, key: str, version: str | None = None) -> Any:
    """The answer to a write; `version` is named instead of the one that its author sees."""
    path = write.address.format_map(sealed)
    headers = {"If_Match": version or _tag(instance, path)} if write.is_seen else {}
    return instance.post(path, _filled(write.body, sealed), key=key, **headers)


def send(instance: Writers, run: str, lines: Any, *, key: str) -> Any:
    """What became of the lines."""
    body = b"".join(json.dumps(one).encode() + b"\n" for one in lines)
    headers = {**instance.headers(key), "Content-Type": "application/x-ndjson"}
    answer = instance.client.post(f"/v1/imports/{run}/lines", data=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json["items"]


def _tag(instance: Writers, path: str) -> str:
    return str(instance.get(path.rpartition("/")[0], key="author").headers["ETag"])


def _filled(body: Any, sealed: Sealed) -> Any:
    match body:
        case str():
            return body.format_map(sealed)
        case dict():
            return {name: _filled(part, sealed) for name, part in body.items()}
        case list():
            return [_filled(part, sealed) for part in body]
        case _:
            return body
