"""Which port is chosen, and at which address this machine reaches it."""

from __future__ import annotations

import doctest
import socket

import click
import pytest

from tracker.cli.supervision import ports
from tracker.cli.supervision.ports import address_of, choose_port

HERE = "127.0.0.1"


@pytest.fixture
def taken():
    """A port that somebody listens on."""
    with socket.create_server((HERE, 0)) as listening:
        yield listening.getsockname()[1]


def test_the_examples_in_the_module_hold():
    assert doctest.testmod(ports).failed == 0


def test_a_taken_port_gives_way_to_the_next_free_one(taken):
    chosen = choose_port(HERE, taken, is_asked=False)
    assert taken < chosen < taken + ports.NEXT_MAX
    with socket.create_server((HERE, chosen)):
        pass


def test_a_port_that_was_asked_for_is_never_exchanged(taken):
    with pytest.raises(click.ClickException, match=f"Port {taken} is in use"):
        choose_port(HERE, taken, is_asked=True)


def test_a_port_that_is_shared_counts_as_taken():
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind((HERE, 0))
        listening.listen()
        with pytest.raises(click.ClickException, match="is in use"):
            choose_port(HERE, listening.getsockname()[1], is_asked=True)


def test_zero_means_any_free_port():
    assert choose_port(HERE, 0, is_asked=True) > 1_023


def test_a_free_port_is_the_one_asked_for():
    with socket.create_server((HERE, 0)) as listening:
        port = listening.getsockname()[1]
    assert choose_port(HERE, port, is_asked=True) == port


def test_the_search_ends(monkeypatch, taken):
    monkeypatch.setattr(ports, "NEXT_MAX", 1)
    with pytest.raises(click.ClickException, match="No port from"):
        choose_port(HERE, taken, is_asked=False)


def test_a_host_that_is_none_is_named():
    with pytest.raises(click.ClickException, match="TRACKER_HOST 'no such host'"):
        choose_port("no such host", 0, is_asked=True)


@pytest.mark.parametrize(
    ("host", "address"),
    [(HERE, "http://127.0.0.1:1"), ("::1", "http://[::1]:1"), ("0.0.0.0", "http://127.0.0.1:1")],  # noqa: S104 - not bound
)
def test_every_interface_is_reached_at_this_one(host, address):
    assert address_of(host, 1) == address
