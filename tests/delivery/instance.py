"""A tracker that sends, in this process: the real planner, the real sender, a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from tests.application.doing import ask
from tests.support.clock import Clock
from tests.support.instance import new_caller, open_application, work_off
from tests.support.running import wait_until
from tracker.application.access.access import Caller
from tracker.application.context import AppContext
from tracker.delivery.connectors.signing import new_secret
from tracker.delivery.queue import endpoints
from tracker.delivery.queue.deliveries import due_deliveries, list_deliveries
from tracker.delivery.queue.endpoints import EndpointInput
from tracker.delivery.queue.planner import plan
from tracker.delivery.queue.subscriber_queues import queues_due
from tracker.delivery.sending.sender import Sender
from tracker.domain.endpoint import Wants
from tracker.projections.endpoints import find_endpoint
from tracker.store.sealing import Sealer

PLANS_MAX = 1_000
SECRET = "the secret of a tracker that is tested"
UNDO = timedelta(minutes=15)
LOOPBACK = ip_network("127.0.0.0/8")


@dataclass
class SendingTracker:
    application: AppContext
    clock: Clock
    caller: Caller
    sender: Sender

    def register(
        self,
        url: str,
        *,
        by: Caller | None = None,
        connector: str = "webhook",
        credentials: str | None = None,
        **wants: Any,
    ) -> tuple[str, str]:
        """A subscriber that is not verified yet: its id and its secret."""
        secret, who = new_secret(), by or self.caller
        wanted = {name: tuple(value) if isinstance(value, list) else value for name, value in wants.items()}
        entry = EndpointInput(url=url, wants=Wants(**wanted), connector=connector, credentials=credentials)
        answer = ask(
            self.application,
            who,
            lambda uow: endpoints.register(self.application, uow, entry, secret=secret, by=who),
        )
        return answer.content["id"], secret

    def subscribe(self, url: str, **wants: Any) -> str:
        """A subscriber that has answered its ping, after which the undo time has passed."""
        subscriber, _ = self.register(url, **wants)
        self.send()
        assert self.row(subscriber)["status"] == "active"
        self.clock.now += timedelta(seconds=1)
        return subscriber

    def settle(self) -> None:
        """Work off, let the undo time pass, and plan what is news by then."""
        work_off(self.application)
        self.clock.now += UNDO + timedelta(seconds=30)
        self.plan()

    def plan(self) -> None:
        work_off(self.application)
        for _ in range(PLANS_MAX):
            if not plan(self.application):
                return
        msg = "planning does not come to an end"
        raise AssertionError(msg)

    def send(self) -> None:
        """Send until nothing is due."""
        self.sender.notify()
        wait_until(lambda: not self._is_due() and self.sender.is_idle(), seconds=20)

    def tell(self) -> None:
        """Everything: settle, then send."""
        self.settle()
        self.send()

    def row(self, subscriber: str) -> Any:
        with self.application.database.reading() as tx:
            return find_endpoint(tx, subscriber)

    def deliveries(self, subscriber: str, state: str | None = None) -> list[Any]:
        with self.application.database.reading() as tx:
            return list_deliveries(tx, subscriber, state=state, before=None, limit=1_000)[::-1]

    def due(self, subscriber: str) -> list[Any]:
        with self.application.database.reading() as tx:
            return due_deliveries(tx, subscriber, now=self.clock())

    def _is_due(self) -> bool:
        with self.application.database.reading() as tx:
            return bool(queues_due(tx, now=self.clock(), limit=1))


@contextmanager
def sending_tracker(folder: Path, *, kind: str) -> Iterator[SendingTracker]:
    clock = Clock(datetime.now(UTC))  # PostgreSQL's sequencer goes by the real clock
    with open_application(folder, clock=clock, kind=kind) as opened:
        application = replace(
            opened,
            sealer=Sealer(SECRET),
            egress_allow=(LOOPBACK,),
            is_egress_http_allowed=True,
            public_url="https://tracker.example",
        )
        sender = Sender(application)
        try:
            yield SendingTracker(application, clock, new_caller(application), sender)
        finally:
            sender.close()
