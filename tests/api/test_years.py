"""Years at the ends of the calendar: refused by every way in, and no row that has one makes anything else fail."""

import json
from datetime import UTC, date, datetime

import pytest

from tests.api.served import served
from tests.application.doing import ORIGIN
from tests.support.recorded import record_as_it_is
from tracker.application.event_ids import FreshIds
from tracker.application.transact import write_once
from tracker.domain import development, forecast, limits
from tracker.domain import prediction as predictions
from tracker.domain.development import DevelopmentRecorded, Settles
from tracker.domain.forecast import ForecastStated
from tracker.domain.ids import stream_of
from tracker.domain.prediction.events import Antecedent, PredictionRecorded

NEVER, FIRST = "9999-12-31", "0001-01-01"
ENDS = pytest.mark.parametrize("day", [NEVER, FIRST, "9001-06-01", "0999-06-01"])
LOGGED = {"statement": "It comes", "deadline": "2026-06-30"}
MEET = {"statement": "They meet"}


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    with served(tmp_path_factory.mktemp("years")) as opened:
        yield opened


def at(day):
    return f"{day}T12:00:00Z"


def window(begins, ends):
    return {"event_type": "cabinet.falls", "window": [begins, ends]}


BODIES = {
    "deadline": lambda day: ("/v1/predictions", LOGGED | {"deadline": day}),
    "deadline, an instant": lambda day: ("/v1/predictions", LOGGED | {"deadline": at(day)}),
    "opens": lambda day: ("/v1/predictions", LOGGED | {"opens": day}),
    "visible_from": lambda day: ("/v1/predictions", LOGGED | {"visibility": "private", "visible_from": day}),
    "antecedent": lambda day: (
        "/v1/predictions", LOGGED | {"type": "conditional", "antecedent": MEET | {"by": day}}),
    "a rule's first day": lambda day: ("/v1/predictions", LOGGED | {"rule": window(day, day)}),
    "a rule's last day": lambda day: ("/v1/predictions", LOGGED | {"rule": {"not": window(at(day), day)}}),
    "an antecedent's rule": lambda day: (
        "/v1/predictions", LOGGED | {"type": "conditional", "antecedent": MEET | {"rule": window(at(day), day)}}),
    "a rule that is tried": lambda day: ("/v1/rules/check", {"rule": {"all": [window(at(day), day)]}}),
    "default_outcome": lambda day: ("/v1/predictions", LOGGED | {"type": "date", "default_outcome": day}),
    "cdf": lambda day: ("/v1/predictions", LOGGED | {"type": "date", "cdf": [[at(day), 0.5]]}),
    "occurred_on": lambda day: ("/v1/developments", {"headline": "It came", "occurred_on": day}),
    "occurred_at": lambda day: ("/v1/developments", {"headline": "It came", "occurred_at": at(day)}),
    "published_at": lambda day: ("/v1/essays", {"title": "T", "text": "x", "published_at": day}),
    "expires_at": lambda day: ("/v1/keys", {"name": "n", "scopes": ["read"], "expires_at": at(day)}),
}  # fmt: skip
OF_ONE = {
    "happened_on": lambda day: ("resolution", {"outcome": "2026-01-01", "happened_on": day, "note": "n", "source": "https://n.example/1"}),
    "resolved_as_of": lambda day: ("resolution", {"outcome": "2026-01-01", "happened_on": "2026-01-01", "resolved_as_of": day, "note": "n", "source": "https://n.example/1"}),
    "outcome": lambda day: ("resolution", {"outcome": day, "happened_on": "2026-01-01", "note": "n", "source": "https://n.example/1"}),
    "visible_from": lambda day: ("visibility", {"visibility": "private", "visible_from": day}),
    "cdf": lambda day: ("forecasts", {"cdf": [[at(day), 0.5]]}),
}  # fmt: skip
QUERIES = (
    "/v1/predictions?due_before=", "/v1/predictions?due_after=", "/v1/predictions?made_after=",
    "/v1/predictions?as_of=", "/v1/developments?happened_before=", "/v1/reports/track-record?as_of=",
    "/v1/reports/track-record?to=", "/v1/reports/track-record?from=",
)  # fmt: skip


def assert_refused(answer, day):
    assert answer.status_code in {400, 422}, (answer.status_code, answer.text)
    said = json.dumps(answer.json)
    assert day in said, said
    assert f"outside the years {limits.YEAR_MIN} to {limits.YEAR_MAX}: write a year between them" in said


@ENDS
@pytest.mark.parametrize("field", BODIES)
def test_no_field_takes_a_year_at_the_ends_of_the_calendar(instance, field, day):
    path, body = BODIES[field](day)
    assert_refused(instance.post(path, body, key="keeper" if path == "/v1/keys" else "author"), day)


@ENDS
@pytest.mark.parametrize("field", OF_ONE)
def test_nor_does_a_change(instance, field, day):
    one = instance.log(again=True, type="date", visibility="private")["url"]
    path, body = OF_ONE[field](day)
    tag = instance.get(one, key="author").headers["ETag"]
    assert_refused(instance.post(f"{one}/{path}", body, key="author", If_Match=tag), day)


@ENDS
@pytest.mark.parametrize("query", QUERIES)
def test_nor_does_a_query(instance, query, day):
    assert_refused(instance.get(query + day), day)
    assert_refused(instance.get(query + at(day)), day)


def lines_of(day):
    """A good story, and for each field that has a day or an instant a line with `day` in it."""
    made = {"at": "2025-01-01T00:00:00Z"}
    asks = made | {"kind": "prediction", "type": "binary", "statement": "s", "closes": "2025-06-30"}
    told = made | {"kind": "resolution", "prediction": "P", "outcome": "2025-02-01"}
    happens = made | {"kind": "development", "headline": "h"}
    good = [made | {"kind": "forecaster", "id": "bo", "name": "Bo"}, asks | {"id": "P", "type": "date"}]
    bad = [
        asks | {"id": "P1", "closes": day},
        asks | {"id": "P2", "closes": at(day)},
        asks | {"id": "P3", "opens": day},
        asks | {"id": "P4", "visibility": "private", "visible_from": day},
        asks | {"id": "P5", "type": "conditional", "antecedent": MEET | {"by": day}},
        asks | {"id": "P6", "rule": window(day, day)},
        asks | {"id": "P7", "type": "date", "default_outcome": day},
        asks | {"id": "P8", "at": at(day)},
        told | {"outcome": day},
        told | {"known_at": at(day)},
        told | {"final_at": at(day)},
        told | {"resolved_as_of": day},
        happens | {"id": "D1", "occurred_on": day},
        happens | {"id": "D2", "occurred_at": at(day)},
        happens | {"id": "D3", "occurred_on": "2025-01-01", "resolves": {"prediction": "P", "outcome": day}},
        made
        | {"kind": "forecast", "prediction": "P", "forecaster": "bo", "probability_source": "author_numeric"}
        | {"cdf": [[at(day), 0.5]]},
    ]
    return [one | {"seq": n} for n, one in enumerate(good)], [
        one | {"seq": 9 + n} for n, one in enumerate(bad)
    ]


@ENDS
def test_nor_does_any_line_of_an_import(instance, day):
    run = instance.made("/v1/imports", {"source": day, "timezone": "Asia/Tokyo"})["run"]
    good, bad = lines_of(day)
    headers = instance.headers("author") | {"Content-Type": "application/x-ndjson"}
    body = b"\n".join(json.dumps(line).encode() for line in good + bad)
    answer = instance.client.post(f"/v1/imports/{run}/lines", data=body, headers=headers).json["items"]
    assert [one["status"] for one in answer] == ["recorded"] * len(good) + ["refused"] * len(bad), answer
    for one, line in zip(answer[len(good) :], bad, strict=True):
        assert "outside the years" in one["errors"][0]["detail"], (line, one)
    assert instance.post(f"/v1/imports/{run}/clock", {"at": at(day)}, key="keeper").status_code in {400, 422}


MIN, MAX = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
EXTREMES = (
    ("closes in the last year", {"closes": MAX, "closes_on": date.max}),
    ("closes at an instant of it", {"closes": datetime(9999, 12, 31, tzinfo=UTC)}),
    ("has a window until then", {"closes": MAX, "rule": window(FIRST, NEVER), "settlement": "at_once"}),
    ("not before then", {"closes": MAX, "rule": {"not": window("2026-01-01", NEVER)}}),
    ("opens in the first year", {"opens": MIN, "closes": datetime(2026, 3, 1, tzinfo=UTC)}),
    ("closed in the first year", {"opens": MIN, "closes": MIN, "closes_on": date.min}),
    ("closed at its first day's end", {"opens": MIN, "closes": datetime(1, 1, 2, tzinfo=UTC), "default_outcome": "no", "settlement": "window"}),
    ("is private until then", {"closes": MAX, "visibility": "private", "visible_from": MAX}),
    ("is by when", {"kind": "date", "closes": MAX, "default_outcome": NEVER, "rule": {"event_type": "cabinet.falls"}}),
    ("was by when", {"kind": "date", "opens": MIN, "closes": datetime(2026, 1, 2, tzinfo=UTC), "default_outcome": NEVER, "settlement": "window"}),
    ("awaits a condition", {"kind": "conditional", "closes": MAX, "antecedent": Antecedent(statement="They meet", by=MAX, by_on=date.max, rule={"event_type": "they.meet"})}),
)  # fmt: skip


def record_extremes(instance, timezone):
    """What an earlier version recorded: predictions with forecasts, and developments, as events. Their ids."""
    author = instance.log(again=True, statement="Now", probability=0.4)["author"]["id"]
    made = []

    def handler(uow):
        for n, (statement, more) in enumerate(EXTREMES):
            name = uow.new_entity("prediction")
            fields = {"kind": "binary", "opens": uow.now, "statement": f"One that {statement}"} | more
            recorded = PredictionRecorded(
                prediction=name, author=author, timezone=timezone, topics=("ends",), **fields
            )
            record_as_it_is(uow, predictions, stream_of("prediction", name), recorded)
            is_date = fields["kind"] == "date"
            stated = ForecastStated(
                forecast=uow.new_entity("forecast"), prediction=name, forecaster=author,
                probability_source="author_numeric", made_at=MIN if n % 2 else uow.now,
                **({"cdf": ((MIN, 0.1), (MAX, 0.8))} if is_date else {"p": 0.3}),
            )  # fmt: skip
            record_as_it_is(uow, forecast, stream_of("forecast", name, author), stated)
            made.append(name)
        for n, happened in enumerate(({"occurred_on": date.min}, {"occurred_at": MIN})):
            name = uow.new_entity("development")
            reported = DevelopmentRecorded(
                development=name, headline=f"A fall {n}", timezone=timezone, event_type="cabinet.falls",
                resolves=Settles(prediction=made[8], outcome=NEVER), **happened,
            )  # fmt: skip
            record_as_it_is(uow, development, stream_of("development", name), reported)

    write_once(instance.application, handler, origin=ORIGIN, ids=FreshIds)
    return made


READS = (
    "/", "/v1/week", "/calendar.ics", "/feeds/predictions.atom", "/feeds/outcomes.json", "/v1/developments",
    "/v1/developments?sort=happened", "/v1/predictions?sort=deadline", "/v1/predictions?sort=-deadline",
    "/v1/predictions?sort=made", "/v1/predictions?status=due", "/v1/predictions?status=open",
    "/v1/predictions?as_of=2026-01-02", "/v1/predictions?topic=ends", "/v1/waiting-for", "/v1/topics",
    "/v1/events?limit=200", "/v1/reports/track-record", "/v1/reports/track-record?cohort=made",
    "/v1/reports/track-record?cohort=settled&include=retrospective", "/v1/reports/track-record?topic=ends&by=prediction",
    "/v1/exports?format=story", "/v1/exports?format=csv", "/v1/exports?format=claimreview", "/v1/exports?format=fatebook",
)  # fmt: skip


@pytest.mark.parametrize("timezone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_a_row_of_an_earlier_version_breaks_no_list_no_report_and_no_page(tmp_path, monkeypatch, timezone):
    with served(tmp_path, TRACKER_TIMEZONE=timezone) as instance:
        with monkeypatch.context() as lifted:
            lifted.setattr(limits, "YEAR_MIN", 1)
            lifted.setattr(limits, "YEAR_MAX", 9999)
            made = record_extremes(instance, timezone)
        for days in (0, 30, 400):
            instance.wait(days=days)
            answers = {path: instance.get(path, key="author") for path in READS}
            for one in made:
                parts = ("", "/scores", "/scores?interim_at=2026-02-01T00:00:00Z", "/history", "/forecasts")
                paths = [f"/v1/predictions/{one}{part}" for part in parts]
                paths += [f"/embed/predictions/{one}.{form}" for form in ("svg", "html")]
                answers |= {path: instance.get(path, key="author") for path in paths}
            wrong = {
                path: one.status_code
                for path, one in answers.items()
                if one.status_code != 200 and not (path.startswith("/embed") and one.status_code == 404)
            }
            assert wrong == {}
        listed = {one["id"] for one in instance.get("/v1/predictions", key="author", limit=200).json["items"]}
        assert set(made) <= listed
