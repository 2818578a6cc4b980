"""Taking back, clearer words, withdrawal, more readers: changes that leave the judgement alone."""

from datetime import timedelta

import pytest

from tests.domain.given import given, state_after
from tests.domain.samples import (
    LATER,
    NOW,
    annulled,
    conditional,
    graded,
    linked,
    met,
    proposed,
    recorded,
    resolved,
)
from tracker.domain import prediction
from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.prediction.commands import (
    AmendPrediction,
    LapsePrediction,
    OpenUpPrediction,
    UndoPrediction,
    UnlinkEvidence,
    WithdrawPrediction,
)
from tracker.domain.prediction.events import (
    EvidenceUnlinked,
    PredictionAmended,
    PredictionOpenedUp,
    PredictionUndone,
    PredictionWithdrawn,
)

ID = recorded().prediction
SOON = NOW + timedelta(minutes=15)
UNDONE = PredictionUndone(prediction=ID)


def undo(**changes):
    return UndoPrediction(**({"is_own": True, "now": NOW, "until": SOON} | changes))


def amend(**changes):
    return AmendPrediction(
        **({"reason": "clearer", "statement": "The whole cabinet resigns", "now": NOW} | changes)
    )


def open_up(visibility="public", visible_from=None, now=NOW):
    return OpenUpPrediction(visibility=visibility, visible_from=visible_from, now=now)


def test_what_was_just_recorded_is_taken_back_once():
    assert given(prediction, recorded()).when_twice(undo()) == ([UNDONE], [])


def test_taking_back_ends_at_its_instant():
    standing = given(prediction, recorded())
    assert standing.when(undo(now=SOON - timedelta(microseconds=1))) == [UNDONE]
    with pytest.raises(Conflict, match="no longer"):
        standing.when(undo(now=SOON))


def test_only_the_key_that_recorded_it_takes_it_back():
    with pytest.raises(Conflict, match="only the key"):
        given(prediction, recorded()).when(undo(is_own=False))


@pytest.mark.parametrize(
    "past",
    [
        (recorded(), resolved()),
        (recorded(), annulled()),
        (recorded(), linked()),
        (recorded(kind="graded"), graded()),
        (conditional(), met()),
    ],
    ids=["outcome", "void", "evidence", "grade", "condition met"],
)
def test_nothing_is_taken_back_once_something_rests_on_it(past):
    with pytest.raises(Conflict, match="rests on it"):
        given(prediction, *past).when(undo())


def test_evidence_that_was_unlinked_does_not_keep_it():
    gone = EvidenceUnlinked(prediction=ID, development=linked().development, reason="a mistake")
    assert given(prediction, recorded(), linked(), gone).when(undo()) == [UNDONE]


@pytest.mark.parametrize("command", [amend(), open_up(), LapsePrediction(now=LATER)])
def test_nothing_can_be_asked_of_what_was_taken_back(command):
    with pytest.raises(NotFound, match="taken back"):
        given(prediction, recorded(), UNDONE).when(command)


def test_words_are_made_clearer_and_only_the_new_ones_are_kept():
    events = given(prediction, recorded(criteria="As reported")).when_twice(amend(criteria="As reported"))
    assert events == (
        [PredictionAmended(prediction=ID, reason="clearer", statement="The whole cabinet resigns")],
        [],
    )


def test_an_amendment_that_leaves_a_text_alone_keeps_it():
    (event,) = given(prediction, recorded(criteria="As reported")).when(amend())
    state = state_after(recorded(criteria="As reported"), event)
    assert (state.recorded.statement, state.recorded.criteria) == ("The whole cabinet resigns", "As reported")


def test_an_amendment_says_something():
    with pytest.raises(Invalid) as refusal:
        given(prediction, recorded()).when(AmendPrediction(reason="clearer", now=NOW))
    assert refusal.value.faults[0].pointer == "/statement"


def test_an_amendment_cannot_disguise_the_words():
    with pytest.raises(Invalid) as refusal:
        given(prediction, recorded()).when(amend(criteria="abc\u2067def"))
    assert refusal.value.faults[0].pointer == "/criteria"


@pytest.mark.parametrize("known", [resolved(), annulled(), proposed()], ids=["outcome", "void", "proposed"])
def test_no_word_is_changed_once_the_outcome_is_known(known):
    with pytest.raises(Conflict, match="words stay"):
        given(prediction, recorded(), known).when(amend())


def test_a_prediction_is_withdrawn_once():
    command = WithdrawPrediction(reason="no more")
    assert given(prediction, recorded()).when_twice(command) == (
        [PredictionWithdrawn(prediction=ID, reason="no more")],
        [],
    )
    with pytest.raises(Conflict, match="nothing is left"):
        given(prediction, recorded(), resolved()).when(command)


@pytest.mark.parametrize(
    ("before", "after"), [("private", "clients"), ("private", "public"), ("clients", "public")]
)
def test_visibility_grows(before, after):
    opened = PredictionOpenedUp(prediction=ID, visibility=after)
    assert given(prediction, recorded(visibility=before)).when_twice(open_up(after)) == ([opened], [])


@pytest.mark.parametrize(
    ("before", "after"), [("public", "clients"), ("public", "private"), ("clients", "private")]
)
def test_visibility_never_shrinks(before, after):
    with pytest.raises(Conflict, match="visible to more people already"):
        given(prediction, recorded(visibility=before)).when(open_up(after))


def test_an_embargo_ends_earlier_or_at_once_but_never_later():
    standing = given(prediction, recorded(visible_from=LATER))
    for at in (None, SOON):
        assert standing.when(open_up(visible_from=at)) == [
            PredictionOpenedUp(prediction=ID, visibility="public", visible_from=at)
        ]
    with pytest.raises(Conflict, match="only end earlier"):
        standing.when(open_up(visible_from=LATER + timedelta(days=1)))


def test_what_everybody_reads_gets_no_embargo():
    with pytest.raises(Conflict, match="only end earlier"):
        given(prediction, recorded()).when(open_up(visible_from=SOON))
    with pytest.raises(Conflict, match="only end earlier"):
        given(prediction, recorded(visibility="clients")).when(open_up("public", visible_from=SOON))


def test_what_nobody_reads_may_open_on_a_day_to_come():
    opened = PredictionOpenedUp(prediction=ID, visibility="public", visible_from=LATER)
    assert given(prediction, recorded(visibility="private")).when(open_up(visible_from=LATER)) == [opened]


def test_a_link_that_was_a_mistake_is_unlinked_once_and_can_be_made_again():
    unlink = UnlinkEvidence(development=linked().development, reason="another cabinet")
    gone = EvidenceUnlinked(prediction=ID, development=linked().development, reason="another cabinet")
    assert given(prediction, recorded(), linked(), linked(bearing="neutral")).when_twice(unlink) == (
        [gone],
        [],
    )
    assert given(prediction, recorded()).when(unlink) == []
