"""What a request may say of a prediction and of a forecast."""

from __future__ import annotations

from typing import Any, get_args

from marshmallow import ValidationError, fields, validate

from tracker.api.http.fields import EntrySchema, StrictBoolean, StrictFloat, StrictInteger, Text
from tracker.application.recording.predictions import LogPrediction
from tracker.domain import limits
from tracker.domain.claim import Stance
from tracker.domain.forecast import ForecastInput
from tracker.domain.prediction.commands import Condition, Consequence, RecordPrediction

DAY_OR_INSTANT = "A day (2025-12-31, to its end in `timezone`) or an instant."


def _number_or_text(value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)) > 100:
        raise ValidationError("Must be a number from 0 to 1, or text such as 40%.")


def _outcome(value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | dict):
        raise ValidationError("Must be a word, a number or a share.")
    if isinstance(value, str) and not 0 < len(value.strip()) <= len(value) <= limits.NAME_CHARS_MAX:
        raise ValidationError(f"Must have between 1 and {limits.NAME_CHARS_MAX} characters.")


class NumberOrText(fields.Raw):
    """A probability as a number or as people write it; which it is, the domain reads."""

    def __init__(self, **options: Any) -> None:
        shape = {
            "oneOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "maxLength": 100}]
        }
        super().__init__(metadata=shape, validate=_number_or_text, **options)


class OutcomeField(fields.Raw):
    """An outcome as its kind has it; whether it fits, the domain reads."""

    def __init__(self, **options: Any) -> None:
        shape = {
            "oneOf": [
                {"type": "string", "maxLength": limits.NAME_CHARS_MAX},
                {"type": "number"},
                {
                    "type": "object",
                    "properties": {"partial": {"type": "number", "minimum": 0, "maximum": 1}},
                    "required": ["partial"],
                    "additionalProperties": False,
                },
            ],
            "description": 'yes, no or {"partial": 0.25}; an option; a number; a day or `never`.',
        }
        super().__init__(metadata=shape, validate=_outcome, **options)


class Pair(fields.Raw):
    """A pair in a distribution, [level, value] or [instant, probability]."""

    def __init__(self, first: type, **options: Any) -> None:
        self.first = first
        number = {"type": "number"}
        parts = {"oneOf": [{"type": "string", "maxLength": 40}, number]} if first is str else number
        shape = {"type": "array", "items": parts, "minItems": 2, "maxItems": 2}
        super().__init__(metadata=shape, validate=self._check, **options)

    def _check(self, value: Any) -> None:
        if not isinstance(value, list) or len(value) != 2:
            raise ValidationError("Must be a pair.")
        forms = ((str,) if self.first is str else (int, float), (int, float))
        for part, form in zip(value, forms, strict=True):
            if isinstance(part, bool) or not isinstance(part, form):
                raise ValidationError("Must be a pair of the documented types.")


class SaidBody(EntrySchema):
    """A number, a word of a scale, or a distribution: whichever the prediction's kind takes."""

    probability = NumberOrText()
    scale = Text(chars_max=20, metadata={"description": "Of a word: icd203 (default), kent, ipcc or phia."})
    probabilities = fields.Dict(
        keys=fields.String(),
        values=StrictFloat(minimum=0, maximum=1),
        validate=validate.Length(max=limits.OPTIONS_MAX),
        metadata={"description": "By option; they add up to 1."},
    )
    quantiles = fields.List(Pair(float), validate=validate.Length(min=3, max=limits.QUANTILES_MAX))
    cdf = fields.List(Pair(str), validate=validate.Length(min=1, max=limits.CDF_KNOTS_MAX))
    note = Text(chars_max=limits.NOTE_CHARS_MAX)


class ForecastBody(SaidBody):
    forecaster = Text(chars_max=limits.NAME_CHARS_MAX)


class AntecedentBody(EntrySchema):
    statement = Text(required=True, chars_max=limits.STATEMENT_CHARS_MAX)
    by = Text(chars_max=40, metadata={"description": f"{DAY_OR_INSTANT} By default the deadline."})
    rule = fields.Dict(keys=fields.String())


class ConsequentBody(EntrySchema):
    type = Text(chars_max=20)
    within_days = StrictInteger(
        minimum=1,
        maximum=limits.WITHIN_DAYS_MAX,
        metadata={"description": "Then the deadline runs from when the condition is met."},
    )


class PredictionBody(SaidBody):
    statement = Text(required=True, chars_max=limits.STATEMENT_CHARS_MAX)
    deadline = Text(required=True, chars_max=40, metadata={"description": DAY_OR_INSTANT})
    criteria = Text(chars_max=limits.CRITERIA_CHARS_MAX)
    quote = Text(
        chars_max=limits.QUOTE_CHARS_MAX,
        metadata={"description": "The words of the essay that it is read from."},
    )
    stance = fields.String(validate=validate.OneOf(get_args(Stance)))
    essay = Text(chars_max=limits.URL_CHARS_MAX, metadata={"description": "The essay's id or address."})
    claim = Text(chars_max=40, metadata={"description": "A claim that is recorded already."})
    author = Text(
        chars_max=limits.NAME_CHARS_MAX,
        metadata={"description": "The forecaster's id or name; by default the key's own."},
    )
    topics = fields.List(
        Text(chars_max=limits.SLUG_CHARS_MAX), validate=validate.Length(max=limits.TOPICS_MAX)
    )
    opens = Text(chars_max=40)
    timezone = Text(chars_max=limits.NAME_CHARS_MAX)
    type = Text(data_key="type", attribute="kind", chars_max=20)
    options = fields.List(
        Text(chars_max=limits.NAME_CHARS_MAX), validate=validate.Length(min=2, max=limits.OPTIONS_MAX)
    )
    unit = Text(chars_max=limits.SLUG_CHARS_MAX)
    antecedent = fields.Nested(AntecedentBody)
    consequent = fields.Nested(ConsequentBody)
    rule = fields.Dict(keys=fields.String())
    default_outcome = OutcomeField()
    settlement = Text(chars_max=20)
    actor = Text(chars_max=limits.NAME_CHARS_MAX)
    actor_ended = Text(chars_max=20)
    visibility = Text(chars_max=20, metadata={"description": "public, clients or private."})
    visible_from = Text(chars_max=40, metadata={"description": "Nobody else reads its words before."})
    supersedes = Text(chars_max=40, metadata={"description": "The prediction that this one replaces."})
    again = StrictBoolean(metadata={"description": "Log it although the same stands already."})


_OF_THE_CALL = ("quote", "stance", "essay", "claim", "again")
_OF_THE_PREDICTION = frozenset(RecordPrediction.__struct_fields__) - frozenset(_OF_THE_CALL)


def asked_to_log(body: dict[str, Any]) -> LogPrediction:
    """The call that a body says: the prediction, its first forecast, and what belongs to neither."""
    stated = {name: value for name, value in body.items() if name in _OF_THE_PREDICTION}
    lists: dict[str, Any] = {name: tuple(body[name]) for name in ("topics", "options") if name in body}
    nested: dict[str, Any] = {}
    if "antecedent" in body:
        nested["antecedent"] = Condition(**body["antecedent"])
    if "consequent" in body:
        nested["consequent"] = Consequence(**body["consequent"])
    return LogPrediction(
        prediction=RecordPrediction(**{**stated, **lists, **nested}),
        said=said_in({name: value for name, value in body.items() if name != "note"}),
        **{name: body[name] for name in _OF_THE_CALL if name in body},
    )


def said_in(body: dict[str, Any]) -> ForecastInput:
    """The forecast that a body says."""
    said = {name: body[name] for name in ForecastInput.__struct_fields__ if name in body}
    pairs: dict[str, Any] = {
        name: tuple(tuple(pair) for pair in body[name]) for name in ("quantiles", "cdf") if name in body
    }
    return ForecastInput(**{**said, **pairs})
