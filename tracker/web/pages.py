"""Pages for people: the track record in sentences, and a list of predictions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from tracker.application.access.visibility import may_read
from tracker.application.context import AppContext
from tracker.application.words.phrases import caution_words, said_words, visible_outcome
from tracker.domain.instants import instant_from_text, instant_text, last_day
from tracker.projections.predictions import newest_predictions
from tracker.projections.weeks import deadlines_from
from tracker.reports.query import ReportQuery
from tracker.store.databases.database import Row
from tracker.web.calendar import LISTED_MAX as CALENDAR_MAX
from tracker.web.calendar import deadlines

LISTED_MAX = 100
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def pages(application: AppContext) -> Blueprint:
    """The blueprint with the pages."""
    web = Blueprint("web", __name__, template_folder="templates", static_folder=None)

    @web.get("/")
    def front() -> Response:
        """The track record in words, then the newest predictions; query parameters are ignored."""
        from tracker.reports.sentences.summary import plain_words  # numpy takes a sixth of the start
        from tracker.reports.track_record import track_record

        now = application.clock()
        with application.database.reading() as tx:
            report = track_record(
                tx,
                ReportQuery(),
                now=now,
                timezone=application.timezone,
                lapse_after=application.lapse_after,
                can_read=lambda row: may_read(row, None, now=now),
            )
            newest = newest_predictions(tx, limit=LISTED_MAX)
            predictions = [_listed(row, is_seen=may_read(row, None, now=now)) for row in newest]
        page = render_template(
            "front.html",
            plain=plain_words(report),
            predictions=predictions,
            position=report.scope.position,
            head=report.head.hex(),
        )
        return _answer(page, "text/html")

    @web.get("/calendar.ics")
    def calendar() -> Response:
        """The deadlines as a calendar; query parameters are ignored."""
        now = application.clock()
        with application.database.reading() as tx:
            rows = deadlines_from(tx, now=instant_text(now), limit=CALENDAR_MAX)
        text = deadlines(rows, address=request.host_url.rstrip("/"), now=now)
        response = make_response(text)
        response.mimetype = "text/calendar"
        return response

    @web.get("/static/tracker.css")
    def style() -> Response:
        """The style sheet of all pages."""
        with web.open_resource("static/tracker.css", "r") as sheet:
            return _answer(sheet.read(), "text/css")

    return web


def _answer(text: str, mimetype: str) -> Response:
    response = make_response(text)
    response.mimetype = mimetype
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _listed(row: Row, *, is_seen: bool) -> dict[str, Any]:
    day = row["closes_on"] or last_day(instant_from_text(row["closes"]), row["timezone"]).isoformat()
    return {
        "url": f"/v1/predictions/{row['id']}",
        "statement": row["statement"] if is_seen else "Text withheld",
        "author": row["said_by"] or "",
        "likely": _likely(row, is_seen=is_seen),
        "caution": _caution(row, is_seen=is_seen),
        "deadline": day,
        "status": _outcome(row["outcome"], row, is_seen=is_seen) or row["state"],
        "happened": _happened(row, is_seen=is_seen),
    }


def _likely(row: Row, *, is_seen: bool) -> str:
    is_said = row["forecast"] is not None and (
        row["p"] is not None or row["numbers"] is not None or row["term"]
    )
    return said_words(row, is_seen=is_seen) if is_said else "no number given"


def _caution(row: Row, *, is_seen: bool) -> str:
    """The notice beside a number that its forecaster did not give; "" for other numbers."""
    is_assigned = row["probability_source"] == "analyst_imputed"
    assigned = [_likely(row, is_seen=is_seen)] if is_assigned else []
    return caution_words(is_posed=row["stance"] == "poses", assigned=assigned)


def _happened(row: Row, *, is_seen: bool) -> str:
    words = {
        "yes": "it happened",
        "no": "it did not happen",
        "never": "it did not happen",
    }
    if row["annulment"]:
        return "annulled"
    if row["outcome"]:
        outcome = _outcome(row["outcome"], row, is_seen=is_seen)
        return words.get(row["outcome"], f"outcome: {outcome or 'an option that is withheld'}")
    if row["proposed_outcome"]:
        proposed = (
            "annulled"
            if row["proposed_annulment"]
            else _outcome(row["proposed_outcome"], row, is_seen=is_seen)
        )
        return f"proposed: {proposed or 'an option that is withheld'}"
    return "open"


def _outcome(text: str | None, row: Row, *, is_seen: bool) -> str | None:
    """The text of an outcome; None for an option that is withheld."""
    return text if visible_outcome(text, kind=row["judged_as"], is_seen=is_seen) is not None else None
