"""The bytes that make an event provable, against a committed vector and recomputed with hashlib and json alone."""

import hashlib
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.definition import header_by_definition
from tracker.store.databases import envelope as code

VECTOR = json.loads((Path(__file__).parent / "vector.json").read_text(encoding="utf-8"))
EVENTS = pytest.mark.parametrize(
    "event", VECTOR["events"], ids=[str(one["position"]) for one in VECTOR["events"]]
)


def sha256(content):
    return hashlib.sha256(content)


def envelope_of(event):
    return code.Envelope(**event["envelope"], data_digest=bytes.fromhex(event["data_digest"]))


@EVENTS
def test_the_vector_follows_from_its_definition(event):
    digest = sha256(bytes.fromhex(event["salt"]) + event["data"].encode("utf-8")).hexdigest()
    header = header_by_definition(event["envelope"], digest)
    assert (digest, header.hex()) == (event["data_digest"], event["header"])
    assert sha256(header).hexdigest() == event["commitment"]


def test_the_heads_of_the_vector_are_chained_by_definition():
    head = sha256(VECTOR["house_id"].encode("utf-8")).digest()
    assert head.hex() == VECTOR["first_head"]
    for event in VECTOR["events"]:
        position = event["position"].to_bytes(8, "big")
        sequenced_at = event["sequenced_at"].encode("ascii")
        assert (len(position), len(sequenced_at)) == (8, 27)
        head = sha256(head + position + sequenced_at + bytes.fromhex(event["commitment"])).digest()
        assert head.hex() == event["head"]


@EVENTS
def test_the_code_gives_the_vectors_bytes(event):
    digest = code.data_digest(bytes.fromhex(event["salt"]), event["data"])
    assert digest.hex() == event["data_digest"]
    assert code.header(envelope_of(event)).hex() == event["header"]
    assert code.commitment(envelope_of(event)).hex() == event["commitment"]


def test_the_code_chains_the_vectors_heads():
    head = code.first_head(VECTOR["house_id"])
    assert head.hex() == VECTOR["first_head"]
    for event in VECTOR["events"]:
        head = code.next_head(
            head,
            position=event["position"],
            sequenced_at=event["sequenced_at"],
            commitment=bytes.fromhex(event["commitment"]),
        )
        assert head.hex() == event["head"]


def test_the_vector_holds_what_encoders_differ_in():
    text = json.dumps(VECTOR["events"], ensure_ascii=False)
    assert not text.isascii()
    assert VECTOR["events"][1]["position"] > 255
    assert [event["envelope"]["import_id"] is None for event in VECTOR["events"]] == [True, False]


TEXT = st.text(max_size=20)
OPTIONAL = st.one_of(st.none(), TEXT)


@given(
    st.fixed_dictionaries(
        {
            "event_id": TEXT,
            "stream": TEXT,
            "version": st.integers(1, 2**53),
            "type": TEXT,
            "schema_version": st.integers(1, 9),
            "effective_at": TEXT,
            "recorded_at": TEXT,
            "recorded_by": TEXT,
            "import_id": OPTIONAL,
            "correlation_id": TEXT,
            "causation_id": OPTIONAL,
        }
    ),
    st.binary(min_size=32, max_size=32),
)
def test_any_text_gives_the_header_that_the_standard_library_gives(fields, digest):
    header = code.header(code.Envelope(**fields, data_digest=digest))
    assert header == header_by_definition(fields, digest.hex())


@EVENTS
@pytest.mark.parametrize("field", code.Envelope.__struct_fields__)
def test_every_field_of_the_envelope_is_committed_to(event, field):
    whole = envelope_of(event)
    value = getattr(whole, field)
    changed = {int: 7, bytes: b"\0" * 32}.get(type(value), f"{value}x")
    assert code.commitment(msgspec.structs.replace(whole, **{field: changed})) != code.commitment(whole)
