"""A prediction as a card: an SVG image without scripts, readable by screen readers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from tracker.application.words.notice import PredictionInWords
from tracker.web.xml import add, document

MEDIA_TYPE = "image/svg+xml"
NAMESPACE = "http://www.w3.org/2000/svg"

WIDTH, MARGIN, GAP = 600, 24, 6
SERIF = "Georgia, 'Times New Roman', serif"
INK, QUIET, PAPER, LINE = "#1d2021", "#6b6b63", "#fdfcf8", "#dedbd0"
RIGHT_TO_LEFT = frozenset({"R", "AL"})


@dataclass(frozen=True, kw_only=True)
class _Style:
    """How a paragraph is set; `columns` average letters fit on a line in most fonts."""

    size: int
    columns: int
    lines_max: int
    colour: str = INK
    weight: str = "normal"

    @property
    def leading(self) -> int:
        return self.size * 3 // 2


_STATEMENT = _Style(size=20, columns=50, lines_max=6, weight="bold")
_SENTENCE = _Style(size=15, columns=70, lines_max=3)
_SMALL = _Style(size=13, columns=80, lines_max=2, colour=QUIET)


def card(words: PredictionInWords) -> bytes:
    """The image in bytes. Its height depends on the text.

    Very long paragraphs end in an ellipsis.
    """
    paragraphs = [(style, _lines(text, style)) for style, text in _paragraphs(words) if text]
    height = 2 * MARGIN + sum(style.leading * len(lines) + GAP for style, lines in paragraphs) - GAP
    root = ET.Element("svg", {"xmlns": NAMESPACE, "width": str(WIDTH), "height": str(height)})
    root.attrib.update({"viewBox": f"0 0 {WIDTH} {height}", "role": "img", "aria-labelledby": "title desc"})
    add(root, "title", words.statement, id="title")
    add(root, "desc", "\n".join(words.paragraphs()), id="desc")
    box = {"x": "0.5", "y": "0.5", "width": str(WIDTH - 1), "height": str(height - 1), "rx": "6"}
    add(root, "rect", fill=PAPER, stroke=LINE, **box)
    bottom = MARGIN
    for style, lines in paragraphs:
        for line in lines:
            bottom += style.leading
            _add_line(root, line, style, y=bottom - style.size // 2)
        bottom += GAP
    return document(root)


def _paragraphs(words: PredictionInWords) -> Iterator[tuple[_Style, str]]:
    yield _STATEMENT, words.statement
    yield _SENTENCE, f"On condition that: {words.condition}" if words.condition else ""
    yield _SENTENCE, words.numbers
    yield _SMALL, words.caution
    yield _SMALL, words.dates
    yield _SENTENCE, words.came_out
    for sentence in words.scores:
        yield _SENTENCE, sentence
    yield _SMALL, words.standing


def _add_line(root: ET.Element, line: str, style: _Style, *, y: int) -> None:
    """Add one line of text; a right-to-left line is aligned to the right."""
    is_reversed = _is_right_to_left(line)
    add(
        root,
        "text",
        line,
        x=str(WIDTH - MARGIN if is_reversed else MARGIN),
        y=str(y),
        direction="rtl" if is_reversed else "ltr",
        fill=style.colour,
        font_family=SERIF,
        font_size=str(style.size),
        font_weight=style.weight,
    )


def _lines(text: str, style: _Style) -> list[str]:
    """`text` wrapped between words, and inside words longer than a line.

    A cut text ends in an ellipsis.
    """
    lines = _break(text, style.columns)
    if len(lines) <= style.lines_max:
        return lines
    last = _cut(lines[style.lines_max - 1], style.columns - 1)[0]
    return [*lines[: style.lines_max - 1], f"{last}…"]


def _break(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        rest = f"{lines.pop()} {word}" if lines and _columns(f"{lines[-1]} {word}") <= columns else word
        while _columns(rest) > columns:
            head, rest = _cut(rest, columns)
            lines.append(head)
        lines.append(rest)
    return lines


def _cut(text: str, columns: int) -> tuple[str, str]:
    """The part of `text` that fits, at least one character, and the rest.

    Combining marks are kept together.
    """
    end, width = 1, _width(text[0])
    while end < len(text) and (width := width + _width(text[end])) <= columns:
        end += 1
    return text[:end], text[end:]


def _columns(text: str) -> float:
    """The width of `text` in average letters, by Unicode's East Asian widths.

    Capitals count as wide.

    >>> _columns("abc"), _columns("内閣"), _columns("e\u0301"), _columns("NATO")
    (3, 4, 1, 6.0)
    """
    return sum(map(_width, text))


def _width(character: str) -> float:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    if character in "MW" or unicodedata.east_asian_width(character) in {"W", "F"}:
        return 2
    return 1.5 if character.isupper() or character in "mw%@" else 1


def _is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is right-to-left (UAX 9, rule P2)."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((one in RIGHT_TO_LEFT for one in directions if one in {"L", *RIGHT_TO_LEFT}), False)
