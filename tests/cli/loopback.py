"""A tracker on the other end of the network, as far as a client can see it: answers by script, remembers what came.

`/v1/imports` behaves as the contract says: one run, a clock that takes a few looks to arrive, refusals by a field
`bad` of a line. Every other address answers what a test put there.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Seen:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


def problem(status: int, detail: str, *, code: str = "refused", errors: tuple = (), **members: Any) -> Reply:
    faults = [{"pointer": pointer, "detail": words, "code": "invalid"} for pointer, words in errors]
    document = {"status": status, "title": "No", "detail": detail, "code": code, "errors": faults, **members}
    return Reply(status, document, {"Content-Type": "application/problem+json"})


@dataclass
class Loopback:
    """`replies` holds answers by "METHOD /path", used up from the left, the last one for ever."""

    address: str = ""
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    known: set[bytes] = field(default_factory=set)
    looks_left: int = 0
    looks_per_step: int = 2
    state: dict[str, Any] = field(
        default_factory=lambda: {
            "run": "run-1", "source": None, "timezone": "UTC", "state": "open", "clock_at": None,
            "clock_done_at": None, "lines": 0, "refused": 0, "projected": True,
        }
    )  # fmt: skip

    def paths(self) -> list[str]:
        """What was asked for, looks at the run left out."""
        return [f"{one.method} {one.path}" for one in self.seen if one.path != "/v1/imports/run-1"]

    def pieces(self) -> list[list[Any]]:
        """The lines of every piece that came."""
        bodies = [one.body for one in self.seen if one.path.endswith("/lines")]
        return [[json.loads(line) for line in body.splitlines()] for body in bodies]

    def answer(self, seen: Seen) -> Reply:  # noqa: PLR0911 - one for each address
        self.seen.append(seen)
        scripted = self.replies.get(f"{seen.method} {seen.path}")
        if scripted:
            return scripted.pop(0) if len(scripted) > 1 else scripted[0]
        match seen.method, seen.path:
            case "POST", "/v1/imports":
                self.state.update(seen.json, state="open")
                return Reply(200, self.state)
            case "POST", "/v1/imports/run-1/lines":
                return self._take_lines(seen)
            case "POST", "/v1/imports/run-1/clock":
                return self._move_clock(seen.json["at"])
            case "POST", "/v1/imports/run-1/finish":
                self.state["state"] = "finished"
                return Reply(200, self.state)
            case "GET", "/v1/imports/run-1":
                return self._look()
            case _:
                return problem(404, f"nothing at {seen.path}", code="not_found")

    def _take_lines(self, seen: Seen) -> Reply:
        if self._is_clock_moving():
            return problem(409, "the clock is still moving", code="in_progress")
        lines = seen.body.splitlines()
        if len(lines) > 1_000 or len(seen.body) > 1_000_000:
            return problem(413, "too large", code="too_large")
        bad = [json.loads(line).get("bad") for line in lines]
        is_undone = seen.query["atomic"] == "true" and any(bad)
        return Reply(
            200,
            {
                "items": [
                    self._outcome(n, raw, flaw, is_undone=is_undone)
                    for n, (raw, flaw) in enumerate(zip(lines, bad, strict=True), 1)
                ]
            },
        )

    def _outcome(self, number: int, raw: bytes, flaw: str | None, *, is_undone: bool) -> dict[str, Any]:
        if flaw or is_undone:
            pointer, detail = ("/bad", flaw) if flaw else ("", "not recorded: another line was refused")
            errors = [{"pointer": pointer, "detail": detail, "code": "invalid"}]
            return {"line": number, "status": "refused", "errors": errors}
        status = "already" if raw in self.known else "recorded"
        self.known.add(raw)
        return {"line": number, "status": status, "errors": []}

    def _move_clock(self, at: str) -> Reply:
        if at > "2026":
            return problem(422, "a clock cannot run ahead", errors=(("/at", "a clock cannot run ahead"),))
        if self.state["clock_at"] is None or at > self.state["clock_at"]:
            self.state["clock_at"] = at
            self.looks_left = self.looks_per_step
        return Reply(202, self.state)

    def _look(self) -> Reply:
        if self._is_clock_moving():
            self.looks_left -= 1
            if self.looks_left <= 0:
                self.state["clock_done_at"] = self.state["clock_at"]
        return Reply(200, self.state)

    def _is_clock_moving(self) -> bool:
        return self.state["clock_at"] != self.state["clock_done_at"]


@contextmanager
def serving() -> Iterator[Loopback]:
    """A loopback that answers at its `address` until the way out."""
    loopback = Loopback()

    class Ear(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            where = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(where.query).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = loopback.answer(Seen(self.command, where.path, query, dict(self.headers), body))
            content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    server.daemon_threads = True
    loopback.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield loopback
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
