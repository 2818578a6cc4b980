"""All scores as one list: pages, filters, a table, and no word of what is withheld."""

import csv
import io

import pytest

from tests.api.served import served
from tests.support.instance import KINDS


@pytest.fixture(scope="module", name="instance", params=KINDS)
def _tracker(tmp_path_factory, request):
    with served(tmp_path_factory.mktemp("scores"), kind=request.param) as opened:
        yes_no = opened.log(statement="It falls", probability=0.9)
        options = {"type": "categorical", "options": ["Ay", "Bee"], "probabilities": {"Ay": 0.3, "Bee": 0.7}}
        sealed = opened.log(statement="Who wins", visibility="private", **options)
        opened.made(f"{yes_no['url']}/forecasts", {"probability": 0.2}, key="editor")
        opened.wait(days=3)
        settled = {"happened_at": opened.clock().isoformat(), "source": "https://news.example/1"}
        opened.made(f"{yes_no['url']}/resolution", {"outcome": "no", **settled})
        opened.made(f"{sealed['url']}/resolution", {"outcome": "Bee", **settled})
        opened.work_off()
        opened.settled = yes_no
        yield opened


def test_every_series_is_listed_once_by_prediction(instance):
    items = instance.get("/v1/scores").json["items"]
    losses = [(one["prediction"], one["brier_last"]) for one in items if one["p_last"] is not None]
    assert {one for one, _ in losses} == {instance.settled["id"]}
    assert sorted(loss for _, loss in losses) == pytest.approx([0.04, 0.81])
    assert len(items) == 3


def test_pages_end_where_the_list_does(instance):
    found, query = [], {}
    for _ in range(4):
        page = instance.get("/v1/scores", limit=1, **query).json
        found += page["items"]
        if page["next_cursor"] is None:
            break
        query = {"cursor": page["next_cursor"]}
    assert found == instance.get("/v1/scores").json["items"]


def test_one_forecaster_alone(instance):
    (editor,) = [one for one in instance.get("/v1/forecasters").json["items"] if one["name"] == "Ed Editor"]
    (one,) = instance.get("/v1/scores", forecaster=editor["id"]).json["items"]
    assert (one["forecaster"]["name"], one["p_last"]) == ("Ed Editor", 0.2)
    assert instance.get("/v1/scores", source="none").json["items"] == []


def test_as_a_table(instance):
    text = instance.client.get("/v1/scores", headers={"Accept": "text/csv"}).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 3
    assert {"prediction", "forecaster.name", "series", "brier_last"} <= rows[0].keys()


def test_an_option_that_is_withheld_is_not_told(instance):
    assert "Bee" not in instance.get("/v1/scores").text
    assert "Bee" in instance.get("/v1/scores", key="author").text
