"""A tracker behind its API, in this process, and the keys of the people who speak with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from flask.testing import FlaskClient

from tests.support.instance import AUTHOR, bearer, open_application, settings_for
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.application.context import AppContext
from tracker.domain.key import SCOPES
from tracker.store.log.log import count_pending, read_head

PAGES_MAX = 200
People = Mapping[str, tuple[tuple[str, ...], str | None]]
"""Name of a key -> its scopes, and whose forecasts it states."""
PEOPLE: People = {
    "author": (SCOPES, AUTHOR),
    "editor": (SCOPES, "Ed Editor"),
    "reader": (("read",), None),
}


class Instance:
    """`get` and `post` give the answer, `made` and `read` its JSON where the status is as expected.

    `key` is the name of a key; None asks as nobody. An answer has been read to its end.
    """

    people: ClassVar[People] = PEOPLE

    def __init__(self, application: AppContext, client: FlaskClient) -> None:
        self.application, self.client = application, client
        self.keys = {
            name: issue_key(application, name=name, scopes=scopes, author=author)[1]
            for name, (scopes, author) in self.people.items()
        }

    @property
    def clock(self) -> Any:
        """The clock that the tracker was opened with."""
        return self.application.clock

    def headers(self, key: str | None) -> dict[str, str]:
        return {} if key is None else bearer(self.keys[key])

    def get(self, path: str, *, key: str | None = "author", **query: Any) -> Any:
        return self.client.get(path, query_string=query or None, headers=self.headers(key), buffered=True)

    def read(self, path: str, **options: Any) -> Any:
        answer = self.get(path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json

    def post(self, path: str, body: Any = None, *, key: str | None = "author", **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, json=body, headers=self.headers(key) | named, buffered=True)

    def made(self, path: str, body: Any, *, status: int = 201, **options: Any) -> Any:
        answer = self.post(path, body, **options)
        assert answer.status_code == status, answer.text
        return answer.json

    def pages(
        self, path: str, *, key: str | None = "author", limit: int = 3, **query: Any
    ) -> list[dict[str, Any]]:
        """Every item of a list, by the Links of its pages."""
        answer = self.get(path, key=key, limit=limit, **query)
        found: list[dict[str, Any]] = []
        for _ in range(PAGES_MAX):
            assert answer.status_code == 200, answer.text
            found += answer.json["items"]
            if answer.json["next_cursor"] is None:
                assert "Link" not in answer.headers
                return found
            assert len(answer.json["items"]) == limit
            answer = self.get(answer.headers["Link"].partition(">")[0].removeprefix("<"), key=key)
        raise AssertionError("the list does not end")

    def tag(self, path: str) -> str:
        """The ETag of what stands at `path`."""
        return str(self.get(path).headers["ETag"])

    def position(self) -> int:
        with self.application.database.reading() as tx:
            return int(read_head(tx).position)

    def recorded(self) -> int:
        """How many events were recorded, with a position or without."""
        while self.application.database.sequence():
            pass
        with self.application.database.reading() as tx:
            return read_head(tx).position + count_pending(tx)


Kind = TypeVar("Kind", bound=Instance)


@contextmanager
def open_tracker_behind_api(
    folder: Path, *, of: type[Kind] = Instance, settings: Mapping[str, str] | None = None, **options: Any
) -> Iterator[Kind]:
    """`options` are those of `open_application`, `settings` variables by name."""
    with open_application(folder, **options) as application:
        app = create_app(settings_for(folder, **(settings or {})), application)
        yield of(application, app.test_client())
