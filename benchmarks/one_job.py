"""One delivery as a job of its own, as others send: a connection, a request."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit


def post(url: str, body: str) -> None:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    connection.request("POST", parts.path, body.encode(), {"Content-Type": "application/json"})
    connection.getresponse().read()
    connection.close()
