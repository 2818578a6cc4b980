"""Events go in through `mint`, which refuses what it cannot keep, and come back from the stored text as they were."""

import json
import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.samples import NOW, development, recorded
from tests.store.strategies import events_of
from tracker.domain import limits
from tracker.domain.catalogue import EVENT_CLASSES
from tracker.domain.development import Fact
from tracker.domain.errors import Invalid
from tracker.domain.forecast import ForecastStated
from tracker.domain.forecaster import ForecasterRecorded
from tracker.store.log.codec import UnknownEvent, decode, mint

EVERY_EVENT = st.sampled_from(sorted(EVENT_CLASSES)).flatmap(lambda name: events_of(EVENT_CLASSES[name]))


def forecast(**changes):
    fields = {
        "forecast": "fct_1",
        "prediction": "prd_1",
        "forecaster": "fcr_1",
        "p": 0.4,
        "probability_source": "author_numeric",
        "made_at": NOW,
    }
    return ForecastStated(**(fields | changes))


@pytest.mark.parametrize("name", sorted(EVENT_CLASSES))
def test_every_event_reads_back_as_it_was_minted(name):
    @given(events_of(EVENT_CLASSES[name]))
    def reads_back(event):
        minted = mint(event)
        assert minted.event == event
        assert decode(minted.type, minted.schema_version, minted.data) == event

    reads_back()


@given(EVERY_EVENT)
def test_minting_what_was_minted_changes_no_byte(event):
    minted = mint(event)
    assert mint(decode(minted.type, minted.schema_version, minted.data)).data == minted.data


@given(EVERY_EVENT)
def test_the_stored_text_is_plain_json_without_a_number_that_json_lacks(event):
    assert isinstance(json.loads(mint(event).data, parse_constant=pytest.fail), dict)


@pytest.mark.parametrize(
    ("event", "pointer"),
    [
        (ForecasterRecorded(forecaster="fcr_1", name="Se\u0301gole\u0300ne"), "/name"),
        (ForecasterRecorded(forecaster="fcr_1", name="A", note="\u212b"), "/note"),
        (recorded(rule={"all": [{"tags": ["e\u0301"]}]}), "/rule/all/0/tags/0"),
        (recorded(rule={"all": [{"e\u0301": 1}]}), "/rule/all/0"),
        (recorded(topics=("e\u0301",)), "/topics/0"),
    ],
)
def test_text_that_is_not_in_nfc_is_refused_by_its_place(event, pointer):
    with pytest.raises(Invalid) as refusal:
        mint(event)
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [(pointer, "not_nfc")]


def test_what_was_stored_decomposed_is_read_as_it_stands():
    text = '{"forecaster":"f","name":"Se\u0301gole\u0300ne"}'
    assert decode("forecaster.recorded", 1, text).name == "Se\u0301gole\u0300ne"


def test_instants_are_stored_in_utc():
    tokyo = datetime(2025, 3, 1, 9, tzinfo=timezone(timedelta(hours=9)))
    assert mint(forecast(made_at=tokyo)).event.made_at == datetime(2025, 3, 1, tzinfo=UTC)
    assert '"made_at":"2025-03-01T00:00:00Z"' in mint(forecast(made_at=tokyo)).data


def test_a_whole_number_becomes_a_float():
    minted = mint(forecast(p=1))
    assert type(minted.event.p) is float
    assert '"p":1.0' in minted.data


def test_fields_at_their_default_are_not_stored():
    assert mint(ForecasterRecorded(forecaster="f", name="Ada")).data == '{"forecaster":"f","name":"Ada"}'


@pytest.mark.parametrize(
    "event",
    [
        forecast(p=math.nan),
        forecast(p=math.inf),
        forecast(p=-math.inf),
        forecast(p=True),
        forecast(p="0.4"),
        forecast(p=1.0000001),
        forecast(p=-0.1),
        forecast(made_at=NOW.replace(tzinfo=None)),
        forecast(made_at="soon"),
        forecast(seq=-1),
        forecast(seq=True),
        forecast(seq=1.5),
        forecast(seq=2**53),
        forecast(seq=10**30),
        forecast(probability_source="guessed"),
        forecast(note=""),
        forecast(note="x" * (limits.NOTE_CHARS_MAX + 1)),
        forecast(note="\ud800"),
        forecast(prediction=None),
        recorded(rule={"event_type": "\udfff"}),
        recorded(rule={"\udfff": 1}),
        recorded(rule={"x": math.nan}),
        recorded(topics=("x",) * (limits.TOPICS_MAX + 1)),
        recorded(kind="numerical"),
        development(facts=(Fact(metric="approval", value=math.inf),)),
        development(facts=(Fact(metric="approval", value=True),)),
        development(facts=(Fact(metric="approval", value=1.0, as_of=NOW.replace(tzinfo=None)),)),
        development(occurred_on=datetime(2025, 1, 1, tzinfo=UTC)),
    ],
    ids=repr,
)
def test_what_cannot_be_recorded_faithfully_is_refused(event):
    with pytest.raises(Invalid):
        mint(event)


@pytest.mark.parametrize("digest", ["a" * 63, "a" * 65, "A" * 64, "a" * 64 + "\n"])
def test_a_digest_is_64_small_hex_digits(digest):
    essay = EVENT_CLASSES["essay.recorded"]
    with pytest.raises(Invalid):
        mint(essay(essay="ess_1", text_sha256=digest))


@pytest.mark.parametrize(
    ("event", "pointer", "code"),
    [
        (forecast(p=math.nan), "/p", "not_finite"),
        (forecast(made_at=NOW.replace(tzinfo=None)), "/made_at", "naive_instant"),
        (forecast(note="\ud800"), "/note", "not_text"),
        (recorded(rule={"all": [{"tags": ["a", "\ud800"]}]}), "/rule/all/0/tags/1", "not_text"),
        (recorded(rule={"all": [{"\ud800": 1}]}), "/rule/all/0", "not_text"),
        (
            development(facts=(Fact(metric="a", value=1.0), Fact(metric="b", value=math.inf))),
            "/facts/1/value",
            "not_finite",
        ),
    ],
)
def test_what_cannot_be_written_down_is_named_by_its_place(event, pointer, code):
    with pytest.raises(Invalid) as refusal:
        mint(event)
    assert (refusal.value.faults[0].pointer, refusal.value.faults[0].code) == (pointer, code)


def test_a_refusal_names_the_field():
    with pytest.raises(Invalid) as refusal:
        mint(development(facts=(Fact(metric="a", value=1.0), Fact(metric="b", value="2"))))
    assert refusal.value.faults[0].pointer == "/facts/1/value"


@pytest.mark.parametrize(("name", "version"), [("prediction.dreamt", 1), ("forecaster.recorded", 2), ("", 1)])
def test_an_unknown_type_or_a_later_version_is_told_apart_from_bad_content(name, version):
    with pytest.raises(UnknownEvent, match="not known to this version"):
        decode(name, version, '{"forecaster":"f","name":"Ada"}')


def test_unknown_fields_are_ignored_on_reading():
    text = '{"forecaster":"f","name":"Ada","hat":"blue"}'
    assert decode("forecaster.recorded", 1, text) == ForecasterRecorded(forecaster="f", name="Ada")


def test_what_is_projected_now_has_the_order_that_a_rebuild_reads():
    minted = mint(recorded(rule={"window": ["2025-01-01", "2025-02-01"], "event_type": "x"}))
    read = decode(minted.type, minted.schema_version, minted.data)
    assert list(minted.event.rule) == list(read.rule) == ["event_type", "window"]
