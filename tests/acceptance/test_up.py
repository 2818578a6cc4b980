"""`tracker up` as somebody runs it: from any folder, one command, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil
import pytest

from tests.support.instance import bearer
from tracker.cli.operators import example

pytestmark = pytest.mark.slow

TRACKER = Path(sys.executable).parent / "tracker"
START_S = 90.0
STOP_S = 30.0
DEATH_S = 10.0


@dataclass
class Up:
    """A running `tracker up`: what its ready file says, and every process of it."""

    supervisor: subprocess.Popen
    url: str
    key: str
    folder: Path
    output: Path
    processes: list[psutil.Process]

    @property
    def auth(self):
        return bearer(self.key)


def environment(**given):
    """An environment without settings and without this test's own import path."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "TRACKER_AUTHOR": "Ada Example", **given}


def tracker(*arguments, **given):
    return subprocess.run(
        [TRACKER, *map(str, arguments)],
        env=environment(**given),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def up(folder, *options, cwd=None):
    """`tracker up` on `folder`, once its ready file is there; killed on the way out if it still runs."""
    ready, output = folder.parent / "ready.json", folder.parent / "output"
    ready.unlink(missing_ok=True)
    command = [TRACKER, "up", "--data", folder, "--port", "0", "--ready-file", ready, *options]
    with output.open("wb") as file:
        supervisor = subprocess.Popen(
            command, cwd=cwd or folder.parent, env=environment(), stdout=file, stderr=subprocess.STDOUT
        )
    processes = []
    try:
        deadline = time.monotonic() + START_S
        while not ready.exists():
            if supervisor.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"it did not come up:\n{output.read_text()}")
            time.sleep(0.05)
        said = json.loads(ready.read_text())
        assert said["pid"] == supervisor.pid
        processes = psutil.Process(supervisor.pid).children(recursive=True)
        yield Up(supervisor, said["url"], said["key"], folder, output, processes)
    finally:
        supervisor.kill()
        supervisor.wait()
        for left in psutil.wait_procs(processes, timeout=DEATH_S)[1]:
            left.kill()


def survivors(instance):
    return psutil.wait_procs(instance.processes, timeout=DEATH_S)[1]


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """A tracker that was started in a folder of somebody else's programs."""
    place = tmp_path_factory.mktemp("up")
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    for trap in ("workers", "tracker"):
        (elsewhere / trap).mkdir()
        (elsewhere / trap / "__init__.py").write_text("raise SystemExit('the wrong package was imported')\n")
    with up(place / "tracker", cwd=elsewhere) as running:
        yield running


def test_the_tracker_is_ready_and_nothing_of_it_is_away(instance):
    answer = httpx2.get(f"{instance.url}/readyz", trust_env=False)
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "degraded": []})


def test_queue_relay_worker_and_web_run_under_it(instance):
    commands = [" ".join(one.cmdline()) for one in instance.processes]
    for program in ("valkey-server", "workers relay", "workers worker", "granian"):
        assert any(program in command for command in commands), (program, commands)


def test_the_folder_and_its_secrets_are_for_the_owner_only(instance):
    assert stat.S_IMODE(instance.folder.stat().st_mode) == 0o700
    for file in ("secrets.json", "api-key", "house.json", "tracker.db"):
        assert stat.S_IMODE((instance.folder / file).stat().st_mode) == 0o600, file


def test_the_first_key_is_printed_once_kept_and_counts(instance):
    assert instance.output.read_text().count(instance.key) == 1
    assert (instance.folder / "api-key").read_text().strip() == instance.key
    body = {"statement": "The key works", "deadline": "2999-12-31", "probability": "40%"}
    answer = httpx2.post(f"{instance.url}/v1/predictions", json=body, headers=instance.auth, trust_env=False)
    assert answer.status_code == 201, answer.text
    assert answer.json()["author"]["name"] == "Ada Example"
    nobody = httpx2.post(f"{instance.url}/v1/predictions", json=body, trust_env=False)
    assert nobody.status_code == 401


def test_a_second_start_on_the_folder_refuses_in_one_line(instance):
    second = tracker("up", "--data", instance.folder, "--port", "0")
    assert second.returncode == 1
    assert second.stdout == ""
    assert len(second.stderr.splitlines()) == 1
    assert f"process {instance.supervisor.pid}" in second.stderr


def test_a_taken_port_that_was_asked_for_refuses_in_one_line(instance, tmp_path):
    port = instance.url.rpartition(":")[2]
    other = tracker("up", "--data", tmp_path / "other", "--port", port)
    assert other.returncode == 1
    assert other.stderr == f"Error: Port {port} is in use. Choose another with --port or TRACKER_PORT.\n"


def test_people_need_only_the_folder_to_log_resolve_and_import(instance, tmp_path):
    here = {"TRACKER_DATA": str(instance.folder)}
    logged = tracker("log", "A thing happens, 70% by end 2999 #test", "--json", **here)
    assert logged.returncode == 0, logged.stderr
    prediction = json.loads(logged.stdout)
    assert prediction["probability"]["p"] == 0.7
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400))
    resolved = tracker(
        "resolve", prediction["id"], "yes", "--on", today, "--source", "https://example.org/", **here
    )
    assert resolved.returncode == 0, resolved.stderr
    changed = tracker(
        "resolve", prediction["id"], "no", "--on", today, "--note", "N", "--reason", "misread", **here
    )
    assert changed.returncode == 0, changed.stderr
    assert "Outcome: no." in changed.stdout
    happened = tracker("happened", "Something", "--on", today, "--json", **here)
    assert json.loads(happened.stdout)["could_settle"] == []


def test_a_story_with_a_clock_is_imported_scored_and_refused_where_it_must_be(instance, tmp_path):
    here = {"TRACKER_DATA": str(instance.folder)}
    steps = [
        {"seq": 0, "at": "2025-01-01T00:00:00Z", "kind": "story", "source": "up"},
        {"seq": 1, "at": "2025-01-01T00:00:00Z", "kind": "forecaster", "id": "f", "name": "F"},
        {"seq": 2, "at": "2025-01-01T00:00:00Z", "kind": "essay", "id": "e", "author": "f", "text_file": "e.txt"},
        {"seq": 3, "at": "2025-01-01T00:00:00Z", "kind": "prediction", "id": "P", "type": "binary", "statement": "S",
         "closes": "2025-01-31", "default_outcome": "no", "settlement": "at_once", "rule": {"event_type": "a.b"}},
        {"seq": 4, "at": "2025-01-01T00:00:00Z", "kind": "forecast", "prediction": "P", "forecaster": "f", "p": 0.2,
         "probability_source": "author_numeric"},
        {"seq": 5, "at": "2025-02-01T00:00:00Z", "kind": "clock"},
        {"seq": 6, "at": "2025-02-02T00:00:00Z", "kind": "forecaster", "id": "g"},
    ]  # fmt: skip
    (tmp_path / "e.txt").write_text("An essay.")
    path = tmp_path / "story.jsonl"
    path.write_text("".join(f"{json.dumps(step)}\n" for step in steps))
    imported = tracker("import", path, "--run-clock", **here)
    assert imported.returncode == 1
    assert imported.stdout == "4 recorded, 0 already recorded, 1 refused.\n"
    assert imported.stderr.startswith("line 7: ")
    found = httpx2.get(f"{instance.url}/v1/predictions?external_id=P&source=up", trust_env=False).json()[
        "items"
    ]
    assert found[0]["outcome"]["outcome"] == "no"
    scores = httpx2.get(f"{instance.url}/v1/predictions/{found[0]['id']}/scores", trust_env=False).json()[
        "items"
    ]
    assert scores[0]["values"]["brier_last"] == pytest.approx(0.04)
    again = tracker("import", path, "--run-clock", **here)
    assert again.stdout == "0 recorded, 4 already recorded, 1 refused.\n"


def test_the_log_can_be_verified_while_the_tracker_serves(instance):
    verified = tracker("verify", "--data", instance.folder)
    assert verified.returncode == 0, verified.stderr
    assert (
        tracker("verify", "--data", instance.folder, "--against", verified.stdout.split()[-1]).returncode == 0
    )


def test_rebuilding_is_refused_while_the_tracker_is_up(instance):
    rebuilt = tracker("rebuild", "--data", instance.folder)
    assert rebuilt.returncode == 1
    assert len(rebuilt.stderr.splitlines()) == 1


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_exits_0_and_leaves_no_program(tmp_path, stop_signal):
    with up(tmp_path / "tracker") as running:
        running.supervisor.send_signal(stop_signal)
        assert running.supervisor.wait(STOP_S) == 0
        assert survivors(running) == []
        assert not (running.folder / "house.json").exists()
    gone = tracker("report", TRACKER_DATA=str(tmp_path / "tracker"))
    assert gone.returncode == 2


def test_killed_with_9_it_leaves_no_program_and_starts_again_with_everything_recorded(tmp_path):
    with up(tmp_path / "tracker") as running:
        body = {"statement": "It is kept", "deadline": "2999-12-31"}
        logged = httpx2.post(
            f"{running.url}/v1/predictions", json=body, headers=running.auth, trust_env=False
        ).json()
        running.supervisor.kill()
        running.supervisor.wait()
        assert survivors(running) == []
    with up(tmp_path / "tracker") as again:
        assert again.key == running.key
        assert again.key not in again.output.read_text()
        kept = httpx2.get(f"{again.url}/v1/predictions/{logged['id']}", trust_env=False)
        assert kept.json()["statement"] == "It is kept"


def test_the_example_tracker_tells_its_story_and_goes_on_serving(tmp_path):
    with up(tmp_path / "tracker", "--example") as running:
        deadline = time.monotonic() + START_S
        while "What is counted:" not in running.output.read_text():
            assert running.supervisor.poll() is None
            assert time.monotonic() < deadline, running.output.read_text()
            time.sleep(0.1)
        told = running.output.read_text()
        assert "The 10% was assigned by us." in told
        assert running.url in told
        assert running.key in told
        again = tracker("import", example.STORY, "--run-clock", TRACKER_DATA=str(running.folder))
        assert (again.returncode, again.stderr) == (0, "")
        assert again.stdout.startswith("0 recorded, 26 already recorded")
        choice = ("--include", "imported,assigned", "--cohort", "settled")
        report = tracker("report", *choice, TRACKER_DATA=str(running.folder))
        assert report.returncode == 0, report.stderr
        assert report.stdout.partition("What is counted")[0] in told
