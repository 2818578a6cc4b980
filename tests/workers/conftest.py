"""The secret that the queues are sealed with, and a real server for them."""

import pytest
import redis

from tests.support.valkey import running_valkey
from tests.workers.rqs_worker import SECRET


@pytest.fixture(autouse=True)
def secret(monkeypatch):
    monkeypatch.setenv("TRACKER_SECRET_KEY", SECRET)


@pytest.fixture
def url(tmp_path):
    folder = tmp_path / "tracker"
    folder.mkdir()
    with running_valkey(folder) as address:
        yield address


@pytest.fixture
def client(url):
    with redis.Redis.from_url(url) as connection:
        yield connection


@pytest.fixture
def marks(tmp_path):
    """The folder in which everything that runs leaves a file."""
    folder = tmp_path / "marks"
    folder.mkdir()
    return folder
