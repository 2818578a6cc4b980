"""Cards of single predictions for other sites: an image, a page to frame, HTML to paste."""

from __future__ import annotations

from html import escape

from flask import Blueprint, Response, render_template

from tracker.application.access.visibility import may_read
from tracker.application.context import AppContext
from tracker.application.recording.links import card_image, card_page, linkable
from tracker.application.words.notice import PredictionInWords
from tracker.application.words.notices import predictions_in_words
from tracker.domain.errors import NotFound
from tracker.projections.predictions import find_prediction
from tracker.web.addresses import address
from tracker.web.card import MEDIA_TYPE, WIDTH, card
from tracker.web.feed import linked
from tracker.web.http_cache import cached_response

IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
PAGE_POLICY = f"{IMAGE_POLICY}; base-uri 'none'; form-action 'none'; frame-ancestors *"


def embeds(application: AppContext) -> Blueprint:
    """The blueprint with the cards; query parameters, which newsletters add, are ignored."""
    web = Blueprint("embeds", __name__, template_folder="templates")

    @web.get("/embed/predictions/<prediction>.svg")
    def image(prediction: str) -> Response:
        """The card as an image."""
        words = _public_words(application, prediction)
        response = cached_response(card(words), MEDIA_TYPE, changed_at=words.visible_at)
        response.headers["Content-Security-Policy"] = IMAGE_POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    @web.get("/embed/predictions/<prediction>.html")
    def page(prediction: str) -> Response:
        """The card as a page that any site may frame."""
        words = _public_words(application, prediction)
        source = linkable(words.outcome.source) if words.outcome else None
        text = render_template(
            "embed.html",
            words=words,
            paragraphs=[linked(one, source) for one in words.paragraphs()],
            essay=linkable(words.essay_url),
            record=address(f"/v1/predictions/{words.id}"),
            snippet=snippet(words),
        )
        response = cached_response(text, "text/html", changed_at=words.visible_at)
        response.headers["Content-Security-Policy"] = PAGE_POLICY
        return response

    return web


def snippet(words: PredictionInWords) -> str:
    """The HTML to paste: the image, linked to the page, with the full text as its alternative."""
    description = escape(f"{words.statement} – {' '.join(words.paragraphs())}")
    source = escape(address(card_image(words.id)))
    image = f'<img src="{source}" width="{WIDTH}" style="max-width:100%" alt="{description}">'
    return f'<a href="{escape(address(card_page(words.id)))}">{image}</a>'


def _public_words(application: AppContext, prediction: str) -> PredictionInWords:
    """The prediction in words. Raises `NotFound` if it does not exist or is not public."""
    now = application.clock()
    with application.database.reading() as tx:
        row = find_prediction(tx, prediction) if prediction.isprintable() else None
        if row is None or row["state"] == "undone" or not may_read(row, None, now=now):
            raise NotFound("There is no public prediction at this address.")
        return predictions_in_words(tx, [row], now=now)[0]
