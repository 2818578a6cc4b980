"""A public set of real forecasts, imported and reported as a user would: FiveThirtyEight's governor forecasts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.running import running_tracker
from tests.support.seed import GOVERNORS, needs_datasets


@needs_datasets
def test_governors_give_the_known_scores_through_import_and_report(tmp_path: Path) -> None:
    with running_tracker(tmp_path / "tracker") as instance:
        told = instance.run("import", str(GOVERNORS), "--source", "gov", "--run-clock", "--yes")
        assert "18,545 recorded" in told.stdout

        printed = instance.run(
            "report", "--cohort", "settled", "--include", "imported", "--rule", "all", "--json"
        )
        report = json.loads(printed.stdout)

    brier = report["overall"]["brier"]
    assert brier["last"]["n"] == 589
    assert brier["last"]["mean"] == pytest.approx(0.0429858868, abs=1e-9)
    assert brier["each_update"]["mean"] == pytest.approx(0.0434693615, abs=1e-9)
    assert brier["mean_update"]["mean"] == pytest.approx(0.0443706236, abs=1e-9)
    assert report["funnel"]["recorded"] == report["funnel"]["scored"] == 251
