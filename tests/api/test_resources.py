"""The resources, used rightly: what is recorded reads back, pages go on, the same request is answered alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.instances import Instance, open_tracker_behind_api
from tests.support.instance import AUTHOR, bearer, work_off
from tracker.application.access.access import issue_key

BODY = {
    "statement": "The Ishiba government backs away from Ukraine",
    "probability": 0.4,
    "deadline": "2099-12-31",
    "timezone": "Asia/Tokyo",
    "quote": "quietly backs away",
    "stance": "poses",
    "essay": "https://essay.example/1",
    "topics": ["Japan", "ukraine", "japan"],
}


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    with open_tracker_behind_api(tmp_path) as opened:
        yield opened


def test_one_call_records_essay_claim_prediction_and_forecast_and_reads_them_back(instance: Instance) -> None:
    before = instance.position()
    made = instance.made("/v1/predictions", BODY)
    assert instance.position() == before + 4
    assert made["summary"] == f"{AUTHOR} puts a 40% chance on: {BODY['statement']} (by 31 Dec 2099)."
    said = {"p": 0.4, "as_said": "0.4", "source": "author_numeric", "words": "40%", "distribution": None}
    assert made["probability"] == said | dict.fromkeys(("term", "scale", "low", "high"))
    assert made["deadline"] == {"on": "2099-12-31", "at": "2099-12-31T15:00:00Z", "timezone": "Asia/Tokyo"}
    assert (made["quote"], made["stance"], made["essay_url"]) == (BODY["quote"], "poses", BODY["essay"])
    assert made["topics"] == ["japan", "ukraine"]
    assert (made["status"], made["version"], made["visibility"]) == ("open", 1, "public")
    assert made["next"] == "On 1 Jan 2100 you will be asked what happened. No rule settles it earlier."
    assert instance.client.get(made["url"]).json == made


def test_only_statement_and_deadline_are_needed(instance: Instance) -> None:
    made = instance.made(
        "/v1/predictions", {"statement": "It will rain", "deadline": "2099-01-01T12:00:00+09:00"}
    )
    assert made["probability"] is None
    assert made["summary"].endswith("No number given.")
    assert made["deadline"] == {"on": None, "at": "2099-01-01T03:00:00Z", "timezone": "UTC"}


def test_the_same_essay_is_recorded_once(instance: Instance) -> None:
    first = instance.made("/v1/predictions", BODY)
    second = instance.made("/v1/predictions", {**BODY, "statement": "Another"})
    assert first["essay"] == second["essay"]
    assert first["claim"] != second["claim"]


def test_a_number_for_somebody_else_is_assigned_and_says_so(instance: Instance) -> None:
    made = instance.made("/v1/predictions", {**BODY, "author": AUTHOR.upper()}, key="editor")
    assert made["author"]["name"] == AUTHOR
    assert made["probability"]["source"] == "analyst_imputed"
    assert made["summary"].startswith(f"40% assigned by us to {AUTHOR}:")


def test_an_unknown_author_is_asked_back_and_never_made(instance: Instance) -> None:
    refused = instance.post("/v1/predictions", {**BODY, "author": "Ada Exampel"})
    assert refused.status_code == 422
    assert f"Did you mean '{AUTHOR}'" in refused.json["detail"]


def test_saying_it_again_needs_to_be_meant(instance: Instance) -> None:
    made = instance.made("/v1/predictions", BODY)
    refused = instance.post("/v1/predictions", {**BODY, "statement": BODY["statement"].upper() + " "})
    assert refused.status_code == 409
    assert refused.json["address"] == made["url"]
    again = instance.made("/v1/predictions", {**BODY, "again": True})
    assert again["id"] != made["id"]


def test_the_same_key_and_body_are_answered_alike_and_record_once(instance: Instance) -> None:
    first = instance.post("/v1/predictions", BODY, Idempotency_Key="once")
    before = instance.position()
    second = instance.post("/v1/predictions", BODY, Idempotency_Key='"once"')
    assert (second.status_code, second.data) == (201, first.data)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert instance.position() == before
    by_another = instance.post(
        "/v1/predictions", {**BODY, "again": True}, key="editor", Idempotency_Key="once"
    )
    assert by_another.status_code == 201, "a key's idempotency keys are its own"


def test_a_refused_request_may_be_mended_under_the_same_key(instance: Instance) -> None:
    assert (
        instance.post("/v1/predictions", {**BODY, "probability": 40}, Idempotency_Key="mend").status_code
        == 422
    )
    assert instance.post("/v1/predictions", BODY, Idempotency_Key="mend").status_code == 201


def test_an_etag_answers_with_nothing_new_until_something_is(instance: Instance) -> None:
    made = instance.made("/v1/predictions", BODY)
    tag = instance.client.get(made["url"]).headers["ETag"]
    assert tag.startswith('"v1.')
    assert instance.client.get(made["url"], headers={"If-None-Match": tag}).status_code == 304
    instance.made(f"{made['url']}/resolution", {"outcome": "no", "note": "seen"})
    changed = instance.client.get(made["url"], headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_forecasts_are_listed_in_the_order_in_which_they_stood(instance: Instance) -> None:
    made = instance.made("/v1/predictions", BODY)
    instance.made(f"{made['url']}/forecasts", {"probability": "12.5%", "note": "after the vote"})
    items = instance.client.get(f"{made['url']}/forecasts").json["items"]
    assert [one["probability"]["p"] for one in items] == [0.4, 0.125]
    assert (items[1]["probability"]["as_said"], items[1]["note"]) == ("12.5%", "after the vote")
    assert instance.client.get(made["url"]).json["probability"]["p"] == 0.125


@pytest.mark.parametrize("path", ["/v1/predictions", "/v1/developments"])
def test_pages_go_on_to_the_end_and_show_everything_once(instance: Instance, path: str) -> None:
    for n in range(5):
        instance.made("/v1/predictions", {"statement": f"Rain {n}", "deadline": "2099-12-31"})
        instance.made("/v1/developments", {"headline": f"Rain {n}", "occurred_on": "2026-01-01"})
    seen: list[str] = []
    address, parameters = path, {"limit": "2"}
    for _ in range(3):
        answer = instance.client.get(address, query_string=parameters)
        seen += [one["id"] for one in answer.json["items"]]
        cursor = answer.json["next_cursor"]
        parameters = {"limit": "2", "cursor": cursor}
    assert cursor is None
    assert "Link" not in answer.headers
    assert len(seen) == len(set(seen)) == 5


def test_a_link_leads_to_the_next_page_and_a_cursor_keeps_to_its_filters(instance: Instance) -> None:
    for n in range(3):
        instance.made("/v1/predictions", {"statement": f"Rain {n}", "deadline": "2099-12-31"})
    first = instance.client.get("/v1/predictions?limit=2")
    link = first.headers["Link"].partition(">")[0].removeprefix("<")
    assert len(instance.client.get(link).json["items"]) == 1
    other = instance.client.get(
        "/v1/predictions", query_string={"source": "x", "cursor": first.json["next_cursor"]}
    )
    assert other.status_code == 422


def test_what_happened_is_one_call_and_a_change_needs_the_version_and_a_reason(instance: Instance) -> None:
    made = instance.made("/v1/predictions", BODY)
    before = instance.position()
    resolved = instance.made(
        f"{made['url']}/resolution",
        {
            "outcome": "yes",
            "happened_on": "2026-01-01",
            "source": "https://news.example/1",
            "headline": "It did",
        },
    )
    assert instance.position() == before + 3
    assert (resolved["status"], resolved["outcome"]["outcome"]) == ("resolved", "yes")
    assert (resolved["outcome"]["is_final"], resolved["outcome"]["judged_by"]) == (False, "author")
    change = {"outcome": "no", "note": "a hoax"}
    assert instance.post(f"{made['url']}/resolution", change).status_code == 428
    tag = instance.client.get(made["url"]).headers["ETag"]
    assert (
        instance.post(f"{made['url']}/resolution", change, If_Match=tag).json["errors"][0]["pointer"]
        == "/reason"
    )
    changed = instance.made(f"{made['url']}/resolution", {**change, "reason": "it was a hoax"}, If_Match=tag)
    assert (changed["outcome"]["outcome"], changed["outcome"]["resolution_number"]) == ("no", 2)


def test_a_development_tells_which_open_predictions_wait_for_it(instance: Instance) -> None:
    rule = {"rule": {"event_type": "cabinet.falls", "actors": ["Japan"]}}
    waiting = instance.made("/v1/predictions", {**BODY, **rule})
    assert "cabinet.falls" in waiting["warnings"][0]
    work_off(instance.application)
    told = instance.made(
        "/v1/developments", {"headline": "x", "occurred_on": "2026-01-01", "event_type": "Cabinet.Falls"}
    )
    assert told["could_settle"] == [{"id": waiting["id"], "statement": BODY["statement"]}]
    assert instance.client.get(told["url"]).json == told


def test_a_development_tells_which_open_predictions_it_may_concern(instance: Instance) -> None:
    for statement in ("The cabinet of Italy falls", "The cabinet of Japan falls", "It rains"):
        instance.made("/v1/predictions", {"statement": statement, "deadline": "2099-12-31"})
    work_off(instance.application)
    told = instance.made(
        "/v1/developments", {"headline": "Japan's cabinet falls", "occurred_on": "2026-01-01"}
    )
    items = instance.client.get(f"{told['url']}/matches").json["items"]
    assert [one["statement"] for one in items] == ["The cabinet of Japan falls", "The cabinet of Italy falls"]
    assert items[0]["words"] == ["japan", "cabinet", "fall"]
    assert items[0]["score"] > items[1]["score"] > 0
    assert (items[0]["url"], items[0]["closes"]) == (
        f"/v1/predictions/{items[0]['id']}",
        "2100-01-01T00:00:00Z",
    )
    assert len(instance.client.get(f"{told['url']}/matches?limit=1").json["items"]) == 1
    assert instance.client.get("/v1/developments/dev_0000000000/matches").status_code == 404
    assert instance.client.get(f"{told['url']}/matches?limit=51").status_code == 422


def test_the_log_is_read_page_by_page_with_its_head_and_keys_stay_with_admins(instance: Instance) -> None:
    reader = issue_key(instance.application, name="reader", scopes=("read",), author=None)[1]
    page = instance.client.get("/v1/events?limit=200", headers=bearer(reader)).json
    assert [one["position"] for one in page["items"]] == list(range(1, page["position"] + 1))
    assert page["items"][-1]["head"] == page["head"]
    assert {one["data"] is None for one in page["items"] if one["type"] == "key.issued"} == {True}
    rest = instance.client.get(
        f"/v1/events?after={page['position'] - 1}",
        headers=instance.headers("author"),
    ).json
    assert len(rest["items"]) == 1
    assert rest["items"][0]["data"]["name"] == "reader"


def test_every_answer_carries_the_request_id_that_it_came_with(instance: Instance) -> None:
    answer = instance.post("/v1/predictions", BODY, X_Request_Id="letter-7")
    assert answer.headers["X-Request-Id"] == "letter-7"
    with instance.application.database.reading() as tx:
        assert (
            tx.value("SELECT DISTINCT correlation_id FROM event WHERE type = 'prediction.recorded'")
            == "letter-7"
        )
