"""What each rule of scoring is: its formula, range, direction, source and version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tracker.scoring.versions import RULE_VERSIONS

Better = Literal["lower", "higher", "neither"]


@dataclass(frozen=True, kw_only=True)
class ScoringRule:
    """One rule. low, high: the ends of its range, None where there is none; y is 1 for yes, 0 for no."""

    name: str
    formula: str
    low: float | None
    high: float | None
    better: Better
    is_proper: bool | None
    source: str

    @property
    def version(self) -> int:
        """Raised when the rule gives another result for the same inputs."""
        return RULE_VERSIONS[self.name]


def _rule(
    name: str,
    formula: str,
    low: float | None,
    high: float | None,
    source: str,
    *,
    better: Better = "lower",
    is_proper: bool | None = True,
) -> ScoringRule:
    return ScoringRule(
        name=name, formula=formula, low=low, high=high, better=better, is_proper=is_proper, source=source
    )


RULES: tuple[ScoringRule, ...] = (
    _rule("brier", "(p - y)^2", 0, 1, "Brier (1950)"),
    _rule("brier2", "2 (p - y)^2", 0, 2, "Brier (1950), over both outcomes"),
    _rule("log", "-ln of the probability of what happened, clipped to [0.01, 0.99]", 0, None, "Good (1952)"),
    _rule(
        "spherical",
        "probability of what happened / length of the vector of probabilities",
        0,
        1,
        "Roby (1965)",
        better="higher",
    ),
    _rule(
        "baseline",
        "100 ln(K p) / ln K for K outcomes, p that of what happened, clipped to [0.01, 0.99]",
        None,
        100,
        "as forecasting tournaments use it",
        better="higher",
    ),
    _rule(
        "multi_brier", "sum over options of (p - o)^2, o 1 for the outcome and 0 else", 0, 2, "Brier (1950)"
    ),
    _rule("rps", "sum over thresholds of (cumulative p - cumulative o)^2", 0, None, "Epstein (1969)"),
    _rule("rps_normalised", "rps / (number of options - 1)", 0, 1, "Epstein (1969)"),
    _rule("ordinal", "2 rps / (number of options - 1)", 0, 2, "as forecasting tournaments use it"),
    _rule(
        "wis",
        "[|y - m| / 2 + sum over intervals of alpha / 2 (width + 2 / alpha distance outside)] / (K + 1/2)",
        0,
        None,
        "Bracher, Ray, Gneiting and Reich (2021)",
    ),
    _rule(
        "coverage",
        "1 if the value lies in the closed central interval of the level, else 0",
        0,
        1,
        "Gneiting, Balabdaoui and Raftery (2007)",
        better="neither",
        is_proper=None,
    ),
    _rule("ae_median", "|y - median|", 0, None, "Gneiting (2011)"),
    _rule(
        "twcrps",
        "integral from opening to horizon of (cumulative p - 1 once it has happened)^2, divided by that time",
        0,
        1,
        "Gneiting and Ranjan (2011)",
    ),
    _rule(
        "time_weighted",
        "sum of loss x time in force / scheduled time; 0.25 while there was no number, 0 once it is known",
        0,
        None,
        "as forecasting tournaments use it",
    ),
    _rule(
        "daily",
        "mean of the losses at the beginning of each open day with a number",
        0,
        None,
        "as forecasting tournaments use it, for comparison",
        is_proper=False,
    ),
    _rule(
        "mean_update",
        "mean of the losses of all updates of one series",
        0,
        None,
        "for comparison",
        is_proper=False,
    ),
    _rule(
        "peer",
        "100 n / (n - 1) ln(p / geometric mean of all n), over the scheduled time, clipped to [0.01, 0.99]",
        None,
        None,
        "as forecasting tournaments use it",
        better="higher",
    ),
    _rule(
        "relative_brier_vs_daily_median",
        "mean over open days of own Brier score - that of the median forecast",
        -1,
        1,
        "Tetlock and Mellers, as tournaments use it",
        is_proper=False,
    ),
)
"""Every rule that a published value names; the same names as `RULE_VERSIONS`."""
