"""What an answer says beside the outcome: a number that came too late, who spoke in an imported list, many subjects."""

from datetime import timedelta

import pytest

from tests.api.served import served
from tests.application.doing import line
from tests.support.instance import KINDS, import_lines, new_caller


@pytest.fixture(name="instance", params=KINDS)
def _tracker(tmp_path, request):
    with served(tmp_path, kind=request.param) as opened:
        yield opened


def test_an_outcome_dated_before_the_number_says_that_it_will_not_count(instance):
    made = instance.log(statement="It falls", probability=0.99)
    instance.wait(days=3)
    before = (instance.clock().date().replace(day=1)).isoformat()
    body = {"outcome": "no", "happened_on": before, "note": "I was there."}
    answer = instance.made(f"{made['url']}/resolution", body)
    (warning,) = answer["warnings"]
    assert "it will not count" in warning
    assert instance.get(made["url"]).json["warnings"] == [warning]


def test_an_outcome_behind_the_number_warns_of_nothing(instance):
    made = instance.log(statement="It falls", probability=0.99)
    instance.wait(days=3)
    body = {"outcome": "no", "happened_at": instance.clock().isoformat(), "note": "I was there."}
    assert instance.made(f"{made['url']}/resolution", body)["warnings"] == []


def test_a_list_shows_who_spoke_where_an_import_names_no_author(instance):
    lines = [
        line("forecaster", id="ada", name="Ada"),
        line("prediction", id="P", type="binary", statement="Rain", closes="2030-01-01", seq=1),
        line("forecast", prediction="P", forecaster="ada", p=0.4, probability_source="author_numeric", seq=2),
    ]
    import_lines(instance.application, new_caller(instance.application), "story", lines)
    (one,) = instance.get("/v1/predictions").json["items"]
    assert (one["author"]["name"], one["probability"]["p"]) == ("Ada", 0.4)
    assert one["summary"].startswith("Ada puts a 40% chance on: Rain")


def test_a_development_may_be_about_a_thousand_predictions(instance):
    made = instance.log(statement="It falls", probability=0.4)["id"]
    body = {"headline": "A year's grading", "occurred_on": instance.clock().date().isoformat()}
    instance.made("/v1/developments", {**body, "about": [made] * 91})
    refused = instance.post("/v1/developments", {**body, "about": [made] * 1_001})
    assert refused.status_code == 422


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Asia/Tokyo", "UTC"])
def test_a_list_goes_by_the_day_of_each_deadline(instance, zone):
    deadline = (instance.clock() + timedelta(days=30)).date()
    following = (deadline + timedelta(days=1)).isoformat()
    made = instance.log(statement="It falls", deadline=deadline.isoformat(), timezone=zone)
    for asked in (
        {"due_after": deadline.isoformat()},
        {"due_before": following},
        {"due_after": deadline.isoformat(), "due_before": following, "status": "open"},
    ):
        assert [one["id"] for one in instance.get("/v1/predictions", **asked).json["items"]] == [made["id"]]
    for asked in ({"due_after": following}, {"due_before": deadline.isoformat()}):
        assert instance.get("/v1/predictions", **asked).json["items"] == []
