"""Hooks: what other programs tell by themselves, signed with a secret that both sides know."""

from __future__ import annotations

from typing import Any

from flask import current_app, request

from tracker.api.http.context import application, reading
from tracker.api.http.operation import Resource, operation
from tracker.api.http.parser import checked, read_json
from tracker.api.http.requests import request_id
from tracker.api.resources.essays import EssayAnswer, read_back_essay
from tracker.application.access.access import Caller
from tracker.application.event_ids import FreshIds
from tracker.application.recording.essays import record_or_revise
from tracker.application.transact import write_once
from tracker.delivery.inbound.ghost_hook import HEADER, Post, check_signature, read_post
from tracker.domain.errors import NotFound
from tracker.domain.essay import RecordEssay
from tracker.domain.instants import instant_text
from tracker.formats.html_text import one_line
from tracker.store.log.log import Origin

resource = Resource("hooks", description="What other programs tell the tracker by themselves.")

GHOST_SECRET = "tracker.ghost_hook_secret"  # noqa: S105 - a name
"""The key in `app.extensions` of the secret that Ghost signs with, None where no Ghost is expected."""

GHOST = Caller(key="ghost-hook", name="Ghost", scopes=("record",), forecaster=None)


@resource.post("/hooks/ghost")
@operation(
    summary="Record a post of Ghost",
    answers={200: EssayAnswer},
    raw_body="application/json",
    signed_in=HEADER,
    refusals=[404],
)
def record_ghost_post() -> Any:
    """What Ghost calls when a post is published or a published one is changed: the post becomes an essay, a change of its text a revision.

    Set `TRACKER_GHOST_HOOK_SECRET` here and, in Ghost, a custom integration with webhooks for "Post published" and
    "Published post updated" that carry the same secret.
    """
    secret = current_app.extensions[GHOST_SECRET]
    if secret is None:
        raise NotFound("TRACKER_GHOST_HOOK_SECRET is not set: no Ghost is expected here")
    context, body = application(), request.get_data()
    check_signature(request.headers.get(HEADER), body, secret=secret, now=context.clock())
    entry = _entry(read_post(checked(read_json(body))))
    essay = write_once(
        context,
        lambda uow: record_or_revise(context, uow, entry, caller=GHOST),
        origin=Origin(recorded_by=GHOST.key, correlation_id=request_id()),
        ids=FreshIds,
    )
    with reading() as tx:
        return read_back_essay(tx, essay)


def _entry(post: Post) -> RecordEssay:
    return RecordEssay(
        url=post.url,
        title=one_line(post.title),
        byline=one_line(post.primary_author.name) if post.primary_author else None,
        published_at=instant_text(post.published_at) if post.published_at else None,
        text=post.text,
    )
