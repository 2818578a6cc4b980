"""The life of a prediction from the command line, against a real tracker: what each command asks and says."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.instance import AUTHOR, open_application, settings_for, work_off
from tests.support.serving import served
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.domain.key import SCOPES


@pytest.fixture
def instance(tmp_path, tracker, monkeypatch):
    """Runs `tracker ARGUMENTS` against a real tracker, and works off what follows."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with open_application(tmp_path / "real") as application:
        _, token = issue_key(application, name="k", scopes=SCOPES, author=AUTHOR)
        with served(create_app(settings_for(tmp_path / "real"), application)) as url:

            def run(*arguments, code=0, logged_in=False):
                told = {} if logged_in else {"TRACKER_URL": url, "TRACKER_KEY": token}
                result = tracker(*arguments, **told)
                work_off(application)
                assert result.exit_code == code, result.output
                return result.output

            run.url, run.token = url, token
            yield run


def logged(instance, *arguments):
    return re.search(r"prd_\w+", instance("log", *arguments))[0]


def test_a_typo_is_taken_back_and_is_in_no_list(instance):
    typo = logged(instance, "The cabinte falls, 40% by 2099-12-31")
    assert "was undone" in instance("undo", typo)
    assert instance("predictions").strip() == "No predictions match."
    assert "No prediction's id begins" in instance("forecast", typo[:8], "50%", code=1)


def test_numbers_in_words_and_in_figures_are_stated_and_taken_back(instance):
    made = logged(instance, "The cabinet falls", "likely", "--by", "2099-12-31")
    assert "likely (55-80%)" in instance("predictions")
    said = instance("forecast", made, "60%")
    assert "gives 60%" in said
    forecast = re.search(r"fct_\w+", said)[0]
    assert "60%" in instance("predictions")
    instance("undo", forecast)
    assert "60%" not in instance("predictions")


def test_a_choice_and_a_number_are_logged_and_resolved(instance):
    options = ("--type", "categorical", "--option", "A", "--option", "B")
    shares = ("--distribution", json.dumps({"probabilities": {"A": 0.3, "B": 0.7}}))
    made = logged(instance, "Who wins", "--by", "2099-12-31", *options, *shares)
    instance("resolve", made, "B", "--on", "2026-01-02", "--source", "https://news.example/1")
    assert "70% B" in instance("predictions", "--status", "resolved")
    number = logged(instance, "How many", "--by", "2099-12-31", "--type", "numeric", "--unit", "seats")
    shown = json.loads(
        instance(
            "resolve", number, "250", "--on", "2026-01-02", "--source", "https://news.example/1", "--json"
        )
    )
    assert shown["outcome"]["outcome"] == 250


def test_an_outcome_is_disputed_upheld_and_another_declared_void(instance):
    made = logged(instance, "The cabinet falls, 40% by 2099-12-31")
    instance("resolve", made, "no", "--on", "2026-01-02", "--note", "seen")
    assert "Someone objects" in instance("dispute", made, "--reason", "it fell")
    instance("uphold", made, "--reason", "it did not")
    other = logged(instance, "It rains, 40% by 2099-12-31")
    assert "annulled" in instance("annul", other, "--reason", "ambiguous")
    assert json.loads(instance("predictions", "--status", "annulled", "--json"))["items"][0]["id"] == other


def test_words_are_amended_and_a_prediction_withdrawn(instance):
    made = logged(instance, "The cabinet falls, 40% by 2099-12-31")
    assert "second cabinet" in instance(
        "amend", made, "--statement", "The second cabinet falls", "--reason", "which one"
    )
    instance("withdraw", made, "--reason", "no more")
    assert "withdrawn" in instance("forecast", made, "50%", code=1)


def test_the_week_names_what_is_due_and_the_year(instance):
    logged(instance, "The cabinet falls, 40% by 2099-12-31")
    said = instance("week")
    assert "Nothing is due" in said
    assert json.loads(instance("week", "--json"))["due_soon"] == []


def test_a_login_is_remembered_until_it_is_forgotten(instance, tmp_path):
    instance("login", instance.url, "--key", instance.token)
    kept = tmp_path / "config" / "tracker" / "login.json"
    assert kept.stat().st_mode & 0o077 == 0
    assert instance("predictions", logged_in=True).strip() == "No predictions match."
    instance("login", "--forget")
    assert not kept.exists()
    instance("predictions", logged_in=True, code=2)


def test_a_key_that_does_not_count_is_not_remembered(instance, tmp_path):
    instance("login", instance.url, "--key", "trk_live_" + "0" * 38, code=1)
    assert not (tmp_path / "config" / "tracker" / "login.json").exists()


def test_a_quote_is_recorded_as_a_claim(instance):
    logged(
        instance,
        "The cabinet falls, 40% by 2099-12-31",
        "--essay",
        "https://essays.example/1",
        "--quote",
        "It falls",
    )
    essay = json.loads(instance("predictions", "--json"))["items"][0]["essay"]
    assert "hedges: “It may fall”" in instance("claim", essay, "It may fall", "--stance", "hedges")
