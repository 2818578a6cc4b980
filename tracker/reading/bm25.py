"""BM25: how well a document matches a query, from word counts alone.

Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", equation 3.15. As in BM25F
(section 3.6), counts may be weighted by field first, so that a word of the statement counts for several.
"""

from __future__ import annotations

import math

K1 = 1.2
"""How soon further occurrences of a word stop adding to the score; the usual value."""

B = 0.75
"""How strongly long documents are penalised; the usual value."""


def rarity(documents_with: int, documents: int) -> float:
    """The weight of a word that occurs in `documents_with` of `documents`; never negative.

    >>> round(rarity(1, 100), 3), round(rarity(99, 100), 3)
    (4.21, 0.015)
    """
    return math.log(1 + (documents - documents_with + 0.5) / (documents_with + 0.5))


def worth(count: float, length: float, mean_length: float) -> float:
    """The share of its rarity that a word adds if it occurs `count` times; below K1 + 1.

    `length` is the document's length, `mean_length` the mean of all.

    >>> round(worth(1, 100, 100), 3), round(worth(100, 100, 100), 3)
    (1.0, 2.174)
    """
    longer = 1 - B + B * (length / mean_length if mean_length > 0 else 1)
    return count * (K1 + 1) / (count + K1 * longer)
