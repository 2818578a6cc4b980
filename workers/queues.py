"""The queues and the seal on them: which functions a worker may run, and that only we can ask for it.

Whoever can write to the queue server could otherwise run code in a worker: RQ's pickles run while they are read,
its JSON names any function, and its callbacks, webhooks, retries, repeats and dependencies stand in fields that no
signature covers. So a job is three fields here (data, origin, status) and nothing else of it is read back; data is
signed, names the job's own id, and its function must be on a list. Such a writer can still stall or empty the
queues: that costs time only, since everything in them is derived again from SQL.
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

# Keeps these signatures apart from any other use of the same secret.
_PURPOSE = b"tracker queue v1\n"
_SIGNATURE_LENGTH = hashlib.sha256().digest_size * 2
_SEALED_FOR = "_sealed_for"

logger = logging.getLogger(__name__)


class QueueSecretMissing(TrackerError):
    """The secret that signs jobs is not set, or too short to resist guessing."""

    code: ClassVar[str] = "queue_secret_missing"
    title: ClassVar[str] = "The queue secret is missing"


class JobRefused(DeserializationError):
    """These bytes are not ours, or ask for something that no job of ours asks for.

    A DeserializationError, because RQ's failure path reads the job once more and withstands only that one.
    """


def queue_secret() -> bytes:
    """The secret that signs jobs, read from the environment at each call. Raises QueueSecretMissing."""
    secret = os.environ.get(SECRET_VARIABLE, "")
    if len(secret) < SECRET_LENGTH_MIN:
        raise QueueSecretMissing(
            f"{SECRET_VARIABLE} must be set to at least {SECRET_LENGTH_MIN} random characters."
        )
    return secret.encode()


class SignedJSON:
    """RQ's serializer: the hex HMAC-SHA256 of a JSON text, followed by the text."""

    @staticmethod
    def dumps(content: object) -> bytes:
        text = json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
        if _SIGNATURE_LENGTH + len(text) > PAYLOAD_BYTES_MAX:
            raise ValueError(f"a job may have {PAYLOAD_BYTES_MAX} bytes: hand over ids, not payloads")
        return _signature(text) + text

    @staticmethod
    def loads(signed: bytes) -> Any:
        """The content, if we signed it. Raises JobRefused."""
        signature, text = signed[:_SIGNATURE_LENGTH], signed[_SIGNATURE_LENGTH:]
        if not hmac.compare_digest(signature, _signature(text)):
            raise JobRefused("the bytes do not carry our signature")
        return json.loads(text)


class TrackerJob(Job):
    """A job of which only the signed call, the queue and the status come from the queue server.

    The signature covers the job's id, so that a signed call copied under another id is refused and the id in a log
    line is the work that was done. Planting a job again under its own id cannot be told from ringing twice, and is
    as harmless: it carries the old `now`, and its done-mark lies in SQL.
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
        serializer: object = None,  # noqa: ARG002 - a worker started without -S would bring its pickles along
    ) -> None:
        super().__init__(id, connection=connection, serializer=SignedJSON)

    def restore(self, raw_data: Mapping[bytes, bytes]) -> None:
        """Become the stored job: what is not read here stays as in a new one. Raises NoSuchJobError if malformed.

        No other error may leave, since RQ ends the worker on any.
        """
        super().__init__(self.id, connection=self.connection, serializer=SignedJSON)
        try:
            self.data = _unpacked(raw_data[b"data"])
            self.origin = _known_queue(raw_data[b"origin"].decode())
            self._status = JobStatus(raw_data[b"status"].decode())
        except (KeyError, ValueError, zlib.error) as flaw:
            logger.warning("job %s is malformed and was passed over: %r", self.id, flaw)
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
        """The stored job. Raises NoSuchJobError, also for an id that no job can have."""
        try:
            return super().fetch(id, connection=connection, serializer=serializer)
        except ValueError as flaw:
            logger.warning("%r is no id of a job and was passed over", id)
            raise NoSuchJobError(id) from flaw

    @classmethod
    def fetch_many(
        cls, job_ids: Iterable[str], connection: Redis, serializer: object = None
    ) -> list[Job | None]:
        """The stored jobs, None for a malformed one: RQ's own version would raise and end the worker."""
        return [cls._fetch_or_none(job_id, connection, serializer) for job_id in job_ids]

    @classmethod
    def _fetch_or_none(cls, job_id: str, connection: Redis, serializer: object) -> Job | None:
        try:
            return cls.fetch(job_id, connection=connection, serializer=serializer)
        except NoSuchJobError:
            return None

    def dependencies_are_met(self, *_: object, **__: object) -> bool:
        """Never: no job of ours waits for another, so no planted dependent is ever let go."""
        return False

    def _deserialize_data(self) -> None:
        call = _vetted(self.serializer.loads(self.data), job_id=self.id, allowed=self.ALLOWED)
        # Set only now: a refused call that stayed behind would pass for a read one at the next look.
        self._func_name, self._instance, self._args, self._kwargs = call


def queue_named(connection: Redis, name: str) -> Queue:
    """The sealed queue of this name, one of `QUEUES`."""
    return Queue(_known_queue(name), connection=connection, serializer=SignedJSON, job_class=TrackerJob)


def ring(queue: Queue, func: str, *, job_id: str, **kwargs: object) -> bool:
    """Ask for one run of `func`, a dotted path in ALLOWED; False where a job of this id stands there already.

    `job_id` matches [A-Za-z0-9_-]+; the arguments are ids and instants that JSON can carry.
    """
    if func not in _allowed(queue.job_class):
        raise JobRefused(f"{func} is not a job that workers may run")
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
    """The bytes RQ compressed, at most `PAYLOAD_BYTES_MAX`: it would inflate any bomb before we see a signature."""
    inflating = zlib.decompressobj()
    unpacked = inflating.decompress(packed, PAYLOAD_BYTES_MAX)
    if not inflating.eof:
        raise ValueError("the job's data is cut short or too long")
    return unpacked


def _known_queue(name: str) -> str:
    if name not in QUEUES:
        raise ValueError(f"no queue is called {name!r}; there are {', '.join(QUEUES)}")
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
                raise JobRefused("signed for another job")
            if func_name not in allowed:
                raise JobRefused(f"{func_name} is not a job that workers may run")
            return func_name, None, args, kwargs
    raise JobRefused("signed, but not the call of a function")
