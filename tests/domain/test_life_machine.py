"""Whatever is asked of a prediction, in whatever order: no illegal state, nothing said twice, nothing lost in the log.

People and workers ask; the clock moves. A refusal changes nothing. What a worker finds is never refused.
"""

from contextlib import suppress
from datetime import timedelta
from functools import reduce

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.domain.samples import BY, CLOSES, OPENS, conditional, recorded, stating
from tracker.domain import forecast, prediction
from tracker.domain.errors import TrackerError
from tracker.domain.findings import Claimed, Ended, Evidence
from tracker.domain.forecast import ForecastInput, Question, StateForecast, UndoForecast
from tracker.domain.prediction.commands import (
    AmendPrediction,
    AnnulPrediction,
    DisputeOutcome,
    DropProposal,
    FinalizeOutcome,
    GradePrediction,
    LapsePrediction,
    LinkEvidence,
    MeetAntecedent,
    OpenUpPrediction,
    ProposeOutcome,
    ReResolvePrediction,
    ResolvePrediction,
    UndoPrediction,
    UnlinkEvidence,
    UpholdOutcome,
    WithdrawPrediction,
)
from tracker.domain.prediction.events import (
    PredictionAnnulled,
    PredictionLapsed,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
)
from tracker.domain.prediction.outcomes import read_outcome
from tracker.domain.prediction.state import closes_of, judged_as
from tracker.domain.prediction.wording import OPENNESS
from tracker.domain.rules import Happening
from tracker.domain.settlement import settle
from tracker.store.log.codec import decode, mint

ID = recorded().prediction
OPTIONS = ("A", "B")
FELL = {"event_type": "cabinet.falls"}
KINDS = (
    recorded(rule=FELL, default_outcome="no", actor_ended="resolve_default", settlement="window"),
    recorded(settlement="at_once", actor_ended="annul", visibility="private", visible_from=BY),
    recorded(kind="categorical", options=OPTIONS, visibility="clients"),
    recorded(kind="numeric"),
    recorded(kind="date", rule=FELL, settlement="window"),
    recorded(kind="graded", settlement="at_once"),
    recorded(kind="thesis"),
    conditional(default_outcome="no", settlement="window", actor_ended="resolve_default"),
    conditional(within_days=20, judged_as="graded", actor_ended="annul"),
)
OUTCOMES = {
    "binary": ("yes", "no", {"partial": 0.5}),
    "categorical": OPTIONS,
    "numeric": (1, 2.5),
    "date": ("2025-03-01", "never"),
    "graded": (1, 4.5),
    None: ("yes",),
}
REASONS = st.sampled_from(["not so", "on second thoughts"])
STEPS_MAX = 4
SETTLED = PredictionResolved | PredictionReResolved | PredictionAnnulled


class LifeMachine(RuleBasedStateMachine):
    """`events` is what was recorded, `state` what it adds up to."""

    @initialize(standing=st.sampled_from(KINDS))
    def begin(self, standing):
        self.now = OPENS
        self.events, self.state = [], prediction.INITIAL
        self.forecasts, self.said = forecast.INITIAL, []
        self.ask(stating(standing, now=self.now))

    def ask(self, command):
        """Record what follows; asked again at once, nothing follows or it is refused."""
        with suppress(TrackerError):
            self.record(prediction.decide(command, self.state))
            with suppress(TrackerError):
                assert prediction.decide(command, self.state) == []

    def record(self, events):
        self.events += events
        self.state = reduce(prediction.evolve, events, self.state)

    @property
    def recorded(self):
        return self.state.recorded

    def at(self, days):
        return self.now - timedelta(days=days)

    @rule(days=st.sampled_from([0, 1, 3, 30, 100]))
    def time_passes(self, days):
        self.now += timedelta(days=days)

    @rule(is_own=st.booleans(), left=st.sampled_from([0, 1]))
    def undo(self, is_own, left):
        self.ask(UndoPrediction(is_own=is_own, now=self.now, until=self.now + timedelta(minutes=left)))

    @rule(words=st.sampled_from(["clearer", "clearer still"]), reason=REASONS, is_statement=st.booleans())
    def amend(self, words, reason, is_statement):
        self.ask(
            AmendPrediction(reason=reason, now=None, **{"statement" if is_statement else "criteria": words})
        )

    @rule(reason=REASONS)
    def withdraw(self, reason):
        self.ask(WithdrawPrediction(reason=reason))

    @rule(visibility=st.sampled_from(sorted(OPENNESS)), days=st.sampled_from([None, -1, 0, 5, 50]))
    def open_up(self, visibility, days):
        begins = None if days is None else self.at(-days)
        self.ask(OpenUpPrediction(visibility=visibility, visible_from=begins, now=self.now))

    @rule(days=st.integers(-1, 10))
    def meet(self, days):
        self.ask(
            MeetAntecedent(known_at=self.at(days), effective_at=self.now, basis="person", judged_by="other")
        )

    @rule(data=st.data(), annulment=st.sampled_from([None, "actor_ended"]))
    def propose(self, data, annulment):
        outcome = data.draw(self.outcomes())
        self.ask(ProposeOutcome(outcome=outcome, known_at=self.now, basis="rule", annulment=annulment))

    @rule()
    def drop(self):
        self.ask(DropProposal(reason="gone"))

    @rule(data=st.data(), days=st.integers(-1, 10), window=st.sampled_from([None, 3]))
    def resolve(self, data, days, window):
        self.ask(
            ResolvePrediction(
                outcome=data.draw(self.outcomes()), **self.decision(days, window), basis="person"
            )
        )

    @rule(data=st.data(), days=st.integers(-1, 10), window=st.sampled_from([None, 3]), reason=REASONS)
    def re_resolve(self, data, days, window, reason):
        outcome = data.draw(self.outcomes())
        self.ask(ReResolvePrediction(outcome=outcome, reason=reason, **self.decision(days, window)))

    @rule(
        days=st.integers(-1, 10),
        window=st.sampled_from([None, 3]),
        reason=st.sampled_from(["ambiguous", "antecedent_false", "duplicate"]),
    )
    def annul(self, days, window, reason):
        self.ask(AnnulPrediction(reason=reason, **self.decision(days, window), basis="person"))

    @rule(reason=REASONS, is_person=st.booleans())
    def dispute(self, reason, is_person):
        self.ask(DisputeOutcome(reason=reason, now=self.now if is_person else None))

    @rule(reason=REASONS)
    def uphold(self, reason):
        self.ask(UpholdOutcome(reason=reason, now=self.now))

    @rule(number=st.integers(1, 3))
    def finalize(self, number):
        self.ask(FinalizeOutcome(resolution_number=number, now=self.now))

    @rule()
    def lapse(self):
        self.ask(LapsePrediction(now=self.now))

    @rule(grader=st.sampled_from("abc"), mark=st.integers(1, 5))
    def grade(self, grader, mark):
        self.ask(GradePrediction(grader=grader, grade=mark, graded_at=self.now))

    @rule(name=st.sampled_from(["dev_1", "dev_2"]), bearing=st.sampled_from(["supports", "contradicts"]))
    def link(self, name, bearing):
        self.ask(LinkEvidence(development=name, bearing=bearing))

    @rule(name=st.sampled_from(["dev_1", "dev_2"]))
    def unlink(self, name):
        self.ask(UnlinkEvidence(development=name, reason="a mistake"))

    @rule(data=st.data())
    def a_worker_looks(self, data):
        """Whatever it finds is accepted, and after a few findings there is nothing left to do."""
        evidence = data.draw(self.evidence())
        for _ in range(STEPS_MAX):
            command = settle(self.state, evidence, now=self.now)
            if command is None:
                return
            events = prediction.decide(command, self.state)
            if not events:
                return
            self.record(events)
        assert settle(self.state, evidence, now=self.now) is None

    @precondition(lambda self: not self.state.is_undone)
    @rule(p=st.sampled_from([0.2, 0.9]))
    def say(self, p):
        question = Question(
            judged_as=judged_as(self.recorded), options=self.recorded.options, closes=closes_of(self.state)
        )
        name = f"fct_{len(self.said)}"
        command = StateForecast(
            said=ForecastInput(p=p),
            forecast=name,
            prediction=ID,
            forecaster="f",
            probability_source="author_numeric",
            made_at=self.now,
            question=question,
            now=self.now,
        )
        self.ask_forecast(command)

    @precondition(lambda self: self.said)
    @rule(data=st.data(), is_own=st.booleans())
    def unsay(self, data, is_own):
        name = data.draw(st.sampled_from([event.forecast for event in self.said]))
        until = self.now + timedelta(minutes=1)
        command = UndoForecast(forecast=name, is_own=is_own, now=self.now, until=until)
        self.ask_forecast(command)
        with suppress(TrackerError):
            assert is_own is False or forecast.decide(command, self.forecasts) == []

    def ask_forecast(self, command):
        with suppress(TrackerError):
            events = forecast.decide(command, self.forecasts)
            self.said += events
            self.forecasts = reduce(forecast.evolve, events, self.forecasts)

    def outcomes(self):
        return st.sampled_from(OUTCOMES[judged_as(self.recorded)])

    def decision(self, days, window):
        return {
            "known_at": self.at(days),
            "effective_at": self.now,
            "final_at": None if window is None else self.now + timedelta(days=window),
            "judged_by": "other",
        }

    def evidence(self):
        """What was seen so far: nothing, the condition, the event, an outright outcome, the actor's end."""
        at = self.at(1)
        kind = judged_as(self.recorded)
        outright = read_outcome(OUTCOMES[kind][0], kind=kind, options=OPTIONS) if kind else "yes"
        return st.sampled_from(
            [
                Evidence(),
                Evidence(happenings=[Happening("dev_1", at, event_type="they.meet")]),
                Evidence(happenings=[Happening("dev_1", at, event_type="cabinet.falls")]),
                Evidence(claimed=[Claimed("dev_1", at, outright)]),
                Evidence(ended=[Ended("dev_1", at)]),
            ]
        )

    # What must hold, whatever happened

    @invariant()
    def what_was_recorded_is_all_there_is(self):
        stored = [(mint(event).data, event) for event in self.events]
        read = [decode(event.TYPE, event.SCHEMA_VERSION, data) for data, event in stored]
        assert reduce(prediction.evolve, read, prediction.INITIAL) == self.state
        said = [decode(event.TYPE, event.SCHEMA_VERSION, mint(event).data) for event in self.said]
        assert reduce(forecast.evolve, said, forecast.INITIAL) == self.forecasts

    @invariant()
    def what_is_settled_is_settled_in_order(self):
        state = self.state
        numbers = [event.resolution_number for event in self.events if isinstance(event, SETTLED)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert state.resolution_number == len(numbers)
        assert state.settled is not None or not (state.is_final or state.dispute or state.was_upheld)
        assert not (state.is_final and state.dispute)
        assert state.proposal is None or state.settled is None
        if state.settled is not None:
            assert state.settled.known_at <= self.now
            assert state.settled.known_at <= state.settled.final_at

    @invariant()
    def an_outcome_is_one_of_its_kind(self):
        state = self.state
        if state.outcome is not None:
            kind = judged_as(self.recorded) or "thesis"
            assert read_outcome(state.outcome, kind=kind, options=self.recorded.options) == state.outcome
        assert not (state.is_dormant and state.outcome is not None)
        assert state.met is None or state.met.known_at <= self.recorded.antecedent.by

    @invariant()
    def what_was_taken_back_is_over(self):
        state = self.state
        if state.is_undone:
            assert (state.settled, state.met, state.evidence, state.grades) == (None, None, (), ())

    @invariant()
    def nothing_that_decides_it_ever_changes(self):
        first = self.events[0]
        free = {"statement", "criteria", "visibility", "visible_from"}
        for name in set(PredictionRecorded.__struct_fields__) - free:
            assert getattr(self.recorded, name) == getattr(first, name), name
        assert OPENNESS[self.recorded.visibility] >= OPENNESS[first.visibility]

    @invariant()
    def it_lapses_at_most_once(self):
        assert sum(isinstance(event, PredictionLapsed) for event in self.events) == self.state.has_lapsed
        assert self.state.has_lapsed is False or self.now >= min(closes_of(self.state), CLOSES)


LifeMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestAnyLife = LifeMachine.TestCase
