"""The peer score: how much more probability one gave to the outcome than the others."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from tracker.scoring.series import Holding, Schedule


def peer_scores(
    logs: Mapping[str, Sequence[float]], *, holdings: Mapping[str, Holding], schedule: Schedule
) -> dict[str, float]:
    """100 n/(n - 1) ln(p / geometric mean) of the outcome, averaged over the scheduled time.

    logs: by forecaster, ln of the clipped probability that each forecast gave to the outcome, (updates,).
    holdings: by forecaster, when these were in force.  n is the number of forecasters with a forecast in force. The
    score is 0 while n is below two and while one's own forecast is missing. Higher is better; all scores sum to zero.
    Source: the peer score of Metaculus (2023); the gain of a logarithmic market scoring rule over the others' mean.

    >>> from datetime import UTC
    >>> opens, closes = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 11, tzinfo=UTC)
    >>> always = Holding((opens,), (closes,), (1.0,), (10,), 0.0, 1.0)
    >>> scores = peer_scores({"a": [math.log(0.8)], "b": [math.log(0.2)]}, holdings={"a": always, "b": always},
    ...                      schedule=Schedule(opens, closes, closes))
    >>> [round(score, 6) for score in scores.values()]  # 100 ln 4
    [138.629436, -138.629436]
    """
    own, others = _integrals(_changes(logs, holdings), schedule)
    return {
        name: 100
        * math.fsum(
            log * (own[until] - own[start]) - (others[until] - others[start])
            for log, start, until in zip(logs[name], held.starts, held.until, strict=True)
        )
        for name, held in holdings.items()
    }


def _changes(
    logs: Mapping[str, Sequence[float]], holdings: Mapping[str, Holding]
) -> dict[datetime, list[tuple[int, float]]]:
    """By instant: the changes of the number of forecasts in force and of the sum of their logs."""
    changes: dict[datetime, list[tuple[int, float]]] = defaultdict(list)
    for name, held in holdings.items():
        for log, start, until in zip(logs[name], held.starts, held.until, strict=True):
            changes[start].append((1, log))
            changes[until].append((-1, -log))
    return changes


def _integrals(
    changes: Mapping[datetime, Sequence[tuple[int, float]]], schedule: Schedule
) -> tuple[dict[datetime, float], dict[datetime, float]]:
    """The integrals of n/(n - 1) and of (sum of logs)/(n - 1) up to each change of forecasts.

    With them a score is one difference per update, not a sum over all forecasters at every instant, which for a
    thousand forecasters would be a million logarithms.
    """
    instants = sorted(changes)
    own, others = dict.fromkeys(instants[:1], 0.0), dict.fromkeys(instants[:1], 0.0)
    n, total = 0, 0.0
    for start, until in pairwise(instants):
        n += sum(count for count, _ in changes[start])
        # An exact sum at each instant, so that the order of the forecasters does not change the result.
        total = math.fsum([total, *(log for _, log in changes[start])])
        share = schedule.share(start, until) if n >= 2 else 0.0
        own[until] = own[start] + share * n / max(n - 1, 1)
        others[until] = others[start] + share * total / max(n - 1, 1)
    return own, others
