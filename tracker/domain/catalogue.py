"""Every event class by wire type and schema version, and how older payloads become present ones.

To change a payload beyond adding a defaulted field: raise the class's SCHEMA_VERSION and add an upcaster here from
the version before; the old fossil file stays and must go on decoding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tracker.domain.claim import ClaimEvent
from tracker.domain.development import DevelopmentEvent
from tracker.domain.endpoint import EndpointEvent
from tracker.domain.essay import EssayEvent
from tracker.domain.event import Event
from tracker.domain.forecast import ForecastEvent
from tracker.domain.forecaster import ForecasterEvent
from tracker.domain.imports import ImportEvent
from tracker.domain.key import KeyEvent
from tracker.domain.prediction.events import PredictionEvent
from tracker.domain.score import ScoreEvent

Payload = dict[str, Any]
Upcaster = Callable[[Payload], Payload]

CATEGORIES: Mapping[str, tuple[type[Event], ...]] = MappingProxyType(
    {
        "claim": ClaimEvent.__args__,
        "development": DevelopmentEvent.__args__,
        "endpoint": EndpointEvent.__args__,
        "essay": EssayEvent.__args__,
        "forecast": ForecastEvent.__args__,
        "forecaster": ForecasterEvent.__args__,
        "import": ImportEvent.__args__,
        "key": KeyEvent.__args__,
        "prediction": PredictionEvent.__args__,
        "score": (ScoreEvent,),
    }
)
"""The classes of events that each category of streams holds, as its union names them."""

EVENT_CLASSES: Mapping[str, type[Event]] = MappingProxyType(
    {event_class.TYPE: event_class for classes in CATEGORIES.values() for event_class in classes}
)


def _with_assign(payload: Payload) -> Payload:
    """Until version 2 a key that could record could also assign numbers to others."""
    scopes = payload["scopes"]
    return {**payload, "scopes": [*scopes, "assign"] if "record" in scopes else scopes}


UPCASTERS: Mapping[tuple[str, int], Upcaster] = MappingProxyType({("key.issued", 1): _with_assign})
"""(type, version) -> the payload of version + 1."""


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
