"""A real house with a clock that the test moves, and somebody with a key."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.house import KINDS, new_caller, open_application


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **span):
        self.now += timedelta(**span)


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
