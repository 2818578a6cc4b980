"""Suggestions through the API: read in the essay's zone, relative to its day, and nothing is recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.instances import Instance, open_tracker_behind_api
from tests.support.seed import SEED, needs_shared

TEXT = "🗾 Nothing new. The cabinet is very likely to fall within 90 days. It may not, though prices will rise next year."
ESSAY = {"title": "On cabinets", "text": TEXT, "published_at": "2025-02-18", "timezone": "Asia/Tokyo"}


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    with open_tracker_behind_api(tmp_path) as opened:
        yield opened


def suggested(instance: Instance, essay: Any, **body: Any) -> Any:
    return instance.made(f"{essay['address']}/suggestions", body, status=200)


def test_a_suggestion_says_where_what_how_likely_and_by_when(instance: Instance) -> None:
    essay = instance.made("/v1/essays", ESSAY)
    before = instance.recorded()
    found = suggested(instance, essay)
    first, second = found["items"]
    assert TEXT[first["start"] : first["end"]] == first["sentence"]
    assert first["stance"] == "asserts"
    assert first["probability"] == {
        "kind": "term", "said": "very likely", "term": "very likely", "scale": "icd203", "p": None,
    }  # fmt: skip
    deadline = first["deadline"]
    assert TEXT[deadline["start"] : deadline["end"]] == deadline["said"] == "within 90 days"
    assert (deadline["kind"], deadline["on"], deadline["at"]) == (
        "span",
        "2025-05-19",
        "2025-05-19T15:00:00Z",
    )
    assert [TEXT[cue["start"] : cue["end"]] for cue in first["cues"]] == ["very likely", "likely to"]
    assert (second["deadline"]["on"], second["probability"]["kind"]) == ("2026-12-31", "unquantified")
    assert (found["text_sha256"], found["timezone"], found["is_whole"]) == (
        essay["text_sha256"],
        "Asia/Tokyo",
        True,
    )
    assert instance.recorded() == before


def test_what_is_sent_along_is_read_instead(instance: Instance) -> None:
    essay = instance.made("/v1/essays", ESSAY)
    body = {
        "text": "It will fall by Friday.",
        "published_at": "2026-01-01T00:00:00Z",
        "timezone": "America/New_York",
    }
    found = suggested(instance, essay, **body)
    assert [one["deadline"]["on"] for one in found["items"]] == ["2026-01-02"]
    assert (found["text_sha256"], found["published_at"]) == (None, "2026-01-01T00:00:00Z")


def test_without_a_day_of_publication_relative_days_stay_open(instance: Instance) -> None:
    essay = instance.made(
        "/v1/essays", {"title": "t", "text": "It will fall by March. It will end by March 2099."}
    )
    first, second = suggested(instance, essay)["items"]
    assert (first["deadline"]["said"], first["deadline"]["on"], first["deadline"]["at"]) == (
        "by March",
        None,
        None,
    )
    assert second["deadline"]["on"] == "2099-03-31"


def test_there_must_be_something_to_read(instance: Instance) -> None:
    essay = instance.made("/v1/essays", {"url": "https://essays.example/bare"})
    path = f"{essay['address']}/suggestions"
    assert instance.post(path, {}).json["errors"][0]["pointer"] == "/text"
    assert instance.post(path, {"text": "x", "timezone": "Asia/Atlantis"}).status_code == 422
    assert instance.post(path, {"text": "x", "published_at": "soon"}).status_code == 422
    assert instance.post("/v1/essays/ess_0000000000/suggestions", {"text": "x"}).status_code == 404
    assert instance.post(path, {"text": "x"}, key=None).status_code == 401


def test_more_than_an_answer_holds_is_said(instance: Instance) -> None:
    essay = instance.made("/v1/essays", {"title": "t", "text": "It will fall. " * 501})
    found = suggested(instance, essay)
    assert (len(found["items"]), found["is_whole"]) == (500, False)


@needs_shared
def test_the_seed_essay_is_suggested_as_gold_says(instance: Instance) -> None:
    essay = instance.made(
        "/v1/essays", {"title": "seed", "text": (SEED / "essay.txt").read_text(encoding="utf-8")}
    )
    found = suggested(instance, essay, published_at="2025-02-18T00:00:00Z")["items"]
    gold = {(one["start"], one["end"]) for one in json.loads((SEED / "gold.json").read_text())["gold"]}
    right = gold & {(one["start"], one["end"]) for one in found}
    assert len(right) >= 10
    assert len(right) / len(found) >= 0.6
