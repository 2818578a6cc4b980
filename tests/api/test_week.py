"""The week says what needs somebody, and the calendar which deadlines come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.support.clock import Clock
from tests.support.instance import AUTHOR, bearer, open_application, settings_for, work_off
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.domain.key import SCOPES
from tracker.projections.weeks import SECTION_MAX


class Analyst:
    """Somebody with a key on a tracker whose clock the test moves."""

    def __init__(self, application, client, token, clock):
        self.application, self.client, self.clock = application, client, clock
        self.headers = bearer(token)

    def log(self, statement, deadline, **more):
        body = {"statement": statement, "deadline": deadline, "probability": 0.4, **more}
        answer = self.client.post("/v1/predictions", json=body, headers=self.headers)
        assert answer.status_code == 201, answer.text
        return answer.json["id"]

    def resolve(self, prediction, outcome, *, is_scored=True):
        body = {"outcome": outcome, "note": "seen", "source": "https://news.example/1"}
        body["happened_on"] = self.clock().date().isoformat()
        answer = self.client.post(f"/v1/predictions/{prediction}/resolution", json=body, headers=self.headers)
        assert answer.status_code == 201, answer.text
        if is_scored:
            work_off(self.application)

    def week(self, **query):
        return self.client.get("/v1/week", query_string=query, headers=self.headers).json

    def statements(self, section, **query):
        return [one["statement"] for one in self.week(**query)[section]]


@pytest.fixture
def analyst(tmp_path):
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
    with open_application(tmp_path, clock=clock) as application:
        _, token = issue_key(application, name="k", scopes=SCOPES, author=AUTHOR)
        yield Analyst(
            application, create_app(settings_for(tmp_path), application).test_client(), token, clock
        )


def test_each_prediction_stands_where_it_needs_somebody(analyst):
    analyst.log("Long ago", "2026-01-31")
    analyst.log("Just now", "2026-04-09")
    analyst.log("Soon", "2026-04-15")
    analyst.clock.forward(minutes=1)
    analyst.log("Silent", "2026-12-31")
    judged = analyst.log("Judged", "2026-12-30")
    analyst.clock.forward(days=100)
    analyst.log("Fresh", "2026-12-29")
    analyst.resolve(judged, "no")
    assert analyst.statements("what_happened") == ["Long ago", "Just now"]
    assert analyst.statements("due_soon") == ["Soon"]
    assert analyst.statements("stale") == ["Soon", "Silent"]
    assert analyst.statements("outcomes") == ["Judged"]
    assert "2026" in analyst.week()["year"]["title"]


def test_a_week_is_the_keys_own_unless_somebody_else_is_named(analyst):
    _, token = issue_key(analyst.application, name="other", scopes=SCOPES, author="Somebody Else")
    analyst.log("Mine", "2026-01-03")
    other = Analyst(analyst.application, analyst.client, token, analyst.clock)
    other.log("Theirs", "2026-01-03")
    assert (analyst.statements("due_soon"), other.statements("due_soon")) == (["Mine"], ["Theirs"])
    assert analyst.statements("due_soon", author="Somebody Else") == ["Theirs"]
    assert sorted(unnamed_statements(analyst, "due_soon")) == ["Mine", "Theirs"]


def test_what_is_withheld_takes_nobodys_place_in_a_section(analyst):
    sealed = [{"statement": f"Sealed {n}", "visibility": "private"} for n in range(SECTION_MAX)]
    for deadline in ("2026-01-03", "2026-12-30"):
        for one in sealed:
            analyst.log(deadline=deadline, **one)
    analyst.log("Shown soon", "2026-01-04")
    analyst.clock.forward(minutes=1)
    analyst.log("Shown late", "2026-12-31")
    assert unnamed_statements(analyst, "due_soon") == ["Shown soon"]
    analyst.clock.forward(days=100)
    assert unnamed_statements(analyst, "what_happened") == ["Shown soon"]
    assert unnamed_statements(analyst, "stale") == ["Shown late"]


def test_a_withheld_outcome_takes_nobodys_place(analyst):
    shown = analyst.log("Shown", "2026-12-31")
    sealed = [analyst.log(f"Sealed {n}", "2026-12-31", visibility="private") for n in range(SECTION_MAX)]
    analyst.clock.forward(days=1)
    analyst.resolve(shown, "yes", is_scored=False)
    analyst.clock.forward(days=1)
    for one in sealed:
        analyst.resolve(one, "no", is_scored=False)
    assert unnamed_statements(analyst, "outcomes") == ["Shown"]


def test_the_year_is_the_year_where_the_tracker_stands(analyst, tmp_path):
    analyst.clock.forward(days=364, hours=16)
    tokyo = replace(analyst.application, timezone="Asia/Tokyo")
    client = create_app(settings_for(tmp_path), tokyo).test_client()
    assert "2026" in analyst.week()["year"]["title"]
    assert "2027" in client.get("/v1/week").json["year"]["title"]


def unnamed_statements(analyst, section):
    return [one["statement"] for one in analyst.client.get("/v1/week").json[section]]


def test_the_calendar_holds_the_deadlines_that_come_and_no_withheld_word(analyst):
    analyst.log("A public day", "2026-03-01")
    analyst.log("A public instant", "2026-03-02T12:00:00Z")
    analyst.log("A sealed one", "2026-03-03", visibility="private")
    undone = analyst.log("A typo", "2026-03-04")
    analyst.client.post(f"/v1/predictions/{undone}/undo", headers=analyst.headers)
    analyst.clock.forward(days=1)
    answer = analyst.client.get("/calendar.ics?utm_source=letter")
    assert answer.mimetype == "text/calendar"
    entries = Calendar.from_ical(answer.data).walk("VEVENT")
    assert [str(one["summary"]) for one in entries] == ["A public day", "A public instant"]
    assert entries[0]["dtend"].dt - entries[0]["dtstart"].dt == timedelta(days=1)
    assert b"sealed" not in answer.data


def test_of_one_prediction_the_last_word_counts_whatever_name_it_was_given_under(analyst):
    prediction = analyst.log("It comes", "2026-12-31", probability="likely")
    author = analyst.client.get(f"/v1/predictions/{prediction}").json["author"]["id"]
    analyst.clock.forward(days=1)
    _, token = issue_key(analyst.application, name="second", scopes=SCOPES, author="A. Nother")
    second = {"probability": "unlikely"}
    path = f"/v1/predictions/{prediction}/forecasts"
    said = analyst.client.post(path, json=second, headers=bearer(token))
    assert said.status_code == 201, said.text
    alias = said.json["forecaster"]["id"]
    merged = analyst.client.post(
        f"/v1/forecasters/{alias}/merge",
        json={"into": author, "reason": "the same person"},
        headers=analyst.headers | {"If-Match": '"v1"'},
    )
    assert merged.status_code == 200, merged.text
    words = analyst.client.get(f"/v1/forecasters/{author}/words").json["items"]
    assert [(one["word"], one["stated"]) for one in words] == [("unlikely", 1)]


def test_a_forecasters_words_are_held_to_what_happened(analyst):
    came = analyst.log("It came", "2026-12-31", probability="likely")
    stayed = analyst.log("It stayed", "2026-12-31", probability="likely")
    analyst.log("Who knows", "2026-12-31", probability="may")
    analyst.log("In figures", "2026-12-31")
    analyst.log("A sealed one", "2026-12-31", probability="very likely", visibility="private")
    analyst.clock.forward(days=10)
    analyst.resolve(came, "yes")
    analyst.resolve(stayed, "no")
    author = analyst.client.get(f"/v1/predictions/{came}").json["author"]["id"]
    words = analyst.client.get(f"/v1/forecasters/{author}/words").json["items"]
    told = [(one["word"], one["low"], one["stated"], one["settled"], one["happened"]) for one in words]
    assert told == [("likely", 0.55, 2, 2, 1), ("may", None, 1, 0, 0)]
