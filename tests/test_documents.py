"""ARCHITECTURE.md and the decisions: one page, every decision linked, every name in them still in the code."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tracker.bootstrap import ROOT
from tracker.cli import COMMANDS
from tracker.settings import explain_settings

ARCHITECTURE = ROOT / "ARCHITECTURE.md"
DECISIONS = ROOT / "docs" / "decisions"
INDEX = DECISIONS / "README.md"
RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))
LINES_MAX = 130
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
DOCUMENTS = [ARCHITECTURE, INDEX, *RECORDS]
EVERY_DOCUMENT = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
EVERY_GUIDE = pytest.mark.parametrize(
    "guide", [ARCHITECTURE, *GUIDES], ids=lambda one: str(one.relative_to(ROOT))
)

NAMED = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+/?|[\w-]+\.(?:py|md|toml|json|yaml|lock)")
MODULE = re.compile(r"(?:tracker|workers)(?:\.\w+)+")
IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
LINK = re.compile(r"\]\(([^)#\s]+)\)")
COMMAND = re.compile(r"(?:`|\.venv/bin/)tracker ([a-z]+)")
SETTING = re.compile(r"\b(?:TRACKER_[A-Z_]+|REDIS_URL|DATABASE_URL)\b")
ONLY_IN_TESTS = {"TRACKER_TEST_PG_URL"}
PARTS = ("**Context.** ", "**Decision.** ", "**Consequences.** ", "Code: ")
BASES = (ROOT, ROOT / "tracker")


def in_backticks(document: Path, form: re.Pattern[str]) -> set[str]:
    return {name for name in NAMED.findall(document.read_text(encoding="utf-8")) if form.fullmatch(name)}


@cache
def words_of_the_code() -> frozenset[str]:
    """Every identifier of the code, its SQL and its message texts, and the names of its folders."""
    files = [file for folder in ("tracker", "workers") for file in (ROOT / folder).rglob("*.py")]
    folders = {file.parent.name for file in files} | {"migrations"}
    return frozenset(folders.union(*(IDENTIFIER.findall(file.read_text(encoding="utf-8")) for file in files)))


def test_the_architecture_is_one_page():
    assert len(ARCHITECTURE.read_text(encoding="utf-8").splitlines()) <= LINES_MAX


@pytest.mark.parametrize("index", [INDEX, ARCHITECTURE], ids=lambda one: one.name)
def test_every_decision_is_linked(index):
    linked = {(index.parent / target).resolve() for target in LINK.findall(index.read_text(encoding="utf-8"))}
    assert RECORDS
    assert [one.name for one in RECORDS if one not in linked] == []


def test_decisions_have_numbers_of_their_own():
    numbers = [one.name[:4] for one in RECORDS]
    assert sorted(set(numbers)) == numbers


@pytest.mark.parametrize("record", RECORDS, ids=lambda one: one.name)
def test_a_decision_is_short_and_has_its_parts(record):
    text = record.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert [part for part in PARTS if f"\n{part}" not in text] == []
    assert 8 <= len(text.splitlines()) <= 24


@EVERY_GUIDE
def test_every_link_leads_somewhere(guide):
    targets = LINK.findall(guide.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (guide.parent / target).exists()] == []


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "CONTRIBUTING.md"], ids=lambda one: one.name)
def test_every_path_that_is_named_exists(document):
    named = in_backticks(document, PATH) - {"NNNN-title.md"}
    assert [path for path in sorted(named) if not any((base / path).exists() for base in BASES)] == []


@EVERY_DOCUMENT
def test_every_module_that_is_named_exists(document):
    named = {name: ROOT.joinpath(*name.split(".")) for name in in_backticks(document, MODULE)}
    missing = [
        name for name, path in named.items() if not (path.is_dir() or path.with_suffix(".py").exists())
    ]
    assert missing == []


@EVERY_DOCUMENT
def test_every_identifier_that_is_named_is_in_the_code(document):
    assert sorted(in_backticks(document, IDENTIFIER) - words_of_the_code()) == []


@EVERY_GUIDE
def test_every_command_that_is_named_exists(guide):
    assert sorted(set(COMMAND.findall(guide.read_text(encoding="utf-8"))) - COMMANDS.keys()) == []


@EVERY_GUIDE
def test_every_setting_that_is_named_exists(guide):
    settings = {given.name for given in explain_settings({})} | ONLY_IN_TESTS
    assert sorted(set(SETTING.findall(guide.read_text(encoding="utf-8"))) - settings) == []
