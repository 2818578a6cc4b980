"""The numbers are pure: arithmetic of the standard library, and never a clock, a die, a file or a socket."""

import ast
from pathlib import Path

import pytest

import tracker.scoring

FILES = sorted(Path(tracker.scoring.__path__[0]).rglob("*.py"))
ALLOWED = {
    "__future__",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "fractions",
    "functools",
    "hashlib",
    "itertools",
    "math",
    "numpy",
    "statistics",
    "typing",
}
FORBIDDEN_NAMES = {"now", "utcnow", "today", "open", "print", "input", "hash", "eval", "exec", "__import__"}


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def named(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_scoring_file_imports_only_arithmetic(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    beyond = {
        name
        for name in imported(tree)
        if name.split(".")[0] not in ALLOWED and not name.startswith("tracker.scoring")
    }
    assert beyond == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_scoring_file_reads_no_clock_and_no_file(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert FORBIDDEN_NAMES.isdisjoint(named(tree))
