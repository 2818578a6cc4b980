"""What people are promised, followed from the request to the report, on both databases."""

import json
import re
from datetime import timedelta

import pytest
from redis import Redis

from tests.api.served import served
from tests.application.doing import line, open_story, send, statuses
from tests.support.instance import KINDS, new_caller
from tests.support.valkey import running_valkey
from tracker.application.access.access import issue_key
from tracker.application.imports.runs import finish_run
from tracker.application.work.queue import QUEUES
from tracker.domain.key import SCOPES
from workers.relay import Relay

REPORT = "/v1/reports/track-record"
NOWHERE = "unix:///nowhere/queue.sock"


@pytest.fixture(params=KINDS)
def instance(request, tmp_path):
    with served(tmp_path, kind=request.param) as opened:
        yield opened


def resolve(instance, made, outcome="no", *, days=1, **said):
    """Say what happened, a day later: on the day of the forecast it would be hindsight."""
    instance.wait(days=days)
    body = {"outcome": outcome, "note": "seen", "happened_on": instance.clock().date().isoformat(), **said}
    if outcome != "no":
        body.setdefault("source", "https://news.example/1")
    return instance.made(f"{made['url']}/resolution", body)


def report(instance, asked=""):
    return instance.get(f"{REPORT}?cohort=settled{asked}").json


def types(instance):
    return [one["type"] for answer in instance.events(key="keeper") for one in answer.json["items"]]


# A typo taken back


def seen_by_everybody(instance):
    """Every list, report and page, without the log's position, which tells that something was recorded."""
    asked = ["/v1/predictions", "/", "/v1/developments"]
    asked += [
        f"{REPORT}?by={by}&cohort=made{topic}"
        for by in ("forecaster", "topic", "prediction")
        for topic in ("", "&topic=typo")
    ]
    texts = {path: instance.get(path).text for path in asked}
    return {
        path: re.sub(r'"(position|head)": ?[^,]+,|\d+ events|[0-9a-f]{64}|position \d+', "", text)
        for path, text in texts.items()
    }


def test_a_typo_taken_back_is_in_its_history_and_nowhere_else(instance):
    instance.log(statement="Kept", probability=0.4)
    instance.work_off()
    before = seen_by_everybody(instance)
    typo = instance.log(statement="Teh typo", probability=0.9, topics=["typo"])
    instance.work_off()
    assert seen_by_everybody(instance) != before
    instance.made(f"{typo['url']}/undo")
    instance.work_off()
    after = seen_by_everybody(instance)
    changed = {path for path, text in after.items() if text != before[path]}
    assert {path for path in changed if "was undone" not in after[path]} <= {"/v1/metrics"}
    assert [path for path, text in after.items() if "teh typo" in text.casefold()] == []
    parts = ("", "/forecasts", "/scores", "/evidence", "/grades", "/proof")
    assert {instance.get(f"{typo['url']}{part}").status_code for part in parts} == {404}
    history = instance.get(f"{typo['url']}/history").json["items"]
    assert {one["type"] for one in history} == {"prediction.recorded", "forecast.stated", "prediction.undone"}
    assert instance.log(statement="Teh typo", probability=0.9)["id"] != typo["id"]


def test_taking_back_ends_after_a_quarter_of_an_hour(instance):
    typo = instance.log(probability=0.9)
    instance.clock.now += timedelta(minutes=15)
    assert instance.post(f"{typo['url']}/undo").status_code == 409
    assert instance.post(f"{typo['url']}/undo", key="keeper").status_code == 409


def test_a_forecast_taken_back_stays_in_the_history_and_counts_nowhere(instance):
    made = instance.log()
    stated = instance.made(f"{made['url']}/forecasts", {"probability": 0.9})
    instance.made(f"/v1/forecasts/{stated['id']}/undo")
    assert instance.get(f"{made['url']}/forecasts").json["items"] == []
    assert instance.get(made["url"]).json["probability"] is None
    types_told = [one["type"] for one in instance.get(f"{made['url']}/history").json["items"]]
    assert types_told == ["prediction.recorded", "forecast.stated", "forecast.undone"]


# Silence is never turned into data


def test_a_misspelt_rule_is_asked_about_and_never_a_no(instance):
    made = instance.log(
        rule={"event_type": "cabinet.flals"}, settlement="at_once", deadline="2026-02-01", probability=0.2
    )
    assert "cabinet.flals" in made["warnings"][0]
    instance.made(
        "/v1/developments", {"headline": "x", "occurred_on": "2026-01-01", "event_type": "cabinet.falls"}
    )
    instance.wait(days=40)
    assert instance.get(made["url"]).json["status"] == "due"
    assert "asked what happened" in instance.get(made["url"]).json["next"]
    instance.wait(days=30)
    answer = instance.get(made["url"]).json
    assert (answer["status"], answer["outcome"], answer["proposed_outcome"]) == ("overdue", None, None)
    assert types(instance).count("prediction.lapsed") == 1
    assert instance.get(f"{REPORT}?cohort=made").json["funnel"]["lapsed"] == 1


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
def test_the_key_says_whose_number_it_is(instance, who, probability, source):
    made = instance.log(key=who, author="Ada Example", probability=probability)
    assert made["probability"]["source"] == source
    assert ("assigned by us" in made["summary"]) == (source == "analyst_imputed")
    resolve(instance, made)
    instance.work_off()
    assert report(instance)["overall"]["n"] == (source != "analyst_imputed")
    assert report(instance)["apart"]["assigned"]["n"] == (source == "analyst_imputed")


# The queue away


def follow(relay):
    """Take the lead and look at the log a few times, as the relay's process does all day."""
    assert relay._leads()
    for _ in range(3):
        relay.step()


def test_recording_goes_on_while_the_queue_is_away_and_work_resumes(instance, tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_SECRET_KEY", "a secret of the test, long enough")
    away = Relay(instance.application, Redis.from_url(NOWHERE))
    made = instance.log(probability=0.2)
    resolve(instance, made, days=0, happened_on="2025-12-31")
    follow(away)
    ready = instance.get("/readyz")
    assert (ready.status_code, ready.json["status"]) == (200, "degraded")
    assert instance.get(f"{made['url']}/scores").json["items"] == []
    folder = tmp_path / "queue-back"
    folder.mkdir()
    with running_valkey(folder) as url, Redis.from_url(url) as back:
        instance.clock.now += timedelta(minutes=10)
        follow(Relay(instance.application, back))
        assert sum(back.llen(f"rq:queue:{name}") for name in QUEUES) > 0
    instance.work_off()
    assert len(instance.get(f"{made['url']}/scores").json["items"]) == 1


# Objections


def test_an_objection_stops_the_clock_until_a_person_decides(instance):
    made = instance.log(probability=0.2)
    resolve(instance, made)
    instance.change(f"{made['url']}/dispute", {"reason": "not so"})
    instance.wait(days=30)
    answer = instance.get(made["url"]).json
    assert (answer["status"], answer["outcome"]["is_final"], answer["outcome"]["disputed"]) == (
        "disputed",
        False,
        "not so",
    )
    assert "prediction.finalized" not in types(instance)
    assert report(instance)["funnel"]["marks"]["disputed"] == 1
    instance.change(f"{made['url']}/uphold", {"reason": "it was so"}, key="editor")
    instance.work_off()
    answer = instance.get(made["url"]).json
    assert (answer["status"], answer["outcome"]["is_final"]) == ("resolved", True)
    assert types(instance).count("prediction.finalized") == 1
    assert report(instance)["funnel"]["scored"] == 1


def test_an_objection_after_the_window_is_refused_even_before_a_worker_came(instance):
    made = instance.log(probability=0.2)
    resolve(instance, made)
    version = instance.get(made["url"]).headers["ETag"]
    instance.clock.now += timedelta(hours=72)
    refused = instance.post(f"{made['url']}/dispute", {"reason": "not so"}, If_Match=version)
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")


# Grades


def grades_told(instance, made, who):
    log = [one for answer in instance.events(key=who) for one in answer.json["items"]] if who else []
    history = instance.get(f"{made['url']}/history", key=who).json["items"]
    return [one["data"] for one in (*log, *history) if one["type"] == "prediction.graded"]


def test_votes_are_hidden_everywhere_until_grading_closes(instance):
    made = instance.log(type="graded", probability=0.75, settlement="at_once")
    for who, grader, grade in (("author", "a", 5), ("editor", "b", 2)):
        said = {"grade": grade, "grader": grader, "note": f"note of {grader}"}
        instance.made(f"{made['url']}/grades", said, key=who)
    instance.work_off()
    for who in (None, "author", "editor", "client"):
        assert set(map(str, grades_told(instance, made, who))) == {"None"}
        assert instance.get(f"{made['url']}/grades", key=who).json == {"graders": 2, "items": []}
        assert "note of" not in instance.get(made["url"], key=who).text
    assert [data["grade"] for data in grades_told(instance, made, "keeper")] == [5, 2, 5, 2]
    instance.wait(hours=72)
    assert instance.get(made["url"]).json["outcome"]["outcome"] == 3.5
    for who in ("author", "client"):
        assert [data["grade"] for data in grades_told(instance, made, who)] == [5, 2, 5, 2]
    told = instance.get(f"{made['url']}/grades").json["items"]
    assert [(one["grader"], one["grade"]) for one in told] == [("a", 5), ("b", 2)]
    assert instance.post(f"{made['url']}/grades", {"grade": 1, "grader": "c"}).status_code == 409


def test_whoever_votes_has_one_vote_whatever_the_names_and_keys(instance):
    made = instance.log(type="graded", probability=0.75)
    grades = f"{made['url']}/grades"
    instance.made(grades, {"grade": 5, "grader": "a"})
    instance.keys["second"] = issue_key(
        instance.application, name="second", scopes=SCOPES, author="Ada Example"
    )[1]
    for who, grader in (("author", "b"), ("author", None), ("second", "b"), ("editor", "a")):
        refused = instance.post(grades, {"grade": 1, **({"grader": grader} if grader else {})}, key=who)
        assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "voted_already"), (
            who,
            grader,
        )
    instance.made(grades, {"grade": 4, "grader": "a"}, key="second")
    instance.made(grades, {"grade": 2}, key="editor")
    assert instance.get(grades).json["graders"] == 2


def test_a_key_that_was_rotated_goes_on_with_the_vote_of_the_one_before(instance):
    made = instance.log(type="graded", probability=0.75)
    grades = f"{made['url']}/grades"
    instance.made(grades, {"grade": 5, "grader": "a"}, key="author")
    key, instance.keys["nobody"] = issue_key(instance.application, name="nobody", scopes=SCOPES, author=None)
    instance.made(grades, {"grade": 5, "grader": "b"}, key="nobody")
    instance.keys["rotated"] = instance.made(f"/v1/keys/{key}/rotate", {}, key="nobody")["token"]
    refused = instance.post(grades, {"grade": 1, "grader": "c"}, key="rotated")
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "voted_already")
    instance.made(grades, {"grade": 4, "grader": "b"}, key="rotated")
    assert instance.get(grades).json["graders"] == 2


# Late, retrospective, old


def test_what_came_after_the_outcome_was_knowable_is_late_and_not_scored(instance):
    made = instance.log(probability=0.2)
    instance.wait(days=9)
    instance.made(f"{made['url']}/forecasts", {"probability": 0.99})
    resolve(instance, made, "yes", happened_on="2026-01-05")
    assert instance.post(f"{made['url']}/forecasts", {"probability": 0.99}).status_code == 409
    instance.work_off()
    (score,) = instance.get(f"{made['url']}/scores").json["items"]
    assert (score["late"], score["updates"], score["marks"]) == (1, 1, ["late"])
    assert score["values"]["brier_last"] == pytest.approx(0.64)
    assert report(instance)["funnel"]["marks"]["late"] == 1


def test_hindsight_of_the_same_day_stands_apart(instance):
    made = instance.log(probability=0.99)
    resolve(instance, made, "yes", days=0)
    instance.work_off()
    found = report(instance)
    assert (found["overall"]["n"], found["funnel"]["unscorable"]) == (0, 1)
    assert found["funnel"]["marks"]["retrospective"] == 1
    (score,) = instance.get(f"{made['url']}/scores").json["items"]
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


def test_what_an_import_claims_counts_from_when_we_had_it_and_old_records_stand_apart(instance):
    importer = new_caller(instance.application)
    run = open_story(instance.application, "old")
    assert set(statuses(send(instance.application, importer, run, OLD))) == {"recorded"}
    finish_run(instance.application, run, caller=importer, correlation_id="c")
    instance.wait(days=20)
    known = instance.get("/v1/predictions?source=old&external_id=P2").json["items"][0]
    resolve(instance, known, "yes")
    instance.work_off()
    found = report(instance)
    assert (found["overall"]["n"], found["apart"]["imported"]["n"]) == (1, 1)
    assert found["overall"]["brier"]["last"]["mean"] == pytest.approx(0.01)
    assert found["apart"]["imported"]["brier"]["last"]["mean"] == pytest.approx(0.49)
    (score,) = instance.get(f"{known['url']}/scores").json["items"]
    claimed = [one["made_at"] for one in instance.get(f"{known['url']}/forecasts").json["items"]]
    assert claimed == ["2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z"]
    assert "imported" not in score["marks"]
    assert (
        score["coverage"] < 0.1
    )  # three weeks of a year and a half: what was claimed for 2025 covers nothing
    assert report(instance, "&include=imported")["overall"]["n"] == 2


# What replaces what, and what stays in force


def test_what_is_withdrawn_keeps_its_last_number_in_force(instance):
    made = instance.log(probability=0.2)
    instance.wait(days=1)
    instance.made(f"{made['url']}/forecasts", {"probability": 0.4})
    instance.change(f"{made['url']}/withdraw", {"reason": "badly worded"})
    assert instance.post(f"{made['url']}/forecasts", {"probability": 0.9}).status_code == 409
    better = instance.log(statement="Better worded", supersedes=made["id"])
    assert (better["supersedes"], instance.get(made["url"]).json["withdrawn"]) == (made["id"], "badly worded")
    assert (
        instance.post(
            "/v1/predictions", {"statement": "x", "deadline": "2026-06-30", "supersedes": "prd_none"}
        ).status_code
        == 404
    )
    instance.wait(days=1)
    resolve(instance, made)
    instance.work_off()
    (score,) = instance.get(f"{made['url']}/scores").json["items"]
    assert score["values"]["brier_last"] == pytest.approx(0.16)


def test_a_date_that_is_pending_is_worth_something_so_far(instance):
    made = instance.log(type="date", deadline="2026-12-31", cdf=[["2026-06-01T00:00:00Z", 0.5]])
    other = instance.log(statement="Yes or no", probability=0.5)
    at = "2026-03-01T00:00:00Z"
    (interim,) = instance.get(f"{made['url']}/scores?interim_at={at}").json["items"]
    assert (interim["interim"], interim["as_of"], interim["resolution"], interim["outcome"]) == (
        True,
        at,
        0,
        None,
    )
    assert interim["values"]
    assert instance.get(f"{made['url']}/scores").json["items"] == []
    assert instance.get(f"{other['url']}/scores?interim_at={at}").json["items"] == []
    assert instance.get(f"{made['url']}/scores?interim_at=2025-12-01T00:00:00Z").json["items"] == []


def test_a_report_of_nothing_is_no_error(instance):
    assert json.loads(instance.get(REPORT).data)["funnel"]["recorded"] == 0
