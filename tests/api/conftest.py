from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.toy import make_app


@pytest.fixture(name="app")
def _app() -> Flask:
    return make_app()


@pytest.fixture(name="client")
def _client(app: Flask) -> FlaskClient:
    return app.test_client()
