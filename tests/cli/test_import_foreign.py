"""Other tools' files through the command line and a real tracker."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from tests.cli.sheet_tracker import serving_tracker
from tests.formats.test_others import BOOK, export
from tracker.cli import main

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def instance(tmp_path):
    with serving_tracker(tmp_path / "tracker", NOW) as served:
        yield served


def importing(instance, *arguments):
    words = ["import", *(str(one) for one in arguments)]
    return CliRunner().invoke(main, words, env=instance.environment(), catch_exceptions=False)


def test_a_fatebook_export_is_recorded_once_its_authors_are_known(instance, tmp_path):
    path = tmp_path / "forecasts.csv"
    path.write_bytes(
        export({}, {"Forecast (scale = 0-1)": "0.9", "Forecast created at": "2025-02-01T00:00:00Z"})
    )
    refused = importing(instance, path)
    assert refused.exit_code == 1
    assert "nobody is called 'Ada'" in refused.stderr
    assert importing(instance, path, "--create-authors").exit_code == 0
    (found,) = instance.predictions()
    forecasts = instance.get(f"/v1/predictions/{found['id']}/forecasts")["items"]
    assert [one["probability"]["p"] for one in forecasts] == [0.7, 0.9]
    position = instance.position()
    assert importing(instance, path, "--create-authors").stdout.startswith("0 recorded")
    assert instance.position() == position


def test_a_predictionbook_export_is_recorded_and_its_bad_parts_told(instance, tmp_path):
    path = tmp_path / "book.json"
    path.write_text(json.dumps(BOOK))
    result = importing(instance, path, "--create-authors", "--source", "mine")
    assert result.exit_code == 1
    assert "line 2: The field 'created_at' is missing." in result.stderr
    (found,) = instance.predictions()
    assert (found["source"], found["outcome"]["outcome"], found["visibility"]) == ("mine", "no", "private")


def test_what_this_tracker_exports_for_fatebook_another_reads(instance, tmp_path):
    path = tmp_path / "book.json"
    path.write_text(json.dumps(BOOK[:1]))
    importing(instance, path, "--create-authors")
    sheet = tmp_path / "fatebook.csv"
    sheet.write_text(instance.get("/v1/exports", format="fatebook"))
    with serving_tracker(tmp_path / "other", NOW) as other:
        result = importing(other, sheet, "--create-authors")
        assert result.exit_code == 0, result.stderr
        (found,) = other.predictions()
        assert (found["statement"], found["outcome"]["outcome"]) == ("Rain", "no")
