"""A tracker with a clock that the test moves, served on this machine, whose relay and worker are a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2

from tests.support.clock import Clock
from tests.support.instance import AUTHOR, bearer, open_application, settings_for, work_off
from tests.support.serving import served
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.application.context import AppContext
from tracker.application.imports.runs import end_clock_if_done, running_clocks
from tracker.domain.key import SCOPES


@dataclass
class Instance:
    application: AppContext
    url: str
    key: str
    clock: Clock

    def get(self, path: str, **query: Any) -> Any:
        answer = httpx2.get(
            f"{self.url}{path}",
            params=query,
            headers=bearer(self.key),
            trust_env=False,
        )
        assert answer.status_code == 200, answer.text
        is_json = answer.headers["Content-Type"].startswith("application/json")
        return answer.json() if is_json else answer.text

    def position(self) -> int:
        return self.get("/v1/events", limit=1)["position"]

    def predictions(self) -> list[dict[str, Any]]:
        return self.get("/v1/predictions", limit=200)["items"]

    def environment(self) -> dict[str, str]:
        return {"TRACKER_URL": self.url, "TRACKER_KEY": self.key}


@contextmanager
def serving_tracker(
    folder: Path, now: datetime, *, author: str | None = AUTHOR, kind: str = "sqlite"
) -> Iterator[Instance]:
    clock, ends = Clock(now), threading.Event()
    with open_application(folder, clock=clock, kind=kind) as application:

        def work() -> None:
            while not ends.wait(0.02):
                for run, at in running_clocks(application):
                    work_off(application, run=run, now=at)
                    end_clock_if_done(application, run, at=at)
                work_off(application)

        _, key = issue_key(application, name="test", scopes=SCOPES, author=author)
        worker = threading.Thread(target=work)
        with served(create_app(settings_for(folder), application)) as url:
            worker.start()
            try:
                yield Instance(application, url, key, clock)
            finally:
                ends.set()
                worker.join()
