"""Feeds as readers' programs meet them: whole, permanent, cheap to ask again, and without what is not for everybody."""

import doctest
import json
import re
from datetime import timedelta
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from jsonschema import Draft202012Validator

from tests.api.served import served
from tests.support.instance import KINDS, import_lines, new_caller
from tracker.application.recording import links
from tracker.web import feed, xml

PATHS = tuple(
    f"/feeds/{about}.{form}" for about, form in product(("predictions", "outcomes"), ("atom", "json"))
)
PREDICTIONS, OUTCOMES = "/feeds/predictions.atom", "/feeds/outcomes.atom"
UNDO = timedelta(minutes=15)
SCHEMA = json.loads((Path(__file__).parent / "json_feed.schema.json").read_text())


@pytest.fixture(name="instance")
def _tracker(tmp_path):
    with served(tmp_path) as opened:
        yield opened


def log(instance, statement="The cabinet falls", **said):
    made = instance.log(statement=statement, **{"probability": 0.4, **said})
    instance.wait(seconds=UNDO.total_seconds())
    return made


def settle(instance, made, outcome="yes", **more):
    instance.wait(days=1)
    body = {
        "outcome": outcome,
        "happened_on": instance.clock().date().isoformat(),
        "source": "https://news.example/1?a&b",
    }
    instance.made(f"{made['url']}/resolution", {**body, **more})
    instance.work_off()
    instance.wait(seconds=UNDO.total_seconds())


def read(instance, path=PREDICTIONS, **options):
    """A feed as a reader's program understands it."""
    answer = instance.get(path, **options)
    assert answer.status_code == 200, answer.text
    parsed = feedparser.parse(answer.data)
    assert not parsed.bozo
    return parsed


def titles(instance, path=PREDICTIONS, **options):
    return [entry.title for entry in read(instance, path, **options).entries]


def test_a_prediction_is_told_with_its_author_its_dates_and_who_gave_the_number(instance):
    first, made = (
        log(instance),
        log(instance, "Snap election", topics=["japan", "diet"], author="Ada Example", key="editor"),
    )
    parsed = read(instance)
    assert parsed.feed.title == "Predictions"
    assert [entry.title for entry in parsed.entries] == ["Snap election", first["statement"]]
    entry = parsed.entries[0]
    assert entry.author == "Ada Example"
    assert (entry.published, entry.updated) == ("2026-01-01T12:15:00Z", "2026-01-01T12:30:00Z")
    assert [tag.term for tag in entry.tags] == ["japan", "diet"]
    assert urlsplit(entry.link).path == f"/embed/predictions/{made['id']}.html"
    assert instance.get(urlsplit(entry.link).path).status_code == 200
    assert entry.content[0].value.splitlines() == [
        '<p dir="auto">40% assigned by us to Ada Example. The deadline is 30 Jun 2026.</p>',
        '<p dir="auto">The 40% was assigned by us.</p>',
        '<p dir="auto">Said on 1 Jan 2026, recorded on 1 Jan 2026.</p>',
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_an_outcome_is_told_with_its_score_and_its_source(tmp_path, kind):
    with served(tmp_path, kind=kind) as instance:
        made, void, _ = (
            log(instance, quote="falls", essay="https://essays.example/1"),
            log(instance, "Void", probability=0.1),
            log(instance, "Open"),
        )
        settle(instance, made)
        instance.change(f"{void['url']}/annul", {"reason": "ambiguous"})
        instance.wait(seconds=UNDO.total_seconds())
        parsed = read(instance, OUTCOMES)
        assert [entry.title for entry in parsed.entries] == ["Void: Void", "It happened: The cabinet falls"]
        entry = parsed.entries[1]
        assert (entry.published, entry.updated) == ("2026-01-02T12:45:00Z", "2026-01-02T13:00:00Z")
        assert [link.href for link in entry.links if link.rel == "related"] == ["https://news.example/1?a&b"]
        told = entry.content[0].value
        assert told.startswith('<blockquote dir="auto">falls</blockquote>\n')
        assert "Brier score of Ada Example’s 40%: 0.36 (0 is perfect" in told
        assert told.endswith(
            'Source: <a href="https://news.example/1?a&amp;b">https://news.example/1?a&amp;b</a></p>'
        )
        assert [item["title"] for item in instance.get("/feeds/outcomes.json").json["items"]] == [
            one.title for one in parsed.entries
        ]
        narrow = "?topic=none&author=Ada+Example"
        assert titles(instance, OUTCOMES + narrow) == titles(instance, PREDICTIONS + narrow) == []


def test_both_forms_say_the_same(instance):
    settle(instance, log(instance, topics=["japan"]))
    for about in ("predictions", "outcomes"):
        (entry,) = read(instance, f"/feeds/{about}.atom").entries
        (item,) = instance.get(f"/feeds/{about}.json").json["items"]
        assert (item["id"], item["url"], item["title"]) == (entry.id, entry.link, entry.title)
        assert (item["date_published"], item["date_modified"]) == (entry.published, entry.updated)
        assert (item["authors"], item["tags"]) == ([{"name": entry.author}], ["japan"])
        assert item["content_html"] == entry.content[0].value
        assert item["content_text"].endswith("\n\nSource: https://news.example/1?a&b")


def test_the_json_form_keeps_to_its_specification(instance):
    validator = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    validator.validate(instance.get("/feeds/predictions.json").json)
    settle(instance, log(instance, topics=["japan"], quote="falls", essay="https://essays.example/1"))
    instance.log(statement="A thesis", type="thesis")
    instance.wait(hours=1)
    for path in ("/feeds/predictions.json", "/feeds/outcomes.json?topic=japan"):
        validator.validate(instance.get(path).json)


@pytest.mark.parametrize("path", PATHS)
def test_an_empty_feed_is_a_feed(instance, path):
    answer = instance.get(path)
    form = "atom+xml" if path.endswith("atom") else "feed+json"
    assert (answer.status_code, answer.mimetype) == (200, f"application/{form}")
    assert feedparser.parse(answer.data).entries == []


def test_a_feed_is_narrowed_by_author_and_topic_and_its_title_says_so(instance):
    log(instance, topics=["japan"])
    log(instance, "Of another", topics=["japan"], key="editor")
    log(instance, "On another topic", key="editor")
    ed = instance.get("/v1/forecasters").json["items"]
    ed = next(one["id"] for one in ed if one["name"] == "Ed Editor")
    assert (
        titles(instance, f"{PREDICTIONS}?author=ed+editor")
        == titles(instance, f"{PREDICTIONS}?author={ed}")
        == ["On another topic", "Of another"]
    )
    assert titles(instance, f"{PREDICTIONS}?topic=japan") == ["Of another", "The cabinet falls"]
    both = read(instance, f"{PREDICTIONS}?topic=japan&author={ed}")
    assert [entry.title for entry in both.entries] == ["Of another"]
    assert both.feed.title == "Predictions of Ed Editor on japan"
    canonical = f"http://localhost/feeds/predictions.atom?author={ed}&topic=japan"
    assert [link.href for link in both.feed.links if link.rel == "self"] == [canonical]
    assert (
        len(
            {read(instance, f"{PREDICTIONS}{more}").feed.id for more in ("", "?topic=japan", f"?author={ed}")}
        )
        == 3
    )


@pytest.mark.parametrize("kind", KINDS)
def test_outcomes_are_told_by_author_and_topic_the_newest_first(tmp_path, kind):
    with served(tmp_path, kind=kind) as instance:
        first = log(instance, "First", topics=["japan", "diet"], author="Ada Example")
        second = log(instance, "Second", topics=["japan"], author="Ada Example", key="editor")
        third = log(instance, "Third", topics=["japan"], key="editor")
        for made in (first, second, third):
            settle(instance, made)
        told = "It happened: First", "It happened: Second", "It happened: Third"
        assert titles(instance, OUTCOMES) == [told[2], told[1], told[0]]
        instance.change(f"{first['url']}/resolution", {"outcome": "no", "reason": "a recount", "source": "https://news.example/2", "happened_on": "2026-01-01"})  # fmt: skip
        instance.work_off()
        instance.wait(hours=1)
        again = "It did not happen: First"
        assert titles(instance, OUTCOMES) == [again, told[2], told[1]]
        assert titles(instance, f"{OUTCOMES}?author=Ada+Example") == [again, told[1]]
        assert titles(instance, f"{OUTCOMES}?topic=diet") == [again]
        assert titles(instance, f"{OUTCOMES}?topic=japan&author=ed+editor") == [told[2]]
        assert titles(instance, f"{OUTCOMES}?topic=diet&author=ed+editor") == []


@pytest.mark.parametrize("asked", ["author=nobody", "author=%00", "topic=%00", f"topic={'x' * 201}"])
def test_what_nobody_is_called_is_refused(instance, asked):
    assert instance.get(f"{PREDICTIONS}?{asked}").status_code == 422


def test_only_the_newest_fifty_are_told(instance):
    for n in range(51):
        instance.log(statement=f"Event {n:02}")
        instance.clock.now += timedelta(seconds=1)
    instance.wait(hours=1)
    assert titles(instance) == [f"Event {n:02}" for n in range(50, 0, -1)]


def test_nothing_is_told_that_can_still_be_taken_back(instance):
    made = instance.log(probability=0.4)
    instance.wait(seconds=UNDO.total_seconds() - 1)
    assert titles(instance) == []
    instance.wait(seconds=1)
    assert titles(instance) == ["The cabinet falls"]
    instance.made(f"{made['url']}/forecasts", {"probability": 0.9})
    assert "90%" not in instance.get(PREDICTIONS).text
    body = {"outcome": "no", "note": "seen"}
    instance.made(f"{made['url']}/resolution", body)
    instance.work_off()
    assert titles(instance, OUTCOMES) == []
    assert "It did not happen" not in instance.get(PREDICTIONS).text
    instance.wait(seconds=UNDO.total_seconds())
    assert titles(instance, OUTCOMES) == ["It did not happen: The cabinet falls"]
    assert "90%" in instance.get(PREDICTIONS).text


def test_what_was_taken_back_is_not_told(instance):
    made = instance.log()
    instance.made(f"{made['url']}/undo")
    instance.wait(hours=1)
    assert titles(instance) == []


def test_an_outcome_waits_for_its_score(instance):
    made = log(instance)
    instance.made(f"{made['url']}/resolution", {"outcome": "no", "note": "seen"})
    instance.clock.now += timedelta(hours=1)
    assert titles(instance, OUTCOMES) == []
    instance.work_off()
    assert titles(instance, OUTCOMES) == ["It did not happen: The cabinet falls"]
    with instance.application.database.writing() as tx:
        tx.execute("UPDATE scored SET is_complete = 0")
    assert titles(instance, OUTCOMES) == []


def test_nothing_that_was_imported_is_told(instance):
    made = log(instance)
    steps = [
        {"kind": "forecaster", "id": "f", "name": "F"},
        {"kind": "prediction", "id": "p", "type": "binary", "statement": "Old", "closes": "2025-06-01"},
        {
            "kind": "forecast",
            "prediction": "p",
            "forecaster": "f",
            "p": 0.4,
            "probability_source": "author_numeric",
        },
        {"kind": "resolution", "prediction": "p", "outcome": "no"},
    ]
    lines = [
        json.dumps({"seq": n, "at": "2025-07-01T00:00:00Z", **step}).encode() for n, step in enumerate(steps)
    ]
    import_lines(instance.application, new_caller(instance.application), "old", lines)
    instance.wait(hours=1)
    assert (titles(instance), titles(instance, OUTCOMES)) == ([made["statement"]], [])


def test_an_embargoed_prediction_is_told_once_it_is_open(instance):
    log(instance, visible_from="2026-01-10")
    assert titles(instance) == []
    instance.wait(days=9)
    (entry,) = read(instance).entries
    assert (entry.published, entry.updated) == ("2026-01-01T12:00:00Z", "2026-01-10T00:00:00Z")


def test_a_prediction_that_is_opened_up_is_told_from_then_on(instance):
    made = log(instance, visibility="private")
    instance.wait(days=1)
    assert titles(instance, key="author") == []
    instance.made(f"{made['url']}/visibility", {"visibility": "public"})
    (entry,) = read(instance).entries
    assert entry.updated == "2026-01-02T12:15:00Z"


STRANGE = "<b>a & b</b> ]]> \u200fשלמ\u200f \ufffe \U0001f5fe"


def test_strange_words_come_out_as_they_were_written(instance):
    log(
        instance,
        STRANGE,
        quote="<i>&amp;</i>",
        essay="https://essays.example/1",
        topics=["a&<b>"],
    )
    told = STRANGE.replace("\ufffe", "\ufffd")
    root = ET.fromstring(instance.get(PREDICTIONS).data)  # noqa: S314 - our own document
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert root.findtext("a:entry/a:title", namespaces=names) == told
    assert root.find("a:entry/a:category", names).get("term") == "a&<b>"
    html = root.findtext("a:entry/a:content", namespaces=names)
    assert html.startswith('<blockquote dir="auto">&lt;i&gt;&amp;amp;&lt;/i&gt;</blockquote>')
    assert instance.get("/feeds/predictions.json").json["items"][0]["title"] == STRANGE


def test_a_source_that_is_no_address_of_a_page_is_never_a_link():
    assert links.linkable("javascript:alert(1)//https://a.example/") is None


def test_an_entry_keeps_its_id_whatever_happens_to_it_and_wherever_the_tracker_is_reached(instance):
    made = log(instance)
    (before,) = read(instance).entries
    instance.change(f"{made['url']}/amend", {"statement": "The cabinet resigns", "reason": "clearer"})
    settle(instance, made, outcome="no")
    moved = feedparser.parse(instance.client.get(PREDICTIONS, base_url="https://record.example").data)
    (after,) = moved.entries
    assert (after.id, after.title) == (before.id, "The cabinet resigns")
    assert after.link.startswith("https://record.example/")
    (outcome,) = read(instance, OUTCOMES).entries
    tag = instance.get(made["url"]).headers["ETag"]
    instance.post(f"{made['url']}/resolution", {"outcome": "yes", "reason": "a recount", "source": "https://news.example/2", "happened_on": "2026-01-01"}, If_Match=tag)  # fmt: skip
    instance.work_off()
    instance.wait(hours=1)
    (changed,) = read(instance, OUTCOMES).entries
    assert outcome.id == changed.id != before.id
    assert changed.title == "It happened: The cabinet resigns"
    assert changed.updated > outcome.updated


# Asking again


@pytest.mark.parametrize("path", PATHS)
def test_whoever_has_it_is_told_so(instance, path):
    settle(instance, log(instance))
    first = instance.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    for name, value in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        again = instance.client.get(path, headers={name: first.headers[value]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    settle(instance, log(instance, "Another"))
    for name, value in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        assert instance.client.get(path, headers={name: first.headers[value]}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_what_a_newsletter_adds_to_the_address_changes_nothing(instance, path):
    settle(instance, log(instance, topics=["japan"]))
    for asked in ("?", "?topic=japan&"):
        plain = instance.get(f"{path}{asked}".rstrip("?&"))
        added = instance.get(f"{path}{asked}utm_source=letter&utm_medium=mail&fbclid=1&limit=x")
        assert (added.status_code, added.data) == (200, plain.data)
        assert added.headers["ETag"] == plain.headers["ETag"]


def test_a_closed_tracker_tells_nobody_without_a_key_and_lets_nobody_keep_it(tmp_path):
    with served(tmp_path, TRACKER_CLOSED="1") as instance:
        assert instance.get(PREDICTIONS).status_code == 401
        answer = instance.get(PREDICTIONS, key="client")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_the_front_page_names_the_feeds(instance):
    page = instance.get("/?utm_source=letter").text
    for about in ("predictions", "outcomes"):
        assert re.search(
            rf'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="/feeds/{about}\.atom">',
            page,
        )


def test_the_examples_come_out():
    for module in (links, feed, xml):
        assert doctest.testmod(module).failed == 0
