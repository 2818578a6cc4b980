"""Claims through the API, on both databases: quoted, corrected, linked, and found again in a revised text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.instances import Instance, open_tracker_behind_api
from tests.support.instance import KINDS

TEXT = (
    "🗾 The cabinet will fall before the summer, she wrote. Nobody believed it then. "
    "In May the polls turned, and the cabinet will fall before the summer, they say now."
)
QUOTE = "will fall before the summer"


@pytest.fixture(params=KINDS)
def instance(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Instance]:
    with open_tracker_behind_api(tmp_path, kind=request.param) as opened:
        yield opened


@pytest.fixture
def essay(instance: Instance) -> Any:
    body = {"url": "https://essays.example/1", "text": TEXT, "published_at": "2025-06-01T00:00:00Z"}
    return instance.made("/v1/essays", body)


def claimed(instance: Instance, essay: Any, **changes: Any) -> Any:
    quote = changes.pop("quote", {"exact": QUOTE})
    body = {"essay": essay["id"], "quote": quote, "stance": "asserts", **changes}
    return instance.made("/v1/claims", body)


def revise(instance: Instance, essay: Any, text: str) -> None:
    address = essay["address"]
    instance.made(f"{address}/revise", {"text": text}, status=200, If_Match=instance.tag(address))


def test_a_claim_reads_back_with_the_place_and_context_of_its_quote(instance: Instance, essay: Any) -> None:
    made = claimed(instance, essay, quote={"exact": QUOTE, "suffix": ", they say"}, probability_source="none")
    start = TEXT.rindex(QUOTE)
    assert made["quote"] == {
        "exact": QUOTE,
        "prefix": TEXT[start - 32 : start],
        "suffix": ", they say now.",
        "start": start,
        "end": start + len(QUOTE),
    }
    assert made["anchor"] == {
        "state": "anchored",
        "start": start,
        "end": start + len(QUOTE),
        "found_by": "position",
        "text_sha256": essay["text_sha256"],
    }
    assert (made["made_at"], made["stance"], made["version"]) == ("2025-06-01T00:00:00Z", "asserts", 1)
    assert (made["links"], made["linked_by"]) == ([], [])
    assert instance.read(made["url"]) == made


def test_a_position_counts_characters(instance: Instance, essay: Any) -> None:
    made = claimed(instance, essay, quote={"exact": "The cabinet", "start": 2, "end": 13})
    assert (made["anchor"]["state"], made["quote"]["prefix"]) == ("anchored", "🗾 ")
    wrong = {
        "essay": essay["id"],
        "stance": "asserts",
        "quote": {"exact": "The cabinet", "start": 2, "end": 14},
    }
    refused = instance.post("/v1/claims", wrong)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/quote/end")


def test_a_quote_from_elsewhere_is_kept_as_said_and_told_to_be_elsewhere(
    instance: Instance, essay: Any
) -> None:
    exact = "will fall before the summer, she wrote"
    moved = claimed(instance, essay, quote={"exact": exact, "start": 0, "end": len(exact)})
    assert (moved["anchor"]["state"], moved["quote"]["start"]) == ("moved", 0)
    orphan = claimed(instance, essay, quote={"exact": "a sentence that nobody ever wrote down"})
    assert (orphan["anchor"]["state"], orphan["anchor"]["start"]) == ("orphaned", None)


def test_a_decomposed_quote_is_found_in_composed_text(instance: Instance) -> None:
    essay = instance.made("/v1/essays", {"title": "t", "text": "Abe Shinz\u014d will not return."})
    made = claimed(instance, essay, quote={"exact": "Shinzo\u0304 will not"})
    assert (made["quote"]["start"], made["quote"]["end"], made["anchor"]["state"]) == (4, 19, "anchored")


def test_without_a_text_there_is_no_anchor(instance: Instance) -> None:
    bare = instance.made("/v1/essays", {"url": "https://essays.example/bare"})
    made = claimed(instance, {"id": bare["url"]})
    assert (made["essay"], made["anchor"], made["quote"]["start"]) == (bare["id"], None, None)


def test_a_revised_text_is_searched_anew(instance: Instance, essay: Any) -> None:
    first = claimed(instance, essay, quote={"exact": QUOTE, "suffix": ", she"})
    other = claimed(instance, essay, quote={"exact": "In May the polls turned, and the cabinet will fall"})
    tag = instance.tag(first["url"])
    text = "A foreword. " + TEXT.replace("In May the polls turned", "In June the polls turned")
    revise(instance, essay, text)
    found, edited = instance.read(first["url"]), instance.read(other["url"])
    assert (found["anchor"]["state"], found["anchor"]["start"]) == ("moved", first["quote"]["start"] + 12)
    assert (edited["anchor"]["state"], edited["anchor"]["found_by"]) == ("moved", "likeness")
    assert text[edited["anchor"]["start"] : edited["anchor"]["end"]].startswith("In June the polls")
    assert instance.tag(first["url"]) != tag, "the answer is another one now"
    revise(instance, essay, "Nothing of it is left.")
    assert {one["anchor"]["state"] for one in instance.read("/v1/claims")["items"]} == {"orphaned"}
    revise(instance, essay, TEXT)
    assert {one["anchor"]["state"] for one in instance.read("/v1/claims")["items"]} == {"anchored"}


def test_a_correction_needs_the_version_and_keeps_the_rest(instance: Instance, essay: Any) -> None:
    made = claimed(instance, essay)
    url, tag = made["url"], instance.tag(made["url"])
    assert instance.post(f"{url}/correct", {"reason": "r", "stance": "hedges"}).status_code == 428
    correction = {
        "reason": "it is reported",
        "stance": "reports_other",
        "quote": {"exact": "Nobody believed it"},
    }
    corrected = instance.made(f"{url}/correct", correction, status=200, If_Match=tag)
    assert (corrected["stance"], corrected["correction"], corrected["version"]) == (
        "reports_other", "it is reported", 2,
    )  # fmt: skip
    assert (corrected["quote"]["exact"], corrected["anchor"]["state"]) == ("Nobody believed it", "anchored")
    assert instance.post(f"{url}/correct", correction, If_Match=tag).status_code == 412
    before = instance.recorded()
    again = instance.made(f"{url}/correct", correction, status=200, If_Match=instance.tag(url))
    nothing = instance.post(f"{url}/correct", {"reason": "r"}, If_Match=instance.tag(url))
    assert (again["version"], nothing.status_code, instance.recorded()) == (2, 422, before)


def test_links_are_seen_from_both_ends_and_recorded_once(instance: Instance, essay: Any) -> None:
    earlier, later = claimed(instance, essay), claimed(instance, essay, stance="hedges")
    link = {"to": earlier["id"], "relation": "walks_back", "note": "in the second edition"}
    linked = instance.made(f"{later['url']}/links", link)
    before = instance.recorded()
    assert instance.made(f"{later['url']}/links", link) == linked
    assert instance.recorded() == before
    [there] = linked["links"]
    [back] = instance.read(earlier["url"])["linked_by"]
    assert (there["claim"], there["relation"], there["note"]) == tuple(link.values())
    assert (back["claim"], back["relation"]) == (later["id"], "walks_back")


def test_a_claim_tells_the_predictions_that_were_read_from_it(instance: Instance, essay: Any) -> None:
    prediction = {"statement": "It falls", "deadline": "2099-12-31", "essay": essay["id"], "quote": QUOTE}
    first = instance.made("/v1/predictions", prediction)
    url = f"/v1/claims/{first['claim']}/predictions"
    assert instance.read(url) == {"items": [first], "next_cursor": None}
    assert instance.read(f"/v1/claims/{claimed(instance, essay)['id']}/predictions")["items"] == []
    assert instance.read(f"/v1/claims/{first['claim']}")["quote"]["exact"] == QUOTE


def test_the_predictions_of_a_claim_are_read_page_by_page_and_a_cursor_keeps_to_its_claim(
    instance: Instance, essay: Any
) -> None:
    url = f"{claimed(instance, essay)['url']}/predictions"
    body = {"deadline": "2099-12-31", "claim": url.split("/")[3]}
    logged = [instance.made("/v1/predictions", {"statement": f"It falls {n}", **body}) for n in range(3)]
    first = instance.read(url, limit=2)
    rest = instance.read(url, limit=2, cursor=first["next_cursor"])
    assert first["items"] + rest["items"] == sorted(logged, key=lambda one: str(one["id"]))
    assert rest["next_cursor"] is None
    other = f"{claimed(instance, essay, stance='hedges')['url']}/predictions"
    assert instance.get(other, cursor=first["next_cursor"]).status_code == 422


def test_claims_are_listed_by_essay_and_stance(instance: Instance, essay: Any) -> None:
    other = instance.made("/v1/essays", {"title": "Another"})
    here, hedged, there = (
        claimed(instance, essay),
        claimed(instance, essay, stance="hedges"),
        claimed(instance, other),
    )

    def found(**query: Any) -> list[str]:
        return [one["id"] for one in instance.read("/v1/claims", **query)["items"]]

    assert found() == sorted([here["id"], hedged["id"], there["id"]])
    assert found(essay=other["id"]) == [there["id"]]
    assert found(essay=essay["id"], stance="hedges") == [hedged["id"]]
    first = instance.read("/v1/claims", essay=essay["id"], limit=1)
    assert found(essay=essay["id"], limit=1, cursor=first["next_cursor"]) == [max(here["id"], hedged["id"])]


def test_the_same_request_again_records_nothing(instance: Instance, essay: Any) -> None:
    body = {"essay": essay["id"], "quote": {"exact": QUOTE}, "stance": "asserts"}
    first = instance.post("/v1/claims", body, Idempotency_Key="claim")
    url, tag = first.json["url"], instance.tag(first.json["url"])
    fix = {"reason": "r", "stance": "poses"}
    fixed = instance.post(f"{url}/correct", fix, Idempotency_Key="fix", If_Match=tag)
    before = instance.recorded()
    assert instance.post("/v1/claims", body, Idempotency_Key="claim").data == first.data
    again = instance.post(f"{url}/correct", fix, Idempotency_Key="fix", If_Match=tag)
    assert (again.status_code, again.data) == (200, fixed.data)
    assert instance.recorded() == before
