"""A real record replayed: 18,039 forecasts of governor elections by FiveThirtyEight (CC BY 4.0), with updates."""

import gzip
import json
from collections import defaultdict
from datetime import datetime

import pytest

from tests.scoring.strategies import score_one
from tests.support.seed import GOVERNORS, needs_datasets
from tracker.scoring.brier import brier
from tracker.scoring.forecasts import Binary
from tracker.scoring.series import Schedule, Stated, in_force
from tracker.scoring.summary import exact_mean

pytestmark = needs_datasets


@pytest.fixture(scope="module")
def replayed():
    """Every (stated, schedule, y) of the stream, one for each forecaster and prediction."""
    predictions, resolutions, stated = {}, {}, defaultdict(list)
    with gzip.open(GOVERNORS, "rt", encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if line["kind"] == "prediction":
                predictions[line["id"]] = line
            elif line["kind"] == "resolution":
                resolutions[line["prediction"]] = line
            elif line["kind"] == "forecast":
                seq = line["seq"]
                forecast = Stated(Binary(line["p"]), datetime.fromisoformat(line["at"]), seq, f"line-{seq}")
                stated[line["prediction"], line["forecaster"]].append(forecast)
    return [
        (updates, schedule(predictions[name], resolutions[name]), int(resolutions[name]["outcome"] == "yes"))
        for (name, _), updates in stated.items()
    ]


def schedule(prediction, resolution):
    instants = (prediction["opens"], prediction["closes"], resolution["at"])
    return Schedule(*map(datetime.fromisoformat, instants))


@pytest.fixture(scope="module")
def scores(replayed):
    return [score_one(stated, schedule=schedule, y=y) for stated, schedule, y in replayed]


def test_every_pair_is_scored_by_every_forecast_also_those_after_the_deadline(replayed, scores):
    after_deadline = sum(f.at >= schedule.closes for stated, schedule, _ in replayed for f in stated)
    assert (len(scores), None in scores) == (589, False)
    assert (sum(score.n_updates for score in scores), after_deadline) == (18_039, 528)


def test_the_last_forecasts_have_the_published_mean(scores):
    assert exact_mean(s.values["brier_last"] for s in scores) == pytest.approx(0.0429858868, abs=1e-9)


def test_every_update_alike_has_the_published_mean(replayed):
    losses = [
        brier(f.forecast.p, y) for s, schedule, y in replayed for f in in_force(s, before=schedule.known_at)
    ]
    assert exact_mean(losses) == pytest.approx(0.0434693615, abs=1e-9)


def test_the_mean_inside_a_series_then_over_series_is_the_published_one(scores):
    assert exact_mean(s.values["brier_mean_update"] for s in scores) == pytest.approx(0.0443706236, abs=1e-9)
