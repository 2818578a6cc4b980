"""Lines of a story that are refused: each is named by its number and its field, and the good ones are kept."""

import pytest

from tests.application.doing import (
    ADA,
    P1,
    assert_verified,
    forecast_line,
    line,
    open_story,
    prediction_line,
    send,
    statuses,
)
from tracker.domain.errors import InProgress, TrackerError


def refusal(application, caller, bad, *, before=(ADA, P1)):
    """The fault of a bad line that comes behind good ones: (line number, pointer, code)."""
    run = open_story(application)
    outcomes = send(application, caller, run, [*before, bad, line("forecaster", id="last", name="Last")])
    assert statuses(outcomes) == ["recorded"] * len(before) + ["refused", "recorded"]
    refused = outcomes[len(before)]
    assert refused.detail
    return refused.line, refused.faults[0].pointer, refused.faults[0].code


@pytest.mark.parametrize(
    ("bad", "pointer", "code"),
    [
        (b"not json", "", "malformed"),
        (b"[]", "", "malformed"),
        (b'{"kind": "forecaster", "at"', "", "malformed"),
        (line("forecaster", id="x"), "", "invalid"),
        (line("forecaster", id="x", name="X", hat="blue"), "", "invalid"),
        (line("forecaster", id="x", name=7), "/name", "invalid"),
        (line("forecaster", id="x", name=""), "/name", "invalid"),
        (line("forecaster", id="x", name="X", at="soon"), "/at", "not_an_instant"),
        (line("forecaster", id="x", name="X", at="2025-01-01"), "/at", "not_an_instant"),
        (line("forecaster", id="x", name="X", at="0001-01-01T00:00:00+05:00"), "/at", "not_an_instant"),
        (line("forecaster", id="x", name="X", at="2026-01-01T00:00:01Z"), "/at", "in_the_future"),
        (line("wish", id="x"), "/kind", "unknown_kind"),
        (line(7, id="x"), "/kind", "unknown_kind"),
        (line("story", source="s"), "/kind", "not_a_line"),
        (line("clock"), "/kind", "not_a_line"),
        (forecast_line(seq=None), "/seq", "required"),
        (forecast_line(seq=-1), "/seq", "invalid"),
        (forecast_line(p=None), "/p", "required"),
        (forecast_line(p=1.5), "/p", "invalid"),
        (forecast_line(p=True), "/p", "invalid"),
        (forecast_line(prediction="P9"), "/prediction", "unknown_prediction"),
        (forecast_line(forecaster="eve"), "/forecaster", "unknown_forecaster"),
        (
            line(
                "claim", id="C", essay="E9", stance="asserts", quote={"exact": "x"}, probability_source="none"
            ),
            "/essay",
            "unknown_essay",
        ),
        (
            line("evidence", prediction="P1", development="D9", bearing="supports", seq=1),
            "/development",
            "unknown_development",
        ),
        (
            line("evidence", prediction="P1", development="D9", bearing="sideways", seq=1),
            "/bearing",
            "invalid",
        ),
        (line("resolution", prediction="P1", outcome="maybe", seq=1), "/outcome", "not_an_outcome"),
        (line("development", id="D", headline="h"), "/occurred_on", "required"),
        (line("development", id="D", headline="h", occurred_on="2025-02-30"), "/occurred_on", "not_a_date"),
        (
            line("development", id="D", headline="h", occurred_on="2027-01-01"),
            "/occurred_on",
            "in_the_future",
        ),
        (
            line("prediction", id="P", type="binary", statement="s", closes="9999-12-31"),
            "/closes",
            "not_a_date",
        ),
        (
            line("prediction", id="P", type="binary", statement="s", closes="2025-06-30", rule={"any": []}),
            "/rule/any",
            "not_a_rule",
        ),
        (line("essay", id="E", author="ada", text_file="/etc/passwd"), "/text_file", "no_files"),
        (
            line("essay", id="E", author="ada", text="t", text_sha256="0" * 64),
            "/text_sha256",
            "text_hash_differs",
        ),
    ],
)
def test_a_bad_line_is_named_by_number_and_field_and_the_good_ones_are_kept(
    application, caller, bad, pointer, code
):
    assert refusal(application, caller, bad) == (3, pointer, code)
    assert_verified(application)


@pytest.mark.parametrize(
    ("bad", "pointer", "code"),
    [
        (line("grade", prediction="P1", grader="g", grade=6, seq=1), "/grade", "invalid"),
        (prediction_line(type="numerical"), "/type", "not_a_choice"),
        (prediction_line(options=["a", "b"]), "/options", "not_of_this_kind"),
        (prediction_line(type="categorical", options=["a"]), "/options", "required"),
        (prediction_line(type="ordered", options=["a", "A "]), "/options", "not_unique"),
        (
            prediction_line(antecedent={"statement": "x", "by": "2025-06-30"}),
            "/antecedent",
            "not_of_this_kind",
        ),
        (prediction_line(type="conditional"), "/antecedent", "required"),
        (prediction_line(type="thesis", default_outcome="no"), "/default_outcome", "not_of_this_kind"),
        (prediction_line(type="graded", rule={"event_type": "x"}), "/rule", "not_of_this_kind"),
        (prediction_line(settlement="later"), "/settlement", "not_a_choice"),
        (prediction_line(actor_ended="ignore"), "/actor_ended", "not_a_choice"),
        (prediction_line(default_outcome="annulled"), "/default_outcome", "not_an_outcome"),
        (prediction_line(rule={"metric": "x"}), "/rule/op", "not_a_choice"),
        (prediction_line(rule={"prediction": "P9", "is": "yes"}), "/prediction", "unknown_prediction"),
        (forecast_line(p=None, term="likely", scale="guess"), "/scale", "unknown_scale"),
        (forecast_line(p=None, term="somehow"), "/term", "unknown_term"),
        (forecast_line(term="likely"), "/p", "ambiguous"),
        (forecast_line(p=None, cdf=[]), "/cdf", "not_of_this_kind"),
        (
            line("resolution", prediction="P1", outcome="annulled", reason="x", seq=1),
            "/reason",
            "not_a_choice",
        ),
        (line("resolution", prediction="P1", outcome={"partial": 2}, seq=1), "/outcome", "not_an_outcome"),
    ],
)
def test_a_line_that_does_not_fit_its_kind_is_refused_at_its_field(application, caller, bad, pointer, code):
    assert refusal(application, caller, bad) == (3, pointer, code)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(b'{"kind": "forecaster", "at": "2025-01-01T00:00:00Z", "id": "x", "name": "\xff"}'),
        pytest.param(b'{"kind": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"),
        forecast_line(seq=2**63),
        line("evidence", prediction="P1", development="D1", bearing="supports", seq=10**30),
    ],
    ids=["not UTF-8", "too deep", "a number SQLite lacks", "a number JSON readers lack"],
)
def test_a_line_of_garbage_is_one_bad_line_and_not_the_end_of_the_piece(application, caller, bad):
    assert refusal(application, caller, bad)[0] == 3


@pytest.mark.parametrize(
    ("bad", "pointer", "code"),
    [
        (prediction_line(author="Ada Exampel"), "/author", "unknown_forecaster"),
        (prediction_line(visibility="friends"), "/visibility", "not_a_choice"),
    ],
)
def test_somebody_unknown_is_not_recorded_by_the_way(application, caller, bad, pointer, code):
    assert refusal(application, caller, bad)[1:] == (pointer, code)


def test_every_refusal_of_a_line_has_a_code_and_words(application, caller):
    outcomes = send(application, caller, open_story(application), [b"", b"{}", b"null", b'{"kind": null}'])
    assert statuses(outcomes) == ["refused"] * 4
    assert all(one.code and one.detail for one in outcomes)
    assert issubclass(InProgress, TrackerError)
