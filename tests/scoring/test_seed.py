"""The seed story, read from its own lines: every number that was published for it comes out."""

import json
from collections import defaultdict
from datetime import datetime
from statistics import median

import pytest

from tests.scoring.strategies import BRIERS, alone
from tests.scoring.test_counting import on
from tests.support.seed import SEED, expected, needs_shared
from tracker.scoring.forecasts import Binary, DateCdf, Options
from tracker.scoring.question import score_interim, score_question
from tracker.scoring.series import Schedule, Stated
from tracker.scoring.summary import exact_mean
from tracker.scoring.verbal import read_term

AUTHOR = "observing-japan"


@pytest.fixture(scope="module")
def told():
    """The seed's forecasts by prediction and forecaster, and its predictions by name."""
    steps = [json.loads(line) for line in (SEED / "story.jsonl").read_text().splitlines()]
    said = defaultdict(lambda: defaultdict(list))
    for step in steps:
        if step["kind"] == "forecast":
            stated = Stated(
                read(step), datetime.fromisoformat(step["at"]), step["seq"], f"line-{step['seq']}"
            )
            said[step["prediction"]][step["forecaster"]].append(stated)
    return said, {step["id"]: step for step in steps if step["kind"] == "prediction"}


def read(step):
    if "p" in step:
        return Binary(step["p"])
    if "term" in step:
        return read_term(step["term"], step["scale"]).forecast
    return DateCdf(tuple((datetime.fromisoformat(at), p) for at, p in step["cdf"]))


def scheduled(prediction, known_at):
    instants = prediction["opens"], prediction["closes"]
    return Schedule(*map(datetime.fromisoformat, instants), known_at=on(known_at))


def published(name):
    """The numbers of one prediction that are values of its author's."""
    numbers = {key: value for key, value in expected()[name].items() if isinstance(value, float)}
    if "peer" in expected()[name]:
        numbers["peer"] = expected()[name]["peer"][AUTHOR]
    return numbers


@needs_shared
def test_the_seeds_first_prediction_gives_every_published_number(told):
    said, predictions = told
    schedule = scheduled(predictions["P1"], "2025-10-21")
    scores = score_question("binary", said["P1"], schedule=schedule, outcome=0)
    numbers = published("P1")
    assert scores[AUTHOR].coverage == pytest.approx(numbers.pop("coverage"), abs=1e-6)
    assert {name: scores[AUTHOR].values[name] for name in numbers} == pytest.approx(numbers, abs=1e-6)
    assert len(numbers) == 14
    peers = {name: score.values["peer"] for name, score in scores.items()}
    assert peers == pytest.approx(expected()["P1"]["peer"], abs=1e-6)


@needs_shared
def test_the_seeds_first_prediction_reversed_gives_every_published_number(told):
    said, predictions = told
    schedule = scheduled(predictions["P1"], "2025-10-21")
    score = score_question("binary", said["P1"], schedule=schedule, outcome=1)[AUTHOR]
    numbers = published("P1_after_re_resolution")
    assert {name: score.values[name] for name in numbers} == pytest.approx(numbers, abs=1e-6)
    assert len(numbers) == 2


@needs_shared
def test_the_seeds_conditional_gives_every_published_number(told):
    said, predictions = told
    schedule = scheduled(predictions["P2"], "2025-12-31")
    score = score_question("binary", said["P2"], schedule=schedule, outcome=0, met_at=on("2025-08-15"))[
        AUTHOR
    ]
    numbers = published("P2")
    assert {name: score.values[name] for name in numbers} == pytest.approx(numbers, abs=1e-6)
    assert len(numbers) == 5
    assert {score.values[name] for name in BRIERS} == {score.values["brier_last"]}
    assert score.coverage == 1


@needs_shared
def test_the_seeds_graded_prediction_gives_every_published_number(told):
    said, predictions = told
    numbers = expected()["P3"]
    schedule = scheduled(predictions["P3"], "2025-12-31")
    score = score_question("graded", said["P3"], schedule=schedule, outcome=median(numbers["grades"]))[AUTHOR]
    assert score.values["p_last"] == numbers["p_mid"]
    assert score.values["brier_last"] == pytest.approx(numbers["brier_last"], abs=1e-6)
    assert score.ranges["brier_last"] == pytest.approx(tuple(numbers["brier_last_range"]), abs=1e-6)


@needs_shared
def test_the_seeds_summit_gives_every_published_number(told):
    said, predictions = told
    numbers = expected()["P4"]
    schedule = scheduled(predictions["P4"], numbers["happened_on"])
    assert (schedule.closes - schedule.opens).days == numbers["H_days"]
    score = score_question("date", said["P4"], schedule=schedule, outcome=schedule.known_at)[AUTHOR]
    interim = score_interim(said["P4"], schedule=schedule, interim_at=on("2025-07-01"))[AUTHOR]
    for values, where in ((score.values, numbers), (interim.values, numbers["interim_2025_07_01"])):
        names = ("twcrps", "twcrps_days")
        assert [values[name] for name in names] == pytest.approx([where[name] for name in names], abs=1e-6)


@needs_shared
def test_the_seeds_summit_in_quarters_gives_every_published_number():
    numbers = dict(expected()["P4"]["as_ordered_quarters_plus_never"])
    said = Options(tuple(numbers.pop("P")))
    score = alone("ordered", said, outcome=2, options=5)
    assert {name: score.values[name] for name in numbers} == pytest.approx(numbers, abs=1e-6)
    assert len(numbers) == 7


@needs_shared
def test_the_seeds_mean_of_two_imputed_numbers_comes_out(told):
    said, predictions = told
    first = score_question(
        "binary", said["P1"], schedule=scheduled(predictions["P1"], "2025-10-21"), outcome=0
    )
    second = score_question(
        "binary",
        said["P2"],
        schedule=scheduled(predictions["P2"], "2025-12-31"),
        outcome=0,
        met_at=on("2025-08-15"),
    )
    mean = exact_mean(scores[AUTHOR].values["brier_time_weighted"] for scores in (first, second))
    report = expected()["report_at_2026-01-10_forecaster_observing-japan"]
    assert mean == pytest.approx(report["imputed_binary_mean_time_weighted"]["value"], abs=1e-6)
