"""Probabilities and scores as people read and write them: 0.4, "0.4", "40%"."""

from __future__ import annotations

from decimal import Decimal, DecimalException

from tracker.domain.errors import Invalid

BRIER_EXPLAINED = "0 is perfect, always saying 50% scores 0.25; lower is better"
"""How to read a Brier score; stands in parentheses behind one."""


NEARLY = 0.0001
"""What lies nearer to 0 or 1 is not rounded to it."""


def parse_probability(raw: float | str, *, pointer: str = "/probability") -> float:
    """A probability from a number or text. Raises `Invalid` with the way to write it."""
    if isinstance(raw, str):
        return _parse_text(raw, pointer=pointer)
    return _checked(raw, text=f"{raw:g}", pointer=pointer)


def percent(p: float) -> str:
    """A probability as people read it; only a certainty reads as one.

    >>> percent(0.4), percent(0.125), percent(0.29), percent(1)
    ('40%', '12.5%', '29%', '100%')
    >>> percent(0.9999999), percent(1e-7)
    ('more than 99.99%', 'less than 0.01%')
    """
    if 0 < p < NEARLY:
        return "less than 0.01%"
    if 1 - NEARLY < p < 1:
        return "more than 99.99%"
    return f"{round(p * 100, 10):g}%"


def chance(p: float) -> str:
    """A probability as a noun with its article.

    >>> chance(0.4), chance(0.8), chance(0.11), chance(0.115)
    ('a 40% chance', 'an 80% chance', 'an 11% chance', 'an 11.5% chance')
    """
    number = percent(p)
    whole = number.partition("%")[0].partition(".")[0]
    article = "an" if whole.startswith("8") or whole in {"11", "18"} else "a"
    return f"{article} {number} chance"


def two_digits(x: float) -> str:
    """A score as people read it.

    >>> two_digits(0.1891667), two_digits(0.001), two_digits(0)
    ('0.19', 'less than 0.01', '0.00')
    """
    return "less than 0.01" if 0 < x < 0.005 else f"{x:.2f}"


def reads_as_number(text: str) -> bool:
    """Whether `text` is meant as a number and not as a word of a scale.

    >>> [reads_as_number(text) for text in ("40%", "0,4", "likely")]
    [True, True, False]
    """
    return any(character.isdigit() for character in text)


def _parse_text(text: str, *, pointer: str) -> float:
    words = text.strip().replace("\uff05", "%")
    number = words.removesuffix("%").strip().replace(",", ".")
    try:
        value = Decimal(number) / (100 if words.endswith("%") else 1)
    except DecimalException:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Invalid.at(pointer, f"{text!r} is not a probability such as 40% or 0.4", "not_a_probability")
    return _checked(float(value), text=words, pointer=pointer)


def _checked(value: float, *, text: str, pointer: str) -> float:
    if 1 < value <= 100 and not text.endswith("%"):
        detail = f"{text} means {value * 100:g}%. Write {text}% or {value / 100:g}."
        raise Invalid.at(pointer, detail, "out_of_range")
    if not 0 <= value <= 1:
        raise Invalid.at(pointer, f"{text} is not between 0 and 1", "out_of_range")
    return value + 0.0  # -0.0 becomes 0.0
