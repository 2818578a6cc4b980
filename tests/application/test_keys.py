"""What a key may do to keys is asked anew inside the write."""

import pytest

from tests.application.doing import table
from tracker.application.access import OPERATOR, issue_key, revoke_key
from tracker.application.event_ids import FreshIds
from tracker.application.keys import KeyEntry, issue, revoke, rotate
from tracker.application.tokens import new_token
from tracker.application.transact import write_once
from tracker.domain.errors import Unauthorized
from tracker.domain.key import SCOPES

ENTRY = KeyEntry(name="n", scopes=("read",))


@pytest.mark.parametrize(
    "act",
    [
        lambda writing, by: issue(writing, ENTRY, token=new_token(), by=by),
        lambda writing, by: rotate(writing, by, overlap=writing.now - writing.now, token=new_token(), by=by),
        lambda writing, by: revoke(writing, by, by=by),
    ],
    ids=["issue", "rotate", "revoke"],
)
def test_a_key_revoked_while_its_request_was_on_the_way_does_nothing_to_keys(application, act):
    public_id, _ = issue_key(application, name="n", scopes=SCOPES, author=None)
    issue_key(application, name="other", scopes=SCOPES, author=None)
    revoke_key(application, public_id)
    before = table(application, "event"), table(application, "key_secret")
    with pytest.raises(Unauthorized, match="was revoked"):
        write_once(application, lambda writing: act(writing, public_id), origin=OPERATOR, ids=FreshIds)
    assert (table(application, "event"), table(application, "key_secret")) == before
