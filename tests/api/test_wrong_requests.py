"""Wrong requests: each has its documented status and problem document, and the log does not move."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.house import AUTHOR, open_application, settings_for
from tracker.app import create_app
from tracker.application.access import issue_key
from tracker.domain.key import SCOPES
from tracker.store.log import read_head

GOOD = {"statement": "It will rain", "deadline": "2099-12-31"}
MISSING = "prd_0000000000"
CLAIM = {"essay": "{essay}", "quote": {"exact": "It falls"}, "stance": "asserts"}
FIRST = {"If-Match": '"v1"'}


@dataclass
class House:
    client: FlaskClient
    application: Any
    keys: dict[str, str]
    ids: dict[str, str] = field(default_factory=dict)

    def position(self) -> int:
        with self.application.database.reading() as tx:
            return int(read_head(tx).position)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with open_application(folder) as application:
        keys = {
            "all": issue_key(application, name="all", scopes=SCOPES, author=AUTHOR)[1],
            "read": issue_key(application, name="read", scopes=("read",), author=None)[1],
            "record": issue_key(application, name="record", scopes=("read", "record"), author=AUTHOR)[1],
            "other": issue_key(application, name="other", scopes=("read", "record", "resolve"), author="Ed")[
                1
            ],
            "nobody": issue_key(application, name="nobody", scopes=("read", "record"), author=None)[1],
        }
        house = House(create_app(settings_for(folder), application).test_client(), application, keys)
        _furnish(house)
        yield house


def _furnish(house: House) -> None:
    """One prediction of each kind and state that requests can go wrong about."""
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
    house.ids = {name: _made(house, "/v1/predictions", {**GOOD, **said}) for name, said in kinds.items()}
    at = {name: f"/v1/predictions/{one}" for name, one in house.ids.items()}
    _made(house, f"{at['resolved']}/resolution", {"outcome": "no", "note": "seen"})
    _made(house, f"{at['withdrawn']}/withdraw", {"reason": "no more"}, if_match='"v1"')
    _made(house, f"{at['undone']}/undo", {})
    house.ids["forecast"] = _made(house, f"{at['prediction']}/forecasts", {"probability": 0.4})
    _made(house, "/v1/predictions", {**GOOD, "statement": "Kept"}, key="used")
    house.ids["essay"] = _made(house, "/v1/essays", {"url": "https://essays.example/1", "text": "It falls."})
    house.ids["claim"] = _made(house, "/v1/claims", {**CLAIM, "essay": house.ids["essay"]})
    happened = {"headline": "It rained", "occurred_on": "2026-01-01"}
    for name in ("development", "retracted"):
        house.ids[name] = _made(house, "/v1/developments", happened)
    _made(house, f"/v1/developments/{house.ids['retracted']}/retract", {"reason": "a hoax"}, if_match='"v1"')
    house.ids["run"] = _made(house, "/v1/imports", {"source": "open"}, name="run")
    house.ids["finished"] = _made(house, "/v1/imports", {"source": "finished"}, name="run")
    house.client.post(f"/v1/imports/{house.ids['finished']}/finish", headers=_headers(house.keys["all"]))


@dataclass(frozen=True)
class Wrong:
    """A request and what it must be told; `{prediction}` and the like stand for what the house has."""

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


RESOLUTION = "/v1/predictions/{prediction}/resolution"
LINES = "/v1/imports/{run}/lines"
NDJSON = {"Content-Type": "application/x-ndjson"}
SEEN = {"If-Match": '"v1"'}
SETTLED = {"If-Match": '"v2"'}
OVERRIDE = "It will \u202e.niar"
IF = {**GOOD, "type": "conditional", "antecedent": {"statement": "They meet"}}
CHOICE = {**GOOD, "type": "categorical", "options": ["A", "B"]}


def on(name: str, part: str) -> str:
    return f"/v1/predictions/{{{name}}}/{part}"


def about(name: str, part: str) -> str:
    return f"/v1/developments/{{{name}}}/{part}"


HAPPENED = {"headline": "x", "occurred_on": "2026-01-01"}

WRONG = [
    Wrong("no key", 401, "unauthorized", body=GOOD, key=None),
    Wrong("a key that is none", 401, "unauthorized", body=GOOD, headers={"Authorization": "Bearer nonsense"}, key=None),
    Wrong("a well-formed key nobody has", 401, "unauthorized", body=GOOD, headers={"Authorization": "Bearer trk_live_" + "0" * 38}, key=None),
    Wrong("another scheme", 401, "unauthorized", body=GOOD, headers={"Authorization": "Basic YTpi"}, key=None),
    Wrong("a key that may only read", 403, "forbidden", body=GOOD, key="read"),
    Wrong("a key that may not resolve", 403, "forbidden", RESOLUTION, {"outcome": "no", "note": "x"}, key="record"),
    Wrong("resolving through a development without the scope", 403, "forbidden", "/v1/developments", {"headline": "x", "occurred_on": "2026-01-01", "resolves": {"prediction": "{prediction}", "outcome": "yes"}}, key="record"),
    Wrong("malformed JSON", 400, "malformed", raw=b"{"),
    Wrong("a name that stands twice", 400, "malformed", raw=b'{"statement": "a", "statement": "b", "deadline": "2099-12-31"}'),
    Wrong("NaN", 400, "malformed", raw=b'{"statement": "a", "deadline": "2099-12-31", "probability": NaN}'),
    Wrong("bytes that are not UTF-8", 400, "malformed", raw=b'{"statement": "\xff"}'),
    Wrong("not JSON at all", 415, "unsupported_media_type", raw=b"statement=a", headers={"Content-Type": "application/x-www-form-urlencoded"}),
    Wrong("a list", 422, "invalid", body=[GOOD]),
    Wrong("no statement", 422, "invalid", body={"deadline": "2099-12-31"}, pointer="/statement"),
    Wrong("an empty statement", 422, "invalid", body={**GOOD, "statement": "  "}, pointer="/statement"),
    Wrong("10,000 characters", 422, "invalid", body={**GOOD, "statement": "a" * 10_000}, pointer="/statement"),
    Wrong("an unknown field", 422, "invalid", body={**GOOD, "deadlin": "2099-12-31"}, pointer="/deadlin"),
    Wrong("a probability of 30", 422, "invalid", body={**GOOD, "probability": 30}, pointer="/probability"),
    Wrong("a negative probability", 422, "invalid", body={**GOOD, "probability": -0.1}, pointer="/probability"),
    Wrong("true as a probability", 422, "invalid", body={**GOOD, "probability": True}, pointer="/probability"),
    Wrong("a word that is on no scale", 422, "invalid", body={**GOOD, "probability": "somehow"}, pointer="/probability"),
    Wrong("a deadline that has passed", 422, "invalid", body={**GOOD, "deadline": "2020-01-01"}, pointer="/deadline"),
    Wrong("a deadline that is no date", 422, "invalid", body={**GOOD, "deadline": "2099-02-31"}, pointer="/deadline"),
    Wrong("a deadline without an offset", 422, "invalid", body={**GOOD, "deadline": "2099-12-31T00:00:00"}, pointer="/deadline"),
    Wrong("an unknown zone", 422, "invalid", body={**GOOD, "timezone": "Asia/Atlantis"}, pointer="/timezone"),
    Wrong("an unknown author", 422, "invalid", body={**GOOD, "author": "Ada Exampel"}, pointer="/author"),
    Wrong("no author", 422, "invalid", body=GOOD, key="nobody", pointer="/author"),
    Wrong("a kind that is none", 422, "invalid", body={**GOOD, "type": "numerical"}, pointer="/type"),
    Wrong("a settlement that is none", 422, "invalid", body={**GOOD, "settlement": "later"}, pointer="/settlement"),
    Wrong("a visibility that is none", 422, "invalid", body={**GOOD, "visibility": "secret"}, pointer="/visibility"),
    Wrong("a metric rule without its op", 422, "invalid", body={**GOOD, "rule": {"metric": "a.b", "value": 1}}, pointer="/rule/op"),
    Wrong("an empty rule", 422, "invalid", body={**GOOD, "rule": {}}, pointer="/rule"),
    Wrong("a rule six levels deep", 422, "invalid", body={**GOOD, "rule": {"not": {"not": {"not": {"not": {"not": {"event_type": "a"}}}}}}}),
    Wrong("a quote without its essay", 422, "invalid", body={**GOOD, "quote": "rain"}, pointer="/essay"),
    Wrong("an essay nobody knows", 422, "invalid", body={**GOOD, "essay": "ess_none"}, pointer="/essay"),
    Wrong("control characters", 422, "invalid", body={**GOOD, "statement": "a\u0000b"}, pointer="/statement"),
    Wrong("the same prediction again", 409, "already_recorded", body={**GOOD, "statement": "open"}),
    Wrong("an idempotency key used for another body", 422, "idempotency_key_reused", body=GOOD, headers={"Idempotency-Key": "used"}),
    Wrong("an empty idempotency key", 422, "invalid", body=GOOD, headers={"Idempotency-Key": '""'}),
    Wrong("a forecast on nothing", 404, "not_found", f"/v1/predictions/{MISSING}/forecasts", {"probability": 0.5}),
    Wrong("a forecast after the outcome", 409, "conflict", "/v1/predictions/{resolved}/forecasts", {"probability": 0.5}),
    Wrong("an outcome that is none", 422, "invalid", RESOLUTION, {"outcome": "maybe", "note": "x"}, pointer="/outcome"),
    Wrong("an annulment as an outcome", 422, "invalid", RESOLUTION, {"outcome": "annulled", "note": "x"}, pointer="/outcome"),
    Wrong("a yes without a source", 422, "invalid", RESOLUTION, {"outcome": "yes", "happened_on": "2026-01-01"}, pointer="/source"),
    Wrong("a no out of nowhere", 422, "invalid", RESOLUTION, {"outcome": "no"}, pointer="/note"),
    Wrong("an outcome from the future", 422, "invalid", RESOLUTION, {"outcome": "no", "note": "x", "happened_on": "2098-01-01"}, pointer="/happened_on"),
    Wrong("a change of the outcome without If-Match", 428, "precondition_required", "/v1/predictions/{resolved}/resolution", {"outcome": "yes", "source": "https://a.example", "happened_on": "2026-01-01", "reason": "x"}),
    Wrong("a stale If-Match", 412, "precondition_failed", "/v1/predictions/{resolved}/resolution", {"outcome": "no", "note": "x", "reason": "y"}, headers={"If-Match": '"v1"'}),
    Wrong("a development from the future", 422, "invalid", "/v1/developments", {"headline": "x", "occurred_on": "2098-01-01"}, pointer="/occurred_on"),
    Wrong("an undated development", 422, "invalid", "/v1/developments", {"headline": "x"}, pointer="/occurred_on"),
    Wrong("a development about nothing", 422, "invalid", "/v1/developments", {"headline": "x", "occurred_on": "2026-01-01", "about": [MISSING]}, pointer="/about/0"),
    Wrong("lines that are not lines", 415, "unsupported_media_type", LINES, raw=b"{}", headers={"Content-Type": "application/json"}),
    Wrong("lines for a run that is finished", 409, "conflict", "/v1/imports/{finished}/lines", raw=b"{}\n", headers=NDJSON),
    Wrong("lines for no run", 404, "not_found", "/v1/imports/none/lines", raw=b"{}\n", headers=NDJSON),
    Wrong("1,001 lines", 422, "invalid", LINES, raw=b"{}\n" * 1_001, headers=NDJSON),
    Wrong("a story clock ahead of ours", 422, "invalid", "/v1/imports/{run}/clock", {"at": "2098-01-01T00:00:00Z"}, pointer="/at"),
    Wrong("an essay of nothing", 422, "invalid", "/v1/essays", {"note": "x"}, pointer="/url"),
    Wrong("an address that is none", 422, "invalid", "/v1/essays", {"url": "javascript:alert(1)"}, pointer="/url"),
    Wrong("an essay of an unknown zone", 422, "invalid", "/v1/essays", {"title": "x", "timezone": "Asia/Atlantis"}, pointer="/timezone"),
    Wrong("an essay published on no day", 422, "invalid", "/v1/essays", {"title": "x", "published_at": "2025-02-30"}, pointer="/published_at"),
    Wrong("a text past the limit", 422, "invalid", "/v1/essays", {"title": "x", "text": "a" * 500_001}, pointer="/text"),
    Wrong("the same essay again", 409, "already_recorded", "/v1/essays", {"url": "https://essays.example/1"}),
    Wrong("a revision without If-Match", 428, "precondition_required", "/v1/essays/{essay}/revise", {"title": "x"}),
    Wrong("a revision of another version", 412, "precondition_failed", "/v1/essays/{essay}/revise", {"title": "x"}, headers={"If-Match": '"v9"'}),
    Wrong("a revision of nothing", 422, "invalid", "/v1/essays/{essay}/revise", {"note": "x"}, headers=FIRST, pointer="/text"),
    Wrong("a revision of the address", 422, "invalid", "/v1/essays/{essay}/revise", {"url": "https://essays.example/2"}, headers=FIRST, pointer="/url"),
    Wrong("a revision of no essay", 404, "not_found", "/v1/essays/ess_0000000000/revise", {"title": "x"}, headers=FIRST),
    Wrong("no such essay", 404, "not_found", "/v1/essays/ess_0000000000", method="GET"),
    Wrong("texts without a key", 401, "unauthorized", "/v1/essays/{essay}/texts", method="GET", key=None),
    Wrong("a text it never had", 404, "not_found", "/v1/essays/{essay}/texts/" + "0" * 64, method="GET"),
    Wrong("a claim of no essay", 422, "invalid", "/v1/claims", {**CLAIM, "essay": "ess_0000000000"}, pointer="/essay"),
    Wrong("a claim of no stance", 422, "invalid", "/v1/claims", {**CLAIM, "stance": "mutters"}, pointer="/stance"),
    Wrong("a claim without its stance", 422, "invalid", "/v1/claims", {"essay": "{essay}", "quote": {"exact": "It falls"}}, pointer="/stance"),
    Wrong("an empty quote", 422, "invalid", "/v1/claims", {**CLAIM, "quote": {"exact": ""}}, pointer="/quote/exact"),
    Wrong("half a position", 422, "invalid", "/v1/claims", {**CLAIM, "quote": {"exact": "It falls", "start": 0}}, pointer="/quote"),
    Wrong("a position that does not fit", 422, "invalid", "/v1/claims", {**CLAIM, "quote": {"exact": "It falls", "start": 0, "end": 9}}, pointer="/quote/end"),
    Wrong("a position before the text", 422, "invalid", "/v1/claims", {**CLAIM, "quote": {"exact": "It falls", "start": -1, "end": 7}}, pointer="/quote/start"),
    Wrong("a claim by a key that may only read", 403, "forbidden", "/v1/claims", CLAIM, key="read"),
    Wrong("a correction without its reason", 422, "invalid", "/v1/claims/{claim}/correct", {"stance": "hedges"}, headers=FIRST, pointer="/reason"),
    Wrong("a correction of nothing", 422, "invalid", "/v1/claims/{claim}/correct", {"reason": "x"}, headers=FIRST, pointer="/quote"),
    Wrong("a correction without If-Match", 428, "precondition_required", "/v1/claims/{claim}/correct", {"reason": "x", "stance": "hedges"}),
    Wrong("a correction of another version", 412, "precondition_failed", "/v1/claims/{claim}/correct", {"reason": "x", "stance": "hedges"}, headers={"If-Match": '"v9"'}),
    Wrong("a link to itself", 422, "invalid", "/v1/claims/{claim}/links", {"to": "{claim}", "relation": "restates"}, pointer="/to"),
    Wrong("a link to nothing", 422, "invalid", "/v1/claims/{claim}/links", {"to": "clm_0000000000", "relation": "restates"}, pointer="/to"),
    Wrong("a link of another kind", 422, "invalid", "/v1/claims/{claim}/links", {"to": "clm_0000000000", "relation": "likes"}, pointer="/relation"),
    Wrong("a link of no claim", 404, "not_found", "/v1/claims/clm_0000000000/links", {"to": "{claim}", "relation": "restates"}),
    Wrong("no such claim", 404, "not_found", "/v1/claims/clm_0000000000", method="GET"),
    Wrong("the predictions of no claim", 404, "not_found", "/v1/claims/clm_0000000000/predictions", method="GET"),
    Wrong("a body past the limit", 413, "too_large", raw=b" " * 1_200_000),
    Wrong("no such address", 404, "not_found", "/v1/nothing", GOOD),
    Wrong("no such method", 405, "method_not_allowed", "/v1/predictions/{prediction}", method="DELETE"),
    Wrong("no such prediction", 404, "not_found", f"/v1/predictions/{MISSING}", method="GET"),
    Wrong("an unknown query parameter", 422, "invalid", "/v1/predictions?colour=red", method="GET", pointer="/query/colour"),
    Wrong("a limit past the limit", 422, "invalid", "/v1/predictions?limit=1000", method="GET", pointer="/query/limit"),
    Wrong("a cursor that is none", 422, "invalid", "/v1/predictions?cursor=abc", method="GET", pointer="/query/cursor"),
    Wrong("the log without a key", 401, "unauthorized", "/v1/events", method="GET", key=None),
    # What may be said of a prediction
    Wrong("infinity", 400, "malformed", raw=b'{"statement": "a", "deadline": "2099-12-31", "probability": -Infinity}'),
    Wrong("a number past every number", 422, "invalid", raw=b'{"statement": "a", "deadline": "2099-12-31", "probability": 1e999}', pointer="/probability"),
    Wrong("a number of 5,000 digits", 400, "malformed", raw=b'{"probability": ' + b"1" * 5_000 + b"}"),
    Wrong("a body nested too deep", 400, "malformed", raw=b'{"rule": ' + b'{"not": ' * 100 + b"1" + b"}" * 101),
    Wrong("a statement that is null", 422, "invalid", body={**GOOD, "statement": None}, pointer="/statement"),
    Wrong("a statement that is a number", 422, "invalid", body={**GOOD, "statement": 7}, pointer="/statement"),
    Wrong("a statement that is read backwards", 422, "invalid", body={**GOOD, "statement": OVERRIDE}, pointer="/statement"),
    Wrong("criteria with an isolate", 422, "invalid", body={**GOOD, "criteria": "a\u2066b"}, pointer="/criteria"),
    Wrong("an option that is read backwards", 422, "invalid", body={**CHOICE, "options": ["A", OVERRIDE]}, pointer="/options/1"),
    Wrong("a condition that is read backwards", 422, "invalid", body={**IF, "antecedent": {"statement": OVERRIDE}}, pointer="/antecedent/statement"),
    Wrong("a control character in a note", 422, "invalid", body={**GOOD, "note": "a\u0007b"}, pointer="/note"),
    Wrong("half a character", 422, "invalid", raw=b'{"statement": "\\ud800", "deadline": "2099-12-31"}', pointer="/statement"),
    Wrong("4,001 characters of criteria", 422, "invalid", body={**GOOD, "criteria": "a" * 4_001}, pointer="/criteria"),
    Wrong("2,001 characters of note", 422, "invalid", body={**GOOD, "note": "a" * 2_001}, pointer="/note"),
    Wrong("topics that are no list", 422, "invalid", body={**GOOD, "topics": "rain"}, pointer="/topics"),
    Wrong("21 topics", 422, "invalid", body={**GOOD, "topics": [f"t{n}" for n in range(21)]}, pointer="/topics"),
    Wrong("a topic that is no word", 422, "invalid", body={**GOOD, "topics": ["a|b"]}, pointer="/topics"),
    Wrong("an embargo that is no date", 422, "invalid", body={**GOOD, "visible_from": "soon"}, pointer="/visible_from"),
    Wrong("a claim nobody knows", 422, "invalid", body={**GOOD, "claim": "clm_none"}, pointer="/claim"),
    Wrong("superseding nothing", 404, "not_found", body={**GOOD, "supersedes": MISSING}),
    Wrong("superseding what was taken back", 404, "not_found", body={**GOOD, "supersedes": "{undone}"}),
    Wrong("an again that is a word", 422, "invalid", body={**GOOD, "again": "yes"}, pointer="/again"),
    Wrong("a policy that is none", 422, "invalid", body={**GOOD, "actor_ended": "ignore"}, pointer="/actor_ended"),
    Wrong("a choice without options", 422, "invalid", body={**GOOD, "type": "categorical"}, pointer="/options"),
    Wrong("a choice of one", 422, "invalid", body={**CHOICE, "options": ["A"]}, pointer="/options"),
    Wrong("options that are alike", 422, "invalid", body={**CHOICE, "options": ["A", "a "]}, pointer="/options"),
    Wrong("101 options", 422, "invalid", body={**CHOICE, "options": [str(n) for n in range(101)]}, pointer="/options"),
    Wrong("options of a yes or no", 422, "invalid", body={**GOOD, "options": ["A", "B"]}, pointer="/options"),
    Wrong("a unit of a yes or no", 422, "invalid", body={**GOOD, "unit": "%"}, pointer="/unit"),
    Wrong("a conditional without its condition", 422, "invalid", body={**GOOD, "type": "conditional"}, pointer="/antecedent"),
    Wrong("a condition that has passed", 422, "invalid", body={**IF, "antecedent": {"statement": "x", "by": "2020-01-01"}}, pointer="/antecedent/by"),
    Wrong("a condition with an unknown field", 422, "invalid", body={**IF, "antecedent": {"statement": "x", "until": "2098-01-01"}}, pointer="/antecedent/until"),
    Wrong("a condition of a yes or no", 422, "invalid", body={**IF, "type": "binary"}, pointer="/antecedent"),
    Wrong("within no days", 422, "invalid", body={**IF, "consequent": {"within_days": 0}}, pointer="/consequent/within_days"),
    Wrong("days that are text", 422, "invalid", body={**IF, "consequent": {"within_days": "10"}}, pointer="/consequent/within_days"),
    Wrong("a consequent of no kind", 422, "invalid", body={**IF, "consequent": {"type": "thesis"}}, pointer="/consequent/type"),
    Wrong("a thesis with a rule", 422, "invalid", body={**GOOD, "type": "thesis", "rule": {"event_type": "x"}}, pointer="/rule"),
    Wrong("a thesis with a number", 422, "invalid", body={**GOOD, "type": "thesis", "probability": 0.5}),
    Wrong("a default that does not fit", 422, "invalid", body={**CHOICE, "default_outcome": "C"}, pointer="/default_outcome"),
    Wrong("a default that is true", 422, "invalid", body={**GOOD, "default_outcome": True}, pointer="/default_outcome"),
    Wrong("a rule that is a list", 422, "invalid", body={**GOOD, "rule": []}, pointer="/rule"),
    Wrong("a measure that compares", 422, "invalid", body={**GOOD, "type": "numeric", "rule": {"metric": "a", "op": "lt", "value": 1}}, pointer="/rule/op"),
    Wrong("a value in another unit", 422, "invalid", body={**GOOD, "type": "numeric", "unit": "%", "rule": {"metric": "a", "unit": "bp"}}, pointer="/rule/unit"),
    Wrong("a rule about nothing", 422, "invalid", body={**GOOD, "rule": {"prediction": MISSING, "is": "yes"}}, pointer="/rule"),
    Wrong("a rule about an outcome that cannot be", 422, "invalid", body={**GOOD, "rule": {"prediction": "{prediction}", "is": "perhaps"}}, pointer="/rule"),
    Wrong("a rule about what is withheld", 422, "invalid", body={**GOOD, "author": "Ed", "rule": {"prediction": "{private}", "is": "yes"}}, key="other", pointer="/rule"),
    # Forecasts
    Wrong("a forecast that says nothing", 422, "invalid", on("prediction", "forecasts"), {}, pointer="/probability"),
    Wrong("a probability for a choice", 422, "invalid", on("choice", "forecasts"), {"probability": 0.5}, pointer="/probability"),
    Wrong("a word for a number", 422, "invalid", on("number", "forecasts"), {"probability": "may"}, pointer="/probability"),
    Wrong("options that are not the options", 422, "invalid", on("choice", "forecasts"), {"probabilities": {"A": 0.5, "C": 0.5}}, pointer="/probabilities"),
    Wrong("probabilities that do not add up", 422, "invalid", on("choice", "forecasts"), {"probabilities": {"A": 0.5, "B": 0.6}}, pointer="/probabilities"),
    Wrong("a probability that is text", 422, "invalid", on("choice", "forecasts"), {"probabilities": {"A": "0.5", "B": 0.5}}, pointer="/probabilities/A/value"),
    Wrong("two quantiles", 422, "invalid", on("number", "forecasts"), {"quantiles": [[0.1, 1], [0.9, 2]]}, pointer="/quantiles"),
    Wrong("a quantile that is no pair", 422, "invalid", on("number", "forecasts"), {"quantiles": [[0.1, 1, 2], [0.5, 1], [0.9, 1]]}, pointer="/quantiles/0"),
    Wrong("quantiles that fall", 422, "invalid", on("number", "forecasts"), {"quantiles": [[0.1, 3], [0.5, 2], [0.9, 1]]}, pointer="/quantiles"),
    Wrong("a knot without an instant", 422, "invalid", on("date", "forecasts"), {"cdf": [["2026-01-01", 0.5]]}, pointer="/cdf/0/0"),
    Wrong("knots that fall", 422, "invalid", on("date", "forecasts"), {"cdf": [["2026-01-01T00:00:00Z", 0.5], ["2026-02-01T00:00:00Z", 0.4]]}, pointer="/cdf"),
    Wrong("a scale nobody knows", 422, "invalid", on("prediction", "forecasts"), {"probability": "likely", "scale": "mine"}, pointer="/scale"),
    Wrong("a forecast of somebody unknown", 422, "invalid", on("prediction", "forecasts"), {"probability": 0.5, "forecaster": "Nobody"}, pointer="/forecaster"),
    Wrong("a forecast on a thesis", 422, "invalid", on("thesis", "forecasts"), {"probability": 0.5}),
    Wrong("a forecast on what was withdrawn", 409, "conflict", on("withdrawn", "forecasts"), {"probability": 0.5}),
    Wrong("a forecast on what was taken back", 404, "not_found", on("undone", "forecasts"), {"probability": 0.5}),
    Wrong("a forecast on what is withheld", 403, "forbidden", on("private", "forecasts"), {"probability": 0.5}, key="other"),
    Wrong("a forecast without the scope", 403, "forbidden", on("prediction", "forecasts"), {"probability": 0.5}, key="read"),
    Wrong("taking back no forecast", 404, "not_found", "/v1/forecasts/fct_none/undo"),
    Wrong("taking back somebody's forecast", 409, "conflict", "/v1/forecasts/{forecast}/undo", key="other"),
    # Changes
    Wrong("rewording blindly", 428, "precondition_required", on("prediction", "amend"), {"statement": "x", "reason": "y"}),
    Wrong("rewording any version", 428, "precondition_required", on("prediction", "amend"), {"statement": "x", "reason": "y"}, headers={"If-Match": "*"}),
    Wrong("rewording a version that is past", 412, "precondition_failed", on("resolved", "amend"), {"statement": "x", "reason": "y"}, headers=SEEN),
    Wrong("a tag that no record has", 412, "precondition_failed", on("prediction", "amend"), {"statement": "x", "reason": "y"}, headers={"If-Match": '"abc"'}),
    Wrong("rewording without words", 422, "invalid", on("prediction", "amend"), {"reason": "y"}, headers=SEEN, pointer="/statement"),
    Wrong("rewording without a reason", 422, "invalid", on("prediction", "amend"), {"statement": "x"}, headers=SEEN, pointer="/reason"),
    Wrong("rewording backwards", 422, "invalid", on("prediction", "amend"), {"statement": OVERRIDE, "reason": "y"}, headers=SEEN, pointer="/statement"),
    Wrong("rewording the deadline", 422, "invalid", on("prediction", "amend"), {"deadline": "2099-01-01", "reason": "y"}, headers=SEEN, pointer="/deadline"),
    Wrong("rewording what has an outcome", 409, "conflict", on("resolved", "amend"), {"statement": "x", "reason": "y"}, headers=SETTLED),
    Wrong("rewording nothing", 404, "not_found", f"/v1/predictions/{MISSING}/amend", {"statement": "x", "reason": "y"}, headers=SEEN),
    Wrong("withdrawing blindly", 428, "precondition_required", on("prediction", "withdraw"), {"reason": "y"}),
    Wrong("withdrawing what has an outcome", 409, "conflict", on("resolved", "withdraw"), {"reason": "y"}, headers=SETTLED),
    Wrong("hiding what is public", 409, "conflict", on("prediction", "visibility"), {"visibility": "private"}),
    Wrong("an embargo on what is public", 409, "conflict", on("prediction", "visibility"), {"visibility": "public", "visible_from": "2098-01-01"}),
    Wrong("opening to nobody known", 422, "invalid", on("prediction", "visibility"), {"visibility": "friends"}, pointer="/visibility"),
    Wrong("opening somebody's prediction", 403, "forbidden", on("private", "visibility"), {"visibility": "public"}, key="other"),
    Wrong("taking back somebody's prediction", 409, "conflict", on("prediction", "undo"), key="other"),
    Wrong("taking back what has an outcome", 409, "conflict", on("resolved", "undo")),
    Wrong("taking back nothing", 404, "not_found", f"/v1/predictions/{MISSING}/undo"),
    # Outcomes
    Wrong("objecting to nothing", 409, "conflict", on("prediction", "dispute"), {"reason": "y"}, headers=SEEN),
    Wrong("objecting blindly", 428, "precondition_required", on("resolved", "dispute"), {"reason": "y"}),
    Wrong("objecting without a reason", 422, "invalid", on("resolved", "dispute"), {"reason": " "}, headers=SETTLED, pointer="/reason"),
    Wrong("objecting in a form", 415, "unsupported_media_type", on("resolved", "dispute"), raw=b"reason=y", headers={**SETTLED, "Content-Type": "application/x-www-form-urlencoded"}),
    Wrong("objecting without a key", 401, "unauthorized", on("resolved", "dispute"), {"reason": "y"}, headers=SETTLED, key=None),
    Wrong("upholding what nobody disputes", 409, "conflict", on("resolved", "uphold"), {"reason": "y"}, headers=SETTLED),
    Wrong("upholding without the scope", 403, "forbidden", on("resolved", "uphold"), {"reason": "y"}, headers=SETTLED, key="record"),
    Wrong("void without a reason", 422, "invalid", on("prediction", "annul"), {}, headers=SEEN, pointer="/reason"),
    Wrong("void for no known reason", 422, "invalid", on("prediction", "annul"), {"reason": "boring"}, headers=SEEN, pointer="/reason"),
    Wrong("void from the future", 422, "invalid", on("prediction", "annul"), {"reason": "ambiguous", "happened_on": "2098-01-01"}, headers=SEEN, pointer="/happened_on"),
    Wrong("void for a condition it has not", 422, "invalid", on("prediction", "annul"), {"reason": "antecedent_false"}, headers=SEEN, pointer="/reason"),
    Wrong("void for a development nobody knows", 404, "not_found", on("prediction", "annul"), {"reason": "ambiguous", "developments": ["dev_none"]}, headers=SEEN),
    Wrong("void without the scope", 403, "forbidden", on("prediction", "annul"), {"reason": "ambiguous"}, headers=SEEN, key="record"),
    Wrong("grade six", 422, "invalid", on("graded", "grades"), {"grade": 6}, pointer="/grade"),
    Wrong("a grade that is text", 422, "invalid", on("graded", "grades"), {"grade": "4"}, pointer="/grade"),
    Wrong("a grade in between", 422, "invalid", on("graded", "grades"), {"grade": 3.5}, pointer="/grade"),
    Wrong("grading a yes or no", 409, "conflict", on("prediction", "grades"), {"grade": 3}),
    Wrong("grading without the scope", 403, "forbidden", on("graded", "grades"), {"grade": 3}, key="record"),
    Wrong("a condition of what has none", 409, "conflict", on("prediction", "antecedent"), {"happened_on": "2026-01-01"}),
    Wrong("a condition from the future", 422, "invalid", on("if", "antecedent"), {"happened_on": "2098-01-01"}, pointer="/happened_on"),
    Wrong("a condition met on no day", 422, "invalid", on("if", "antecedent"), {}, pointer="/happened_on"),
    Wrong("a condition met on a day that is none", 422, "invalid", on("if", "antecedent"), {"happened_on": "2026-02-30"}, pointer="/happened_on"),
    Wrong("an outcome before the condition", 409, "conflict", on("if", "resolution"), {"outcome": "no", "note": "x"}),
    Wrong("an outcome of a thesis", 422, "invalid", on("thesis", "resolution"), {"outcome": "yes", "note": "x"}, pointer="/outcome"),
    Wrong("an outcome that is no number", 422, "invalid", on("number", "resolution"), {"outcome": "much", "note": "x"}, pointer="/outcome"),
    Wrong("an outcome that is no option", 422, "invalid", on("choice", "resolution"), {"outcome": "C", "note": "x"}, pointer="/outcome"),
    Wrong("an outcome that is no day", 422, "invalid", on("date", "resolution"), {"outcome": "yes", "note": "x"}, pointer="/outcome"),
    Wrong("a share past the whole", 422, "invalid", RESOLUTION, {"outcome": {"partial": 1.5}, "note": "x"}, pointer="/outcome"),
    Wrong("a number without a source", 422, "invalid", on("number", "resolution"), {"outcome": 3, "note": "x"}, pointer="/source"),
    Wrong("a source without a day", 422, "invalid", RESOLUTION, {"outcome": "no", "source": "https://a.example"}, pointer="/happened_on"),
    Wrong("an outcome of nothing", 404, "not_found", f"/v1/predictions/{MISSING}/resolution", {"outcome": "no", "note": "x"}),
    Wrong("an outcome citing nothing", 404, "not_found", RESOLUTION, {"outcome": "no", "development": "dev_none"}),
    Wrong("an outcome citing what was retracted", 409, "conflict", RESOLUTION, {"outcome": "no", "development": "{retracted}"}),
    Wrong("another outcome without a reason", 422, "invalid", on("resolved", "resolution"), {"outcome": {"partial": 0.5}, "source": "https://a.example", "happened_on": "2026-01-01"}, headers=SETTLED, pointer="/reason"),
    Wrong("an outcome of what is withheld", 403, "forbidden", on("private", "resolution"), {"outcome": "no", "note": "x"}, key="other"),
    # Evidence
    Wrong("evidence nobody knows", 404, "not_found", on("prediction", "evidence"), {"development": "dev_none", "bearing": "supports"}),
    Wrong("evidence that was retracted", 409, "conflict", on("prediction", "evidence"), {"development": "{retracted}", "bearing": "supports"}),
    Wrong("a bearing that is none", 422, "invalid", on("prediction", "evidence"), {"development": "{development}", "bearing": "proves"}, pointer="/bearing"),
    Wrong("a strength that is none", 422, "invalid", on("prediction", "evidence"), {"development": "{development}", "bearing": "supports", "strength": "huge"}, pointer="/strength"),
    Wrong("unlinking without a reason", 422, "invalid", on("prediction", "evidence/{development}/unlink"), {}, pointer="/reason"),
    # Developments
    Wrong("a day and an instant", 422, "invalid", "/v1/developments", {**HAPPENED, "occurred_at": "2026-01-01T00:00:00Z"}, pointer="/occurred_at"),
    Wrong("a headline that is read backwards", 422, "invalid", "/v1/developments", {**HAPPENED, "headline": OVERRIDE}, pointer="/headline"),
    Wrong("a fact that is text", 422, "invalid", "/v1/developments", {**HAPPENED, "facts": [{"metric": "a", "value": "1"}]}, pointer="/facts/0/value"),
    Wrong("a fact with an unknown field", 422, "invalid", "/v1/developments", {**HAPPENED, "facts": [{"metric": "a", "value": 1, "error": 2}]}, pointer="/facts/0/error"),
    Wrong("101 facts", 422, "invalid", "/v1/developments", {**HAPPENED, "facts": [{"metric": "a", "value": 1}] * 101}, pointer="/facts"),
    Wrong("resolving nothing", 422, "invalid", "/v1/developments", {**HAPPENED, "resolves": {"prediction": MISSING, "outcome": "yes"}}, pointer="/resolves/prediction"),
    Wrong("resolving to what cannot be", 422, "invalid", "/v1/developments", {**HAPPENED, "resolves": {"prediction": "{prediction}", "outcome": "x"}}, pointer="/resolves/outcome"),
    Wrong("resolving what is withheld", 422, "invalid", "/v1/developments", {**HAPPENED, "resolves": {"prediction": "{private}", "outcome": "yes"}}, key="other", pointer="/resolves/prediction"),
    Wrong("correcting blindly", 428, "precondition_required", about("development", "correct"), {**HAPPENED, "reason": "y"}),
    Wrong("correcting a version that is to come", 412, "precondition_failed", about("development", "correct"), {**HAPPENED, "reason": "y"}, headers={"If-Match": '"v9"'}),
    Wrong("correcting without a reason", 422, "invalid", about("development", "correct"), HAPPENED, headers=SEEN, pointer="/reason"),
    Wrong("correcting into the future", 422, "invalid", about("development", "correct"), {**HAPPENED, "occurred_on": "2098-01-01", "reason": "y"}, headers=SEEN, pointer="/occurred_on"),
    Wrong("correcting what was retracted", 409, "conflict", about("retracted", "correct"), {**HAPPENED, "reason": "y"}, headers=SETTLED),
    Wrong("correcting nothing", 404, "not_found", "/v1/developments/dev_none/correct", {**HAPPENED, "reason": "y"}, headers=SEEN),
    Wrong("retracting blindly", 428, "precondition_required", about("development", "retract"), {"reason": "y"}),
    Wrong("retracting nothing", 404, "not_found", "/v1/developments/dev_none/retract", {"reason": "y"}, headers=SEEN),
    # Reading
    Wrong("an interim score of no instant", 422, "invalid", on("date", "scores?interim_at=2026-01-01"), method="GET", pointer="/query/interim_at"),
    Wrong("the log before its beginning", 422, "invalid", "/v1/events?after=-1", method="GET", pointer="/query/after"),
    Wrong("no event of the log", 422, "invalid", "/v1/events?limit=0", method="GET", pointer="/query/limit"),
    Wrong("a limit given twice", 422, "invalid", "/v1/predictions?limit=1&limit=2", method="GET", pointer="/query/limit"),
    Wrong("a query where there is none", 422, "invalid", "/v1/predictions/{prediction}?colour=red", method="GET", pointer="/query/colour"),
    Wrong("a report by colour", 422, "invalid", "/v1/reports/track-record?by=colour", method="GET", pointer="/query/by"),
    Wrong("a report of no cohort", 422, "invalid", "/v1/reports/track-record?cohort=all", method="GET", pointer="/query/cohort"),
    Wrong("a report of nobody", 422, "invalid", "/v1/reports/track-record?forecaster=Nobody", method="GET", pointer="/query/forecaster"),
    Wrong("a period that ends first", 422, "invalid", "/v1/reports/track-record?from=2026-02-01&to=2026-01-01", method="GET", pointer="/query/to"),
    *(Wrong(f"{part} of nothing", 404, "not_found", f"/v1/predictions/{MISSING}/{part}", method="GET") for part in ("history", "proof", "forecasts", "scores", "evidence", "grades")),
    Wrong("a development nobody knows", 404, "not_found", "/v1/developments/dev_none", method="GET"),
    Wrong("a method that forecasts lack", 405, "method_not_allowed", on("prediction", "forecasts"), method="PUT"),
    Wrong("an idempotency key past the limit", 422, "invalid", on("prediction", "undo"), headers={"Idempotency-Key": "k" * 256}),
    Wrong("an idempotency key used for another address", 422, "idempotency_key_reused", on("prediction", "forecasts"), {"probability": 0.5}, headers={"Idempotency-Key": "used"}),
]  # fmt: skip


def test_there_are_many_ways_to_be_wrong() -> None:
    assert len({wrong.says for wrong in WRONG}) == len(WRONG) >= 95


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.says.replace(" ", "_"))
def test_a_wrong_request_is_told_so_and_the_log_does_not_move(house: House, wrong: Wrong) -> None:
    before = house.position()

    answer = house.client.open(
        _filled(house, wrong.path),
        method=wrong.method,
        data=wrong.raw if wrong.raw is not None else _filled(house, json.dumps(wrong.body)),
        headers={
            "Content-Type": "application/json",
            **_headers(house.keys.get(wrong.key or "")),
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
    assert house.client.get(problem["type"].removeprefix("http://localhost")).status_code == 200
    assert house.position() == before


def test_lines_are_refused_one_by_one_and_say_where(house: House) -> None:
    lines = [
        b'{"seq": 1, "at": "2025-01-01T00:00:00Z", "kind": "grade", "prediction": "P", "grader": "g", "grade": 9}',
        b'{"seq": 2, "at": "2025-01-01T00:00:00Z", "kind": "rumour"}',
        b'{"seq": 3, "at": "2025-01-01T00:00:00Z", "kind": "forecast", "prediction": "P", "forecaster": "f", "probability_source": "none", "p": 1.5}',
        b'{"seq": 4, "at": "2025-01-01T00:00:00Z", "kind": "prediction", "id": "P", "type": "numerical", "statement": "x", "closes": "2025-12-31"}',
        b'{"seq": 5, "at": "2098-01-01T00:00:00Z", "kind": "forecaster", "id": "f", "name": "F"}',
        b"not json",
    ]
    before = house.position()
    answer = house.client.post(
        f"/v1/imports/{house.ids['run']}/lines",
        data=b"\n".join(lines),
        headers={**NDJSON, **_headers(house.keys["all"])},
    )
    assert answer.status_code == 200
    found = [
        (one["line"], one["status"], one["errors"][0]["pointer"], one["errors"][0]["code"])
        for one in answer.json["items"]
    ]
    assert found == [
        (1, "refused", "/grade", "invalid"),
        (2, "refused", "/kind", "unknown_kind"),
        (3, "refused", "/prediction", "unknown_prediction"),
        (4, "refused", "/type", "not_a_choice"),
        (5, "refused", "/at", "in_the_future"),
        (6, "refused", "", "malformed"),
    ]
    assert house.position() == before


def _made(
    house: House,
    path: str,
    body: dict[str, Any],
    *,
    key: str | None = None,
    if_match: str | None = None,
    name: str = "id",
) -> str:
    given = {"Idempotency-Key": key, "If-Match": if_match}
    headers = _headers(house.keys["all"]) | {header: text for header, text in given.items() if text}
    answer = house.client.post(path, json=body, headers=headers)
    assert answer.status_code in {200, 201}, answer.text
    return str(answer.json[name])


def _headers(key: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def _filled(house: House, text: str) -> str:
    for name, one in house.ids.items():
        text = text.replace(f"{{{name}}}", one)
    return text
