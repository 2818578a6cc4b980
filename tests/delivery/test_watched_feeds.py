"""Feeds on this machine that are looked at for essays: each is recorded once, at no day that lies ahead."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.delivery.instance import SendingTracker, sending_tracker
from tests.support.instance import KINDS
from tracker.application.work.outbound import turn_outbound
from tracker.delivery.inbound.watched_feeds import WatchedFeeds
from tracker.projections.essays import find_essay_by_url
from tracker.store.essay_texts import read_text
from tracker.store.log.log import count_pending, read_head
from workers import jobs

TITLES = ("On cabinets", "On kings")


@dataclass
class Site:
    """`feeds` stand at their paths; `asked` are the headers of every request, `answered` the statuses."""

    url: str = ""
    feeds: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)

    def publish(
        self, path: str, *titles: str, published: datetime | None = None, text: str = "It falls."
    ) -> None:
        at = published or datetime.now(UTC) - timedelta(hours=1)
        entries = "".join(
            f"<entry><title>{title}</title><link href='{self.url}/{title.replace(' ', '-')}'/>"
            f"<published>{at.isoformat()}</published><content type='html'>&lt;p&gt;{text}&lt;/p&gt;</content></entry>"
            for title in titles
        )
        author = "<author><name>Bo Byline</name></author>"
        self.feeds[path] = f"<feed xmlns='http://www.w3.org/2005/Atom'>{author}{entries}</feed>"


@pytest.fixture(name="site")
def _site() -> Iterator[Site]:
    with served(Site()) as site:
        yield site


@pytest.fixture(name="instance", params=KINDS)
def _tracker(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[SendingTracker]:
    with sending_tracker(tmp_path, kind=request.param) as opened:
        yield opened


@contextmanager
def served(site: Site) -> Iterator[Site]:
    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(dict(self.headers))
            feed = site.feeds.get(self.path)
            tag = f'"{hash(feed)}"'
            status = 404 if feed is None else 304 if self.headers.get("If-None-Match") == tag else 200
            site.answered.append(status)
            body = (feed or "").encode() if status == 200 else b""
            self.send_response(status)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def events(instance: SendingTracker) -> int:
    while instance.application.database.sequence():
        pass
    with instance.application.database.reading() as tx:
        return int(read_head(tx).position + count_pending(tx))


def test_new_essays_are_recorded_with_what_the_feed_says(instance: SendingTracker, site: Site) -> None:
    site.publish("/feed", *TITLES)
    assert WatchedFeeds([f"{site.url}/feed"]).look(instance.application) == 2
    with instance.application.database.reading() as tx:
        row = find_essay_by_url(tx, f"{site.url}/On-cabinets")
    assert row is not None
    assert (row["title"], row["byline"], row["recorded_by"]) == ("On cabinets", "Bo Byline", "feed")
    assert row["text_sha256"] is not None
    assert row["published_at"] < row["recorded_at"]


def test_what_a_feed_says_is_recorded_in_one_form(instance: SendingTracker, site: Site) -> None:
    site.publish("/feed", "Cafes", text="Un cafe&amp;#x301; et un the\u0301")
    site.feeds["/feed"] = site.feeds["/feed"].replace(">Cafes<", ">Cafe\u0301s<").replace("Bo ", "Be\u0301 ")
    assert WatchedFeeds([f"{site.url}/feed"]).look(instance.application) == 1
    with instance.application.database.reading() as tx:
        row = find_essay_by_url(tx, f"{site.url}/Cafes")
        assert row is not None
        assert (row["title"], row["byline"]) == ("Caf\xe9s", "B\xe9 Byline")
        assert read_text(tx, row["text_sha256"]) == "Un caf\xe9 et un th\xe9"


def test_no_essay_is_recorded_twice(instance: SendingTracker, site: Site) -> None:
    site.publish("/feed", *TITLES)
    site.publish("/topic", *TITLES)
    addresses = [f"{site.url}/feed", f"{site.url}/topic"]
    assert WatchedFeeds(addresses).look(instance.application) == 2
    before = events(instance)
    site.publish("/feed", *TITLES, "A third", text="It fell.")
    assert WatchedFeeds(addresses).look(instance.application) == 1
    assert events(instance) == before + 1


def test_a_feed_that_has_not_changed_is_not_read_again(instance: SendingTracker, site: Site) -> None:
    site.publish("/feed", *TITLES)
    feeds = WatchedFeeds([f"{site.url}/feed"])
    assert [feeds.look(instance.application) for _ in range(2)] == [2, 0]
    site.publish("/feed", *TITLES, "A third")
    assert feeds.look(instance.application) == 1
    assert site.answered == [200, 304, 200]
    assert "If-None-Match" not in site.asked[0]


def test_no_essay_is_dated_later_than_now(instance: SendingTracker, site: Site) -> None:
    site.publish("/feed", "From tomorrow", published=datetime.now(UTC) + timedelta(days=1))
    WatchedFeeds([f"{site.url}/feed"]).look(instance.application)
    with instance.application.database.reading() as tx:
        row = find_essay_by_url(tx, f"{site.url}/From-tomorrow")
    assert row is not None
    assert row["published_at"] <= row["recorded_at"]


def test_a_feed_that_fails_holds_up_no_other(
    instance: SendingTracker, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.publish("/feed", *TITLES)
    broken = [f"{site.url}/a-secret-path", "http://127.0.0.1:1/feed"]
    assert WatchedFeeds([*broken, f"{site.url}/feed"]).look(instance.application) == 2
    told = {(one.site, one.error) for one in caplog.records if hasattr(one, "site")}
    assert told == {("127.0.0.1", "connect"), ("127.0.0.1", "status_404")}
    assert "a-secret-path" not in caplog.text


def test_a_silent_tracker_asks_nobody(instance: SendingTracker, site: Site) -> None:
    site.publish("/feed", *TITLES)
    turn_outbound(instance.application, is_on=False, by="test")
    assert WatchedFeeds([f"{site.url}/feed"]).look(instance.application) == 0
    assert site.asked == []


def test_the_job_looks_at_the_feeds_of_the_settings(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish("/feed", *TITLES)
    monkeypatch.setenv("TRACKER_FEEDS", f"{site.url}/feed, ")
    with sending_tracker(tmp_path, kind="sqlite") as instance:
        monkeypatch.setattr(jobs, "_application", lambda: replace(instance.application))
        assert jobs.read_feeds(now="2026-03-01T00:00:00.000000Z") == 2
        jobs._feeds.cache_clear()
