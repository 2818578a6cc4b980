"""Where the web process listens: the address that was asked for, or the next free port."""

from __future__ import annotations

import socket

import click

NEXT_MAX = 100
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - told apart, not bound


def choose_port(host: str, port: int, *, is_asked: bool) -> int:
    """`port` if it is free, 0 meaning any; else the next free one, unless this very one was asked for."""
    for candidate in range(port, min(port + NEXT_MAX, 65_536)):
        found = _bound(host, candidate)
        if found is not None:
            return found
        if is_asked:
            raise click.ClickException(f"port {port} is taken: ask for another with --port or TRACKER_PORT")
    raise click.ClickException(f"no free port from {port} to {port + NEXT_MAX - 1}")


def address_of(host: str, port: int) -> str:
    """The URL at which this machine reaches a server bound to `host`.

    >>> address_of("0.0.0.0", 8000), address_of("::", 80)
    ('http://127.0.0.1:8000', 'http://[::1]:80')
    """
    reached = _WILDCARDS.get(host, host)
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _bound(host: str, port: int) -> int | None:
    """The port that could be bound just now, None if it is taken. The server may share ports, so it is tried here."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as unknown:
        raise click.ClickException(
            f"TRACKER_HOST: {host!r} is no address here ({unknown.strerror})"
        ) from None
    with socket.socket(family, kind, protocol) as tried:
        # As the server does it: a port whose last connections are still fading is free.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(address)
        except PermissionError:
            raise click.ClickException(f"port {port} may not be used by this user") from None
        except OSError:
            return None
        return int(tried.getsockname()[1])
