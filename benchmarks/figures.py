"""Measuring in turns (A B A B ...) and what comes of it: one figure for each line that is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import msgspec

from benchmarks.asked import Asked

Turn = Callable[[], int]
"""One transaction or request; the number of units that it did."""


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How long everything takes: `rounds` of `turn_s` for each contestant after one of `warm_s`.

    rows_share: how much of the size that a line names is filled in.
    """

    rounds: int
    turn_s: float
    warm_s: float
    log_events: int
    verify_events: int
    rows_share: float


FULL = Pace(rounds=5, turn_s=1.0, warm_s=0.3, log_events=20_000, verify_events=1_000_000, rows_share=1.0)
QUICK = Pace(rounds=1, turn_s=0.1, warm_s=0.02, log_events=1_000, verify_events=1_000, rows_share=0.001)


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """The rounds of ours and of the peer; none of a peer where the line has none."""

    asked: Asked
    ours: tuple[float, ...]
    peer: tuple[float, ...] = ()

    @property
    def ratio(self) -> float | None:
        """The median of the rounds' ratios: a round's two turns stand next to each other in time."""
        if not self.peer:
            return None
        return median(mine / theirs for mine, theirs in zip(self.ours, self.peer, strict=True))

    @property
    def is_met(self) -> bool:
        """Whether it is enough."""
        asked, ours, ratio = self.asked, median(self.ours), self.ratio
        return (
            (asked.ratio_min is not None and ratio is not None and ratio >= asked.ratio_min)
            or (asked.rate_min is not None and ours >= asked.rate_min)
            or (asked.ms_max is not None and ours <= asked.ms_max)
            or (asked.mib_max is not None and ours <= asked.mib_max)
            or (asked.bytes_max is not None and ours <= asked.bytes_max)
        )


def take_turns(contestants: Mapping[str, Callable[[float], float]], pace: Pace) -> dict[str, list[float]]:
    """What each contestant (seconds -> rate) did in each round, one after the other within a round."""
    for contestant in contestants.values():
        contestant(pace.warm_s)
    rounds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(pace.rounds):
        for name, contestant in contestants.items():
            rounds[name].append(contestant(pace.turn_s))
    return rounds


def rate(writers: Sequence[Turn], seconds: float) -> float:
    """Units a second that `writers`, each in a thread of its own, do together."""
    start = threading.Barrier(len(writers))

    def work(turn: Turn) -> tuple[int, float, float]:
        start.wait()
        began = time.perf_counter()
        done = turn()
        while time.perf_counter() < began + seconds:
            done += turn()
        return done, began, time.perf_counter()

    with ThreadPoolExecutor(len(writers)) as threads:
        worked = list(threads.map(work, writers))
    took = max(end for _, _, end in worked) - min(began for _, began, _ in worked)
    return sum(done for done, _, _ in worked) / took


def together(writers: Sequence[Turn]) -> Callable[[float], float]:
    """A contestant: `writers` at once."""
    return lambda seconds: rate(writers, seconds)


def as_table(figures: Sequence[Figure]) -> str:
    """A Markdown table; medians with the lowest and highest round in brackets."""
    heads = ("question", "database", "what", "peer", "ours", "theirs", "ratio", "asked", "met")
    lines = [" | ".join(heads), "|".join("---" for _ in heads), *map(_line, figures)]
    return "\n".join(f"| {line} |" for line in lines)


def _line(figure: Figure) -> str:
    asked = figure.asked
    return " | ".join(
        (
            asked.question,
            asked.database,
            asked.what,
            asked.peer,
            _spread(figure.ours, asked.unit),
            _spread(figure.peer, asked.unit) if figure.peer else "-",
            "-" if figure.ratio is None else f"{figure.ratio:.2f}",
            asked.wording,
            "yes" if figure.is_met else "no",
        )
    )


def _spread(rounds: Sequence[float], unit: str) -> str:
    digits = 1 if median(rounds) < 100 else 0
    return f"{median(rounds):,.{digits}f} {unit} ({min(rounds):,.{digits}f} to {max(rounds):,.{digits}f})"
