"""Every event type and version ever written still decodes to what it said. A fossil is never edited, only added.

A field that is added to a version later gets a fossil of its own, `<type>.v<version>.<word>.json`; in the older ones
it says nothing.
"""

import json
import re
from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar

import msgspec
import pytest
from msgspec import Meta

from tracker.domain.catalogue import EVENT_CLASSES, check_catalogue, upcast
from tracker.domain.event import Event
from tracker.store.log.codec import decode, mint

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.v*.json"))
FIRST_OF_VERSION = re.compile(r".+\.v\d+\.json")
EVERY_FILE = pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])


def spelled_out(value):
    """Plain JSON with every field, also those at their default, so that a changed default shows."""
    match value:
        case msgspec.Struct():
            return {name: spelled_out(getattr(value, name)) for name in value.__struct_fields__}
        case dict():
            return {key: spelled_out(one) for key, one in value.items()}
        case list() | tuple():
            return [spelled_out(one) for one in value]
        case date():
            return value.isoformat()
    return value


def as_then(said, decoded):
    """`said` without the fields that came later, which say nothing about what was said before."""
    match said, decoded:
        case dict(), dict():
            later = {name: value for name, value in said.items() if name not in decoded}
            assert not any(later.values()), later
            return {name: as_then(value, decoded[name]) for name, value in said.items() if name in decoded}
        case list(), list() if len(said) == len(decoded):
            return [as_then(one, other) for one, other in zip(said, decoded, strict=True)]
    return said


def read(file):
    return json.loads(file.read_text(encoding="utf-8"))


def test_every_type_and_version_of_the_catalogue_has_a_fossil():
    wanted = {
        f"{name}.v{version}.json"
        for name, event_class in EVENT_CLASSES.items()
        for version in range(1, event_class.SCHEMA_VERSION + 1)
    }
    assert {file.name for file in FILES if FIRST_OF_VERSION.fullmatch(file.name)} == wanted


@EVERY_FILE
def test_a_fossil_is_named_for_what_it_holds(file):
    fossil = read(file)
    assert set(fossil) == {"type", "schema_version", "data", "decoded"}
    assert re.fullmatch(r"(.+)\.v(\d+)(?:\.[a-z_]+)?", file.stem).groups() == (
        fossil["type"],
        str(fossil["schema_version"]),
    )


@EVERY_FILE
def test_a_fossil_decodes_to_what_it_said(file):
    fossil = read(file)
    event = decode(fossil["type"], fossil["schema_version"], fossil["data"])
    assert as_then(spelled_out(event), fossil["decoded"]) == fossil["decoded"]


@EVERY_FILE
def test_saying_a_fossil_of_the_present_version_again_gives_the_same_bytes(file):
    fossil = read(file)
    if fossil["schema_version"] < EVENT_CLASSES[fossil["type"]].SCHEMA_VERSION:
        return
    assert mint(decode(fossil["type"], fossil["schema_version"], fossil["data"])).data == fossil["data"]


class Grown(Event, frozen=True):
    """A made-up event in its third version: `label` became `words`, then every word got small letters."""

    TYPE: ClassVar[str] = "made_up.grown"
    SCHEMA_VERSION: ClassVar[int] = 3

    words: Annotated[tuple[str, ...], Meta(min_length=1)]


def _split(payload):
    return {"words": payload["label"].split()}


def _lower(payload):
    return {"words": [word.lower() for word in payload["words"]]}


GROWN = {Grown.TYPE: Grown}
CHAIN = {(Grown.TYPE, 1): _split, (Grown.TYPE, 2): _lower}


@pytest.mark.parametrize(
    ("version", "payload"),
    [(1, {"label": "Two Words"}), (2, {"words": ["Two", "Words"]}), (3, {"words": ["two", "words"]})],
)
def test_a_payload_of_any_version_is_brought_to_the_present_one_step_at_a_time(version, payload):
    now = upcast(Grown.TYPE, version, payload, classes=GROWN, upcasters=CHAIN)
    assert msgspec.convert(now, Grown) == Grown(words=("two", "words"))


def test_upcasting_leaves_the_payload_it_was_given_alone():
    payload = {"label": "Two Words"}
    upcast(Grown.TYPE, 1, payload, classes=GROWN, upcasters=CHAIN)
    assert payload == {"label": "Two Words"}


def test_the_catalogue_as_it_is_passes_its_own_check():
    check_catalogue()
    check_catalogue(GROWN, CHAIN)


@pytest.mark.parametrize(
    ("upcasters", "words"),
    [
        ({}, "missing for .*grown', 1.*grown', 2"),
        ({(Grown.TYPE, 1): _split}, "missing for .*grown', 2"),
        (CHAIN | {(Grown.TYPE, 3): _lower}, "idle for .*grown', 3"),
        (CHAIN | {("made_up.other", 1): _lower}, "idle for .*other', 1"),
    ],
    ids=["no step", "a gap", "a step beyond the present", "a step of nobody"],
)
def test_a_chain_with_a_gap_or_an_idle_step_stops_the_start(upcasters, words):
    with pytest.raises(ValueError, match=words):
        check_catalogue(GROWN, upcasters)


def test_every_class_stands_in_the_catalogue_under_its_own_name():
    assert {name: event_class.TYPE for name, event_class in EVENT_CLASSES.items()} == {
        name: name for name in EVENT_CLASSES
    }
