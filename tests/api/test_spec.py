"""The document: valid, complete, the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import yaml
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.api.toy import PredictionAnswer, make_app
from tracker.api.glue import install
from tracker.api.http.operation import AUTHORIZE, Resource, operation
from tracker.api.http.spec import openapi_document, openapi_yaml

PRINT_YAML = "from tests.api.toy import make_app; from tracker.api.http.spec import openapi_yaml; print(openapi_yaml(make_app()))"


@pytest.fixture(scope="module", name="document")
def _document():
    return openapi_document(make_app())


def statuses(document, path: str, method: str) -> set[str]:
    return set(document["paths"][path][method]["responses"])


def header_names(document, path: str, method: str) -> dict[str, bool]:
    parameters = document["paths"][path][method].get("parameters", [])
    return {given["name"]: given["required"] for given in parameters if given["in"] == "header"}


def test_the_document_is_valid(document):
    OpenAPIV31SpecValidator(document).validate()


def test_the_document_says_whose_it_is(document):
    assert document["openapi"] == "3.1.1"
    assert document["info"]["title"] == "tracker"
    assert document["info"]["version"] == "0.1.0"
    assert document["info"]["license"] == {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    assert document["servers"] == [{"url": "/"}]
    assert document["tags"] == [
        {"name": "predictions", "description": "What commentators said would happen."}
    ]


def test_two_hash_seeds_give_the_same_bytes():
    printed = {
        subprocess.run(
            [sys.executable, "-W", "error", "-c", PRINT_YAML],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert printed.pop().startswith(b"openapi: 3.1.1\n")


def test_asking_twice_gives_the_same_document():
    app = make_app()
    assert openapi_yaml(app) == openapi_yaml(app)


def test_the_yaml_says_what_the_document_says(document):
    text = openapi_yaml(make_app())
    assert yaml.safe_load(text) == document
    assert "&id" not in text


def test_the_served_document_is_the_same(document):
    answer = make_app().test_client().get("/openapi.json")
    assert answer.mimetype == "application/json"
    assert answer.get_json() == document


def test_an_idempotent_operation_with_a_body_names_its_refusals(document):
    assert statuses(document, "/v1/predictions", "post") == {
        "200", "201", "400", "401", "403", "406", "409", "413", "415", "422", "429", "default",
    }  # fmt: skip


def test_a_public_list_names_its_refusals(document):
    assert statuses(document, "/v1/predictions", "get") == {"200", "401", "406", "422", "429", "default"}


def test_an_address_with_a_parameter_may_lead_nowhere(document):
    assert statuses(document, "/v1/predictions/{prediction_id}", "get") == {
        "200",
        "401",
        "404",
        "406",
        "422",
        "429",
        "default",
    }


def test_a_conditional_operation_names_its_refusals(document):
    assert {"409", "412", "428"} <= statuses(document, "/v1/predictions/{prediction_id}/amend", "post")
    optional = statuses(document, "/v1/predictions/{prediction_id}/resolve", "post")
    assert {"409", "412"} <= optional
    assert "428" not in optional


def test_headers_are_named_where_they_are_read(document):
    assert header_names(document, "/v1/predictions", "post") == {"Idempotency-Key": False}
    assert header_names(document, "/v1/predictions", "get") == {}
    assert header_names(document, "/v1/predictions/{prediction_id}/amend", "post") == {"If-Match": True}
    assert header_names(document, "/v1/predictions/{prediction_id}/resolve", "post") == {"If-Match": False}


def test_every_refusal_is_a_problem_document(document):
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            if method == "parameters":
                continue
            for status, answer in described["responses"].items():
                if status == "default" or int(status) >= 400:
                    name = answer["$ref"].rpartition("/")[2]
                    content = document["components"]["responses"][name]["content"]
                    assert list(content) == ["application/problem+json"], (path, method, status)


def test_security_follows_the_scope(document):
    assert document["paths"]["/v1/predictions"]["post"]["security"] == [{"bearer": []}]
    assert document["paths"]["/v1/predictions"]["get"]["security"] == [{}, {"bearer": []}]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert "scope `record`" in document["paths"]["/v1/predictions"]["post"]["description"]


def test_every_operation_has_a_name_a_summary_and_a_description(document):
    described = document["paths"]["/v1/predictions"]["post"]
    assert described["operationId"] == "logPrediction"
    assert described["summary"] == "Log a prediction"
    assert described["description"].startswith("Records who said what, and when.")
    assert document["paths"]["/v1/predictions"]["get"]["description"] == "List predictions."


def test_nothing_of_the_glue_or_of_the_extension_shows(document):
    text = str(document)
    assert "x-traits" not in text
    assert "UNPROCESSABLE" not in text
    assert set(document["components"]["schemas"]) == {
        "CiteEntry", "Fault", "ListAnswer", "PredictionAnswer", "PredictionEntry", "Problem", "SeenAnswer",
    }  # fmt: skip


def test_no_component_is_unused(document):
    text = str(document)
    for kind in ("schemas", "responses"):
        for name in document["components"][kind]:
            assert f"'#/components/{kind}/{name}'" in text


def test_requests_are_closed_and_answers_stay_open(document):
    schemas = document["components"]["schemas"]
    assert schemas["PredictionEntry"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["PredictionAnswer"]


def test_a_link_to_an_operation_that_is_none_is_refused():
    app = Flask(__name__)
    api = install(app, version="0.1.0")
    resource = Resource("things", description="Things.")

    @resource.get("/things")
    @operation(summary="List things", answers={200: PredictionAnswer}, links={"getThink": {}})
    def list_things():
        """Things."""

    api.register_blueprint(resource)
    with pytest.raises(ValueError, match="getThink"):
        openapi_document(app)


def test_bounds_are_told(document):
    properties = document["components"]["schemas"]["PredictionEntry"]["properties"]
    assert properties["statement"]["maxLength"] == 200
    assert properties["statement"]["pattern"]
    assert (properties["probability"]["minimum"], properties["probability"]["maximum"]) == (0, 1)
    assert (properties["weight"]["type"], properties["weight"]["minimum"]) == ("integer", 1)
    assert (properties["deadline"]["type"], properties["deadline"]["format"]) == ("string", "date-time")
    assert properties["again"]["type"] == "boolean"


def test_an_answer_in_two_media_types_names_both(document):
    content = document["paths"]["/v1/predictions"]["get"]["responses"]["200"]["content"]
    assert set(content) == {"application/json", "text/csv"}


def test_links_lead_from_the_usual_answer(document):
    created = document["paths"]["/v1/predictions"]["post"]["responses"]["201"]
    assert created["links"] == {
        "getPrediction": {
            "operationId": "getPrediction",
            "parameters": {"prediction_id": "$response.body#/id"},
        }
    }


def test_two_views_of_one_name_are_refused():
    app = make_app()
    api = app.extensions["tracker.api"]
    resource = Resource("others", description="Others.")

    @resource.get("/others/<prediction_id>")
    @operation(summary="Read another", answers={200: PredictionAnswer})
    def get_prediction(prediction_id):
        return {"id": prediction_id}

    api.register_blueprint(resource)
    with pytest.raises(ValueError, match="getPrediction"):
        openapi_document(app)


def test_an_app_without_resources_has_a_valid_document():
    app = Flask(__name__)
    install(app, version="0.1.0")
    app.extensions[AUTHORIZE] = lambda scope, *, may_recall: None
    document = openapi_document(app)
    OpenAPIV31SpecValidator(document).validate()
    assert document["paths"] == {}
