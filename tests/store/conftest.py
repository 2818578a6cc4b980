"""A real tracker for every test that asks for one, on each database."""

import pytest

from tests.support.instance import open_application
from tests.support.postgres import url_of
from tracker.store.databases.postgres import open_postgres


@pytest.fixture
def database(application):
    return application.database


@pytest.fixture
def other(on_postgres):
    """The same database as another process has it open."""
    opened = open_postgres(url_of(on_postgres.database))
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(tmp_path):
    with open_application(tmp_path) as opened:
        yield opened.database
