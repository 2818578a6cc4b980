"""The track record as a table: a row for each block and each way of counting updates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from tracker.api.http.fields import AnswerSchema
from tracker.api.http.table import Table


class TrackRecordRow(AnswerSchema):
    """`part` is overall, group or apart; `key` and `name` say which group, or what is counted apart."""

    part = fields.String()
    key = fields.String()
    name = fields.String()
    external_id = fields.String()
    n = fields.Integer()
    n_yes = fields.Integer()
    base_rate = fields.Float()
    mean_p = fields.Float()
    rule = fields.String()
    scored = fields.Integer()
    brier = fields.Float()
    brier_low = fields.Float()
    brier_high = fields.Float()
    clusters = fields.Integer()
    log_clipped = fields.Float()
    n_clipped = fields.Integer()
    log_finite = fields.Float()
    n_infinite = fields.Integer()


def _rows(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from _of_block(report["overall"], part="overall")
    for group in report["groups"]:
        named = {name: group.get(name) for name in ("key", "name", "external_id")}
        yield from _of_block(group, part="group", **named)
    for column, block in report["apart"].items():
        yield from _of_block(block, part="apart", key=column)


def _of_block(block: Mapping[str, Any], **named: Any) -> Iterator[dict[str, Any]]:
    counted = {name: block[name] for name in ("n", "n_yes", "base_rate", "mean_p")}
    for rule, brier in block["brier"].items():
        log = block["log"].get(rule, {})
        yield {
            **named,
            **counted,
            "rule": rule,
            "scored": brier["n"],
            "brier": brier["mean"],
            "brier_low": brier["low"],
            "brier_high": brier["high"],
            "clusters": brier["clusters"],
            "log_clipped": log.get("mean_clipped"),
            "n_clipped": log.get("n_clipped"),
            "log_finite": log.get("mean_finite"),
            "n_infinite": log.get("n_infinite"),
        }


TRACK_RECORD = Table(row=TrackRecordRow, rows=_rows)
