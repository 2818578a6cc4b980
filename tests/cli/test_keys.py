"""`tracker keys` on a real tracker: listed, made until a day, rotated, revoked."""

from __future__ import annotations

import json

import pytest

from tests.support.instance import open_application
from tracker.application.access.access import authenticate
from tracker.domain.errors import Unauthorized


@pytest.fixture
def made(tracker, folder):
    """The id and the token of a new key."""
    result = tracker("keys", "create", "--name", "laptop", "--author", "Bo")
    return result.stderr.partition(",")[0], result.stdout.strip()


def listed(tracker):
    result = tracker("keys", "list", "--json")
    assert result.exit_code == 0
    return {one["id"]: one for one in json.loads(result.stdout)["items"]}


def caller_with(folder, token):
    with open_application(folder) as application:
        return authenticate(application, token)


def test_a_tracker_without_keys_lists_none(tracker, folder):
    assert tracker("keys", "list").stdout == ""
    assert listed(tracker) == {}


def test_the_list_says_what_a_key_may_do_and_nothing_secret(tracker, folder, made):
    public_id, token = made
    (line,) = tracker("keys", "list").stdout.splitlines()
    assert line.startswith(f"{public_id}  laptop  read record resolve; for fcr_")
    assert "expires" not in line
    one = listed(tracker)[public_id]
    assert (one["scopes"], one["expires_at"], one["revoked_from"]) == (
        ["read", "record", "resolve"],
        None,
        None,
    )
    assert one["issued_at"].endswith("Z")
    assert one["last_used_at"] is None
    assert token not in json.dumps(one) + line


def test_a_name_cannot_forge_a_line_of_the_list(tracker, folder):
    tracker("keys", "create", "--name", "one\nkey_0000000000  \x1b[31mtwo")
    assert len(tracker("keys", "list").stdout.splitlines()) == 1
    assert "\x1b" not in tracker("keys", "list").stdout


def test_a_key_can_be_made_until_the_end_of_a_day(tracker, folder):
    result = tracker("keys", "create", "--name", "n", "--expires-at", "2099-12-31")
    assert result.exit_code == 0
    assert [one["expires_at"] for one in listed(tracker).values()] == ["2100-01-01T00:00:00Z"]
    assert "expires 2100-01-01T00:00:00" in tracker("keys", "list").stdout


@pytest.mark.parametrize("until", ["2020-01-01", "2099-02-31", "soon", ""])
def test_a_key_is_not_made_until_a_day_that_is_none_or_over(tracker, folder, until):
    result = tracker("keys", "create", "--name", "n", "--expires-at", until)
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (1, "", 1)
    assert listed(tracker) == {}


def test_a_rotated_key_is_alone_on_stdout_and_the_old_one_counts_a_day_more(tracker, folder, made):
    old, old_token = made
    result = tracker("keys", "rotate", old)
    assert result.exit_code == 0
    caller = caller_with(folder, result.stdout.strip())
    assert (caller.name, caller.scopes) == ("laptop", ("read", "record", "resolve"))
    assert caller_with(folder, old_token).key == old
    assert f"{caller.key} replaces {old}, which stays valid for 24 hours" in result.stderr
    assert result.stdout.strip() not in result.stderr
    assert listed(tracker)[caller.key]["replaces"] == old
    assert f"replaces {old}" in tracker("keys", "list").stdout


def test_without_an_overlap_the_old_key_counts_no_longer(tracker, folder, made):
    tracker("keys", "rotate", made[0], "--overlap-hours", "0")
    with pytest.raises(Unauthorized):
        caller_with(folder, made[1])


def test_a_revoked_key_counts_no_longer_and_is_listed_as_such(tracker, folder, made):
    result = tracker("keys", "revoke", made[0])
    assert (result.exit_code, result.stdout) == (0, f"{made[0]} is revoked.\n")
    with pytest.raises(Unauthorized):
        caller_with(folder, made[1])
    assert "revoked from " in tracker("keys", "list").stdout
    assert tracker("keys", "revoke", made[0]).exit_code == 0


def test_the_operator_may_revoke_the_last_admin_key(tracker, folder):
    admin = tracker("keys", "create", "--name", "n", "--scope", "admin").stderr.partition(",")[0]
    assert tracker("keys", "revoke", admin).exit_code == 0


@pytest.mark.parametrize("act", ["rotate", "revoke"])
def test_a_key_that_nobody_made_is_one_line(tracker, folder, act):
    result = tracker("keys", act, "key_0000000000")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "Error: There is no such key.\n")


def test_a_revoked_key_is_not_rotated(tracker, folder, made):
    tracker("keys", "revoke", made[0])
    result = tracker("keys", "rotate", made[0])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is revoked" in result.stderr


@pytest.mark.parametrize("hours", ["-1", "169", "1.5"])
def test_another_overlap_is_a_usage_error(tracker, folder, made, hours):
    assert tracker("keys", "rotate", made[0], f"--overlap-hours={hours}").exit_code == 2
