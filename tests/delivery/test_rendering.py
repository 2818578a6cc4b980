"""Whatever somebody called a prediction, every form says it and none obeys it."""

import html
from html.parser import HTMLParser

import pytest

from tracker.delivery.examples import example
from tracker.delivery.messages.kinds import FOR_READERS, body_of, is_for_admins, is_message_type
from tracker.delivery.messages.rendering import HTML_BYTES_MAX, SUBJECT_CHARS_MAX, Block, render

NASTY = "<script>alert(1)</script> [x](javascript:alert(1)) **bold** `code` # head & \"quote\" 'q'\n> line"


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def tags(text):
    parser = Tags()
    parser.feed(text)
    return parser.seen


@pytest.mark.parametrize("form", ["heading", "paragraph", "quote", "small"])
def test_words_are_words_in_every_form(form):
    rendered = render(NASTY, [Block(form=form, text=NASTY, url="https://a.example/?a=1&b=<")])
    assert {tag for tag, _ in tags(rendered.html)} <= {"h2", "p", "blockquote", "a"}
    assert " ".join(NASTY.split()) in html.unescape(rendered.html)
    assert "\\<script\\>" in rendered.markdown
    assert "\\[x\\]\\(javascript:" in rendered.markdown
    assert rendered.text.startswith(" ".join(NASTY.split()))
    assert "\n" not in rendered.subject


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x", None])
def test_only_web_addresses_are_led_to(url):
    rendered = render("x", [Block(form="paragraph", text="x", url=url)])
    assert [tag for tag, _ in tags(rendered.html)] == ["p"]
    assert rendered.markdown == rendered.text == "x"


def test_it_stays_small_enough_for_an_email_and_keeps_its_last_line():
    blocks = [Block(form="paragraph", text="ä" * 900) for _ in range(30)]
    rendered = render("s" * 500, [*blocks, Block(form="small", text="the log's head")])
    assert len(rendered.html.encode()) <= HTML_BYTES_MAX
    assert "the log&#x27;s head" in rendered.html
    assert len(rendered.subject) == SUBJECT_CHARS_MAX


@pytest.mark.parametrize("kind", FOR_READERS)
def test_every_example_has_every_form(kind):
    message = example(kind)
    for form in ("subject", "text", "markdown", "html"):
        assert message.data[form]
    assert example(kind) == message
    assert len(body_of(message, sequence=1, epoch=1)) < 60_000


@pytest.mark.parametrize(
    ("name", "is_known", "is_keepers"),
    [
        ("notice.due", True, False),
        ("event:prediction.amended", True, False),
        ("event:key.issued", True, True),
        ("event:endpoint.failing", True, True),
        ("event:nothing", False, False),
        ("prediction.amended", False, False),
        ("endpoint.ping", False, False),
    ],
)
def test_types_are_those_for_readers_and_events_by_name(name, is_known, is_keepers):
    assert (is_message_type(name), is_for_admins(name)) == (is_known, is_keepers)
