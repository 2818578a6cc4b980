"""A house behind its API, in this process, for one author and one editor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from tests.support.house import AUTHOR, open_application, settings_for
from tracker.app import create_app
from tracker.application.access import issue_key
from tracker.application.application import Application
from tracker.domain.key import SCOPES
from tracker.store.log import count_pending, read_head


class House:
    """`get` and `post` give the answer, `made` and `read` its JSON where the status is as expected."""

    def __init__(self, application: Application, client: FlaskClient) -> None:
        self.application = application
        self.client = client
        self.keys = {"author": issue_key(application, name="author", scopes=SCOPES, author=AUTHOR)[1]}
        self.keys["editor"] = issue_key(application, name="editor", scopes=SCOPES, author="Ed Editor")[1]
        self.keys["reader"] = issue_key(application, name="reader", scopes=("read",), author=None)[1]

    def get(self, path: str, *, key: str | None = "author", **query: Any) -> Any:
        return self.client.get(path, query_string=query, headers=self._headers(key))

    def read(self, path: str, **options: Any) -> Any:
        answer = self.get(path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json

    def post(self, path: str, body: Any, *, key: str | None = "author", **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, json=body, headers=self._headers(key) | named)

    def made(self, path: str, body: Any, *, status: int = 201, **options: Any) -> Any:
        answer = self.post(path, body, **options)
        assert answer.status_code == status, answer.text
        return answer.json

    def tag(self, path: str) -> str:
        """The ETag of what stands at `path`."""
        return str(self.get(path).headers["ETag"])

    def events(self) -> int:
        """How many events were recorded, with a position or without."""
        while self.application.database.sequence():
            pass
        with self.application.database.reading() as tx:
            return read_head(tx).position + count_pending(tx)

    def _headers(self, key: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[key]}"} if key else {}


@contextmanager
def open_house_behind_api(folder: Path, *, kind: str = "sqlite", **options: Any) -> Iterator[House]:
    with open_application(folder, kind=kind, **options) as application:
        yield House(application, create_app(settings_for(folder), application).test_client())
