"""Words of which only some will do: the check that names those."""

from __future__ import annotations

from typing import Any, get_args

from tracker.domain.errors import Invalid


def choice(word: str | None, form: Any, *, pointer: str) -> Any:
    """`word` where the literal type `form` holds it; None stays None. Raises `Invalid` naming what would do."""
    if word is None or word in get_args(form):
        return word
    raise Invalid.at(pointer, f"{word!r} is not one of {', '.join(get_args(form))}", "not_a_choice")
