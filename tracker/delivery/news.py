"""A prediction as news tells it: what was said, by whom, when, how likely, and what came of it, in words.

Read from the projections as they stand; whoever calls has made sure that the reader may read its words.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from tracker.application.standing import is_settled_for_good, status_of
from tracker.application.telling import day_in_words, said_words
from tracker.domain.instants import instant_from_text
from tracker.domain.prediction.outcomes import ANNULLED
from tracker.projections.claims import find_claim
from tracker.projections.developments import find_development
from tracker.projections.essays import find_essay
from tracker.projections.forecasters import find_forecasters
from tracker.projections.table import POSITION_END
from tracker.store.database import Row, Transaction
from tracker.store.log import find_event

FORECASTERS_MAX = 5
"""Whose numbers a message tells where the prediction has no author: more would be a table."""

HEADLINE_VALUES = {
    "date": "twcrps",
    "ordered": "rps_normalised",
    "categorical": "multi_brier",
    "numeric": "wis",
}
POSED = "The essay raised this as a question."


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One forecaster's numbers: `words` as people read them, percents where it is a probability of yes.

    `loss` is the headline score of the outcome, 0 is perfect; `scored_in` the event that it is read from.
    """

    forecaster: str
    name: str
    words_first: str
    words_last: str
    percent_first: float | None
    percent_last: float | None
    is_assigned: bool
    loss: float | None = None
    scored_in: str | None = None


class CameOf(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it; `happened_on` is the day of the development it rests on, else that it was known on."""

    outcome: str
    words: str
    happened_on: str
    is_final: bool
    final_at: str
    judged_by: str
    source: str | None
    headline: str | None
    reason: str | None
    is_scored: bool
    is_imported: bool


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a message, a feed or a card says of one prediction."""

    id: str
    kind: str
    judged_as: str | None
    statement: str
    criteria: str | None
    author: str | None
    author_id: str | None
    topics: tuple[str, ...]
    essay: str | None
    essay_url: str | None
    quote: str | None
    stance: str | None
    said_on: str
    recorded_on: str
    deadline: str
    status: str
    withdrawn: str | None
    forecasts: tuple[Told, ...]
    came_of: CameOf | None

    @property
    def caution(self) -> str:
        """What stands beside every number that the essay did not give, and beside what it only asked."""
        posed = POSED if self.stance == "poses" else ""
        assigned = " ".join(
            f"The {one.words_last} was assigned by us." for one in self.forecasts if one.is_assigned
        )
        return f"{posed} {assigned}".strip()


def read_news(tx: Transaction, row: Row, *, now: datetime, lapse_after: Any) -> News:
    """The news of the prediction of `row`, a row of the predictions' table, as it stands at `now`."""
    claim = None if row["claim"] is None else find_claim(tx, row["claim"])
    essay = None if row["essay"] is None else find_essay(tx, row["essay"])
    forecasts = _forecasts(tx, row)
    return News(
        id=row["id"],
        kind=row["kind"],
        judged_as=row["judged_as"],
        statement=row["statement"],
        criteria=row["criteria"],
        author=_author(tx, row),
        author_id=row["author"],
        topics=tuple(msgspec.json.decode(row["topics"])),
        essay=row["essay"],
        essay_url=None if essay is None else essay["url"],
        quote=None if claim is None else claim["quote"],
        stance=None if claim is None else claim["stance"],
        said_on=_day(row["effective_at"]),
        recorded_on=_day(row["recorded_at"]),
        deadline=row["closes_on"] or _day(row["closes"]),
        status=status_of(row, now=now, lapse_after=lapse_after),
        withdrawn=row["withdrawn_reason"],
        forecasts=forecasts,
        came_of=_came_of(tx, row, forecasts, now=now) if row["outcome"] else None,
    )


def in_words(day: str) -> str:
    """An ISO day as people write it.

    >>> in_words("2025-12-31")
    '31 Dec 2025'
    """
    return day_in_words(date.fromisoformat(day))


def _author(tx: Transaction, row: Row) -> str | None:
    found = {} if row["author"] is None else find_forecasters(tx, [row["author"]])
    return str(found[row["author"]]["name"]) if found else None


def _forecasts(tx: Transaction, row: Row) -> tuple[Told, ...]:
    """The author's numbers, or where there is no author those of a few who gave some, by name."""
    stated = tx.rows(_STATED, {"prediction": row["id"], "author": row["author"]})
    series: dict[str, list[Row]] = {}
    for one in stated:
        series.setdefault(one["speaker"], []).append(one)
    scored = {
        one["forecaster"]: one
        for one in tx.rows(
            _SCORED,
            {"prediction": row["id"], "number": row["resolution_number"], "end": POSITION_END},
        )
    }
    told = [_told(row, said, scored.get(name)) for name, said in series.items()]
    return tuple(sorted(told, key=lambda one: (one.name, one.forecaster))[:FORECASTERS_MAX])


_STATED = """
SELECT forecast.*, coalesce(forecaster.merged_into, forecast.forecaster) AS speaker,
    coalesce(whole.name, forecaster.name) AS name
FROM forecast LEFT JOIN forecaster ON forecaster.id = forecast.forecaster
LEFT JOIN forecaster AS whole ON whole.id = forecaster.merged_into
WHERE forecast.prediction = :prediction
    AND (CAST(:author AS TEXT) IS NULL OR coalesce(forecaster.merged_into, forecast.forecaster) = :author
        OR forecast.forecaster = :author)
ORDER BY forecast.stands_at, coalesce(forecast.seq, forecast.version), forecast.version"""

_SCORED = """
SELECT forecaster, event_id, brier_last, numbers FROM scored
WHERE prediction = :prediction AND is_complete = 1 AND position_to = :end AND resolution_number = :number"""


def _told(row: Row, said: list[Row], scored: Row | None) -> Told:
    first, last = said[0], said[-1]
    return Told(
        forecaster=last["speaker"],
        name=last["name"] or last["speaker"],
        words_first=_words(first),
        words_last=_words(last),
        percent_first=_percent(first),
        percent_last=_percent(last),
        is_assigned=last["probability_source"] == "analyst_imputed",
        loss=None if scored is None else _loss(row, scored),
        scored_in=None if scored is None else scored["event_id"],
    )


def _words(forecast: Row) -> str:
    is_said = forecast["p"] is not None or forecast["numbers"] is not None or forecast["term"]
    return said_words(forecast, is_seen=True) if is_said else "no number"


def _percent(forecast: Row) -> float | None:
    return None if forecast["p"] is None else round(forecast["p"] * 100, 1)


def _loss(row: Row, scored: Row) -> float | None:
    name = HEADLINE_VALUES.get(row["judged_as"])
    if name is None:
        return scored["brier_last"]  # type: ignore[no-any-return]
    loss: float | None = msgspec.json.decode(scored["numbers"]).get(name)
    return loss


def _came_of(tx: Transaction, row: Row, forecasts: tuple[Told, ...], *, now: datetime) -> CameOf:
    event = find_event(tx, row["resolution_event"])
    cited = getattr(event.event, "cites", ()) if event is not None else ()
    development = find_development(tx, cited[0]) if cited else None
    sources = [] if development is None else msgspec.json.decode(development["source_urls"])
    is_void = row["outcome"] == ANNULLED
    return CameOf(
        outcome=row["outcome"],
        words=outcome_words(row["outcome"], annulment=row["annulment"]),
        happened_on=_day(row["known_at"] if development is None else development["happened_at"]),
        is_final=is_settled_for_good(row, now=now),
        final_at=row["final_at"],
        judged_by=row["judged_by"],
        source=sources[0] if sources else None,
        headline=None if development is None else development["headline"],
        reason=row["reason"],
        is_scored=is_void or not forecasts or any(one.scored_in for one in forecasts),
        is_imported=event is not None and event.import_id is not None,
    )


def outcome_words(outcome: str, *, annulment: str | None) -> str:
    """What came of it, as a sentence without its dot.

    >>> outcome_words("no", annulment=None), outcome_words("42", annulment=None)
    ('It did not happen', 'It came to 42')
    """
    if outcome == ANNULLED:
        return _VOID.get(annulment or "", "It is void: nothing can be judged")
    return _OUTCOMES.get(outcome, f"It came to {outcome}")


_OUTCOMES = {"yes": "It happened", "no": "It did not happen", "never": "It did not happen"}
_VOID = {
    "antecedent_false": "It is void: its condition never came",
    "actor_ended": "It is void: whoever it speaks of is no longer there",
    "entered_by_mistake": "It is void: it was entered by mistake",
    "duplicate": "It is void: it stands in the record twice",
}


def _day(instant: str) -> str:
    return instant_from_text(instant).date().isoformat()
