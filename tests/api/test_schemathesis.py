"""Whatever the document allows and forbids, tried on a real tracker: no answer that the document does not describe.

Schemathesis makes the requests from the document, the same ones every time, all its checks on: case by case, at random,
and along the links. TRACKER_TEST_EXAMPLES asks for more of them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.support.instance import AUTHOR, bearer, open_application, settings_for
from tests.support.serving import served
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.domain.key import SCOPES

EXAMPLES = int(os.environ.get("TRACKER_TEST_EXAMPLES", "6"))
STEPS = 6
SEED = 20_251_231
REFUSALS = ["401", "403", "404", "409", "412", "422", "428"]
CREATING = {"logAPrediction", "openImport", "createKey"}
LINKED_MIN = 4
"""Which links are followed depends on ids, which are new in every tracker; that many always are."""

LINKED = {
    "getPrediction",
    "addForecast",
    "listForecasts",
    "getScores",
    "getDevelopment",
    "getImport",
    "rotateKey",
}

MEANINGFUL: dict[str, Any] = {
    "deadline": "2099-12-31", "opens": "2020-01-01", "timezone": "Asia/Tokyo", "probability": 0.4, "author": AUTHOR,
    "forecaster": AUTHOR, "occurred_on": "2020-02-02", "happened_on": "2020-02-02", "outcome": "no", "type": "binary",
    "settlement": "confirm", "visibility": "public", "default_outcome": "no", "reason": "ambiguous", "actor_ended": "resolve_default",
    "rule": {"event_type": "cabinet.falls"}, "essay": "https://essay.example/1", "note": "seen", "again": True,
    "at": "2020-01-01T00:00:00Z", "expires_at": "2099-12-31T00:00:00Z",
}  # fmt: skip
"""For fields that a schema can only call text."""

EXCLUDING = {"occurred_at", "about", "resolves", "development", "resolved_as_of", "ends_actor", "probabilities", "quantiles",
             "cdf", "scale", "options", "unit", "antecedent", "consequent", "visible_from", "supersedes", "claim",
             "developments"}  # fmt: skip
"""Optional fields that go only with particular values of others."""


pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
"""Which are about how large what it generates is to print."""


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where a tracker answers, and a key that may do everything."""
    with open_application(tmp_path) as application:
        _, token = issue_key(application, name="k", scopes=SCOPES, author=AUTHOR)
        unlimited = settings_for(tmp_path, TRACKER_RATE_KEY="0", TRACKER_RATE_ADDRESS="0")
        with served(create_app(unlimited, application)) as url:
            yield url, token


@pytest.fixture(autouse=True)
def _lines_of_json() -> None:
    schemathesis.serializer("application/x-ndjson")(lambda _, value: str(value).encode())


def test_every_answer_to_anything_is_as_the_document_says(asked: tuple[str, str]) -> None:
    url, token = asked
    phases = {"stateful": {"enabled": False}}
    document = schemathesis.openapi.from_url(f"{url}/openapi.json", config=configured(token, phases=phases))
    assert set(run(document)) >= {"listEvents", "getTrackRecord", "createKey"}


def test_what_an_answer_links_to_is_as_the_document_says_too(asked: tuple[str, str]) -> None:
    url, token = asked
    # Links that it makes up would revoke the key that it asks with.
    stateful = {
        "inference": {"algorithms": []},
        "generation": {"max-examples": EXAMPLES * 24, "mode": "positive"},
        "max-steps": STEPS,
    }
    others = {name: {"enabled": False} for name in ("examples", "coverage", "fuzzing")}
    config = configured(token, phases={"stateful": stateful, **others})
    document = schemathesis.openapi.from_url(f"{url}/openapi.json", config=config)
    document.hook("map_body")(meaning_something)
    answered = set(run(document))
    assert answered >= CREATING
    assert len(answered & LINKED) >= LINKED_MIN, answered


def configured(token: str, *, phases: dict[str, Any]) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "headers": bearer(token),
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
            "phases": phases,
            "checks": {
                # Which ids exist, what lies in the past and which fields go together, no schema says.
                "positive_data_acceptance": {"expected-statuses": ["2xx", *REFUSALS]},
                # A change that needs If-Match and comes without is told so by RFC 6585.
                "missing_required_header": {
                    "expected-statuses": ["400", "401", "403", "404", "406", "415", "422", "428"]
                },
                # An If-Match that no record can have is another version than the present one (412).
                "negative_data_rejection": {
                    "expected-statuses": ["400", "405", "406", "413", "415", *REFUSALS]
                },
            },
        }
    )


def run(document: Any) -> Counter[str]:
    """How often each operation was answered with 2xx, once nothing was found."""
    answered: Counter[str] = Counter()
    found: list[str] = []
    for event in from_schema(document).execute():
        match event:
            case events.ScenarioFinished():
                answered.update(answers(event))
                found += failures(event)
            case events.NonFatalError():
                found.append(str(event.info))
            case events.FatalError():
                found.append(str(event.exception))
    assert not found, "\n\n".join(dict.fromkeys(found))
    return answered


def meaning_something(context: Any, body: Any) -> Any:
    """What the document allows, with values that mean something, so that there is something for links to lead on from."""
    del context
    if not isinstance(body, dict):
        return body
    told = {name: MEANINGFUL.get(name, value) for name, value in body.items() if name not in EXCLUDING}
    if "headline" in told and "outcome" not in told:  # a development, which must be dated
        told["occurred_on"] = MEANINGFUL["occurred_on"]
    return told


def answers(event: events.ScenarioFinished) -> Iterator[str]:
    """The operations that were answered with 2xx."""
    for case_id, interaction in event.recorder.interactions.items():
        if interaction.response is not None and interaction.response.status_code < 300:
            operation = event.recorder.cases[case_id].value.operation
            yield operation.definition.raw["operationId"]


def failures(event: events.ScenarioFinished) -> Iterator[str]:
    for case_id, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                case = event.recorder.cases[case_id].value
                yield f"{case.method} {case.formatted_path}: {failure.title}\n{failure.message}\n{check.failure_info.code_sample}"
