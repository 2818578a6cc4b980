"""While versions change, a process of the earlier one meets what the later one wrote: it says so, and nothing is lost."""

import pytest

from tests.api.served import served
from tests.api.test_problems import check_document
from tests.support.house import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_of_what_a_later_version_wrote_is_to_be_repeated(tmp_path, kind):
    with served(tmp_path, kind=kind) as house:
        made, other = house.log(probability=0.4), house.log(statement="Snow", probability=0.4)
        version = "UPDATE event SET schema_version = :version WHERE stream = :stream"
        stream = f"prediction-{made['id']}"
        with house.application.database.writing() as tx:
            tx.execute("DROP TRIGGER event_no_update" + ("" if tx.numbers_positions else " ON event"))
            tx.execute(version, {"version": 99, "stream": stream})
        resolution = {"outcome": "no", "note": "seen"}
        before = house.position()
        refused = house.post(f"{made['url']}/resolution", resolution)
        check_document(refused, 503, "not_ready")
        assert refused.headers["Retry-After"] == "5"
        assert "later version" in refused.json["detail"]
        assert house.position() == before
        house.made(f"{other['url']}/resolution", resolution)
        with house.application.database.writing() as tx:
            tx.execute(version, {"version": 1, "stream": stream})
        house.made(f"{made['url']}/resolution", resolution)
