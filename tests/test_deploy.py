"""The image, the compose file and the units, held against the tree: what they copy, start and promise is there.

No engine runs them here, so what is checked is what a change of the tree breaks: sources, commands, settings, pins.
"""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tracker.bootstrap import ROOT
from tracker.cli import COMMANDS
from tracker.cli.supervision.supervisor import GRACE_S, read_procfile
from tracker.settings import explain_settings

DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("tracker*.*"))
VENV = "/opt/tracker/.venv"
SETTINGS = {one.name for one in explain_settings({})}
EXPOSURE_MAX = 2.5


def instructions(text):
    """The Dockerfile's instructions in order, as (NAME, rest), continued lines joined."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return [
        (name, rest.strip())
        for name, _, rest in (line.partition(" ") for line in joined.splitlines())
        if name
    ]


def stages(text):
    """The same by stage."""
    found = []
    for name, rest in instructions(text):
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest))
    return found


DOCKERFILE = (ROOT / "Dockerfile").read_text()
BUILD, FINAL = stages(DOCKERFILE)
COPIED = [
    source
    for name, rest in BUILD
    if name == "COPY"
    for source in [one for one in shlex.split(rest) if not one.startswith("--")][:-1]
]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())


def is_startable(command):
    """Whether the image has this program: a tracker command, or a role of the Procfile."""
    match command:
        case ["tracker", name, *_]:
            return name in COMMANDS
        case ["python", "-m", "workers", role]:
            return f"exec {shlex.join(command)}" == read_procfile(ROOT / "Procfile")[role]
    return False


def options_of(command):
    """The names of the options that a tracker command is given, and those that it has."""
    from tracker.cli import main

    group, name, *rest = command[0], command[1], *command[2:]
    assert group.endswith("tracker")
    known = {option for one in main.get_command(None, name).params for option in one.opts}
    return {word for word in rest if word.startswith("--")}, known


# --- The image ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", COPIED)
def test_every_source_of_the_image_is_in_the_tree_and_sent_to_the_engine(source):
    assert (ROOT / source).exists()
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert f"!{source}" in ignored


def test_nothing_else_is_sent_to_the_engine():
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert sent == set(COPIED)
    assert not any(fnmatch.fnmatch(name, "var*") for name in sent)


def test_the_image_has_everything_that_a_tracker_is_started_from():
    from tracker import bootstrap as instance

    assert instance.ROOT == ROOT
    assert {"Procfile", "migrations", "openapi", "tracker", "workers"} <= set(COPIED)


def test_the_final_stage_takes_from_the_build_what_the_build_has_made():
    taken = [shlex.split(rest) for name, rest in FINAL if name == "COPY"]
    assert all(words[0] == "--from=build" for words in taken)
    assert {words[1] for words in taken} == {"/opt/venv", "/opt/tracker"}
    # Scripts of a virtual environment and an editable install name the folders they were made in.
    assert all(words[1] == words[2] for words in taken)
    assert ("WORKDIR", "/opt/tracker") in BUILD
    assert BUILD[0][1].split()[0] == FINAL[0][1].split()[0]


def test_every_package_of_the_image_is_pinned_with_its_hashes():
    installs = [rest for name, rest in BUILD if name == "RUN" and "pip install" in rest]
    assert "--require-hashes" in installs[0]
    assert "--requirement requirements.image.lock" in installs[0]
    assert all("--no-deps" in rest for rest in installs[1:])
    for pin in pins("requirements.image.lock").values():
        assert "--hash=sha256:" in pin


def test_the_image_runs_the_versions_that_are_tested():
    tested = {name: version_of(pin) for name, pin in pins("requirements.lock").items()}
    image = {name: version_of(pin) for name, pin in pins("requirements.image.lock").items()}
    assert image.items() <= tested.items()


def test_every_dependency_of_the_product_is_in_the_image():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["image"]
    names = {re.split(r"[\[>=;<! ]", one)[0] for one in wanted}
    assert names <= pins("requirements.image.lock").keys()


def test_what_the_image_drops_is_needed_only_to_build_it():
    dropped = re.search(r"pip uninstall --quiet --yes ([a-z -]+)", DOCKERFILE)[1].split()
    lock = (ROOT / "requirements.image.lock").read_text()
    for name in set(dropped) - {"hatchling", "pip"}:
        via = re.search(rf"^{name}==.*\n(?:    --hash.*\n)+((?:    #.*\n?)+)", lock, re.MULTILINE)[1]
        assert set(re.findall(r"^ {4}#(?: via|  ) ([^-\s].*)$", via, re.MULTILINE)) == {"hatchling"}, name


def test_the_image_does_not_run_as_root():
    user = next(rest for name, rest in FINAL if name == "USER")
    assert user not in {"root", "0"}
    assert any(name == "RUN" and f"{user}" in rest and "useradd" in rest for name, rest in FINAL)
    order = [name for name, _ in FINAL]
    assert order.index("USER") < order.index("CMD")


def test_the_image_starts_a_command_that_there_is():
    command = json.loads(next(rest for name, rest in FINAL if name == "CMD"))
    assert is_startable(command)
    for role in re.findall(r"`(tracker \w+|python -m workers \w+)`", DOCKERFILE):
        assert is_startable(role.split()), role


def test_the_image_sets_only_settings_that_there_are_and_keeps_the_tracker_on_its_volume():
    given = dict(re.findall(r"(\w+)=(\S+)", next(rest for name, rest in FINAL if name == "ENV")))
    ours = {name for name in given if name.startswith("TRACKER_")}
    assert ours <= SETTINGS
    assert given["TRACKER_DATA"] == next(rest for name, rest in FINAL if name == "VOLUME")
    assert given["TRACKER_PORT"] == next(rest for name, rest in FINAL if name == "EXPOSE")
    health = next(rest for name, rest in FINAL if name == "HEALTHCHECK")
    assert f":{given['TRACKER_PORT']}/readyz" in health


# --- Compose ------------------------------------------------------------------------------------------------------

OURS = {name: one for name, one in COMPOSE["services"].items() if "build" in one}


@pytest.mark.parametrize("name", OURS)
def test_every_container_of_ours_starts_a_command_that_there_is(name):
    assert is_startable(OURS[name]["command"])
    given, known = options_of(OURS[name]["command"])
    assert given <= known


@pytest.mark.parametrize("name", OURS)
def test_every_path_that_compose_names_is_there(name):
    one = OURS[name]
    assert (ROOT / one["build"] / "Dockerfile").is_file()
    volumes = dict(volume.split(":") for volume in one["volumes"])
    assert volumes.keys() <= COMPOSE["volumes"].keys()
    assert list(volumes.values()) == [next(rest for name, rest in FINAL if name == "VOLUME")]
    ports = [port.rsplit(":", 1) for port in one["ports"]]
    assert [inside for _, inside in ports] == [next(rest for name, rest in FINAL if name == "EXPOSE")]
    assert all(outside.startswith("127.0.0.1:") for outside, _ in ports)


@pytest.mark.parametrize("name", OURS)
def test_every_setting_that_compose_gives_is_one_and_is_accepted(name):
    environment = OURS[name]["environment"]
    assert environment.keys() <= SETTINGS
    explain_settings({key: re.sub(r"\$\{\w+:-(.*)\}", r"\1", value) for key, value in environment.items()})
    assert all(f"${{{key}:-" in value for key, value in environment.items())


def test_only_one_container_has_the_tracker_and_it_gets_the_time_to_stop_in_order():
    assert len(OURS) == 1
    stop_s = int(next(iter(OURS.values()))["stop_grace_period"].removesuffix("s"))
    assert stop_s > 4 * GRACE_S


def test_the_queue_of_its_own_never_evicts_and_is_where_the_file_says():
    queue = COMPOSE["services"]["valkey"]
    assert queue["profiles"] == ["external"]
    command = queue["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    said = re.search(
        r"REDIS_URL=redis://(\w+):6379/0 docker compose --profile (\w+)", (ROOT / "compose.yaml").read_text()
    )
    assert said.groups() == ("valkey", "external")


# --- systemd ------------------------------------------------------------------------------------------------------

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="NOT CHECKED: there is no systemd-analyze here, so no unit was verified",
)


@pytest.fixture
def units(tmp_path):
    """The units as they would stand on a machine whose tree is this one."""
    for unit in UNITS:
        text = unit.read_text().replace(VENV, str(Path(sys.executable).parent.parent))
        (tmp_path / unit.name).write_text(text)
    return tmp_path


def analysed(*arguments):
    return subprocess.run(
        ["systemd-analyze", *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False
    )


def test_the_units_are_there():
    assert {unit.name for unit in UNITS} == {
        "tracker.service",
        "tracker-backup.service",
        "tracker-backup.timer",
    }


@needs_systemd
@pytest.mark.parametrize("name", [unit.name for unit in UNITS])
def test_systemd_finds_nothing_wrong_with_a_unit(units, name):
    done = analysed("verify", "--man=no", units / name)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_systemd_would_find_what_is_wrong_with_a_unit(units):
    unit = units / "tracker.service"
    unit.write_text(unit.read_text().replace("KillMode=mixed", "KillMode=gently"))
    assert "Failed to parse kill mode" in analysed("verify", "--man=no", unit).stderr


@needs_systemd
@pytest.mark.parametrize("name", ["tracker.service", "tracker-backup.service"])
def test_a_unit_is_locked_in(units, name):
    done = analysed("security", "--offline=true", "--no-pager", units / name)
    assert float(re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)[1]) <= EXPOSURE_MAX


@pytest.mark.parametrize(
    "unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda one: one.name
)
def test_a_unit_starts_a_command_that_there_is_with_options_that_it_has(unit):
    line = re.search(r"^ExecStart=(.*)$", unit.read_text(), re.MULTILINE)[1]
    words = shlex.split(line)
    if words[:2] == ["/bin/sh", "-c"]:
        words = shlex.split(words[2].removeprefix("exec "))
    assert words[0] == f"{VENV}/bin/tracker"
    assert words[1] in COMMANDS
    given, known = options_of(words)
    assert given <= known


def test_the_unit_gives_the_programs_the_time_to_stop_in_order():
    text = (DEPLOY / "tracker.service").read_text()
    assert int(re.search(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)[1]) > 4 * GRACE_S
    assert "KillMode=mixed" in text


def pins(name):
    """Each package of a lock file with its pin and hashes."""
    found = {}
    for block in re.split(r"\n(?=[a-z])", (ROOT / name).read_text()):
        found[re.split(r"[\[=]", block)[0]] = block
    return found


def version_of(pin):
    return re.search(r"==([^ ]+)", pin)[1]
