"""GET /docs: the API's documentation in Swagger UI, without external resources."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, send_from_directory
from swagger_ui_bundle import swagger_ui_path
from werkzeug.exceptions import NotFound

ASSETS = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png")
KEPT_S = 86_400

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI's style sheet has its icons as data: images. Requests go to this tracker only."""


def docs() -> Blueprint:
    """The blueprint with the page, its start script and the package's files."""
    web = Blueprint("docs", __name__, template_folder="templates")

    @web.get("/docs")
    def page() -> Response:
        """The documentation page."""
        response = make_response(render_template("docs.html"))
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @web.get("/docs/begin.js")
    def begin() -> Response:
        """The start script; a file, since the policy forbids scripts inside the page."""
        with web.open_resource("static/docs.js", "r") as script:
            response = make_response(script.read())
        response.mimetype = "text/javascript"
        return response

    @web.get("/docs/<name>")
    def asset(name: str) -> Response:
        """One of the package's files that the page needs; the package has others."""
        if name not in ASSETS:
            raise NotFound
        return send_from_directory(str(swagger_ui_path), name, max_age=KEPT_S)

    return web
