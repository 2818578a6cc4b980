"""Reads PredictionBook's JSON: predictions with confidences over time, in whole percent."""

from __future__ import annotations

import json
from typing import Any

from tracker.domain.text.words import in_nfc
from tracker.formats.foreign_import import ForeignImport
from tracker.formats.table import NotATable

SOURCE = "predictionbook"
_VISIBILITIES = {
    "visible_to_everyone": "public",
    "visible_to_creator": "private",
    "visible_to_group": "private",
}

Document = dict[str, Any]


def read(raw: bytes) -> ForeignImport:
    """The predictions as story lines, numbered from 1. Raises `NotATable`."""
    try:
        content = in_nfc(json.loads(raw.decode("utf-8-sig")))
    except (ValueError, RecursionError) as wrong:
        raise NotATable(f"The file is not valid JSON: {wrong}.") from None
    if isinstance(content, dict):
        content = content.get("predictions", [content])
    if not isinstance(content, list):
        raise NotATable("A PredictionBook export must be a list of predictions.")
    lines: list[tuple[int, Document]] = []
    bad: list[tuple[int, str]] = []
    for number, one in enumerate(content, start=1):
        try:
            found = _lines(one)
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            bad.append((number, _why(wrong)))
            continue
        lines += [(number, line) for line in found]
    return ForeignImport(source=SOURCE, lines=tuple(lines), bad=tuple(bad))


def _why(wrong: Exception) -> str:
    if isinstance(wrong, KeyError):
        return f"The field {wrong.args[0]!r} is missing."
    return f"The prediction cannot be read: {wrong}"


def _lines(one: Document) -> list[Document]:
    external_id = str(one["id"])
    lines = [_prediction(one, external_id)]
    # A response without a confidence is only a comment.
    stated = [said for said in one.get("responses", ()) if said.get("confidence") is not None]
    lines += [
        _forecast(said, external_id) for said in sorted(stated, key=lambda said: str(said["created_at"]))
    ]
    if one.get("withdrawn"):
        lines.append(_withdrawal(one, external_id))
    if one.get("outcome") is not None:
        lines.append(_resolution(one, external_id))
    return lines


def _prediction(one: Document, external_id: str) -> Document:
    return {
        "at": str(one["created_at"]),
        "kind": "prediction",
        "id": external_id,
        "type": "binary",
        "statement": str(one["description"]),
        "closes": str(one["deadline"]),
        "visibility": _VISIBILITIES.get(str(one.get("visibility")), "public"),
    }


def _forecast(said: Document, external_id: str) -> Document:
    p = float(said["confidence"]) / 100
    if not 0 <= p <= 1:
        raise ValueError(f"A confidence of {said['confidence']} is not between 0 and 100.")
    line = {
        "at": str(said["created_at"]),
        "kind": "forecast",
        "seq": int(said["id"]),
        "prediction": external_id,
        "forecaster": str(said["user_label"]),
        "probability_source": "author_numeric",
        "p": p,
    }
    return line | ({"note": str(said["comment"])} if said.get("comment") else {})


def _withdrawal(one: Document, external_id: str) -> Document:
    return {
        "at": str(one["updated_at"]),
        "kind": "withdrawal",
        "seq": 2,
        "prediction": external_id,
        "reason": "withdrawn on PredictionBook",
    }


def _resolution(one: Document, external_id: str) -> Document:
    return {
        "at": str(one["last_judgement_at"] or one["updated_at"]),
        "kind": "resolution",
        "seq": 3,
        "prediction": external_id,
        "outcome": "yes" if one["outcome"] else "no",
    }
