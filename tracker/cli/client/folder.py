"""A tracker's data folder: its lock and its small files (secrets.json, api-key, house.json)."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from tracker.settings import Settings, read_settings

LOCK = "up.lock"
SECRETS = "secrets.json"
FIRST_KEY = "api-key"
ADDRESS_FILE = "house.json"
SECRET_VARIABLE = "TRACKER_SECRET_KEY"  # noqa: S105 - the name of the variable, not its value
SECRET_BYTES = 32
PRIVATE = 0o700

data_option = click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The tracker's data folder; default: TRACKER_DATA, then var/tracker.",
)


def settings_of(folder: Path | None, **overriding: str | int | None) -> Settings:
    """The settings of the environment, overridden by the folder and the command options."""
    return read_settings({**os.environ, **as_environment(folder, **overriding)})


def as_environment(folder: Path | None, **overriding: str | int | None) -> dict[str, str]:
    """Settings as environment variables; a value of None is left out."""
    given = {"TRACKER_DATA": None if folder is None else str(folder), **overriding}
    return {name: str(value) for name, value in given.items() if value is not None}


def settings_of_existing(folder: Path | None) -> Settings:
    """The settings of a tracker that exists. Raises ClickException where the folder holds none."""
    settings = settings_of(folder)
    if settings.database_url is None and not settings.database_path.exists():
        # Without this check a mistyped folder would look like an empty tracker.
        raise click.ClickException(
            f"There is no tracker in {settings.data}. Create one with `tracker up` or `tracker migrate`."
        )
    return settings


def prepare_folder(folder: Path) -> None:
    """Create the folder with mode 0700, or tighten the mode of an existing tracker folder.

    Any other existing folder keeps its mode: with `--data /tmp` a change would lock out every other user.
    """
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    is_ours = (folder / LOCK).exists() or (folder / "tracker.db").exists() or not any(folder.iterdir())
    found = folder.stat()
    if is_ours and found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) != PRIVATE:
        folder.chmod(PRIVATE)


def queue_secret(settings: Settings) -> str:
    """The secret that signs jobs: from the settings, else from secrets.json, created if missing."""
    if settings.secret_key is not None:
        return settings.secret_key
    path = settings.data / SECRETS
    kept = _read_json(path).get(SECRET_VARIABLE)
    if isinstance(kept, str):
        return kept
    made = secrets.token_urlsafe(SECRET_BYTES)
    write_private(path, json.dumps({SECRET_VARIABLE: made}) + "\n")
    return made


def has_kept_secret(folder: Path) -> bool:
    """Whether the folder holds a secret that signs jobs."""
    return isinstance(_read_json(folder / SECRETS).get(SECRET_VARIABLE), str)


def is_up(folder: Path) -> bool:
    """Whether `tracker up` is running on this folder."""
    return _is_held(folder / LOCK)


def read_first_key(folder: Path) -> str | None:
    """The API key kept in the folder; None where there is none or this user may not read it."""
    try:
        return (folder / FIRST_KEY).read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def read_address(folder: Path) -> str | None:
    """The address of the tracker that runs on this folder; None while none runs.

    The file survives a kill -9. Another program may then listen on that port and must not receive the folder's key,
    so the lock is checked too.
    """
    address = _read_json(folder / ADDRESS_FILE).get("address")
    return address if isinstance(address, str) and _is_held(folder / LOCK) else None


def write_address(folder: Path, address: str) -> None:
    """Record the address and process id of the running tracker, for other commands."""
    write_private(folder / ADDRESS_FILE, json.dumps({"address": address, "pid": os.getpid()}) + "\n")


def forget_address(folder: Path) -> None:
    """Delete the recorded address. Only the process that holds the folder's lock may call this."""
    (folder / ADDRESS_FILE).unlink(missing_ok=True)


def write_private(path: Path, text: str) -> None:
    """Write a file with mode 0600 atomically: a reader sees the old content or the new."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    opened = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _is_held(lock: Path) -> bool:
    """Whether a process holds the lock. `up` and its children hold it while they live."""
    try:
        opened = os.open(lock, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(opened)


def _read_json(path: Path) -> dict[str, Any]:
    """The JSON object in the file; empty where the file is missing or holds anything else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
