"""A tracker that sends, and a receiver that answers."""

import pytest

from tests.delivery.instance import sending_tracker
from tests.delivery.receiver import receiving
from tests.support.instance import KINDS


@pytest.fixture(params=KINDS)
def instance(request, tmp_path):
    with sending_tracker(tmp_path, kind=request.param) as opened:
        yield opened


@pytest.fixture
def receiver():
    with receiving() as opened:
        yield opened
