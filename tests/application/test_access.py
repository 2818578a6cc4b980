"""Who is let in: until the instant at which a key expires or is revoked, whatever process asks."""

import multiprocessing
from datetime import timedelta

import pytest

from tests.application.doing import table
from tests.support.instance import open_application
from tracker.application.access.access import authenticate, issue_key, list_keys, revoke_key, rotate_key
from tracker.application.access.tokens import BASE62, PREFIX, is_well_formed, new_token
from tracker.domain.errors import Conflict, Invalid, NotFound, Unauthorized
from tracker.domain.instants import instant_text

MOMENT = timedelta(microseconds=1)


def issue(application, **options):
    return issue_key(application, **{"name": "n", "scopes": ("read",), "author": "Ada", **options})


def is_let_in(application, token):
    try:
        return bool(authenticate(application, token))
    except Unauthorized:
        return False


def test_a_token_has_its_shape_and_a_checksum_over_every_character():
    token = new_token()
    assert (len(token), token.startswith(PREFIX), is_well_formed(token)) == (47, True, True)
    for place in range(len(PREFIX), len(token)):
        other = BASE62[BASE62.index(token[place]) - 1]
        assert not is_well_formed(token[:place] + other + token[place + 1 :])


def test_a_key_counts_until_the_instant_at_which_it_expires(application, clock):
    until = clock() + timedelta(hours=1)
    _, token = issue(application, expires_at=until)
    clock.now = until - MOMENT
    assert is_let_in(application, token)
    clock.now = until
    with pytest.raises(Unauthorized, match=f"this key expired at {instant_text(until)}"):
        authenticate(application, token)


def test_a_key_that_has_expired_already_is_not_issued(application, clock):
    with pytest.raises(Invalid):
        issue(application, expires_at=clock())
    assert table(application, "key_secret") == table(application, "api_key") == []


def test_after_a_rotation_both_keys_count_until_the_overlap_ends(application, clock):
    old, old_token = issue(application, expires_at=clock() + timedelta(days=90))
    clock.forward(days=30)
    new, new_token_ = rotate_key(application, old)
    rotated_at = clock()
    clock.now = rotated_at + timedelta(hours=24) - MOMENT
    assert is_let_in(application, old_token)
    assert is_let_in(application, new_token_)
    clock.now = rotated_at + timedelta(hours=24)
    with pytest.raises(Unauthorized, match="this key was revoked"):
        authenticate(application, old_token)
    caller = authenticate(application, new_token_)
    assert (caller.key, caller.name, caller.scopes) == (new, "n", ("read",))
    row = next(row for row in list_keys(application, after="", limit=9) if row["id"] == new)
    assert row["replaces"] == old
    assert row["expires_at"] == instant_text(rotated_at + timedelta(days=90))


@pytest.mark.parametrize("overlap", [timedelta(0), timedelta(days=7)])
def test_an_overlap_is_from_nothing_to_a_week(application, clock, overlap):
    old, token = issue(application)
    rotate_key(application, old, overlap=overlap)
    clock.forward(seconds=overlap.total_seconds())
    assert not is_let_in(application, token)


@pytest.mark.parametrize("overlap", [-MOMENT, timedelta(days=7) + MOMENT])
def test_another_overlap_is_refused_and_nothing_is_issued(application, overlap):
    old, _ = issue(application)
    with pytest.raises(Invalid):
        rotate_key(application, old, overlap=overlap)
    assert len(table(application, "api_key")) == len(table(application, "key_secret")) == 1


def test_a_key_that_lasts_to_the_end_of_the_calendar_can_be_rotated(application, clock):
    until = clock().replace(year=9999)
    old, _ = issue(application, expires_at=until)
    clock.forward(days=400)
    new, _ = rotate_key(application, old)
    assert {row["id"]: row["expires_at"] for row in table(application, "api_key")}[new] == instant_text(until)


def test_a_key_that_does_not_count_is_not_rotated_and_no_new_one_is_left(application, clock):
    revoked, _ = issue(application)
    revoke_key(application, revoked)
    expired, _ = issue(application, expires_at=clock() + MOMENT)
    clock.forward(seconds=1)
    for key in (revoked, expired):
        with pytest.raises(Conflict):
            rotate_key(application, key)
    assert len(table(application, "api_key")) == len(table(application, "key_secret")) == 2


@pytest.mark.parametrize("act", [rotate_key, revoke_key])
def test_a_key_that_nobody_issued_is_not_found(application, act):
    with pytest.raises(NotFound):
        act(application, "key_0000000000")


def test_a_revoked_key_stays_so_when_the_clock_is_set_back(application, clock):
    public_id, token = issue(application)
    revoke_key(application, public_id)
    clock.forward(hours=-1)
    assert not is_let_in(application, token)


def test_a_rotated_key_can_be_revoked_before_its_overlap_ends(application):
    old, token = issue(application)
    rotate_key(application, old)
    revoke_key(application, old)
    assert not is_let_in(application, token)


def answer_whether_let_in(folder, token, questions, answers):
    with open_application(folder) as application:
        for _ in iter(questions.get, None):
            answers.put(is_let_in(application, token))


def test_a_revocation_counts_at_once_in_another_process(tmp_path):
    """The other process has the database open, and has let the key in before."""
    context = multiprocessing.get_context("spawn")
    questions, answers = context.Queue(), context.Queue()
    with open_application(tmp_path) as application:
        public_id, token = issue(application)
        other = context.Process(target=answer_whether_let_in, args=(tmp_path, token, questions, answers))
        other.start()
        questions.put("before")
        assert answers.get(timeout=60) is True
        revoke_key(application, public_id)
        questions.put("after")
        assert answers.get(timeout=60) is False
        questions.put(None)
        other.join(timeout=60)
        assert other.exitcode == 0
    for queue in (questions, answers):
        queue.close()
        queue.join_thread()


def test_nothing_of_a_token_is_kept_but_its_hash(tmp_path):
    with open_application(tmp_path) as application:
        old, first = issue(application)
        _, second = rotate_key(application, old)
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert old.encode() in stored
    for token in (first, second):
        assert token.removeprefix(PREFIX)[:32].encode() not in stored


def test_keys_are_listed_page_by_page_without_their_hashes(application):
    made = sorted(issue(application)[0] for _ in range(5))
    seen, after = [], ""
    while rows := list_keys(application, after=after, limit=2):
        assert len(rows) <= 2
        seen += rows
        after = rows[-1]["id"]
    assert [row["id"] for row in seen] == made
    assert not any("secret" in name for row in seen for name in row.keys())  # noqa: SIM118 - a row is no dict
