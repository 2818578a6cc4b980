"""What an earlier version may have recorded, and today's deciders refuse: events that are recorded as they are."""

from typing import Any

from tracker.application.transact import UnitOfWork


class AsRecorded:
    """The decider of a module, with events for commands: it decides nothing."""

    def __init__(self, module: Any) -> None:
        self.INITIAL = module.INITIAL
        self.evolve = module.evolve

    def decide(self, command: Any, state: Any) -> list[Any]:
        return [command]


def record_as_it_is(uow: UnitOfWork, module: Any, stream: str, event: Any) -> None:
    """Append `event` to `stream` without asking whether it may be."""
    uow.decide(AsRecorded(module), stream, event)
