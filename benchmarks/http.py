"""How fast POST /v1/predictions answers eight clients, the tracker as `tracker up` runs it, relay and worker included."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median, quantiles
from uuid import uuid4

import psutil

from benchmarks.asked import CPU, HTTP, ROUTE
from benchmarks.databases import Place
from benchmarks.figures import Figure, Pace, Turn, rate, take_turns
from benchmarks.route import PATH
from tracker.application.context import AppContext
from tracker.projections.registry import RELAY
from tracker.store.log.checkpoints import read_checkpoint
from tracker.store.log.log import read_head

CLIENTS = 8
READY_S = 60.0
STOP_S = 30.0
QUIET_S = 10.0
ANSWER_BYTES_MAX = 65_536
BIN = Path(sys.executable).parent


def measure(place: Place, pace: Pace) -> Iterator[Figure]:
    """A figure for each line about this database: requests a second against the peer, then our latencies."""
    lines = [asked for asked in HTTP if asked.database == place.name]
    ours_ms: list[list[float]] = []
    cpu_ms: dict[str, list[float]] = {"ours": [], "peer": []}
    with ExitStack() as stack:
        port, key, pid = stack.enter_context(_served(place))
        route_port, route_pid = stack.enter_context(_route(place))

        def ours(seconds: float) -> float:
            before = _cpu_s(pid)
            done, latencies = _load(port, key, seconds)
            ours_ms.append(latencies)
            _wait_until_quiet(place.instance)
            cpu_ms["ours"].append((_cpu_s(pid) - before) * 1_000 / len(latencies))
            return done

        def peer(seconds: float) -> float:
            before = _cpu_s(route_pid)
            done, latencies = _load(route_port, "", seconds)
            cpu_ms["peer"].append((_cpu_s(route_pid) - before) * 1_000 / len(latencies))
            return done

        done = take_turns({"ours": ours, "peer": peer}, pace)
    measured = ours_ms[1:]  # the first turn warms up
    for asked in lines:
        if asked.peer == ROUTE:
            of_both = {name: cpu[1:] for name, cpu in cpu_ms.items()} if CPU in asked.what else done
            yield Figure(asked=asked, ours=tuple(of_both["ours"]), peer=tuple(of_both["peer"]))
        else:
            of = median if "median" in asked.what else _last_percentile
            yield Figure(asked=asked, ours=tuple(of(latencies) for latencies in measured))


def _cpu_s(pid: int) -> float:
    """What a program and all that it started have run so far: queue, relay, worker and web, but no database server."""
    program = psutil.Process(pid)
    times = [one.cpu_times() for one in (program, *program.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def _load(port: int, key: str, seconds: float) -> tuple[float, list[float]]:
    """Requests a second, and how long each took in milliseconds, by `CLIENTS` connections that each send the next when the last is answered."""
    round_ms: list[float] = []
    with ExitStack() as stack:
        clients = [stack.enter_context(_client(port, key, round_ms)) for _ in range(CLIENTS)]
        return rate(clients, seconds), round_ms


@contextmanager
def _client(port: int, key: str, round_ms: list[float]) -> Iterator[Turn]:
    """One kept connection. Bare sockets, since a client library in this process takes longer than what it measures."""
    with socket.create_connection(("127.0.0.1", port), timeout=READY_S) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def turn() -> int:
            request = _request(key)
            began = time.perf_counter()
            connection.sendall(request)
            answer = _read_answer(connection)
            round_ms.append((time.perf_counter() - began) * 1_000)
            if not answer.startswith(b"HTTP/1.1 201"):
                raise RuntimeError(answer.decode(errors="replace"))
            return 1

        yield turn


def _request(key: str) -> bytes:
    entry = {
        "statement": f"It comes to {uuid4()}",
        "deadline": "2099-12-31",
        "probability": 0.4,
        "topics": ["japan", "elections"],
    }
    body = json.dumps(entry).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Idempotency-Key: {uuid4()}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _read_answer(connection: socket.socket) -> bytes:
    """The whole answer, which must say its length."""
    received = b""
    while len(received) < ANSWER_BYTES_MAX:
        part = connection.recv(ANSWER_BYTES_MAX)
        if not part:
            break
        received += part
        head, found, body = received.partition(b"\r\n\r\n")
        if found and len(body) >= _content_length(head):
            return received
    raise RuntimeError(received.decode(errors="replace"))


def _content_length(head: bytes) -> int:
    lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
    return next(int(value) for name, _, value in lines if name == b"content-length")


def _last_percentile(latencies: list[float]) -> float:
    return quantiles(latencies, n=100, method="inclusive")[98]


def _wait_until_quiet(instance: AppContext) -> None:
    """Wait until relay and worker have caught up, so that they take nothing from the peer's turn."""
    ends = time.monotonic() + QUIET_S
    while time.monotonic() < ends:
        with instance.database.reading() as tx:
            is_behind = read_checkpoint(tx, RELAY) < read_head(tx).position
            due = tx.value("SELECT count(*) FROM work WHERE wanted > done")
        if not is_behind and due == 0:
            return
        time.sleep(0.05)


@contextmanager
def tracker_up(place: Place) -> Iterator[tuple[int, str]]:
    """The tracker on all its programs; its port and the key of its author."""
    with _served(place) as (port, key, _):
        yield port, key


@contextmanager
def _served(place: Place) -> Iterator[tuple[int, str, int]]:
    folder = Path(place.settings["TRACKER_DATA"])
    ready = folder / "ready.json"
    command: list[str | Path] = [BIN / "tracker", "up", "--port", "0", "--ready-file", ready]
    with _program(command, place.settings, log=folder.parent / "tracker-up.log") as program:
        _wait_until(ready.exists, program)
        told = json.loads(ready.read_text(encoding="utf-8"))
        yield int(str(told["url"]).rpartition(":")[2]), told["key"], program.pid


@contextmanager
def _route(place: Place) -> Iterator[tuple[int, int]]:
    """The peer on the same server with the same options as the Procfile's; its port and process."""
    port = _free_port()
    command: list[str | Path] = [
        BIN / "granian",
        "--interface",
        "wsgi",
        "--factory",
        "--no-ws",
        "--workers",
        "1",
    ]
    command += ["--blocking-threads", "8", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--log-level", "warning", "benchmarks.route:create_route"]
    log = Path(place.settings["TRACKER_DATA"]).parent / "route.log"
    with _program(command, {"BENCH_DATABASE": place.address}, log=log) as program:
        _wait_until(lambda: _is_answering(port), program)
        yield port, program.pid


@contextmanager
def _program(
    command: list[str | Path], settings: Mapping[str, str], *, log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A program with `settings` and nothing else of ours in its environment, stopped in the end."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    with log.open("ab") as output:
        program = subprocess.Popen(
            command,
            env=kept | dict(settings),
            cwd=Path(__file__).parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield program
    except BaseException:
        sys.stderr.write(log.read_text(encoding="utf-8"))
        raise
    finally:
        program.terminate()
        try:
            program.wait(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait(timeout=STOP_S)


def _wait_until(holds: Callable[[], bool], program: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + READY_S
    while not holds():
        if program.poll() is not None or time.monotonic() > ends:
            raise RuntimeError("a program did not come up")
        time.sleep(0.02)


def _is_answering(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
