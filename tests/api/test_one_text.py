"""One text has one form: what comes in decomposed is the same name, topic, option and statement as the composed one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from tests.api.instances import Instance
from tests.delivery.test_ghost_hook import signed
from tests.support.instance import KINDS, open_application, settings_for, work_off
from tracker.app import create_app
from tracker.store.log.log import log_rows
from tracker.store.sealing import Sealer

NAME, CAFE, STATEMENT = "S\xe9gol\xe8ne", "caf\xe9", "Le caf\xe9 ferme"
APART_NAME, APART_CAFE, APART_STATEMENT = "Se\u0301gole\u0300ne", "cafe\u0301", "Le cafe\u0301 ferme"
DEADLINE = {"deadline": "2099-12-31"}
SECRET = "x" * 32
UNSEEN = {
    "zero-width spaces": "\u200b\u200d\ufeff",
    "combining marks": "\u0301\u0308",
    "Hangul fillers": "\u3164",
    "spaces between": " \u2060 ",
}
NO_PLACES = (
    "localtime",
    "posixrules",
    "Factory",
    "posix/Asia/Tokyo",
    "right/Asia/Tokyo",
    "Etc/GMT+12",
    "Etc/UTC",
    "EST",
)


class Corner(Instance):
    people: ClassVar = {**Instance.people, "accented": (("read", "record", "assign", "resolve"), NAME)}


@pytest.fixture(scope="module", name="instance", params=KINDS)
def _tracker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corner]:
    folder = tmp_path_factory.mktemp("corner")
    settings = settings_for(folder, TRACKER_GHOST_HOOK_SECRET=SECRET)
    with open_application(folder, kind=request.param) as opened:
        application = replace(opened, sealer=Sealer(SECRET))
        yield Corner(application, create_app(settings, application).test_client())


def predict(instance: Corner, **said: Any) -> Any:
    return instance.made("/v1/predictions", {"statement": "It rains", "again": True, **DEADLINE, **said})


def send(instance: Corner, source: str, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    run = instance.made("/v1/imports", {"source": source}, status=200)["run"]
    body = "\n".join(json.dumps({"at": "2025-01-01T00:00:00Z", **line}, ensure_ascii=False) for line in lines)
    answer = instance.client.post(
        f"/v1/imports/{run}/lines",
        data=body.encode(),
        headers={**instance.headers("author"), "Content-Type": "application/x-ndjson"},
    )
    assert answer.status_code == 200, answer.text
    return answer.json["items"]


def people(instance: Corner) -> list[str]:
    return [one["name"] for one in instance.pages("/v1/forecasters")]


def test_an_author_in_another_form_is_the_same_person(instance: Corner) -> None:
    made = predict(instance, author=APART_NAME)
    assert made["author"]["name"] == NAME
    assert people(instance).count(NAME) == 1
    found = instance.pages("/v1/predictions", author=APART_NAME)
    assert made["id"] in {one["id"] for one in found}


def test_a_key_made_for_an_author_in_another_form_makes_no_second_one(instance: Corner) -> None:
    scopes = ["read", "record"]
    instance.made("/v1/keys", {"name": "k", "scopes": scopes, "author": APART_NAME})
    assert people(instance).count(NAME) == 1
    assert APART_NAME not in people(instance)


def test_a_storys_forecaster_in_another_form_is_the_same_person(instance: Corner) -> None:
    told = send(
        instance,
        "forms",
        {"kind": "forecaster", "id": "s", "name": APART_NAME},
        {"kind": "prediction", "id": "p", "seq": 1, "type": "categorical", "statement": APART_STATEMENT,
         "closes": "2025-12-31", "author": "s", "options": [APART_CAFE, "th\xe9"], "topics": [APART_CAFE]},
        {"kind": "forecast", "seq": 2, "prediction": "p", "forecaster": "s", "probability_source": "author_numeric",
         "probabilities": {CAFE: 0.4, "the\u0301": 0.6}},
    )  # fmt: skip
    assert [(one["status"], one["errors"]) for one in told] == [("recorded", [])] * 3
    assert APART_NAME not in people(instance)
    (read,) = instance.pages("/v1/predictions", source="forms")
    assert (read["statement"], read["options"], read["topics"]) == (STATEMENT, [CAFE, "th\xe9"], [CAFE])


def test_names_of_one_line_that_become_the_same_are_refused(instance: Corner) -> None:
    (told,) = send(
        instance,
        "twice",
        {"kind": "forecast", "seq": 1, "prediction": "p", "forecaster": "s", "probability_source": "author_numeric",
         "probabilities": {CAFE: 0.4, APART_CAFE: 0.6}},
    )  # fmt: skip
    assert (told["status"], told["errors"][0]["code"]) == ("refused", "named_twice")


def test_options_of_one_text_are_no_two_options(instance: Corner) -> None:
    body = {"statement": "Which", **DEADLINE, "type": "categorical", "options": ["\xe9", "e\u0301"]}
    answer = instance.post("/v1/predictions", body)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/options")


def test_a_choice_takes_forecasts_and_outcomes_in_either_form(instance: Corner) -> None:
    made = predict(instance, type="categorical", options=[CAFE, "the\u0301"])
    assert made["options"] == [CAFE, "th\xe9"]
    path = f"/v1/predictions/{made['id']}"
    instance.made(f"{path}/forecasts", {"probabilities": {APART_CAFE: 0.4, "th\xe9": 0.6}})
    outcome = {"outcome": APART_CAFE, "source": "https://news.example/1", "happened_on": "2026-01-01"}
    resolved = instance.made(f"{path}/resolution", outcome, status=201, If_Match=instance.tag(path))
    assert resolved["outcome"]["outcome"] == CAFE


def test_probabilities_that_name_one_option_twice_are_refused(instance: Corner) -> None:
    made = predict(instance, type="categorical", options=[CAFE, "x"])
    said = {"probabilities": {CAFE: 0.4, APART_CAFE: 0.6}}
    answer = instance.post(f"/v1/predictions/{made['id']}/forecasts", said)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "named_twice")
    assert answer.json["errors"][0]["pointer"] == "/probabilities"


def test_one_statement_is_recorded_once_in_either_form(instance: Corner) -> None:
    body = {"statement": "La cr\xe8me tourne", **DEADLINE}
    instance.made("/v1/predictions", body)
    again = instance.post("/v1/predictions", {**body, "statement": "La cre\u0300me tourne"})
    assert (again.status_code, again.json["code"]) == (409, "already_recorded")


def test_a_request_repeated_in_another_form_is_the_same_request(instance: Corner) -> None:
    body = {"statement": "La mar\xe9e monte", **DEADLINE}
    first = instance.post("/v1/predictions", body, Idempotency_Key="tide")
    other = instance.post(
        "/v1/predictions", {**body, "statement": "La mare\u0301e monte"}, Idempotency_Key="tide"
    )
    assert (first.status_code, other.status_code) == (201, 201)
    assert first.json["id"] == other.json["id"]


@pytest.mark.parametrize("topic", [CAFE, APART_CAFE, APART_CAFE.upper()])
def test_a_topic_is_found_in_either_form(instance: Corner, topic: str) -> None:
    made = predict(instance, topics=[APART_CAFE, CAFE])
    assert made["topics"] == [CAFE]
    assert made["id"] in {one["id"] for one in instance.pages("/v1/predictions", topic=topic)}
    assert instance.read("/v1/reports/track-record", topic=topic)["parameters"]["topic"] == CAFE
    feed = instance.get("/feeds/predictions.json", topic=topic)
    assert (feed.status_code, CAFE in feed.json["title"]) == (200, True)


def test_a_topic_that_folding_takes_apart_is_recorded_in_one_piece(instance: Corner) -> None:
    assert predict(instance, topics=["\u0390"])["topics"] == ["\u0390"]


def test_a_subscriber_names_topics_as_predictions_have_them(instance: Corner) -> None:
    body = {"url": "https://news.example/hook", "connector": "webhook", "topics": [APART_CAFE.title()]}
    made = instance.made("/v1/subscribers", body)
    assert made["topics"] == [CAFE]


def test_a_post_of_ghost_is_recorded_in_one_form(instance: Corner) -> None:
    post = {
        "url": "https://essays.example/cafe/",
        "title": f"Au {APART_CAFE}",
        "status": "published",
        "html": "<p>Un cafe&#x301; noir</p>",
        "primary_author": {"name": APART_NAME},
    }
    body = json.dumps({"post": {"current": post, "previous": {}}}).encode()
    headers = {"X-Ghost-Signature": signed(body, at=instance.clock(), secret=SECRET)}
    answer = instance.client.post(
        "/v1/hooks/ghost", data=body, headers=headers, content_type="application/json"
    )
    assert answer.status_code == 200, answer.text
    assert (answer.json["title"], answer.json["author"]["name"]) == (f"Au {CAFE}", NAME)
    kept = instance.read(f"/v1/essays/{answer.json['id']}/texts/{answer.json['text_sha256']}")
    assert kept["text"] == "Un caf\xe9 noir"


def test_nothing_that_was_recorded_is_apart(instance: Corner) -> None:
    work_off(instance.application)
    with instance.application.database.reading() as tx:
        recorded = [row["data"] for row in log_rows(tx, after=0, limit=10_000)]
    assert len(recorded) > 5
    assert not [data for data in recorded if data and ("\u0301" in data or "\u0300" in data)]


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        (lambda text: {"statement": text}, "/statement"),
        (lambda text: {"type": "categorical", "options": ["a", text]}, "/options/1"),
        (lambda text: {"topics": [text]}, "/topics/0"),
        (lambda text: {"criteria": text}, "/criteria"),
    ],
    ids=["statement", "option", "topic", "criteria"],
)
def test_what_nobody_can_see_is_refused(instance: Corner, text: str, said: Any, pointer: str) -> None:
    answer = instance.post("/v1/predictions", {"statement": "It rains", **DEADLINE, **said(text)})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_a_storys_line_that_nobody_can_see_is_refused(instance: Corner, text: str) -> None:
    prediction = {"kind": "prediction", "seq": 1, "type": "binary", "closes": "2025-12-31"}
    told = send(
        instance,
        "unseen",
        {"kind": "forecaster", "id": f"f{text}", "name": text},
        {**prediction, "id": f"s{text}", "statement": text},
        {**prediction, "id": f"t{text}", "statement": "x", "topics": [text]},
    )
    assert [one["status"] for one in told] == ["refused"] * 3


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u2067", "\u2068", "\u2069"])
def test_a_mark_that_turns_the_reading_is_in_no_topic_and_no_name(instance: Corner, mark: str) -> None:
    topic = instance.post("/v1/predictions", {"statement": "Marked", **DEADLINE, "topics": [f"a{mark}b"]})
    key = instance.post("/v1/keys", {"name": "k", "scopes": ["read"], "author": f"A{mark}da"})
    assert (topic.status_code, topic.json["errors"][0]["code"]) == (422, "direction_mark")
    assert (key.status_code, key.json["errors"][0]["code"]) == (422, "direction_mark")


@pytest.mark.parametrize("name", NO_PLACES)
def test_a_zone_that_is_no_place_is_refused_wherever_it_comes_in(instance: Corner, name: str) -> None:
    essay = instance.made("/v1/essays", {"title": f"On {name}"})
    asked = {
        "/v1/predictions": {"statement": "It rains", **DEADLINE},
        "/v1/developments": {"headline": "It rains", "occurred_on": "2020-01-01"},
        "/v1/essays": {"title": "On rain"},
        f"/v1/essays/{essay['id']}/suggestions": {"text": "It will rain tomorrow."},
        "/v1/imports": {"source": f"of {name}"},
        "/v1/rules/check": {"rule": {"event_type": "x"}},
    }
    for path, body in asked.items():
        answer = instance.post(path, {**body, "timezone": name})
        assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "unknown_timezone"), path
    digest = {"every": "day", "hour": 7, "timezone": name}
    answer = instance.post(
        "/v1/subscribers", {"url": "https://a.example/", "connector": "webhook", "digest": digest}
    )
    assert answer.json["errors"][0] | {"detail": ""} == {
        "pointer": "/digest/timezone", "detail": "", "code": "unknown_timezone",
    }  # fmt: skip
    revised = instance.post(
        f"/v1/essays/{essay['id']}/revise",
        {"timezone": name},
        If_Match=instance.tag(f"/v1/essays/{essay['id']}"),
    )
    assert (revised.status_code, revised.json["errors"][0]["code"]) == (422, "unknown_timezone")
    line = {"kind": "prediction", "id": name, "type": "binary", "statement": "x", "closes": "2025-12-31"}
    (told,) = send(instance, "zones", {**line, "timezone": name})
    assert told["errors"][0]["code"] == "unknown_timezone"
