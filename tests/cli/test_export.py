"""What goes out: a story that gives the same report elsewhere, sheets that come back in, and nothing withheld."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime

import httpx2
import pytest
from click.testing import CliRunner

from tests.cli.sheet_tracker import serving_tracker
from tests.support.instance import KINDS, bearer
from tests.support.running import wait_until
from tests.support.seed import needs_shared, seed_steps, write_story
from tracker.cli import main
from tracker.formats.columns import COLUMNS
from tracker.formats.fatebook import COLUMNS as FATEBOOK
from tracker.reports.query import GROUPINGS

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
URL = "https://news.example/1"
NAMES = {"id", "key", "external_id", "position", "head", "judged_by"}
"""What differs between two trackers by its nature: to an importing one a rule's decision is another's."""


def tracker(instance, *arguments):
    words = [str(one) for one in arguments]
    result = CliRunner().invoke(main, words, env=instance.environment(), catch_exceptions=False)
    assert result.exit_code == 0, result.stderr + result.stdout
    return result.stdout


@pytest.fixture(params=KINDS)
def instance(request, tmp_path):
    with serving_tracker(tmp_path / "tracker", NOW, kind=request.param) as served:
        yield served


@pytest.fixture
def logged(instance):
    """One of each: with a formula, withheld, and one that came out."""
    post(
        instance,
        "/v1/predictions",
        statement="=cmd|' /C calc'!A0",
        probability="70%",
        deadline="2026-12-31",
        topics=["a"],
    )
    post(
        instance,
        "/v1/predictions",
        statement="Hidden",
        probability=0.2,
        deadline="2026-12-31",
        visibility="private",
    )
    out = post(
        instance,
        "/v1/predictions",
        statement="Rain",
        probability="likely",
        deadline="2026-06-30",
        note="clouds",
    )
    instance.clock.now = datetime(2026, 3, 12, tzinfo=UTC)
    post(
        instance,
        f"/v1/predictions/{out['id']}/resolution",
        outcome="yes",
        happened_on="2026-03-11",
        source=URL,
    )
    wait_for_the_log(instance, "prediction.resolved", "development.recorded", "evidence.")
    return instance


def wait_for_the_log(instance, *words):
    """On PostgreSQL what is recorded has its place in the log only a moment later, and an export reads the log."""
    wait_until(lambda: all(word in str(instance.get("/v1/events", limit=200)) for word in words), seconds=60)


def post(instance, path, **body):
    answer = httpx2.post(f"{instance.url}{path}", json=body, headers=bearer(instance.key), trust_env=False)
    assert answer.status_code == 201, answer.text
    return answer.json()


def rows(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def same(one, other):
    """The two as values, numbers compared to within a millionth."""
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        return all(same(one[key], other[key]) for key in one if key not in NAMES)
    if isinstance(one, str):
        one, other = (re.sub(r"Outcomes entered: [^.]*\.", "", text) for text in (one, other))
    if isinstance(one, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    assert one == (pytest.approx(other, abs=1e-6) if isinstance(other, float) else other)
    return True


def groups(report):
    """Name -> what is said of it; an essay without title and address bears its id in the story, another in each house."""
    found = {}
    for one in report["groups"]:
        name = one.pop("name")
        found[None if name == one.get("external_id") else name] = one
    return found


@needs_shared
@pytest.mark.parametrize(
    "as_of", [None, "2025-09-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-10T00:00:00Z"]
)
def test_the_seed_told_to_an_empty_tracker_gives_the_same_report(told_twice, as_of):
    first, second = told_twice
    asked = {"include": "imported,assigned", "cohort": "settled"} | ({"as_of": as_of} if as_of else {})
    for by in GROUPINGS:
        ours, theirs = (one.get("/v1/reports/track-record", by=by, **asked) for one in (first, second))
        for part in ("overall", "apart", "funnel", "plain"):
            assert same(ours[part], theirs[part])
        assert same(groups(ours), groups(theirs))
        assert ours["groups"] or as_of == "2025-09-01T00:00:00Z"
    assert ours["overall"]["n"] > 0 or as_of == "2025-09-01T00:00:00Z"


@needs_shared
def test_evidence_scores_and_conditions_of_the_seed_come_out_alike(told_twice):
    first, second = told_twice
    theirs = {one["statement"]: one for one in second.predictions()}
    assert len(theirs) == 5
    for ours in first.predictions():
        there = theirs[ours["statement"]]
        for name in ("status", "antecedent_met_at", "opens", "deadline", "options", "graders", "type"):
            assert ours[name] == there[name]
        kept = ("outcome", "annulment", "known_at", "final_at", "resolution_number")
        assert [ours["outcome"][name] for name in kept] == [there["outcome"][name] for name in kept]
        scores = [
            [
                (one["forecaster"]["name"], one["values"], one["superseded"])
                for one in instance.get(f"/v1/predictions/{id_}/scores")["items"]
            ]
            for instance, id_ in ((first, ours["id"]), (second, there["id"]))
        ]
        assert sorted(map(repr, scores[0])) == sorted(map(repr, scores[1]))
        balance = [
            instance.get(f"/v1/predictions/{id_}/evidence")
            for instance, id_ in ((first, ours["id"]), (second, there["id"]))
        ]
        assert balance[0]["net"] == balance[1]["net"]
        assert balance[0]["prior_decibans"] == balance[1]["prior_decibans"]


@pytest.fixture(scope="module")
def told_twice(tmp_path_factory):
    """A tracker that was told the seed with its clock, and an empty one that was told the first one's export."""
    folder = tmp_path_factory.mktemp("told")
    with serving_tracker(folder / "first", NOW) as first, serving_tracker(folder / "second", NOW) as second:
        tracker(first, "import", write_story(folder, seed_steps()), "--run-clock")
        story = folder / "export.jsonl"
        tracker(first, "export", "--out", story)
        tracker(second, "import", story)
        position = second.position()
        assert " 0 refused" in tracker(second, "import", story)
        assert second.position() == position
        yield first, second


def test_a_live_tracker_told_to_another_keeps_numbers_words_and_visibility(logged, tmp_path):
    story = tmp_path / "export.jsonl"
    tracker(logged, "export", "--out", story)
    kinds = [json.loads(line)["kind"] for line in story.read_text().splitlines()]
    assert kinds[0] == "story"
    assert {"prediction", "forecast", "development", "evidence", "resolution"} <= set(kinds)
    with serving_tracker(tmp_path / "other", logged.clock.now) as other:
        tracker(other, "import", story)
        found = {one["statement"]: one for one in other.predictions()}
        assert found["Hidden"]["visibility"] == "private"
        assert found["Rain"]["probability"]["term"] == "likely"
        assert found["Rain"]["author"]["name"] == "Ada Example"
        assert (found["Rain"]["outcome"]["judged_by"], found["Rain"]["outcome"]["is_final"]) == (
            "author",
            False,
        )


@pytest.mark.parametrize("format_", ["story", "csv", "fatebook", "claimreview"])
def test_what_is_withheld_goes_only_to_whoever_may_read_it(logged, format_):
    stranger = httpx2.get(f"{logged.url}/v1/exports", params={"format": format_}, trust_env=False)
    assert stranger.status_code == 200
    assert "Rain" in stranger.text
    assert "Hidden" not in stranger.text
    if format_ != "claimreview":
        assert "Hidden" in logged.get("/v1/exports", format=format_)


def test_a_sheet_has_the_columns_of_an_import_and_no_formula(logged):
    text = logged.get("/v1/exports", format="csv")
    found = {one["statement"]: one for one in rows(text)}
    assert tuple(rows(text)[0]) == COLUMNS
    rain = found["Rain"]
    assert [rain[name] for name in ("probability", "deadline", "author", "outcome", "outcome_date", "source", "note")] == [
        "likely", "2026-06-30", "Ada Example", "yes", "2026-03-11", URL, "clouds",
    ]  # fmt: skip
    assert all(not value.startswith(("=", "+", "@")) for one in rows(text) for value in one.values())


def test_a_sheet_that_is_imported_again_records_nothing_new(logged, tmp_path):
    sheet = tmp_path / "all.csv"
    tracker(logged, "export", "--format", "csv", "--out", sheet)
    position = logged.position()
    assert "0 recorded, 3 already recorded, 0 refused." in tracker(logged, "import", sheet, "--yes")
    assert logged.position() == position


def test_a_rule_about_what_is_left_out_is_left_out_with_it(instance, tmp_path):
    hidden = post(
        instance, "/v1/predictions", statement="Hidden", deadline="2026-12-31", visibility="private"
    )
    known = post(instance, "/v1/predictions", statement="Known", deadline="2026-12-31")
    after = [
        {"any": [{"prediction": one["id"], "is": "yes"}, {"event_type": "x"}]} for one in (hidden, known)
    ]
    for name, rule in zip(("hidden", "known"), after, strict=True):
        asks = {"statement": f"Asks {name}", "rule": rule, "default_outcome": "no"}
        post(instance, "/v1/predictions", deadline="2026-12-31", **asks)
        condition = {"statement": "It came", "by": "2026-11-30", "rule": rule}
        waits = {"statement": f"Waits for {name}", "type": "conditional", "antecedent": condition}
        post(instance, "/v1/predictions", deadline="2026-12-31", **waits)
    wait_for_the_log(instance, "Waits for known")
    story = tmp_path / "export.jsonl"
    story.write_bytes(httpx2.get(f"{instance.url}/v1/exports", trust_env=False).content)
    assert hidden["id"] not in story.read_text()
    with serving_tracker(tmp_path / "other", instance.clock.now) as other:
        assert " 0 refused" in tracker(other, "import", story)
        found = {one["statement"]: one for one in other.predictions()}
        here = {"prediction": found["Known"]["id"], "is": "yes"}
        assert found["Asks hidden"]["rule"] is None
        assert found["Asks hidden"]["default_outcome"] is None
        assert found["Asks known"]["rule"] == {"any": [here, {"event_type": "x"}]}
        assert found["Asks known"]["default_outcome"] == "no"
    told = {line.get("statement"): line for line in map(json.loads, story.read_text().splitlines())}
    assert told["Waits for hidden"]["antecedent"] == {"statement": "It came", "by": "2026-11-30"}
    assert told["Waits for known"]["antecedent"]["rule"] == after[1]


def test_a_share_goes_out_as_a_percentage_and_comes_back(instance, tmp_path):
    half = post(instance, "/v1/predictions", statement="Half of it", probability="60%", deadline="2026-06-30")
    share = {"partial": 1 / 3}
    instance.clock.now = datetime(2026, 3, 12, tzinfo=UTC)
    post(
        instance,
        f"/v1/predictions/{half['id']}/resolution",
        outcome=share,
        happened_on="2026-03-11",
        source=URL,
    )
    sheet = tmp_path / "all.csv"
    tracker(instance, "export", "--format", "csv", "--out", sheet)
    assert [row["outcome"] for row in rows(sheet.read_text())] == ["33.33333333333333%"]
    assert "0 recorded, 1 already recorded, 0 refused." in tracker(instance, "import", sheet, "--yes")
    with serving_tracker(tmp_path / "other", instance.clock.now) as other:
        tracker(other, "import", sheet, "--yes")
        (found,) = other.predictions()
        assert found["outcome"]["outcome"] == share


def test_filters_leave_out_what_is_not_asked_for(logged):
    assert [one["statement"] for one in rows(logged.get("/v1/exports", format="csv", topic="a"))] == [
        "'=cmd|' /C calc'!A0"
    ]
    assert rows(logged.get("/v1/exports", format="csv", source="nobody")) == []
    assert len(rows(logged.get("/v1/exports", format="csv", author="ada example"))) == 3
    lines = logged.get("/v1/exports", topic="a").splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["story", "forecaster", "prediction", "forecast"]
    unknown = httpx2.get(f"{logged.url}/v1/exports", params={"author": "Eve"}, trust_env=False)
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "unknown_forecaster")


def test_a_quote_goes_out_with_what_was_read_from_it_and_not_with_what_is_withheld(instance):
    for statement, visibility in (("Rain", "public"), ("Hidden", "private")):
        post(
            instance,
            "/v1/predictions",
            statement=statement,
            deadline="2026-12-31",
            quote=f"{statement} will come",
            essay="https://essays.example/1",
            visibility=visibility,
        )
    wait_for_the_log(instance, "Hidden will come")
    stranger = httpx2.get(f"{instance.url}/v1/exports", trust_env=False).text
    assert "Rain will come" in stranger
    assert "Hidden" not in stranger
    own = [json.loads(line) for line in instance.get("/v1/exports").splitlines()]
    assert [line["kind"] for line in own] == [
        "story",
        "forecaster",
        "essay",
        "claim",
        "prediction",
        "claim",
        "prediction",
    ]


def test_fatebook_has_its_columns_a_bare_header_and_quoted_values(logged):
    text = logged.get("/v1/exports", format="fatebook")
    head, *lines = text.splitlines()
    assert head == ",".join(FATEBOOK)
    assert all(line.startswith('"') for line in lines)
    (rain,) = [one for one in rows(text) if one["Question title"] == "Rain"]
    assert (rain["Resolution"], rain["Forecast (scale = 0-1)"], rain["Question shared publicly"]) == (
        "YES",
        "0.675",
        "Yes",
    )


def test_a_claim_review_has_a_number_and_the_words(logged):
    document = json.loads(logged.get("/v1/exports", format="claimreview"))
    (review,) = document["@graph"]
    assert document["@context"] == "https://schema.org"
    rating = review["reviewRating"]
    assert (rating["ratingValue"], rating["alternateName"]) == (1.0, "It happened")
    assert "Ada Example: likely (55-80%)" in rating["ratingExplanation"]
    assert review["claimReviewed"] == "Rain"


def test_what_broke_off_leaves_no_file(instance, tmp_path):
    result = CliRunner().invoke(
        main, ["export", "--author", "Eve", "--out", str(tmp_path / "x")], env=instance.environment()
    )
    assert result.exit_code == 1
    assert "nobody is called 'Eve'" in result.stderr
    assert [one.name for one in tmp_path.iterdir() if one.name != "tracker"] == []
