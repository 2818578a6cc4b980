"""Every event class by wire type and schema version, and how older payloads become present ones.

To change a payload beyond adding a defaulted field: raise the class's SCHEMA_VERSION and add an upcaster here from
the version before; the old fossil file stays and must go on decoding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tracker.domain.claim import ClaimCorrected, ClaimLinked, ClaimRecorded
from tracker.domain.development import DevelopmentCorrected, DevelopmentRecorded, DevelopmentRetracted
from tracker.domain.endpoint import (
    DeliveryExhausted,
    EndpointChanged,
    EndpointDisabled,
    EndpointEnabled,
    EndpointFailing,
    EndpointRegistered,
    EndpointRemoved,
    EndpointSecretRotated,
    EndpointVerified,
    ReplayRequested,
)
from tracker.domain.essay import EssayRecorded, EssayRevised
from tracker.domain.event import Event
from tracker.domain.forecast import ForecastStated, ForecastUndone
from tracker.domain.forecaster import (
    ForecasterMerged,
    ForecasterRecorded,
    ForecasterRenamed,
    ForecasterUnmerged,
)
from tracker.domain.imports import ImportFinished, ImportStarted
from tracker.domain.key import KeyIssued, KeyRevoked
from tracker.domain.prediction.events import (
    AntecedentMet,
    EvidenceLinked,
    EvidenceUnlinked,
    OutcomeProposed,
    PredictionAmended,
    PredictionAnnulled,
    PredictionDisputed,
    PredictionFinalized,
    PredictionGraded,
    PredictionLapsed,
    PredictionOpenedUp,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
    PredictionUndone,
    PredictionUpheld,
    PredictionWithdrawn,
    ProposalDropped,
)
from tracker.domain.redaction import REDACTED
from tracker.domain.score import PredictionScored

Payload = dict[str, Any]
Upcaster = Callable[[Payload], Payload]

_CLASSES: tuple[type[Event], ...] = (
    *REDACTED.values(),
    AntecedentMet,
    ClaimCorrected,
    ClaimLinked,
    ClaimRecorded,
    DeliveryExhausted,
    DevelopmentCorrected,
    DevelopmentRecorded,
    DevelopmentRetracted,
    EndpointChanged,
    EndpointDisabled,
    EndpointEnabled,
    EndpointFailing,
    EndpointRegistered,
    EndpointRemoved,
    EndpointSecretRotated,
    EndpointVerified,
    EssayRecorded,
    EssayRevised,
    EvidenceLinked,
    EvidenceUnlinked,
    ForecastStated,
    ForecastUndone,
    ForecasterMerged,
    ForecasterRecorded,
    ForecasterRenamed,
    ForecasterUnmerged,
    ImportFinished,
    ImportStarted,
    KeyIssued,
    KeyRevoked,
    OutcomeProposed,
    PredictionAmended,
    PredictionAnnulled,
    PredictionDisputed,
    PredictionFinalized,
    PredictionGraded,
    PredictionLapsed,
    PredictionOpenedUp,
    PredictionReResolved,
    PredictionRecorded,
    PredictionResolved,
    PredictionScored,
    PredictionUndone,
    PredictionUpheld,
    PredictionWithdrawn,
    ProposalDropped,
    ReplayRequested,
)

EVENT_CLASSES: Mapping[str, type[Event]] = MappingProxyType(
    {event_class.TYPE: event_class for event_class in _CLASSES}
)

UPCASTERS: Mapping[tuple[str, int], Upcaster] = MappingProxyType({})
"""(type, version) -> the payload of version + 1. Empty: every event still has its first version."""


def check_catalogue(
    classes: Mapping[str, type[Event]] = EVENT_CLASSES,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> None:
    """Raise ValueError unless every version below a class's present one has exactly one upcaster; run at start."""
    wanted = {(name, version) for name, cls in classes.items() for version in range(1, cls.SCHEMA_VERSION)}
    if wanted != set(upcasters):
        msg = f"upcasters missing for {sorted(wanted - set(upcasters))}, idle for {sorted(set(upcasters) - wanted)}"
        raise ValueError(msg)


def upcast(
    event_type: str,
    version: int,
    payload: Payload,
    *,
    classes: Mapping[str, type[Event]] = EVENT_CLASSES,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> Payload:
    """`payload` brought from `version` to the present one, one version at a time."""
    for step in range(version, classes[event_type].SCHEMA_VERSION):
        payload = upcasters[event_type, step](payload)
    return payload
