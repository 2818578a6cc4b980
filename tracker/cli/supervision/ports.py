"""Where the web process listens: on the requested port, or on the next free one."""

from __future__ import annotations

import socket

import click

NEXT_MAX = 100
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only compared, not bound


def choose_port(host: str, port: int, *, is_asked: bool) -> int:
    """`port` if it is free (0 means any), else the next free port unless `is_asked`.

    Raises ClickException.
    """
    for candidate in range(port, min(port + NEXT_MAX, 65_536)):
        found = _bound(host, candidate)
        if found is not None:
            return found
        if is_asked:
            raise click.ClickException(f"Port {port} is in use. Choose another with --port or TRACKER_PORT.")
    raise click.ClickException(f"No port from {port} to {port + NEXT_MAX - 1} is free.")


def address_of(host: str, port: int) -> str:
    """The URL by which this machine reaches a server bound to `host`.

    >>> address_of("0.0.0.0", 8000), address_of("::", 80)
    ('http://127.0.0.1:8000', 'http://[::1]:80')
    """
    reached = _WILDCARDS.get(host, host)
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _bound(host: str, port: int) -> int | None:
    """The port if it can be bound, None if it is in use.

    It is tried here, since the server itself may share a port.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as unknown:
        raise click.ClickException(
            f"TRACKER_HOST {host!r} is not an address of this machine: {unknown.strerror}."
        ) from None
    with socket.socket(family, kind, protocol) as tried:
        # As the server does: a port whose old connections are in TIME_WAIT counts as free.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(address)
        except PermissionError:
            raise click.ClickException(f"This user may not use port {port}.") from None
        except OSError:
            return None
        return int(tried.getsockname()[1])
