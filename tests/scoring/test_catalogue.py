"""The rules that are explained are those that there are, and their ranges hold for every value that they give."""

from tests.scoring.test_question import NAMES, alone
from tests.scoring.test_versions import rules_of
from tracker.scoring.catalogue import RULES
from tracker.scoring.versions import RULE_VERSIONS


def test_every_rule_is_explained_once():
    assert [rule.name for rule in RULES] == list(RULE_VERSIONS)


def test_every_value_lies_in_the_range_of_its_rule():
    rules = {rule.name: rule for rule in RULES}
    for kind, said, settled, _ in NAMES:
        for name, value in alone(kind, said, **settled).values.items():
            for rule in (rules[one] for one in rules_of(name) - {None}):
                is_of_ways = rule.name in {"time_weighted", "daily", "mean_update"}
                if value is None or name.endswith(("_half", "_days")) or (is_of_ways and value < 0):
                    continue
                low = rule.low if rule.better != "higher" else None
                assert low is None or value >= low - 1e-12, name
                assert rule.high is None or value <= rule.high + 1e-12, name
