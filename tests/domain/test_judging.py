"""The condition met, proposals, annulments, objections, the end of the window, lapsing."""

from datetime import timedelta

import pytest

from tests.domain.given import given, state_after
from tests.domain.samples import (
    BY,
    CLOSES,
    LATER,
    NOW,
    PREDICTION,
    annulled,
    conditional,
    disputed,
    finalized,
    met,
    proposed,
    re_resolve,
    recorded,
    resolve,
    resolved,
)
from tracker.domain import prediction
from tracker.domain.errors import Conflict, Invalid
from tracker.domain.prediction.commands import (
    AnnulPrediction,
    DisputeOutcome,
    DropProposal,
    FinalizeOutcome,
    LapsePrediction,
    MeetAntecedent,
    ProposeOutcome,
    UpholdOutcome,
)
from tracker.domain.prediction.events import (
    PredictionLapsed,
    PredictionReResolved,
    PredictionUpheld,
    ProposalDropped,
)

TICK = timedelta(microseconds=1)
DISPUTE = DisputeOutcome(reason="not so", now=NOW)
PROVISIONAL = resolved(final_at=LATER)


def meet(**changes):
    fields = {"known_at": NOW, "effective_at": LATER, "basis": "rule", "judged_by": "worker"}
    return MeetAntecedent(**(fields | changes))


def annul(**changes):
    fields = {"reason": "ambiguous", "effective_at": NOW, "basis": "person", "judged_by": "author"}
    return AnnulPrediction(**(fields | changes))


def uphold(now=NOW):
    return UpholdOutcome(reason="it was so", now=now)


def upheld():
    return PredictionUpheld(prediction=PREDICTION, resolution_number=1, reason="it was so")


# The condition


def test_a_condition_is_met_once_and_leaves_the_deadline():
    assert given(prediction, conditional()).when_twice(meet()) == ([met()], [])
    assert not state_after(conditional(), met()).is_dormant


def test_a_deadline_in_days_runs_from_the_condition():
    (event,) = given(prediction, conditional(within_days=30)).when(meet())
    assert event.closes == NOW + timedelta(days=30)


def test_a_condition_without_a_consequent_of_its_own_is_met_too():
    assert given(prediction, conditional(consequent=None)).when(meet()) == [met()]


def test_a_condition_is_met_in_its_time_or_not_at_all():
    standing = given(prediction, conditional())
    assert standing.when(meet(known_at=BY, effective_at=BY)) == [met(known_at=BY)]
    with pytest.raises(Invalid) as refusal:
        standing.when(meet(known_at=BY + TICK, effective_at=CLOSES))
    assert refusal.value.faults[0].code == "too_late"


def test_a_condition_is_not_met_ahead_of_time():
    with pytest.raises(Invalid) as refusal:
        given(prediction, conditional()).when(meet(known_at=LATER + TICK))
    assert refusal.value.faults[0].code == "in_the_future"


def test_only_a_conditional_has_a_condition():
    with pytest.raises(Conflict, match="no condition"):
        given(prediction, recorded()).when(meet())


def test_what_was_void_for_want_of_its_condition_has_an_outcome_once_that_was_met_after_all():
    void = (conditional(), annulled(reason="antecedent_false"), finalized())
    with pytest.raises(Conflict, match="condition has not come about"):
        given(prediction, *void).when(re_resolve())
    (event,) = given(prediction, *void).when(meet())
    assert given(prediction, *void, event).when(re_resolve())[0].outcome == "no"


def test_a_condition_met_after_all_takes_the_proposal_of_its_failure_away():
    void = proposed(outcome="annulled", annulment="antecedent_false")
    assert state_after(conditional(), void, met()).proposal is None


def test_nothing_is_the_outcome_while_the_condition_is_awaited():
    with pytest.raises(Conflict, match="condition has not come about"):
        given(prediction, conditional()).when(resolve())
    assert given(prediction, conditional(), met()).when(resolve())[0].outcome == "yes"


# Proposals


def test_it_can_be_proposed_that_nothing_can_be_judged():
    command = ProposeOutcome(outcome="yes", known_at=NOW, basis="actor_ended", annulment="actor_ended")
    (event,) = given(prediction, recorded()).when(command)
    assert (event.outcome, event.annulment) == ("annulled", "actor_ended")


def test_a_proposal_fits_its_kind():
    with pytest.raises(Invalid):
        given(prediction, recorded(kind="date")).when(
            ProposeOutcome(outcome="yes", known_at=NOW, basis="rule")
        )


def test_a_proposal_is_dropped_once_and_can_be_made_again():
    drop = DropProposal(reason="gone")
    dropped = ProposalDropped(prediction=PREDICTION, reason="gone")
    assert given(prediction, recorded(), proposed()).when_twice(drop) == ([dropped], [])
    again = ProposeOutcome(outcome="yes", known_at=NOW, basis="rule", cites=("dev_0000000001",))
    assert given(prediction, recorded(), proposed(), dropped).when(again) == [proposed()]


# Void


def test_what_cannot_be_judged_is_void_once():
    assert given(prediction, recorded()).when_twice(annul()) == ([annulled(), finalized()], [])


def test_a_provisional_annulment_waits_for_its_window():
    assert given(prediction, recorded()).when(annul(final_at=LATER)) == [annulled(final_at=LATER)]


def test_an_annulment_takes_the_place_of_an_outcome_and_an_outcome_of_an_annulment():
    (event, _) = given(prediction, recorded(), resolved(), finalized()).when(annul())
    assert event == annulled(resolution_number=2)
    (event, _) = given(prediction, recorded(), annulled(), finalized()).when(re_resolve())
    assert isinstance(event, PredictionReResolved)
    assert event.resolution_number == 2


def test_another_reason_is_another_annulment():
    (event, _) = given(prediction, recorded(), annulled()).when(annul(reason="duplicate"))
    assert (event.resolution_number, event.reason) == (2, "duplicate")


def test_a_void_prediction_has_no_outcome():
    state = state_after(recorded(), resolved(), annulled(resolution_number=2))
    assert (state.outcome, state.resolution_number) == (None, 2)


def test_only_a_condition_can_have_failed():
    with pytest.raises(Invalid) as refusal:
        given(prediction, recorded()).when(annul(reason="antecedent_false"))
    assert refusal.value.faults[0].code == "not_of_this_kind"
    assert given(prediction, conditional()).when(annul(reason="antecedent_false"))


def test_an_annulment_is_not_known_ahead_of_time():
    with pytest.raises(Invalid) as refusal:
        given(prediction, recorded()).when(annul(known_at=NOW + TICK))
    assert refusal.value.faults[0].code == "in_the_future"


# Objections and the window


def test_a_provisional_outcome_is_disputed_once():
    assert given(prediction, recorded(), PROVISIONAL).when_twice(DISPUTE) == ([disputed()], [])


def test_there_is_one_objection_at_a_time():
    with pytest.raises(Conflict, match="disputed already"):
        given(prediction, recorded(), PROVISIONAL, disputed()).when(DisputeOutcome(reason="other", now=NOW))


@pytest.mark.parametrize(
    "past", [(recorded(),), (recorded(), resolved(), finalized())], ids=["none", "final"]
)
def test_only_a_provisional_outcome_is_disputed(past):
    with pytest.raises(Conflict):
        given(prediction, *past).when(DISPUTE)


def test_the_window_ends_for_people_whether_or_not_a_worker_came():
    standing = given(prediction, recorded(), PROVISIONAL)
    assert standing.when(DisputeOutcome(reason="not so", now=LATER - TICK)) == [disputed()]
    with pytest.raises(Conflict, match="final"):
        standing.when(DisputeOutcome(reason="not so", now=LATER))
    assert standing.when(DisputeOutcome(reason="its evidence is gone")) == [
        disputed(reason="its evidence is gone")
    ]


def test_a_void_prediction_can_be_disputed_too():
    assert given(prediction, recorded(), annulled(final_at=LATER)).when(DISPUTE) == [disputed()]


def test_a_disputed_outcome_is_not_final_however_long_ago_its_window_ended():
    command = FinalizeOutcome(resolution_number=1, now=CLOSES)
    assert given(prediction, recorded(), PROVISIONAL, disputed()).when(command) == []
    assert given(prediction, recorded(), PROVISIONAL, disputed(), upheld()).when(command) == [finalized()]


def test_upheld_within_the_window_it_stays_provisional_and_after_it_becomes_final():
    standing = given(prediction, recorded(), PROVISIONAL, disputed())
    assert standing.when(uphold(LATER - TICK)) == [upheld()]
    assert standing.when(uphold(LATER)) == [upheld(), finalized()]


def test_only_what_is_disputed_is_upheld():
    with pytest.raises(Conflict, match="nobody disputes"):
        given(prediction, recorded(), PROVISIONAL).when(uphold())


def test_another_outcome_ends_the_dispute_and_counts_on():
    past = (recorded(), PROVISIONAL, disputed())
    events = given(prediction, *past).when(re_resolve(final_at=CLOSES))
    state = state_after(*past, *events)
    assert (state.dispute, state.resolution_number, state.outcome) == (None, 2, "no")


def test_what_was_upheld_of_one_outcome_says_nothing_of_the_next():
    past = (recorded(), PROVISIONAL, disputed(), upheld())
    events = given(prediction, *past).when(re_resolve(final_at=CLOSES))
    assert state_after(*past).was_upheld
    assert not state_after(*past, *events).was_upheld


# Lapsing


def test_it_lapses_once_after_the_deadline_and_may_still_be_settled():
    lapsed = PredictionLapsed(prediction=PREDICTION)
    standing = given(prediction, recorded())
    assert standing.when(LapsePrediction(now=CLOSES - TICK)) == []
    assert standing.when_twice(LapsePrediction(now=CLOSES)) == ([lapsed], [])
    assert given(prediction, recorded(), lapsed).when(resolve())[0].outcome == "yes"
    assert given(prediction, recorded(), resolved()).when(LapsePrediction(now=CLOSES)) == []


def test_a_deadline_that_was_moved_is_the_one_that_lapses():
    moved = met(closes=CLOSES + timedelta(days=30))
    assert given(prediction, conditional(), moved).when(LapsePrediction(now=CLOSES)) == []
    assert given(prediction, conditional(), moved).when(LapsePrediction(now=moved.closes)) != []
