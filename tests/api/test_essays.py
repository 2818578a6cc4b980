"""Essays through the API, on both databases: recorded, found, revised; every text stays readable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.instances import Instance, open_tracker_behind_api
from tests.application.doing import open_story, send, story_lines
from tests.support.instance import AUTHOR, KINDS, new_caller

TEXT = "Abe Shinzo\u0304 never said so. It will fall by March."
NORMAL = "Abe Shinz\u014d never said so. It will fall by March."
BODY = {
    "url": "https://essays.example/1",
    "title": "On cabinets",
    "author": "Bo Byline",
    "publication": "The Weekly",
    "published_at": "2025-02-18",
    "timezone": "Asia/Tokyo",
    "text": TEXT,
    "note": "from the newsletter",
}


@pytest.fixture(params=KINDS)
def instance(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Instance]:
    with open_tracker_behind_api(tmp_path, kind=request.param) as opened:
        yield opened


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_an_essay_reads_back_as_it_was_recorded(instance: Instance) -> None:
    made = instance.made("/v1/essays", BODY)
    assert {name: made[name] for name in ("url", "title", "publication", "timezone", "note", "version")} == {
        **{name: BODY[name] for name in ("url", "title", "publication", "timezone", "note")},
        "version": 1,
    }
    assert made["published_at"] == "2025-02-17T15:00:00Z"
    assert made["author"] == {"name": "Bo Byline", "forecaster": None}
    assert made["text_sha256"] == sha256(NORMAL)
    assert instance.read(made["address"]) == made


def test_an_address_or_a_title_is_enough_and_the_key_has_the_byline(instance: Instance) -> None:
    for body in ({"url": "https://essays.example/bare"}, {"title": "A title alone"}):
        made = instance.made("/v1/essays", body)
        assert made["author"]["name"] == AUTHOR
        assert made["author"]["forecaster"].startswith("fcr_")
        assert (made["text_sha256"], made["published_at"], made["timezone"]) == (None, None, "UTC")
    assert instance.post("/v1/essays", {"note": "nothing else"}).json["errors"][0]["pointer"] == "/url"


def test_a_known_name_makes_it_that_forecasters(instance: Instance) -> None:
    made = instance.made("/v1/essays", {**BODY, "author": AUTHOR.upper()}, key="editor")
    by_id = instance.made(
        "/v1/essays", {"title": "By id", "author": made["author"]["forecaster"]}, key="editor"
    )
    assert (made["author"]["name"], by_id["author"]["name"]) == (AUTHOR.upper(), AUTHOR)
    assert made["author"]["forecaster"] == by_id["author"]["forecaster"] is not None


def test_an_address_stands_for_one_essay(instance: Instance) -> None:
    made = instance.made("/v1/essays", BODY)
    refused = instance.post("/v1/essays", {**BODY, "title": "Another"})
    assert (refused.status_code, refused.json["code"]) == (409, "already_recorded")
    assert refused.json["address"] == made["address"]


def test_the_same_request_again_records_nothing_and_answers_alike(instance: Instance) -> None:
    first = instance.post("/v1/essays", BODY, Idempotency_Key="once")
    before = instance.recorded()
    second = instance.post("/v1/essays", BODY, Idempotency_Key="once")
    assert (second.status_code, second.data, instance.recorded()) == (201, first.data, before)
    revision = {"title": "Another title"}
    address, tag = first.json["address"], instance.tag(first.json["address"])
    once = instance.post(f"{address}/revise", revision, Idempotency_Key="revise", If_Match=tag)
    again = instance.post(f"{address}/revise", revision, Idempotency_Key="revise", If_Match=tag)
    assert (once.status_code, again.data, again.headers["Idempotent-Replayed"]) == (200, once.data, "true")
    assert instance.recorded() == before + 1


def test_a_revision_needs_the_version_that_was_read(instance: Instance) -> None:
    address = instance.made("/v1/essays", BODY)["address"]
    stale = instance.tag(address)
    assert instance.post(f"{address}/revise", {"title": "x"}).status_code == 428
    revised = instance.made(f"{address}/revise", {"title": "x"}, status=200, If_Match=stale)
    assert (revised["title"], revised["version"], revised["publication"]) == ("x", 2, "The Weekly")
    assert instance.post(f"{address}/revise", {"title": "y"}, If_Match=stale).status_code == 412
    assert instance.client.get(address, headers={"If-None-Match": instance.tag(address)}).status_code == 304


def test_revising_to_what_stands_already_records_nothing(instance: Instance) -> None:
    address = instance.made("/v1/essays", BODY)["address"]
    before = instance.recorded()
    said = {name: BODY[name] for name in ("title", "publication", "published_at", "text")}
    assert (
        instance.made(f"{address}/revise", said, status=200, If_Match=instance.tag(address))["version"] == 1
    )
    empty = instance.post(f"{address}/revise", {"note": "nothing"}, If_Match=instance.tag(address))
    assert (empty.status_code, instance.recorded()) == (422, before)


def test_every_text_stays_readable_by_its_hash(instance: Instance) -> None:
    made = instance.made("/v1/essays", BODY)
    revision = {"text": "It will fall by April.", "note": "the date was moved"}
    revised = instance.made(
        f"{made['address']}/revise", revision, status=200, If_Match=instance.tag(made["address"])
    )
    listed = instance.read(f"{made['address']}/texts")["items"]
    assert [
        (one["text_sha256"], one["chars"], one["version"], one["is_present"], one["note"]) for one in listed
    ] == [
        (sha256(NORMAL), len(NORMAL), 1, False, BODY["note"]),
        (sha256(revision["text"]), 22, 2, True, revision["note"]),
    ]
    assert revised["text_sha256"] == listed[1]["text_sha256"]
    old = instance.read(f"{made['address']}/texts/{made['text_sha256']}")
    assert old == {
        "essay": made["id"], "text_sha256": made["text_sha256"], "text": NORMAL, "is_present": False,
    }  # fmt: skip
    assert instance.get(f"{made['address']}/texts/{made['text_sha256']}", key=None).status_code == 401
    other = instance.made("/v1/essays", {"title": "Another essay"})
    assert instance.get(f"{other['address']}/texts/{made['text_sha256']}").status_code == 404


def test_a_text_that_was_taken_down_is_still_listed(instance: Instance) -> None:
    made = instance.made("/v1/essays", BODY)
    with instance.application.database.writing() as tx:
        tx.execute("DELETE FROM essay_text")
    assert instance.read(f"{made['address']}/texts")["items"][0]["chars"] is None
    assert instance.get(f"{made['address']}/texts/{made['text_sha256']}").status_code == 404


def test_essays_are_found_by_author_words_and_import(instance: Instance) -> None:
    run = open_story(instance.application, "story")
    send(instance.application, new_caller(instance.application), run, story_lines()[:2])
    ours = instance.made("/v1/essays", {**BODY, "author": AUTHOR})
    theirs = instance.made("/v1/essays", {"title": "Straße & 100_% certain", "author": "Bo Byline"})
    imported = instance.read("/v1/essays", source="story", external_id="E1")["items"][0]
    assert imported["author"]["name"] == "Ada"

    def found(**query: str) -> set[str]:
        return {one["id"] for one in instance.read("/v1/essays", **query)["items"]}

    assert found() == {ours["id"], theirs["id"], imported["id"]}
    for wanted in (AUTHOR, AUTHOR.lower(), ours["author"]["forecaster"]):
        assert found(author=wanted) == {ours["id"]}
    for wanted in ("Ada", "ada", imported["author"]["forecaster"]):
        assert found(author=wanted) == {imported["id"]}
    assert found(author="bo byline") == {theirs["id"]}
    assert found(q="CABINETS weekly") == {ours["id"]}
    assert found(q="strasse") == found(q="100_%") == found(q="00_") == {theirs["id"]}
    assert found(q="cabinets") == {ours["id"], imported["id"]}
    assert found(q="1%0") == found(q="cabinets strasse") == set()


def test_a_page_goes_on_with_its_filters_and_not_with_others(instance: Instance) -> None:
    for n in range(3):
        instance.made("/v1/essays", {"title": f"Rain {n}"})
    instance.made("/v1/essays", {"title": "Snow"})
    first = instance.read("/v1/essays", q="rain", limit=2)
    rest = instance.read("/v1/essays", q="rain", limit=2, cursor=first["next_cursor"])
    assert len({one["title"] for one in first["items"] + rest["items"]}) == 3
    assert rest["next_cursor"] is None
    assert instance.get("/v1/essays", q="snow", cursor=first["next_cursor"]).status_code == 422


def test_an_altered_text_is_a_problem_of_its_own_and_lists_go_on(instance: Instance) -> None:
    made = instance.made("/v1/essays", BODY)
    claim = instance.made(
        "/v1/claims", {"essay": made["id"], "quote": {"exact": "It will fall"}, "stance": "asserts"}
    )
    assert claim["anchor"]["state"] == "anchored"
    with instance.application.database.writing() as tx:
        tx.execute("UPDATE essay_text SET text = replace(text, 'March', 'April')")
    answer = instance.get(f"{made['address']}/texts/{made['text_sha256']}")
    assert (answer.status_code, answer.json["code"]) == (500, "text_altered")
    assert "April" not in answer.text
    assert instance.read(f"{made['address']}/texts")["items"][0]["chars"] is None
    assert instance.read("/v1/claims")["items"][0]["anchor"] is None
    assert instance.read("/v1/essays")["items"] == [made]
