"""Wrong requests about what is recorded: each has its documented status and problem document, and the log does not move."""

from __future__ import annotations

import pytest

from tests.api.wrong import (
    HAPPENED,
    MISSING,
    OVERRIDE,
    RESOLUTION,
    SEEN,
    SETTLED,
    Furnished,
    Wrong,
    about,
    assert_told,
    on,
)

WRONG = [
    Wrong("rewording blindly", 428, "precondition_required", on("prediction", "amend"), {"statement": "x", "reason": "y"}),
    Wrong("rewording any version", 428, "precondition_required", on("prediction", "amend"), {"statement": "x", "reason": "y"}, headers={"If-Match": "*"}),
    Wrong("rewording a version that is past", 412, "precondition_failed", on("resolved", "amend"), {"statement": "x", "reason": "y"}, headers=SEEN),
    Wrong("a tag that no record has", 412, "precondition_failed", on("prediction", "amend"), {"statement": "x", "reason": "y"}, headers={"If-Match": '"abc"'}),
    Wrong("rewording without words", 422, "invalid", on("prediction", "amend"), {"reason": "y"}, headers=SEEN, pointer="/statement"),
    Wrong("rewording without a reason", 422, "invalid", on("prediction", "amend"), {"statement": "x"}, headers=SEEN, pointer="/reason"),
    Wrong("rewording backwards", 422, "invalid", on("prediction", "amend"), {"statement": OVERRIDE, "reason": "y"}, headers=SEEN, pointer="/statement"),
    Wrong("rewording the deadline", 422, "invalid", on("prediction", "amend"), {"deadline": "2099-01-01", "reason": "y"}, headers=SEEN, pointer="/deadline"),
    Wrong("rewording what has an outcome", 409, "conflict", on("resolved", "amend"), {"statement": "x", "reason": "y"}, headers=SETTLED),
    Wrong("rewording nothing", 404, "not_found", f"/v1/predictions/{MISSING}/amend", {"statement": "x", "reason": "y"}, headers=SEEN),
    Wrong("withdrawing blindly", 428, "precondition_required", on("prediction", "withdraw"), {"reason": "y"}),
    Wrong("withdrawing what has an outcome", 409, "conflict", on("resolved", "withdraw"), {"reason": "y"}, headers=SETTLED),
    Wrong("hiding what is public", 409, "conflict", on("prediction", "visibility"), {"visibility": "private"}),
    Wrong("an embargo on what is public", 409, "conflict", on("prediction", "visibility"), {"visibility": "public", "visible_from": "2098-01-01"}),
    Wrong("opening to nobody known", 422, "invalid", on("prediction", "visibility"), {"visibility": "friends"}, pointer="/visibility"),
    Wrong("opening somebody's prediction", 403, "forbidden", on("private", "visibility"), {"visibility": "public"}, key="other"),
    Wrong("taking back somebody's prediction", 409, "conflict", on("prediction", "undo"), key="other"),
    Wrong("taking back what has an outcome", 409, "conflict", on("resolved", "undo")),
    Wrong("taking back nothing", 404, "not_found", f"/v1/predictions/{MISSING}/undo"),
    # Outcomes
    Wrong("objecting to nothing", 409, "conflict", on("prediction", "dispute"), {"reason": "y"}, headers=SEEN),
    Wrong("objecting blindly", 428, "precondition_required", on("resolved", "dispute"), {"reason": "y"}),
    Wrong("objecting without a reason", 422, "invalid", on("resolved", "dispute"), {"reason": " "}, headers=SETTLED, pointer="/reason"),
    Wrong("objecting in a form", 415, "unsupported_media_type", on("resolved", "dispute"), raw=b"reason=y", headers={**SETTLED, "Content-Type": "application/x-www-form-urlencoded"}),
    Wrong("objecting without a key", 401, "unauthorized", on("resolved", "dispute"), {"reason": "y"}, headers=SETTLED, key=None),
    Wrong("upholding what nobody disputes", 409, "conflict", on("resolved", "uphold"), {"reason": "y"}, headers=SETTLED),
    Wrong("upholding without the scope", 403, "forbidden", on("resolved", "uphold"), {"reason": "y"}, headers=SETTLED, key="record"),
    Wrong("void without a reason", 422, "invalid", on("prediction", "annul"), {}, headers=SEEN, pointer="/reason"),
    Wrong("void for no known reason", 422, "invalid", on("prediction", "annul"), {"reason": "boring"}, headers=SEEN, pointer="/reason"),
    Wrong("void from the future", 422, "invalid", on("prediction", "annul"), {"reason": "ambiguous", "happened_on": "2098-01-01"}, headers=SEEN, pointer="/happened_on"),
    Wrong("void for a condition it has not", 422, "invalid", on("prediction", "annul"), {"reason": "antecedent_false"}, headers=SEEN, pointer="/reason"),
    Wrong("void for a development nobody knows", 404, "not_found", on("prediction", "annul"), {"reason": "ambiguous", "developments": ["dev_none"]}, headers=SEEN),
    Wrong("void without the scope", 403, "forbidden", on("prediction", "annul"), {"reason": "ambiguous"}, headers=SEEN, key="record"),
    Wrong("grade six", 422, "invalid", on("graded", "grades"), {"grade": 6}, pointer="/grade"),
    Wrong("a grade that is text", 422, "invalid", on("graded", "grades"), {"grade": "4"}, pointer="/grade"),
    Wrong("a grade in between", 422, "invalid", on("graded", "grades"), {"grade": 3.5}, pointer="/grade"),
    Wrong("grading a yes or no", 409, "conflict", on("prediction", "grades"), {"grade": 3}),
    Wrong("grading without the scope", 403, "forbidden", on("graded", "grades"), {"grade": 3}, key="record"),
    Wrong("a condition of what has none", 409, "conflict", on("prediction", "antecedent"), {"happened_on": "2026-01-01"}),
    Wrong("a condition from the future", 422, "invalid", on("if", "antecedent"), {"happened_on": "2098-01-01"}, pointer="/happened_on"),
    Wrong("a condition met on no day", 422, "invalid", on("if", "antecedent"), {}, pointer="/happened_on"),
    Wrong("a condition met on a day that is none", 422, "invalid", on("if", "antecedent"), {"happened_on": "2026-02-30"}, pointer="/happened_on"),
    Wrong("an outcome before the condition", 409, "conflict", on("if", "resolution"), {"outcome": "no", "note": "x"}),
    Wrong("an outcome of a thesis", 422, "invalid", on("thesis", "resolution"), {"outcome": "yes", "note": "x"}, pointer="/outcome"),
    Wrong("an outcome that is no number", 422, "invalid", on("number", "resolution"), {"outcome": "much", "note": "x"}, pointer="/outcome"),
    Wrong("an outcome that is no option", 422, "invalid", on("choice", "resolution"), {"outcome": "C", "note": "x"}, pointer="/outcome"),
    Wrong("an outcome that is no day", 422, "invalid", on("date", "resolution"), {"outcome": "yes", "note": "x"}, pointer="/outcome"),
    Wrong("a share past the whole", 422, "invalid", RESOLUTION, {"outcome": {"partial": 1.5}, "note": "x"}, pointer="/outcome"),
    Wrong("a number without a source", 422, "invalid", on("number", "resolution"), {"outcome": 3, "note": "x"}, pointer="/source"),
    Wrong("a source without a day", 422, "invalid", RESOLUTION, {"outcome": "no", "source": "https://a.example"}, pointer="/happened_on"),
    Wrong("an outcome of nothing", 404, "not_found", f"/v1/predictions/{MISSING}/resolution", {"outcome": "no", "note": "x"}),
    Wrong("an outcome citing nothing", 404, "not_found", RESOLUTION, {"outcome": "no", "development": "dev_none"}),
    Wrong("an outcome citing what was retracted", 409, "conflict", RESOLUTION, {"outcome": "no", "development": "{retracted}"}),
    Wrong("another outcome without a reason", 422, "invalid", on("resolved", "resolution"), {"outcome": {"partial": 0.5}, "source": "https://a.example", "happened_on": "2026-01-01"}, headers=SETTLED, pointer="/reason"),
    Wrong("an outcome of what is withheld", 403, "forbidden", on("private", "resolution"), {"outcome": "no", "note": "x"}, key="other"),
    # Evidence
    Wrong("evidence nobody knows", 404, "not_found", on("prediction", "evidence"), {"development": "dev_none", "bearing": "supports"}),
    Wrong("evidence that was retracted", 409, "conflict", on("prediction", "evidence"), {"development": "{retracted}", "bearing": "supports"}),
    Wrong("a bearing that is none", 422, "invalid", on("prediction", "evidence"), {"development": "{development}", "bearing": "proves"}, pointer="/bearing"),
    Wrong("a strength that is none", 422, "invalid", on("prediction", "evidence"), {"development": "{development}", "bearing": "supports", "strength": "huge"}, pointer="/strength"),
    Wrong("unlinking without a reason", 422, "invalid", on("prediction", "evidence/{development}/unlink"), {}, pointer="/reason"),
    # Developments
    Wrong("a day and an instant", 422, "invalid", "/v1/developments", {**HAPPENED, "occurred_at": "2026-01-01T00:00:00Z"}, pointer="/occurred_at"),
    Wrong("a headline that is read backwards", 422, "invalid", "/v1/developments", {**HAPPENED, "headline": OVERRIDE}, pointer="/headline"),
    Wrong("a fact that is text", 422, "invalid", "/v1/developments", {**HAPPENED, "facts": [{"metric": "a", "value": "1"}]}, pointer="/facts/0/value"),
    Wrong("a fact with an unknown field", 422, "invalid", "/v1/developments", {**HAPPENED, "facts": [{"metric": "a", "value": 1, "error": 2}]}, pointer="/facts/0/error"),
    Wrong("101 facts", 422, "invalid", "/v1/developments", {**HAPPENED, "facts": [{"metric": "a", "value": 1}] * 101}, pointer="/facts"),
    Wrong("resolving nothing", 422, "invalid", "/v1/developments", {**HAPPENED, "resolves": {"prediction": MISSING, "outcome": "yes"}}, pointer="/resolves/prediction"),
    Wrong("resolving to what cannot be", 422, "invalid", "/v1/developments", {**HAPPENED, "resolves": {"prediction": "{prediction}", "outcome": "x"}}, pointer="/resolves/outcome"),
    Wrong("resolving what is withheld", 422, "invalid", "/v1/developments", {**HAPPENED, "resolves": {"prediction": "{private}", "outcome": "yes"}}, key="other", pointer="/resolves/prediction"),
    Wrong("correcting blindly", 428, "precondition_required", about("development", "correct"), {**HAPPENED, "reason": "y"}),
    Wrong("correcting a version that is to come", 412, "precondition_failed", about("development", "correct"), {**HAPPENED, "reason": "y"}, headers={"If-Match": '"v9"'}),
    Wrong("correcting without a reason", 422, "invalid", about("development", "correct"), HAPPENED, headers=SEEN, pointer="/reason"),
    Wrong("correcting into the future", 422, "invalid", about("development", "correct"), {**HAPPENED, "occurred_on": "2098-01-01", "reason": "y"}, headers=SEEN, pointer="/occurred_on"),
    Wrong("correcting what was retracted", 409, "conflict", about("retracted", "correct"), {**HAPPENED, "reason": "y"}, headers=SETTLED),
    Wrong("correcting nothing", 404, "not_found", "/v1/developments/dev_none/correct", {**HAPPENED, "reason": "y"}, headers=SEEN),
    Wrong("retracting blindly", 428, "precondition_required", about("development", "retract"), {"reason": "y"}),
    Wrong("retracting nothing", 404, "not_found", "/v1/developments/dev_none/retract", {"reason": "y"}, headers=SEEN),
    # Reading
    Wrong("an interim score of no instant", 422, "invalid", on("date", "scores?interim_at=2026-01-01"), method="GET", pointer="/query/interim_at"),
    Wrong("the log before its beginning", 422, "invalid", "/v1/events?after=-1", method="GET", pointer="/query/after"),
    Wrong("no event of the log", 422, "invalid", "/v1/events?limit=0", method="GET", pointer="/query/limit"),
    Wrong("a limit given twice", 422, "invalid", "/v1/predictions?limit=1&limit=2", method="GET", pointer="/query/limit"),
    Wrong("a query where there is none", 422, "invalid", "/v1/predictions/{prediction}?colour=red", method="GET", pointer="/query/colour"),
    Wrong("a report by colour", 422, "invalid", "/v1/reports/track-record?by=colour", method="GET", pointer="/query/by"),
    Wrong("a report of no cohort", 422, "invalid", "/v1/reports/track-record?cohort=all", method="GET", pointer="/query/cohort"),
    Wrong("a report of nobody", 422, "invalid", "/v1/reports/track-record?forecaster=Nobody", method="GET", pointer="/query/forecaster"),
    Wrong("a period that ends first", 422, "invalid", "/v1/reports/track-record?from=2026-02-01&to=2026-01-01", method="GET", pointer="/query/to"),
    *(Wrong(f"{part} of nothing", 404, "not_found", f"/v1/predictions/{MISSING}/{part}", method="GET") for part in ("history", "proof", "forecasts", "scores", "evidence", "grades")),
    Wrong("a development nobody knows", 404, "not_found", "/v1/developments/dev_none", method="GET"),
    Wrong("a method that forecasts lack", 405, "method_not_allowed", on("prediction", "forecasts"), method="PUT"),
    Wrong("an idempotency key past the limit", 422, "invalid", on("prediction", "undo"), headers={"Idempotency-Key": "k" * 256}),
    Wrong("an idempotency key used for another address", 422, "idempotency_key_reused", on("prediction", "forecasts"), {"probability": 0.5}, headers={"Idempotency-Key": "used"}),
]  # fmt: skip


def test_there_are_many_ways_to_be_wrong() -> None:
    assert len({wrong.says for wrong in WRONG}) == len(WRONG) >= 90


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.says.replace(" ", "_"))
def test_a_wrong_request_is_told_so_and_the_log_does_not_move(furnished: Furnished, wrong: Wrong) -> None:
    assert_told(furnished, wrong)
