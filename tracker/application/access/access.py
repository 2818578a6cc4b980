"""Who is calling and what they may do; keys made, rotated, revoked and listed by an admin."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from tracker.application.access.keys import (
    OVERLAP,
    KeyInput,
    issue,
    refuse_unless_counting,
    revoke,
    rotate,
    scopes_of,
)
from tracker.application.access.tokens import is_well_formed, new_token, token_sha256
from tracker.application.context import AppContext
from tracker.application.event_ids import FreshIds
from tracker.application.transact import write_once
from tracker.domain.errors import Forbidden, Unauthorized
from tracker.domain.key import Scope
from tracker.projections import keys
from tracker.projections.keys import find_key
from tracker.store.databases.database import Row
from tracker.store.log.log import Origin

OPERATOR = Origin(recorded_by="operator", correlation_id="operator")


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Whose key a request carries; `forecaster` is the author it logs for."""

    key: str
    name: str
    scopes: tuple[Scope, ...]
    forecaster: str | None


def authenticate(application: AppContext, token: str) -> Caller:
    """The caller that `token` belongs to. Raises `Unauthorized`.

    Asked anew each time, so that a revocation counts from its commit on, whatever process asks; `callers` says which
    requests need not ask beforehand.
    """
    if not is_well_formed(token):
        raise Unauthorized("this is not a key of a tracker; a key begins with trk_live_")
    with application.database.looking() as tx:
        row = find_key(tx, token_sha256(token))
    if row is None:
        raise Unauthorized("this key is not known here")
    refuse_unless_counting(row, now=application.clock())
    return Caller(key=row["id"], name=row["name"], scopes=scopes_of(row), forecaster=row["forecaster"])


def require(caller: Caller, scope: Scope) -> None:
    """Raise `Forbidden` unless the caller's key has `scope`."""
    if scope not in caller.scopes:
        raise Forbidden(f"this key lacks the scope {scope}")


def issue_key(
    application: AppContext,
    *,
    name: str,
    scopes: tuple[str, ...],
    author: str | None,
    expires_at: datetime | None = None,
) -> tuple[str, str]:
    """Issue a key that logs for the forecaster named `author`, recorded with it where nobody is called that.

    Returns its public id and the token, which is kept nowhere.
    """
    entry, token = KeyInput(name=name, scopes=scopes, author=author, expires_at=expires_at), new_token()
    public_id = write_once(
        application,
        lambda uow: issue(uow, entry, token=token, by=None),
        origin=OPERATOR,
        ids=FreshIds,
    )
    return public_id, token


def rotate_key(application: AppContext, public_id: str, *, overlap: timedelta = OVERLAP) -> tuple[str, str]:
    """Issue a key like this one, which counts for `overlap` (0 to 7 days) more; the new public id and token."""
    token = new_token()
    new_id = write_once(
        application,
        lambda uow: rotate(uow, public_id, overlap=overlap, token=token, by=None),
        origin=OPERATOR,
        ids=FreshIds,
    )
    return new_id, token


def revoke_key(application: AppContext, public_id: str) -> None:
    """Revoke a key at once, the last one too; one that is revoked stays so."""
    write_once(
        application,
        lambda uow: revoke(uow, public_id, by=None),
        origin=OPERATOR,
        ids=FreshIds,
    )


def list_keys(application: AppContext, *, after: str, limit: int) -> list[Row]:
    """At most `limit` keys by id, behind the id `after`, with `last_used_at`; no secret."""
    with application.database.reading() as tx:
        return keys.list_keys(tx, after=after, limit=limit)
