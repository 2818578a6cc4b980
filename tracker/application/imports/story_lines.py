"""The import dialect: the shape of each kind of story line, read strictly.

A kind or a field that this version does not know is an error of that line, never skipped in silence.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tracker.domain.claim import ProbabilitySource, Quote, Stance
from tracker.domain.development import Fact
from tracker.domain.errors import Invalid
from tracker.domain.event import invalid_of
from tracker.domain.prediction.events import Bearing, Grade, Strength
from tracker.domain.text.words import in_nfc


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every line has; `seq` is required where there is no id."""

    at: str
    kind: str
    seq: Annotated[int, Meta(ge=0)] | None = None
    note: str | None = None


class ForecasterLine(Line, frozen=True):
    id: str
    name: str


class EssayLine(Line, frozen=True):
    id: str
    author: str | None = None
    title: str | None = None
    url: str | None = None
    publication: str | None = None
    text: str | None = None
    text_file: str | None = None
    text_sha256: str | None = None


class ClaimLine(Line, frozen=True):
    id: str
    essay: str
    stance: Stance
    quote: Quote
    probability_source: ProbabilitySource


class AntecedentLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    statement: str
    by: str
    rule: dict[str, Any] | None = None


class ConsequentLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    type: str = "binary"
    within_days: int | None = None


class PredictionLine(Line, frozen=True):
    id: str
    type: str
    statement: str
    closes: str
    criteria: str | None = None
    claim: str | None = None
    essay: str | None = None
    opens: str | None = None
    default_outcome: Any = None
    settlement: str = "confirm"
    options: tuple[str, ...] = ()
    unit: str | None = None
    rule: dict[str, Any] | None = None
    antecedent: AntecedentLine | None = None
    consequent: ConsequentLine | None = None
    actor: str | None = None
    actor_ended: str | None = None
    topics: tuple[str, ...] = ()
    author: str | None = None
    visibility: str | None = None
    visible_from: str | None = None
    supersedes: str | None = None
    timezone: str | None = None


class ForecastLine(Line, frozen=True):
    prediction: str
    forecaster: str
    probability_source: ProbabilitySource
    p: float | None = None
    term: str | None = None
    scale: str | None = None
    probabilities: dict[str, float] | None = None
    quantiles: tuple[tuple[float, float], ...] | None = None
    cdf: tuple[tuple[str, float], ...] | None = None


class SettlesLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    prediction: str
    outcome: Any


class DevelopmentLine(Line, frozen=True):
    id: str
    headline: str
    occurred_on: str | None = None
    occurred_at: str | None = None
    actors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    event_type: str | None = None
    facts: tuple[Fact, ...] = ()
    about: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    ends_actor: str | None = None
    resolves: SettlesLine | None = None
    timezone: str | None = None


class EvidenceLine(Line, frozen=True):
    prediction: str
    development: str
    bearing: Bearing
    strength: Strength | None = None
    group: str | None = None


class DecisionLine(Line, frozen=True, kw_only=True):
    """What another tracker knows of a decision: since when it could be known, until when it was provisional, whose it was."""

    prediction: str
    developments: tuple[str, ...] = ()
    known_at: str | None = None
    final_at: str | None = None
    judged_by: str | None = None
    basis: str | None = None


class ResolutionLine(DecisionLine, frozen=True, kw_only=True):
    outcome: Any
    resolved_as_of: str | None = None
    reason: str | None = None


class GradeLine(Line, frozen=True):
    prediction: str
    grader: str
    grade: Grade


class ReResolutionLine(DecisionLine, frozen=True, kw_only=True):
    outcome: Any
    reason: str
    resolved_as_of: str | None = None


class AntecedentMetLine(DecisionLine, frozen=True):
    """Its condition came about at `known_at`, by default at `at`."""


class FinalLine(Line, frozen=True):
    """The window in which anybody could object is over."""

    prediction: str


class AmendmentLine(Line, frozen=True):
    prediction: str
    reason: str
    statement: str | None = None
    criteria: str | None = None


class ReasonLine(Line, frozen=True):
    """A withdrawal, a dispute, or an objection that was heard: the outcome is upheld."""

    prediction: str
    reason: str


class WithdrawalLine(ReasonLine, frozen=True):
    """Nobody forecasts on it any more."""


class DisputeLine(ReasonLine, frozen=True):
    """Somebody objects to a provisional outcome."""


class UpholdLine(ReasonLine, frozen=True):
    """The objection was heard, and the outcome stays."""


LINE_TYPES: dict[str, type[Line]] = {
    "forecaster": ForecasterLine,
    "essay": EssayLine,
    "claim": ClaimLine,
    "prediction": PredictionLine,
    "forecast": ForecastLine,
    "development": DevelopmentLine,
    "evidence": EvidenceLine,
    "resolution": ResolutionLine,
    "grade": GradeLine,
    "re_resolution": ReResolutionLine,
    "antecedent_met": AntecedentMetLine,
    "final": FinalLine,
    "amendment": AmendmentLine,
    "withdrawal": WithdrawalLine,
    "dispute": DisputeLine,
    "uphold": UpholdLine,
}
"""The kinds that are recorded here. A `story` line opens a run and a `clock` line moves it: calls of their own."""

DECISIONS = (DecisionLine, GradeLine, FinalLine, UpholdLine)
"""Lines that need the scope to resolve."""

_DECODERS = {kind: msgspec.json.Decoder(line_type) for kind, line_type in LINE_TYPES.items()}
_KIND = msgspec.json.Decoder(dict[str, Any])


def read_line(raw: bytes) -> Line:
    """The line that `raw` JSON says, its text in NFC. Raises `Invalid` naming the field."""
    try:
        fields = _KIND.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid.at("", f"not a JSON object: {error}", "malformed") from None
    kind = fields.get("kind")
    decoder = _DECODERS.get(kind) if isinstance(kind, str) else None
    if decoder is None:
        raise _refuse_kind(kind)
    try:
        is_plain = raw.isascii() and b"\\u" not in raw
        line: Line = decoder.decode(raw if is_plain else msgspec.json.encode(in_nfc(fields)))
    except msgspec.ValidationError as error:
        raise invalid_of(error) from None
    if isinstance(line, EssayLine) and line.text_file is not None:
        detail = "send the text itself as text; files are read by tracker import"
        raise Invalid.at("/text_file", detail, "no_files")
    if line.seq is None and not hasattr(line, "id"):
        raise Invalid.at("/seq", f"a {line.kind} line needs seq: it has no id", "required")
    return line


def _refuse_kind(kind: object) -> Invalid:
    if kind in {"story", "clock"}:
        return Invalid.at("/kind", f"a {kind} line is a call of its own on the import run", "not_a_line")
    return Invalid.at("/kind", f"{kind!r} is not a kind of line", "unknown_kind")
