"""A client that is generated from the document logs, resolves and reads a report, knowing nothing but the document."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.instance import AUTHOR, open_application, settings_for, work_off
from tests.support.serving import served
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.bootstrap import ROOT
from tracker.domain.key import SCOPES

NAME = "tracker_client"
GENERATOR = Path(sys.executable).parent / "openapi-python-client"
CONFIG = {"content_type_overrides": {"application/x-ndjson": "application/octet-stream"}, "post_hooks": []}
"""Lines are sent as they are, and the code need not be pretty."""


@pytest.fixture(scope="module", name="generated")
def _generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("generated")
    (folder / "config.json").write_text(json.dumps(CONFIG))
    subprocess.run(
        [
            GENERATOR, "generate", "--path", ROOT / "openapi" / "openapi.yaml", "--config", folder / "config.json",
            "--meta", "none", "--output-path", folder / NAME, "--fail-on-warning",
        ],
        env=os.environ | {"NO_COLOR": "1"}, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


def part(name: str) -> ModuleType:
    return importlib.import_module(f"{NAME}.{name}" if name else NAME)


def test_a_generated_client_logs_resolves_and_reads_the_report(generated: Path, tmp_path: Path) -> None:
    models, types = part("models"), part("types")
    with open_application(tmp_path) as application:
        _, token = issue_key(application, name="k", scopes=SCOPES, author=AUTHOR)
        with served(create_app(settings_for(tmp_path), application)) as url:
            client = part("").AuthenticatedClient(
                base_url=url, token=token, raise_on_unexpected_status=True, httpx_args={"trust_env": False}
            )
            with client:
                entry = models.PredictionBody(statement="It rains", deadline="2099-12-31", probability=0.4)
                made = part("api.predictions.log_a_prediction").sync(
                    client=client, body=entry, idempotency_key="once"
                )
                assert isinstance(made, models.PredictionAnswer)
                again = part("api.predictions.log_a_prediction").sync(
                    client=client, body=entry, idempotency_key="once"
                )
                assert again.id == made.id

                outcome = models.ResolutionBody(outcome="no", note="dry")
                resolved = part("api.outcomes.resolve_prediction").sync(made.id, client=client, body=outcome)
                assert (resolved.status, resolved.outcome.outcome) == ("resolved", "no")

                work_off(application)
                report = part("api.reports.get_track_record").sync(client=client, cohort="settled")
                assert report.overall.n == 1
                assert report.overall.brier["last"].mean == pytest.approx(0.16)
                assert report.overall.bounds.worst is not types.UNSET

                refused = part("api.predictions.get_prediction").sync("prd_none", client=client)
                assert isinstance(refused, models.Problem)
                assert (refused.status, refused.code) == (404, "not_found")
