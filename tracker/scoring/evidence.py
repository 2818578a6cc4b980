"""The balance of evidence on one prediction, in decibans: the reader's triage, never a forecast and never scored.

Ten decibans multiply the odds by ten. Source: Good (1950), "Probability and the weighing of evidence".
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.scoring.logarithmic import clip

DECIBANS = {"slight": 3, "moderate": 5, "strong": 10, "decisive": 20}
CAP = 20
"""Of the net weight: however much is linked, odds of a hundred to one are as far as links alone can move a reader."""


@dataclass(frozen=True)
class Link:
    """One development that bears on the prediction; without a `strength` it weighs nothing: nobody said how much.

    Links with the same `group` are one story, and so are two of one development.
    """

    development: str
    bearing: Literal["supports", "contradicts", "neutral"]
    strength: Literal["slight", "moderate", "strong", "decisive"] | None = None
    group: str | None = None

    @property
    def weight(self) -> int:
        """In decibans: above 0 where it supports, below where it contradicts."""
        size = 0 if self.strength is None else DECIBANS[self.strength]
        return {"supports": size, "contradicts": -size, "neutral": 0}[self.bearing]

    @property
    def story(self) -> tuple[str, str]:
        """What counts once."""
        return ("development", self.development) if self.group is None else ("group", self.group)


@dataclass(frozen=True)
class Step:
    """A link, and where the balance stood after it: `after` in decibans, `posterior` 0..1.

    weight: of the link itself, also where a larger one of its story counts instead.
    """

    development: str
    weight: int
    after: float
    posterior: float


@dataclass(frozen=True)
class Balance:
    """All links, weighed: decibans, `supports` at least 0, `contradicts` at most 0, `net` within the cap."""

    prior_decibans: float
    prior: float
    items: tuple[Step, ...]
    supports: int
    contradicts: int
    net: int
    posterior: float


def weigh(links: Sequence[Link], *, prior: float | None = None) -> Balance:
    """The balance after each of `links`, in the order given; neutral ones are left out.

    prior: the probability to start from, 0..1 (the first forecast of the essay's author), None for even odds; it is
    clipped to [.01, .99], as no evidence moves a certainty. A story counts once, with its largest weight.

    >>> balance = weigh([Link("D1", "contradicts", "moderate"), Link("D4", "supports", "slight")], prior=0.4)
    >>> balance.supports, balance.contradicts, balance.net, round(balance.posterior, 6)
    (3, -5, -2, 0.296091)
    >>> [(step.development, step.weight, round(step.after, 6)) for step in balance.items]
    [('D1', -5, -6.760913), ('D4', 3, -3.760913)]
    """
    start = 0.0 if prior is None else decibans(clip(prior))
    stories: dict[tuple[str, str], int] = {}
    steps: list[Step] = []
    for link in (one for one in links if one.bearing != "neutral"):
        # The earlier of two equal weights stays: a story told again the other way round proves nothing more.
        stories[link.story] = max(stories.get(link.story, 0), link.weight, key=abs)
        after = start + _net(stories.values())
        steps.append(Step(link.development, link.weight, after, probability(after)))
    return Balance(
        prior_decibans=start,
        prior=probability(start),
        items=tuple(steps),
        supports=sum(weight for weight in stories.values() if weight > 0),
        contradicts=sum(weight for weight in stories.values() if weight < 0),
        net=_net(stories.values()),
        posterior=probability(start + _net(stories.values())),
    )


def decibans(p: float) -> float:
    """10 log10(p / (1 - p)): the odds of `p`, 0..1 exclusive, in decibans.

    >>> decibans(0.5), round(decibans(0.4), 6)
    (0.0, -1.760913)
    """
    return 10 * math.log10(p / (1 - p))


def probability(x: float) -> float:
    """1 / (1 + 10^(-x/10)), 0..1: the probability of odds of `x` decibans, the inverse of `decibans`.

    >>> probability(0), round(probability(20), 6)
    (0.5, 0.990099)
    """
    return 1 / (1 + 10 ** (-x / 10))


def _net(weights: Iterable[int]) -> int:
    return max(-CAP, min(CAP, sum(weights)))
