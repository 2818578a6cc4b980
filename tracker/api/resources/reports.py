"""Reports: what was predicted, what came of it, and how far off the numbers were."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from tracker.api.http.context import application, maybe_caller, reading
from tracker.api.http.fields import AnswerSchema, EntrySchema, Instant, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.resources.report_table import TRACK_RECORD
from tracker.application.access.visibility import may_read
from tracker.domain.errors import Fault, Invalid
from tracker.reports.query import parse_query

resource = Resource("reports", description="Forecast accuracy, with everything that is counted.")

WORD_CHARS_MAX = 200


def _word(description: str) -> Text:
    return Text(chars_max=WORD_CHARS_MAX, metadata={"description": description})


class TrackRecordQuery(EntrySchema):
    forecaster = _word("An id, the unique beginning of one, an id of an import, or a name.")
    topic = _word("A topic.")
    essay = _word("An essay's id, or its id in an import.")
    source = _word("The name of an import: only its predictions.")
    as_of = _word(
        "What was known at this instant or by the end of this day, or recorded up to this log position."
    )
    cohort = _word("due (default), settled or made: which predictions the main figure is about.")
    from_ = Text(
        chars_max=WORD_CHARS_MAX, data_key="from", metadata={"description": "The first day or instant."}
    )
    to = _word("The last day, or the instant before which.")
    include = _word("imported, assigned, retrospective, separated by commas: counted in the main figure too.")
    rule = _word(
        "all (default), or one of last, first, time_weighted, mean_update, each_update: the main figure's."
    )
    by = _word("forecaster (default), topic, essay or prediction.")


class Plain(AnswerSchema):
    title = fields.String(required=True)
    verdict = fields.String(required=True)
    sentences = fields.List(fields.String(), required=True)
    counted = fields.String(required=True)


class RuleMean(AnswerSchema):
    n = fields.Integer(required=True)
    mean = fields.Float(required=True, allow_none=True)
    low = fields.Float(required=True, allow_none=True)
    high = fields.Float(required=True, allow_none=True)
    level = fields.Float(required=True)
    clusters = fields.Integer(
        required=True,
        metadata={"description": "Essays, or predictions without one, that depend on each other."},
    )


class LogMean(AnswerSchema):
    mean_clipped = fields.Float(required=True, allow_none=True)
    clip = fields.Float(required=True)
    n_clipped = fields.Integer(required=True)
    mean_finite = fields.Float(required=True, allow_none=True)
    n_infinite = fields.Integer(required=True)


class Bounds(AnswerSchema):
    worst = fields.Float(required=True, allow_none=True)
    best = fields.Float(required=True, allow_none=True)


class KindMean(AnswerSchema):
    n = fields.Integer(required=True, metadata={"description": "Scored pairs of this kind."})


class DateMean(KindMean):
    twcrps = fields.Float(required=True, allow_none=True)


class OrderedMean(KindMean):
    rps = fields.Float(required=True, allow_none=True)


class CategoricalMean(KindMean):
    brier_multi = fields.Float(required=True, allow_none=True)


class GradedMean(KindMean):
    brier = fields.Float(required=True, allow_none=True)


class WisMean(AnswerSchema):
    mean = fields.Float(required=True, allow_none=True)
    over = fields.Float(required=True, allow_none=True)
    under = fields.Float(required=True, allow_none=True)
    dispersion = fields.Float(required=True, allow_none=True)


class NumberBlock(AnswerSchema):
    unit = fields.String(required=True, allow_none=True)
    n = fields.Integer(required=True)
    wis = fields.Nested(WisMean, required=True)
    coverage = fields.Dict(keys=fields.String(), values=fields.Float(allow_none=True), required=True)
    ae_median = fields.Float(required=True, allow_none=True)


class Skill(AnswerSchema):
    n = fields.Integer(required=True)
    value = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "1 - loss / the reference's loss; 1 is perfect."},
    )


class Decomposition(AnswerSchema):
    mcb = fields.Float(required=True, metadata={"description": "Miscalibration; 0 is perfect."})
    dsc = fields.Float(required=True, metadata={"description": "Discrimination; higher is better."})
    unc = fields.Float(required=True, metadata={"description": "Uncertainty of the outcomes."})


class Murphy(AnswerSchema):
    rel = fields.Float(required=True)
    res = fields.Float(required=True)
    unc = fields.Float(required=True)


class Cox(AnswerSchema):
    intercept = fields.Float(required=True, allow_none=True)
    slope = fields.Float(required=True, allow_none=True)
    se = fields.List(fields.Float(), required=True, allow_none=True)
    ridge = fields.List(fields.Float(), required=True)


class Bin(AnswerSchema):
    low = fields.Float(required=True)
    high = fields.Float(required=True)
    n = fields.Integer(required=True)
    mean_p = fields.Float(required=True)
    observed = fields.Float(required=True, metadata={"description": "The share that happened."})
    wilson = fields.List(fields.Float(), required=True, metadata={"description": "Its 95% interval."})
    band = fields.List(
        fields.Float(),
        required=True,
        metadata={"description": "Where a perfect forecaster's share lies 19 times out of 20."},
    )


class Call(AnswerSchema):
    prediction = fields.String(required=True)
    statement = fields.String(required=True)
    forecaster = fields.String(required=True)
    p = fields.Float(required=True)
    outcome = fields.Float(required=True, metadata={"description": "1 yes, 0 no, a share in between."})
    loss = fields.Float(required=True)
    gain = fields.Float(required=True, allow_none=True)


class Block(AnswerSchema):
    n = fields.Integer(required=True, metadata={"description": "Scored pairs of prediction and forecaster."})
    n_other = fields.Integer(
        required=True, metadata={"description": "Pairs on predictions that are not yes/no."}
    )
    n_yes = fields.Integer(required=True)
    base_rate = fields.Float(required=True, allow_none=True)
    mean_p = fields.Float(required=True, allow_none=True)
    clusters = fields.Integer(required=True)
    lead_days_median = fields.Float(
        required=True, allow_none=True, metadata={"description": "From the last number to the outcome."}
    )
    coverage_mean = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "The share of the scheduled time with a number in force."},
    )
    best = fields.Nested(Call, required=True, allow_none=True)
    worst = fields.Nested(Call, required=True, allow_none=True)
    skill = fields.Dict(keys=fields.String(), values=fields.Nested(Skill), required=True)
    corp = fields.Nested(Decomposition, required=True, allow_none=True)
    log_corp = fields.Nested(Decomposition, required=True, allow_none=True)
    cox = fields.Nested(Cox, required=True, allow_none=True)
    in_the_large = fields.Float(
        required=True, allow_none=True, metadata={"description": "Mean outcome - mean probability."}
    )
    murphy = fields.Nested(Murphy, required=True, allow_none=True)
    bins = fields.List(fields.Nested(Bin), required=True)
    ece = fields.Float(required=True, allow_none=True)
    ece_expected = fields.Float(
        required=True, allow_none=True, metadata={"description": "That of a perfect forecaster."}
    )
    numeric = fields.List(fields.Nested(NumberBlock), required=True)
    brier = fields.Dict(keys=fields.String(), values=fields.Nested(RuleMean), required=True)
    log = fields.Dict(keys=fields.String(), values=fields.Nested(LogMean), required=True)
    bounds = fields.Nested(Bounds, required=True)
    date = fields.Nested(DateMean, required=True)
    ordered = fields.Nested(OrderedMean, required=True)
    categorical = fields.Nested(CategoricalMean, required=True)
    graded = fields.Nested(GradedMean, required=True)
    wis = fields.Nested(WisMean, required=True)
    coverage = fields.Dict(keys=fields.String(), values=fields.Float(allow_none=True), required=True)
    ae_median = fields.Float(required=True, allow_none=True)


class Group(Block):
    key = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    external_id = fields.String()


class Marks(AnswerSchema):
    retrospective = fields.Integer(required=True)
    imported = fields.Integer(required=True)
    assigned = fields.Integer(required=True)
    late = fields.Integer(required=True)
    disputed = fields.Integer(required=True)


class Flattering(AnswerSchema):
    undone = fields.Integer(required=True)
    updates_undone = fields.Integer(required=True)
    withdrawn = fields.Integer(required=True)
    amended = fields.Integer(required=True)
    repeated = fields.Integer(required=True)
    merged_after_outcome = fields.Integer(required=True)
    annulled_after_outcome = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    dated_before_number = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    clipped_share = fields.Float(required=True, allow_none=True)
    withheld = fields.Integer(required=True)


class Funnel(AnswerSchema):
    flattering = fields.Nested(
        Flattering, required=True, metadata={"description": "What could flatter the record, counted."}
    )
    recorded = fields.Integer(required=True)
    open = fields.Integer(required=True)
    dormant = fields.Integer(required=True)
    due = fields.Integer(required=True)
    proposed = fields.Integer(required=True)
    disputed = fields.Integer(required=True)
    lapsed = fields.Integer(required=True)
    annulled = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    unscorable = fields.Integer(required=True)
    thesis = fields.Integer(required=True)
    scored = fields.Integer(required=True)
    pairs = fields.Integer(required=True)
    marks = fields.Nested(Marks, required=True)
    provisional = fields.Integer(required=True)
    main_eligible = fields.Integer(required=True)
    settled_early = fields.Integer(required=True)
    judged_by = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class TrackRecordAnswer(AnswerSchema):
    parameters = fields.Dict(keys=fields.String(), required=True)
    position = fields.Integer(required=True)
    head = fields.String(required=True, metadata={"description": "The log's head at that position."})
    as_of = Instant(required=True)
    rules = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    plain = fields.Nested(
        Plain, required=True, metadata={"description": "The report in sentences one can quote."}
    )
    funnel = fields.Nested(Funnel, required=True)
    overall = fields.Nested(Block, required=True)
    groups = fields.List(fields.Nested(Group), required=True)
    apart = fields.Dict(keys=fields.String(), values=fields.Nested(Block), required=True)


@resource.get("/reports/track-record")
@operation(
    summary="Read the track record",
    query=TrackRecordQuery,
    answers={200: TrackRecordAnswer},
    table=TRACK_RECORD,
)
def get_track_record(query: dict[str, Any]) -> Any:
    """The record as it is known now, or as it was known at `as_of`."""
    from tracker.reports.document import as_document  # numpy takes a sixth of the start
    from tracker.reports.track_record import track_record

    context = application()
    now, reader = context.clock(), maybe_caller()
    asked = {name.rstrip("_"): text for name, text in query.items()}
    try:
        with reading() as tx:
            report = track_record(
                tx,
                parse_query(asked),
                now=now,
                timezone=context.timezone,
                lapse_after=context.lapse_after,
                can_read=lambda row: may_read(row, reader, now=now),
            )
    except Invalid as refusal:
        faults = tuple(Fault(f"/query{fault.pointer}", fault.detail, fault.code) for fault in refusal.faults)
        raise type(refusal)(refusal.detail, faults=faults) from None
    return as_document(report)
