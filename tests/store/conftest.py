"""A real house for every test that asks for one."""

import pytest

from tests.support.house import open_application


@pytest.fixture
def application(tmp_path):
    with open_application(tmp_path) as opened:
        yield opened


@pytest.fixture
def database(application):
    return application.database
