"""The rules of the tracker that a program can check: who may import whom, how long a file is, how it opens."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.bootstrap import ROOT
from tracker.store.tables import FactTable

LINES_MAX = 400
MODULES = sorted(file for folder in ("tracker", "workers") for file in (ROOT / folder).rglob("*.py"))
EVERY_MODULE = pytest.mark.parametrize(
    "module", MODULES, ids=[str(file.relative_to(ROOT)) for file in MODULES]
)


def test_the_floors_stand_on_each_other_as_agreed():
    linted = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_the_map_names_every_table_that_stays():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    row = text.partition("| in SQL, for ever |")[2].splitlines()[2]
    named = re.findall(r"`(\w+)`", row.split("|")[1])
    assert sorted(named) == sorted(FactTable.metadata.tables)


@EVERY_MODULE
def test_no_file_is_longer_than_can_be_read_in_one_go(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LINES_MAX


@EVERY_MODULE
def test_every_file_opens_with_one_sentence_of_what_it_is(module):
    text = module.read_text(encoding="utf-8")
    if module.name == "__init__.py" and not text.strip():
        return
    said = ast.get_docstring(ast.parse(text))
    assert said is not None
    assert said.splitlines()[0].rstrip().endswith((".", ":")), said.splitlines()[0]
