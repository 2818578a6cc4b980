"""News as a message: subject, text, markdown, html, and the same as data. Nothing is worded for one form alone.

A message is made of blocks, each of which every form can show; statements are escaped by each form for itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from tracker.delivery.news import News, Told, in_words
from tracker.reports.wording import two_digits

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


def prediction_blocks(news: News, *, url: str) -> list[Block]:
    """What was said: the statement, the quote, the numbers, both dates."""
    return [
        Block(form="heading", text=cut(news.statement, STATEMENT_CHARS_MAX), url=url),
        *([Block(form="quote", text=f"“{cut(news.quote, QUOTE_CHARS_MAX)}”")] if news.quote else []),
        Block(form="paragraph", text=said_sentence(news)),
        *([Block(form="paragraph", text=news.caution)] if news.caution else []),
        Block(form="small", text=dates_sentence(news)),
    ]


def said_sentence(news: News) -> str:
    """Who gives it how much, by when."""
    by = f"by {in_words(news.deadline)}"
    if not news.forecasts:
        return f"{news.author or 'Nobody'} gave no number; the deadline is {in_words(news.deadline)}."
    said = "; ".join(f"{_whose(one)} {_moved(one)}" for one in news.forecasts)
    return f"{said}, {by}."


def dates_sentence(news: News) -> str:
    """When it was said and when it was recorded: hindsight shows."""
    return f"Said on {in_words(news.said_on)}, recorded on {in_words(news.recorded_on)}."


def outcome_blocks(news: News) -> list[Block]:
    """What came of it, on which evidence, for how long it can be objected to, and the score in words."""
    came_of = news.came_of
    if came_of is None:
        return []
    sourced = f" Source: {came_of.headline or came_of.source}." if came_of.headline or came_of.source else ""
    judged = {"author": "Judged by its author.", "other": "", "worker": "Settled by its rule."}[
        came_of.judged_by
    ]
    until = "" if came_of.is_final else f" Provisional until {in_words(came_of.final_at[:10])}."
    happened = f"{came_of.words} ({in_words(came_of.happened_on)}).{sourced}"
    scores = [score_sentence(one) for one in news.forecasts if one.loss is not None]
    return [
        Block(form="paragraph", text=happened, url=came_of.source),
        *[Block(form="paragraph", text=sentence) for sentence in scores],
        *([Block(form="small", text=f"{judged}{until}".strip())] if judged or until else []),
    ]


def score_sentence(told: Told) -> str:
    """The score with its meaning; never a bare number."""
    assert told.loss is not None  # noqa: S101 - only what is scored is told
    if told.percent_last is None:
        return f"{told.name}'s miss: {two_digits(told.loss)} (0 is perfect)."
    return (
        f"{told.name} said {told.words_last}: miss (Brier) {two_digits(told.loss)}. "
        "0 is perfect, always saying 50 % gives 0.25."
    )


def data_of(news: News, *, url: str, receipt: str) -> dict[str, Any]:
    """The same as data: prediction, outcome and forecasts; `receipt` is where scores are traced."""
    came_of = news.came_of
    return {
        "prediction": {
            "id": news.id,
            "url": url,
            "type": news.kind,
            "status": news.status,
            **{name: getattr(news, name) for name in _PREDICTION},
            "caution": news.caution or None,
        },
        "outcome": None
        if came_of is None
        else {
            "outcome": came_of.outcome,
            "words": came_of.words,
            "happened_on": came_of.happened_on,
            "final": came_of.is_final,
            "final_at": came_of.final_at,
            "judged_by": came_of.judged_by,
            "source": came_of.source,
            "headline": came_of.headline,
        },
        "forecasts": [_forecast_data(one, receipt=receipt) for one in news.forecasts],
    }


_PREDICTION = ("statement", "criteria", "author", "topics", "said_on", "recorded_on", "deadline", "quote", "stance",
               "essay_url", "withdrawn")  # fmt: skip


def _forecast_data(told: Told, *, receipt: str) -> dict[str, Any]:
    return {
        "forecaster": told.name,
        "words": told.words_last,
        "percent_first": told.percent_first,
        "percent_last": told.percent_last,
        "number_by": "us" if told.is_assigned else "forecaster",
        "brier": told.loss,
        "score_in_words": None if told.loss is None else score_sentence(told),
        "receipt": receipt if told.scored_in else None,
    }


def _whose(told: Told) -> str:
    return f"assigned by us to {told.name}:" if told.is_assigned else f"{told.name} gives"


def _moved(told: Told) -> str:
    return (
        told.words_last
        if told.words_first == told.words_last
        else f"{told.words_last} (first {told.words_first})"
    )


def _text(block: Block) -> str:
    plain = " ".join(block.text.split())
    address = _link(block)
    return plain if address is None else f"{plain}\n{address}"


def _markdown(block: Block) -> str:
    escaped = _MARKDOWN_MARKS.sub(r"\\\1", " ".join(block.text.split()))
    address = _link(block)
    linked = escaped if address is None else f"[{escaped}](<{_in_brackets(address)}>)"
    return {"heading": f"## {linked}", "quote": f"> {linked}"}.get(block.form, linked)


def _in_brackets(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace("\n", "%0A").replace(" ", "%20")


def _html(blocks: Sequence[Block]) -> str:
    return "\n".join(map(_html_block, blocks))


def _html_block(block: Block) -> str:
    tag, style = _STYLES[block.form]
    text = html.escape(" ".join(block.text.split()))
    address = _link(block)
    linked = text if address is None else f'<a href="{html.escape(address)}" style="color:inherit">{text}</a>'
    return f'<{tag} style="{style}">{linked}</{tag}>'


def _link(block: Block) -> str | None:
    """An address that was recorded as a source can begin with anything; only these are led to."""
    is_led_to = block.url is not None and block.url.startswith(("https://", "http://"))
    return block.url if is_led_to else None
