"""A real tracker with a clock that the test moves, and somebody with a key."""

from datetime import UTC, datetime

import pytest

from tests.support.clock import Clock
from tests.support.instance import KINDS, new_caller, open_application


@pytest.fixture
def clock():
    return Clock(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(params=KINDS)
def application(request, tmp_path, clock):
    with open_application(tmp_path, clock=clock, kind=request.param) as opened:
        yield opened


@pytest.fixture
def caller(application):
    return new_caller(application)
