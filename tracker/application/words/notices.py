"""Reads predictions for `notice`, with a number of queries that does not depend on theirs.

The caller has checked that the words may be read. Forecasts and outcomes can be undone for a while, so those
younger than `delay` are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from tracker.application.access.visibility import may_read
from tracker.application.words.notice import LISTED_MAX, CameOut, ForecastInWords, PredictionInWords, Scored
from tracker.application.words.phrases import NO_NUMBER, said_words
from tracker.application.words.status import is_settled_for_good
from tracker.domain.event import Event, RecordedEvent
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_from_text, instant_text, last_day, local
from tracker.domain.prediction import events
from tracker.domain.prediction.events import (
    AntecedentMet,
    AntecedentUnmet,
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
    AntecedentUnmet,
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
    """The predictions in `rows` of table `prediction`, in the same order."""
    related = _find_related(tx, rows, until=instant_text(now - delay))
    return [_Builder(row, related, now=now, delay=delay).build() for row in rows]


class _Related(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of other tables that belong to the predictions.

    Forecasts and outcomes only once past the delay.
    """

    forecasters: dict[str, Row]
    claims: dict[str, Row]
    addresses: dict[str, str | None]
    forecasts: dict[str, list[Row]]
    scores: dict[tuple[str, str, str], Row]
    outcomes: dict[str, RecordedEvent]
    developments: dict[str, Row]
    changed: dict[str, str]


def _find_related(tx: Transaction, rows: Sequence[Row], *, until: str) -> _Related:
    ids = [row["id"] for row in rows]
    forecasts: dict[str, list[Row]] = defaultdict(list)
    for one in series_on_each(tx, ids):
        if one["recorded_at"] <= until:
            forecasts[one["prediction"]].append(one)
    settled = find_events(tx, _named(rows, "resolution_event"))
    outcomes = {
        name: event for name, event in settled.items() if event.recorded_at <= instant_from_text(until)
    }
    named = [one["canonical_forecaster"] for series in forecasts.values() for one in series]
    return _Related(
        forecasters=find_forecasters(tx, [*_named(rows, "author"), *named]),
        claims=find_claims(tx, _named(rows, "claim")),
        addresses=addresses_of(tx, _named(rows, "essay")),
        forecasts=forecasts,
        scores={
            (one["prediction"], one["forecaster"], one["series"]): one for one in scores_in_force(tx, ids)
        },
        outcomes=outcomes,
        developments=find_developments(tx, [one for event in outcomes.values() for one in _cited(event)]),
        changed=last_recorded(
            tx, [stream_of("prediction", one) for one in ids], types=[event.TYPE for event in CHANGES]
        ),
    )


def _named(rows: Sequence[Row], column: str) -> list[str]:
    return [row[column] for row in rows if row[column] is not None]


def _cited(event: RecordedEvent) -> tuple[str, ...]:
    return getattr(event.event, "cites", ())  # a redacted payload cites nothing


class _Builder:
    """Builds the words of one row from the related rows."""

    def __init__(self, row: Row, related: _Related, *, now: datetime, delay: timedelta) -> None:
        self.row, self.related, self.now, self.delay = row, related, now, delay
        self.claim = related.claims.get(row["claim"])
        self.author = related.forecasters.get(row["author"])
        self.settled = related.outcomes.get(row["resolution_event"])
        self.series = self._series()

    def build(self) -> PredictionInWords:
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
            essay_url=self.related.addresses.get(row["essay"]),
            quote=claim["quote"] if claim else None,
            stance=claim["stance"] if claim else None,
            said_on=self._day((claim["made_at"] if claim else None) or row["effective_at"]),
            recorded_on=self._day(row["recorded_at"]),
            recorded_at=instant_from_text(row["recorded_at"]),
            deadline=self._deadline(),
            is_public=may_read(row, None, now=self.now),
            is_imported=row["run"] is not None,
            withdrawn=row["withdrawn_reason"],
            said=tuple(said[:LISTED_MAX]),
            others=max(len(said) - LISTED_MAX, 0),
            outcome=self._came_out(),
            visible_at=self._visible_at(),
        )

    def _series(self) -> dict[tuple[str, str], list[Row]]:
        """(forecaster as recorded, series) -> forecasts; only the author's where the prediction has an author.

        Assigned numbers are left out where the same forecaster gave numbers.
        """
        series: dict[tuple[str, str], list[Row]] = defaultdict(list)
        whole = (self.author["merged_into"] or self.author["id"]) if self.author else None
        for one in self.related.forecasts.get(self.row["id"], []):
            if whole is None or one["canonical_forecaster"] == whole:
                series[one["forecaster"], one["series"]].append(one)
        own = {forecaster for forecaster, kind in series if kind == "own"}
        return {name: said for name, said in series.items() if name[1] == "own" or name[0] not in own}

    def _said(self, series: list[Row]) -> ForecastInWords:
        first, last = series[0], series[-1]
        forecaster = last["canonical_forecaster"]
        assigned = [_words(one) for one in (first, last) if one["probability_source"] == "analyst_imputed"]
        return ForecastInWords(
            forecaster=forecaster,
            name=(self.author or self.related.forecasters[forecaster])["name"],
            first=_words(first),
            last=_words(last),
            given_on=self._day(last["stands_at"]),
            percent_first=_percent(first),
            percent_last=_percent(last),
            assigned=tuple(dict.fromkeys(assigned)),
            scored=self._scored(last),
        )

    def _scored(self, said: Row) -> Scored | None:
        row = self._score_row((said["forecaster"], said["series"]))
        if row is None:
            return None
        values = msgspec.json.decode(row["numbers"])
        return Scored(
            loss=values.get(HEADLINES[self.row["judged_as"]]),
            p=row["p_last"],
            is_assigned="|assigned|" in row["marks"],
            event=row["event_id"],
        )

    def _score_row(self, series: tuple[str, str]) -> Row | None:
        """The score of the outcome shown; a score of an outcome that was changed since does not count."""
        row = self.related.scores.get((self.row["id"], *series))
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
        """The first address of the developments that the decision cites, else a headline.

        Retracted ones are skipped.
        """
        cited = [self.related.developments.get(one) for one in _cited(settled)]
        standing = [one for one in cited if one is not None and one["retracted_reason"] is None]
        addresses = [url for one in standing for url in msgspec.json.decode(one["source_urls"])]
        return next(iter([*addresses, *(one["headline"] for one in standing)]), None)

    def _visible_at(self) -> datetime:
        """The latest instant at which a part of this became visible to readers."""
        row, settled = self.row, self.settled
        recorded = [row["recorded_at"], *(one["recorded_at"] for one in self._all_said())]
        instants = [instant_from_text(text) + self.delay for text in recorded]
        scores = [self._score_row(series) for series in self.series]
        at_once = [one["recorded_at"] for one in scores if one is not None]
        at_once += [text for text in (self._changed_at(), row["visible_from"]) if text is not None]
        if settled is not None:
            instants.append(settled.recorded_at + self.delay)
            at_once += [row["final_at"]] if row["final_at"] <= instant_text(self.now) else []
        return max([*instants, *map(instant_from_text, at_once)])

    def _all_said(self) -> list[Row]:
        return [one for series in self.series.values() for one in series]

    def _changed_at(self) -> str | None:
        return self.related.changed.get(stream_of("prediction", self.row["id"]))

    def _deadline(self) -> date | None:
        """The day stated as the deadline, else the day before the closing instant.

        After a met condition only the latter.
        """
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
    return said_words(forecast, is_seen=True) if is_said else NO_NUMBER


def _percent(forecast: Row) -> float | None:
    return None if forecast["p"] is None else round(forecast["p"] * 100, 10)
