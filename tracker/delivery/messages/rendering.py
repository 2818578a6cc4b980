"""Renders a prediction as a message: subject, text, Markdown, HTML, and data.

A message consists of blocks, which every form can show; each form escapes the text itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from tracker.application.recording.links import card_image, card_page, linkable
from tracker.application.words.notice import CameOut, ForecastInWords, PredictionInWords
from tracker.domain.instants import instant_text
from tracker.scoring.question import HEADLINES

HTML_BYTES_MAX = 20_000
SUBJECT_CHARS_MAX = 150
QUOTE_CHARS_MAX = 600
STATEMENT_CHARS_MAX = 1_000

Form = Literal["heading", "paragraph", "quote", "small"]

_MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+\-!|~])")
_STYLES: dict[Form, tuple[str, str]] = {
    "heading": ("h2", "font:bold 20px Georgia,serif;margin:0 0 12px;color:#111"),
    "paragraph": ("p", "font:16px/1.5 Georgia,serif;margin:0 0 12px;color:#222"),
    "quote": ("blockquote", "font:italic 16px/1.5 Georgia,serif;margin:0 0 12px;padding-left:12px;border-left:3px solid #999;color:#333"),
    "small": ("p", "font:13px/1.4 sans-serif;margin:0 0 8px;color:#666"),
}  # fmt: skip


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph; with `url`, all of it is a link."""

    form: Form
    text: str
    url: str | None = None


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A message in every form that receivers use."""

    subject: str
    text: str
    markdown: str
    html: str


def render(subject: str, blocks: Sequence[Block]) -> Rendered:
    """The blocks in each form.

    Leaves out blocks near the end while the HTML is too large for an e-mail.
    """
    kept = list(blocks)
    while len(_html(kept).encode()) > HTML_BYTES_MAX and len(kept) > 1:
        kept.pop(-2 if kept[-1].form == "small" and len(kept) > 2 else -1)
    return Rendered(
        subject=cut(" ".join(subject.split()), SUBJECT_CHARS_MAX),
        text="\n\n".join(map(_text, kept)),
        markdown="\n\n".join(map(_markdown, kept)),
        html=_html(kept),
    )


def cut(text: str, chars_max: int) -> str:
    """At most `chars_max` characters, with an ellipsis where something is left out."""
    return text if len(text) <= chars_max else text[: chars_max - 1].rstrip() + "…"


def page_of(prediction: PredictionInWords, url: str) -> str:
    """The page for readers: its public card, else its API address."""
    return f"{url}{card_page(prediction.id)}" if prediction.is_public else record_of(prediction, url)


def record_of(prediction: PredictionInWords, url: str) -> str:
    """Its address in the API."""
    return f"{url}/v1/predictions/{prediction.id}"


def image_of(prediction: PredictionInWords, url: str) -> str | None:
    """The image of its card; None where it is not public."""
    return f"{url}{card_image(prediction.id)}" if prediction.is_public else None


def prediction_blocks(prediction: PredictionInWords, *, url: str) -> list[Block]:
    """The statement, the quote, and one block for each sentence; the source links to its address."""
    quote = [f"“{cut(prediction.quote, QUOTE_CHARS_MAX)}”"] if prediction.quote else []
    return [
        Block(
            form="heading", text=cut(prediction.statement, STATEMENT_CHARS_MAX), url=page_of(prediction, url)
        ),
        *[Block(form="quote", text=text) for text in quote],
        *[_paragraph(prediction, text) for text in prediction.paragraphs()],
    ]


def _paragraph(prediction: PredictionInWords, text: str) -> Block:
    is_source = prediction.outcome is not None and text == prediction.source
    return Block(
        form="small" if text in {prediction.dates, prediction.standing} else "paragraph",
        text=text,
        url=prediction.outcome.source if prediction.outcome is not None and is_source else None,
    )


def data_of(prediction: PredictionInWords, *, url: str) -> dict[str, Any]:
    """The prediction as data: prediction, outcome and forecasts."""
    address = record_of(prediction, url)
    return {
        "prediction": {
            "id": prediction.id,
            "url": address,
            "page": page_of(prediction, url),
            "type": prediction.kind or "thesis",
            **{name: getattr(prediction, name) for name in _PREDICTION},
            "caution": prediction.caution or None,
        },
        "outcome": None if prediction.outcome is None else _outcome_data(prediction, prediction.outcome),
        "forecasts": [
            _forecast_data(prediction, one, receipt=f"{address}/scores") for one in prediction.said
        ],
        "more_forecasters": prediction.others,
    }


_PREDICTION = ("statement", "criteria", "condition", "author", "topics", "said_on", "recorded_on", "deadline", "quote",
               "stance", "essay_url", "withdrawn")  # fmt: skip


def _outcome_data(prediction: PredictionInWords, outcome: CameOut) -> dict[str, Any]:
    return {
        "outcome": outcome.value,
        "words": outcome_words(prediction),
        "happened_on": outcome.known_on,
        "final": outcome.is_final,
        "final_at": instant_text(outcome.final_at),
        "judged_by": outcome.judged_by,
        "source": outcome.source,
        "reason": outcome.reason,
    }


def outcome_words(prediction: PredictionInWords) -> str:
    """The outcome in one sentence without a day; for a void prediction, why it is void."""
    is_void = prediction.outcome is not None and prediction.outcome.is_void
    return prediction.came_out.removesuffix(".") if is_void else prediction.happened


def _forecast_data(prediction: PredictionInWords, said: ForecastInWords, *, receipt: str) -> dict[str, Any]:
    """One forecast as data.

    `brier` only for yes/no predictions, `loss_name` names the measure of `loss`.
    """
    loss = None if said.scored is None else said.scored.loss
    name = HEADLINES[prediction.kind] if prediction.kind is not None else None
    return {
        "forecaster": said.name,
        "words": said.last,
        "given_on": said.given_on,
        "percent_first": said.percent_first,
        "percent_last": said.percent_last,
        "number_by": "us" if said.last in said.assigned else "forecaster",
        "brier": loss if name == "brier_last" else None,
        "loss": loss,
        "loss_name": None if loss is None else name,
        "score_in_words": prediction.score_of(said) or None,
        "receipt": None if said.scored is None else receipt,
    }


def _text(block: Block) -> str:
    plain = " ".join(block.text.split())
    address = linkable(block.url)
    return plain if address is None or address in plain else f"{plain}\n{address}"


def _markdown(block: Block) -> str:
    escaped = _MARKDOWN_MARKS.sub(r"\\\1", " ".join(block.text.split()))
    address = linkable(block.url)
    linked = escaped if address is None else f"[{escaped}](<{_in_brackets(address)}>)"
    return {"heading": f"## {linked}", "quote": f"> {linked}"}.get(block.form, linked)


def _in_brackets(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace("\n", "%0A").replace(" ", "%20")


def _html(blocks: Sequence[Block]) -> str:
    return "\n".join(map(_html_block, blocks))


def _html_block(block: Block) -> str:
    tag, style = _STYLES[block.form]
    text = html.escape(" ".join(block.text.split()))
    address = linkable(block.url)
    linked = text if address is None else f'<a href="{html.escape(address)}" style="color:inherit">{text}</a>'
    return f'<{tag} style="{style}">{linked}</{tag}>'
