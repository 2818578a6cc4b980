"""A house's folder: who may enter it, and the small files in it (secrets.json, api-key, house.json)."""

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
HOUSE = "house.json"
SECRET_VARIABLE = "TRACKER_SECRET_KEY"  # noqa: S105 - the name of the variable, not its value
SECRET_BYTES = 32
PRIVATE = 0o700

data_option = click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The house's folder; else TRACKER_DATA, else var/tracker.",
)


def settings_of(folder: Path | None, **overriding: str | int | None) -> Settings:
    """The settings of the environment, with the folder and the values of command options put over them."""
    return read_settings({**os.environ, **as_environment(folder, **overriding)})


def as_environment(folder: Path | None, **overriding: str | int | None) -> dict[str, str]:
    """Settings by their environment names; None leaves one as it is."""
    given = {"TRACKER_DATA": None if folder is None else str(folder), **overriding}
    return {name: str(value) for name, value in given.items() if value is not None}


def settings_of_house(folder: Path | None) -> Settings:
    """The same, of a house that stands: a mistyped folder must not be taken for an empty house."""
    settings = settings_of(folder)
    if settings.database_url is None and not settings.database_path.exists():
        raise click.ClickException(
            f"there is no house in {settings.data}: `tracker up` or `migrate` makes one"
        )
    return settings


def prepare_folder(folder: Path) -> None:
    """Make the folder, for the owner only; close one that is ours, and leave a stranger's as it is.

    Not everything a folder option names may be closed: `--data /tmp` would shut out everybody else.
    """
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    is_house = (folder / LOCK).exists() or (folder / "tracker.db").exists() or not any(folder.iterdir())
    found = folder.stat()
    if is_house and found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) != PRIVATE:
        folder.chmod(PRIVATE)


def queue_secret(settings: Settings) -> str:
    """The secret that signs jobs: the setting, else the one of secrets.json, made at the first start."""
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
    """Whether the secret that signs jobs was made in this folder."""
    return isinstance(_read_json(folder / SECRETS).get(SECRET_VARIABLE), str)


def is_up(folder: Path) -> bool:
    """Whether `tracker up` runs on this folder now."""
    return _is_held(folder / LOCK)


def read_first_key(folder: Path) -> str | None:
    """The key kept in the folder, if there is one that this user may read."""
    try:
        return (folder / FIRST_KEY).read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def read_house_address(folder: Path) -> str | None:
    """Where the house of this folder serves; None where it is not up.

    After a kill -9 the file stays, and a stranger may listen on that port: he must not get the folder's key.
    """
    address = _read_json(folder / HOUSE).get("address")
    return address if isinstance(address, str) and _is_held(folder / LOCK) else None


def write_house_address(folder: Path, address: str) -> None:
    """Tell the commands that run in this folder where the house serves, and by which process."""
    write_private(folder / HOUSE, json.dumps({"address": address, "pid": os.getpid()}) + "\n")


def forget_house_address(folder: Path) -> None:
    """Take the address back; only whoever holds the folder's lock may."""
    (folder / HOUSE).unlink(missing_ok=True)


def write_private(path: Path, text: str) -> None:
    """Write a file for the owner only; a reader finds the old content or the new one, never half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _is_held(lock: Path) -> bool:
    """Whether somebody holds the lock, which `up` and its children do while they live."""
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
    """The object in the file; empty where there is no such file or it holds something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
