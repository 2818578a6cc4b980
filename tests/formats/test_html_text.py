"""Essays in HTML as the plain text that is kept of them."""

from __future__ import annotations

import pytest

from tracker.formats.html_text import one_line, text_of_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<p>One\n  line <b>of</b> it</p>", "One line of it"),
        ("<p>One<br/>two</p>", "One\ntwo"),
        ("Bare <em>words</em>", "Bare words"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\n\nTwo"),
        ("<blockquote><p>Said</p></blockquote>After", "Said\n\nAfter"),
        ("<table><tr><td>One</td><td>two</td></tr></table>", "One two"),
        ("<figure><img alt='x'><figcaption>Seen</figcaption></figure>", "Seen"),
        ("a<script>if (1 < 2) { b }</script><style>p {}</style>c", "ac"),
        ("a<svg><title>b</title><svg></svg>c</svg>d", "ad"),
        ("<head><title>Not read</title></head><body>Read</body>", "Read"),
        ("&lt;b&gt; &amp; caf&eacute; &#8212; &nbsp;", "<b> & café — \u00a0"),
        ("<p>Left <b>open", "Left open"),
        ("<p>a</div></p></section>b", "a\n\nb"),
        ("<!-- not read --><p>Read</p>", "Read"),
        ("<p>a\x07b</p>", "ab"),
        ("  \n<p> </p>", ""),
        ("", ""),
    ],
)
def test_html_is_read_as_people_read_it(html: str, text: str) -> None:
    assert text_of_html(html) == text


def test_a_title_is_one_line() -> None:
    assert one_line(" A\n\ttitle \x00 of  it\x1b") == "A title of it"
