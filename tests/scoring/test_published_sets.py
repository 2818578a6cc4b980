"""Two published sets of quantile forecasts, row by row: a European COVID-19 sample and a season of FluSight (both MIT)."""

import csv
import json
from collections import defaultdict

import pytest

from tests.support.seed import DATASETS, needs_datasets
from tracker.scoring.forecasts import Quantiles
from tracker.scoring.relative_skill import relative_skill
from tracker.scoring.summary import exact_mean
from tracker.scoring.wis import absolute_error, coverage, wis

pytestmark = needs_datasets


def rows(*names):
    with DATASETS.joinpath(*names).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def gathered(lines, *, key, level, value):
    """Quantiles by forecast, from one line for each level."""
    pairs = defaultdict(list)
    for line in lines:
        pairs[tuple(line[name] for name in key)].append((float(line[level]), float(line[value])))
    return {of: Quantiles(*zip(*sorted(said), strict=True)) for of, said in pairs.items()}


def scored(said, y):
    score = wis(said, y)
    covered = coverage(said, y, level=0.5), coverage(said, y, level=0.9)
    return (score.total, score.over, score.under, score.dispersion, *covered, absolute_error(said, y))


def test_the_49_published_cells_come_out_at_three_digits():
    lines = [
        row
        for row in rows("scoringutils_examples", "example_quantile.csv")
        if row["predicted"] and row["observed"]
    ]
    key = ("model", "target_type", "location", "forecast_date", "target_end_date", "horizon", "observed")
    cells = defaultdict(list)
    for of, said in gathered(lines, key=key, level="quantile_level", value="predicted").items():
        cells[of[0], of[1]].append(scored(said, float(of[-1])))
    published = json.loads((DATASETS / "scoringutils_examples/expected.json").read_text())
    table = published["quantile_published_README_3sig"]
    means = {
        "|".join(of): [exact_mean(column) for column in zip(*scores, strict=True)]
        for of, scores in cells.items()
    }
    rounded = {of: [float(f"{mean:.3g}") for mean in column] for of, column in means.items()}
    assert rounded == table
    assert sum(map(len, table.values())) == 49
    exact = {
        f"{row['model']}|{row['target_type']}": [
            row[name] for name in ("wis", "overprediction", "underprediction")
        ]
        for row in published["quantile"]
    }
    for of, expected in exact.items():
        assert means[of][:3] == pytest.approx(expected, rel=1e-9)


@pytest.fixture(scope="module")
def flusight():
    """Of each model: its scores by (reference_date, target_end_date, horizon, location)."""
    truth = {
        (row["target_end_date"], row["location"]): float(row["observed"])
        for row in rows("flusight", "truth.csv")
    }
    key = ("model", "reference_date", "target_end_date", "horizon", "location")
    said = gathered(rows("flusight", "forecasts.csv"), key=key, level="quantile_level", value="value")
    by_model = defaultdict(dict)
    for (model, *unit), quantiles in said.items():
        by_model[model][tuple(unit)] = scored(quantiles, truth[unit[1], unit[3]])
    return by_model


@pytest.mark.parametrize(
    ("model", "mean"),
    [
        ("FluSight-baseline", 364.0423),
        ("FluSight-ensemble", 332.5965),
        ("UMass-flusion", 226.6703),
        ("CMU-TimeSeries", 441.3151),
        ("MOBS-GLEAM_FLUH", 289.9146),
    ],
)
def test_the_seasons_means_come_out(flusight, model, mean):
    expected = json.loads((DATASETS / "flusight/expected.json").read_text())["by_model"][model]
    columns = [exact_mean(column) for column in zip(*flusight[model].values(), strict=True)]
    assert columns[0] == pytest.approx(mean, abs=5e-5)
    assert [columns[0], *columns[4:]] == pytest.approx(
        [expected[name] for name in ("wis", "cov50", "cov90", "ae_median")], rel=1e-9
    )
    assert len(flusight[model]) == expected["n"]


def test_the_seasons_relative_skill_comes_out(flusight):
    losses = {model: {unit: score[0] for unit, score in units.items()} for model, units in flusight.items()}
    assert relative_skill(losses, baseline="FluSight-baseline") == pytest.approx(
        {
            "FluSight-baseline": 1,
            "FluSight-ensemble": 0.91523,
            "UMass-flusion": 0.62350,
            "CMU-TimeSeries": 1.19942,
            "MOBS-GLEAM_FLUH": 0.78794,
        },
        abs=5e-6,
    )
