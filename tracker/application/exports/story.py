"""The record as a story: the log in its order, in batches, without unreadable predictions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import assert_never

from tracker.application.access.visibility import may_read_claim
from tracker.application.context import AppContext
from tracker.application.exports.scope import ExportScope, find_readable, is_any_readable
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
from tracker.projections.forecasts import current_forecast
from tracker.store.databases.database import Row, Transaction
from tracker.store.essay_texts import read_text
from tracker.store.log.codec import UnknownEvent
from tracker.store.log.log import log_rows, read_head, read_stream, recorded, tracker_id

BATCH = 100
TEXT_BYTES_MAX = 900_000
"""The longest essay text exported; its line must fit into one piece of an import."""

REQUEST_EVENTS_MAX = 20
"""The most events kept together as one request.

Recording an essay, a claim and a prediction takes fewer.
"""

_CAUSES: tuple[type[Event], ...] = (ForecasterRecorded, EssayRecorded, ClaimRecorded, PredictionRecorded)
InStory = ForecasterEvent | EssayEvent | ClaimEvent | DevelopmentEvent | ForecastEvent | PredictionEvent
"""The categories of which a story has lines: not keys, endpoints and imports, nor scores, which follow."""

_RANK = {event.TYPE: n for n, event in enumerate(_CAUSES)}


def story_lines(application: AppContext, scope: ExportScope) -> Iterator[bytes]:
    """The encoded lines of the story, up to the end of the log at the time of the call."""
    with application.database.reading() as tx:
        end, identity = read_head(tx).position, tracker_id(tx)
    title = "Everything recorded" if scope.is_everything else "A part of what is recorded"
    yield story_out.encoded(story_out.opening(f"tracker-{identity[:8]}", title=title, at=scope.now))
    after = 0
    while after < end:
        with application.database.reading() as tx:
            rows = _whole_requests(log_rows(tx, after=after, limit=min(BATCH, end - after)), end=end)
            story = _StoryBatch(tx, scope)
            found = [story.line_of(row) for row in _causes_first(rows)]
        lines = b"".join(story_out.encoded(line) for line in found if line is not None)
        if not rows:
            return
        after = rows[-1]["position"]
        if lines:
            yield lines


def _whole_requests(rows: list[Row], *, end: int) -> list[Row]:
    """The rows without a last request that continues after them; the next batch reads it."""
    if not rows or rows[-1]["position"] >= end:
        return rows
    last = rows[-1]["correlation_id"]
    whole = next((n for n in range(len(rows), 0, -1) if rows[n - 1]["correlation_id"] != last), 0)
    return rows[:whole] if whole and len(rows) - whole <= REQUEST_EVENTS_MAX else rows


def _causes_first(rows: list[Row]) -> Iterator[Row]:
    """The rows, ordered so that each object comes before its first mention.

    The streams of one request are appended in the order of their names, so a forecast can come before its
    prediction.
    """
    for _, run in groupby(rows, key=lambda row: (row["correlation_id"], row["import_id"])):
        one = list(run)
        is_import = one[0]["import_id"] is not None
        yield from one if is_import else sorted(one, key=lambda row: _RANK.get(row["type"], len(_RANK)))


class _StoryBatch:
    """Turns log rows into lines; looks each prediction up once per batch."""

    def __init__(self, tx: Transaction, scope: ExportScope) -> None:
        self._tx = tx
        self._scope = scope
        self._predictions: dict[str, Row | None] = {}
        self._developments: dict[str, bool] = {}

    def line_of(self, row: Row) -> Line | None:
        """The line for a log row; None where the story leaves it out."""
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
                is_needed = self._is_needed("forecaster", event.forecaster)
                return story_out.forecaster_line(event) if is_needed else None
            case EssayRecorded():
                return self._essay(event) if self._is_needed("essay", event.essay) else None
            case ClaimRecorded():
                return story_out.claim_line(event) if self._shows_claim(event.claim) else None
            case DevelopmentRecorded():
                return self._development(event) if self._shows_development(event.development) else None
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
        return self._without_hidden(line, event)

    def _without_hidden(self, line: Line, event: PredictionRecorded) -> Line:
        """The line without references to predictions that the story leaves out, and without such rules.

        A default outcome goes with its rule, since without the rule it would settle every prediction by
        silence.
        """
        if event.supersedes is not None and self._prediction(event.supersedes) is None:
            line.pop("supersedes")
        if self._asks_hidden(rule_of(event)):
            line.pop("rule")
            line.pop("default_outcome", None)
        if self._asks_hidden(antecedent_rule(event)):
            line["antecedent"].pop("rule")
            line.pop("default_outcome", None)
        return line

    def _asks_hidden(self, rule: Rule | None) -> bool:
        asked = (leaf for leaf in leaves(rule) if isinstance(leaf, PredictionLeaf)) if rule else ()
        return any(self._prediction(leaf.prediction) is None for leaf in asked)

    def _life(self, event: PredictionEvent) -> Line | None:
        prediction = getattr(event, "prediction", None)
        row = None if prediction is None else self._prediction(prediction)
        if row is None:
            return None
        if isinstance(event, PredictionGraded) and row["resolution_number"] == 0:
            return None  # votes are hidden until grading has closed
        return story_out.life_line(event, is_included=self._shows_development)

    def _forecast(self, event: ForecastStated, seen: RecordedEvent) -> Line | None:
        on = self._prediction(event.prediction)
        row = current_forecast(self._tx, event.forecast)
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
        """None for an altered text: the line still gives the hash, so no other text can pass for it."""
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

    def _shows_development(self, wanted: str) -> bool:
        """Whether to export the development: not retracted, and relevant to a prediction in scope."""
        if wanted not in self._developments:
            row = find_development(self._tx, wanted)
            is_standing = row is not None and row["retracted_reason"] is None
            self._developments[wanted] = is_standing and self._is_needed("development", wanted)
        return self._developments[wanted]

    def _shows_claim(self, claim: str) -> bool:
        """Whether the quote may be shown: some prediction from the claim is readable.

        An export of everything also includes claims without predictions.
        """
        if self._scope.is_everything:
            return may_read_claim(self._tx, claim, self._scope.reader, now=self._scope.now)
        return is_any_readable(self._tx, self._scope, "claim", claim)

    def _is_needed(self, kind: Needed, entity: str) -> bool:
        return self._scope.is_everything or is_any_readable(self._tx, self._scope, kind, entity)

    def _prediction(self, prediction: str) -> Row | None:
        if prediction not in self._predictions:
            self._predictions[prediction] = find_readable(self._tx, self._scope, prediction)
        return self._predictions[prediction]


def _counts_from(forecast: Row, prediction: Row) -> str:
    """The instant from which a forecast counts.

    An imported one counts from its recording while the outcome was open.
    """
    stands_at, question = str(forecast["stands_at"]), question_of(prediction)
    if forecast["run"] is None or prediction["known_at"] is None or question is None:
        return stands_at
    known = instant_text(question.late_from(instant_from_text(prediction["known_at"])))
    return max(stands_at, str(forecast["recorded_at"])) if forecast["recorded_at"] < known else stands_at
