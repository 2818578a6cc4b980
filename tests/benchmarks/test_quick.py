"""The benchmarks go on working: every line that is asked gets a figure. How fast it is, no test says."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest

from benchmarks.asked import ALL
from benchmarks.figures import Figure, as_table
from tracker.bootstrap import ROOT

TIMEOUT_S = 300


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """The table that a quick run writes, by its first four columns."""
    results = tmp_path_factory.mktemp("bench") / "RESULTS.md"
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--results", results],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    table = [line for line in results.read_text().splitlines() if line.startswith("| ")][2:]
    cells = [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in table]
    return {cell[:4]: cell[4:] for cell in cells}


def test_a_quick_run_gives_a_figure_for_every_line_that_is_asked(lines):
    assert set(lines) == {(asked.question, asked.database, asked.what, asked.peer) for asked in ALL}
    for (_, _, what, peer), (ours, theirs, ratio, *_) in lines.items():
        assert float(ours.split()[0].replace(",", "")) > 0, what
        assert (theirs == "-") == (ratio == "-") == (peer == "-"), what


def test_a_figure_is_met_when_its_ratio_or_its_rate_is_reached():
    rated = next(asked for asked in ALL if asked.ratio_min == 2.0)
    either = msgspec.structs.replace(rated, rate_min=2_000.0)
    assert Figure(asked=either, ours=(2_100.0,), peer=(2_000.0,)).is_met
    assert Figure(asked=either, ours=(900.0,), peer=(300.0,)).is_met
    assert not Figure(asked=either, ours=(900.0,), peer=(800.0,)).is_met
    at_most = next(asked for asked in ALL if asked.ms_max == 15)
    assert Figure(asked=at_most, ours=(14.0, 14.0, 99.0)).is_met
    assert not Figure(asked=at_most, ours=(16.0,)).is_met


def test_the_ratio_compares_turns_of_the_same_round():
    asked = ALL[0]
    figure = Figure(asked=asked, ours=(10.0, 100.0, 40.0), peer=(5.0, 50.0, 10.0))
    assert figure.ratio == 2.0
    assert "40.0 events/s (10.0 to 100.0)" in as_table([figure])
