"""The one door: a request is answered once, and what is refused leaves no trace."""

import pytest
from msgspec.json import encode

from tests.application.doing import (
    ask,
    assert_verified,
    decide,
    develop,
    everything,
    log,
    logged,
    table,
    types,
)
from tracker.application.recording.forecasts import state_forecast
from tracker.application.transact import Answer, Request, transact
from tracker.domain import forecaster
from tracker.domain.errors import (
    AlreadyRecorded,
    Conflict,
    IdempotencyKeyReused,
    Invalid,
    TrackerError,
    VersionConflict,
)
from tracker.domain.forecast import ForecastInput
from tracker.domain.forecaster import ForecasterRecorded, RecordForecaster
from tracker.domain.ids import entity_id, stream_of
from tracker.store.log.codec import mint
from tracker.store.log.log import Batch, Draft


def record_forecaster(name="Grace"):
    def handler(uow):
        new = uow.new_entity("forecaster")
        uow.decide(forecaster, stream_of("forecaster", new), RecordForecaster(forecaster=new, name=name))
        return new

    return handler


def test_a_request_without_a_key_is_done_each_time_it_is_asked(application, caller):
    one = ask(application, caller, record_forecaster())
    other = ask(application, caller, record_forecaster())
    assert one.body != other.body
    assert table(application, "idempotency") == []


def test_the_same_key_and_request_get_the_stored_answer_and_write_nothing(application, caller, clock):
    first = ask(application, caller, record_forecaster(), key="k")
    before = everything(application)
    clock.forward(hours=1)
    again = ask(application, caller, record_forecaster("never looked at"), key="k")
    assert (again.status, again.body, first.is_replay, again.is_replay) == (201, first.body, False, True)
    assert everything(application) == before


def test_the_same_key_for_another_request_is_refused(application, caller):
    ask(application, caller, record_forecaster(), key="k")
    before = everything(application)
    with pytest.raises(IdempotencyKeyReused, match="another request"):
        ask(application, caller, record_forecaster(), key="k", digest="other")
    assert everything(application) == before


def test_a_key_belongs_to_whoever_used_it(application, caller):
    first = ask(application, caller, record_forecaster(), key="k")
    request = Request(recorded_by="key_other", correlation_id="c", idempotency_key="k", digest="d")
    other = transact(
        application,
        record_forecaster(),
        request=request,
        answer=lambda _, made: Answer(status=201, body=encode({"id": made})),
    )
    assert (other.is_replay, other.body != first.body) == (False, True)


def forget(application, clock):
    from tracker.application.transact import forget_answers

    clock.forward(days=8)
    return forget_answers(application, now=clock.now)


def test_an_answer_is_kept_seven_days(application, caller, clock):
    from tracker.application.transact import forget_answers

    ask(application, caller, record_forecaster(), key="k")
    clock.forward(days=7)
    assert forget_answers(application, now=clock.now) == 0
    clock.forward(microseconds=1)
    assert forget_answers(application, now=clock.now) == 1


def test_a_key_whose_answer_is_gone_is_refused_for_ever(application, caller, clock):
    ask(application, caller, record_forecaster(), key="k")
    assert forget(application, clock) == 1
    before = everything(application)
    for name in ("Grace", "Somebody else"):
        with pytest.raises(IdempotencyKeyReused):
            ask(application, caller, record_forecaster(name), key="k")
    assert everything(application) == before


def test_a_key_that_logged_a_prediction_is_refused_for_ever_too(application, caller, clock):
    log(application, caller, key="k", probability=0.4)
    forget(application, clock)
    with pytest.raises(IdempotencyKeyReused):
        log(application, caller, key="k", probability=0.4)


def test_a_key_that_resolved_a_prediction_is_refused_for_ever_too(application, caller, clock):
    from tracker.application.recording.outcomes import ResolutionInput, resolve

    prediction = log(application, caller)
    said = ResolutionInput(outcome="yes", happened_on="2026-01-01", source="https://news.example/1")

    def handler(uow):
        return resolve(application, uow, prediction, said, caller=caller, seen_version=None)

    ask(application, caller, handler, key="k")
    forget(application, clock)
    with pytest.raises(IdempotencyKeyReused):
        ask(application, caller, handler, key="k")


def test_a_refused_request_stores_nothing_and_its_key_stays_free(application, caller):
    before = everything(application)
    with pytest.raises(Invalid):
        log(application, caller, key="k", deadline="2020-01-01")
    assert everything(application) == before
    assert log(application, caller, key="k")


@pytest.mark.parametrize("error", [Conflict, ZeroDivisionError, KeyboardInterrupt])
def test_an_exception_after_a_decision_leaves_everything_as_it_was(application, caller, error):
    before = everything(application)

    def handler(uow):
        record_forecaster()(uow)
        uow.tx.execute("INSERT INTO slot (job, slot) VALUES ('x', 1)")
        raise error("too late")

    with pytest.raises(error):
        ask(application, caller, handler, key="k")
    assert everything(application) == before
    assert ask(application, caller, record_forecaster(), key="k").status == 201


def test_an_answer_that_cannot_be_made_takes_its_events_back(application, caller):
    before = everything(application)
    request = Request(recorded_by=caller.key, correlation_id="c", idempotency_key="k", digest="d")
    with pytest.raises(ZeroDivisionError):
        transact(application, record_forecaster(), request=request, answer=lambda *_: 1 / 0)
    assert everything(application) == before


def late_writer(times):
    """A closure that finds its stream moved on, as if somebody else had been faster, the first `times` times."""
    calls = []

    def handler(uow):
        calls.append(None)
        made = record_forecaster()(uow)
        if len(calls) <= times:
            (stream, decided), *_ = uow._batches.items()
            uow._batches[stream] = Batch(stream, 7, decided.drafts)
        return made

    return handler, calls


def test_whoever_is_too_slow_is_repeated_with_what_stands_now(application, caller):
    handler, calls = late_writer(4)
    assert ask(application, caller, handler).status == 201
    assert len(calls) == 5
    assert types(application)[-1] == "forecaster.recorded"


def test_it_is_repeated_five_times_and_then_given_up(application, caller):
    handler, calls = late_writer(99)
    before = everything(application)
    with pytest.raises(VersionConflict):
        ask(application, caller, handler)
    assert (len(calls), everything(application)) == (5, before)


def test_whoever_named_the_version_is_not_repeated(application, caller):
    handler, calls = late_writer(1)
    with pytest.raises(VersionConflict):
        ask(application, caller, handler, may_repeat=False)
    assert len(calls) == 1


def test_an_entity_whose_id_is_taken_gets_the_next_fifty_bits(application, caller):
    def handler(uow):
        event_id = uow.ids.peek()
        squatter = stream_of("forecaster", entity_id("forecaster", event_id))
        taken = Draft("somebody-elses", mint(ForecasterRecorded(forecaster="x", name="x")), uow.now)
        uow._batches[squatter] = Batch(squatter, 0, (taken,))
        return event_id

    event_id = ask(application, caller, handler, key="k").content["id"]

    def again(uow):
        assert uow.ids.peek() == event_id
        return uow.new_entity("forecaster")

    with application.database.writing() as tx:
        tx.execute("DELETE FROM idempotency")
    second = ask(application, caller, again, key="k").content["id"]
    assert second == entity_id("forecaster", event_id, attempt=1) != entity_id("forecaster", event_id)


def test_a_second_decision_about_a_stream_builds_on_the_first(application, caller):
    def handler(uow):
        new = uow.new_entity("forecaster")
        command = RecordForecaster(forecaster=new, name="Grace")
        uow.decide(forecaster, stream_of("forecaster", new), command)
        uow.decide(forecaster, stream_of("forecaster", new), command)

    with pytest.raises(Conflict, match="recorded already"):
        ask(application, caller, handler)


def test_what_was_just_recorded_is_read_back_at_once(application, caller):
    prediction = log(application, caller, probability="40%", topics=("Japan",))
    (row,) = table(application, "prediction")
    assert (row["id"], row["version"], row["topics"], row["author"]) == (
        prediction,
        1,
        '["japan"]',
        caller.forecaster,
    )
    (stated,) = table(application, "forecast")
    assert (stated["prediction"], stated["p"], stated["as_said"]) == (prediction, 0.4, "40%")


def test_the_same_statement_deadline_and_author_is_logged_once(application, caller):
    prediction = log(application, caller)
    with pytest.raises(AlreadyRecorded) as refusal:
        log(application, caller, statement="the  CABINET resigns")
    assert refusal.value.address == f"/v1/predictions/{prediction}"
    assert log(application, caller, again=True) != prediction


def test_a_forecast_on_what_has_an_outcome_is_refused_and_leaves_no_trace(application, caller):
    prediction = log(application, caller)
    decide(application, caller, prediction, "no", happened_on="2026-01-01")
    before = everything(application)
    with pytest.raises(Conflict, match="it has an outcome"):
        ask(
            application,
            caller,
            lambda uow: state_forecast(uow, prediction, ForecastInput(probability=0.5), caller=caller),
        )
    assert everything(application) == before


def test_every_event_of_a_request_says_who_and_in_answer_to_what(application, caller):
    standing = len(logged(application))
    log(application, caller, quote="it falls", essay="https://essays.example/1", probability=0.2)
    develop(application, caller)
    rows = logged(application)[standing:]
    assert {row["type"] for row in rows} == {
        "essay.recorded",
        "claim.recorded",
        "prediction.recorded",
        "forecast.stated",
        "development.recorded",
    }
    assert {(row["recorded_by"], row["correlation_id"], row["import_id"]) for row in rows} == {
        (caller.key, "test", None)
    }
    assert_verified(application)


def test_a_refusal_is_always_one_that_a_person_can_act_on(application, caller):
    for entry in (
        {"deadline": "soon"},
        {"author": "Nobody"},
        {"probability": "somehow"},
        {"kind": "numeric", "probability": 0.5},
        {"kind": "numerical"},
        {"essay": "ess_x"},
    ):
        with pytest.raises(TrackerError) as refusal:
            log(application, caller, **entry)
        assert refusal.value.detail
