"""A new prediction that nothing can settle yet: the relay writes what its settle job would have left."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.application.doing import ORIGIN, decide, develop, log, logged, table, types
from tests.domain.samples import BY, CLOSES, OPENS, conditional, recorded, stating
from tests.support.instance import feed_all, work_off
from tests.support.recorded import record_as_it_is
from tracker.application.event_ids import FreshIds
from tracker.application.transact import write_once
from tracker.application.work.feed import feed
from tracker.application.work.jobs import do_due_work
from tracker.domain import prediction as predictions
from tracker.domain.errors import TrackerError
from tracker.domain.ids import stream_of

DAY = timedelta(days=1)
FAR = datetime(9999, 12, 20, tzinfo=UTC)
TAKEN = datetime(9000, 12, 20, tzinfo=UTC)
SEEN, FELL, SOON = ({"event_type": name} for name in ("they.met", "cabinet.falls", "rain.comes"))
RATE = {"metric": "boj.rate", "unit": "%"}
CUT = RATE | {"op": "lt", "value": 1, "agg": "last", "window": ["2025-02-01", "2025-03-01"]}
OTHER = {"prediction": "prd_0000000009", "is": "yes"}

RULES = st.sampled_from([None, FELL, SEEN, CUT, OTHER, {"not": FELL}, {"all": [FELL, {"not": SOON}]}])
FIELDS = {
    "closes": st.sampled_from([CLOSES, BY, FAR]),
    "timezone": st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"]),
    "settlement": st.sampled_from(["confirm", "window", "at_once"]),
    "actor": st.sampled_from([None, "Ishiba", "Ada"]),
    "actor_ended": st.sampled_from([None, "annul", "resolve_default"]),
    "visibility": st.sampled_from(["public", "clients", "private"]),
    "visible_from": st.sampled_from([None, BY, CLOSES]),
}


def of_kind(kind, rules, outcomes, **more):
    fixed = {name: st.just(value) for name, value in more.items()}
    default = st.sampled_from([None, *outcomes])
    return st.fixed_dictionaries({"rule": rules, "default_outcome": default, **FIELDS, **fixed}).map(
        lambda said: recorded(kind=kind, **said)
    )


CONDITIONALS = st.builds(
    lambda rule, judged, days, said: conditional(rule=rule, judged_as=judged, within_days=days, **said),
    RULES,
    st.sampled_from(["binary", "graded"]),
    st.sampled_from([None, 20]),
    st.fixed_dictionaries({"default_outcome": st.sampled_from([None, "no", 1]), **FIELDS}),
)
PREDICTIONS = st.one_of(
    of_kind("binary", RULES, ["yes", "no"]),
    of_kind("date", RULES, ["never"]),
    of_kind("numeric", st.sampled_from([None, RATE, RATE | {"agg": "first"}]), [0.5], unit="%"),
    of_kind("categorical", st.sampled_from([None, RATE]), ["A"], options=("A", "B")),
    of_kind("ordered", st.sampled_from([None, RATE]), ["A"], options=("A", "B")),
    of_kind("graded", st.none(), [3]),
    of_kind("thesis", st.none(), []),
    CONDITIONALS,
)
INSTANTS = st.sampled_from([OPENS, OPENS + DAY, BY - DAY, BY, CLOSES - DAY, CLOSES, CLOSES + 60 * DAY])


def record(application, proposed, *, import_id=None):
    """Record a prediction that may be, or might once with its late deadline; its id."""

    def handler(uow):
        prediction = uow.new_entity("prediction")
        new = msgspec.structs.replace(proposed, prediction=prediction, closes=min(proposed.closes, TAKEN))
        (decided,) = predictions.decide(stating(new, now=OPENS), predictions.INITIAL)
        event = msgspec.structs.replace(decided, closes=proposed.closes)
        record_as_it_is(uow, predictions, stream_of("prediction", prediction), event)
        return prediction

    origin = msgspec.structs.replace(ORIGIN, import_id=import_id)
    return write_once(application, handler, origin=origin, ids=FreshIds)


def owed(application, prediction):
    """The row of its settle job."""
    (row,) = [
        row for row in table(application, "work") if (row["job"], row["subject"]) == ("settle", prediction)
    ]
    return row


def is_owed_a_job(application, prediction):
    row = owed(application, prediction)
    return row["wanted"] > row["done"]


def give_job(application, prediction):
    """Owe it the job that the relay left out."""
    with application.database.writing() as tx:
        tx.execute(
            "UPDATE work SET done = 0, look_at = NULL WHERE subject = :id AND job = 'settle'",
            {"id": prediction},
        )


def found_by_a_job(application):
    return [name for name in types(application) if name.startswith("prediction.") and "recorded" not in name]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(proposed=PREDICTIONS, now=INSTANTS)
def test_the_row_is_the_one_that_a_job_leaves(application, caller, clock, proposed, now):
    clock.now = OPENS
    if not table(application, "development"):
        develop(application, caller, event_type=SEEN["event_type"], occurred_on="2025-01-01")
        develop(application, caller, ends_actor="Ada", occurred_on="2025-01-01")
    try:
        prediction = record(application, proposed)
    except TrackerError:
        assume(False)
    clock.now = now
    feed_all(application)
    written, before = owed(application, prediction), found_by_a_job(application)
    if written["wanted"] == written["done"]:
        give_job(application, prediction)
        do_due_work(application, "settle", run=None, now=now)
        assert owed(application, prediction) == written
        assert found_by_a_job(application) == before
    with application.database.writing() as tx:
        tx.execute("DELETE FROM work")


QUIET = [
    recorded(),
    recorded(closes=FAR),
    recorded(timezone="Asia/Tokyo", default_outcome="no"),
    recorded(rule=FELL, settlement="at_once"),
    recorded(rule={"not": FELL}, default_outcome="no"),
    recorded(actor="Ishiba", actor_ended="annul"),
    recorded(visibility="private", visible_from=BY),
    recorded(kind="numeric", unit="%", rule=RATE),
    recorded(kind="categorical", options=("A", "B")),
    recorded(kind="date", rule=FELL),
    recorded(kind="graded"),
    recorded(kind="thesis"),
    conditional(default_outcome="no"),
]


@pytest.mark.parametrize("proposed", QUIET, ids=lambda one: f"{one.kind}-{bool(one.rule)}")
def test_what_nothing_can_settle_yet_gets_no_job(application, clock, proposed):
    clock.now = OPENS
    prediction = record(application, proposed)
    feed_all(application)
    assert not is_owed_a_job(application, prediction)
    assert do_due_work(application, "settle", run=None, now=clock()) == 0


@pytest.mark.parametrize(
    "proposed",
    [
        recorded(rule=SEEN),
        recorded(rule={"any": [FELL, SEEN]}),
        recorded(rule=OTHER),
        recorded(actor="Ada", actor_ended="annul"),
        conditional(rule=SEEN),
        conditional(rule={"all": [FELL, OTHER]}),
    ],
    ids=["seen", "one-seen", "another", "ended-actor", "condition", "condition-on-another"],
)
def test_what_something_recorded_before_can_settle_keeps_its_job(application, caller, clock, proposed):
    clock.now = OPENS
    develop(application, caller, event_type=SEEN["event_type"], occurred_on="2024-12-31")
    develop(application, caller, ends_actor="ada", occurred_on="2025-01-01")
    prediction = record(application, proposed)
    feed_all(application)
    assert is_owed_a_job(application, prediction)


def test_one_whose_deadline_is_past_when_the_relay_comes_keeps_its_job(application, clock):
    clock.now = OPENS
    prediction = record(application, recorded(default_outcome="no", settlement="at_once"))
    clock.now = CLOSES
    feed_all(application)
    assert is_owed_a_job(application, prediction)
    work_off(application)
    assert "prediction.resolved" in types(application)


def test_an_imported_one_keeps_its_job_since_its_clock_is_another(application, clock):
    clock.now = OPENS
    prediction = record(application, recorded(), import_id="run_1")
    feed_all(application)
    assert is_owed_a_job(application, prediction)


def test_without_a_job_it_is_settled_all_the_same(application, caller, clock):
    """By a development that comes later, by its deadline, by a person, and it lapses."""
    rule = {"event_type": "cabinet.resigns"}
    woken = log(application, caller, statement="one", rule=rule, settlement="at_once")
    silent = log(application, caller, statement="two", deadline="2026-02-01", default_outcome="no",
                 settlement="at_once")  # fmt: skip
    judged = log(application, caller, statement="three")
    lapsed = log(application, caller, statement="four", deadline="2026-02-01")
    work_off(application)
    assert found_by_a_job(application) == []
    develop(application, caller, event_type="cabinet.resigns")
    decide(application, caller, judged, "yes", happened_on="2026-01-01")
    work_off(application)
    clock.forward(days=90)
    work_off(application)
    states = {row["id"]: row["state"] for row in table(application, "prediction")}
    assert {states[one] for one in (woken, silent, judged)} == {"resolved"}
    assert [row["stream"] for row in logged(application) if row["type"] == "prediction.lapsed"] == [
        stream_of("prediction", lapsed)
    ]


def test_a_development_that_the_relay_has_not_read_yet_is_seen(application, caller, clock):
    prediction = log(application, caller, rule={"event_type": "cabinet.resigns"}, settlement="at_once")
    develop(application, caller, event_type="cabinet.resigns")
    while feed(application).is_behind:
        do_due_work(application, "settle", run=None, now=clock())
    work_off(application)
    (row,) = [row for row in table(application, "prediction") if row["id"] == prediction]
    assert row["outcome"] == "yes"
