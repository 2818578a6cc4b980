"""The queues and their signatures: only we can enqueue jobs, and only listed functions run.

Without this, anyone who can write to the queue server could run code in a worker: RQ's pickles execute while they are
read, its JSON names any function, and its callbacks, webhooks, retries, repeats and dependencies are in fields that no
signature covers. Here a job has three fields (data, origin, status), and no other field is read back; data is signed,
contains the job's own id, and names a function that must be on the list. An attacker can still stall or empty the
queues. That costs only time, since everything in them is derived again from SQL.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from redis import Redis
from rq import Queue
from rq.exceptions import DeserializationError, DuplicateJobError, NoSuchJobError
from rq.job import Job, JobStatus

from tracker.application.work.queue import QUEUES
from tracker.domain.errors import TrackerError

SECRET_VARIABLE = "TRACKER_SECRET_KEY"  # noqa: S105 - the name of the variable, not its value
SECRET_LENGTH_MIN = 16
PAYLOAD_BYTES_MAX = 1 << 20
JOB_TIMEOUT_S = 60
RESULT_TTL_S = 0
FAILURE_TTL_S = 3600

# Separates these signatures from any other use of the same secret.
_PURPOSE = b"tracker queue v1\n"
_SIGNATURE_LENGTH = hashlib.sha256().digest_size * 2
_SEALED_FOR = "_sealed_for"

logger = logging.getLogger(__name__)


class QueueSecretMissing(TrackerError):
    """The secret that signs jobs is missing, or too short to resist guessing."""

    code: ClassVar[str] = "queue_secret_missing"
    title: ClassVar[str] = "The queue secret is missing"


class JobRefused(DeserializationError):
    """The bytes are not signed by us, or name something that is not one of our jobs.

    It is a DeserializationError, because RQ reads a failed job once more and only survives that error.
    """


def queue_secret() -> bytes:
    """The secret that signs jobs, read from the environment on each call.

    Raises QueueSecretMissing.
    """
    secret = os.environ.get(SECRET_VARIABLE, "")
    if len(secret) < SECRET_LENGTH_MIN:
        raise QueueSecretMissing(
            f"{SECRET_VARIABLE} is missing or too short. Set it to at least {SECRET_LENGTH_MIN} random characters."
        )
    return secret.encode()


class SignedJSON:
    """RQ's serializer: the hex HMAC-SHA256 of a JSON text, followed by the text."""

    @staticmethod
    def dumps(content: object) -> bytes:
        text = json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
        if _SIGNATURE_LENGTH + len(text) > PAYLOAD_BYTES_MAX:
            raise ValueError(f"The job has more than {PAYLOAD_BYTES_MAX} bytes. Pass ids, not payloads.")
        return _signature(text) + text

    @staticmethod
    def loads(signed: bytes) -> Any:
        """The content, if we signed it. Raises JobRefused."""
        signature, text = signed[:_SIGNATURE_LENGTH], signed[_SIGNATURE_LENGTH:]
        if not hmac.compare_digest(signature, _signature(text)):
            raise JobRefused("The bytes do not carry our signature.")
        return json.loads(text)


class TrackerJob(Job):
    """A job that takes only the signed call, the queue and the status from the queue server.

    The signature covers the job's id. A signed call copied under another id is therefore refused, and the id in a log
    line is the work that was done. Replaying a job under its own id is harmless, like enqueueing it twice: it carries
    the old `now`, and SQL records what is done.
    """

    ALLOWED: ClassVar[frozenset[str]] = frozenset(
        {
            "workers.jobs.settle",
            "workers.jobs.score",
            "workers.jobs.deliver",
            "workers.jobs.publish_digests",
            "workers.jobs.prune_deliveries",
            "workers.jobs.read_feeds",
            "workers.jobs.forget_idempotency",
            "workers.jobs.refresh_statistics",
            "workers.jobs.verify_log",
        }
    )

    def __init__(
        self,
        id: str | None = None,  # noqa: A002 - RQ's own signature
        connection: Redis | None = None,
        serializer: object = None,  # noqa: ARG002 - a worker started without -S would pass RQ's pickles here
    ) -> None:
        super().__init__(id, connection=connection, serializer=SignedJSON)

    def restore(self, raw_data: Mapping[bytes, bytes]) -> None:
        """Load the stored job; fields that are not read here keep their defaults.

        Raises NoSuchJobError. It raises no other error, since any other would end RQ's worker.
        """
        super().__init__(self.id, connection=self.connection, serializer=SignedJSON)
        try:
            self.data = _unpacked(raw_data[b"data"])
            self.origin = _known_queue(raw_data[b"origin"].decode())
            self._status = JobStatus(raw_data[b"status"].decode())
        except (KeyError, ValueError, zlib.error) as flaw:
            logger.warning("job %s is malformed and was skipped: %r", self.id, flaw)
            raise NoSuchJobError(self.id) from flaw
        self.description = self.id
        self.timeout = JOB_TIMEOUT_S
        self.result_ttl = RESULT_TTL_S
        self.failure_ttl = FAILURE_TTL_S

    @classmethod
    def fetch(
        cls,
        id: str,  # noqa: A002 - RQ's own signature
        connection: Redis | None = None,
        serializer: object = None,
    ) -> Job:
        """The stored job. Raises NoSuchJobError, also for an impossible id."""
        try:
            return super().fetch(id, connection=connection, serializer=serializer)
        except ValueError as flaw:
            logger.warning("%r is not a job id and was skipped", id)
            raise NoSuchJobError(id) from flaw

    @classmethod
    def fetch_many(
        cls, job_ids: Iterable[str], connection: Redis, serializer: object = None
    ) -> list[Job | None]:
        """The stored jobs, None for a malformed one, on which RQ's own version would raise."""
        return [cls._fetch_or_none(job_id, connection, serializer) for job_id in job_ids]

    @classmethod
    def _fetch_or_none(cls, job_id: str, connection: Redis, serializer: object) -> Job | None:
        try:
            return cls.fetch(job_id, connection=connection, serializer=serializer)
        except NoSuchJobError:
            return None

    def dependencies_are_met(self, *_: object, **__: object) -> bool:
        """Always False: our jobs have no dependencies, so a planted dependent is never released."""
        return False

    def _deserialize_data(self) -> None:
        call = _vetted(self.serializer.loads(self.data), job_id=self.id, allowed=self.ALLOWED)
        # Assigned only after the check: a refused call left here would pass as checked at the next access.
        self._func_name, self._instance, self._args, self._kwargs = call


def queue_named(connection: Redis, name: str) -> Queue:
    """The signed queue of this name, one of `QUEUES`. Raises ValueError."""
    return Queue(_known_queue(name), connection=connection, serializer=SignedJSON, job_class=TrackerJob)


def enqueue(queue: Queue, func: str, *, job_id: str, **kwargs: object) -> bool:
    """Enqueue one run of `func`, a dotted path in ALLOWED.

    False if a job with this id already exists. `job_id` matches [A-Za-z0-9_-]+; the arguments are ids and
    instants as JSON values. Raises JobRefused.
    """
    if func not in _allowed(queue.job_class):
        raise JobRefused(f"{func} is not a job that workers may run.")
    try:
        queue.enqueue(
            func,
            kwargs={**kwargs, _SEALED_FOR: job_id},
            job_id=job_id,
            description=job_id,
            unique=True,
            job_timeout=JOB_TIMEOUT_S,
            result_ttl=RESULT_TTL_S,
            failure_ttl=FAILURE_TTL_S,
        )
    except DuplicateJobError:
        return False
    return True


def _signature(text: bytes) -> bytes:
    return hmac.new(queue_secret(), _PURPOSE + text, hashlib.sha256).hexdigest().encode()


def _unpacked(packed: bytes) -> bytes:
    """The decompressed bytes, at most `PAYLOAD_BYTES_MAX`, since RQ itself would inflate a bomb."""
    inflating = zlib.decompressobj()
    unpacked = inflating.decompress(packed, PAYLOAD_BYTES_MAX)
    if not inflating.eof:
        raise ValueError("The job's data is truncated or too long.")
    return unpacked


def _known_queue(name: str) -> str:
    if name not in QUEUES:
        raise ValueError(f"{name!r} is not a queue. The queues are {', '.join(QUEUES)}.")
    return name


def _allowed(job_class: type[Job]) -> frozenset[str]:
    return job_class.ALLOWED if issubclass(job_class, TrackerJob) else frozenset()


def _vetted(
    opened: object, *, job_id: str, allowed: frozenset[str]
) -> tuple[str, None, list[object], dict[str, object]]:
    """The call inside signed content, ready for RQ. Raises JobRefused."""
    match opened:
        case [str() as func_name, None, list() as args, dict() as kwargs]:
            if kwargs.pop(_SEALED_FOR, None) != job_id:
                raise JobRefused("The call was signed for another job.")
            if func_name not in allowed:
                raise JobRefused(f"{func_name} is not a job that workers may run.")
            return func_name, None, args, kwargs
    raise JobRefused("The content is signed but is not a function call.")
