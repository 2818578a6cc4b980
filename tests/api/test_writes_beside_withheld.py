"""Nobody writes beside what he may not read: every write route and every line of a story, tried and refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.beside import (
    FOR_ADMINS,
    NAME_NOTHING_WITHHELD,
    SEALS,
    TRIED_BY_LINE,
    WRITES,
    Sealed,
    Write,
    Writers,
    attempt,
    prepare,
    send,
)
from tests.api.beside_lines import LINES, LINES_OF_NOTHING_WITHHELD, SECRET
from tests.api.instances import open_tracker_behind_api
from tests.support.clock import Clock
from tracker.application.imports.story_lines import LINE_TYPES

READS = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writers]:
    clock = Clock(datetime(2026, 1, 1, 12, tzinfo=UTC))
    with open_tracker_behind_api(tmp_path_factory.mktemp("house"), of=Writers, clock=clock) as opened:
        yield opened


def write_rules(instance: Writers) -> set[str]:
    rules = instance.client.application.url_map.iter_rules()
    return {rule.rule for rule in rules if set(rule.methods or ()) - READS}


def told(write: Write) -> str:
    return f"{write.rule.removeprefix('/v1/')} {write.pointer or write.path}"


def test_every_write_route_is_tried_or_said_to_need_no_trial(instance: Writers) -> None:
    tried = {write.rule for write in WRITES}
    classes = [tried, TRIED_BY_LINE, NAME_NOTHING_WITHHELD, FOR_ADMINS]
    assert write_rules(instance) == set().union(*classes)
    assert sum(map(len, classes)) == len(set().union(*classes))


@pytest.mark.parametrize("seal", SEALS)
@pytest.mark.parametrize("write", WRITES, ids=told)
def test_a_write_beside_what_is_withheld_is_refused(instance: Writers, write: Write, seal: str) -> None:
    sealed, rival = Sealed(instance, seal), SEALS[seal][1]
    versions: list[str | None] = [None, '"v99"'] if write.is_seen and write.status == 403 else [None]
    prepare(sealed, write)
    before = instance.recorded()
    for version in versions:
        answer = attempt(instance, sealed, write, key=rival, version=version)
        assert (answer.status_code, answer.json["code"]) == (write.status, write.code), answer.text
        assert SECRET not in answer.text
        assert re.search(r"version \d", answer.text) is None
        if write.pointer is not None:
            assert [(one["pointer"], one["code"]) for one in answer.json["errors"]] == [
                (write.pointer, "withheld")
            ]
    assert instance.recorded() == before


@pytest.mark.parametrize("seal", SEALS)
@pytest.mark.parametrize("write", WRITES, ids=told)
def test_its_author_and_the_keeper_write_it(instance: Writers, write: Write, seal: str) -> None:
    for key in write.may:
        answer = attempt(instance, Sealed(instance, seal), write, key=key)
        assert answer.status_code in {200, 201, 202}, answer.text


def test_every_kind_of_line_is_tried() -> None:
    tried = {str(line["kind"]) for _, line in LINES.values()}
    assert tried | LINES_OF_NOTHING_WITHHELD == set(LINE_TYPES)


@pytest.mark.parametrize("seal", SEALS)
def test_a_line_beside_what_is_withheld_is_refused(instance: Writers, seal: str) -> None:
    sealed, rival = Sealed(instance, seal), SEALS[seal][1]
    run, before = sealed["run"], instance.recorded()
    told = send(instance, run, [line for _, line in LINES.values()], key=rival)
    faults = [[(one["pointer"], one["code"]) for one in item["errors"]] for item in told]
    assert dict(zip(LINES, faults, strict=True)) == {
        name: [(pointer, "withheld")] for name, (pointer, _) in LINES.items()
    }
    assert SECRET not in str(told)
    assert instance.recorded() == before


@pytest.mark.parametrize("key", ["author", "keeper"])
@pytest.mark.parametrize("name", [name for name in LINES if not name.endswith("again")])
def test_its_author_and_the_keeper_send_the_line(instance: Writers, name: str, key: str) -> None:
    run = Sealed(instance, "private")["run"]
    assert [one["status"] for one in send(instance, run, [LINES[name][1]], key=key)] == ["recorded"]


@pytest.mark.parametrize("rule", sorted(FOR_ADMINS))
def test_what_is_for_admins_is_refused_to_everybody_else(instance: Writers, rule: str) -> None:
    before = instance.recorded()
    answer = instance.post(re.sub("<[a-z_]+>", "x", rule), {}, key="rival")
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
    assert instance.recorded() == before


def test_a_claim_that_is_withheld_shows_neither_why_it_was_corrected_nor_notes_of_its_links(
    instance: Writers,
) -> None:
    sealed = Sealed(instance, "private")
    at = f"/v1/claims/{sealed['claim']}"
    instance.change(f"{at}/correct", {"reason": SECRET, "stance": "hedges"})
    link = {"to": sealed["rivals_claim"], "relation": "contradicts", "note": SECRET}
    instance.made(f"{at}/links", link)
    ends = [at, f"/v1/claims/{sealed['rivals_claim']}"]

    def seen(key: str) -> list[Any]:
        return [instance.get(end, key=key).text.count(SECRET) for end in ends]

    assert seen("rival") == [0, 0]
    assert seen("author") == [3, 1]
