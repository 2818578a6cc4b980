"""A subscriber's receiver on this machine: keeps what it is sent, and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answering = Callable[[int], tuple[int, dict[str, str]]]
"""Status and headers for the n-th request, from 0."""


@dataclass
class Received:
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def type(self) -> str:
        return self.document["type"]

    @property
    def data(self) -> dict[str, Any]:
        return self.document["data"]


@dataclass
class Receiver:
    url: str = ""
    got: list[Received] = field(default_factory=list)
    answering: Answering = lambda _: (204, {})
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of_type(self, kind: str) -> list[Received]:
        return [one for one in self.got if one.type == kind]

    def types(self) -> list[str]:
        return [one.type for one in self.got]


@contextmanager
def receiving(answering: Answering | None = None) -> Iterator[Receiver]:
    """A receiver that serves until the block ends; by default it answers 204 to everything."""
    receiver = Receiver()
    if answering is not None:
        receiver.answering = answering

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with receiver.lock:
                place = len(receiver.got)
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.got.append(Received(headers, body))
            status, more = receiver.answering(place)
            self.send_response(status)
            for name, value in {"Content-Length": "0", **more}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
