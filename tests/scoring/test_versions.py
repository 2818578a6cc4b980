"""Every published value names a rule, and every rule has a version."""

import pytest

from tests.scoring.test_question import NAMES, alone
from tracker.scoring.versions import RULE_VERSIONS

ENDINGS = ("first", "last", "unclipped", "days", "half", "50", "90")
# Parts of a rule's value, or said with another rule's words: its version is that one's.
PARTS = {"over": "wis", "under": "wis", "dispersion": "wis", "skill": "brier", "p": None}


def rules_of(name):
    """The rules whose version makes the value called `name`: the longest name of a rule, then the way behind it."""
    if name in RULE_VERSIONS:
        return {name}
    rule = max((rule for rule in RULE_VERSIONS if name.startswith(f"{rule}_")), key=len, default=None)
    if rule is not None:
        rest = name.removeprefix(f"{rule}_")
        return {rule, *({rest} & RULE_VERSIONS.keys())} if rest not in ENDINGS else {rule}
    return {PARTS[name.split("_")[0]]}


def test_every_rule_has_a_version_that_counts_from_one():
    assert all(type(version) is int and version >= 1 for version in RULE_VERSIONS.values())


@pytest.mark.parametrize(("kind", "said", "settled", "names"), NAMES, ids=[row[0] for row in NAMES])
def test_every_value_is_made_by_rules_with_a_version(kind, said, settled, names):
    for name in alone(kind, said, **settled).values:
        assert rules_of(name) <= {*RULE_VERSIONS, None}, name


def test_every_rule_makes_a_value():
    made = {rule for _, _, _, names in NAMES for name in names for rule in rules_of(name)}
    assert set(RULE_VERSIONS) <= made
