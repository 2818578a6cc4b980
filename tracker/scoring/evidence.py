"""The balance of evidence on a prediction, in decibans: a help for readers, never scored.

Ten decibans multiply the odds by ten. Source: Good (1950), "Probability and the weighing of evidence".
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.scoring.logarithmic import clip

DECIBANS = {"slight": 3, "moderate": 5, "strong": 10, "decisive": 20}
CAP = 20
"""The cap on the net weight: links alone can move the odds by at most a hundred to one."""


@dataclass(frozen=True)
class Link:
    """A development that bears on the prediction; without a `strength` it has no weight.

    Links with the same `group` count as one story, and so do two links of one development.
    """

    development: str
    bearing: Literal["supports", "contradicts", "neutral"]
    strength: Literal["slight", "moderate", "strong", "decisive"] | None = None
    group: str | None = None

    @property
    def weight(self) -> int:
        """The weight in decibans: above 0 if it supports, below 0 if it contradicts."""
        size = 0 if self.strength is None else DECIBANS[self.strength]
        return {"supports": size, "contradicts": -size, "neutral": 0}[self.bearing]

    @property
    def story(self) -> tuple[str, str]:
        """The key of the story that the link belongs to; each story counts once."""
        return ("development", self.development) if self.group is None else ("group", self.group)


@dataclass(frozen=True)
class Step:
    """A link and the balance after it: `after` in decibans, `posterior` in 0..1.

    weight: the link's own, even where a larger one of its story counts instead.
    """

    development: str
    weight: int
    after: float
    posterior: float


@dataclass(frozen=True)
class Balance:
    """The weighed links, in decibans: `supports` >= 0, `contradicts` <= 0, `net` within the cap."""

    prior_decibans: float
    prior: float
    items: tuple[Step, ...]
    supports: int
    contradicts: int
    net: int
    posterior: float


def weigh(links: Sequence[Link], *, prior: float | None = None) -> Balance:
    """The balance after each of `links`, in the given order, without neutral ones.

    prior: the initial probability, 0..1 (the first forecast of the essay's author); None for even odds. It is clipped
    to [.01, .99], since evidence cannot move a certainty. A story counts once, with its largest weight.

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
        # Of two equal weights the earlier stays: the same story with the opposite bearing proves nothing more.
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
    """1 / (1 + 10^(-x/10)), 0..1: the probability for `x` decibans, the inverse of `decibans`.

    >>> probability(0), round(probability(20), 6)
    (0.5, 0.990099)
    """
    return 1 / (1 + 10 ** (-x / 10))


def _net(weights: Iterable[int]) -> int:
    return max(-CAP, min(CAP, sum(weights)))
