"""`python -m workers relay` and `python -m workers worker`: the background processes."""

from __future__ import annotations

import signal
import sys
from types import FrameType

from tracker.application.work.queue import QUEUES, connect_queue
from tracker.bootstrap import open_context
from tracker.logs import set_up_logs
from tracker.parent_death import die_with_parent
from tracker.settings import SettingError, read_settings
from workers.queues import QueueSecretMissing, queue_secret
from workers.relay import Relay

QUEUE_TIMEOUT_S = 2.0


def main(arguments: list[str]) -> int:
    """Run the process that the one argument names until it is stopped; returns the exit code."""
    die_with_parent()
    programs = {"relay": run_relay, "worker": run_worker}
    if len(arguments) != 1 or arguments[0] not in programs:
        sys.stderr.write("usage: python -m workers relay | worker\n")
        return 2
    try:
        set_up_logs(read_settings().log, program=arguments[0])
        return programs[arguments[0]]()
    except (SettingError, QueueSecretMissing) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2


def run_relay() -> int:
    """Run a relay, leading or standing by, until SIGTERM or SIGINT."""
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    queue_secret()
    connection = connect_queue(_queue_url(), timeout_s=QUEUE_TIMEOUT_S)
    application = open_context(read_settings())
    Relay(application, connection).run(lambda: bool(stopping))
    return 0


def run_worker() -> int:
    """Run RQ's own worker with our serializer, our signed jobs and no forks."""
    from rq.cli.cli import main as rq

    queue_secret()
    rq(
        [
            "worker", "-u", _queue_url(), "-S", "workers.queues.SignedJSON", "-j", "workers.queues.TrackerJob",
            "-w", "rq.worker.SimpleWorker", "--worker-ttl", "30", "--maintenance-interval", "30",
            "--max-jobs", "1000", "--quiet", *QUEUES,
        ],
    )  # fmt: skip
    return 0


def _queue_url() -> str:
    url = read_settings().queue_url
    if url is None:
        raise SettingError("REDIS_URL is not set. Run `tracker up`, or set it to your own Redis or Valkey.")
    return url


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
