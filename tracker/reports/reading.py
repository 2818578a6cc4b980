"""What the report's two queries find, as predictions with their pairs (one forecaster's forecasts on one of them)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from tracker.projections.scores import pairs_at
from tracker.projections.standings import standings_at
from tracker.reports.query import MARKS, Mark
from tracker.reports.scope import Named, Scope
from tracker.store.database import Row, Transaction

Status = Literal[
    "annulled", "disputed", "scored", "unscorable", "proposed", "lapsed", "due", "dormant", "open"
]
"""Where a prediction stands in the funnel: the first of these that fits."""


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """What a pair was worth. p: probabilities of yes; y: 1 for yes; losses: lower is better; None: has no value.

    brier: by rule, 0..1.  log: nats with p clipped, log_unclipped: as stated, None where infinite.
    """

    y: int
    p_last: float
    brier: dict[str, float | None]
    log: dict[str, float]
    log_unclipped: dict[str, float | None]
    is_clipped: dict[str, bool]
    updates: int


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One forecaster on one prediction; `stated` forecasts, `late` of them when the outcome was known already."""

    forecaster: Named
    stated: int
    late: int
    marks: frozenset[Mark]
    numbers: Numbers | None

    @property
    def has_number_in_force(self) -> bool:
        return self.late < self.stated


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """A prediction as it stood at the report's as_of. Instants are stored text."""

    id: str
    external_id: str | None
    statement: str
    essay: Named | None
    topics: tuple[str, ...]
    is_posed: bool
    is_imported: bool
    closes: str
    made_at: str
    resolved_at: str | None
    is_final: bool
    judged_by: str | None
    status: Status
    pairs: tuple[Pair, ...]


def read_predictions(tx: Transaction, scope: Scope) -> list[Prediction]:
    """Every prediction in `scope`, whatever its cohort, in the order of ids: two queries, however many there are."""
    which = {
        "as_of": scope.as_of,
        "position": scope.position,
        "forecaster": scope.forecaster.id if scope.forecaster else None,
        "topic": scope.query.topic,
        "essay": scope.essay.id if scope.essay else None,
    }
    pairs = {
        prediction: tuple(_pair(row) for row in rows)
        for prediction, rows in groupby(pairs_at(tx, **which), key=lambda row: str(row["prediction"]))  # type: ignore[arg-type]
    }
    rows = standings_at(tx, **which)  # type: ignore[arg-type]
    return [_prediction(row, scope, pairs.get(row["prediction"], ())) for row in rows]


def _prediction(row: Row, scope: Scope, pairs: tuple[Pair, ...]) -> Prediction:
    return Prediction(
        id=row["prediction"],
        external_id=row["external_id"],
        statement=row["statement"],
        essay=_essay(row),
        topics=tuple(topic for topic in row["topics"].split("|") if topic),
        is_posed=row["stance"] == "poses",
        is_imported=row["run"] is not None,
        closes=row["closes"],
        made_at=row["recorded_from"],
        resolved_at=row["resolved_at"],
        is_final=bool(row["is_final"]),
        judged_by=row["judged_by"],
        status=_status(row, scope, pairs),
        pairs=pairs,
    )


def _status(row: Row, scope: Scope, pairs: tuple[Pair, ...]) -> Status:
    """Annulled, disputed and dormant are not built yet: no event leads there."""
    if row["state"] == "resolved":
        return "scored" if any(pair.has_number_in_force for pair in pairs) else "unscorable"
    if row["state"] == "proposed":
        return "proposed"
    if row["closes"] <= scope.lapsed_until:
        return "lapsed"
    return "due" if row["closes"] <= scope.as_of else "open"


def _essay(row: Row) -> Named | None:
    if row["essay"] is None:
        return None
    name = row["essay_title"] or row["essay_url"] or row["essay_external_id"] or row["essay"]
    return Named(id=row["essay"], name=name, external_id=row["essay_external_id"])


def _pair(row: Row) -> Pair:
    return Pair(
        forecaster=Named(
            id=row["forecaster"], name=row["name"] or row["forecaster"], external_id=row["external_id"]
        ),
        stated=row["stated"],
        late=row["stated"] - row["in_force"],
        marks=_marks(row),
        numbers=None if row["p_last"] is None else _numbers(row),
    )


def _marks(row: Row) -> frozenset[Mark]:
    """What the scored forecasts are marked; before there is a score, what every forecast stated so far is."""
    if row["p_last"] is not None:
        return frozenset(word for word in MARKS if f"|{word}|" in row["marks"])
    has: dict[Mark, bool] = {
        "retrospective": row["retrospective"] == row["stated"],
        "assigned": row["assigned"] > 0,
        "imported": row["imported"] > 0,
    }
    return frozenset(word for word, holds in has.items() if holds)


def _numbers(row: Row) -> Numbers:
    return Numbers(
        y=int(row["outcome"] == "yes"),
        p_last=row["p_last"],
        brier={rule: row[f"brier_{rule}"] for rule in ("last", "first", "time_weighted", "mean_update")},
        log={rule: row[f"log_{rule}"] for rule in ("last", "first")},
        log_unclipped={rule: row[f"log_{rule}_unclipped"] for rule in ("last", "first")},
        is_clipped={rule: f"|log_{rule}|" in row["clipped"] for rule in ("last", "first")},
        updates=row["updates"],
    )
