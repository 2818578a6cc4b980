"""Reading a story's file: the bytes stay as they are, the numbers are the file's, and no text comes from elsewhere."""

from __future__ import annotations

import gzip
import json
import os

import pytest

from tracker.cli.imports import story
from tracker.cli.imports.story import Unreadable, read_opening, read_story, read_text_file


def lines_of(path):
    return list(read_story(path))


def essay(**fields):
    return json.dumps({"at": "2025-01-01T00:00:00Z", "kind": "essay", "id": "e", "author": "a", **fields})


def test_lines_are_handed_on_byte_for_byte(tmp_path):
    odd = b'{"kind":"forecast",  "p":0.10000000000000000001, "x":1, "x":2, "n":"\\u00e9\xc3\xa9"}'
    (tmp_path / "s.jsonl").write_bytes(odd + b"\r\n" + b"{not json\n")
    first, second = lines_of(tmp_path / "s.jsonl")
    assert (first.raw, first.kind) == (odd, "forecast")
    assert (second.raw, second.kind, second.fault) == (b"{not json", None, None)


def test_numbers_are_those_of_the_file(tmp_path):
    (tmp_path / "s.jsonl").write_bytes(
        b'\xef\xbb\xbf{"kind":"story"}\n\n  \n{"kind":"clock","at":"x"}\n{"kind":3}'
    )
    assert [(one.number, one.kind, one.at) for one in lines_of(tmp_path / "s.jsonl")] == [
        (1, "story", None), (4, "clock", "x"), (5, None, None),
    ]  # fmt: skip


def test_a_gzipped_file_reads_the_same_whatever_its_name(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"kind":"story"}\n{"kind":"essay"}\n')
    (tmp_path / "b").write_bytes(gzip.compress((tmp_path / "a.jsonl").read_bytes()))
    assert lines_of(tmp_path / "b") == lines_of(tmp_path / "a.jsonl")


def test_a_file_cut_short_gives_its_whole_lines_and_then_says_so(tmp_path):
    whole = b"".join(b'{"kind":"x","n":%d}\n' % n for n in os.urandom(4_000))
    (tmp_path / "s.gz").write_bytes(gzip.compress(whole)[:-2_000])
    read = read_story(tmp_path / "s.gz")
    assert next(read).number == 1
    with pytest.raises(Unreadable, match="after line"):
        list(read)


def test_a_line_too_long_or_not_utf_8_is_a_fault_of_that_line_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(story, "LINE_BYTES_MAX", 100)
    (tmp_path / "s.jsonl").write_bytes(b'{"a":1}\n' + b"x" * 350 + b"\n" + b'"\xff"\n' + b'{"b":2}\n')
    assert [(one.number, one.fault.code if one.fault else None) for one in lines_of(tmp_path / "s.jsonl")] == [
        (1, None), (2, "too_long"), (3, "malformed"), (4, None),
    ]  # fmt: skip


def test_a_text_file_is_replaced_by_its_text_and_nothing_else_changes(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "e.txt").write_text("Caf\u00e9,\r\n\u2013 so.\n", encoding="utf-8", newline="")
    (tmp_path / "s.jsonl").write_text(essay(text_file="texts/e.txt", note="\u00e4"), encoding="utf-8")
    [line] = lines_of(tmp_path / "s.jsonl")
    assert json.loads(line.raw) == json.loads(essay(note="\u00e4", text="Caf\u00e9,\r\n\u2013 so.\n"))


def test_text_file_is_read_of_essays_only(tmp_path):
    (tmp_path / "e.txt").write_text("secret")
    (tmp_path / "s.jsonl").write_text(
        '{"kind":"forecaster","text_file":"e.txt"}\n{"kind":"essay","text_file":null}'
    )
    assert all(b"secret" not in one.raw and one.fault is None for one in lines_of(tmp_path / "s.jsonl"))


@pytest.fixture
def home(tmp_path):
    """A story's folder with a file beside it that is nobody's business."""
    folder = tmp_path / "story"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "own.txt").write_text("own")
    return folder


@pytest.mark.parametrize(
    "name",
    ["../secret.txt", "x/../../secret.txt", "./../story/../secret.txt", "/etc/passwd", "link.txt", "linked/secret.txt",
     "", ".", "missing.txt", "own.txt/", "a\0b", None, 3, ["own.txt"]],
)  # fmt: skip
def test_no_text_file_leads_out_of_the_storys_folder(home, name):
    (home / "link.txt").symlink_to("../secret.txt")
    (home / "linked").symlink_to("..")
    if name == "own.txt/":
        assert read_text_file(home, name) == "own"
        return
    with pytest.raises(Unreadable) as refusal:
        read_text_file(home, name)
    assert "secret" not in str(refusal.value).replace("secret.txt", "")


def test_an_absolute_name_is_no_way_around_either(home):
    with pytest.raises(Unreadable, match="outside"):
        read_text_file(home, str(home.parent / "secret.txt"))


def test_a_link_inside_the_folder_is_followed(home):
    (home / "other.txt").symlink_to("own.txt")
    assert read_text_file(home, "other.txt") == "own"


def test_a_story_reached_by_a_link_has_the_folder_of_its_file(home, tmp_path):
    (home / "s.jsonl").write_text(essay(text_file="own.txt"))
    (tmp_path / "s.jsonl").symlink_to(home / "s.jsonl")
    [line] = lines_of(tmp_path / "s.jsonl")
    assert json.loads(line.raw)["text"] == "own"


def test_a_pipe_is_not_waited_for(home):
    os.mkfifo(home / "pipe")
    with pytest.raises(Unreadable, match="no file"):
        read_text_file(home, "pipe")


def test_a_text_that_cannot_be_sent_is_a_fault_of_its_line(home, monkeypatch):
    monkeypatch.setattr(story, "TEXT_BYTES_MAX", 10)
    (home / "long.txt").write_text("x" * 11)
    (home / "latin.txt").write_bytes(b"caf\xe9")
    stories = [
        essay(text_file="long.txt"),
        essay(text_file="latin.txt"),
        essay(text_file="own.txt", text="both"),
    ]
    (home / "s.jsonl").write_text("\n".join(stories))
    faults = [one.fault for one in lines_of(home / "s.jsonl")]
    assert [fault.pointer for fault in faults] == ["/text_file"] * 3
    assert [fault.code for fault in faults] == ["unreadable", "unreadable", "ambiguous"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sources": "x"}, "no field 'sources'"),
        ({"source": 3}, "source is not text"),
        ({"timezone": []}, "not text"),
    ],
)
def test_a_story_line_that_says_something_else_is_refused(tmp_path, fields, words):
    (tmp_path / "s.jsonl").write_text(json.dumps({"kind": "story", "source": "a", **fields}))
    with pytest.raises(Unreadable, match=words):
        read_opening(lines_of(tmp_path / "s.jsonl")[0])
