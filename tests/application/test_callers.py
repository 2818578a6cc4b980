"""Who was let in is remembered without the token, for so many keys; each write asks whether the key still counts."""

import pytest

from tests.application.doing import open_story, send, story_lines, table
from tracker.application.access.access import authenticate, issue_key, revoke_key
from tracker.application.access.callers import Callers
from tracker.application.imports.runs import finish_run, open_run, start_clock
from tracker.domain.errors import Unauthorized
from tracker.domain.key import SCOPES


def issue(application):
    return issue_key(application, name="n", scopes=SCOPES, author="Ada")


def test_who_was_let_in_is_recalled_until_the_key_is_refused(application):
    public_id, token = issue(application)
    callers = Callers(application)
    assert callers.recall(token) is None
    assert callers.ask(token) == callers.recall(token) == authenticate(application, token)
    revoke_key(application, public_id)
    with pytest.raises(Unauthorized):
        callers.ask(token)
    assert callers.recall(token) is None


def test_a_key_that_was_never_let_in_is_not_remembered(application):
    public_id, token = issue(application)
    revoke_key(application, public_id)
    callers = Callers(application)
    with pytest.raises(Unauthorized):
        callers.ask(token)
    assert callers.recall(token) is None


def test_so_many_keys_are_remembered_and_no_more(application):
    tokens = [issue(application)[1] for _ in range(4)]
    callers = Callers(application, keys_max=2)
    for token in tokens:
        callers.ask(token)
        callers.ask(token)
    assert [callers.recall(token) is not None for token in tokens] == [False, False, True, True]


@pytest.mark.parametrize(
    "act",
    [
        lambda application, run, caller, _: open_run(
            application, source="other", timezone="UTC", title=None, caller=caller
        ),
        lambda application, run, caller, _: send(application, caller, run, story_lines()),
        lambda application, run, caller, clock: start_clock(application, run, at=clock(), caller=caller),
        lambda application, run, caller, _: finish_run(application, run, caller=caller, correlation_id="c"),
    ],
    ids=["open", "lines", "clock", "finish"],
)
def test_a_key_revoked_while_its_import_was_on_the_way_writes_nothing(application, clock, act):
    public_id, token = issue(application)
    caller, run = authenticate(application, token), open_story(application)
    revoke_key(application, public_id)
    before = table(application, "event"), table(application, "import_run")
    with pytest.raises(Unauthorized, match="was revoked"):
        act(application, run, caller, clock)
    assert (table(application, "event"), table(application, "import_run")) == before
