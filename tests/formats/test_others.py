"""Fatebook's and PredictionBook's files as lines of a story, and which of them a file is."""

from __future__ import annotations

import json

import pytest

from tracker.formats import fatebook, predictionbook
from tracker.formats.detecting import find_format
from tracker.formats.fatebook import COLUMNS, header_line, write_row
from tracker.formats.table import NotATable

QUESTION = {
    "Question title": 'Rain; or snow, "hard"', "Question created by": "Ada", "Question created at": "2025-01-01T00:00:00.000Z",
    "Question resolve by": "2025-06-30T00:00:00.000Z", "Question tags": "Japan; weather", "Question shared publicly": "Yes",
    "Forecast created by": "Ada", "Forecast (scale = 0-1)": "0.7", "Forecast created at": "2025-01-02 10:00:00",
}  # fmt: skip


def export(*rows):
    return (header_line() + "".join(write_row(QUESTION | row) for row in rows)).encode()


def test_a_fatebook_question_is_a_prediction_and_each_of_its_rows_a_forecast():
    told = fatebook.read(
        export(
            {},
            {
                "Forecast created by": "Bo",
                "Forecast (scale = 0-1)": "0.2",
                "Forecast created at": "2025-02-01T00:00:00Z",
            },
        )
    )
    lines = [line for _, line in told.lines]
    assert [line["kind"] for line in lines] == ["prediction", "forecast", "forecast"]
    assert lines[0] == {
        "at": "2025-01-01T00:00:00.000Z", "kind": "prediction", "id": lines[0]["id"], "type": "binary",
        "statement": 'Rain; or snow, "hard"', "closes": "2025-06-30", "topics": ["japan", "weather"],
        "visibility": "public",
    }  # fmt: skip
    assert [(line["forecaster"], line["p"], line["at"]) for line in lines[1:]] == [
        ("Ada", 0.7, "2025-01-02T10:00:00Z"),
        ("Bo", 0.2, "2025-02-01T00:00:00Z"),
    ]
    assert told.authors == ("Ada", "Bo")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025-01-02 9:05", "2025-01-02T09:05:00Z"),
        ("2025-01-02", "2025-01-02T00:00:00Z"),
        ("2 January 2025", "2025-01-02T00:00:00Z"),
        ("2025-01-02 9:05:30+02:00", "2025-01-02T09:05:30+02:00"),
    ],
)
def test_a_fatebook_time_is_read_however_it_is_written(written, meant):
    (_, _), (_, forecast) = fatebook.read(export({"Forecast created at": written})).lines
    assert forecast["at"] == meant


def test_what_is_no_time_of_day_is_told():
    (bad,) = fatebook.read(export({"Forecast created at": "2025-01-02 9:05AM"})).bad
    assert bad == (
        2,
        "'2025-01-02 9:05AM' in the column 'Forecast created at' has no time of day such as 10:00.",
    )


def test_fatebook_outcomes_come_behind_every_forecast():
    resolved = {"Resolution": "YES", "Resolved at": "2025-03-01T00:00:00Z"}
    lines = [
        line
        for _, line in fatebook.read(export(resolved, {**resolved, "Forecast (scale = 0-1)": "0.8"})).lines
    ]
    assert [line["kind"] for line in lines] == ["prediction", "forecast", "forecast", "resolution"]
    assert lines[-1]["outcome"] == "yes"


@pytest.mark.parametrize(("option", "outcome"), [("Red", "yes"), ("Blue", "no")])
def test_an_option_of_a_fatebook_question_is_a_prediction_of_its_own(option, outcome):
    row = {"Multiple choice option": option, "Resolution": "red", "Resolved at": "2025-03-01"}
    prediction, _, resolution = (line for _, line in fatebook.read(export(row)).lines)
    assert prediction["statement"].endswith(f"[{option}]")
    assert resolution["outcome"] == outcome


def test_bad_fatebook_rows_are_told_and_the_others_kept():
    told = fatebook.read(
        export({"Forecast (scale = 0-1)": "7"}, {"Question title": "B"}, {"Question resolve by": "soon"})
    )
    assert [number for number, _ in told.bad] == [2, 4]
    assert [line["kind"] for _, line in told.lines] == ["prediction", "forecast"]
    with pytest.raises(NotATable, match="Question title"):
        fatebook.read(b"a,b\n1,2\n")


BOOK = [
    {
        "created_at": "2025-01-01T00:00:00Z", "creator_id": 1, "creator_label": "ada", "deadline": "2025-06-30T00:00:00Z",
        "description": "Rain", "id": 7, "mean_confidence": 60, "outcome": False, "last_judgement_at": "2025-07-01T00:00:00Z",
        "updated_at": "2025-07-01T00:00:00Z", "uuid": "u", "version": 1, "visibility": "visible_to_creator", "withdrawn": False,
        "responses": [
            {"comment": None, "confidence": 60, "created_at": "2025-02-01T00:00:00Z", "id": 12, "user_label": "ada"},
            {"comment": "clouds", "confidence": 80, "created_at": "2025-01-01T00:00:00Z", "id": 11, "user_label": "bo"},
            {"comment": "hm", "confidence": None, "created_at": "2025-01-03T00:00:00Z", "id": 13, "user_label": "bo"},
        ],
    },
    {"id": 8},
]  # fmt: skip


def test_a_predictionbook_prediction_has_its_responses_in_order_and_its_outcome():
    told = predictionbook.read(json.dumps(BOOK).encode())
    lines = [line for _, line in told.lines]
    assert [line["kind"] for line in lines] == ["prediction", "forecast", "forecast", "resolution"]
    assert (lines[0]["id"], lines[0]["visibility"]) == ("7", "private")
    assert [(line["forecaster"], line["p"], line.get("note")) for line in lines[1:3]] == [
        ("bo", 0.8, "clouds"),
        ("ada", 0.6, None),
    ]
    assert lines[-1]["outcome"] == "no"
    assert told.bad == ((2, "The field 'created_at' is missing."),)


def test_what_was_withdrawn_on_predictionbook_is_withdrawn():
    book = [BOOK[0] | {"withdrawn": True, "outcome": None, "responses": []}]
    lines = [line for _, line in predictionbook.read(json.dumps(book).encode()).lines]
    assert [line["kind"] for line in lines] == ["prediction", "withdrawal"]


@pytest.mark.parametrize("raw", [b"[", b"7", b"\xff"])
def test_what_is_no_predictionbook_export_is_said_so(raw):
    with pytest.raises(NotATable):
        predictionbook.read(raw)


@pytest.mark.parametrize(
    ("head", "format_"),
    [(header_line().encode(), "fatebook"), (("\ufeff" + header_line()).encode(), "fatebook"), (json.dumps(BOOK).encode(), "predictionbook"),
     (json.dumps(BOOK, indent=2).encode(), "predictionbook"), (b'{"at": "x", "kind": "story"}\n', "story"), (b"\x1f\x8b..", "story"),
     (b"id,statement\n", "csv"), (b"\xff\xfei\0", "csv")],
)  # fmt: skip
def test_a_file_is_known_by_what_it_begins_with(head, format_):
    assert find_format(head) == format_


def test_every_column_of_fatebook_is_there():
    assert len(COLUMNS) == 17
    assert header_line().startswith(
        "Question title,Multiple choice option,Forecast created by,Forecast (scale = 0-1),"
    )


def test_text_is_read_in_one_form():
    apart = {"Question title": "Le cafe\u0301 ferme", "Forecast created by": "Se\u0301gole\u0300ne"}
    prediction, forecast = (line for _, line in fatebook.read(export(apart)).lines)
    assert (prediction["statement"], forecast["forecaster"]) == ("Le caf\xe9 ferme", "S\xe9gol\xe8ne")
    book = [{**BOOK[0], "description": "Le cafe\u0301 ferme"}]
    for is_escaped in (True, False):
        lines = predictionbook.read(json.dumps(book, ensure_ascii=is_escaped).encode()).lines
        assert lines[0][1]["statement"] == "Le caf\xe9 ferme"
