"""Words for probabilities: the scales, and the range that a word means.

Start at `read_term`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.scoring.forecasts import Binary

DEFAULT_SCALE = "icd203"


@dataclass(frozen=True)
class Term:
    """A word of a scale, which means `low_percent` to `high_percent`, 0..100."""

    word: str
    scale: str
    low_percent: int
    high_percent: int

    @property
    def low(self) -> float:
        """The lower end, 0..1."""
        return self.low_percent / 100

    @property
    def high(self) -> float:
        """The upper end, 0..1."""
        return self.high_percent / 100

    @property
    def midpoint(self) -> float:
        """The number used for scoring, 0..1."""
        # Integers up to a single division, so that "likely" is .675 and not .6749999999999999.
        return (self.low_percent + self.high_percent) / 200

    @property
    def label(self) -> str:
        """The word with its range, for people."""
        return f"{self.word} ({self.low_percent}-{self.high_percent}%)"

    @property
    def forecast(self) -> Binary:
        """The forecast that is scored: the midpoint, with the range for the range of its loss."""
        return Binary(self.midpoint, self.low, self.high)


@dataclass(frozen=True)
class Unquantified:
    """A word without a number: a hedge (`is_hedge`) has none in any standard.

    Others are not on the scale.
    """

    word: str
    is_hedge: bool


HEDGES = frozenset({"may", "might", "could", "possible", "possibly", "perhaps", "maybe", "will"})
"""They only say that something is possible; "will" alone is grammar, not a number."""

# Office of the Director of National Intelligence (2015), Intelligence Community Directive 203, "Analytic standards".
ICD203 = {
    "almost no chance": (1, 5),
    "very unlikely": (5, 20),
    "unlikely": (20, 45),
    "roughly even": (45, 55),
    "likely": (55, 80),
    "very likely": (80, 95),
    "almost certain": (95, 99),
}
# Kent (1964), "Words of estimative probability".
KENT = {
    "almost certain": (87, 99),
    "probable": (63, 87),
    "about even": (40, 60),
    "probably not": (20, 40),
    "almost certainly not": (2, 12),
}
# Mastrandrea et al. (2010), "Guidance note for lead authors of the IPCC fifth assessment report on consistent
# treatment of uncertainties".
IPCC = {
    "virtually certain": (99, 100),
    "extremely likely": (95, 100),
    "very likely": (90, 100),
    "likely": (66, 100),
    "more likely than not": (50, 100),
    "about as likely as not": (33, 66),
    "unlikely": (0, 33),
    "very unlikely": (0, 10),
    "extremely unlikely": (0, 5),
    "exceptionally unlikely": (0, 1),
}
# United Kingdom, Professional Head of Intelligence Assessment (2019), "Probability yardstick"; it has gaps.
PHIA = {
    "remote": (0, 5),
    "highly unlikely": (10, 20),
    "unlikely": (25, 35),
    "realistic possibility": (40, 50),
    "likely": (55, 75),
    "highly likely": (80, 90),
    "almost certain": (95, 100),
}
SCALES: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "icd203": ICD203,
    "kent": KENT,
    "ipcc": IPCC,
    "phia": PHIA,
}

SYNONYMS: Mapping[str, Mapping[str, str]] = {
    # The directive has two rows of words for the same ranges; the other forms are inflections of them.
    "icd203": {
        "almost no chance": "remote, remote chance",
        "very unlikely": "highly unlikely, highly improbable, very improbable",
        "unlikely": "improbable, improbably, not likely, probably not",
        "roughly even": "roughly even chance, roughly even odds, roughly even chances, even chance, even odds, "
        "about even",
        "likely": "probable, probably",
        "very likely": "highly likely, highly probable, very probable, very probably",
        "almost certain": "almost certainly, nearly certain, nearly certainly",
    },
    "kent": {
        "almost certain": "almost certainly",
        "probable": "probably",
        "about even": "chances about even, chances are about even",
        "probably not": "improbable",
    },
    "ipcc": {},
    "phia": {
        "remote": "remote chance",
        "likely": "probable, probably",
        "highly likely": "very likely, very probable",
        "highly unlikely": "very unlikely",
        "almost certain": "almost certainly",
    },
}


def read_term(term: str, scale: str = DEFAULT_SCALE) -> Term | Unquantified:
    """The meaning of `term` on `scale` (icd203, kent, ipcc or phia).

    Case, spaces and hyphens do not matter. Raises ValueError for any other scale.

    >>> read_term(" Very  likely").midpoint, read_term("probable").label
    (0.875, 'likely (55-80%)')
    >>> read_term("probable", "kent").label
    'probable (63-87%)'
    >>> read_term("could"), read_term("sorta")
    (Unquantified(word='could', is_hedge=True), Unquantified(word='sorta', is_hedge=False))
    """
    if scale not in SCALES:
        raise ValueError(f"{scale!r} is not a scale of words. Write one of {', '.join(SCALES)}.")
    plain = " ".join(term.replace("-", " ").casefold().split())
    word = _known_words(scale).get(plain)
    if word is None:
        return Unquantified(plain, is_hedge=plain in HEDGES)
    return Term(word, scale, *SCALES[scale][word])


def _known_words(scale: str) -> dict[str, str]:
    synonyms = {synonym: word for word, others in SYNONYMS[scale].items() for synonym in others.split(", ")}
    return {word: word for word in SCALES[scale]} | synonyms
