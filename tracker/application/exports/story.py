"""The record as a story: the log in its order, a batch at a time, with what may not be read left out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import assert_never

from tracker.application.access.visibility import may_read_claim
from tracker.application.context import Application
from tracker.application.exports.scope import ExportScope, find_told, is_any_told
from tracker.application.work.questions import question_of
from tracker.domain import development
from tracker.domain.claim import ClaimCorrected, ClaimEvent, ClaimLinked, ClaimRecorded
from tracker.domain.development import (
    DevelopmentCorrected,
    DevelopmentEvent,
    DevelopmentRecorded,
    DevelopmentRetracted,
)
from tracker.domain.errors import TextAltered
from tracker.domain.essay import EssayEvent, EssayRecorded, EssayRevised
from tracker.domain.event import Event, RecordedEvent
from tracker.domain.forecast import ForecastEvent, ForecastStated, ForecastUndone
from tracker.domain.forecaster import (
    ForecasterEvent,
    ForecasterMerged,
    ForecasterRecorded,
    ForecasterRenamed,
    ForecasterUnmerged,
)
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_from_text, instant_text
from tracker.domain.prediction.events import PredictionEvent, PredictionGraded, PredictionRecorded
from tracker.domain.prediction.state import antecedent_rule, rule_of
from tracker.domain.redaction import (
    ClaimRedacted,
    DevelopmentRedacted,
    EssayRedacted,
    ForecasterRedacted,
    ForecastRedacted,
)
from tracker.domain.rules import PredictionLeaf, Rule, leaves
from tracker.formats import story_out
from tracker.formats.story_out import Line
from tracker.projections.developments import find_development
from tracker.projections.exported import Needed
from tracker.projections.forecasters import find_imported_forecaster
from tracker.projections.forecasts import standing_forecast
from tracker.store.databases.database import Row, Transaction
from tracker.store.essay_texts import read_text
from tracker.store.log.codec import UnknownEvent
from tracker.store.log.log import house_id, log_rows, read_head, read_stream, recorded

BATCH = 100
TEXT_BYTES_MAX = 900_000
"""Of an essay's text: with the rest of its line it has to fit into a piece of an import."""

REQUEST_EVENTS_MAX = 20
"""A call that records an essay, a claim, a prediction and what goes with it comes to fewer."""

_CAUSES: tuple[type[Event], ...] = (ForecasterRecorded, EssayRecorded, ClaimRecorded, PredictionRecorded)
InStory = ForecasterEvent | EssayEvent | ClaimEvent | DevelopmentEvent | ForecastEvent | PredictionEvent
"""The categories of which a story has lines: not keys, endpoints and imports, nor scores, which follow."""

_RANK = {event.TYPE: n for n, event in enumerate(_CAUSES)}


def story_lines(application: Application, scope: ExportScope) -> Iterator[bytes]:
    """The lines of the story, encoded, up to where the log ended when it was asked."""
    with application.database.reading() as tx:
        end, house = read_head(tx).position, house_id(tx)
    title = "Everything recorded" if scope.is_everything else "A part of what is recorded"
    yield story_out.encoded(story_out.opening(f"tracker-{house[:8]}", title=title, at=scope.now))
    after = 0
    while after < end:
        with application.database.reading() as tx:
            rows = _whole_requests(log_rows(tx, after=after, limit=min(BATCH, end - after)), end=end)
            told = _Telling(tx, scope)
            found = [told.line_of(row) for row in _causes_first(rows)]
        lines = b"".join(story_out.encoded(line) for line in found if line is not None)
        if not rows:
            return
        after = rows[-1]["position"]
        if lines:
            yield lines


def _whole_requests(rows: list[Row], *, end: int) -> list[Row]:
    """The rows without a last request that goes on behind them; it is read with the next batch."""
    if not rows or rows[-1]["position"] >= end:
        return rows
    last = rows[-1]["correlation_id"]
    whole = next((n for n in range(len(rows), 0, -1) if rows[n - 1]["correlation_id"] != last), 0)
    return rows[:whole] if whole and len(rows) - whole <= REQUEST_EVENTS_MAX else rows


def _causes_first(rows: list[Row]) -> Iterator[Row]:
    """The rows in an order in which nothing is named before it stands.

    The streams of one request are appended in the order of their names, a forecast before its prediction.
    """
    for _, run in groupby(rows, key=lambda row: (row["correlation_id"], row["import_id"])):
        one = list(run)
        is_import = one[0]["import_id"] is not None
        yield from one if is_import else sorted(one, key=lambda row: _RANK.get(row["type"], len(_RANK)))


class _Telling:
    """What is told of a batch of the log; looks each prediction up once."""

    def __init__(self, tx: Transaction, scope: ExportScope) -> None:
        self._tx = tx
        self._scope = scope
        self._predictions: dict[str, Row | None] = {}
        self._developments: dict[str, bool] = {}

    def line_of(self, row: Row) -> Line | None:
        """The line that the event of a log row comes to; None where it is not told."""
        try:
            seen = recorded(row)
        except UnknownEvent:
            return None
        event = seen.event
        line = self._line(event, seen) if isinstance(event, InStory) else None
        if line is None or event is None:
            return None
        seq = line.get("seq", seen.position)
        return story_out.finished(line, event, at=seen.effective_at, seq=seq)

    def _line(self, event: InStory, seen: RecordedEvent) -> Line | None:  # noqa: PLR0911 - one line each
        if isinstance(event, PredictionEvent):
            return self._recorded(event) if isinstance(event, PredictionRecorded) else self._life(event)
        match event:
            case ForecasterRecorded():
                is_told = self._is_needed("forecaster", event.forecaster)
                return story_out.forecaster_line(event) if is_told else None
            case EssayRecorded():
                return self._essay(event) if self._is_needed("essay", event.essay) else None
            case ClaimRecorded():
                return story_out.claim_line(event) if self._tells_claim(event.claim) else None
            case DevelopmentRecorded():
                return self._development(event) if self._tells_development(event.development) else None
            case ForecastStated():
                return self._forecast(event, seen)
            case (
                ForecasterRenamed()
                | ForecasterMerged()
                | ForecasterUnmerged()
                | ForecasterRedacted()
                | EssayRevised()
                | EssayRedacted()
                | ClaimCorrected()
                | ClaimLinked()
                | ClaimRedacted()
                | DevelopmentCorrected()
                | DevelopmentRetracted()
                | DevelopmentRedacted()
                | ForecastUndone()
                | ForecastRedacted()
            ):
                return None  # a story has one line for each of these: of the event that began it
            case _:
                assert_never(event)

    def _recorded(self, event: PredictionRecorded) -> Line | None:
        row = self._prediction(event.prediction)
        if row is None:
            return None
        line = story_out.prediction_line(
            event, visibility=row["visibility"], visible_from=row["visible_from"]
        )
        return self._without_untold(line, event)

    def _without_untold(self, line: Line, event: PredictionRecorded) -> Line:
        """A predecessor that the story leaves out is not named, nor a rule told that asks what became of such a one.

        Without a rule the default goes too: it would settle by silence what the rule was to look at.
        """
        if event.supersedes is not None and self._prediction(event.supersedes) is None:
            line.pop("supersedes")
        if self._asks_untold(rule_of(event)):
            line.pop("rule")
            line.pop("default_outcome", None)
        if self._asks_untold(antecedent_rule(event)):
            line["antecedent"].pop("rule")
            line.pop("default_outcome", None)
        return line

    def _asks_untold(self, rule: Rule | None) -> bool:
        asked = (leaf for leaf in leaves(rule) if isinstance(leaf, PredictionLeaf)) if rule else ()
        return any(self._prediction(leaf.prediction) is None for leaf in asked)

    def _life(self, event: PredictionEvent) -> Line | None:
        prediction = getattr(event, "prediction", None)
        row = None if prediction is None else self._prediction(prediction)
        if row is None:
            return None
        if isinstance(event, PredictionGraded) and row["resolution_number"] == 0:
            return None  # votes are hidden until grading has closed
        return story_out.life_line(event, is_included=self._tells_development)

    def _forecast(self, event: ForecastStated, seen: RecordedEvent) -> Line | None:
        on = self._prediction(event.prediction)
        row = standing_forecast(self._tx, event.forecast)
        if on is None or row is None:
            return None
        return story_out.forecast_line(event, at=_counts_from(row, on), seq=seen.position)

    def _essay(self, event: EssayRecorded) -> Line:
        writer = (
            find_imported_forecaster(self._tx, event.byline, source=event.imported.name)
            if event.byline and event.imported
            else None
        )
        author = str(writer["id"]) if writer else None
        is_reader = self._scope.reader is not None
        text = None if event.text_sha256 is None else self._text(event.text_sha256)
        is_short = text is not None and len(text.encode()) <= TEXT_BYTES_MAX
        return story_out.essay_line(event, author=author, text=text if is_reader and is_short else None)

    def _text(self, sha256: str) -> str | None:
        """None of an altered text: the line tells its hash, so that nobody takes another text for it."""
        try:
            return read_text(self._tx, sha256)
        except TextAltered:
            return None

    def _development(self, event: DevelopmentRecorded) -> Line:
        state = development.INITIAL
        for one in read_stream(self._tx, stream_of("development", event.development)):
            if one.event is not None:
                state = development.evolve(state, one.event)  # type: ignore[arg-type]
        present = state.report or event
        return story_out.development_line(
            event, present, is_included=lambda one: self._prediction(one) is not None
        )

    def _tells_development(self, wanted: str) -> bool:
        """Not what was retracted; of a part of the record, what bears on its predictions."""
        if wanted not in self._developments:
            row = find_development(self._tx, wanted)
            is_standing = row is not None and row["retracted_reason"] is None
            self._developments[wanted] = is_standing and self._is_needed("development", wanted)
        return self._developments[wanted]

    def _tells_claim(self, claim: str) -> bool:
        """A quote is withheld while every prediction read from it is; of everything, those that nothing was read from too."""
        if self._scope.is_everything:
            return may_read_claim(self._tx, claim, self._scope.reader, now=self._scope.now)
        return is_any_told(self._tx, self._scope, "claim", claim)

    def _is_needed(self, kind: Needed, entity: str) -> bool:
        return self._scope.is_everything or is_any_told(self._tx, self._scope, kind, entity)

    def _prediction(self, prediction: str) -> Row | None:
        if prediction not in self._predictions:
            self._predictions[prediction] = find_told(self._tx, self._scope, prediction)
        return self._predictions[prediction]


def _counts_from(forecast: Row, prediction: Row) -> str:
    """A claimed instant counts only from when it was recorded, where the outcome was still unknown then."""
    stands_at, question = str(forecast["stands_at"]), question_of(prediction)
    if forecast["run"] is None or prediction["known_at"] is None or question is None:
        return stands_at
    known = instant_text(question.late_from(instant_from_text(prediction["known_at"])))
    return max(stands_at, str(forecast["recorded_at"])) if forecast["recorded_at"] < known else stands_at
