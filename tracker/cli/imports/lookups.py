"""Looks up what the tracker has: a sheet's predictions, and the forecasters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.cli.client.client import Client, Document, Refused
from tracker.cli.client.id_prefix import ID_CHARS, PREFIX
from tracker.formats.sheet import Row, identity
from tracker.formats.sheet_plan import Recorded, read_recorded


def find_recorded(client: Client, rows: Sequence[Row], *, source: str) -> dict[int, Recorded]:
    """The recorded predictions by row number, found by their id in the source or their own."""
    of_source = {one["external_id"]: one for one in client.pages("/v1/predictions", {"source": source})}
    found = {}
    for row in rows:
        document = of_source.get(identity(row)) or _by_own_id(client, row)
        if document is not None:
            found[row.number] = read_recorded(document, _probability(client, row, document), source=source)
    return found


def ids_of(client: Client, rows: Iterable[Row], *, source: str) -> dict[int, str]:
    """The tracker's ids of the source's predictions, by row number."""
    ids = {one["external_id"]: one["id"] for one in client.pages("/v1/predictions", {"source": source})}
    return {row.number: ids[identity(row)] for row in rows if identity(row) in ids}


def names_of(client: Client) -> list[str]:
    """The names and ids of all forecasters."""
    people = list(client.pages("/v1/forecasters"))
    return [one["name"] for one in people] + [one["id"] for one in people]


def author_lines(authors: Iterable[str], known: Iterable[str], *, at: str) -> list[Document]:
    """Lines that record those of `authors` who are not `known`.

    Their id in the source is their name.
    """
    folded = {name.casefold() for name in known}
    new = dict.fromkeys(name for name in authors if name.casefold() not in folded)
    return [{"at": at, "kind": "forecaster", "id": name, "name": name} for name in new]


def _by_own_id(client: Client, row: Row) -> Document | None:
    if row.id is None or not row.id.startswith(PREFIX) or len(row.id) != ID_CHARS:
        return None
    try:
        return client.get(f"/v1/predictions/{row.id}").document
    except Refused as refusal:
        if refusal.status == 404:
            return None  # a sheet that another tracker wrote: its ids are external ids here
        raise


def _probability(client: Client, row: Row, document: Document) -> Mapping[str, Any] | None:
    """The current probability by the row's author, by default by the prediction's own."""
    author: Mapping[str, str] | None = document["author"]
    if row.author is None or (author is not None and _is_called(author, row.author)):
        own: Mapping[str, Any] | None = document["probability"]
        return own
    items = client.get(f"/v1/predictions/{document['id']}/forecasts").document["items"]
    theirs = [one["probability"] for one in items if _is_called(one["forecaster"], row.author)]
    return theirs[-1] if theirs else None


def _is_called(person: Mapping[str, str], name: str) -> bool:
    return name == person["id"] or name.casefold() == person["name"].casefold()
