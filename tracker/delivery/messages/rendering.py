"""A prediction in words as a message: subject, text, markdown, html, and the same as data. Nothing is worded for one form alone.

A message is made of blocks, each of which every form can show; statements are escaped by each form for itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from tracker.application.recording.links import card_image, card_page, linkable
from tracker.application.words.notice import CameOut, PredictionInWords, Said
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
    """One paragraph; where `url` is given, the whole of it leads there."""

    form: Form
    text: str
    url: str | None = None


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A message in every form that receivers paste."""

    subject: str
    text: str
    markdown: str
    html: str


def render(subject: str, blocks: Sequence[Block]) -> Rendered:
    """The blocks in each form; blocks from the end are left out while the html would be too large for an e-mail."""
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
    """At most so many characters, with a sign where something is left out."""
    return text if len(text) <= chars_max else text[: chars_max - 1].rstrip() + "…"


def page_of(told: PredictionInWords, house: str) -> str:
    """Where its readers are led: to its card, or to the API where not everybody may read it; `house` is an address."""
    return f"{house}{card_page(told.id)}" if told.is_public else record_of(told, house)


def record_of(told: PredictionInWords, house: str) -> str:
    """Where the API has it."""
    return f"{house}/v1/predictions/{told.id}"


def image_of(told: PredictionInWords, house: str) -> str | None:
    """Its card as an image, which there is only of what everybody may read."""
    return f"{house}{card_image(told.id)}" if told.is_public else None


def prediction_blocks(told: PredictionInWords, *, house: str) -> list[Block]:
    """The statement, the quote, and then sentence by sentence what is told of it; its source leads to where it stands."""
    quote = [f"“{cut(told.quote, QUOTE_CHARS_MAX)}”"] if told.quote else []
    return [
        Block(form="heading", text=cut(told.statement, STATEMENT_CHARS_MAX), url=page_of(told, house)),
        *[Block(form="quote", text=text) for text in quote],
        *[_paragraph(told, text) for text in told.paragraphs()],
    ]


def _paragraph(told: PredictionInWords, text: str) -> Block:
    is_source = told.outcome is not None and text == told.source
    return Block(
        form="small" if text in {told.dates, told.standing} else "paragraph",
        text=text,
        url=told.outcome.source if told.outcome is not None and is_source else None,
    )


def data_of(told: PredictionInWords, *, house: str) -> dict[str, Any]:
    """The same as data: prediction, outcome and forecasts."""
    url = record_of(told, house)
    return {
        "prediction": {
            "id": told.id,
            "url": url,
            "page": page_of(told, house),
            "type": told.kind or "thesis",
            **{name: getattr(told, name) for name in _PREDICTION},
            "caution": told.caution or None,
        },
        "outcome": None if told.outcome is None else _outcome_data(told, told.outcome),
        "forecasts": [_forecast_data(told, one, receipt=f"{url}/scores") for one in told.said],
        "more_forecasters": told.others,
    }


_PREDICTION = ("statement", "criteria", "condition", "author", "topics", "said_on", "recorded_on", "deadline", "quote",
               "stance", "essay_url", "withdrawn")  # fmt: skip


def _outcome_data(told: PredictionInWords, outcome: CameOut) -> dict[str, Any]:
    return {
        "outcome": outcome.value,
        "words": outcome_words(told),
        "happened_on": outcome.known_on,
        "final": outcome.is_final,
        "final_at": instant_text(outcome.final_at),
        "judged_by": outcome.judged_by,
        "source": outcome.source,
        "reason": outcome.reason,
    }


def outcome_words(told: PredictionInWords) -> str:
    """What came of it in one sentence without a day; of what is void, why."""
    is_void = told.outcome is not None and told.outcome.is_void
    return told.came_out.removesuffix(".") if is_void else told.happened


def _forecast_data(told: PredictionInWords, said: Said, *, receipt: str) -> dict[str, Any]:
    """`brier` only where that is the measure of its kind: `loss_name` says which one `loss` is."""
    loss = None if said.scored is None else said.scored.loss
    name = HEADLINES[told.kind] if told.kind is not None else None
    return {
        "forecaster": said.name,
        "words": said.last,
        "percent_first": said.percent_first,
        "percent_last": said.percent_last,
        "number_by": "us" if said.last in said.assigned else "forecaster",
        "brier": loss if name == "brier_last" else None,
        "loss": loss,
        "loss_name": None if loss is None else name,
        "score_in_words": told.score_of(said) or None,
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
