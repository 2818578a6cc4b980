"""The available connectors, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tracker.delivery.connectors.buttondown import Buttondown
from tracker.delivery.connectors.connector import Connector
from tracker.delivery.connectors.ghost import Ghost
from tracker.delivery.connectors.webhook import Webhook

CONNECTORS: Mapping[str, Connector] = MappingProxyType(
    {"webhook": Webhook(), "ghost": Ghost(), "buttondown": Buttondown()}
)
