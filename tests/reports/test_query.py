from datetime import UTC, datetime

import pytest

from tests.reports.stories import document, forecast, forecaster, judged, prediction, report, told
from tracker.domain.errors import Invalid
from tracker.domain.instants import instant_text
from tracker.projections.as_of import find_moment
from tracker.reports.query import RULES, ReportQuery, parse_query, times_of
from tracker.store.log.log import read_head, read_log

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def refused(raw):
    with pytest.raises(Invalid) as caught:
        parse_query(raw)
    return type(caught.value), caught.value.faults[0].pointer


def test_nothing_asked_is_everything_that_fell_due_by_every_rule_and_forecaster():
    assert parse_query({}) == ReportQuery(cohort="due", rules=RULES, by="forecaster")
    assert RULES[0] == "last"
    assert parse_query({"forecaster": None, "by": None}) == ReportQuery()


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("cohort", "everything"),
        ("rule", "median"),
        ("by", "year"),
        ("include", "imported,late"),
        ("from", "yesterday"),
        ("to", "2025-13-01"),
        ("as_of", "2025-06-01T00:00:00"),
        ("forecaster", " "),
        ("baseline", "ada"),
    ],
)
def test_a_wrong_parameter_is_refused_by_its_name(name, word):
    assert refused({name: word}) == (Invalid, f"/{name}")


def test_a_log_position_is_an_as_of_too():
    assert parse_query({"as_of": "4711"}).as_of == "4711"


def test_all_rules_are_asked_for_in_one_word():
    assert parse_query({"rule": "all"}).rules == RULES


def test_what_to_include_comes_as_one_list():
    assert parse_query({"include": "imported, assigned"}).include == {"imported", "assigned"}


def test_a_topic_is_compared_as_it_is_recorded():
    assert parse_query({"topic": " Ukraine "}).topic == "ukraine"


def test_a_period_that_ends_before_it_begins_is_refused():
    assert refused({"from": "2025-06-01", "to": "2025-05-31"}) == (Invalid, "/to")


def test_bare_dates_are_days_of_the_tracker(instance):
    query = parse_query({"from": "2025-01-01", "to": "2025-01-01"})
    times = times_of(query, timezone="Asia/Tokyo")
    assert times.begins == datetime(2024, 12, 31, 15, tzinfo=UTC)
    assert times.ends == datetime(2025, 1, 1, 15, tzinfo=UTC)
    assert moment(instance, "2025-01-01", timezone="Asia/Tokyo").at == "2025-01-01T14:59:59.999999Z"


def test_an_instant_is_taken_exactly_and_nothing_is_known_of_the_future(instance):
    assert moment(instance, "2025-01-01T12:00:00Z").at == "2025-01-01T12:00:00.000000Z"
    assert moment(instance, "2030-01-01").at == instant_text(NOW)


def test_a_position_is_when_its_event_was_recorded_and_nothing_is_recorded_beyond_the_last(instance):
    first, last = moment(instance, "1"), moment(instance, "999999999999999999")
    assert (first.position, first.is_position) == (1, True)
    with instance.database.reading() as tx:
        head = read_head(tx)
        [event] = read_log(tx, after=head.position - 1)
    assert (last.position, last.at) == (head.position, instant_text(event.recorded_at))
    for beyond in ("0", "9" * 30):
        with pytest.raises(Invalid):
            moment(instance, beyond)


def moment(instance, text, *, timezone="UTC"):
    with instance.database.reading() as tx:
        reached = read_head(tx).position
        return find_moment(tx, text, reached=reached, now=NOW, timezone=timezone, pointer="/as_of")


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    steps = [forecaster("ada"), forecaster("bob"), *judged(2)]
    steps += [prediction("other", topics=["Cold-War"]), forecast("other", 0.2, by="bob")]
    with told(tmp_path_factory.mktemp("names") / "tracker", steps) as application:
        yield application


def test_a_forecaster_is_found_by_id_its_beginning_an_imports_id_and_a_name(instance):
    ada = report(instance, forecaster="ada").scope.forecaster
    assert ada.external_id == "ada"
    for words in (ada.id, ada.id[:9], "Ada", "ADA"):
        assert report(instance, forecaster=words).scope.forecaster == ada


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"forecaster": "nobody"}, "unknown_forecaster"),
        ({"forecaster": "fcr_"}, "ambiguous_forecaster"),
        ({"essay": "nothing"}, "unknown_essay"),
    ],
)
def test_a_name_that_nobody_or_more_than_one_bears_is_refused(instance, asked, code):
    with pytest.raises(Invalid) as caught:
        report(instance, **asked)
    assert caught.value.faults[0].code == code
    assert caught.value.faults[0].pointer == f"/{next(iter(asked))}"


def test_a_forecasters_report_leaves_out_what_others_predicted(instance):
    assert document(instance, forecaster="bob")["funnel"]["recorded"] == 1
    assert document(instance)["funnel"]["recorded"] == 3


def test_a_topic_is_found_whole_or_not_at_all(instance):
    assert document(instance, topic="cold-war")["funnel"]["recorded"] == 1
    assert document(instance, topic="war")["funnel"]["recorded"] == 0


def test_the_parameters_say_what_was_understood(instance):
    told_parameters = document(instance, forecaster="ada", from_="2025-01-01", include="imported,assigned")[
        "parameters"
    ]
    assert told_parameters["forecaster"].startswith("fcr_")
    assert (told_parameters["from"], told_parameters["include"]) == (
        "2025-01-01T00:00:00Z",
        ["assigned", "imported"],
    )


def test_a_source_alone_counts_its_own(tmp_path):
    steps = [forecaster("ada"), prediction("a"), forecast("a", 0.3)]
    with told(tmp_path / "tracker", steps) as instance:
        assert document(instance, source="story")["funnel"]["recorded"] == 1
        assert document(instance, source="another")["funnel"]["recorded"] == 0
        assert report(instance, source="story").scope.query.source == "story"
        assert "imported as story" in document(instance, source="story")["plain"]["title"]
