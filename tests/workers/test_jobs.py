"""Job bodies run on the house of the environment, under the names that stand in the queue."""

import pytest

from tests.support.house import new_caller, open_application
from tracker.application.verification import read_verified
from workers import jobs


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_DATA", str(tmp_path))
    with open_application(tmp_path) as application:
        yield application
    jobs._application().database.close()
    jobs._application.cache_clear()


def test_verifying_the_log_says_how_far_it_is_right_and_keeps_it(house):
    new_caller(house)
    assert jobs.verify_log(now="2026-03-01T00:00:00.000000Z") > 0
    with house.database.reading() as tx:
        assert read_verified(tx).at == "2026-03-01T00:00:00.000000Z"
