"""What a key may do to keys is asked anew inside the write."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.application.doing import table
from tracker.application.access.access import OPERATOR, issue_key, revoke_key
from tracker.application.access.keys import KeyInput, issue, revoke, rotate
from tracker.application.access.tokens import new_token
from tracker.application.event_ids import FreshIds
from tracker.application.transact import write_once
from tracker.domain.errors import Conflict, Unauthorized
from tracker.domain.key import SCOPES
from tracker.store.key_uses import note_use

ENTRY = KeyInput(name="n", scopes=("read",))


@pytest.mark.parametrize(
    "act",
    [
        lambda uow, by: issue(uow, ENTRY, token=new_token(), by=by),
        lambda uow, by: rotate(uow, by, overlap=uow.now - uow.now, token=new_token(), by=by),
        lambda uow, by: revoke(uow, by, by=by),
    ],
    ids=["issue", "rotate", "revoke"],
)
def test_a_key_revoked_while_its_request_was_on_the_way_does_nothing_to_keys(application, act):
    public_id, _ = issue_key(application, name="n", scopes=SCOPES, author=None)
    issue_key(application, name="other", scopes=SCOPES, author=None)
    revoke_key(application, public_id)
    before = table(application, "event"), table(application, "key_secret")
    with pytest.raises(Unauthorized, match="was revoked"):
        write_once(application, lambda uow: act(uow, public_id), origin=OPERATOR, ids=FreshIds)
    assert (table(application, "event"), table(application, "key_secret")) == before


def try_to_revoke(application, public_id, *, by, barrier):
    def handler(uow):
        barrier.wait(timeout=60)
        revoke(uow, public_id, by=by)

    try:
        write_once(application, handler, origin=OPERATOR, ids=FreshIds)
    except (Conflict, Unauthorized) as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize("attempt", range(3))
def test_two_admins_who_revoke_each_other_at_once_leave_one(on_postgres, attempt):
    one, _ = issue_key(on_postgres, name="one", scopes=SCOPES, author=None)
    two, _ = issue_key(on_postgres, name="two", scopes=SCOPES, author=None)
    barrier = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(try_to_revoke, on_postgres, two, by=one, barrier=barrier)
        second = pool.submit(try_to_revoke, on_postgres, one, by=two, barrier=barrier)
        outcomes = [first.result(timeout=60), second.result(timeout=60)]
    assert sorted(map(str, outcomes)) == sorted(map(str, [None, Unauthorized]))


def test_a_use_waits_for_nobody_on_postgres_either(on_postgres):
    now = on_postgres.clock()
    assert note_use(on_postgres.database, "key_1", at=now)
    with on_postgres.database.writing() as tx:
        tx.execute("UPDATE key_use SET used_at = used_at")
        begun = time.monotonic()
        assert not note_use(on_postgres.database, "key_1", at=now)
        assert time.monotonic() - begun < 4  # a lock would be waited for five seconds
    assert note_use(on_postgres.database, "key_1", at=now)
    with on_postgres.database.reading() as tx:
        assert tx.value("SHOW lock_timeout") == "5s"
