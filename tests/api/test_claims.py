"""Claims through the API, on both databases: quoted, corrected, linked, and found again in a revised text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.houses import House, open_house_behind_api
from tests.support.house import KINDS

TEXT = (
    "🗾 The cabinet will fall before the summer, she wrote. Nobody believed it then. "
    "In May the polls turned, and the cabinet will fall before the summer, they say now."
)
QUOTE = "will fall before the summer"


@pytest.fixture(params=KINDS)
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    with open_house_behind_api(tmp_path, kind=request.param) as opened:
        yield opened


@pytest.fixture
def essay(house: House) -> Any:
    body = {"url": "https://essays.example/1", "text": TEXT, "published_at": "2025-06-01T00:00:00Z"}
    return house.made("/v1/essays", body)


def claimed(house: House, essay: Any, **changes: Any) -> Any:
    quote = changes.pop("quote", {"exact": QUOTE})
    body = {"essay": essay["id"], "quote": quote, "stance": "asserts", **changes}
    return house.made("/v1/claims", body)


def revise(house: House, essay: Any, text: str) -> None:
    address = essay["address"]
    house.made(f"{address}/revise", {"text": text}, status=200, If_Match=house.tag(address))


def test_a_claim_reads_back_with_the_place_and_context_of_its_quote(house: House, essay: Any) -> None:
    made = claimed(house, essay, quote={"exact": QUOTE, "suffix": ", they say"}, probability_source="none")
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
    assert house.read(made["url"]) == made


def test_a_position_counts_characters(house: House, essay: Any) -> None:
    made = claimed(house, essay, quote={"exact": "The cabinet", "start": 2, "end": 13})
    assert (made["anchor"]["state"], made["quote"]["prefix"]) == ("anchored", "🗾 ")
    wrong = {
        "essay": essay["id"],
        "stance": "asserts",
        "quote": {"exact": "The cabinet", "start": 2, "end": 14},
    }
    refused = house.post("/v1/claims", wrong)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/quote/end")


def test_a_quote_from_elsewhere_is_kept_as_said_and_told_to_be_elsewhere(house: House, essay: Any) -> None:
    exact = "will fall before the summer, she wrote"
    moved = claimed(house, essay, quote={"exact": exact, "start": 0, "end": len(exact)})
    assert (moved["anchor"]["state"], moved["quote"]["start"]) == ("moved", 0)
    orphan = claimed(house, essay, quote={"exact": "a sentence that nobody ever wrote down"})
    assert (orphan["anchor"]["state"], orphan["anchor"]["start"]) == ("orphaned", None)


def test_a_decomposed_quote_is_found_in_composed_text(house: House) -> None:
    essay = house.made("/v1/essays", {"title": "t", "text": "Abe Shinz\u014d will not return."})
    made = claimed(house, essay, quote={"exact": "Shinzo\u0304 will not"})
    assert (made["quote"]["start"], made["quote"]["end"], made["anchor"]["state"]) == (4, 19, "anchored")


def test_without_a_text_there_is_no_anchor(house: House) -> None:
    bare = house.made("/v1/essays", {"url": "https://essays.example/bare"})
    made = claimed(house, {"id": bare["url"]})
    assert (made["essay"], made["anchor"], made["quote"]["start"]) == (bare["id"], None, None)


def test_a_revised_text_is_searched_anew(house: House, essay: Any) -> None:
    first = claimed(house, essay, quote={"exact": QUOTE, "suffix": ", she"})
    other = claimed(house, essay, quote={"exact": "In May the polls turned, and the cabinet will fall"})
    tag = house.tag(first["url"])
    text = "A foreword. " + TEXT.replace("In May the polls turned", "In June the polls turned")
    revise(house, essay, text)
    found, edited = house.read(first["url"]), house.read(other["url"])
    assert (found["anchor"]["state"], found["anchor"]["start"]) == ("moved", first["quote"]["start"] + 12)
    assert (edited["anchor"]["state"], edited["anchor"]["found_by"]) == ("moved", "likeness")
    assert text[edited["anchor"]["start"] : edited["anchor"]["end"]].startswith("In June the polls")
    assert house.tag(first["url"]) != tag, "the answer is another one now"
    revise(house, essay, "Nothing of it is left.")
    assert {one["anchor"]["state"] for one in house.read("/v1/claims")["items"]} == {"orphaned"}
    revise(house, essay, TEXT)
    assert {one["anchor"]["state"] for one in house.read("/v1/claims")["items"]} == {"anchored"}


def test_a_correction_needs_the_version_and_keeps_the_rest(house: House, essay: Any) -> None:
    made = claimed(house, essay)
    url, tag = made["url"], house.tag(made["url"])
    assert house.post(f"{url}/correct", {"reason": "r", "stance": "hedges"}).status_code == 428
    correction = {
        "reason": "it is reported",
        "stance": "reports_other",
        "quote": {"exact": "Nobody believed it"},
    }
    corrected = house.made(f"{url}/correct", correction, status=200, If_Match=tag)
    assert (corrected["stance"], corrected["correction"], corrected["version"]) == (
        "reports_other", "it is reported", 2,
    )  # fmt: skip
    assert (corrected["quote"]["exact"], corrected["anchor"]["state"]) == ("Nobody believed it", "anchored")
    assert house.post(f"{url}/correct", correction, If_Match=tag).status_code == 412
    before = house.recorded()
    again = house.made(f"{url}/correct", correction, status=200, If_Match=house.tag(url))
    nothing = house.post(f"{url}/correct", {"reason": "r"}, If_Match=house.tag(url))
    assert (again["version"], nothing.status_code, house.recorded()) == (2, 422, before)


def test_links_are_seen_from_both_ends_and_recorded_once(house: House, essay: Any) -> None:
    earlier, later = claimed(house, essay), claimed(house, essay, stance="hedges")
    link = {"to": earlier["id"], "relation": "walks_back", "note": "in the second edition"}
    linked = house.made(f"{later['url']}/links", link)
    before = house.recorded()
    assert house.made(f"{later['url']}/links", link) == linked
    assert house.recorded() == before
    [there] = linked["links"]
    [back] = house.read(earlier["url"])["linked_by"]
    assert (there["claim"], there["relation"], there["note"]) == tuple(link.values())
    assert (back["claim"], back["relation"]) == (later["id"], "walks_back")


def test_a_claim_tells_the_predictions_that_were_read_from_it(house: House, essay: Any) -> None:
    prediction = {"statement": "It falls", "deadline": "2099-12-31", "essay": essay["id"], "quote": QUOTE}
    first = house.made("/v1/predictions", prediction)
    url = f"/v1/claims/{first['claim']}/predictions"
    assert house.read(url) == {"items": [first], "next_cursor": None}
    assert house.read(f"/v1/claims/{claimed(house, essay)['id']}/predictions")["items"] == []
    assert house.read(f"/v1/claims/{first['claim']}")["quote"]["exact"] == QUOTE


def test_the_predictions_of_a_claim_are_read_page_by_page_and_a_cursor_keeps_to_its_claim(
    house: House, essay: Any
) -> None:
    url = f"{claimed(house, essay)['url']}/predictions"
    body = {"deadline": "2099-12-31", "claim": url.split("/")[3]}
    logged = [house.made("/v1/predictions", {"statement": f"It falls {n}", **body}) for n in range(3)]
    first = house.read(url, limit=2)
    rest = house.read(url, limit=2, cursor=first["next_cursor"])
    assert first["items"] + rest["items"] == sorted(logged, key=lambda one: str(one["id"]))
    assert rest["next_cursor"] is None
    other = f"{claimed(house, essay, stance='hedges')['url']}/predictions"
    assert house.get(other, cursor=first["next_cursor"]).status_code == 422


def test_claims_are_listed_by_essay_and_stance(house: House, essay: Any) -> None:
    other = house.made("/v1/essays", {"title": "Another"})
    here, hedged, there = claimed(house, essay), claimed(house, essay, stance="hedges"), claimed(house, other)

    def found(**query: Any) -> list[str]:
        return [one["id"] for one in house.read("/v1/claims", **query)["items"]]

    assert found() == sorted([here["id"], hedged["id"], there["id"]])
    assert found(essay=other["id"]) == [there["id"]]
    assert found(essay=essay["id"], stance="hedges") == [hedged["id"]]
    first = house.read("/v1/claims", essay=essay["id"], limit=1)
    assert found(essay=essay["id"], limit=1, cursor=first["next_cursor"]) == [max(here["id"], hedged["id"])]


def test_the_same_request_again_records_nothing(house: House, essay: Any) -> None:
    body = {"essay": essay["id"], "quote": {"exact": QUOTE}, "stance": "asserts"}
    first = house.post("/v1/claims", body, Idempotency_Key="claim")
    url, tag = first.json["url"], house.tag(first.json["url"])
    fix = {"reason": "r", "stance": "poses"}
    fixed = house.post(f"{url}/correct", fix, Idempotency_Key="fix", If_Match=tag)
    before = house.recorded()
    assert house.post("/v1/claims", body, Idempotency_Key="claim").data == first.data
    again = house.post(f"{url}/correct", fix, Idempotency_Key="fix", If_Match=tag)
    assert (again.status_code, again.data) == (200, fixed.data)
    assert house.recorded() == before
