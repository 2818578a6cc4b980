"""Where readers are led: to the card of a prediction that everybody may read, and to what was recorded as a source."""

from __future__ import annotations

from urllib.parse import urlsplit


def card_page(prediction: str) -> str:
    """The path at which people read a prediction."""
    return f"/embed/predictions/{prediction}.html"


def card_image(prediction: str) -> str:
    """The path of the same as an image."""
    return f"/embed/predictions/{prediction}.svg"


def linkable(text: str | None) -> str | None:
    """`text` where it is an address that a page may lead to: what was recorded as a source can begin with anything.

    >>> linkable("https://news.example/1"), linkable("javascript:alert(1)"), linkable("https://[")
    ('https://news.example/1', None, None)
    """
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and parts.netloc else None
