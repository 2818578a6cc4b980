"""What is said of a URL before anything is resolved."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from tests.delivery.refused import LITERALS
from tests.support.watching import watched_network
from tracker.delivery.egress.policy import EgressPolicy, EgressRefused, check_url

STRICT = EgressPolicy()
WITH_HTTP = EgressPolicy(is_http_allowed=True)
DEVELOPING = EgressPolicy(allow=(ip_network("127.0.0.0/8"), ip_network("::1/128")), is_http_allowed=True)


def refusal(url, policy=STRICT):
    with pytest.raises(EgressRefused) as refused:
        check_url(url, policy)
    assert str(refused.value).endswith(".")
    return refused.value.code


@pytest.mark.parametrize("host", LITERALS.split())
def test_no_form_of_an_inner_address_passes(host):
    with watched_network() as seen:
        assert refusal(f"https://{host}/hook") == "refused_address"
        assert refusal(f"https://{host}:8443/hook") == "refused_address"
    assert seen == []


PASSING = """
    https://a.example https://a.example:443/hook?x=1#y HTTPS://A.Example./ https://1.1.1.1/ https://[2606:4700::1111]/
    https://münchen.example/ä https://a_b.example/ https://1.a.example
"""

REFUSED = {
    "refused_scheme": """
        http://a.example/ ftp://a.example/ //a.example/ a.example file:///etc/passwd gopher://a.example:443/
        javascript:alert(1)
    """,
    "userinfo": "https://u:p@a.example/ https://u@a.example/ https://:@a.example/",
    "malformed": f"""
        https:// https:///x https:a.example https://a.example:99999/ https://a.example\\@b.example/
        https://a..example/ https://a%2eb.example/ https://*.example/ https://-a.example/
        https://{"a" * 64}.example/ https://{"a." * 127}example/
    """,
    "refused_port": """
        https://a.example:22/ https://a.example:0/ https://a.example:80/ https://1.1.1.1:8443/
        https://[2606:4700::1111]:25/
    """,
}


@pytest.mark.parametrize("url", PASSING.split())
def test_a_public_receiver_passes(url):
    check_url(url, STRICT)


@pytest.mark.parametrize(
    ("url", "code"), [(url, code) for code, urls in REFUSED.items() for url in urls.split()]
)
def test_what_is_refused_says_why(url, code):
    assert refusal(url) == code


@pytest.mark.parametrize("url", ["https://a.example/\r\nX: y", " https://a.example", "https://a.example/a b"])
def test_spaces_and_control_characters_make_no_url(url):
    assert refusal(url) == "malformed"


def test_nothing_is_no_url():
    assert refusal("") == "refused_scheme"


def test_a_url_has_its_length():
    longest = "https://a.example/".ljust(2_048, "x")
    check_url(longest, STRICT)
    assert refusal(f"{longest}x") == "too_long"


def test_http_and_its_port_are_let_out_together():
    check_url("http://a.example/", WITH_HTTP)
    check_url("http://a.example:443/", WITH_HTTP)
    assert refusal("http://a.example:8080/", WITH_HTTP) == "refused_port"
    assert refusal("ftp://a.example/", WITH_HTTP) == "refused_scheme"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "[::1]", "localhost", "receiver.example"])
def test_an_allowed_network_is_reached_at_any_port(host):
    check_url(f"http://{host}:9000/", DEVELOPING)


@pytest.mark.parametrize("host", ["10.0.0.1", "[::ffff:127.0.0.1]", "127.1", "0", "[::127.0.0.1]"])
def test_an_allowed_network_lets_out_nothing_else(host):
    assert refusal(f"http://{host}:9000/", DEVELOPING) == "refused_address"


def test_a_public_address_keeps_its_ports_whatever_is_allowed():
    assert refusal("http://1.1.1.1:9000/", DEVELOPING) == "refused_port"


def test_localhost_stays_inside_where_another_network_is_allowed():
    assert refusal("https://localhost/", EgressPolicy(allow=(ip_network("10.0.0.0/8"),))) == "refused_address"
