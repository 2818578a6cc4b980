"""Short ways through the real door: log, forecast, resolve, import; and looking at what stands in the tables."""

import json

from msgspec.json import encode

from tracker.application.event_ids import FreshIds
from tracker.application.imports.runs import open_run, record_lines
from tracker.application.recording.developments import record_development
from tracker.application.recording.outcomes import ResolutionInput, resolve
from tracker.application.recording.predictions import LogPrediction, log_prediction
from tracker.application.transact import Answer, Request, transact, write_once
from tracker.domain import forecast
from tracker.domain.development import RecordDevelopment, Settles
from tracker.domain.forecast import ForecastInput, Question, StateForecast
from tracker.domain.ids import stream_of
from tracker.domain.prediction.commands import RecordPrediction
from tracker.projections.table import ProjectionTable
from tracker.store.log.log import Origin, log_rows
from tracker.store.log.verify import verify
from tracker.store.tables import FactTable

ROWS_MAX = 10_000
ORIGIN = Origin(recorded_by="test", correlation_id="test")


def ask(application, caller, handler, *, key=None, digest="d", may_repeat=True):
    """One request: what `closure` returns is the answer's id."""
    request = Request(recorded_by=caller.key, correlation_id="test", idempotency_key=key, digest=digest)
    return transact(
        application,
        handler,
        request=request,
        answer=lambda _, made: Answer(status=201, body=encode({"id": made})),
        may_repeat=may_repeat,
    )


def logging(**fields):
    """The call that logs a prediction; each field goes where it belongs."""
    stated = {"statement": "The cabinet resigns", "deadline": "2026-12-31"} | fields
    of_the_call = {name: stated.pop(name) for name in LogPrediction.__struct_fields__ if name in stated}
    said = {
        name: stated.pop(name)
        for name in ForecastInput.__struct_fields__
        if name in stated and name != "note"
    }
    return LogPrediction(prediction=RecordPrediction(**stated), said=ForecastInput(**said), **of_the_call)


def log(application, caller, *, key=None, digest="d", **entry):
    """Log a prediction; its id."""
    asked = logging(**entry)
    answer = ask(
        application,
        caller,
        lambda uow: log_prediction(application, uow, asked, caller=caller),
        key=key,
        digest=digest,
    )
    return answer.content["id"]


def develop(application, caller, **entry):
    told = {"headline": "The cabinet resigns", "occurred_on": "2026-01-01"} | entry
    if told.get("resolves"):
        told["resolves"] = Settles(**told["resolves"])
    command = RecordDevelopment(**told)
    return ask(
        application, caller, lambda uow: record_development(application, uow, command, caller=caller)
    ).content["id"]


def decide(application, caller, prediction, outcome, *, seen_version=None, **entry):
    said = ResolutionInput(
        outcome=outcome, **({"note": "I was there", "source": "https://news.example/1"} | entry)
    )
    ask(
        application,
        caller,
        lambda uow: resolve(application, uow, prediction, said, caller=caller, seen_version=seen_version),
    )


def state_forecasts(application, prediction, numbers):
    """Forecasts on a prediction, {forecaster: p}, all in one transaction, whatever has happened since."""

    def handler(uow):
        for forecaster, p in numbers.items():
            command = StateForecast(
                said=ForecastInput(p=p),
                forecast=uow.new_entity("forecast"),
                prediction=prediction,
                forecaster=forecaster,
                probability_source="author_numeric",
                made_at=uow.now,
                question=Question(),
            )
            uow.decide(forecast, stream_of("forecast", prediction, forecaster), command)

    write_once(application, handler, origin=ORIGIN, ids=FreshIds)


def line(kind, *, at="2025-01-01T00:00:00Z", **fields):
    """One line of a story."""
    return json.dumps({"at": at, "kind": kind} | fields, ensure_ascii=False).encode()


ADA = line("forecaster", id="ada", name="Ada")
P1 = line("prediction", id="P1", type="binary", statement="The cabinet falls", closes="2025-06-30")
DEFAULT = line(
    "prediction",
    id="P2",
    type="binary",
    statement="s",
    closes="2025-06-30",
    default_outcome="no",
    settlement="at_once",
)


def prediction_line(**fields):
    said = {"id": "P", "type": "binary", "statement": "s", "closes": "2025-06-30"} | fields
    return line("prediction", **said)


def forecast_line(**fields):
    given = {
        "prediction": "P1",
        "forecaster": "ada",
        "probability_source": "author_numeric",
        "p": 0.4,
        "seq": 1,
    }
    return line("forecast", **{name: value for name, value in (given | fields).items() if value is not None})


def story_lines():
    """A small story, every line of which is good."""
    return [
        line("forecaster", id="ada", name="Ada"),
        line("essay", id="E1", author="ada", title="On cabinets", text="It falls before summer."),
        line(
            "claim",
            id="C1",
            essay="E1",
            stance="asserts",
            quote={"exact": "It falls"},
            probability_source="none",
        ),
        line(
            "prediction",
            id="P1",
            claim="C1",
            type="binary",
            statement="The cabinet falls",
            closes="2025-06-30",
        ),
        line(
            "forecast", prediction="P1", forecaster="ada", probability_source="author_numeric", p=0.3, seq=1
        ),
        line(
            "forecast",
            prediction="P1",
            forecaster="ada",
            probability_source="author_numeric",
            p=0.6,
            seq=2,
            at="2025-02-01T00:00:00Z",
        ),
        line(
            "development",
            id="D1",
            headline="It falls",
            occurred_on="2025-03-01",
            event_type="cabinet.falls",
            at="2025-03-01T00:00:00Z",
        ),
        line(
            "evidence",
            prediction="P1",
            development="D1",
            bearing="supports",
            seq=3,
            at="2025-03-01T00:00:00Z",
        ),
        line(
            "resolution",
            prediction="P1",
            outcome="yes",
            developments=["D1"],
            seq=4,
            at="2025-03-02T00:00:00Z",
        ),
    ]


def open_story(application, source="story", timezone="UTC"):
    return open_run(application, source=source, timezone=timezone, title=None)


def send(application, caller, run, lines, *, is_atomic=False):
    return record_lines(application, run, lines, caller=caller, correlation_id="test", is_atomic=is_atomic)


def statuses(outcomes):
    return [one.status for one in outcomes]


def logged(application):
    """Every row of the log, as dicts."""
    while application.database.sequence():
        pass
    with application.database.reading() as tx:
        return [dict(row) for row in log_rows(tx, after=0, limit=ROWS_MAX)]


def types(application):
    return [row["type"] for row in logged(application)]


def table(application, name):
    """The rows of any table, as sorted dicts."""
    with application.database.reading() as tx:
        return sorted((dict(row) for row in tx.rows(f"SELECT * FROM {name}")), key=repr)


def everything(application):
    """Every row of every table: what nothing may have changed."""
    names = [*FactTable.metadata.tables, *ProjectionTable.metadata.tables]
    return {name: table(application, name) for name in names}


def assert_verified(application):
    with application.database.reading() as tx:
        assert verify(tx).fault is None
