"""Reads predictions in words from the tables, one query a kind however many they are; see `notice` for what is told.

Whoever asks has made sure that the words may be read. What can still be taken back is told after `delay` alone: forecasts
and outcomes that were recorded later than that are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from tracker.application.access.visibility import may_read
from tracker.application.words.notice import TOLD_MAX, CameOut, PredictionInWords, Said, Scored
from tracker.application.words.phrases import said_words
from tracker.application.words.status import is_settled_for_good
from tracker.domain.event import Event, RecordedEvent
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_from_text, instant_text, last_day, local
from tracker.domain.prediction import events
from tracker.domain.prediction.events import (
    AntecedentMet,
    PredictionAmended,
    PredictionDisputed,
    PredictionOpenedUp,
    PredictionUpheld,
    PredictionWithdrawn,
)
from tracker.domain.redaction import PredictionRedacted
from tracker.projections.claims import find_claims
from tracker.projections.developments import find_developments
from tracker.projections.essays import addresses_of
from tracker.projections.forecasters import find_forecasters
from tracker.projections.forecasts import series_on_each
from tracker.projections.scores import scores_in_force
from tracker.scoring.question import HEADLINES
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.history import find_events, last_recorded

AT_ONCE = timedelta(0)

CHANGES: tuple[type[Event], ...] = (
    AntecedentMet,
    PredictionAmended,
    PredictionDisputed,
    PredictionOpenedUp,
    PredictionUpheld,
    PredictionWithdrawn,
)
"""What changes the words about a prediction beside its numbers and its outcome."""

NO_CHANGES: tuple[type[Event], ...] = (
    events.PredictionRecorded,
    events.PredictionResolved,
    events.PredictionReResolved,
    events.PredictionAnnulled,
    events.PredictionFinalized,
    events.OutcomeProposed,
    events.ProposalDropped,
    events.PredictionLapsed,
    events.PredictionGraded,
    events.EvidenceLinked,
    events.EvidenceUnlinked,
    events.PredictionUndone,
    PredictionRedacted,
)
"""What is no part of those words, or has an instant of its own among them, as the outcome has."""


def predictions_in_words(
    tx: Transaction, rows: Sequence[Row], *, now: datetime, delay: timedelta = AT_ONCE
) -> list[PredictionInWords]:
    """The predictions of `rows`, of the predictions' table, in that order."""
    beside = _find_beside(tx, rows, until=instant_text(now - delay))
    return [_Telling(row, beside, now=now, delay=delay).told() for row in rows]


class _Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in other tables; forecasts and outcomes only as far as they are told."""

    forecasters: dict[str, Row]
    claims: dict[str, Row]
    addresses: dict[str, str | None]
    forecasts: dict[str, list[Row]]
    scores: dict[tuple[str, str], Row]
    outcomes: dict[str, RecordedEvent]
    developments: dict[str, Row]
    changed: dict[str, str]


def _find_beside(tx: Transaction, rows: Sequence[Row], *, until: str) -> _Beside:
    ids = [row["id"] for row in rows]
    forecasts: dict[str, list[Row]] = defaultdict(list)
    for one in series_on_each(tx, ids):
        if one["recorded_at"] <= until:
            forecasts[one["prediction"]].append(one)
    settled = find_events(tx, _named(rows, "resolution_event"))
    outcomes = {
        name: event for name, event in settled.items() if event.recorded_at <= instant_from_text(until)
    }
    speakers = [one["speaker"] for series in forecasts.values() for one in series]
    return _Beside(
        forecasters=find_forecasters(tx, [*_named(rows, "author"), *speakers]),
        claims=find_claims(tx, _named(rows, "claim")),
        addresses=addresses_of(tx, _named(rows, "essay")),
        forecasts=forecasts,
        scores={(one["prediction"], one["forecaster"]): one for one in scores_in_force(tx, ids)},
        outcomes=outcomes,
        developments=find_developments(tx, [one for event in outcomes.values() for one in _cited(event)]),
        changed=last_recorded(
            tx, [stream_of("prediction", one) for one in ids], types=[event.TYPE for event in CHANGES]
        ),
    )


def _named(rows: Sequence[Row], column: str) -> list[str]:
    return [row[column] for row in rows if row[column] is not None]


def _cited(event: RecordedEvent) -> tuple[str, ...]:
    return getattr(event.event, "cites", ())  # a payload that was taken down cites nothing


class _Telling:
    """One row with what stands beside it."""

    def __init__(self, row: Row, beside: _Beside, *, now: datetime, delay: timedelta) -> None:
        self.row, self.beside, self.now, self.delay = row, beside, now, delay
        self.claim = beside.claims.get(row["claim"])
        self.author = beside.forecasters.get(row["author"])
        self.settled = beside.outcomes.get(row["resolution_event"])
        self.series = self._series()

    def told(self) -> PredictionInWords:
        row, claim = self.row, self.claim
        said = sorted(map(self._said, self.series.values()), key=lambda one: (one.name, one.forecaster))
        antecedent = msgspec.json.decode(row["antecedent"]) if row["antecedent"] else None
        return PredictionInWords(
            id=row["id"],
            kind=row["judged_as"],
            statement=row["statement"],
            criteria=row["criteria"],
            condition=antecedent["statement"] if antecedent else None,
            author=self.author["name"] if self.author else None,
            author_id=row["author"],
            topics=tuple(msgspec.json.decode(row["topics"])),
            essay_url=self.beside.addresses.get(row["essay"]),
            quote=claim["quote"] if claim else None,
            stance=claim["stance"] if claim else None,
            said_on=self._day((claim["made_at"] if claim else None) or row["effective_at"]),
            recorded_on=self._day(row["recorded_at"]),
            recorded_at=instant_from_text(row["recorded_at"]),
            deadline=self._deadline(),
            is_public=may_read(row, None, now=self.now),
            is_imported=row["run"] is not None,
            withdrawn=row["withdrawn_reason"],
            said=tuple(said[:TOLD_MAX]),
            others=max(len(said) - TOLD_MAX, 0),
            outcome=self._came_out(),
            told_at=self._told_at(),
        )

    def _series(self) -> dict[str, list[Row]]:
        """Whose word it is -> what they said; where the prediction is somebody's own, that author's alone."""
        series: dict[str, list[Row]] = defaultdict(list)
        whole = (self.author["merged_into"] or self.author["id"]) if self.author else None
        for one in self.beside.forecasts.get(self.row["id"], []):
            if whole is None or one["speaker"] == whole:
                series[one["speaker"]].append(one)
        return series

    def _said(self, series: list[Row]) -> Said:
        first, last = series[0], series[-1]
        forecaster = last["speaker"]
        assigned = [_words(one) for one in (first, last) if one["probability_source"] == "analyst_imputed"]
        return Said(
            forecaster=forecaster,
            name=(self.author or self.beside.forecasters[forecaster])["name"],
            first=_words(first),
            last=_words(last),
            percent_first=_percent(first),
            percent_last=_percent(last),
            assigned=tuple(dict.fromkeys(assigned)),
            scored=self._scored(forecaster),
        )

    def _scored(self, forecaster: str) -> Scored | None:
        row = self._score_row(forecaster)
        if row is None:
            return None
        values = msgspec.json.decode(row["numbers"])
        return Scored(
            loss=values.get(HEADLINES[self.row["judged_as"]]),
            p=row["p_last"],
            is_assigned="|assigned|" in row["marks"],
            event=row["event_id"],
        )

    def _score_row(self, forecaster: str) -> Row | None:
        """The score of the outcome that is told; that of one which was changed since counts no more."""
        row = self.beside.scores.get((self.row["id"], forecaster))
        is_of_this = row is not None and row["resolution_number"] == self.row["resolution_number"]
        return row if is_of_this and self.settled is not None else None

    def _came_out(self) -> CameOut | None:
        row = self.row
        if self.settled is None:
            return None
        return CameOut(
            value=row["outcome"],
            annulment=row["annulment"],
            unit=row["unit"],
            known_on=self._day(row["known_at"]),
            recorded_at=self.settled.recorded_at,
            final_at=instant_from_text(row["final_at"]),
            is_final=is_settled_for_good(row, now=self.now),
            is_disputed=row["state"] == "disputed",
            is_imported=self.settled.import_id is not None,
            judged_by=row["judged_by"],
            source=self._source(self.settled),
            reason=row["reason"] or getattr(self.settled.event, "note", None),
        )

    def _source(self, settled: RecordedEvent) -> str | None:
        """The first address of what the decision cites, else its headline; nothing of what was retracted."""
        cited = [self.beside.developments.get(one) for one in _cited(settled)]
        standing = [one for one in cited if one is not None and one["retracted_reason"] is None]
        addresses = [url for one in standing for url in msgspec.json.decode(one["source_urls"])]
        return next(iter([*addresses, *(one["headline"] for one in standing)]), None)

    def _told_at(self) -> datetime:
        """The latest instant at which something of this came to be told."""
        row, settled = self.row, self.settled
        recorded = [row["recorded_at"], *(one["recorded_at"] for one in self._all_said())]
        instants = [instant_from_text(text) + self.delay for text in recorded]
        scores = [self._score_row(forecaster) for forecaster in self.series]
        at_once = [one["recorded_at"] for one in scores if one is not None]
        at_once += [text for text in (self._changed_at(), row["visible_from"]) if text is not None]
        if settled is not None:
            instants.append(settled.recorded_at + self.delay)
            at_once += [row["final_at"]] if row["final_at"] <= instant_text(self.now) else []
        return max([*instants, *map(instant_from_text, at_once)])

    def _all_said(self) -> list[Row]:
        return [one for series in self.series.values() for one in series]

    def _changed_at(self) -> str | None:
        return self.beside.changed.get(stream_of("prediction", self.row["id"]))

    def _deadline(self) -> date | None:
        """The day it was stated as, else the last one before the instant; a condition that was met moves only that."""
        row = self.row
        if row["judged_as"] is None:
            return None
        if row["closes_on"] and row["met_at"] is None:
            return date.fromisoformat(row["closes_on"])
        return last_day(instant_from_text(row["closes"]), row["timezone"])

    def _day(self, instant: str) -> date:
        return local(instant_from_text(instant), self.row["timezone"]).date()


def _words(forecast: Row) -> str:
    is_said = forecast["p"] is not None or forecast["numbers"] is not None or forecast["term"] is not None
    return said_words(forecast, is_seen=True) if is_said else "no number"


def _percent(forecast: Row) -> float | None:
    return None if forecast["p"] is None else round(forecast["p"] * 100, 10)
