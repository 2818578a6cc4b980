"""Reads predictions and pairs in two queries.

A pair is one forecaster's forecasts on one prediction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Literal

import msgspec

from tracker.domain.instants import instant_from_text
from tracker.domain.prediction.outcomes import share_of
from tracker.domain.prediction.view import likeness
from tracker.projections.prediction_history import history_at, undone_at
from tracker.projections.scores import pairs_at
from tracker.reports.query import MARKS, Mark
from tracker.reports.scope import Named, Scope
from tracker.store.databases.database import Row, Transaction

Status = Literal[
    "annulled", "scored", "unscorable", "thesis", "disputed", "proposed", "lapsed", "due", "dormant", "open"
]
"""A prediction's place in the funnel: the first of these that applies."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The scores of a pair on a prediction that is not yes/no, by name.

    `outcome` is in its text form.
    """

    kind: str
    outcome: str
    values: dict[str, float | None]


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The scores of a pair on a yes/no prediction; None: no value.

    p_last: the probability of yes. Losses: lower is better. y: 1 for yes, 0 for no, a share in between.
    brier: by rule, 0..1. log: nats, with p clipped. log_unclipped: without clipping, None where infinite.
    """

    y: float
    p_first: float | None
    p_last: float
    coverage: float | None
    brier: dict[str, float | None]
    log: dict[str, float]
    log_unclipped: dict[str, float | None]
    is_clipped: dict[str, bool]
    updates: int


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One forecaster on one prediction.

    first_lead_days, lead_days: from the first and the last number in force to the outcome, where it is scored.
    in_force: how many numbers came before the outcome was known. late: how many came after. A forecast
    without a number (a hedge) counts as neither.
    """

    forecaster: Named
    first_lead_days: float | None
    lead_days: float | None
    in_force: int
    late: int
    is_merged_after: bool
    marks: frozenset[Mark]
    numbers: Numbers | Measured | None

    @property
    def has_number_in_force(self) -> bool:
        return self.in_force > 0


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """A prediction at the report's as_of; instants are stored text.

    Where the reader may not see its words (`is_withheld`), statement, topics and essay are left out.
    """

    id: str
    external_id: str | None
    statement: str
    essay: Named | None
    topics: tuple[str, ...]
    cluster: str
    unit: str | None
    kind: str | None
    annulment: str | None
    is_withheld: bool
    is_posed: bool
    is_imported: bool
    closes: str
    timezone: str
    made_at: str
    resolved_at: str | None
    is_final: bool
    is_disputed: bool
    is_annulled_after_outcome: bool
    is_withdrawn: bool
    amendments: int
    likeness: str
    judged_by: str | None
    status: Status
    pairs: tuple[Pair, ...]
    opens: str
    known_at: str | None

    @property
    def is_dated_before(self) -> bool:
        """Whether its outcome is dated at or before every number that was given."""
        return self.status == "unscorable" and any(pair.late for pair in self.pairs)

    @property
    def scheduled_days(self) -> float:
        """From its opening to its deadline."""
        return _days_between(self.opens, self.closes) or 0.0

    @property
    def open_days(self) -> float:
        """From its opening until it was closed by its deadline or a known outcome."""
        return _days_between(self.opens, min(self.known_at or self.closes, self.closes)) or 0.0


@dataclass(frozen=True, kw_only=True)
class Undone:
    """How many were taken back within minutes."""

    predictions: int
    forecasts: int


CanRead = Callable[[Row], bool]
"""Whether the reader of the report may see the words of a prediction."""

WITHHELD = "A prediction whose words are withheld"


def read_undone(tx: Transaction, scope: Scope) -> Undone:
    """What was taken back in `scope`; nothing where a topic or essay is asked for, since it is not said of which."""
    if scope.query.topic is not None or scope.essay is not None or scope.query.source is not None:
        return Undone(predictions=0, forecasts=0)
    predictions, forecasts = undone_at(tx, scope.moment, scope.names)
    return Undone(predictions=predictions, forecasts=forecasts)


def count_withheld(tx: Transaction, scope: Scope, *, can_read: CanRead) -> int:
    """How many of the forecaster's predictions a report by topic or essay leaves out, whatever they are about."""
    if scope.forecaster is None or (scope.query.topic is None and scope.essay is None):
        return 0
    rows = history_at(tx, moment=scope.moment, names=scope.names, topic=None, essay=None)
    return sum(not can_read(row) for row in rows)


def read_predictions(tx: Transaction, scope: Scope, *, can_read: CanRead) -> list[Prediction]:
    """All predictions in `scope`, regardless of cohort, ordered by id; two queries in total.

    A query by topic or essay leaves out withheld predictions, because counting them there would reveal their
    subject.
    """
    which = {
        "moment": scope.moment,
        "names": scope.names,
        "topic": scope.query.topic,
        "essay": scope.essay.id if scope.essay else None,
        "source": scope.query.source,
    }
    pairs = {
        prediction: tuple(_pair(row, scope) for row in rows)
        for prediction, rows in groupby(pairs_at(tx, **which), key=lambda row: str(row["prediction"]))  # type: ignore[arg-type]
    }
    is_about_words = which["topic"] is not None or which["essay"] is not None
    return [
        _prediction(row, scope, pairs.get(row["prediction"], ()), is_seen=is_seen)
        for row in history_at(tx, **which)  # type: ignore[arg-type]
        if (is_seen := can_read(row)) or not is_about_words
    ]


def _prediction(row: Row, scope: Scope, pairs: tuple[Pair, ...], *, is_seen: bool) -> Prediction:
    return Prediction(
        id=row["prediction"],
        external_id=row["external_id"],
        statement=row["statement"] if is_seen else WITHHELD,
        essay=_essay(row) if is_seen else None,
        topics=tuple(topic for topic in row["topics"].split("|") if topic and is_seen),
        cluster=row["essay"] or row["prediction"],
        unit=row["unit"],
        kind=row["judged_as"],
        annulment=row["annulment"],
        is_withheld=not is_seen,
        is_posed=row["stance"] == "poses",
        is_imported=row["run"] is not None,
        closes=row["closes"],
        timezone=row["timezone"],
        made_at=row["recorded_from"],
        resolved_at=row["resolved_at"],
        is_final=bool(row["is_final"]),
        is_disputed=row["state"] == "disputed",
        is_annulled_after_outcome=row["state"] == "annulled" and row["resolution_number"] > 1,
        is_withdrawn=row["withdrawn_reason"] is not None,
        amendments=row["amendments"],
        likeness=likeness(statement=row["statement"], closes=row["closes"], author=row["author"]),
        judged_by=row["judged_by"],
        status=_status(row, scope, pairs),
        pairs=pairs,
        opens=row["opens"],
        known_at=row["known_at"],
    )


def _status(row: Row, scope: Scope, pairs: tuple[Pair, ...]) -> Status:
    """The first that applies; an outcome that is disputed or provisional counts until it is changed."""
    state: Status = row["state"]
    if state == "annulled":
        return state
    if row["judged_as"] is None:
        return "thesis"
    if row["outcome"] is not None:
        return "scored" if any(pair.has_number_in_force for pair in pairs) else "unscorable"
    if state in {"disputed", "proposed"}:
        return state
    if row["closes"] <= scope.lapsed_until:
        return "lapsed"
    return "due" if row["closes"] <= scope.as_of else state


def _essay(row: Row) -> Named | None:
    if row["essay"] is None:
        return None
    name = row["essay_title"] or row["essay_url"] or row["essay_external_id"] or row["essay"]
    return Named(id=row["essay"], name=name, external_id=row["essay_external_id"])


def _pair(row: Row, scope: Scope) -> Pair:
    return Pair(
        forecaster=scope.people.canonical(row["forecaster"]),
        first_lead_days=_days_between(row["first_at"], row["known_at"]),
        lead_days=_days_between(row["last_at"], row["known_at"]),
        in_force=row["in_force"],
        late=row["numbered"] - row["in_force"],
        is_merged_after=_is_merged_after(row, scope),
        marks=_marks(row),
        numbers=_numbers(row),
    )


def _is_merged_after(row: Row, scope: Scope) -> bool:
    """Whether the name was merged into another when the outcome was known."""
    merged_at = scope.people.merged_at(row["forecaster"])
    return merged_at is not None and row["known_at"] is not None and merged_at >= row["known_at"]


def _days_between(begins: str | None, ends: str | None) -> float | None:
    if begins is None or ends is None:
        return None
    return (instant_from_text(ends) - instant_from_text(begins)) / timedelta(days=1)


def _marks(row: Row) -> frozenset[Mark]:
    """The marks of the scored forecasts; before scoring, the marks of all forecasts so far."""
    if row["marks"] is not None and row["updates"]:
        return frozenset(word for word in MARKS if f"|{word}|" in row["marks"])
    has: dict[Mark, bool] = {
        "retrospective": row["retrospective"] == row["stated"],
        "assigned": row["series"] == "assigned",
        "imported": row["imported"] > 0,
    }
    return frozenset(word for word, holds in has.items() if holds)


def _numbers(row: Row) -> Numbers | Measured | None:
    """The recorded scores; None before scoring, and where no scorable forecast came in time."""
    if not row["updates"]:
        return None
    if row["judged_as"] != "binary":
        values = msgspec.json.decode(row["numbers"], type=dict[str, float | None])
        return Measured(kind=row["judged_as"], outcome=row["outcome"], values=values)
    return Numbers(
        y=share_of(row["outcome"]),
        p_first=row["p_first"],
        p_last=row["p_last"],
        coverage=row["coverage"],
        brier={
            rule: row[f"brier_{rule}"] for rule in ("last", "first", "time_weighted", "daily", "mean_update")
        },
        log={rule: row[f"log_{rule}"] for rule in ("last", "first")},
        log_unclipped={rule: row[f"log_{rule}_unclipped"] for rule in ("last", "first")},
        is_clipped={rule: f"|log_{rule}|" in row["clipped"] for rule in ("last", "first")},
        updates=row["updates"],
    )
