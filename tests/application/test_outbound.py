"""Two switches and an epoch: whether the tracker may send anything."""

from dataclasses import replace

import pytest

from tracker.application.work.outbound import (
    is_outbound_on,
    silence_copy,
    turn_outbound,
)
from tracker.store.outbound import Outbound, read_outbound


def is_on(application):
    with application.database.reading() as tx:
        return is_outbound_on(application, tx)


def switch(application):
    with application.database.reading() as tx:
        return read_outbound(tx)


def test_a_new_tracker_sends_until_it_is_told_otherwise(application):
    assert switch(application) == Outbound(is_on=True, epoch=1)
    assert is_on(application)


def test_turning_says_when_and_by_whom_and_leaves_the_epoch(application, clock):
    turn_outbound(application, is_on=False, by="ada")
    assert not is_on(application)
    clock.forward(days=1)
    turn_outbound(application, is_on=True, by="bo")
    assert is_on(application)
    assert switch(application) == Outbound(
        is_on=True, epoch=1, changed_at="2026-01-02T00:00:00.000000Z", changed_by="bo"
    )


def test_a_copy_is_silent_and_of_a_new_epoch_each_time(application):
    silence_copy(application, by="restore")
    assert not is_on(application)
    assert turn_outbound(application, is_on=True, by="ada").epoch == 2
    assert silence_copy(application, by="restore").epoch == 3
    assert not is_on(application)


@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("turned", [True, False])
def test_off_wins_whichever_switch_says_it(application, allowed, turned):
    turn_outbound(application, is_on=turned, by="ada")
    assert is_on(replace(application, is_outbound_allowed=allowed)) == (allowed and turned)


def test_there_is_never_a_second_row(application):
    for turned in (True, False, True):
        turn_outbound(application, is_on=turned, by="ada")
    silence_copy(application, by="restore")
    with application.database.reading() as tx:
        assert tx.value("SELECT count(*) FROM outbound") == 1
