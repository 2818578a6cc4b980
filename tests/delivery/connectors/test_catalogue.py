"""What holds for every connector."""

from __future__ import annotations

from typing import get_args

import pytest

from tracker.delivery.connectors.catalogue import CONNECTORS
from tracker.delivery.messages.kinds import DIGEST
from tracker.domain import endpoint
from tracker.domain.errors import Invalid


def test_every_connector_that_an_endpoint_may_name_is_there():
    assert set(CONNECTORS) == set(get_args(endpoint.Connector))


@pytest.mark.parametrize("name", ["ghost", "buttondown"])
def test_drafts_are_made_of_digests_alone(name):
    assert CONNECTORS[name].TYPES == (DIGEST,)


def test_a_webhook_takes_no_credentials():
    CONNECTORS["webhook"].check_credentials(None)
    with pytest.raises(Invalid, match="takes no credentials"):
        CONNECTORS["webhook"].check_credentials("key")
