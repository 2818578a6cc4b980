"""A real house for every test that asks for one, on each database."""

import pytest

from tests.support.house import open_application


@pytest.fixture
def database(application):
    return application.database


@pytest.fixture
def sqlite_database(tmp_path):
    with open_application(tmp_path) as opened:
        yield opened.database
