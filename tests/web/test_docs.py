"""The page of the API's document: whole, offline, and all of it allowed by its own policy."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support.instance import open_application, settings_for
from tests.support.serving import served
from tracker.api.http.spec import METHODS, openapi_document
from tracker.app import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RENDER_S = 60


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    with open_application(tmp_path) as application:
        yield create_app(settings_for(tmp_path), application)


def test_everything_that_the_page_names_comes_from_this_tracker(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/docs")
    named = re.findall(r'(?:src|href|data-document)="([^"]*)"', page.text)
    assert len(named) >= 5
    for address in named:
        assert address.startswith("/")
        with client.get(address) as answer:
            assert answer.status_code == 200


def test_the_policy_lets_nothing_in_from_elsewhere_and_runs_no_script_in_the_page(app: Flask) -> None:
    page = app.test_client().get("/docs")
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    for loose in ("unsafe", "*", "http", "blob:"):
        assert loose not in policy
    assert not re.search(r"<script>|<style|\bon\w+=", page.text)


def test_no_other_file_of_the_package_is_served(app: Flask) -> None:
    client = app.test_client()
    for name in ("index.html", "swagger-initializer.js", "..%2f__init__.py", "oauth2-redirect.html"):
        assert client.get(f"/docs/{name}").status_code == 404


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: the page is not looked at")
def test_a_browser_shows_every_operation_and_finds_nothing_against_the_policy(
    app: Flask, tmp_path: Path
) -> None:
    with served(app) as url:
        seen = subprocess.run(
            [
                str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
                "--disable-background-networking", "--enable-logging=stderr", "--virtual-time-budget=10000", "--dump-dom",
                f"{url}/docs",
            ],
            capture_output=True, text=True, timeout=RENDER_S, check=True,
        )  # fmt: skip
    assert "Content Security Policy" not in seen.stderr
    assert "CONSOLE" not in seen.stderr
    document = openapi_document(app)
    addresses = [*document["paths"].values(), *document["webhooks"].values()]
    operations = [name for path in addresses for name in path if name in METHODS]
    assert len(re.findall(r'class="opblock opblock-\w+"', seen.stdout)) == len(operations)
