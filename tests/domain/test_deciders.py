"""The small deciders: forecast, development, essay, claim, forecaster, import and score."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from tests.domain.given import given
from tests.domain.samples import CLOSES, NOW, development, telling
from tracker.domain import claim, essay, forecast, forecaster, imports, score
from tracker.domain import development as developments
from tracker.domain.claim import ClaimRecorded, Quote, RecordClaim
from tracker.domain.development import happened_at
from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.essay import EssayRecorded, RecordEssay
from tracker.domain.forecast import ForecastInput, ForecastStated, Question, StateForecast
from tracker.domain.forecaster import ForecasterRecorded, RecordForecaster
from tracker.domain.imports import FinishImport, ImportFinished, ImportStarted, StartImport
from tracker.domain.score import INITIAL, PredictionScored, RecordScores, evolve

STATED = ForecastStated(
    forecast="fct_1",
    prediction="prd_1",
    forecaster="fcr_1",
    p=0.4,
    probability_source="author_numeric",
    made_at=NOW,
)
ADA = ForecasterRecorded(forecaster="fcr_1", name="Ada")
RECORD_ADA = RecordForecaster(forecaster="fcr_1", name="Ada")
ESSAY = EssayRecorded(essay="ess_1", title="On cabinets")
RECORD_ESSAY = RecordEssay(essay="ess_1", title="On cabinets")
STARTED = ImportStarted(run="r", from_source="seed", timezone="UTC")
FINISHED = ImportFinished(run="r", from_source="seed")


def claimed(**quote):
    return ClaimRecorded(
        claim="clm_1", essay="ess_1", stance="asserts", quote=Quote(**({"exact": "it falls"} | quote))
    )


def claiming(**quote):
    return RecordClaim(
        claim="clm_1", essay="ess_1", stance="asserts", quote=Quote(**({"exact": "it falls"} | quote))
    )


def scored(**changes):
    fields = {
        "prediction": "prd_1",
        "resolution_number": 1,
        "resolution_event": "e",
        "outcome": "yes",
        "known_at": NOW,
        "rule_versions": {"brier": 1},
        "inputs_digest": "a" * 64,
        "chunk": 1,
        "chunks": 2,
        "rows": (),
    }
    return PredictionScored(**(fields | changes))


def state(**more):
    command = {
        "said": ForecastInput(p=0.4),
        "forecast": "fct_1",
        "prediction": "prd_1",
        "forecaster": "fcr_1",
        "probability_source": "author_numeric",
        "made_at": NOW,
    }
    return StateForecast(**command | more)


def test_a_forecast_before_the_deadline_is_recorded():
    question = Question(closes=CLOSES)
    command = state(question=question, now=CLOSES - timedelta(microseconds=1))
    assert given(forecast).when(command) == [STATED]


def test_a_forecast_at_the_deadline_is_too_late():
    with pytest.raises(Conflict, match="deadline has passed"):
        given(forecast).when(state(question=Question(closes=CLOSES), now=CLOSES))


def test_an_imported_forecast_may_lie_behind_the_deadline():
    assert given(forecast, STATED).when(state(question=Question())) == [STATED]


def test_every_forecast_is_kept_in_the_order_of_recording():
    again = ForecastStated(**{name: getattr(STATED, name) for name in STATED.__struct_fields__} | {"p": 0.5})
    state = forecast.evolve(forecast.evolve(forecast.INITIAL, STATED), again)
    assert [one.p for one in state.stated] == [0.4, 0.5]


def test_a_development_is_recorded_once():
    command = telling(development())
    assert given(developments).when(command) == [development()]
    with pytest.raises(Conflict):
        given(developments, development()).when(command)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"occurred_at": None}, "/occurred_on"),
        ({"occurred_on": date(2025, 3, 1)}, "/occurred_at"),
        ({"occurred_at": NOW + timedelta(seconds=1)}, "/occurred_at"),
        ({"occurred_at": None, "occurred_on": date(2025, 3, 2)}, "/occurred_on"),
    ],
    ids=["no day", "day and instant", "future instant", "future day"],
)
def test_a_development_says_when_it_happened_and_that_has_passed(changes, pointer):
    with pytest.raises(Invalid) as refusal:
        given(developments).when(telling(development(**changes)))
    assert refusal.value.faults[0].pointer == pointer


def test_a_bare_day_begins_in_the_zone_of_whoever_asks():
    event = development(occurred_at=None, occurred_on=date(2025, 3, 1), timezone="Asia/Tokyo")
    assert happened_at(event) == datetime(2025, 2, 28, 15, tzinfo=UTC)
    assert happened_at(event, timezone="America/New_York") == datetime(2025, 3, 1, 5, tzinfo=UTC)


def test_an_essay_is_recorded_once():
    assert given(essay).when(RECORD_ESSAY) == [ESSAY]
    with pytest.raises(Conflict):
        given(essay, ESSAY).when(RECORD_ESSAY)


def test_an_essay_with_its_text_keeps_the_texts_digest():
    (event,) = given(essay).when(msgspec.structs.replace(RECORD_ESSAY, text_digest="b" * 64))
    assert event.text_sha256 == "b" * 64


def test_a_text_that_is_not_the_one_announced_is_refused():
    with pytest.raises(Invalid) as refusal:
        given(essay).when(RecordEssay(essay="ess_1", text_sha256="a" * 64, text_digest="b" * 64))
    assert refusal.value.faults[0].code == "text_hash_differs"


def test_a_claim_is_recorded_once():
    assert given(claim).when(claiming()) == [claimed()]
    with pytest.raises(Conflict):
        given(claim, claimed()).when(claiming())


@pytest.mark.parametrize(
    ("span", "code"),
    [
        ({"start": 3}, "incomplete_span"),
        ({"end": 3}, "incomplete_span"),
        ({"start": 3, "end": 10}, "wrong_span"),
    ],
)
def test_a_quotes_span_fits_its_words(span, code):
    with pytest.raises(Invalid) as refusal:
        given(claim).when(claiming(**span))
    assert refusal.value.faults[0].code == code


def test_a_quotes_span_counts_characters_and_not_bytes():
    quote = {"exact": "préfet 🙂", "start": 2, "end": 10}
    assert given(claim).when(claiming(**quote)) == [claimed(**quote)]


def test_a_forecaster_is_recorded_once():
    assert given(forecaster).when(RECORD_ADA) == [ADA]
    with pytest.raises(Conflict):
        given(forecaster, ADA).when(RECORD_ADA)


def test_an_import_starts_once_until_it_is_finished():
    assert given(imports).when_twice(StartImport(run="r", from_source="seed", timezone="UTC")) == (
        [STARTED],
        [],
    )
    assert given(imports, STARTED).when_twice(FinishImport(run="r", from_source="seed")) == ([FINISHED], [])
    assert given(imports, STARTED, FINISHED).when(
        StartImport(run="r", from_source="seed", timezone="UTC")
    ) == [STARTED]


def test_an_import_that_recorded_nothing_has_nothing_to_finish():
    assert given(imports).when(FinishImport(run="r", from_source="seed")) == []


def test_a_chunk_of_scores_is_recorded_once():
    assert given(score).when_twice(RecordScores(proposed=scored())) == ([scored()], [])
    assert given(score, scored()).when(RecordScores(proposed=scored(chunk=2))) == [scored(chunk=2)]
    assert given(score, scored(), scored(chunk=2)).when(RecordScores(proposed=scored())) == []


@pytest.mark.parametrize("change", [{"inputs_digest": "b" * 64}, {"resolution_number": 2}])
def test_a_scoring_of_other_inputs_begins_anew(change):
    event = scored(**change)
    assert given(score, scored(), scored(chunk=2)).when(RecordScores(proposed=event)) == [event]


def test_a_scoring_is_complete_with_its_last_chunk():
    half = evolve(INITIAL, scored())
    whole = evolve(half, scored(chunk=2))
    assert not half.is_complete(resolution_number=1, inputs_digest="a" * 64)
    assert whole.is_complete(resolution_number=1, inputs_digest="a" * 64)
    assert not whole.is_complete(resolution_number=2, inputs_digest="a" * 64)


REVISED = essay.EssayRevised(essay="ess_1", title="On cabinets and their ends")
REVISE = essay.ReviseEssay(essay="ess_1", title="On cabinets and their ends")


def test_a_revision_records_what_is_different_and_twice_alike_nothing():
    first, second = given(essay, ESSAY).when_twice(REVISE)
    assert (first, second) == ([REVISED], [])
    assert essay.evolve(essay.evolve(essay.INITIAL, ESSAY), REVISED).present.title == REVISED.title


def test_an_essay_that_is_not_there_cannot_be_revised():
    with pytest.raises(NotFound):
        given(essay).when(REVISE)


def test_an_essay_goes_back_to_an_earlier_text_but_not_on_for_ever():
    texts = [essay.EssayRevised(essay="ess_1", text_sha256=letter * 64) for letter in "ab"]
    command = essay.ReviseEssay(essay="ess_1", text_digest="a" * 64)
    assert given(essay, ESSAY, *texts).when(command) == [texts[0]]
    with pytest.raises(Conflict, match="500"):
        given(essay, ESSAY, *(texts * 250)).when(command)


def corrected(**changes):
    return claim.ClaimCorrected(**({"claim": "clm_1", "reason": "misread"} | changes))


def correcting(**changes):
    return claim.CorrectClaim(**({"claim": "clm_1", "reason": "misread"} | changes))


def linking(to, relation="restates"):
    return claim.LinkClaim(claim="clm_1", to=to, relation=relation)


def test_a_correction_is_recorded_and_twice_alike_not_again():
    for change in (
        {"stance": "hedges"},
        {"probability_source": "author_verbal"},
        {"quote": Quote(exact="it fell")},
    ):
        assert given(claim, claimed()).when_twice(correcting(**change)) == ([corrected(**change)], [])


def test_a_corrected_quote_has_a_span_that_fits():
    command = correcting(quote=Quote(exact="it fell", start=1, end=2))
    with pytest.raises(Invalid, match="7 characters"):
        given(claim, claimed()).when(command)


@pytest.mark.parametrize(
    "command",
    [
        correcting(stance="hedges"),
        linking("clm_2"),
    ],
)
def test_a_claim_that_is_not_there_is_neither_corrected_nor_linked(command):
    with pytest.raises(NotFound):
        given(claim).when(command)


def test_a_link_is_recorded_once_for_each_relation():
    links = [
        claim.ClaimLinked(claim="clm_1", to="clm_2", relation=relation)
        for relation in ("restates", "walks_back", "contradicts")
    ]
    for link in links:
        assert given(claim, claimed()).when_twice(linking("clm_2", link.relation)) == ([link], [])
    assert given(claim, claimed(), *links[:2]).when(linking("clm_2", "contradicts")) == [links[2]]


def test_a_claim_is_not_linked_to_itself_nor_to_everything():
    with pytest.raises(Invalid, match="not to itself"):
        given(claim, claimed()).when(linking("clm_1"))
    many = [claim.ClaimLinked(claim="clm_1", to=f"clm_{n}", relation="restates") for n in range(2, 102)]
    with pytest.raises(Conflict, match="100 links"):
        given(claim, claimed(), *many).when(linking("clm_0"))
