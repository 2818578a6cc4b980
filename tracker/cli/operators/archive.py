"""A backup file: a tar of a manifest and the files whose checksums it holds."""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO, ClassVar

import msgspec

from tracker.cli.client.folder import FIRST_KEY, SECRETS
from tracker.domain.errors import TrackerError

DATABASE = "tracker.db"
KEPT_FILES = (DATABASE, SECRETS, FIRST_KEY)
"""Everything else in a data folder belongs to running processes or can be derived again."""
MANIFEST = "manifest.json"
MANIFEST_BYTES_MAX = 1 << 20
CHUNK_BYTES = 1 << 20
FORMAT = 1


class BadBackup(TrackerError):
    """The file is not a backup, or not as it was written."""

    code: ClassVar[str] = "bad_backup"
    title: ClassVar[str] = "The backup cannot be used"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of a backup; `files` maps names to SHA-256 digests, `head` is hexadecimal."""

    format: int
    house_id: str
    position: int
    head: str
    taken_at: str
    tracker: str
    files: dict[str, str]


def write_archive(path: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the backup with mode 0600, completely or not at all.

    Raises FileExistsError if `path` exists.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    opened = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as tar:
                encoded = msgspec.json.format(msgspec.json.encode(manifest)) + b"\n"
                tar.addfile(_member(MANIFEST, len(encoded)), BytesIO(encoded))
                for name, source in files.items():
                    with source.open("rb") as content:
                        tar.addfile(_member(name, source.stat().st_size), content)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)  # unlike a rename, a link never replaces an existing file
        sync_folder(path.parent)
    finally:
        with suppress(OSError):
            temporary.unlink()


def unpack_archive(path: Path, folder: Path) -> Manifest:
    """Unpack the backup into `folder` and check every file against the manifest.

    Raises `BadBackup`.
    """
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
            manifest = _read_manifest(tar)
            found: set[str] = set()
            for member in tar:
                if member.name in found:
                    raise BadBackup(f"{path} is not a backup: it contains {member.name} twice.")
                found.add(member.name)
                if member.name != MANIFEST:
                    _unpack(tar, member, folder, manifest)
    except (tarfile.TarError, EOFError) as broken:
        raise BadBackup(f"{path} is not a complete backup: {broken}.") from None
    missing = sorted(manifest.files.keys() - found)
    if missing or DATABASE not in found:
        raise BadBackup(f"{path} is not a complete backup: {(missing or [DATABASE])[0]} is missing.")
    return manifest


def file_sha256(path: Path) -> str:
    """The SHA-256 of the file's content in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Sync the folder's entries to disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    if first is None or first.name != MANIFEST or not first.isreg() or first.size > MANIFEST_BYTES_MAX:
        raise BadBackup("The file is not a backup: it does not begin with a manifest.")
    try:
        manifest = msgspec.json.decode(_content(tar, first).read(), type=Manifest)
    except msgspec.MsgspecError as unreadable:
        raise BadBackup(f"The manifest cannot be read: {unreadable}.") from None
    if manifest.format != FORMAT:
        raise BadBackup(f"The backup has format {manifest.format}; this tracker reads format {FORMAT}.")
    return manifest


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, manifest: Manifest) -> None:
    """Write one member under its plain name.

    Links and paths that the tar may contain are ignored.
    """
    expected = manifest.files.get(member.name)
    if expected is None or member.name not in KEPT_FILES or not member.isreg():
        raise BadBackup(f"{member.name!r} does not belong in a backup.")
    digest = hashlib.sha256()
    opened = os.open(folder / member.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file, _content(tar, member) as content:
        while chunk := content.read(CHUNK_BYTES):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != expected:
        raise BadBackup(f"{member.name} was altered after the backup: its checksum differs.")


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member)
    assert content is not None  # noqa: S101 - only asked for regular files
    return content
