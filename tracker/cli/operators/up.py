"""`tracker up`: runs a tracker with everything it needs, from any folder."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import click

from tracker.bootstrap import ROOT, migrate, open_context
from tracker.cli.client.folder import (
    LOCK,
    SECRET_VARIABLE,
    data_option,
    forget_address,
    prepare_folder,
    queue_secret,
    settings_of,
    write_address,
    write_private,
)
from tracker.cli.operators import example
from tracker.cli.operators.keys import first_key
from tracker.cli.supervision import embedded
from tracker.cli.supervision.ports import address_of, choose_port
from tracker.cli.supervision.probes import relay_probe, web_probe, worker_probe
from tracker.cli.supervision.supervisor import BadProcfile, Child, hold_lock, read_procfile, run
from tracker.logs import set_up_logs
from tracker.settings import Settings
from tracker.store.databases.database import Database

PROGRAMS = ("relay", "worker", "web")
"""Their names in the Procfile. They start together after the queue server and stop before it."""


@click.command("up")
@data_option
@click.option("--host", help="The address to listen on; default: TRACKER_HOST, then 127.0.0.1.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    help="The port, 0 for any; default: TRACKER_PORT, then the first free one from 8000.",
)
@click.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write url, key and pid to this file as JSON once the tracker is ready.",
)
@click.option("--example", "with_example", is_flag=True, help="Import an example story and print its report.")
def command(
    *, folder: Path | None, host: str | None, port: int | None, ready_file: Path | None, with_example: bool
) -> None:
    """Run a tracker until Ctrl-C.

    It starts the queue server, relay, workers and web server. The first start also creates the database and a key.
    """
    os.umask(0o077)
    settings = settings_of(folder, TRACKER_HOST=host, TRACKER_PORT=port)
    set_up_logs(settings.log, program="up")
    if ready_file is not None:
        ready_file = ready_file.absolute()
        ready_file.unlink(missing_ok=True)
    prepare_folder(settings.data)
    with hold_lock(settings.data / LOCK) as lock:
        is_asked = port is not None or bool(os.environ.get("TRACKER_PORT", "").strip())
        address = address_of(settings.host, choose_port(settings.host, settings.port, is_asked=is_asked))
        forget_address(settings.data)
        migrate(settings)
        application = open_context(settings)
        with closing(application.database):
            key, is_new = first_key(application, settings)
            if is_new or with_example:
                click.echo(f"Key of {settings.author}, kept in {settings.data / 'api-key'}: {key}")
            children = plan_children(settings, address, database=application.database)
            announce = _announcement(settings, address, key, ready_file=ready_file, with_example=with_example)
            try:
                code = run(children, on_ready=announce, inherited=(lock,))
            finally:
                forget_address(settings.data)
    raise click.exceptions.Exit(code)


def plan_children(settings: Settings, address: str, *, database: Database) -> list[Child]:
    """The programs to run: a queue server unless REDIS_URL is set, and the Procfile's programs."""
    commands = read_procfile(ROOT / "Procfile")
    missing = [name for name in PROGRAMS if name not in commands]
    if missing:
        raise BadProcfile(f"{ROOT / 'Procfile'} has no line for {missing[0]}.")
    queue_url, socket = settings.queue_url, None
    if queue_url is None:
        socket = embedded.choose_socket(settings.data)
        queue_url = embedded.redis_url(socket)
    env = child_environment(settings, address, queue_url=queue_url)

    def program(name: str, kind: str, *, is_ready: Callable[[], bool]) -> Child:
        # granian imports from its working folder first, so it must not run where the user started `tracker`.
        shell = f"cd {shlex.quote(str(ROOT))} && {commands[kind]}"
        command = ("/bin/sh", "-c", shell)
        return Child(name=name, command=command, env=env, is_ready=is_ready, starts_after=first)

    queue = [] if socket is None else [_queue_server(settings, socket, env)]
    first = tuple(child.name for child in queue)
    workers = [
        program(f"worker-{number}", "worker", is_ready=worker_probe(queue_url, number))
        for number in range(1, settings.workers + 1)
    ]
    relay = program("relay", "relay", is_ready=relay_probe(database))
    return [*queue, relay, *workers, program("web", "web", is_ready=web_probe(address))]


def child_environment(settings: Settings, address: str, *, queue_url: str) -> dict[str, str]:
    """The complete environment of a child: ours, plus what the Procfile and the settings need."""
    path = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    return {
        **os.environ,
        "PATH": os.pathsep.join(path),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        "PYTHONSAFEPATH": "1",
        "PYTHONUNBUFFERED": "1",
        "TRACKER_DATA": str(settings.data),
        "TRACKER_HOST": settings.host,
        "TRACKER_PORT": address.rpartition(":")[2],
        "TRACKER_AUTHOR": settings.author,
        "REDIS_URL": queue_url,
        SECRET_VARIABLE: queue_secret(settings),
    }


def _queue_server(settings: Settings, socket: Path, env: Mapping[str, str]) -> Child:
    command = embedded.server_command(
        embedded.find_server(), queue_folder=embedded.queue_folder(settings.data), socket=socket
    )
    return Child(name="queue", command=command, env=env, is_ready=lambda: embedded.is_answering(socket))


def _announcement(
    settings: Settings, address: str, key: str, *, ready_file: Path | None, with_example: bool
) -> Callable[[], None]:
    """The function to call once everything is ready."""

    def announce() -> None:
        write_address(settings.data, address)
        if ready_file is not None:
            write_private(ready_file, json.dumps({"url": address, "key": key, "pid": os.getpid()}) + "\n")
        click.echo(f"Serving {address} from {settings.data}. Press Ctrl-C to stop.")
        if with_example:
            example.import_in_background(address, key)

    return announce
