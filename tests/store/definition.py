"""How an event's header is defined, written down a second time, with json alone."""

import json

HEADER = (
    "event_id",
    "stream",
    "version",
    "type",
    "schema_version",
    "effective_at",
    "recorded_at",
    "recorded_by",
    "import_id",
    "correlation_id",
    "causation_id",
)


def header_by_definition(fields, digest_hex):
    """A compact UTF-8 JSON array of eleven fields of the envelope and the digest in hex."""
    array = [*(fields[name] for name in HEADER), digest_hex]
    return json.dumps(array, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
