"""A tracker on a disk that runs full: nothing is half recorded, it says what is wrong, and goes on once there is room."""

from __future__ import annotations

import ctypes
import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.support.running import RunningTracker, opened, running_tracker, wait_until
from tracker.store.log.verify import verify

MOUNT_BYTES = 24 << 20
BALLAST_CHUNK = 1 << 16
WRITES_MAX = 2_000

libc = ctypes.CDLL(None, use_errno=True)


class NoSmallDisk(UserWarning):
    """The test was skipped: say so louder than a letter in a row of dots."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a small disk of its own, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = f"size={MOUNT_BYTES},mode=0700".encode()
    if libc.mount(b"none", str(folder).encode(), b"tmpfs", 0, options) != 0:
        reason = f"no tmpfs can be mounted here ({os.strerror(ctypes.get_errno())}): run as root to have this tested"
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn(NoSmallDisk(reason), stacklevel=1)
        pytest.skip(reason)
    try:
        yield folder
    finally:
        libc.umount2(str(folder).encode(), 0)


def test_a_full_disk_stops_recording_with_a_reason_and_space_alone_lets_it_go_on(disk: Path) -> None:
    with running_tracker(disk / "tracker") as instance:
        before = instance.post("/v1/predictions", _prediction(-1))
        _fill(disk / "ballast")
        acknowledged, refused = _write_until_refused(instance)
        assert refused.status_code == 507, refused.text
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json()["code"] == "storage_full"
        assert "Retry-After" in refused.headers
        assert instance.get(f"/v1/predictions/{before['id']}")["statement"] == _prediction(-1)["statement"]

        (disk / "ballast").unlink()
        n = len(acknowledged)
        again = instance.post("/v1/predictions", _prediction(n), **{"Idempotency-Key": str(n)})
        settling = instance.post("/v1/predictions", _prediction(n + 1) | {"settlement": "at_once"})
        resolves = {"prediction": settling["id"], "outcome": "yes"}
        instance.post(
            "/v1/developments", {"headline": "Room", "occurred_on": "2025-01-01", "resolves": resolves}
        )
        wait_until(lambda: instance.get(f"/v1/predictions/{settling['id']}")["outcome"], seconds=60)
        with opened(instance.folder) as application, application.database.reading() as tx:
            assert verify(tx).is_clean
            rows = tx.rows("SELECT stream FROM event WHERE type = 'prediction.recorded'")
        recorded = [row["stream"].removeprefix("prediction-") for row in rows]
        assert sorted(recorded) == sorted([before["id"], *acknowledged, again["id"], settling["id"]])


def _write_until_refused(instance: RunningTracker) -> tuple[list[str], httpx2.Response]:
    """The ids that were acknowledged, and the first answer that was none."""
    acknowledged: list[str] = []
    for n in range(WRITES_MAX):
        answer = instance.client.post(
            "/v1/predictions", json=_prediction(n), headers={"Idempotency-Key": str(n)}
        )
        if answer.status_code != 201:
            return acknowledged, answer
        acknowledged.append(answer.json()["id"])
    raise AssertionError("the disk did not run full")


def _fill(path: Path) -> None:
    """Leave less than a page, in ever smaller steps."""
    size = BALLAST_CHUNK
    with path.open("ab", buffering=0) as file:
        while size:
            try:
                written = file.write(b"\0" * size)
            except OSError:
                written = 0
            if written < size:
                size //= 16
    assert shutil.disk_usage(path.parent).free < BALLAST_CHUNK


def _prediction(n: int) -> dict[str, object]:
    return {
        "statement": f"It comes to {n} {'x' * 800}",
        "probability": 0.4,
        "deadline": "2099-12-31",
    }
