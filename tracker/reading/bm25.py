"""BM25: how well a document answers a query, from word counts alone.

Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", equation 3.15. Counts may be
weighed by field before they come here, as in BM25F (section 3.6): so a word of the statement can count for several.
"""

from __future__ import annotations

import math

K1 = 1.2
"""How soon more of the same word stops counting: the usual value."""

B = 0.75
"""How much longer documents are held to mean less by each word: the usual value."""


def rarity(documents_with: int, documents: int) -> float:
    """The weight of a word that `documents_with` of `documents` hold; never negative.

    >>> round(rarity(1, 100), 3), round(rarity(99, 100), 3)
    (4.21, 0.015)
    """
    return math.log(1 + (documents - documents_with + 0.5) / (documents_with + 0.5))


def worth(count: float, length: float, mean_length: float) -> float:
    """What a word that stands `count` times in a document of that length adds, in parts of its rarity; below K1 + 1.

    >>> round(worth(1, 100, 100), 3), round(worth(100, 100, 100), 3)
    (1.0, 2.174)
    """
    longer = 1 - B + B * (length / mean_length if mean_length > 0 else 1)
    return count * (K1 + 1) / (count + K1 * longer)
