"""The programs of the supervisor's tests: `supervised.py up FOLDER SPEC` supervises, `... child FOLDER NAME SPEC` obeys.

Both leave what they do as lines of FOLDER/trace, and every command line carries FOLDER, by which a test finds them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

LIFE_S = 60


def tell(folder: Path, line: str) -> None:
    with (folder / "trace").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def child_command(folder: Path, name: str, spec: dict[str, object]) -> tuple[str, ...]:
    return (sys.executable, __file__, "child", str(folder), name, json.dumps(spec))


def up(folder: Path, spec: dict) -> int:
    from tracker.cli.supervision import supervisor
    from tracker.domain.errors import TrackerError

    supervisor.READY_S = spec.get("ready_s", supervisor.READY_S)
    supervisor.REPORT_AFTER_S = spec.get("said_after_s", supervisor.REPORT_AFTER_S)
    supervisor.GRACE_S = spec.get("grace_s", supervisor.GRACE_S)
    children = [
        supervisor.Child(
            name=name,
            command=child_command(folder, name, child_spec),
            env=dict(os.environ),
            is_ready=(folder / f"{name}.ready").exists,
            starts_after=tuple(child_spec.get("after", ())),
        )
        for name, child_spec in spec["children"].items()
    ]
    try:
        with supervisor.hold_lock(folder / "up.lock") as lock:
            return supervisor.run(children, on_ready=lambda: tell(folder, "up"), inherited=(lock,))
    except TrackerError as refusal:
        tell(folder, f"refused: {refusal.detail}")
        return 1


def child(folder: Path, name: str, spec: dict) -> int:
    if spec.get("tied"):
        from tracker.parent_death import die_with_parent

        die_with_parent()
    tell(folder, f"start {name} {os.getpid()}")

    def stop(*_: object) -> None:
        tell(folder, f"stop {name}")
        sys.exit(0)

    signal.signal(signal.SIGTERM, signal.SIG_IGN if spec.get("deaf") else stop)
    # A tied worker has a session of its own, so that only the kernel's signal can reach it.
    for kind in spec.get("workers", ()):
        worker = child_command(folder, f"{name}-{kind}", {"tied": kind == "tied", "deaf": True})
        subprocess.Popen(worker, start_new_session=kind == "tied")
    time.sleep(spec.get("ready_after_s", 0))
    if not spec.get("never_ready"):
        (folder / f"{name}.ready").touch()
    time.sleep(spec.get("life_s", LIFE_S))
    return spec.get("exit_code", 0)


if __name__ == "__main__":
    role, folder_text, *rest = sys.argv[1:]
    sys.exit((up if role == "up" else child)(Path(folder_text), *rest[:-1], json.loads(rest[-1])))
