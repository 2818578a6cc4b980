"""A client of the HTTP API.

It finds the tracker, sends requests and turns a refusal into one line.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, BinaryIO, NoReturn, Self

import click
import httpx2

from tracker.cli.client.folder import read_address, read_first_key
from tracker.cli.client.logins import read_login
from tracker.settings import Settings, read_settings

CONNECT_S = 5.0
ANSWER_S = 60.0
RETRY_FIRST_S = 0.1
RETRY_MAX_S = 2.0
NDJSON = "application/x-ndjson"

PAGE = 200
PAGES_MAX = 5_000

Document = dict[str, Any]
Query = Mapping[str, str | Sequence[str]]
"""Query parameters by name; a sequence of values is sent as a repeated parameter."""
_RETRYABLE_STATUSES = frozenset({429, 502, 503, 504})


class Refused(click.ClickException):
    """The tracker refused a request. `code` is the code of its problem document, "" without one."""

    exit_code = 1

    def __init__(self, message: str, *, status: int, code: str, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.faults = faults

    @property
    def is_retryable(self) -> bool:
        """Whether the same request may succeed later."""
        return self.status in _RETRYABLE_STATUSES or self.code == "in_progress"


class Unreachable(click.ClickException):
    """No tracker is configured, or none answers."""

    exit_code = 2


@dataclass(frozen=True)
class Answer:
    """A successful answer."""

    document: Document
    etag: str | None


class Client:
    """A connection to one tracker.

    With `patience_s`, a request is retried for that long while the tracker is unreachable or busy. Retries are safe:
    POSTs carry an Idempotency-Key, and imports are idempotent.
    """

    def __init__(self, address: str, key: str | None, *, patience_s: float = 0.0) -> None:
        self.address = address.rstrip("/")
        self.patience_s = patience_s
        headers = {"Accept": "application/json"} | ({} if key is None else {"Authorization": f"Bearer {key}"})
        try:
            # With trust_env the client would send the key through any proxy that the environment names.
            self._http = httpx2.Client(
                base_url=self.address,
                headers=headers,
                trust_env=False,
                timeout=httpx2.Timeout(ANSWER_S, connect=CONNECT_S),
            )
        except (httpx2.InvalidURL, UnicodeError) as wrong:
            raise Unreachable(f"TRACKER_URL or the API key cannot be used: {wrong}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, query: Query | None = None) -> Answer:
        """The answer to GET `path`. Raises `Refused`, `Unreachable`."""
        return self._request("GET", path, query=query or {}, body=b"", headers={})

    def pages(
        self, path: str, query: Query | None = None, *, limit: int = PAGE, pages_max: int = PAGES_MAX
    ) -> Iterator[Document]:
        """The items of a list, fetched lazily, `limit` to a page.

        Raises ClickException after `pages_max` pages.
        """
        parameters: Query = {**(query or {}), "limit": str(limit)}
        for _ in range(pages_max):
            page = self.get(path, parameters).document
            yield from page["items"]
            if not page.get("next_cursor"):
                return
            parameters = {**parameters, "cursor": page["next_cursor"]}
        raise click.ClickException(f"{path} has more than {pages_max:,} pages. Narrow the request.")

    def post(self, path: str, body: Document | None = None, *, if_match: str | None = None) -> Answer:
        """Send a JSON body with a new idempotency key. Raises `Refused`, `Unreachable`."""
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if if_match is not None:
            headers["If-Match"] = if_match
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        return self._request("POST", path, query={}, body=content, headers=headers)

    def post_lines(self, path: str, lines: bytes, *, is_atomic: bool) -> Answer:
        """Send story lines unchanged. Raises `Refused`, `Unreachable`."""
        query = {"atomic": "true" if is_atomic else "false"}
        return self._request("POST", path, query=query, body=lines, headers={"Content-Type": NDJSON})

    def download(self, path: str, query: Mapping[str, str], sink: BinaryIO) -> None:
        """Stream the answer to GET `path` into `sink`. Raises `Refused`, `Unreachable`."""
        try:
            with self._http.stream("GET", path, params=dict(query), headers={"Accept": "*/*"}) as response:
                if not response.is_success:
                    response.read()
                    _refuse(response, _document(response))
                sink.writelines(response.iter_bytes())
        except (httpx2.TransportError, httpx2.InvalidURL, httpx2.DecodingError) as failure:
            raise Unreachable(f"The answer from {self.address} is incomplete: {failure}") from None

    def _request(
        self, method: str, path: str, *, query: Query, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        deadline, delay = time.monotonic() + self.patience_s, RETRY_FIRST_S
        while True:
            try:
                return self._send(method, path, query=query, body=body, headers=headers)
            except Unreachable:
                if time.monotonic() + delay >= deadline:
                    raise
            except Refused as refusal:
                if not refusal.is_retryable or time.monotonic() + delay >= deadline:
                    raise
            time.sleep(delay)
            delay = min(delay * 2, RETRY_MAX_S)

    def _send(
        self, method: str, path: str, *, query: Query, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        try:
            response = self._http.request(
                method, path, params=dict(query), content=body or None, headers=dict(headers)
            )
        except (httpx2.TransportError, httpx2.InvalidURL, httpx2.DecodingError) as failure:
            hint = "Is `tracker up` running?" if isinstance(failure, httpx2.ConnectError) else str(failure)
            raise Unreachable(f"No answer from {self.address}. {hint}") from None
        document = _document(response)
        if not response.is_success:
            _refuse(response, document)
        if document is None:
            raise Unreachable(f"{self.address} answers, but it is not a tracker.")
        return Answer(document=document, etag=response.headers.get("ETag"))


def open_client() -> Client:
    """The client for the first tracker that is configured. Raises `Unreachable`.

    The order is TRACKER_URL and TRACKER_KEY, the saved login, then the tracker that runs on the data folder. The
    folder's own key is sent only to the folder's own tracker.
    """
    settings = read_settings()
    if settings.url is None and (login := read_login()) is not None:
        return Client(login[0], settings.key or login[1])
    local = read_address(settings.data)
    address = settings.url or local
    if address is None:
        raise Unreachable(
            f"No tracker is running on {settings.data}. Start one with `tracker up`, or set TRACKER_URL."
        )
    if not address.startswith(("http://", "https://")):
        raise Unreachable(f"TRACKER_URL {address!r} does not begin with http:// or https://.")
    return Client(address, settings.key or _local_key(settings, is_local=address.rstrip("/") == local))


def one_line(text: str) -> str:
    """`text` on one line, without control characters, for a terminal."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def faults_in_words(faults: tuple[tuple[str, str], ...]) -> str:
    """(pointer, detail) pairs as `/deadline: already past; /topics/0: ...`."""
    return one_line("; ".join(f"{pointer}: {detail}" if pointer else detail for pointer, detail in faults))


def faults_of(document: Document) -> tuple[tuple[str, str], ...]:
    """The (pointer, detail) pairs of a document's `errors`."""
    errors = document.get("errors")
    found = [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    return tuple((str(one.get("pointer", "")), str(one.get("detail", ""))) for one in found)


def _local_key(settings: Settings, *, is_local: bool) -> str | None:
    return read_first_key(settings.data) if is_local else None


def _document(response: httpx2.Response) -> Document | None:
    try:
        document = response.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return None
    return document if isinstance(document, dict) else None


def _refuse(response: httpx2.Response, document: Document | None) -> NoReturn:
    if document is None:
        message = f"HTTP {response.status_code} from {response.request.url.copy_with(query=None)}"
        raise Refused(message, status=response.status_code, code="", faults=())
    faults = faults_of(document)
    raise Refused(
        _sentence(document, faults),
        status=response.status_code,
        code=str(document.get("code", "")),
        faults=faults,
    )


def _sentence(document: Document, faults: tuple[tuple[str, str], ...]) -> str:
    """The refusal in one line: what is wrong, in which field, and the existing record's address."""
    detail = str(document.get("detail") or document.get("title") or f"HTTP {document.get('status')}")
    parts = [detail]
    if len(faults) == 1 and faults[0][1] == detail:
        parts = [f"{detail} ({faults[0][0]})"] if faults[0][0] else [detail]
    elif faults:
        parts.append(f"({faults_in_words(faults)})")
    if "address" in document:
        parts.append(f"(existing record: {document['address']})")
    if document.get("code") == "internal":
        parts.append(f"(request {document.get('request_id')})")
    return one_line(" ".join(parts))
