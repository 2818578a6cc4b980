"""The shared acceptance material, and the skip that says so where it is absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tracker.bootstrap import ROOT

SHARED = ROOT.parent / "shared"
SEED = SHARED / "acceptance" / "seed"
DATASETS = SHARED / "datasets"
GOVERNORS = DATASETS / "streams" / "governors_updates.jsonl.gz"
"""18,039 forecasts of governor elections by FiveThirtyEight (CC BY 4.0), as a story."""

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared acceptance material is not here")
needs_datasets = pytest.mark.skipif(not DATASETS.is_dir(), reason="the published sets are not here")


def expected() -> dict[str, Any]:
    """The numbers that the seed story must give."""
    return json.loads((SEED / "expected.json").read_text())


def seed_steps() -> list[dict[str, Any]]:
    """The lines of the seed story."""
    return [json.loads(line) for line in (SEED / "story.jsonl").read_text().splitlines()]


def p1_steps() -> list[dict[str, Any]]:
    """The seed story without the predictions beside the first, which is the only yes/no one."""
    others = {"P2", "P3", "P4", "P5"}
    return [step for step in seed_steps() if others.isdisjoint({step.get("id"), step.get("prediction")})]


def write_story(folder: Path, steps: list[dict[str, Any]], name: str = "story.jsonl") -> Path:
    """The steps as a story file beside the essay that they name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "essay.txt").write_text((SEED / "essay.txt").read_text())
    path = folder / name
    path.write_text("".join(json.dumps(step) + "\n" for step in steps))
    return path
