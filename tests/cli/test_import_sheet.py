"""A spreadsheet through the command line and a real tracker: seen first, recorded once, changed by importing it again."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from tests.cli.sheet_tracker import serving_tracker
from tests.support.running import wait_until
from tracker.cli import main

IMPORTED = datetime(2026, 3, 10, 9, tzinfo=UTC)
HEADER = "statement,probability,deadline,made,outcome,outcome_date,source\n"
URL = "https://news.example/1"


@pytest.fixture
def instance(tmp_path):
    with serving_tracker(tmp_path / "tracker", IMPORTED) as served:
        yield served


@pytest.fixture
def importing(instance, monkeypatch):
    """Runs `tracker import ARGUMENTS`, with `answers` to what it asks."""
    monkeypatch.delenv("TRACKER_TIMEZONE", raising=False)

    def run(*arguments, answers=""):
        words = ["import", *(str(one) for one in arguments)]
        return CliRunner().invoke(
            main, words, env=instance.environment(), input=answers, catch_exceptions=False
        )

    return run


@pytest.fixture
def write(tmp_path):
    def sheet(text, name="my.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return sheet


def changed(path, **cells):
    """The written-back sheet with `cells` of the row of that statement changed."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    statement = cells.pop("of")
    row = next(one for one in rows if statement in one)
    for name, value in cells.items():
        row[rows[0].index(name)] = value
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    path.write_text(written.getvalue(), encoding="utf-8")


def old_and_open():
    """Sixty rows as somebody in Tokyo kept them: 48 that came out in 2025, and 12 that are open in March 2026."""
    rows = ["予測;確率;期限;予測日;結果;結果日"]
    for n in range(48):
        p = ("80\uff05", "30", "0.6")[n % 3]
        outcome = ("はい", "いいえ")[n % 2]
        rows.append(f"古い予測{n};{p};2025/6/30;2025/1/{n % 28 + 1};{outcome};2025/6/15")
    rows += [f"未定の予測{n};{60 + n}%;2026年5月末;2026/3/1;;" for n in range(12)]
    return "\r\n".join(rows) + "\r\n"


def test_a_sheet_of_old_and_open_rows_gives_a_main_figure_when_an_open_one_comes_out(
    instance, importing, write
):
    path = write(old_and_open(), encoding="cp932")
    assert (
        importing(path, "--yes").stdout.splitlines()[0]
        == f"Wrote a copy with ids: {path.with_name('my.tracker.csv')}"
    )
    assert len(instance.predictions()) == 60
    position, back = instance.position(), path.with_name("my.tracker.csv")
    with_ids = back.read_bytes()
    for again in (path, back):
        assert "0 recorded, 60 already recorded, 0 refused." in importing(again, "--yes").stdout
    assert (instance.position(), back.read_bytes()) == (position, with_ids)

    instance.clock.now = datetime(2026, 6, 20, tzinfo=UTC)
    text = back.read_text(encoding="utf-8-sig").replace(
        "2026年5月末;2026/3/1;;", "2026年5月末;2026/3/1;はい;2026/5/20", 1
    )
    write(
        text.replace("結果日", "結果日;出典").replace("2026/5/20", f"2026/5/20;{URL}"), name="my.tracker.csv"
    )
    told = importing(back, "--yes")
    assert "1 recorded, 59 already recorded, 0 refused." in told.stdout, told.stderr
    report = wait_for_report(instance, main=1)
    assert report["apart"]["imported"]["n"] == 48
    assert report["overall"]["brier"]["last"]["mean"] == pytest.approx((1 - 0.6) ** 2)
    both = instance.get("/v1/reports/track-record", include="imported")
    assert both["overall"]["n"] == 49


def wait_for_report(instance, *, main):
    def counted():
        found = instance.get("/v1/reports/track-record")
        return found if found["overall"]["n"] == main else None

    return wait_until(counted, seconds=60)


def test_nothing_is_recorded_until_somebody_says_yes(instance, importing, write):
    path = write(HEADER + "Rain,70,2026-12-31,2026-03-01,,,\n")
    before = instance.position()
    for answers in ("", "n\n"):
        result = importing(path, answers=answers)
        assert result.exit_code == 2
        assert "Nothing was recorded" in result.stderr
    assert "New: 1" in result.stderr
    assert "row 2: Rain 70% by 2026-12-31 made 2026-03-01" in result.stderr
    assert instance.position() == before
    assert not path.with_name("my.tracker.csv").exists()
    assert importing(path, answers="y\n").exit_code == 0
    (found,) = instance.predictions()
    assert (found["probability"]["p"], found["probability"]["source"]) == (0.7, "author_numeric")
    assert (found["made_at"], found["source"]) == ("2026-03-01T00:00:00Z", "my")


def test_a_sheet_in_another_form_is_the_same_sheet(instance, importing, write):
    row = "Le caf{}\u200b ferme,70,2026-12-31,2026-03-01,,,\n"
    assert importing(write(HEADER + row.format("\xe9"), name="pr\xe9vus.csv"), "--yes").exit_code == 0
    before = instance.position()
    told = importing(write(HEADER + row.format("e\u0301"), name="pre\u0301vus.csv"), "--yes")
    assert "1 already recorded" in told.stdout, told.stderr
    assert instance.position() == before
    (found,) = instance.predictions()
    assert (found["statement"], found["source"]) == ("Le caf\xe9\u200b ferme", "pr\xe9vus")


def test_columns_that_are_not_read_are_shown_with_those_that_are(importing, write):
    result = importing(write("What,By when,Mood\nRain,2026-12-31,good\n"))
    assert "  statement: What" in result.stderr
    assert "  ignored columns: Mood" in result.stderr


def test_bad_rows_are_listed_and_the_good_ones_recorded(instance, importing, write):
    path = write(HEADER + "Rain,70,2026-12-31,,,,\nSnow,many,soon,,,,\nHail,10,2026-12-31,2099-01-01,,,\n")
    result = importing(path, "--yes")
    assert result.exit_code == 1
    assert "1 recorded, 0 already recorded, 2 refused." in result.stdout
    told = result.stderr.splitlines()
    assert any(line.startswith("row 3: probability: 'many'") for line in told)
    assert any(line.startswith("row 3: deadline: 'soon'") for line in told)
    assert sum(line.startswith("row 4: made:") for line in told) == 1
    assert [one["statement"] for one in instance.predictions()] == ["Rain"]
    back = path.with_name("my.tracker.csv").read_text(encoding="utf-8-sig")
    ids = [row[0] for row in csv.reader(io.StringIO(back))]
    assert ids == ["id", instance.predictions()[0]["id"], "", ""]


def test_a_changed_number_is_a_forecast_and_changed_words_an_amendment(instance, importing, write, tmp_path):
    back = tmp_path / "back.csv"
    importing(write(HEADER + "Rain,70,2026-12-31,2026-03-01,,,\n"), "--yes", "--out", back)
    changed(back, of="Rain", probability="likely", statement="Rain in Tokyo")
    result = importing(back, "--yes")
    assert "1 recorded" in result.stdout, result.stderr
    (found,) = instance.predictions()
    assert (found["statement"], found["amendments"]) == ("Rain in Tokyo", 1)
    forecasts = instance.get(f"/v1/predictions/{found['id']}/forecasts")["items"]
    assert [one["probability"]["p"] for one in forecasts] == [0.7, 0.675]
    position = instance.position()
    assert "0 recorded, 1 already recorded" in importing(back, "--yes").stdout
    assert instance.position() == position


def test_an_outcome_that_is_filled_in_later_is_a_resolution_with_its_source(instance, importing, write):
    path = write(HEADER + "Rain,70,2026-03-31,2026-03-01,,,\nSnow,20,2026-03-31,,,,\n")
    importing(path, "--yes")
    back = path.with_name("my.tracker.csv")
    instance.clock.now = datetime(2026, 4, 2, tzinfo=UTC)
    changed(back, of="Rain", outcome="yes", outcome_date="2026-03-20")
    changed(back, of="Snow", outcome="no")
    result = importing(back, "--yes")
    assert result.exit_code == 1
    assert "row 2: source: a yes needs the address" in result.stderr
    changed(back, of="Rain", source=URL)
    assert importing(back, "--yes").exit_code == 0
    outcomes = {one["statement"]: one["outcome"]["outcome"] for one in instance.predictions()}
    assert outcomes == {"Rain": "yes", "Snow": "no"}


def test_what_a_sheet_cannot_change_is_said_row_by_row(importing, write):
    path = write(HEADER + "Rain,70,2026-03-31,2026-03-01,no,2026-03-05,\nSnow,20,2026-12-31,,,,\n")
    importing(path, "--yes")
    back = path.with_name("my.tracker.csv")
    changed(back, of="Rain", outcome="yes")
    changed(back, of="Snow", deadline="2027-12-31")
    result = importing(back, "--yes")
    assert result.exit_code == 1
    assert "row 2: outcome: prd_" in result.stderr
    assert "row 3: deadline: prd_" in result.stderr


def test_an_old_row_with_a_source_rests_on_a_development(instance, importing, write):
    importing(write(HEADER + f"Rain,70,2025-03-31,2025-03-01,yes,2025-03-05,{URL}\n"), "--yes")
    (development,) = instance.get("/v1/developments")["items"]
    assert (development["headline"], development["occurred_on"]) == ("It happened: Rain", "2025-03-05")
    (found,) = instance.predictions()
    assert found["outcome"]["known_at"] == "2025-03-05T00:00:00Z"


def test_whether_the_day_or_the_month_comes_first_is_asked_once(instance, importing, write):
    path = write(HEADER + "Rain,70,5/6/2026,,,,\nSnow,20,7/8/2026,,,,\n")
    refused = importing(path, "--yes")
    assert refused.exit_code == 2
    assert "--day-first or --month-first" in refused.stderr
    assert importing(path, answers="day\ny\n").exit_code == 0
    assert sorted(one["deadline"]["on"] for one in instance.predictions()) == ["2026-06-05", "2026-08-07"]


def test_days_of_a_sheet_are_days_of_its_zone(instance, importing, write):
    importing(write(HEADER + "Rain,70,2026-12-31,2026-03-01,,,\n"), "--yes", "--timezone", "Asia/Tokyo")
    (found,) = instance.predictions()
    assert (found["deadline"]["at"], found["made_at"]) == ("2026-12-31T15:00:00Z", "2026-02-28T15:00:00Z")


def test_an_unknown_author_is_never_created_in_silence(instance, importing, write):
    path = write(
        "statement,p,by,author\nRain,70,2026-12-31,Ada Exampel\nSnow,60%,2026-12-31,ada example\nHail,20,2026-12-31,Bo\n"
    )
    result = importing(path, "--yes")
    assert (
        "row 2: author: No forecaster is called 'Ada Exampel'. Did you mean 'Ada Example'?" in result.stderr
    )
    assert "1 recorded, 0 already recorded, 2 refused." in result.stdout
    assert importing(path, "--yes", "--create-authors").exit_code == 0
    said = {
        one["statement"]: (one["author"]["name"], one["probability"]["source"])
        for one in instance.predictions()
    }
    assert said == {
        "Rain": ("Ada Exampel", "analyst_imputed"),
        "Snow": ("Ada Example", "author_numeric"),
        "Hail": ("Bo", "analyst_imputed"),
    }
    assert "0 recorded, 3 already recorded" in importing(path, "--yes").stdout


def test_visibility_is_kept_and_a_private_outcome_says_nothing_in_public(instance, importing, write):
    importing(
        write(
            f"statement,p,by,made,outcome,outcome_date,source,visibility\nRain,70,2025-12-31,2025-03-01,no,2025-12-31,{URL},private\n"
        ),
        "--yes",
    )
    (found,) = instance.predictions()
    assert found["visibility"] == "private"
    (development,) = instance.get("/v1/developments")["items"]
    assert "Rain" not in development["headline"]


def test_rows_of_two_files_never_meet(instance, importing, write):
    text = "id,statement,p,by\n1,{},70,2026-12-31\n"
    importing(write(text.format("Rain"), name="a.csv"), "--yes")
    importing(write(text.format("Snow"), name="b.csv"), "--yes")
    assert sorted(one["statement"] for one in instance.predictions()) == ["Rain", "Snow"]


def test_an_import_that_broke_off_goes_on_with_the_rest_of_its_row(instance, importing, write):
    path = write("id,statement,p,by,made\n1,Rain,70,2026-12-31,2026-03-01\n")
    half = {
        "at": "2026-03-01T00:00:00Z",
        "kind": "prediction",
        "id": "1",
        "type": "binary",
        "statement": "Rain",
    }
    story = path.with_name("half.jsonl")
    story.write_text(
        f'{{"at": "2026-03-01T00:00:00Z", "kind": "story", "source": "my"}}\n{json.dumps(half | {"closes": "2026-12-31"})}\n'
    )
    importing(story)
    result = importing(path, "--yes")
    assert "completes an earlier import that stopped" in result.stderr
    (found,) = instance.predictions()
    (forecast,) = instance.get(f"/v1/predictions/{found['id']}/forecasts")["items"]
    assert forecast["made_at"] == "2026-03-01T00:00:00Z"
