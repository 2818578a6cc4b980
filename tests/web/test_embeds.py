"""Cards on other people's pages: whole without a script, a font or a file from elsewhere, and gone with what they show."""

import doctest
import html
import re
import unicodedata
from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from tests.api.served import served
from tracker.web import card

SVG = "{http://www.w3.org/2000/svg}"
FORMS = ("svg", "html")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@pytest.fixture(name="instance")
def _tracker(tmp_path):
    with served(tmp_path) as opened:
        yield opened


def at(made, form="svg"):
    return f"/embed/predictions/{made['id']}.{form}"


def settle(instance, made):
    instance.wait(days=3)
    body = {"outcome": "yes", "happened_on": "2026-01-03", "source": "https://news.example/1"}
    instance.made(f"{made['url']}/resolution", body)
    instance.work_off()


def image(instance, made):
    """The root of the image, which is read as XML."""
    answer = instance.get(at(made))
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    return ET.fromstring(answer.data)  # noqa: S314 - our own document


def lines(root):
    return [element.text for element in root.iter(f"{SVG}text")]


class Seen(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))


def test_an_image_says_everything_in_sight_and_to_screen_readers(instance):
    made = instance.log(probability=0.4)
    instance.made(f"{made['url']}/forecasts", {"probability": 0.6})
    settle(instance, made)
    root = image(instance, made)
    assert lines(root) == [
        "The cabinet falls",
        "Ada Example puts a 60% chance on this (first 40%). The deadline is",
        "30 Jun 2026.",
        "Said on 1 Jan 2026, recorded on 1 Jan 2026.",
        "It happened. Known since 3 Jan 2026.",
        "Brier score of Ada Example’s 60%: 0.16 (0 is perfect, always saying",
        "50% scores 0.25; lower is better).",
        "Judged by its author. Provisional; becomes final on 7 Jan 2026 unless someone",
        "objects.",
    ]
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title desc")
    assert (root.find(f"{SVG}title").get("id"), root.findtext(f"{SVG}title")) == (
        "title",
        "The cabinet falls",
    )
    assert root.find(f"{SVG}desc").get("id") == "desc"
    assert root.findtext(f"{SVG}desc").endswith("\nSource: https://news.example/1")


def test_an_image_runs_nothing_and_loads_nothing(instance):
    made = instance.log(
        statement="<script>alert(1)</script> & <image href='https://evil.example/'/>", probability=0.4
    )
    elements = list(image(instance, made).iter())
    assert {element.tag.removeprefix(SVG) for element in elements} == {"svg", "title", "desc", "rect", "text"}
    names = {name for element in elements for name in element.attrib}
    assert not [name for name in names if name.startswith("on") or "href" in name or name == "style"]
    answer = instance.get(at(made))
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "url(" not in answer.text


@pytest.mark.parametrize(
    ("statement", "count"),
    [("word " * 100, 6), ("x" * 999, 6), ("W" * 100, 4), ("石破政権は後退する。" * 8, 4), ("q\u0301" * 100, 2), ("\u200b" * 900 + "x", 1)],
    ids=["words", "one long word", "wide letters", "Japanese", "marks", "nothing to see"],
)  # fmt: skip
def test_a_long_statement_is_broken_into_lines_that_fit(instance, statement, count):
    root = image(instance, instance.log(statement=statement))
    broken = [element.text for element in root.iter(f"{SVG}text") if element.get("font-weight") == "bold"]
    assert len(broken) == count
    assert all(card._columns(line) <= 50 for line in broken)
    whole = "".join(statement.split())
    assert broken[-1].endswith("…") == (len(whole) > len("".join("".join(broken).split())))
    assert whole.startswith("".join("".join(broken).split()).removesuffix("…"))
    assert root.findtext(f"{SVG}title") == statement
    lowest = max(float(element.get("y")) for element in root.iter(f"{SVG}text"))
    assert lowest < float(root.get("height")) - 12


def test_no_mark_is_parted_from_its_letter(instance):
    root = image(instance, instance.log(statement="aq\u0301" * 200))
    assert not [line for line in lines(root) if unicodedata.combining(line[0])]


def test_words_from_right_to_left_stand_at_the_right(instance):
    root = image(instance, instance.log(statement="«הממשלה» תיפול, says 1 man", probability=0.4))
    first, second = list(root.iter(f"{SVG}text"))[:2]
    assert (first.get("direction"), first.get("x")) == ("rtl", "576")
    assert (second.get("direction"), second.get("x")) == ("ltr", "24")


def test_a_page_says_the_same_and_runs_nothing(instance):
    made = instance.log(
        statement="<script>alert(1)</script> wins",
        probability=0.4,
        essay="https://essays.example/1?a&b",
        quote="<i>wins</i>",
    )
    settle(instance, made)
    answer = instance.get(at(made, "html"))
    assert (
        answer.headers["Content-Security-Policy"]
        == f"{POLICY}; base-uri 'none'; form-action 'none'; frame-ancestors *"
    )
    assert '<h1 dir="auto">&lt;script&gt;alert(1)&lt;/script&gt; wins</h1>' in answer.text
    assert '<blockquote dir="auto">&lt;i&gt;wins&lt;/i&gt;</blockquote>' in answer.text
    assert (
        '<p dir="auto">Source: <a href="https://news.example/1">https://news.example/1</a></p>' in answer.text
    )
    seen = Seen(answer.text).elements
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in seen}
    assert not [
        name for _, attributes in seen for name in attributes if name.startswith("on") or name == "src"
    ]
    links = [attributes["href"] for tag, attributes in seen if tag == "a"]
    assert links == [
        "https://news.example/1",
        "https://essays.example/1?a&b",
        f"http://localhost{made['url']}",
    ]


def test_the_markup_to_paste_is_an_image_with_its_words_that_leads_to_the_page(instance):
    made = instance.log(statement='"Yes" & <no>', probability=0.4)
    pasted = html.unescape(re.search(r"<code>(.*)</code>", instance.get(at(made, "html")).text)[1])
    (link, to), (shown, of) = Seen(pasted).elements
    assert (link, to) == ("a", {"href": f"http://localhost{at(made, 'html')}"})
    assert (shown, of["src"], of["width"]) == ("img", f"http://localhost{at(made)}", "600")
    assert of["alt"].startswith(
        '"Yes" & <no> – Ada Example puts a 40% chance on this. The deadline is 30 Jun 2026. Said on'
    )
    assert instance.get(at(made)).status_code == 200


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "seal", [{"visibility": "private"}, {"visibility": "clients"}, {"visible_from": "2026-02-01"}],
    ids=["private", "clients", "embargo"],
)  # fmt: skip
def test_what_is_not_for_everybody_is_not_there_for_anybody(instance, form, seal):
    made = instance.log(statement="zyxsecret", **seal)
    answers = [instance.get(at(made, form), key=who) for who in (None, "client", "author")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not [answer for answer in answers if b"zyxsecret" in answer.data]


@pytest.mark.parametrize("form", FORMS)
def test_an_embargo_ends_in_the_card_too(instance, form):
    made = instance.log(visible_from="2026-01-10")
    instance.clock.now += timedelta(days=9)
    assert instance.get(at(made, form)).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_what_was_taken_back_or_never_said_is_not_there(instance, form):
    made = instance.log()
    assert instance.get(at(made, form)).status_code == 200
    instance.made(f"{made['url']}/undo")
    assert instance.get(at(made, form)).status_code == 404
    for other in ("prd_none", "%00", "a%0Ab"):
        assert instance.get(f"/embed/predictions/{other}.{form}").status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_whoever_has_it_is_told_so_whatever_a_newsletter_adds(instance, form):
    made = instance.log(probability=0.4)
    first, added = instance.get(at(made, form)), instance.get(f"{at(made, form)}?utm_source=letter")
    assert (added.data, added.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert first.headers["Cache-Control"] == "public, max-age=300"
    instance.wait(hours=1)
    for name, value in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        assert instance.client.get(at(made, form), headers={name: first.headers[value]}).status_code == 304
    instance.made(f"{made['url']}/forecasts", {"probability": 0.6})
    for name, value in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        assert instance.client.get(at(made, form), headers={name: first.headers[value]}).status_code == 200


def test_a_closed_tracker_shows_its_cards_to_nobody_without_a_key(tmp_path):
    with served(tmp_path, TRACKER_CLOSED="1") as instance:
        made = instance.log()
        assert instance.get(at(made)).status_code == 401
        assert instance.get(at(made), key="client").headers["Cache-Control"] == "no-store"


def test_the_examples_come_out():
    assert doctest.testmod(card).failed == 0
