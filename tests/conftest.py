"""A real tracker for every test that asks for one."""

import pytest

from tests.support.instance import KINDS, open_application


@pytest.fixture(params=KINDS)
def application(request, tmp_path):
    """On each database in turn."""
    with open_application(tmp_path, kind=request.param) as opened:
        yield opened


@pytest.fixture
def on_postgres(tmp_path):
    """Where writers wait for each other only as far as they say so."""
    with open_application(tmp_path, kind="postgres") as opened:
        yield opened
