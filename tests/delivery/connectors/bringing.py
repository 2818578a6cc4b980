"""Parcels, and what a sender does with them: ask whether one is there, else bring it over, on a real connection."""

from __future__ import annotations

import asyncio
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.delivery.instance import LOOPBACK
from tracker.delivery.connectors.connector import OutgoingMessage
from tracker.delivery.egress.guard import Egress
from tracker.delivery.egress.policy import EgressPolicy
from tracker.delivery.messages.kinds import DIGEST, PING, message_id

POLICY = EgressPolicy(allow=(LOOPBACK,), is_http_allowed=True)
DIGEST_DATA = {
    "subject": "Two predictions came due",
    "text": "Two predictions came due\n\nThe cabinet fell. The budget held.",
    "markdown": "# Two predictions came due\n\nThe cabinet fell. The budget held.",
    "html": "<h1>Two predictions came due</h1><p>The cabinet fell. The budget held.</p>",
    "image_url": None,
    "sequence": 1,
}


def digest_message(**data):
    """A digest that nobody was sent yet."""
    told = {"type": DIGEST, "timestamp": _now().isoformat(), "data": {**DIGEST_DATA, **data}}
    return OutgoingMessage(
        id=message_id(DIGEST, str(uuid.uuid4())), type=DIGEST, body=json.dumps(told).encode()
    )


def ping_message():
    told = {"type": PING, "timestamp": _now().isoformat(), "data": {"subject": "Does this address answer?"}}
    return OutgoingMessage(id=message_id(PING, str(uuid.uuid4())), type=PING, body=json.dumps(told).encode())


def send(outgoing, *, timeout_s=10.0):
    """The answer to one request, by the way that all requests take."""

    async def sending():
        async with Egress(POLICY, deadline_s=timeout_s) as egress:
            return await egress.send(outgoing)

    return asyncio.run(sending())


def bring_over(connector, message, target, **options):
    """The verdict, and what the receiver calls what it made; asked first, since it may be there already."""
    question = connector.look_up(message, target, now=_now())
    if question is not None:
        answered = send(question, **options)
        standing = connector.found(answered, message)
        if standing is not None or connector.classify(answered) is not None:
            return connector.classify(answered), standing
    answered = send(connector.render(message, target, now=_now()), **options)
    return connector.classify(answered), connector.remote_id(answered)


class StandIn:
    """A service on a real socket: a subclass answers a request by status and document.

    While `may_answer` is cleared, requests are worked off and their answers held back.
    """

    def __init__(self):
        self.url = ""
        self.may_answer = threading.Event()
        self.may_answer.set()

    def answer(self, method, path, query, headers, document):
        raise NotImplementedError

    @contextmanager
    def served(self) -> Iterator[StandIn]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _asking(self))
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield self
        finally:
            self.may_answer.set()
            server.shutdown()
            thread.join()
            server.server_close()


def _asking(stand_in):
    class Asked(BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer(None)

        def do_POST(self):
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, document):
            asked = urlsplit(self.path)
            status, answer = stand_in.answer(
                self.command, asked.path, parse_qs(asked.query), self.headers, document
            )
            stand_in.may_answer.wait(10)
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Nothing: pytest shows what fails."""

    return Asked


def _now():
    return datetime.now(UTC)
