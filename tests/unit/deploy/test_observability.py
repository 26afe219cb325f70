"""Dashboards and alerts name only metrics that the processes export, and the dashboard is the table's."""

import json
import re
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY

import services.edge.middleware.observe
import services.shared.llm.telemetry
import services.shared.runtime.job_metrics
import services.shared.runtime.telemetry  # noqa: F401 - what is imported registers its metrics
from deploy.observability.dashboard import PANELS, dashboard
from tests.paths import ROOT

ALERTS = ROOT / "deploy" / "k8s" / "components" / "monitoring" / "alerts.yaml"
RULES = yaml.safe_load(ALERTS.read_text())["spec"]["groups"][0]["rules"]
EXPORTED = {
    family.name + suffix for family in REGISTRY.collect() for suffix in ("", "_total", "_bucket", "_count", "_sum")
}


@pytest.mark.parametrize("query", [panel[2] for panel in PANELS] + [rule["expr"] for rule in RULES])
def test_a_query_names_metrics_that_are_exported(query):
    named = set(re.findall(r"\b(?:metier|process)_\w+", query))
    assert named
    assert named <= EXPORTED


def test_the_committed_dashboard_is_the_one_of_the_table():
    committed = json.loads(Path(ROOT / "deploy" / "observability" / "metier.json").read_text())
    assert committed == dashboard()


def test_every_alert_says_what_people_notice_and_where_to_look():
    for rule in RULES:
        assert rule["annotations"].keys() >= {"summary", "look"}
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["for"]
