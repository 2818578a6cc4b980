"""A house that is served in this process, with a clock that the test moves and keys of several people."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from tests.support.clock import Clock
from tests.support.house import AUTHOR, open_application, settings_for, work_off
from tracker.app import create_app
from tracker.application.access import issue_key
from tracker.domain.key import SCOPES
from tracker.store.log import read_head

PEOPLE = {
    "author": (("read", "record", "resolve"), AUTHOR),
    "editor": (("read", "record", "resolve"), "Ed Editor"),
    "client": (("read",), None),
    "keeper": (SCOPES, None),
}
"""Name -> the scopes of the key, and whose forecasts it states."""

PAGE = 200
PAGES_MAX = 50


class Served:
    """`get` and `post` as somebody; without a name as nobody."""

    def __init__(self, application, client, clock):
        self.application, self.client, self.clock = application, client, clock
        self.keys = {
            name: issue_key(application, name=name, scopes=scopes, author=author)[1]
            for name, (scopes, author) in PEOPLE.items()
        }

    def get(self, path, *, who=None):
        return self.client.get(path, headers=self._headers(who))

    def post(self, path, body=None, *, who="author", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, json=body, headers={**self._headers(who), **named})

    def made(self, path, body=None, **options):
        """What a request that must succeed was answered."""
        answer = self.post(path, body, **options)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json

    def log(self, **said):
        """Log a prediction; its answer."""
        who = said.pop("who", "author")
        body = {"statement": "The cabinet falls", "deadline": "2026-06-30", **said}
        return self.made("/v1/predictions", body, who=who)

    def change(self, path, body, *, who="author"):
        """A change that names the version it has seen."""
        version = self.get(path.rpartition("/")[0], who=who).headers["ETag"]
        return self.made(path, body, who=who, If_Match=version)

    def events(self, *, who):
        """The whole log as somebody reads it, page by page; the raw answers."""
        answers, after = [], 0
        for _ in range(PAGES_MAX):
            answer = self.get(f"/v1/events?limit={PAGE}&after={after}", who=who)
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

    def position(self):
        with self.application.database.reading() as tx:
            return read_head(tx).position

    def _headers(self, who):
        return {} if who is None else {"Authorization": f"Bearer {self.keys[who]}"}


@contextmanager
def served(folder, *, kind="sqlite"):
    clock = Clock(datetime(2026, 1, 1, 12, tzinfo=UTC))
    with open_application(folder, clock=clock, kind=kind) as application:
        settings = settings_for(folder)
        yield Served(application, create_app(settings, application).test_client(), clock)
