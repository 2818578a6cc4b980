"""A house that sends, and a receiver that answers."""

import pytest

from tests.delivery.house import sending_house
from tests.delivery.receiver import receiving
from tests.support.house import KINDS


@pytest.fixture(params=KINDS)
def house(request, tmp_path):
    with sending_house(tmp_path, kind=request.param) as opened:
        yield opened


@pytest.fixture
def receiver():
    with receiving() as opened:
        yield opened
