"""The evidence balance of a prediction: its links, weighed from the first number of the essay's author."""

from __future__ import annotations

from typing import Any

from tracker.projections.essays import find_essay
from tracker.projections.evidence import evidence_on
from tracker.projections.forecasters import find_imported_forecaster
from tracker.projections.forecasts import first_and_last
from tracker.scoring.evidence import Link, weigh
from tracker.store.databases.database import Row, Transaction


def balance_of(tx: Transaction, row: Row) -> dict[str, Any]:
    """The balance for the prediction of `row`; neutral links are listed apart, since they weigh nothing."""
    links = evidence_on(tx, row["id"])
    balance = weigh(
        [Link(one["development"], one["bearing"], one["strength"], one["story"]) for one in links],
        prior=_prior(tx, row),
    )
    bearing = [one for one in links if one["bearing"] != "neutral"]
    return {
        "prior_decibans": balance.prior_decibans,
        "items": [
            {
                "development": link["development"],
                "external_id": link["external_id"],
                "headline": link["headline"],
                "bearing": link["bearing"],
                "strength": link["strength"],
                "group": link["story"],
                "weight": step.weight,
                "after": step.after,
                "posterior": step.posterior,
            }
            for link, step in zip(bearing, balance.items, strict=True)
        ],
        "neutral": [
            {"development": one["development"], "headline": one["headline"]}
            for one in links
            if one["bearing"] == "neutral"
        ],
        "supports": balance.supports,
        "contradicts": balance.contradicts,
        "net": balance.net,
    }


def _prior(tx: Transaction, row: Row) -> float | None:
    author = row["author"] or _essay_author(tx, row["essay"])
    said = first_and_last(tx, row["id"], author) if author else None
    return said[0]["p"] if said else None


def _essay_author(tx: Transaction, essay: str | None) -> str | None:
    """The essay's author; an imported essay names him by the id he has in that import."""
    written = find_essay(tx, essay) if essay else None
    if written is None:
        return None
    if written["author"] is not None:
        return str(written["author"])
    if written["source"] is None or written["byline"] is None:
        return None
    known = find_imported_forecaster(tx, written["byline"], source=written["source"])
    return str(known["id"]) if known else None
