"""Any sequence of appends, replays, reuses and conflicts agrees with a model made of plain lists."""

import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from tests.store.appending import ORIGIN, append_all, at, batch, draft, event_id, verified
from tests.support.instance import open_application
from tracker.domain.errors import IdempotencyKeyReused, VersionConflict
from tracker.store.log.append import append
from tracker.store.log.log import read_log, read_stream

STREAMS = ("a-1", "b-1", "c-1")
STREAM = st.sampled_from(STREAMS)
COUNT = st.integers(1, 3)
MINUTES = st.integers(-90, 90)


class LogMachine(RuleBasedStateMachine):
    """The model: `log` is (stream, version, id, name, effective minutes) in the order of positions."""

    said = Bundle("said")

    def __init__(self):
        super().__init__()
        self.resources = ExitStack()
        self.log = []
        self.ids = 0

    @initialize()
    def open_a_tracker(self):
        folder = self.resources.enter_context(tempfile.TemporaryDirectory())
        self.database = self.resources.enter_context(open_application(Path(folder))).database

    def teardown(self):
        self.resources.close()

    def stream_of_model(self, stream):
        return [one for one in self.log if one[0] == stream]

    def new_drafts(self, count, minutes):
        numbers = range(self.ids + 1, self.ids + count + 1)
        self.ids += count
        return tuple(draft(n, effective_at=at(minutes)) for n in numbers)

    def note(self, stream, drafts, minutes):
        for one in drafts:
            past = self.stream_of_model(stream)
            effective = max([minutes, *(old[4] for old in past[-1:])])
            self.log.append((stream, len(past) + 1, one.event_id, one.minted.event.name, effective))

    @rule(target=said, stream=STREAM, count=COUNT, minutes=MINUTES, clock=MINUTES)
    def append_to_one_stream(self, stream, count, minutes, clock):
        sent = batch(stream, len(self.stream_of_model(stream)), *self.new_drafts(count, minutes))
        (done,) = append_all(self.database, sent, now=at(clock))
        assert done.outcome == "appended"
        self.note(stream, sent.drafts, minutes)
        return sent

    @rule(target=said, minutes=MINUTES)
    def append_to_every_stream(self, minutes):
        sent = [
            batch(stream, len(self.stream_of_model(stream)), *self.new_drafts(1, minutes))
            for stream in STREAMS
        ]
        done = append_all(self.database, *reversed(sent))
        assert [one.outcome for one in done] == ["appended"] * len(STREAMS)
        for one in sent:
            self.note(one.stream, one.drafts, minutes)
        return multiple(*sent)

    @rule(sent=said)
    def replay(self, sent):
        (done,) = append_all(self.database, sent)
        assert done.outcome == "replayed"
        assert [one.event_id for one in done.events] == [one.event_id for one in sent.drafts]

    @rule(sent=said, data=st.data())
    def reuse_an_id(self, sent, data):
        number = int(sent.drafts[0].event_id.replace("-", ""), 16)
        elsewhere = data.draw(STREAM.filter(lambda stream: stream != sent.stream))
        wrong = data.draw(
            st.sampled_from(
                [
                    batch(sent.stream, sent.expected_version, draft(number, "other content")),
                    batch(elsewhere, len(self.stream_of_model(elsewhere)), *sent.drafts),
                    batch(sent.stream, sent.expected_version, *sent.drafts, draft(10**9)),
                ]
            )
        )
        self.refuse(IdempotencyKeyReused, wrong)

    @rule(stream=STREAM, wrong=st.integers(0, 30))
    def conflict(self, stream, wrong):
        standing = len(self.stream_of_model(stream))
        if wrong == standing:
            return
        refusal = self.refuse(VersionConflict, batch(stream, wrong, draft(10**9)))
        assert refusal.current == standing

    @rule(stream=STREAM, count=COUNT)
    def fail_behind_an_append(self, stream, count):
        drafts = tuple(draft(10**9 + n) for n in range(count))
        good = batch(stream, len(self.stream_of_model(stream)), *drafts)
        self.refuse(VersionConflict, good, batch("z-1", 7, draft(10**8)))

    def refuse(self, error, *batches):
        try:
            append_all(self.database, *batches)
        except error as refusal:
            return refusal
        msg = f"{error.__name__} was not raised"
        raise AssertionError(msg)

    @rule(stream=STREAM)
    def read_one_stream(self, stream):
        with self.database.reading() as tx:
            read = [
                (one.stream, one.version, one.event_id, one.event.name) for one in read_stream(tx, stream)
            ]
        assert read == [one[:4] for one in self.stream_of_model(stream)]

    @rule(after=st.integers(0, 40), limit=st.integers(1, 5))
    def read_by_position(self, after, limit):
        with self.database.reading() as tx:
            read = read_log(tx, after=after, limit=limit)
        assert [one.event_id for one in read] == [one[2] for one in self.log[after : after + limit]]
        assert [one.position for one in read] == list(range(after + 1, after + 1 + len(read)))

    @rule(sent=said)
    def roll_back(self, sent):
        """What is appended in a transaction that fails was never there."""
        standing = len(self.stream_of_model(sent.stream))
        with suppress(ZeroDivisionError), self.database.writing() as tx:
            append(tx, [batch(sent.stream, standing, draft(10**9))], origin=ORIGIN, now=at(0))
            raise ZeroDivisionError

    @invariant()
    def the_log_is_what_the_model_says(self):
        if not hasattr(self, "database"):
            return
        with self.database.reading() as tx:
            read = read_log(tx, after=0, limit=1_000)
        assert [
            (one.stream, one.version, one.event_id, one.event.name, one.effective_at) for one in read
        ] == [(*one[:4], at(one[4])) for one in self.log]
        found = verified(self.database)
        assert (found.fault, found.events) == (None, len(self.log))


LogMachine.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLog = LogMachine.TestCase


def test_ids_of_the_model_are_the_ids_of_the_drafts():
    assert draft(7).event_id == event_id(7)
