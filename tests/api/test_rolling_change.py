"""While versions change, a process of the earlier one meets what the later one wrote: it says so, and nothing is lost."""

import pytest

from tests.api.served import served
from tests.api.test_problems import check_document
from tests.support.instance import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_of_what_a_later_version_wrote_is_to_be_repeated(tmp_path, kind):
    with served(tmp_path, kind=kind) as instance:
        made, other = instance.log(probability=0.4), instance.log(statement="Snow", probability=0.4)
        version = "UPDATE event SET schema_version = :version WHERE stream = :stream"
        stream = f"prediction-{made['id']}"
        with instance.application.database.writing() as tx:
            tx.execute("DROP TRIGGER event_no_update" + ("" if tx.numbers_positions else " ON event"))
            tx.execute(version, {"version": 99, "stream": stream})
        resolution = {"outcome": "no", "note": "seen"}
        before = instance.position()
        refused = instance.post(f"{made['url']}/resolution", resolution)
        check_document(refused, 503, "not_ready")
        assert refused.headers["Retry-After"] == "5"
        assert "newer version" in refused.json["detail"]
        assert instance.position() == before
        instance.made(f"{other['url']}/resolution", resolution)
        with instance.application.database.writing() as tx:
            tx.execute(version, {"version": 1, "stream": stream})
        instance.made(f"{made['url']}/resolution", resolution)
