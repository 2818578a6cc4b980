"""Atom and RSS as essays: what stands in each, what is left out, and what does no harm."""

from __future__ import annotations

import time

import pytest

from tracker.delivery.inbound.feed_reader import ENTRIES_MAX, read_feed
from tracker.domain.essay import RecordEssay

ADDRESS = "https://essays.example/feed.xml"
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>Essays</title><author><name>Bo Byline</name></author>
  <entry>
    <title type="html">On &amp;lt;cabinets&amp;gt; &amp;amp; kings</title>
    <link rel="self" href="https://essays.example/1.atom"/><link href="/1"/>
    <published>2026-02-28T23:00:00-01:00</published><updated>2026-03-05T00:00:00Z</updated>
    <content type="html">&lt;p&gt;It falls.&lt;/p&gt;&lt;p&gt;By March.&lt;/p&gt;</content>
  </entry>
  <entry>
    <title>By another</title><author><name>Ada Example</name></author>
    <link href="https://essays.example/2"/><updated>2026-03-01T00:00:00Z</updated>
    <summary>Only the beginning</summary>
  </entry>
</feed>"""
RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Essays</title>
  <item><title>On cabinets</title><link>https://essays.example/1</link><dc:creator>Bo Byline</dc:creator>
    <pubDate>Sun, 01 Mar 2026 09:00:00 +0900</pubDate><description>Only the beginning</description>
    <content:encoded><![CDATA[<p>It falls.</p><script>x</script>]]></content:encoded></item>
</channel></rss>"""


def read(text: str) -> list[RecordEssay]:
    return read_feed(text.encode(), address=ADDRESS)


def item(**said: str) -> str:
    told = {"title": "T", "link": "https://essays.example/1", **said}
    return "<item>" + "".join(f"<{name}>{text}</{name}>" for name, text in told.items()) + "</item>"


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>"


def test_atom_is_read() -> None:
    assert read(ATOM) == [
        RecordEssay(
            url="https://essays.example/1",
            title="On <cabinets> & kings",
            byline="Bo Byline",
            published_at="2026-03-01T00:00:00.000000Z",
            text="It falls.\n\nBy March.",
        ),
        RecordEssay(url="https://essays.example/2", title="By another", byline="Ada Example"),
    ]


def test_rss_is_read() -> None:
    assert read(RSS) == [
        RecordEssay(
            url="https://essays.example/1",
            title="On cabinets",
            byline="Bo Byline",
            published_at="2026-03-01T00:00:00.000000Z",
            text="It falls.",
        )
    ]


XHTML = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="xhtml">
  <div xmlns="http://www.w3.org/1999/xhtml">On <em>kings</em></div></title><link href="/1"/>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>1 &lt; 2<br/>so</p><p>Two</p></div></content>
</entry><entry><title>A &lt;b&gt; c</title><link href="/2"/><content type="text">As\nit is</content></entry>
<entry><title>Pictures</title><link href="/3"/><content type="image/png">aGVsbG8=</content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><item><title>Old</title><link>https://essays.example/1</link>
  <dc:date>2026-03-01T09:00:00+09:00</dc:date></item></rdf:RDF>"""


def test_each_kind_of_text_in_atom_is_read_as_what_it_is() -> None:
    assert [(one.title, one.text) for one in read(XHTML)] == [
        ("On kings", "1 < 2\nso\n\nTwo"),
        ("A <b> c", "As\nit is"),
        ("Pictures", None),
    ]


def test_rss_1_is_read() -> None:
    [essay] = read(RDF)
    assert (essay.title, essay.published_at) == ("Old", "2026-03-01T00:00:00.000000Z")


def test_an_author_of_rss_is_the_name_beside_the_address() -> None:
    assert read(rss(item(author="bo@essays.example (Bo Byline)")))[0].byline == "Bo Byline"
    assert read(rss(item(author="bo@essays.example")))[0].byline is None


@pytest.mark.parametrize("breaks", ["", "<item>&nbsp;</item>", "</wrong>", "<item><title>half"])
def test_a_feed_is_read_as_far_as_it_is_whole(breaks: str) -> None:
    whole = rss(item(), item(link="https://essays.example/2"))
    cut = whole[: whole.rindex("</item>")] + breaks
    assert len(read(whole)) == 2
    assert [one.url for one in read(cut)] == ["https://essays.example/1"]


def test_other_encodings_are_read() -> None:
    for encoding in ("utf-16", "iso-8859-1"):
        text = f"<?xml version='1.0' encoding='{encoding}'?>" + rss(item(title="Caf\u00e9"))
        assert read_feed(text.encode(encoding), address=ADDRESS)[0].title == "Caf\u00e9"


def test_no_more_than_a_hundred_essays_are_read() -> None:
    many = [item(link=f"https://essays.example/{number}") for number in range(ENTRIES_MAX + 1)]
    assert len(read(rss(*many))) == ENTRIES_MAX


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://e.example/\u202e",
        "javascript:alert(1)",
        "ftp://essays.example/1",
        "http://[",
        "https://e.example/" + "a" * 2_048,
    ],
)
def test_what_has_no_address_to_be_known_by_is_passed_over(link: str) -> None:
    assert read(rss(item(link=link), item())) == read(rss(item()))


@pytest.mark.parametrize("date", ["yesterday", "", "Sun, 99 Mar 99999 09:00:00 GMT"])
def test_what_is_no_date_is_none(date: str) -> None:
    assert read(rss(item(pubDate=date)))[0].published_at is None


def test_half_an_essay_is_none() -> None:
    long = RSS.replace("It falls.", "a" * 500_001)
    assert (read(long)[0].title, read(long)[0].text) == ("On cabinets", None)


def test_what_is_too_long_for_a_title_is_cut() -> None:
    assert len(read(rss(item(title="t" * 2_000)))[0].title or "") == 1_000


@pytest.mark.parametrize(
    "body", [b"", b"<html><p>Moved</p></html>", b"\x00\xff", b"https://essays.example/feed"]
)
def test_what_is_no_feed_has_no_essays(body: bytes) -> None:
    assert read_feed(body, address=ADDRESS) == []


@pytest.mark.parametrize(
    "declared",
    [
        "<!ENTITY e SYSTEM 'file:///etc/hostname'>",
        "<!ENTITY e 'a'>",
        "<!ENTITY % e 'a'>",
        "<!ENTITY e SYSTEM 'http://127.0.0.1/'>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_declares_entities_is_not_read(declared: str, encoding: str) -> None:
    text = f"<!DOCTYPE rss [{declared}]>" + rss(item())
    assert read_feed(text.encode(encoding), address=ADDRESS) == []


def test_entities_that_name_each_other_take_no_time() -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    began = time.process_time()
    assert read(f'<!DOCTYPE rss [<!ENTITY e0 "boom">{entities}]>' + rss(item(title="&e12;"))) == []
    assert time.process_time() - began < 0.5


def test_a_document_type_without_entities_does_no_harm() -> None:
    assert len(read("<!DOCTYPE rss PUBLIC '-//X//DTD' 'http://127.0.0.1:1/rss.dtd'>" + rss(item()))) == 1


@pytest.mark.parametrize("piece", ["<a>", "<item>", "<item><title>", "<", "&", "<![CDATA[", "<!--", "<x y='"])
def test_what_never_closes_takes_no_time(piece: str) -> None:
    began = time.process_time()
    assert read("<rss><channel>" + piece * (65_536 // len(piece))) == []
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("sign", ["a", "1", "a.", "-", "T0", "2025-W", "@", "a@a.", "("])
@pytest.mark.parametrize(
    "name", ["author", "dc:creator", "dc:contributor", "managingEditor", "pubDate", "dc:date", "title"]
)
def test_a_long_text_takes_no_time_wherever_it_stands(name: str, sign: str) -> None:
    text = (sign * 60_000)[:60_000]
    feed = f"<rss xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>{item(**{name: text})}</channel></rss>"
    began = time.process_time()
    assert [one.url for one in read(feed)] == ["https://essays.example/1"]
    assert time.process_time() - began < 0.5


def test_no_half_essay_is_read_where_a_feed_is_cut() -> None:
    cut = ATOM[: ATOM.index("By March")]
    assert read(cut) == []
    assert [one.url for one in read(ATOM[: ATOM.index("Only the")])] == ["https://essays.example/1"]


@pytest.mark.parametrize("encoding", ["nonsense", "idna", "zlib"])
def test_an_encoding_that_nobody_knows_is_no_feed(encoding: str) -> None:
    assert read(f"<?xml version='1.0' encoding='{encoding}'?>" + rss(item())) == []


def test_what_is_nested_too_deeply_is_not_read_on_in() -> None:
    deep = (
        "<content type='xhtml' xmlns='http://www.w3.org/2005/Atom'>"
        + "<b>" * 5_000
        + "</b>" * 5_000
        + "</content>"
    )
    assert [one.url for one in read(rss(item(), f"<item><link>/2</link>{deep}</item>"))] == [
        "https://essays.example/1"
    ]
