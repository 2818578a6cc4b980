"""The version of each scoring rule.

It is raised when the rule changes its result for the same inputs.
"""

RULE_VERSIONS: dict[str, int] = {
    # Rules for one forecast.
    "brier": 1,
    "brier2": 1,
    "log": 1,
    "spherical": 1,
    "baseline": 1,
    "multi_brier": 1,
    "rps": 1,
    "rps_normalised": 1,
    "ordinal": 1,
    "wis": 1,
    "coverage": 1,
    "ae_median": 1,
    "twcrps": 1,
    # Ways of counting updates.
    "time_weighted": 1,
    "daily": 1,
    "mean_update": 1,
    # Comparisons with other forecasters.
    "peer": 1,
    "relative_brier_vs_daily_median": 1,
}
