"""What one lease has to score is recorded in one transaction, each prediction in a part of its own."""

from dataclasses import replace

import pytest

from tests.application.doing import assert_verified, decide, log, logged, state_forecasts, table
from tests.support.instance import feed_all
from tracker.application.work.jobs import do_due_work
from tracker.application.work.score import score_together
from tracker.domain import limits
from tracker.store.work import CLAIM_MAX, LEASE, claim

MANY = limits.SCORE_ROWS_MAX + 1


class Counting:
    """A database that counts its write transactions."""

    def __init__(self, database):
        self.database, self.written = database, 0

    def __getattr__(self, name):
        return getattr(self.database, name)

    def write(self, handler):
        self.written += 1
        return self.database.write(handler)

    def writing(self):
        self.written += 1
        return self.database.writing()


@pytest.fixture
def resolved(application, caller, clock):
    """Makes predictions with that many forecasts each, which came out a month later; their ids."""

    def make(*counts):
        made = [log(application, caller, statement=f"It comes {n}") for n in range(len(counts))]
        for prediction, count in zip(made, counts, strict=True):
            state_forecasts(application, prediction, {f"fcr_{n:010}": n / count for n in range(count)})
        clock.forward(days=31)
        for prediction in made:
            decide(application, caller, prediction, "yes", happened_on="2026-02-01")
        feed_all(application)
        return made

    return make


def take(application, owner):
    now = application.clock()
    with application.database.writing() as tx:
        return claim(tx, "score", run=None, now=now, clock=now, owner=owner)


def scored(application):
    """Prediction -> how many rows its scorings have in the log."""
    found = {}
    for row in logged(application):
        if row["type"] == "prediction.scored":
            subject = row["stream"].removeprefix("score-")
            found[subject] = found.get(subject, 0) + row["data"].count('"forecaster"')
    return found


def done(application):
    return {
        row["subject"]
        for row in table(application, "work")
        if row["job"] == "score" and row["done"] >= row["wanted"]
    }


def test_a_lease_of_small_ones_is_scored_in_one_transaction(application, clock, resolved):
    made = resolved(*[1] * CLAIM_MAX)
    counting = Counting(application.database)
    assert do_due_work(replace(application, database=counting), "score", run=None, now=clock()) == CLAIM_MAX
    assert counting.written == 3, "a claim, the scorings, and a claim that finds nothing"
    assert scored(application) == dict.fromkeys(made, 1)
    assert done(application) == set(made)
    assert_verified(application)


def test_one_whose_lease_was_lost_leaves_nothing_and_keeps_no_other_waiting(application, clock, resolved):
    first, lost, last = resolved(1, 2, 3)
    pieces = take(application, "one")
    clock.now += LEASE
    with application.database.writing() as tx:
        tx.execute("UPDATE work SET lease_owner = 'other' WHERE subject = :lost", {"lost": lost})
    assert score_together(application, pieces, run=None) == {first, last}
    assert scored(application) == {first: 1, last: 3}
    assert done(application) == {first, last}


def test_a_large_one_goes_alone_and_none_without_forecasts_is_forgotten(application, clock, resolved):
    small, large, empty = resolved(2, MANY, 0)
    assert do_due_work(application, "score", run=None, now=clock()) == 3
    assert scored(application) == {small: 2, large: MANY}
    assert done(application) == {small, large, empty}


def test_a_transaction_has_at_most_the_rows_of_a_chunk(application, clock, resolved):
    made = resolved(300, 300, 150)
    counting = Counting(application.database)
    pieces = take(application, "one")
    assert score_together(replace(application, database=counting), pieces, run=None) == set(made)
    assert counting.written == 2


def test_scored_twice_by_two_that_hold_the_same_pieces_it_is_recorded_once(application, clock, resolved):
    made = resolved(1, 1)
    first = take(application, "one")
    clock.now += LEASE
    second = take(application, "two")
    assert score_together(application, first, run=None) == set()
    assert score_together(application, second, run=None) == set(made)
    assert score_together(application, second, run=None) == set()
    assert scored(application) == dict.fromkeys(made, 1)
