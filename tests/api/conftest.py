from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.instances import open_tracker_behind_api
from tests.api.toy import make_app
from tests.api.wrong import Furnished


@pytest.fixture(name="app")
def _app() -> Flask:
    return make_app()


@pytest.fixture(name="client")
def _client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    with open_tracker_behind_api(tmp_path_factory.mktemp("furnished"), of=Furnished) as opened:
        yield opened
