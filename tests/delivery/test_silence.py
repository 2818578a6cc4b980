"""What sends nothing: old records however many, a rebuild, a copy of the tracker until somebody says that it may."""

import json
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.delivery.instance import SendingTracker, sending_tracker
from tests.delivery.receiver import receiving
from tests.delivery.test_notifying import WINDOW, came_out, record, told
from tests.support.instance import import_lines, open_application, settings_for
from tests.support.running import wait_until
from tracker.application.work.outbound import turn_outbound
from tracker.bootstrap import rebuild_projections
from tracker.cli.client.folder import queue_secret
from tracker.cli.operators.backup import back_up
from tracker.cli.operators.keys import first_key
from tracker.cli.operators.restore import restore
from tracker.delivery.sending.sender import Sender


@pytest.mark.parametrize(("kind", "rows"), [("sqlite", 5_000), ("postgres", 300)])
def test_an_import_is_told_by_one_message_to_those_who_asked_for_it(tmp_path, kind, rows, receiver):
    with sending_tracker(tmp_path, kind=kind) as instance, receiving() as asking:
        instance.subscribe(receiver.url)
        instance.subscribe(asking.url, types=["event:import.finished", "notice.recorded", "notice.resolved"])
        import_lines(instance.application, instance.caller, "old records", old_records(rows))
        instance.tell()
        instance.clock.now += WINDOW
        instance.tell()
        assert receiver.types() == ["endpoint.ping"]
        assert asking.types() == ["endpoint.ping", "event:import.finished"]


def old_records(rows):
    """Lines of a story: every fifth prediction has come out."""
    lines = [{"kind": "forecaster", "id": "f", "name": "F"}]
    for n in range(rows * 5 // 6):
        said = {"id": f"p{n}", "type": "binary", "statement": f"Old {n}", "closes": "2025-06-01"}
        lines.append({"kind": "prediction", **said})
        if n % 5 == 0:
            lines.append({"kind": "resolution", "prediction": f"p{n}", "outcome": "no"})
    return [
        json.dumps({"seq": seq, "at": "2025-07-01T00:00:00Z", **one}).encode()
        for seq, one in enumerate(lines)
    ]


def test_a_rebuild_sends_nothing(instance, receiver):
    instance.subscribe(receiver.url)
    prediction = record(instance, "Rain")
    came_out(instance, prediction, "yes")
    instance.clock.now += WINDOW
    instance.tell()
    before = len(receiver.got)
    rebuild_projections(instance.application.database)
    instance.tell()
    assert len(receiver.got) == before


def test_a_copy_of_a_tracker_sends_nothing_until_it_is_told_to_and_then_in_a_new_epoch(tmp_path, receiver):
    with sending_tracker(tmp_path / "tracker", kind="sqlite") as instance:
        settings = settings_for(tmp_path / "tracker")
        first_key(instance.application, settings)
        queue_secret(settings)
        instance.subscribe(receiver.url)
        record(instance, "Rain")
        instance.settle()
        back_up(tmp_path / "tracker", tmp_path / "backup.tar")
        instance.send()
    with copied(tmp_path, instance) as copy:
        record(copy, "Snow")
        copy.settle()
        copy.sender.notify()
        wait_until(copy.sender.is_idle, seconds=5)
        assert [one[1] for one in told(receiver)] == ["Rain"]
        turn_outbound(copy.application, is_on=True, by="ada")
        copy.send()
    assert [one[1] for one in told(receiver)] == ["Rain", "Rain", "Snow"]
    assert receiver.got[1].id == receiver.got[2].id
    assert [(one.data["sequence"], one.data["epoch"]) for one in receiver.got[1:]] == [(2, 1), (2, 1), (3, 2)]


@contextmanager
def copied(folder, instance):
    restore(folder / "backup.tar", settings_for(folder / "copy"))
    with open_application(folder / "copy", clock=instance.clock) as opened:
        application = replace(instance.application, database=opened.database)
        sender = Sender(application)
        try:
            yield SendingTracker(application, instance.clock, instance.caller, sender)
        finally:
            sender.close()
