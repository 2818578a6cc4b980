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
from tracker.application.context import Application
from tracker.application.recording.forecasts import state_forecast
from tracker.application.recording.predictions import LogPrediction, log_prediction
from tracker.application.transact import Answer, Request, Writing, transact
from tracker.domain.forecast import Said
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


def client(house: Application, caller: Caller) -> Turn:
    """States one forecast after another, a new prediction after every `STREAM_EVENTS_MAX`."""
    numbers, prediction = count(), ""

    def turn() -> int:
        nonlocal prediction
        number = next(numbers)
        if number % STREAM_EVENTS_MAX == 0:
            prediction = record_prediction(house, caller)
        p = 0.1 + number % STREAM_EVENTS_MAX / 100
        said = Said(probability=p)
        answered(house, caller, lambda writing: state_forecast(writing, prediction, said, caller=caller))
        return 1

    return turn


def record_prediction(house: Application, caller: Caller) -> str:
    """Log a prediction that nobody has logged before; its id."""
    stated = RecordPrediction(statement=f"It comes to {uuid4()}", deadline="2099-12-31")
    asked = LogPrediction(prediction=stated)
    made = answered(house, caller, lambda writing: log_prediction(house, writing, asked, caller=caller))
    return str(made.content["id"])


def answered(house: Application, caller: Caller, closure: Callable[[Writing], str]) -> Answer:
    """What a request with an Idempotency-Key of its own is told."""
    request = Request(
        recorded_by=caller.key,
        correlation_id="benchmark",
        idempotency_key=uuid4().hex,
        digest="0" * 64,
    )
    return transact(
        house,
        closure,
        request=request,
        answer=lambda _tx, made: Answer(status=201, body=encode({"id": made})),
    )


def new_caller(house: Application) -> Caller:
    """Whoever holds a new key of the house's author."""
    _, token = issue_key(house, name="benchmark", scopes=SCOPES, author=AUTHOR)
    return authenticate(house, token)


def _compare(place: Place, pace: Pace, asked: Asked, *, clients: int) -> Figure:
    contestants = {"ours": _clients(place.house, clients)}
    if asked.peer == LIBRARY:
        with sequencing(place.house), closing(Forecasts(dict(place.library))) as library:
            contestants["peer"] = together([_library_client(library) for _ in range(clients)])
            done = take_turns(contestants, pace)
    else:
        path = Path(place.settings["TRACKER_DATA"]) / "tracker.db"
        contestants["peer"] = _clients(one_transaction_each(place.house, path), clients)
        done = take_turns(contestants, pace)
    return Figure(asked=asked, ours=tuple(done["ours"]), peer=tuple(done["peer"]))


def _clients(house: Application, clients: int) -> Callable[[float], float]:
    caller = new_caller(house)
    return together([client(house, caller) for _ in range(clients)])


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
