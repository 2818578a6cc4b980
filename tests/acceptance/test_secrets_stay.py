"""What subscribers entrust to a tracker stands in nothing that its processes write: database, log lines, queue, answers.

Their receivers repeat in their answers what they were sent, as servers do that do not know a path, and fail in other ways,
so that there is something to log.
"""

from __future__ import annotations

import asyncio
import base64
import json
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from redis import Redis

from tests.acceptance.test_deliveries import EVENTS, SENDING, prediction
from tests.support.receiving import NO_CONTENT, Handler, answering, read_request, serving
from tests.support.running import RunningTracker, running_tracker, wait_until

LOUD = {"TRACKER_LOG": "json:debug"}
STATEMENT = "The looking itself is looked at"
NEWSLETTER_KEY = "buttondown-key-5f2d1c0b9a8e"
PATHS = {name: f"/hooks/path-of-{name}-7c1e9b" for name in ("calm", "echo", "garbled", "nobody", "letter")}
PLAIN = frozenset({"api-key", "ready.json"})
"""Where the owner's own key is kept for its owner."""


def test_nothing_that_is_written_holds_what_was_entrusted(tmp_path: Path) -> None:
    log = tmp_path / "tracker.log"
    with running_tracker(tmp_path / "tracker", **SENDING, **LOUD) as instance:
        secrets, answers = tell_everybody(instance)
        secrets["client's key"] = (client := key_of_a_client(instance)).encode()
        answers |= read_everything(instance, client)
        written = dict(files(instance.folder)) | dict(queue(instance))
    written["log"] = log.read_bytes()
    assert_the_looking_sees(written)
    for name, secret in secrets.items():
        for form, word in forms(secret):
            found = [place for place, content in {**written, **answers}.items() if word in content]
            assert found == [], f"{name} stands there {form}"
    own = instance.key.removeprefix("trk_live_").encode()
    lines = [line for line in written.pop("log").splitlines() if own in line]
    assert [line.split(b",")[0] for line in lines] == [b"Key of Ada Example"]
    found = [place for place, content in {**written, **answers}.items() if own in content]
    assert {Path(place).name for place in found} == PLAIN


def tell_everybody(instance: RunningTracker) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Register, tell something, wait until everyone has been tried; what must stay secret, and what was answered again."""
    with ExitStack() as stack:
        urls = {
            "calm": stack.enter_context(serving(answering(NO_CONTENT))),
            "echo": stack.enter_context(serving(once_well(NO_CONTENT, echo))),
            "garbled": stack.enter_context(serving(once_well(NO_CONTENT, garble))),
            "letter": stack.enter_context(serving(once_well(LISTED, echo))),
        }
        with serving(answering(NO_CONTENT)) as urls["nobody"]:
            made = {name: register(instance, name, url) for name, url in urls.items()}
            for one in made.values():
                address = f"/v1/subscribers/{one['id']}"
                wait_until(lambda asked=address: instance.get(asked)["status"] == "active", seconds=20)
        rotated = instance.post(f"/v1/subscribers/{made['calm']['id']}/secret", {})["secret"]
        instance.post("/v1/predictions", prediction(STATEMENT))
        instance.post(
            f"/v1/subscribers/{made['letter']['id']}/test", {"type": "digest.published"}, status=202
        )
        for one in made.values():
            wait_until(lambda asked=one: len(attempts(instance, asked["id"])) > 1, seconds=20)
    repeated = register(instance, "calm", urls["calm"])
    assert (repeated["id"], repeated["secret"]) == (made["calm"]["id"], None)
    secrets = {f"the secret of {name}": one["secret"].encode() for name, one in made.items()}
    secrets |= {f"the path of {name}": path.encode() for name, path in PATHS.items()}
    secrets |= {"the new secret": rotated.encode(), "the newsletter's key": NEWSLETTER_KEY.encode()}
    return secrets, {"the request repeated": json.dumps(repeated).encode(), "refused": refused(instance)}


def register(instance: RunningTracker, name: str, url: str) -> Any:
    return instance.post("/v1/subscribers", entry(name, url), **{"Idempotency-Key": f"entry.{name}"})


def entry(name: str, url: str) -> dict[str, Any]:
    whole = {"url": url.removesuffix("/hook") + PATHS[name], "name": name}
    if name != "letter":
        return whole | {"types": EVENTS}
    digest = {"every": "week", "hour": 7}
    return whole | {"connector": "buttondown", "credentials": NEWSLETTER_KEY, "digest": digest}


def refused(instance: RunningTracker) -> bytes:
    """What is said to somebody whose address and whose credentials cannot be taken."""
    said = b""
    for body in (
        {"url": f"http://u:{NEWSLETTER_KEY}@news.example{PATHS['calm']}"},
        {"url": f"https://10.0.0.1{PATHS['calm']}"},
        {"url": f"https://news.example{PATHS['calm']}", "credentials": NEWSLETTER_KEY},
    ):
        answer = instance.client.post("/v1/subscribers", json=body)
        assert answer.status_code == 422, answer.text
        said += answer.content
    return said


def key_of_a_client(instance: RunningTracker) -> str:
    return str(
        instance.post("/v1/keys", {"name": "a client", "scopes": ["read", "webhooks", "admin"]})["token"]
    )


def read_everything(instance: RunningTracker, client: str) -> dict[str, bytes]:
    """Whatever a key may read about subscribers."""
    addresses = ["/v1/subscribers", "/v1/events?after=0", "/v1/keys", "/metrics", "/readyz"]
    for one in instance.get("/v1/subscribers")["items"]:
        address = f"/v1/subscribers/{one['id']}"
        addresses += [address, f"{address}/deliveries", f"{address}/attempts"]
    headers = {"Authorization": f"Bearer {client}"}
    found = {one: instance.client.get(one, headers=headers) for one in addresses}
    assert {answer.status_code for answer in found.values()} == {200}
    lines = instance.client.get("/v1/events?after=0", headers=headers | {"Accept": "application/x-ndjson"})
    assert STATEMENT in lines.text
    return {one: answer.content for one, answer in found.items()} | {"events in lines": lines.content}


def attempts(instance: RunningTracker, subscriber: str) -> list[Any]:
    return list(instance.get(f"/v1/subscribers/{subscriber}/attempts")["items"])


# Where it is looked for


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the tracker as it stands while everything runs, the queue's log unpacked too."""
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            yield str(file), content + (unpacked(content) if "queue" in file.parts else b"")


def queue(instance: RunningTracker) -> Iterator[tuple[str, bytes]]:
    with Redis.from_url(instance.queue_url()) as server:
        for key in server.scan_iter():
            values = server.hgetall(key) if server.type(key) == b"hash" else {}
            whole = b" ".join((key, server.dump(key) or b"", *values.keys(), *values.values()))
            yield f"queue {key!r}", whole + unpacked(whole)


def unpacked(content: bytes) -> bytes:
    """Whatever in it is packed by zlib, as RQ packs its jobs."""
    found, place = b"", content.find(b"x\x9c")
    while place >= 0:
        with suppress(zlib.error):
            found += zlib.decompressobj().decompress(content[place:], 1_000_000)
        place = content.find(b"x\x9c", place + 1)
    return found


def forms(secret: bytes) -> Iterator[tuple[str, bytes]]:
    """The ways in which it could stand somewhere."""
    bare = secret.removeprefix(b"whsec_").removeprefix(b"trk_live_")
    yield "as it is", bare
    yield "as the end of a path", bare.rpartition(b"/hooks/")[2]
    yield "in JSON", bare.replace(b"/", b"\\/")
    yield "in base64", base64.b64encode(secret).rstrip(b"=")[:-1]
    if secret.startswith(b"whsec_"):
        raw = base64.b64decode(bare)
        yield "in bytes", raw
        yield "in hexadecimal", raw.hex().encode()


def assert_the_looking_sees(written: dict[str, bytes]) -> None:
    """Each place holds what it must hold, so that finding nothing there means something."""
    names = {Path(place).name for place in written}
    assert {"tracker.db", "tracker.db-wal"} <= names
    assert any(STATEMENT.encode() in one for place, one in written.items() if "tracker.db" in place)
    assert any(b"workers.jobs" in one for place, one in written.items() if "queue" in place)
    told = [json.loads(line[line.index(b"{") :]) for line in written["log"].splitlines() if b'{"' in line]
    assert {one.get("program") for one in told} >= {"relay", "worker"}
    assert "debug" in {one.get("level") for one in told}


# What the receivers do


LISTED = b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"results":[]}'


def once_well(first: bytes, then: Any) -> Handler:
    """Answers `first` to the first request of all, and every later one in that other way."""
    count = 0

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        while True:
            request = await read_request(reader)
            count += 1
            writer.write(first if count == 1 else then(*request))
            await writer.drain()

    return handle


def echo(line: str, headers: dict[str, str], body: bytes) -> bytes:
    said = f"Cannot {line}\n{json.dumps(headers)}\n".encode() + body
    return b"HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n" % len(said) + said


def garble(line: str, headers: dict[str, str], body: bytes) -> bytes:
    return f"Cannot {line} {json.dumps(headers)}\r\n\r\n".encode()
