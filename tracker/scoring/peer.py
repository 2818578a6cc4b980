"""The peer score: how much more than the others one gave to what happened, over the scheduled time."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from tracker.scoring.series import Holding, Schedule


def peer_scores(
    logs: Mapping[str, Sequence[float]], *, holdings: Mapping[str, Holding], schedule: Schedule
) -> dict[str, float]:
    """100 n/(n - 1) ln(p / geometric mean) of what happened, integrated over the scheduled time and divided by it.

    logs: of each forecaster, ln of the clipped probability given to what happened by each forecast, (updates,).
    holdings: when these were in force, by the same names.  n is how many have a forecast in force; where it is below
    two, and where one's own forecast is missing, the score is 0. Higher is better; all of them sum to zero. Source:
    the peer score of Metaculus (2023); a logarithmic market scoring rule's gain against the mean of the others.

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
    """At each instant: by how much the number in force, and the sum of their logs, change."""
    changes: dict[datetime, list[tuple[int, float]]] = defaultdict(list)
    for name, held in holdings.items():
        for log, start, until in zip(logs[name], held.starts, held.until, strict=True):
            changes[start].append((1, log))
            changes[until].append((-1, -log))
    return changes


def _integrals(
    changes: Mapping[datetime, Sequence[tuple[int, float]]], schedule: Schedule
) -> tuple[dict[datetime, float], dict[datetime, float]]:
    """The integrals of n/(n - 1) and of (sum of logs)/(n - 1) up to each instant of change, in scheduled times.

    With them a forecaster's score is a difference for each update, not a sum over everybody at every instant: a
    thousand forecasters would otherwise be a million logarithms.
    """
    instants = sorted(changes)
    own, others = dict.fromkeys(instants[:1], 0.0), dict.fromkeys(instants[:1], 0.0)
    n, total = 0, 0.0
    for start, until in pairwise(instants):
        n += sum(count for count, _ in changes[start])
        # Exact at each instant, so that the order in which forecasters are given changes no bit.
        total = math.fsum([total, *(log for _, log in changes[start])])
        share = schedule.share(start, until) if n >= 2 else 0.0
        own[until] = own[start] + share * n / max(n - 1, 1)
        others[until] = others[start] + share * total / max(n - 1, 1)
    return own, others
