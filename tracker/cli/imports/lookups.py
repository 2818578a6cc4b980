"""What the tracker has already: predictions that a sheet's rows are about, and the people it knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.cli.client.client import Client, Document, Refused
from tracker.cli.client.id_prefix import ID_CHARS, PREFIX
from tracker.formats.sheet import Row, identity
from tracker.formats.sheet_plan import Standing, read_standing


def standing_of(client: Client, rows: Sequence[Row], *, source: str) -> dict[int, Standing]:
    """By row number what stands of each row: found by the tracker's own id, else by its id in the source."""
    of_source = {one["external_id"]: one for one in client.pages("/v1/predictions", {"source": source})}
    found = {}
    for row in rows:
        document = of_source.get(identity(row)) or _by_own_id(client, row)
        if document is not None:
            found[row.number] = read_standing(document, _said(client, row, document), source=source)
    return found


def ids_of(client: Client, rows: Iterable[Row], *, source: str) -> dict[int, str]:
    """By row number the tracker's ids of the source's predictions."""
    ids = {one["external_id"]: one["id"] for one in client.pages("/v1/predictions", {"source": source})}
    return {row.number: ids[identity(row)] for row in rows if identity(row) in ids}


def names_of(client: Client) -> list[str]:
    """Names and ids of everybody whom the tracker knows."""
    people = list(client.pages("/v1/forecasters"))
    return [one["name"] for one in people] + [one["id"] for one in people]


def author_lines(authors: Iterable[str], known: Iterable[str], *, at: str) -> list[Document]:
    """Lines that record those of `authors` whom nobody knows, each called in the source as he is."""
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
            return None  # a sheet written by another tracker: its ids are the source's here
        raise


def _said(client: Client, row: Row, document: Document) -> Mapping[str, Any] | None:
    """The present probability of the row's author; of the prediction's own where the row names none."""
    author: Mapping[str, str] | None = document["author"]
    if row.author is None or (author is not None and _is_called(author, row.author)):
        said: Mapping[str, Any] | None = document["probability"]
        return said
    items = client.get(f"/v1/predictions/{document['id']}/forecasts").document["items"]
    theirs = [one["probability"] for one in items if _is_called(one["forecaster"], row.author)]
    return theirs[-1] if theirs else None


def _is_called(person: Mapping[str, str], name: str) -> bool:
    return name == person["id"] or name.casefold() == person["name"].casefold()
