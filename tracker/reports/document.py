"""The track record as a JSON document for programs; fields are added, never renamed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tracker.reports.block import Block
from tracker.reports.grouping import Group
from tracker.reports.query import ReportQuery
from tracker.reports.scope import Scope
from tracker.reports.sentences.summary import plain_words
from tracker.reports.track_record import TrackRecord


def as_document(report: TrackRecord) -> dict[str, Any]:
    """The report, ready for JSON: no NaN, no infinity, keys in a fixed order."""
    scope = report.scope
    return {
        "parameters": _parameters(scope),
        "position": scope.position,
        "head": report.head.hex(),
        "as_of": _instant(scope.as_of),
        "rules": dict(sorted(report.rules.items())),
        "plain": plain_words(report),
        "funnel": {**asdict(report.funnel), "flattering": asdict(report.flattering)},
        "overall": _block(report.overall),
        "groups": [_group(group) for group in report.groups],
        "apart": {column: _block(block) for column, block in report.apart.items()},
    }


def _parameters(scope: Scope) -> dict[str, Any]:
    """The query, with names replaced by the ids they refer to and dates by instants."""
    query = scope.query
    return {
        "forecaster": scope.forecaster.id if scope.forecaster else None,
        "topic": query.topic,
        "essay": scope.essay.id if scope.essay else None,
        "source": query.source,
        "as_of": query.as_of,
        "cohort": query.cohort,
        "from": _instant(scope.begins),
        "to": _instant(scope.ends),
        "include": sorted(query.include),
        "rule": _rule(query),
        "by": query.by,
    }


def _rule(query: ReportQuery) -> str:
    return query.rules[0] if len(query.rules) == 1 else "all"


def _block(block: Block) -> dict[str, Any]:
    return asdict(block)


def _group(group: Group) -> dict[str, Any]:
    """A group's block; `key` is null for the predictions without a topic or essay."""
    named = group.named
    if named is None:
        return {"key": None, "name": None, **_block(group.block)}
    external = {"external_id": named.external_id} if named.external_id is not None else {}
    return {"key": named.id, "name": named.name, **external, **_block(group.block)}


def _instant(text: str | None) -> str | None:
    """A stored instant as the API writes it, without trailing zeros in the fraction."""
    if text is None:
        return None
    whole, _, fraction = text.removesuffix("Z").partition(".")
    digits = fraction.rstrip("0")
    return f"{whole}.{digits}Z" if digits else f"{whole}Z"
