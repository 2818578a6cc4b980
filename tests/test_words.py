"""The project's old private words stand only where a table, a file or a language that is read has them."""

import re

import pytest

from tracker.bootstrap import ROOT

OLD = re.compile(r"\b(whoever|house|told)\b", re.IGNORECASE)
NEEDED = {
    "tracker/cli/client/folder.py": "the file house.json in a data folder",
    "tracker/delivery/queue/endpoints.py": "the table told",
    "tracker/delivery/queue/last_notified.py": "the table told",
    "tracker/delivery/queue/redacted_messages.py": "the table told",
    "tracker/reading/cues.py": "words of essays",
    "tracker/reading/deadlines.py": "words of essays",
    "tracker/reading/modals.py": "words of essays",
    "tracker/store/databases/sequencer.py": "the table house",
    "tracker/store/delivery_tables.py": "the table told",
    "tracker/store/log/log.py": "the table house",
    "tracker/store/tables.py": "the table house",
    "docs/decisions/0001-envelope.md": "the table house",
    "docs/decisions/0021-what-was-sent.md": "the table told",
    "docs/deploy/postgresql.md": "the table house",
}
FILES = sorted(
    file
    for folder, kinds in (("tracker", ("*.py",)), ("workers", ("*.py",)), ("docs", ("*.md", "*.yaml")))
    for kind in kinds
    for file in (ROOT / folder).rglob(kind)
)


def found_in(file):
    return [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if OLD.search(line)]


def test_an_old_word_stands_only_where_something_else_is_called_so():
    assert {str(file.relative_to(ROOT)) for file in FILES if found_in(file)} == set(NEEDED)


@pytest.mark.parametrize("word", ["whoever", "the house", "was told"])
def test_an_old_word_is_found(tmp_path, word):
    (tmp_path / "one.md").write_text(f"Plain words.\n{word} again\n")
    assert found_in(tmp_path / "one.md") == [f"{word} again"]
