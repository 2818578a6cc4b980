"""The example alerts: rules that Prometheus can read, on metrics that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.support.instance import open_application, settings_for
from tests.support.valkey import running_valkey
from tracker.app import create_app
from tracker.application.work.verification import verify_log
from tracker.settings import read_settings
from tracker.store.backups import note_backup

ALERTS = Path(__file__).parent.parent / "docs" / "alerts.yaml"
METRIC = re.compile(r"\btracker_[a-z_]+")
PERIOD = re.compile(r"\d+[smhd]")


def rules():
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_says_what_is_wrong_how_bad_it_is_and_what_to_do(rule):
    assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
    assert PERIOD.fullmatch(rule["for"])
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert set(rule["annotations"]) == {"summary", "action"}
    assert METRIC.search(rule["expr"])


def test_every_metric_that_an_alert_names_is_shown_by_a_tracker(tmp_path):
    with running_valkey(tmp_path) as url, open_application(tmp_path / "tracker") as application:
        data = {"TRACKER_DATA": str(settings_for(tmp_path / "tracker").data), "REDIS_URL": url}
        note_backup(application.database, position=0, head=b"", at=application.clock())
        verify_log(application, now=application.clock())
        client = create_app(read_settings(data), application).test_client()
        client.get("/livez")
        text = client.get("/metrics").text
    shown = {sample.name for family in text_string_to_metric_families(text) for sample in family.samples}
    named = {name for rule in rules() for name in METRIC.findall(rule["expr"])}
    assert named <= shown, named - shown
