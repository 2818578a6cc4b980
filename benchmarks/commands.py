"""How fast whole commands are: fold, decide, append, inline row and idempotency key, on streams of a few events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from uuid import uuid4

from msgspec.json import encode

from benchmarks.asked import COMMANDS, LIBRARY, Asked
from benchmarks.databases import AUTHOR, Place, sequencing
from benchmarks.figures import Figure, Pace, Turn, take_turns, together
from benchmarks.peers import Forecasts, one_transaction_each
from tracker.application.access.access import Caller, authenticate, issue_key
from tracker.application.context import AppContext
from tracker.application.recording.forecasts import state_forecast
from tracker.application.recording.predictions import LogPrediction, log_prediction
from tracker.application.transact import Answer, Request, UnitOfWork, transact
from tracker.domain.forecast import ForecastInput
from tracker.domain.key import SCOPES
from tracker.domain.prediction.commands import RecordPrediction

STREAM_EVENTS_MAX = 20
"""A client goes on to its next stream after so many forecasts, in ours and in the peer alike."""


def measure(place: Place, pace: Pace) -> Iterator[Figure]:
    """A figure for each line about this database."""
    for asked in COMMANDS:
        if asked.database == place.name:
            clients = 1 if asked.what.endswith("1 client") else 8
            yield _compare(place, pace, asked, clients=clients)


def client(instance: AppContext, caller: Caller) -> Turn:
    """States one forecast after another, a new prediction after every `STREAM_EVENTS_MAX`."""
    numbers, prediction = count(), ""

    def turn() -> int:
        nonlocal prediction
        number = next(numbers)
        if number % STREAM_EVENTS_MAX == 0:
            prediction = record_prediction(instance, caller)
        p = 0.1 + number % STREAM_EVENTS_MAX / 100
        said = ForecastInput(probability=p)
        answered(instance, caller, lambda uow: state_forecast(uow, prediction, said, caller=caller))
        return 1

    return turn


def record_prediction(instance: AppContext, caller: Caller) -> str:
    """Log a prediction that nobody has logged before; its id."""
    stated = RecordPrediction(statement=f"It comes to {uuid4()}", deadline="2099-12-31")
    asked = LogPrediction(prediction=stated)
    made = answered(instance, caller, lambda uow: log_prediction(instance, uow, asked, caller=caller))
    return str(made.content["id"])


def answered(instance: AppContext, caller: Caller, handler: Callable[[UnitOfWork], str]) -> Answer:
    """What a request with an Idempotency-Key of its own is told."""
    request = Request(
        recorded_by=caller.key,
        correlation_id="benchmark",
        idempotency_key=uuid4().hex,
        digest="0" * 64,
    )
    return transact(
        instance,
        handler,
        request=request,
        answer=lambda _tx, made: Answer(status=201, body=encode({"id": made})),
    )


def new_caller(instance: AppContext) -> Caller:
    """Whoever holds a new key of the tracker's author."""
    _, token = issue_key(instance, name="benchmark", scopes=SCOPES, author=AUTHOR)
    return authenticate(instance, token)


def _compare(place: Place, pace: Pace, asked: Asked, *, clients: int) -> Figure:
    contestants = {"ours": _clients(place.instance, clients)}
    if asked.peer == LIBRARY:
        with sequencing(place.instance), closing(Forecasts(dict(place.library))) as library:
            contestants["peer"] = together([_library_client(library) for _ in range(clients)])
            done = take_turns(contestants, pace)
    else:
        path = Path(place.settings["TRACKER_DATA"]) / "tracker.db"
        contestants["peer"] = _clients(one_transaction_each(place.instance, path), clients)
        done = take_turns(contestants, pace)
    return Figure(asked=asked, ours=tuple(done["ours"]), peer=tuple(done["peer"]))


def _clients(instance: AppContext, clients: int) -> Callable[[float], float]:
    caller = new_caller(instance)
    return together([client(instance, caller) for _ in range(clients)])


def _library_client(library: Forecasts) -> Turn:
    numbers, forecast = count(), uuid4()

    def turn() -> int:
        nonlocal forecast
        number = next(numbers)
        if number % STREAM_EVENTS_MAX == 0:
            forecast = library.open_forecast()
        library.state(forecast, 0.1 + number % STREAM_EVENTS_MAX / 100)
        return 1

    return turn
