"""Where each setting comes from, and that no secret is shown."""

from __future__ import annotations

import dataclasses
import re

import pytest

from tracker.bootstrap import ROOT
from tracker.settings import MASK, SettingError, explain_settings, read_settings

SECRET = "do-not-show-me"


def given(**environment):
    return {one.name: (one.text, one.origin) for one in explain_settings(environment)}


def test_every_setting_is_explained_in_the_order_it_is_read():
    assert len(given()) == len(dataclasses.fields(read_settings({})))


def test_a_setting_says_whether_the_environment_gave_it():
    assert given()["TRACKER_PORT"] == ("8000", "default")
    assert given(TRACKER_PORT="9000")["TRACKER_PORT"] == ("9000", "environment")
    assert given(TRACKER_PORT="  ")["TRACKER_PORT"] == ("8000", "default")
    assert given()["REDIS_URL"] == (None, "default")


@pytest.mark.parametrize("name", ["TRACKER_SECRET_KEY", "TRACKER_KEY", "TRACKER_GHOST_HOOK_SECRET"])
def test_a_secret_is_masked(name):
    assert given(**{name: SECRET})[name] == (MASK, "environment")


@pytest.mark.parametrize(
    "url",
    [
        f"redis://:{SECRET}@cache:6379/0",
        f"rediss://user:{SECRET}@cache",
        f"redis://cache/0?password={SECRET}",
        f"unix://:{SECRET}@/run/queue.sock?db=0",
    ],
)
def test_a_password_in_an_address_is_masked_and_the_place_is_not(url):
    text, _ = given(REDIS_URL=url)["REDIS_URL"]
    assert SECRET not in text
    assert "cache" in text or "/run/queue.sock" in text


def test_outbound_is_on_or_off_and_nothing_else():
    assert read_settings({}).outbound
    assert not read_settings({"TRACKER_OUTBOUND": "off"}).outbound
    with pytest.raises(SettingError, match="TRACKER_OUTBOUND: 'no' is not on or off"):
        read_settings({"TRACKER_OUTBOUND": "no"})


def test_nothing_but_public_addresses_by_https_is_let_out_by_default():
    settings = read_settings({})
    assert (settings.egress_allow, settings.egress_http, settings.egress_proxy) == ((), False, None)


def test_networks_are_let_out_with_commas_between():
    allowed = read_settings({"TRACKER_EGRESS_ALLOW": " 127.0.0.0/8 ,::1/128, 10.1.2.3,"}).egress_allow
    assert list(map(str, allowed)) == ["127.0.0.0/8", "::1/128", "10.1.2.3/32"]
    assert read_settings({"TRACKER_EGRESS_HTTP": "1"}).egress_http


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(
            ("TRACKER_EGRESS_ALLOW", text)
            for text in ("localhost", "127.0.0.1/8", "10/8", "*", "127.0.0.0/8;::1")
        ),
        *(("TRACKER_EGRESS_HTTP", text) for text in ("yes", "2", "-1")),
        *(
            ("TRACKER_EGRESS_PROXY", text)
            for text in ("proxy:3128", "socks5://proxy", "http://", "http://proxy/a")
        ),
        *(
            ("TRACKER_EGRESS_PROXY", text)
            for text in ("http://proxy:0", "http://proxy:99999", "http://proxy?a")
        ),
    ],
)
def test_a_wrong_way_out_stops_the_start_with_one_line_that_names_it(name, text):
    with pytest.raises(SettingError, match=f"^{name}: .+$") as told:
        read_settings({name: text})
    assert "\n" not in str(told.value)


def test_a_proxys_password_is_masked():
    proxy = f"http://user:{SECRET}@proxy:3128"
    assert read_settings({"TRACKER_EGRESS_PROXY": proxy}).egress_proxy == proxy
    assert given(TRACKER_EGRESS_PROXY=proxy)["TRACKER_EGRESS_PROXY"] == (
        f"http://{MASK}@proxy:3128",
        "environment",
    )
    assert SECRET not in repr(read_settings({"TRACKER_EGRESS_PROXY": proxy}))


@pytest.mark.parametrize(
    "wrong", ["socks5://user:{}@proxy", "user:{}@proxy:3128", "http://user:{}@[proxy", "http://a?{}"]
)
def test_a_wrong_proxy_is_told_without_its_password(wrong):
    with pytest.raises(SettingError, match="TRACKER_EGRESS_PROXY") as told:
        read_settings({"TRACKER_EGRESS_PROXY": wrong.format(SECRET)})
    assert SECRET not in str(told.value)


def test_every_setting_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    told = set(re.findall(r"`((?:TRACKER|REDIS)_[A-Z_]+)`", readme))
    assert given().keys() - {"DATABASE_URL"} <= told


def test_a_wrong_address_is_told_without_its_password():
    with pytest.raises(SettingError, match="DATABASE_URL") as told:
        read_settings({"DATABASE_URL": f"mysql://u:{SECRET}@host/d"})
    assert SECRET not in str(told.value)


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", set()),
        ("https://site.example", {"https://site.example"}),
        (
            " https://Site.Example:443 , http://localhost:3000,",
            {"https://site.example", "http://localhost:3000"},
        ),
        ("http://[::1]:8080", {"http://[::1]:8080"}),
    ],
)
def test_origins_are_read_as_browsers_write_them(text, origins):
    assert read_settings({"TRACKER_CORS": text}).cors == origins


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "site.example",
        "https://site.example/",
        "https://a@site.example",
        "null",
        "https://",
        "ftp://x",
        "https://a:b",
    ],
)
def test_what_no_browser_sends_as_an_origin_is_a_wrong_setting(text):
    with pytest.raises(SettingError, match="TRACKER_CORS"):
        read_settings({"TRACKER_CORS": text})


def test_feeds_are_told_once_each_and_not_shown():
    text = f" https://essays.example/{SECRET} ,http://b.example/feed,http://b.example/feed,"
    assert read_settings({"TRACKER_FEEDS": text}).feeds == (
        f"https://essays.example/{SECRET}",
        "http://b.example/feed",
    )
    assert given(TRACKER_FEEDS=text)["TRACKER_FEEDS"] == (MASK, "environment")


@pytest.mark.parametrize(
    "text",
    [
        f"file:///{SECRET}",
        f"{SECRET}.example/feed",
        "https://",
        ",".join(f"https://a.example/{SECRET}/{n}" for n in range(51)),
    ],
)
def test_what_is_no_feed_is_a_wrong_setting_and_not_shown(text):
    with pytest.raises(SettingError, match="TRACKER_FEEDS") as told:
        read_settings({"TRACKER_FEEDS": text})
    assert SECRET not in str(told.value)


@pytest.mark.parametrize(
    "name", ["localtime", "Etc/UTC", "posix/Asia/Tokyo", "Factory", "EST", "Nowhere/Place"]
)
def test_a_zone_that_is_no_place_stops_the_start(name):
    with pytest.raises(SettingError, match="TRACKER_TIMEZONE"):
        read_settings({"TRACKER_TIMEZONE": name})


@pytest.mark.parametrize("name", ["UTC", "Asia/Tokyo"])
def test_a_place_or_utc_is_a_zone(name):
    assert read_settings({"TRACKER_TIMEZONE": name}).timezone == name
