"""Every published value names a rule, and every rule has a version."""

from tracker.scoring.versions import RULE_VERSIONS


def test_every_rule_has_a_version_that_counts_from_one():
    assert all(type(version) is int and version >= 1 for version in RULE_VERSIONS.values())
