"""A real queue server for a test: `with running_valkey(tmp_path) as url`."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.cli.supervision.embedded import (
    choose_socket,
    find_server,
    is_answering,
    queue_folder,
    redis_url,
    server_command,
)
from tracker.parent_death import tied_to_this_process

START_S = 30.0
STOP_S = 10.0


@contextmanager
def running_valkey(folder: Path) -> Iterator[str]:
    """The address of a server that keeps its log in `folder`/queue, as `tracker up` runs it; ended on the way out.

    It also dies with the test process, should that be killed.
    """
    socket = choose_socket(folder)
    command = server_command(find_server(), queue_folder=queue_folder(folder), socket=socket)
    with (folder / "valkey.out").open("ab") as output:
        server = subprocess.Popen(
            tied_to_this_process(command), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        _await_answer(server, socket)
        yield redis_url(socket)
    finally:
        _end(server)
        if socket.parent != queue_folder(folder):
            _forget_runtime_folder(socket)


def _await_answer(server: subprocess.Popen[bytes], socket: Path) -> None:
    deadline = time.monotonic() + START_S
    while not is_answering(socket):
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the queue server did not start (exit code {server.returncode})")
        time.sleep(0.02)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _forget_runtime_folder(socket: Path) -> None:
    socket.unlink(missing_ok=True)
    socket.parent.rmdir()
