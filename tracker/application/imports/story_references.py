"""What a story line refers to: from the ids of its source to rows of our own tables."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.application.access.access import Caller
from tracker.application.access.visibility import refuse_unseen
from tracker.application.imports.story_lines import DecisionLine, Line
from tracker.application.recording.authors import find_author
from tracker.application.recording.changes import effective_after, judge
from tracker.application.recording.forecasts import question_of
from tracker.application.transact import Past, UnitOfWork
from tracker.domain import prediction as predictions
from tracker.domain.choices import choice
from tracker.domain.errors import Invalid
from tracker.domain.event import Imported
from tracker.domain.forecast import Question
from tracker.domain.ids import stream_of
from tracker.domain.instants import parse_begin, parse_instant
from tracker.domain.prediction.events import Basis, JudgedBy
from tracker.domain.prediction.state import Prediction
from tracker.projections.claims import find_imported_claim
from tracker.projections.developments import find_imported_development
from tracker.projections.essays import find_imported_essay
from tracker.projections.forecasters import find_imported_forecaster
from tracker.projections.predictions import find_imported_prediction
from tracker.store.databases.database import Row


class Seen(msgspec.Struct):
    """What was looked up for a piece of a story and never changes once it stands: by the ids of the source.

    Most lines are forecasts, and these ask for the same few questions again and again. `is_underway` holds within one
    transaction alone: whether import.started was recorded.
    """

    questions: dict[str, tuple[str, Question]] = msgspec.field(default_factory=dict)
    forecasters: dict[str, str] = msgspec.field(default_factory=dict)
    own_forecasters: set[str] = msgspec.field(default_factory=set)
    is_underway: bool = False


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """The run a line belongs to: its source's namespace, its zone for bare dates, and whose key sends it."""

    run: str
    source: str
    timezone: str
    caller: Caller
    seen: Seen = msgspec.field(default_factory=Seen)


def line_at(line: Line) -> datetime:
    """The asserted instant of a line."""
    return parse_instant(line.at, pointer="/at")


def decided(uow: UnitOfWork, story: Story, external_id: str) -> tuple[Row, Past[Prediction], datetime]:
    """The prediction a decision is about, its past, and the instant from which the decision counts as known."""
    on = prediction_row(uow, story, external_id)
    past = uow.past(predictions, stream_of("prediction", on["id"]))
    return on, past, effective_after(uow, past)


def imported(story: Story, external_id: str) -> Imported:
    return Imported(name=story.source, external_id=external_id)


def as_of_text(story: Story, text: str | None) -> datetime | None:
    return None if text is None else parse_begin(text, story.timezone, pointer="/resolved_as_of")


def judge_of(line: DecisionLine, story: Story, on: Row) -> JudgedBy:
    """Whose decision it was: the author's or another's, as the line says, else as the key says.

    An import cannot claim that a rule or deadline decided: only a worker of this tracker can know that.
    """
    said: JudgedBy | None = choice(line.judged_by, JudgedBy, pointer="/judged_by")
    return said if said in {"author", "other"} else judge(on, own=story.caller.forecaster)


def basis_of(line: DecisionLine) -> Basis:
    """What a decision of the source rests on: a person, whatever decided there."""
    choice(line.basis, Basis, pointer="/basis")
    return "person"


def instant_of(text: str | None, *, pointer: str) -> datetime | None:
    return None if text is None else parse_instant(text, pointer=pointer)


def new_entity(uow: UnitOfWork, story: Story, kind: str) -> str:
    """The id of what a line records; a line that stands already is not compared with what its sender may not read."""
    new = uow.new_entity(kind)
    _refuse_unseen(uow, story, stream_of(kind, new), pointer="/id")
    return new


def prediction_row(uow: UnitOfWork, story: Story, external_id: str, *, pointer: str = "/prediction") -> Row:
    """The prediction that the source calls so. Raises `Invalid`, also for one that is withheld from the sender."""
    row = known_row(
        find_imported_prediction(uow.tx, external_id, source=story.source), "prediction", external_id
    )
    _refuse_unseen(uow, story, stream_of("prediction", row["id"]), pointer=pointer)
    return row


def asked_question(uow: UnitOfWork, story: Story, external_id: str) -> tuple[str, Question]:
    """The id of a prediction, and what it asks of a forecast."""
    found = story.seen.questions.get(external_id)
    if found is None:
        on = prediction_row(uow, story, external_id)
        known = question_of(on)
        found = (on["id"], Question(judged_as=known.judged_as, options=known.options))
        story.seen.questions[external_id] = found
    return found


def development_row(uow: UnitOfWork, story: Story, external_id: str) -> Row:
    return known_row(
        find_imported_development(uow.tx, external_id, source=story.source), "development", external_id
    )


def claim_row(uow: UnitOfWork, story: Story, external_id: str | None) -> Row | None:
    if external_id is None:
        return None
    row = known_row(find_imported_claim(uow.tx, external_id, source=story.source), "claim", external_id)
    _refuse_unseen(uow, story, stream_of("claim", row["id"]), pointer="/claim")
    return row


def essay_id(uow: UnitOfWork, story: Story, external_id: str | None) -> str | None:
    if external_id is None:
        return None
    row = known_row(find_imported_essay(uow.tx, external_id, source=story.source), "essay", external_id)
    return str(row["id"])


def forecaster_id(uow: UnitOfWork, story: Story, named: str, *, pointer: str) -> str:
    """The forecaster that the source calls so, else the tracker's own of that id or name. Raises `Invalid`."""
    found = story.seen.forecasters.get(named)
    if found is None:
        row = find_imported_forecaster(uow.tx, named, source=story.source)
        found = str(row["id"]) if row else find_author(uow.tx, named, own=None, pointer=pointer)
        if row is None:
            story.seen.own_forecasters.add(found)
        story.seen.forecasters[named] = found
    return found


def known_row(row: Row | None, kind: str, external_id: str) -> Row:
    if row is None:
        raise Invalid.at(f"/{kind}", f"no {kind} {external_id!r} stands before this line", f"unknown_{kind}")
    return row


def _refuse_unseen(uow: UnitOfWork, story: Story, stream: str, *, pointer: str) -> None:
    refuse_unseen(uow.tx, stream, story.caller, now=uow.now, pointer=pointer)
