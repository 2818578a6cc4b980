"""What people are promised, followed from the request to the report, on both databases."""

import json
import re
from datetime import timedelta

import pytest
from redis import Redis

from tests.api.served import served
from tests.application.doing import line, open_story, send, statuses
from tests.support.house import KINDS, new_caller
from tests.support.valkey import running_valkey
from tracker.application.access.access import issue_key
from tracker.application.imports.runs import finish_run
from tracker.application.work.queue import QUEUES
from tracker.domain.key import SCOPES
from workers.relay import Relay

REPORT = "/v1/reports/track-record"
NOWHERE = "unix:///nowhere/queue.sock"


@pytest.fixture(params=KINDS)
def house(request, tmp_path):
    with served(tmp_path, kind=request.param) as opened:
        yield opened


def resolve(house, made, outcome="no", *, days=1, **said):
    """Say what happened, a day later: on the day of the forecast it would be hindsight."""
    house.wait(days=days)
    body = {"outcome": outcome, "note": "seen", "happened_on": house.clock().date().isoformat(), **said}
    if outcome != "no":
        body.setdefault("source", "https://news.example/1")
    return house.made(f"{made['url']}/resolution", body)


def report(house, asked=""):
    return house.get(f"{REPORT}?cohort=settled{asked}").json


def types(house):
    return [one["type"] for answer in house.events(key="keeper") for one in answer.json["items"]]


# A typo taken back


def seen_by_everybody(house):
    """Every list, report and page, without the log's position, which tells that something was recorded."""
    asked = ["/v1/predictions", "/", "/v1/developments"]
    asked += [
        f"{REPORT}?by={by}&cohort=made{topic}"
        for by in ("forecaster", "topic", "prediction")
        for topic in ("", "&topic=typo")
    ]
    texts = {path: house.get(path).text for path in asked}
    return {
        path: re.sub(r'"(position|head)": ?[^,]+,|\d+ events|[0-9a-f]{64}|position \d+', "", text)
        for path, text in texts.items()
    }


def test_a_typo_taken_back_is_in_its_history_and_nowhere_else(house):
    house.log(statement="Kept", probability=0.4)
    house.work_off()
    before = seen_by_everybody(house)
    typo = house.log(statement="Teh typo", probability=0.9, topics=["typo"])
    house.work_off()
    assert seen_by_everybody(house) != before
    house.made(f"{typo['url']}/undo")
    house.work_off()
    after = seen_by_everybody(house)
    assert {path: text for path, text in after.items() if text != before[path]} == {}
    parts = ("", "/forecasts", "/scores", "/evidence", "/grades", "/proof")
    assert {house.get(f"{typo['url']}{part}").status_code for part in parts} == {404}
    history = house.get(f"{typo['url']}/history").json["items"]
    assert {one["type"] for one in history} == {"prediction.recorded", "forecast.stated", "prediction.undone"}
    assert house.log(statement="Teh typo", probability=0.9)["id"] != typo["id"]


def test_taking_back_ends_after_a_quarter_of_an_hour(house):
    typo = house.log(probability=0.9)
    house.clock.now += timedelta(minutes=15)
    assert house.post(f"{typo['url']}/undo").status_code == 409
    assert house.post(f"{typo['url']}/undo", key="keeper").status_code == 409


def test_a_forecast_taken_back_stays_in_the_history_and_counts_nowhere(house):
    made = house.log()
    stated = house.made(f"{made['url']}/forecasts", {"probability": 0.9})
    house.made(f"/v1/forecasts/{stated['id']}/undo")
    assert house.get(f"{made['url']}/forecasts").json["items"] == []
    assert house.get(made["url"]).json["probability"] is None
    types_told = [one["type"] for one in house.get(f"{made['url']}/history").json["items"]]
    assert types_told == ["prediction.recorded", "forecast.stated", "forecast.undone"]


# Silence is never turned into data


def test_a_misspelt_rule_is_asked_about_and_never_a_no(house):
    made = house.log(
        rule={"event_type": "cabinet.flals"}, settlement="at_once", deadline="2026-02-01", probability=0.2
    )
    assert "cabinet.flals" in made["warnings"][0]
    house.made(
        "/v1/developments", {"headline": "x", "occurred_on": "2026-01-01", "event_type": "cabinet.falls"}
    )
    house.wait(days=40)
    assert house.get(made["url"]).json["status"] == "due"
    assert "asked what happened" in house.get(made["url"]).json["next"]
    house.wait(days=30)
    answer = house.get(made["url"]).json
    assert (answer["status"], answer["outcome"], answer["proposed_outcome"]) == ("overdue", None, None)
    assert types(house).count("prediction.lapsed") == 1
    assert house.get(f"{REPORT}?cohort=made").json["funnel"]["lapsed"] == 1


# Whose number it is


@pytest.mark.parametrize(
    ("who", "probability", "source"),
    [
        ("author", 0.3, "author_numeric"),
        ("author", "30%", "author_numeric"),
        ("author", "likely", "author_verbal"),
        ("editor", 0.3, "analyst_imputed"),
        ("editor", "likely", "analyst_imputed"),
    ],
)
def test_the_key_says_whose_number_it_is(house, who, probability, source):
    made = house.log(key=who, author="Ada Example", probability=probability)
    assert made["probability"]["source"] == source
    assert ("assigned by us" in made["summary"]) == (source == "analyst_imputed")
    resolve(house, made)
    house.work_off()
    assert report(house)["overall"]["n"] == (source != "analyst_imputed")
    assert report(house)["apart"]["assigned"]["n"] == (source == "analyst_imputed")


# The queue away


def follow(relay):
    """Take the lead and look at the log a few times, as the relay's process does all day."""
    assert relay._leads()
    for _ in range(3):
        relay.step()


def test_recording_goes_on_while_the_queue_is_away_and_work_resumes(house, tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_SECRET_KEY", "a secret of the test, long enough")
    away = Relay(house.application, Redis.from_url(NOWHERE))
    made = house.log(probability=0.2)
    resolve(house, made, days=0, happened_on="2025-12-31")
    follow(away)
    ready = house.get("/readyz")
    assert (ready.status_code, ready.json["status"]) == (200, "degraded")
    assert house.get(f"{made['url']}/scores").json["items"] == []
    folder = tmp_path / "queue-back"
    folder.mkdir()
    with running_valkey(folder) as url, Redis.from_url(url) as back:
        house.clock.now += timedelta(minutes=10)
        follow(Relay(house.application, back))
        assert sum(back.llen(f"rq:queue:{name}") for name in QUEUES) > 0
    house.work_off()
    assert len(house.get(f"{made['url']}/scores").json["items"]) == 1


# Objections


def test_an_objection_stops_the_clock_until_a_person_decides(house):
    made = house.log(probability=0.2)
    resolve(house, made)
    house.change(f"{made['url']}/dispute", {"reason": "not so"})
    house.wait(days=30)
    answer = house.get(made["url"]).json
    assert (answer["status"], answer["outcome"]["is_final"], answer["outcome"]["disputed"]) == (
        "disputed",
        False,
        "not so",
    )
    assert "prediction.finalized" not in types(house)
    assert report(house)["funnel"]["disputed"] == 1
    house.change(f"{made['url']}/uphold", {"reason": "it was so"}, key="editor")
    house.work_off()
    answer = house.get(made["url"]).json
    assert (answer["status"], answer["outcome"]["is_final"]) == ("resolved", True)
    assert types(house).count("prediction.finalized") == 1
    assert report(house)["funnel"]["scored"] == 1


def test_an_objection_after_the_window_is_refused_even_before_a_worker_came(house):
    made = house.log(probability=0.2)
    resolve(house, made)
    version = house.get(made["url"]).headers["ETag"]
    house.clock.now += timedelta(hours=72)
    refused = house.post(f"{made['url']}/dispute", {"reason": "not so"}, If_Match=version)
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")


# Grades


def grades_told(house, made, who):
    log = [one for answer in house.events(key=who) for one in answer.json["items"]] if who else []
    history = house.get(f"{made['url']}/history", key=who).json["items"]
    return [one["data"] for one in (*log, *history) if one["type"] == "prediction.graded"]


def test_votes_are_hidden_everywhere_until_grading_closes(house):
    made = house.log(type="graded", probability=0.75, settlement="at_once")
    for who, grader, grade in (("author", "a", 5), ("editor", "b", 2)):
        said = {"grade": grade, "grader": grader, "note": f"note of {grader}"}
        house.made(f"{made['url']}/grades", said, key=who)
    house.work_off()
    for who in (None, "author", "editor", "client"):
        assert set(map(str, grades_told(house, made, who))) == {"None"}
        assert house.get(f"{made['url']}/grades", key=who).json == {"graders": 2, "items": []}
        assert "note of" not in house.get(made["url"], key=who).text
    assert [data["grade"] for data in grades_told(house, made, "keeper")] == [5, 2, 5, 2]
    house.wait(hours=72)
    assert house.get(made["url"]).json["outcome"]["outcome"] == 3.5
    for who in ("author", "client"):
        assert [data["grade"] for data in grades_told(house, made, who)] == [5, 2, 5, 2]
    told = house.get(f"{made['url']}/grades").json["items"]
    assert [(one["grader"], one["grade"]) for one in told] == [("a", 5), ("b", 2)]
    assert house.post(f"{made['url']}/grades", {"grade": 1, "grader": "c"}).status_code == 409


def test_whoever_votes_has_one_vote_whatever_the_names_and_keys(house):
    made = house.log(type="graded", probability=0.75)
    grades = f"{made['url']}/grades"
    house.made(grades, {"grade": 5, "grader": "a"})
    house.keys["second"] = issue_key(house.application, name="second", scopes=SCOPES, author="Ada Example")[1]
    for who, grader in (("author", "b"), ("author", None), ("second", "b"), ("editor", "a")):
        refused = house.post(grades, {"grade": 1, **({"grader": grader} if grader else {})}, key=who)
        assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "voted_already"), (
            who,
            grader,
        )
    house.made(grades, {"grade": 4, "grader": "a"}, key="second")
    house.made(grades, {"grade": 2}, key="editor")
    assert house.get(grades).json["graders"] == 2


def test_a_key_that_was_rotated_goes_on_with_the_vote_of_the_one_before(house):
    made = house.log(type="graded", probability=0.75)
    grades = f"{made['url']}/grades"
    house.made(grades, {"grade": 5, "grader": "a"}, key="author")
    key, house.keys["nobody"] = issue_key(house.application, name="nobody", scopes=SCOPES, author=None)
    house.made(grades, {"grade": 5, "grader": "b"}, key="nobody")
    house.keys["rotated"] = house.made(f"/v1/keys/{key}/rotate", {}, key="nobody")["token"]
    refused = house.post(grades, {"grade": 1, "grader": "c"}, key="rotated")
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "voted_already")
    house.made(grades, {"grade": 4, "grader": "b"}, key="rotated")
    assert house.get(grades).json["graders"] == 2


# Late, retrospective, old


def test_what_came_after_the_outcome_was_knowable_is_late_and_not_scored(house):
    made = house.log(probability=0.2)
    house.wait(days=9)
    house.made(f"{made['url']}/forecasts", {"probability": 0.99})
    resolve(house, made, "yes", happened_on="2026-01-05")
    assert house.post(f"{made['url']}/forecasts", {"probability": 0.99}).status_code == 409
    house.work_off()
    (score,) = house.get(f"{made['url']}/scores").json["items"]
    assert (score["late"], score["updates"], score["marks"]) == (1, 1, ["late"])
    assert score["values"]["brier_last"] == pytest.approx(0.64)
    assert report(house)["funnel"]["marks"]["late"] == 1


def test_hindsight_of_the_same_day_stands_apart(house):
    made = house.log(probability=0.99)
    resolve(house, made, "yes", days=0)
    house.work_off()
    found = report(house)
    assert (found["overall"]["n"], found["funnel"]["unscorable"]) == (0, 1)
    assert found["funnel"]["marks"]["retrospective"] == 1
    (score,) = house.get(f"{made['url']}/scores").json["items"]
    assert (score["values"], score["marks"]) == ({}, ["retrospective", "late"])


OLD = [
    line("forecaster", id="ada", name="Ada Example"),
    line("prediction", id="P1", type="binary", statement="Known long ago", closes="2025-06-30"),
    line("forecast", prediction="P1", forecaster="ada", probability_source="author_numeric", p=0.3, seq=1),
    line("resolution", prediction="P1", outcome="yes", seq=2, at="2025-03-02T00:00:00Z"),
    line("prediction", id="P2", type="binary", statement="Not known yet", closes="2026-06-30"),
    line("forecast", prediction="P2", forecaster="ada", probability_source="author_numeric", p=0.3, seq=3),
    line("forecast", prediction="P2", forecaster="ada", probability_source="author_numeric", p=0.9, seq=4, at="2025-02-01T00:00:00Z"),
]  # fmt: skip


def test_what_an_import_claims_counts_from_when_we_had_it_and_old_records_stand_apart(house):
    importer = new_caller(house.application)
    run = open_story(house.application, "old")
    assert set(statuses(send(house.application, importer, run, OLD))) == {"recorded"}
    finish_run(house.application, run, caller=importer, correlation_id="c")
    house.wait(days=20)
    known = house.get("/v1/predictions?source=old&external_id=P2").json["items"][0]
    resolve(house, known, "yes")
    house.work_off()
    found = report(house)
    assert (found["overall"]["n"], found["apart"]["imported"]["n"]) == (1, 1)
    assert found["overall"]["brier"]["last"]["mean"] == pytest.approx(0.01)
    assert found["apart"]["imported"]["brier"]["last"]["mean"] == pytest.approx(0.49)
    (score,) = house.get(f"{known['url']}/scores").json["items"]
    claimed = [one["made_at"] for one in house.get(f"{known['url']}/forecasts").json["items"]]
    assert claimed == ["2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z"]
    assert "imported" not in score["marks"]
    assert (
        score["coverage"] < 0.1
    )  # three weeks of a year and a half: what was claimed for 2025 covers nothing
    assert report(house, "&include=imported")["overall"]["n"] == 2


# What replaces what, and what stays in force


def test_what_is_withdrawn_keeps_its_last_number_in_force(house):
    made = house.log(probability=0.2)
    house.wait(days=1)
    house.made(f"{made['url']}/forecasts", {"probability": 0.4})
    house.change(f"{made['url']}/withdraw", {"reason": "badly worded"})
    assert house.post(f"{made['url']}/forecasts", {"probability": 0.9}).status_code == 409
    better = house.log(statement="Better worded", supersedes=made["id"])
    assert (better["supersedes"], house.get(made["url"]).json["withdrawn"]) == (made["id"], "badly worded")
    assert (
        house.post(
            "/v1/predictions", {"statement": "x", "deadline": "2026-06-30", "supersedes": "prd_none"}
        ).status_code
        == 404
    )
    house.wait(days=1)
    resolve(house, made)
    house.work_off()
    (score,) = house.get(f"{made['url']}/scores").json["items"]
    assert score["values"]["brier_last"] == pytest.approx(0.16)


def test_a_date_that_is_pending_is_worth_something_so_far(house):
    made = house.log(type="date", deadline="2026-12-31", cdf=[["2026-06-01T00:00:00Z", 0.5]])
    other = house.log(statement="Yes or no", probability=0.5)
    at = "2026-03-01T00:00:00Z"
    (interim,) = house.get(f"{made['url']}/scores?interim_at={at}").json["items"]
    assert (interim["interim"], interim["as_of"], interim["resolution"], interim["outcome"]) == (
        True,
        at,
        0,
        None,
    )
    assert interim["values"]
    assert house.get(f"{made['url']}/scores").json["items"] == []
    assert house.get(f"{other['url']}/scores?interim_at={at}").json["items"] == []
    assert house.get(f"{made['url']}/scores?interim_at=2025-12-01T00:00:00Z").json["items"] == []


def test_a_report_of_nothing_is_no_error(house):
    assert json.loads(house.get(REPORT).data)["funnel"]["recorded"] == 0
