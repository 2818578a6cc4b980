"""Every published value names a rule, and every rule has a version."""

from dataclasses import fields

from tracker.scoring.series import SeriesScore
from tracker.scoring.versions import RULE_VERSIONS


def test_every_rule_has_a_version_that_counts_from_one():
    assert all(type(version) is int and version >= 1 for version in RULE_VERSIONS.values())


def test_every_loss_of_a_series_is_made_by_rules_with_a_version():
    losses = [field.name for field in fields(SeriesScore) if field.name.startswith(("brier_", "log_"))]
    for name in losses:
        rule, counting = name.split("_", 1)
        assert rule in RULE_VERSIONS
        assert counting.startswith(("first", "last")) or counting in RULE_VERSIONS, name
