"""A number that someone else assigned makes a series of its own: it never enters, displaces or marks the author's own."""

import pytest

from tests.application.doing import ask, decide, line, log, open_story, send, statuses, story_lines, table
from tests.reports.stories import document
from tests.support.instance import new_caller, work_off
from tracker.application.recording.forecasters import merge
from tracker.application.recording.forecasts import state_forecast
from tracker.bootstrap import rebuild_projections
from tracker.domain.errors import Forbidden
from tracker.domain.forecast import ForecastInput
from tracker.projections.scores import scores_of


@pytest.fixture
def author(application):
    return new_caller(application, author="Ada Example")


@pytest.fixture
def analyst(application):
    return new_caller(application, author="Another Analyst")


def state(application, caller, prediction, p, **said):
    handler = lambda uow: state_forecast(  # noqa: E731
        uow, prediction, ForecastInput(probability=p), caller=caller, **said
    )
    ask(application, caller, handler)


@pytest.mark.parametrize("is_author_first", [True, False])
def test_an_assigned_number_is_scored_apart(application, author, analyst, clock, is_author_first):
    who = author if is_author_first else analyst
    first = {} if is_author_first else {"author": author.forecaster}
    prediction = log(application, who, probability=0.9 if is_author_first else 0.02, **first)
    clock.forward(days=1)
    if is_author_first:
        state(application, analyst, prediction, 0.02, forecaster=author.forecaster)
    else:
        state(application, author, prediction, 0.9)
    clock.forward(days=60)
    decide(application, author, prediction, "no", happened_on="2026-03-01")
    work_off(application)
    report = document(application, forecaster="Ada Example", cohort="settled")
    assert (report["overall"]["n"], report["overall"]["brier"]["last"]["mean"]) == (1, 0.81)
    assert report["apart"]["assigned"]["brier"]["last"]["mean"] == 0.0004
    both = document(application, forecaster="Ada Example", cohort="settled", include="assigned")
    assert both["overall"]["n"] == 2
    assert "assigned by us" not in " ".join(report["plain"]["sentences"][:1])


def test_an_assigned_number_beside_ones_own_is_no_rival(application, author, analyst, clock):
    prediction = log(application, author, probability=0.9)
    state(application, analyst, prediction, 0.4)
    state(application, analyst, prediction, 0.02, forecaster=author.forecaster)
    clock.forward(days=60)
    decide(application, author, prediction, "no", happened_on="2026-03-01")
    work_off(application)
    with application.database.reading() as tx:
        rows = {(row["forecaster"], row["series"]): row["numbers"] for row in scores_of(tx, prediction)}
    assert set(rows) == {
        (author.forecaster, "own"),
        (author.forecaster, "assigned"),
        (analyst.forecaster, "own"),
    }
    assert '"peer"' not in rows[author.forecaster, "assigned"]
    assert '"peer"' in rows[author.forecaster, "own"]


def test_a_merger_after_the_outcome_shows(application, author, analyst, clock):
    """Bad said 95%, Good 2%; it did not happen; then Good is merged into Bad."""
    prediction = log(application, author, probability=0.95)
    state(application, analyst, prediction, 0.02)
    clock.forward(days=60)
    decide(application, author, prediction, "no", happened_on="2026-03-01")
    work_off(application)
    ask(
        application,
        author,
        lambda uow: merge(uow, analyst.forecaster, into=author.forecaster, reason="the same person"),
    )
    work_off(application)
    report = document(application, forecaster="Ada Example", cohort="settled")
    losses = report["overall"]["brier"]["last"]
    assert (losses["n"], losses["mean"]) == (2, pytest.approx((0.9025 + 0.0004) / 2))
    with application.database.reading() as tx:
        merged = {row["forecaster"]: row["merged_at"] is not None for row in scores_of(tx, prediction)}
    assert merged == {author.forecaster: False, analyst.forecaster: True}


def test_what_was_scored_as_one_series_is_scored_apart_after_an_upgrade(application, author, analyst, clock):
    prediction = log(application, author, probability=0.9)
    state(application, analyst, prediction, 0.02, forecaster=author.forecaster)
    clock.forward(days=60)
    decide(application, author, prediction, "no", happened_on="2026-03-01")
    work_off(application)
    with application.database.writing() as tx:
        tx.execute("UPDATE work SET done = wanted, look_at = NULL")
    rebuild_projections(application.database)
    owed = [row["subject"] for row in table(application, "work") if row["done"] < row["wanted"]]
    assert owed == [prediction]
    before = len(table(application, "event"))
    work_off(application)
    assert len(table(application, "event")) == before  # it was scored apart already


def test_assigning_needs_a_scope_of_its_own(application, author):
    recorder = new_caller(application, author="Another Analyst", scopes=("read", "record"))
    prediction = log(application, author, probability=0.9)
    for forbidden in (
        lambda: state(application, recorder, prediction, 0.02, forecaster=author.forecaster),
        lambda: log(application, recorder, statement="It rains", probability=0.1, author=author.forecaster),
    ):
        with pytest.raises(Forbidden, match="assign"):
            forbidden()
    state(application, recorder, prediction, 0.5)
    log(application, recorder, statement="It rains", author=author.forecaster)
    told = send(application, recorder, open_story(application), [*story_lines(), *assigned_lines()])
    assert statuses(told)[-2:] == ["recorded", "refused"]
    assert told[-1].code == Forbidden.code


def assigned_lines():
    """A number of the source's own forecaster, then one of the tracker's."""
    number = {"prediction": "P1", "probability_source": "author_numeric", "p": 0.5}
    return [
        line("forecast", **number, forecaster="ada", seq=901),
        line("forecast", **number, forecaster="Ada Example", seq=902),
    ]


def test_numbers_of_options_are_apart_too_and_a_hedge_is_nobodys_number(application, author, analyst, clock):
    """Another kind: probabilities of options, assigned to an author who said "could" of another prediction."""
    options = {"kind": "categorical", "options": ("Ay", "Bee")}
    chosen = log(application, author, statement="Who", probabilities={"Ay": 0.9, "Bee": 0.1}, **options)
    hedged = log(application, author, statement="Whether", probability="could")
    for prediction, said in (
        (chosen, {"probabilities": {"Ay": 0.1, "Bee": 0.9}}),
        (hedged, {"probability": 0.2}),
    ):
        ask(
            application,
            analyst,
            lambda uow, prediction=prediction, said=said: state_forecast(
                uow, prediction, ForecastInput(**said), forecaster=author.forecaster, caller=analyst
            ),
        )
    clock.forward(days=60)
    decide(application, author, chosen, "Ay", happened_on="2026-02-01")
    decide(application, author, hedged, "no", happened_on="2026-02-01")
    work_off(application)
    report = document(application, forecaster="Ada Example", cohort="settled")
    assert report["overall"]["categorical"] == {"n": 1, "brier_multi": pytest.approx(0.02)}
    assert (report["overall"]["n"], report["apart"]["assigned"]["n"]) == (1, 2)


def test_a_second_key_of_the_same_forecaster_assigns_nothing(application, author):
    prediction = log(application, author, probability=0.9)
    second = new_caller(application, author="Ada Example", scopes=("read", "record"))
    state(application, second, prediction, 0.5)
    assert {row["probability_source"] for row in table(application, "forecast")} == {"author_numeric"}
