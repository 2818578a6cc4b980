"""A development corrected, and retracted."""

from datetime import timedelta

import pytest

from tests.domain.given import given
from tests.domain.samples import NOW, development, telling
from tracker.domain import development as developments
from tracker.domain.development import (
    CorrectDevelopment,
    DevelopmentCorrected,
    DevelopmentRetracted,
    RetractDevelopment,
)
from tracker.domain.errors import Conflict, Invalid, NotFound

RETRACT = RetractDevelopment(reason="a hoax")
RETRACTED = DevelopmentRetracted(development="dev_0000000001", reason="a hoax")


def corrected(**changes):
    fields = {
        "development": "dev_0000000001",
        "headline": "The minister resigns",
        "timezone": "UTC",
        "occurred_at": NOW,
        "reason": "not the whole cabinet",
    }
    return DevelopmentCorrected(**(fields | changes))


def correct(**changes):
    return telling(corrected(**changes), CorrectDevelopment)


def test_a_development_is_corrected_once_and_reads_as_corrected():
    standing = given(developments, development())
    assert standing.when_twice(correct()) == ([corrected()], [])
    state = developments.evolve(developments.evolve(developments.INITIAL, development()), corrected())
    assert state.report == corrected()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"occurred_at": None}, "/occurred_on"),
        ({"occurred_at": NOW + timedelta(seconds=1)}, "/occurred_at"),
        ({"headline": "resigns\u202e"}, "/headline"),
    ],
)
def test_a_correction_must_have_happened_too(changes, pointer):
    with pytest.raises(Invalid) as refusal:
        given(developments, development()).when(correct(**changes))
    assert refusal.value.faults[0].pointer == pointer


def test_a_headline_cannot_be_disguised():
    with pytest.raises(Invalid) as refusal:
        given(developments).when(telling(development(headline="\u2066x")))
    assert refusal.value.faults[0].code == "direction_mark"


def test_a_development_is_retracted_once_and_for_good():
    assert given(developments, development()).when_twice(RETRACT) == ([RETRACTED], [])
    assert given(developments, development(), corrected()).when(RETRACT) == [RETRACTED]
    with pytest.raises(Conflict, match="retracted"):
        given(developments, development(), RETRACTED).when(correct())


@pytest.mark.parametrize("command", [correct(), RETRACT])
def test_what_was_never_recorded_is_neither_corrected_nor_retracted(command):
    with pytest.raises(NotFound):
        given(developments).when(command)
