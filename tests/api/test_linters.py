"""What the document's linters for Node say: Redocly's strictest rules and Spectral's, warnings counting as faults.

They come by `make linters` into .node; without them these tests are left out, and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tracker.bootstrap import ROOT

DOCUMENT = ROOT / "openapi" / "openapi.yaml"
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
LINT_S = 120


def linter(name: str) -> str:
    """Where it is. Skips where it is not."""
    found = shutil.which(name, path=str(ROOT / ".node" / "node_modules" / ".bin")) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not here: `make linters` brings it where npm is")
    return found


def lint(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | QUIET,
        capture_output=True,
        text=True,
        timeout=LINT_S,
        check=False,
    )


def test_redocly_finds_nothing_by_its_strictest_rules(tmp_path: Path) -> None:
    done = lint(linter("redocly"), "lint", "--extends", "recommended-strict", DOCUMENT, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning" not in done.stdout


def test_spectral_finds_nothing_not_even_a_warning(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text('extends: ["spectral:oas"]\n')
    done = lint(
        linter("spectral"),
        "lint",
        "--fail-severity",
        "warn",
        "--ruleset",
        "rules.yaml",
        DOCUMENT,
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
