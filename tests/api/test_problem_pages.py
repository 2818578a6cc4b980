"""Each type of problem has a page, each page a type that can be answered, and no address ever changes."""

from __future__ import annotations

import html
import importlib
import pkgutil

import pytest

import tracker
from tests.api.test_problems import REFUSALS
from tracker.api.http.problems import BY_STATUS, KINDS, kind_of
from tracker.domain import errors
from tracker.domain.errors import TrackerError

FOR_EVER = {
    "already-recorded", "conflict", "forbidden", "idempotency-key-reused", "in-progress", "internal", "invalid",
    "malformed", "method-not-allowed", "not-acceptable", "not-found", "not-ready", "precondition-failed",
    "precondition-required", "rate-limited", "refused", "too-large", "unauthorized",
    "text-altered", "unsupported-media-type", "version-conflict",
}  # fmt: skip
"""Slugs that were published: clients compare them and people link to them."""

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_a_page_says_what_it_means_and_what_to_do(client, kind):
    page = client.get(f"/problems/{kind.slug}", headers=BROWSER)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    for words in (kind.title, kind.remedy.partition("`")[0], kind.code, str(kind.status)):
        assert words in html.unescape(page.text)
    assert "Accept" in page.headers["Vary"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "application/json, text/html;q=0.9"])
def test_a_program_is_told_the_same_as_json(client, accept):
    answer = client.get("/problems/invalid", headers={"Accept": accept} if accept else {})
    assert answer.mimetype == "application/json"
    assert answer.json["type"] == "http://localhost/problems/invalid"
    assert answer.json["meaning"] == "The input can never be accepted as it stands."
    assert answer.json["remedy"].startswith("Fix each field")


def test_every_type_that_can_be_answered_has_a_page_and_every_page_such_a_type(client):
    answered = {client.get(f"/refused/{how}").json["type"].rpartition("/")[2] for how, _, _ in REFUSALS}
    assert answered == {kind.slug for kind in KINDS}
    assert set(BY_STATUS.values()) <= set(KINDS)


def test_every_refusal_of_the_code_finds_a_page():
    for module in pkgutil.walk_packages(tracker.__path__, "tracker."):
        importlib.import_module(module.name)
    classes = [TrackerError, *subclasses(TrackerError)]
    assert errors.Forbidden in classes
    for error in classes:
        assert kind_of(error.__new__(error)) in KINDS


def test_a_published_address_never_changes():
    assert {kind.slug for kind in KINDS} >= FOR_EVER


def subclasses(error):
    for one in error.__subclasses__():
        yield one
        yield from subclasses(one)
