"""The version of each scoring rule: raised when the rule would give another number for the same inputs."""

RULE_VERSIONS: dict[str, int] = {
    "brier": 1,
    "log": 1,
    "time_weighted": 1,
    "mean_update": 1,
}
