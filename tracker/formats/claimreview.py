"""Predictions with an outcome as ClaimReview (schema.org).

Each rating has a number and a text.
"""

from __future__ import annotations

from typing import Any

from tracker.formats.exported import Exported, ExportedForecast

CONTEXT = "https://schema.org"
ASSIGNED = "We assigned the number."
POSED = "The essay raised this as a question."


def review(one: Exported, *, url: str, tracker: str) -> dict[str, Any] | None:
    """The review of a prediction; None while it is open or if it was annulled.

    The rating is the share that came true: 0 (it did not happen) to 1 (it happened).
    """
    if one.outcome_share is None:
        return None
    words = _outcome_words(one.outcome_share)
    claim = {
        "@type": "Claim",
        "author": {"@type": "Person", "name": one.author} if one.author else None,
        "datePublished": one.made[:10],
        "appearance": {"@type": "CreativeWork", "url": one.essay_url} if one.essay_url else None,
    }
    return {
        "@type": "ClaimReview",
        "claimReviewed": one.statement,
        "itemReviewed": {name: value for name, value in claim.items() if value is not None},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": one.outcome_share,
            "bestRating": 1,
            "worstRating": 0,
            "alternateName": words,
            "ratingExplanation": " ".join(
                [f"{words}.", *map(_said, one.last_of_each()), *([POSED] if one.is_posed else [])]
            ),
        },
        "author": {"@type": "Organization", "name": "tracker", "url": tracker},
        "url": url,
        "datePublished": one.outcome_date,
    }


def _outcome_words(share: float) -> str:
    words = {1.0: "It happened", 0.0: "It did not happen"}
    return words.get(share, f"It came true by {round(share * 100, 10):g}%")


def _said(forecast: ExportedForecast) -> str:
    score = "" if forecast.brier is None else f" (Brier score {forecast.brier:.2f}; 0 is perfect)"
    assigned = f" {ASSIGNED}" if forecast.is_assigned else ""
    return f"{forecast.forecaster}: {forecast.words}{score}.{assigned}"
