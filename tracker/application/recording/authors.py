"""Finding the forecaster somebody means; an unknown one is never created silently."""

from __future__ import annotations

from difflib import get_close_matches

from tracker.domain.errors import Invalid
from tracker.projections.forecasters import all_names, find_by_name, find_forecaster
from tracker.store.databases.database import Transaction

SUGGESTIONS_MAX = 3


def find_author(tx: Transaction, wanted: str | None, *, own: str | None, pointer: str = "/author") -> str:
    """The id of the forecaster `wanted` by id or name, or `own` where nobody is named. Raises `Invalid`."""
    if wanted is None:
        if own is None:
            raise Invalid.at(pointer, "this key belongs to no author: say whose prediction it is", "required")
        return own
    if find_forecaster(tx, wanted) is not None:
        return wanted
    named = find_by_name(tx, wanted)
    if len(named) == 1:
        return str(named[0]["id"])
    if named:
        ids = ", ".join(row["id"] for row in named)
        raise Invalid.at(pointer, f"several are called {wanted!r}: use an id ({ids})", "ambiguous")
    close = get_close_matches(wanted, all_names(tx), n=SUGGESTIONS_MAX)
    hint = f" Did you mean {' or '.join(repr(name) for name in close)}?" if close else ""
    raise Invalid.at(pointer, f"nobody is called {wanted!r}.{hint}", "unknown_forecaster")
