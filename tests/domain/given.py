"""Given past events, when a command comes, then these events follow: how every decider is tested."""

from functools import reduce

from tracker.domain import prediction
from tracker.domain.findings import Evidence
from tracker.domain.settlement import find_outcome

NOTHING = Evidence()
"""What a worker has to go by where nothing happened."""


class Given:
    """`given(decider, *past).when(command)` gives the new events, or raises the refusal."""

    def __init__(self, decider, *past):
        self._decider = decider
        self._state = reduce(decider.evolve, past, decider.INITIAL)

    def when(self, command):
        return self._decider.decide(command, self._state)

    def when_twice(self, command):
        """The events of `command`, and those of the same command said again afterwards."""
        first = self.when(command)
        state = reduce(self._decider.evolve, first, self._state)
        return first, self._decider.decide(command, state)


def given(decider, *past):
    return Given(decider, *past)


def state_after(*events):
    """The prediction that these events make."""
    return reduce(prediction.evolve, events, prediction.INITIAL)


def found(standing, evidence=NOTHING, *, now):
    """What a worker finds about a prediction that was only recorded."""
    return find_outcome(state_after(standing), evidence, now=now)
