"""A tracker that is served in this process, with a clock that the test moves and keys of several people."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from tests.api.instances import Instance, open_tracker_behind_api
from tests.support.clock import Clock
from tests.support.instance import AUTHOR, work_off
from tracker.domain.key import SCOPES

PEOPLE = {
    "author": (("read", "record", "assign", "resolve"), AUTHOR),
    "editor": (("read", "record", "assign", "resolve"), "Ed Editor"),
    "client": (("read",), None),
    "keeper": (SCOPES, None),
}
PAGE = 200
PAGES_MAX = 50


class Served(Instance):
    """Reads as nobody and writes as its author, where it is not told as whom."""

    people = PEOPLE

    def get(self, path, *, key=None, **query):
        return super().get(path, key=key, **query)

    def made(self, path, body=None, **options):
        """What a request that must succeed was answered."""
        answer = self.post(path, body, **options)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json

    def log(self, **said):
        """Log a prediction; its answer."""
        key = said.pop("key", "author")
        body = {"statement": "The cabinet falls", "deadline": "2026-06-30", **said}
        return self.made("/v1/predictions", body, key=key)

    def change(self, path, body, *, key="author"):
        """A change that names the version it has seen."""
        version = self.get(path.rpartition("/")[0], key=key).headers["ETag"]
        return self.made(path, body, key=key, If_Match=version)

    def events(self, *, key):
        """The whole log as somebody reads it, page by page; the raw answers."""
        answers, after = [], 0
        for _ in range(PAGES_MAX):
            answer = self.get(f"/v1/events?limit={PAGE}&after={after}", key=key)
            assert answer.status_code == 200, answer.text
            answers.append(answer)
            if not answer.json["items"]:
                return answers
            after = answer.json["items"][-1]["position"]
        msg = "the log does not end"
        raise AssertionError(msg)

    def work_off(self):
        work_off(self.application)

    def wait(self, **span):
        """Let time pass, with the worker's work at its end."""
        self.clock.now += timedelta(**span)
        self.work_off()


@contextmanager
def served(folder, *, kind="sqlite", **settings):
    clock = Clock(datetime(2026, 1, 1, 12, tzinfo=UTC))
    with open_tracker_behind_api(folder, of=Served, clock=clock, kind=kind, settings=settings) as instance:
        yield instance
