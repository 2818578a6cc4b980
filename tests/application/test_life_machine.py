"""Whatever people, workers and the clock do to a whole tracker: what its tables say is what its log says.

After every few steps the projections are emptied and filled anew, and must be the same row for row. Work always comes to
an end, whatever was recorded in whatever order.
"""

import tempfile
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from tests.application.doing import ask, decide, develop, log, table
from tests.support.clock import Clock
from tests.support.dump import projection_rows
from tests.support.instance import new_caller, open_application, work_off
from tracker.application.recording.changes import (
    AnnulmentInput,
    AntecedentMetInput,
    amend,
    annul,
    dispute,
    grade,
    link_evidence,
    meet_antecedent,
    open_up,
    undo,
    unlink_evidence,
    uphold,
    withdraw,
)
from tracker.application.recording.developments import (
    correct_development,
    retract_development,
)
from tracker.application.recording.forecasts import state_forecast, undo_forecast
from tracker.bootstrap import rebuild_projections
from tracker.domain.development import CorrectDevelopment
from tracker.domain.errors import TrackerError
from tracker.domain.forecast import ForecastInput
from tracker.domain.prediction.commands import Condition, Consequence, LinkEvidence

FALLS = {"event_type": "cabinet.falls"}
MEET = Condition(statement="They meet", rule={"event_type": "they.meet"})
KINDS = {
    "window": {"rule": FALLS, "settlement": "window", "default_outcome": "no", "probability": 0.3},
    "confirm": {"rule": FALLS, "actor": "Ishiba", "actor_ended": "annul", "probability": "likely"},
    "at_once": {
        "rule": {"not": FALLS},
        "settlement": "at_once",
        "default_outcome": "no",
        "probability": 0.6,
    },
    "date": {"kind": "date", "rule": FALLS, "settlement": "window", "cdf": (("2026-02-01T00:00:00Z", 0.4),)},
    "graded": {"kind": "graded", "settlement": "window", "probability": 0.8, "visibility": "private"},
    "if": {
        "kind": "conditional",
        "antecedent": MEET,
        "rule": FALLS,
        "settlement": "window",
        "probability": 0.5,
    },
    "if in days": {
        "kind": "conditional",
        "antecedent": MEET,
        "consequent": Consequence(within_days=5),
        "default_outcome": "no",
        "probability": 0.5,
    },
}
OUTCOMES = {"date": "never", "graded": 4}


class TrackerMachine(RuleBasedStateMachine):
    """`of` says of which kind each prediction is."""

    predictions = Bundle("predictions")
    developments = Bundle("developments")

    @initialize()
    def open(self):
        self.stack, self.of = ExitStack(), {}
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
        self.instance = self.stack.enter_context(open_application(Path(folder), clock=self.clock))
        self.caller = new_caller(self.instance)
        self.second = new_caller(self.instance, author="Ed Editor")

    def teardown(self):
        if hasattr(self, "stack"):
            self.stack.close()

    def change(self, handler):
        """A change that may be refused, and then leaves no trace."""
        with suppress(TrackerError):
            ask(self.instance, self.caller, handler)

    @rule(target=predictions, kind=st.sampled_from(sorted(KINDS)))
    def log(self, kind):
        made = log(self.instance, self.caller, deadline=self.in_days(40), again=True, **KINDS[kind])
        self.of[made] = kind
        return made

    @rule(target=predictions, other=predictions)
    def log_one_that_waits_for_another(self, other):
        with suppress(TrackerError):
            awaited = {"prediction": other, "is": "never" if self.of[other] == "date" else "no"}
            made = log(
                self.instance,
                self.caller,
                deadline=self.in_days(50),
                again=True,
                settlement="window",
                rule=awaited,
            )
            self.of[made] = "waits"
            return made
        return other

    @rule(
        target=developments,
        event_type=st.sampled_from(["cabinet.falls", "they.meet"]),
        ends_actor=st.sampled_from([None, "Ishiba"]),
    )
    def happen(self, event_type, ends_actor):
        day = self.clock().date().isoformat()
        return develop(
            self.instance, self.caller, event_type=event_type, ends_actor=ends_actor, occurred_on=day
        )

    @rule(target=developments, prediction=predictions)
    def happen_outright(self, prediction):
        day, resolves = (
            self.clock().date().isoformat(),
            {"prediction": prediction, "outcome": self.outcome(prediction)},
        )
        with suppress(TrackerError):
            return develop(self.instance, self.caller, resolves=resolves, occurred_on=day)
        return develop(self.instance, self.caller, occurred_on=day)

    @rule(development=developments, event_type=st.sampled_from(["cabinet.falls", "they.meet", "nothing"]))
    def correct(self, development, event_type):
        said = CorrectDevelopment(
            headline="Otherwise",
            reason="checked",
            event_type=event_type,
            occurred_on=self.clock().date().isoformat(),
        )
        self.change(
            lambda uow: correct_development(
                self.instance,
                uow,
                development,
                said,
                caller=self.caller,
                seen_version=None,
            )
        )

    @rule(development=developments)
    def retract(self, development):
        self.change(lambda uow: retract_development(uow, development, reason="a hoax", seen_version=None))

    @rule(prediction=predictions, probability=st.sampled_from([0.1, "unlikely", 0.95]))
    def forecast(self, prediction, probability):
        said = ForecastInput(probability=probability)
        self.change(lambda uow: state_forecast(uow, prediction, said, caller=self.caller))

    @rule()
    def undo_a_forecast(self):
        for row in table(self.instance, "forecast")[-1:]:
            self.change(
                lambda uow, name=row["id"]: undo_forecast(self.instance, uow, name, caller=self.caller)
            )

    @rule(prediction=predictions)
    def undo(self, prediction):
        self.change(lambda uow: undo(self.instance, uow, prediction, caller=self.caller))

    @rule(prediction=predictions, is_no=st.booleans())
    def resolve(self, prediction, is_no):
        outcome = "no" if is_no and self.of[prediction] not in OUTCOMES else self.outcome(prediction)
        version = next(
            (row["version"] for row in table(self.instance, "prediction") if row["id"] == prediction), None
        )
        with suppress(TrackerError):
            decide(
                self.instance,
                self.caller,
                prediction,
                outcome,
                seen_version=version,
                reason=f"as seen on {self.clock()}",
                happened_on=self.clock().date().isoformat(),
            )

    @rule(prediction=predictions)
    def dispute(self, prediction):
        self.change(lambda uow: dispute(uow, prediction, reason="not so", seen_version=None))

    @rule(prediction=predictions)
    def uphold(self, prediction):
        self.change(lambda uow: uphold(uow, prediction, reason="it was", seen_version=None))

    @rule(prediction=predictions, reason=st.sampled_from(["ambiguous", "antecedent_false"]))
    def annul(self, prediction, reason):
        said = AnnulmentInput(reason=reason)
        self.change(
            lambda uow: annul(self.instance, uow, prediction, said, caller=self.caller, seen_version=None)
        )

    @rule(prediction=predictions)
    def meet(self, prediction):
        said = AntecedentMetInput(happened_on=self.clock().date().isoformat())
        self.change(lambda uow: meet_antecedent(uow, prediction, said, caller=self.caller))

    @rule(prediction=predictions, is_second=st.booleans(), mark=st.integers(1, 5))
    def grade(self, prediction, is_second, mark):
        caller = self.second if is_second else self.caller
        self.change(lambda uow: grade(uow, prediction, grade=mark, caller=caller))

    @rule(prediction=predictions, development=developments)
    def link(self, prediction, development):
        said = LinkEvidence(development=development, bearing="supports", strength="slight")
        self.change(lambda uow: link_evidence(uow, prediction, said))

    @rule(prediction=predictions, development=developments)
    def unlink(self, prediction, development):
        self.change(lambda uow: unlink_evidence(uow, prediction, development=development, reason="no"))

    @rule(prediction=predictions, which=st.sampled_from(["amend", "withdraw", "open up"]))
    def reword(self, prediction, which):
        closures = {
            "amend": lambda uow: amend(
                uow, prediction, statement="Clearer", criteria=None, reason="so", seen_version=None
            ),
            "withdraw": lambda uow: withdraw(uow, prediction, reason="so", seen_version=None),
            "open up": lambda uow: open_up(uow, prediction, visibility="public", visible_from=None),
        }
        self.change(closures[which])

    @rule(days=st.sampled_from([0, 1, 4, 20, 60]))
    def time_passes_and_work_is_done(self, days):
        self.clock.forward(days=days)
        work_off(self.instance)
        self.rebuilt_is_live()

    @rule(hours=st.sampled_from([1, 80]))
    def time_passes_and_nobody_works(self, hours):
        self.clock.forward(hours=hours)

    def in_days(self, days):
        return (self.clock() + timedelta(days=days)).date().isoformat()

    def outcome(self, prediction):
        return OUTCOMES.get(self.of[prediction], "yes")

    def rebuilt_is_live(self):
        with self.instance.database.reading() as tx:
            live = projection_rows(tx)
        rebuild_projections(self.instance.database)
        with self.instance.database.reading() as tx:
            assert projection_rows(tx) == live

    @invariant()
    def both_tables_agree_on_where_it_stands(self):
        """The one that answers and the one that reports read, once the relay has followed."""
        if not hasattr(self, "instance"):
            return
        now = {row["id"]: row for row in table(self.instance, "prediction") if row["state"] != "undone"}
        for row in table(self.instance, "prediction_history"):
            present = now.get(row["prediction"])
            if present is not None and present["version"] == row["version"]:
                told = ("state", "outcome", "is_final", "resolution_number", "met_at", "closes", "visibility")
                assert {name: row[name] for name in told} == {name: present[name] for name in told}


TrackerMachine.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestAnyTracker = TrackerMachine.TestCase
