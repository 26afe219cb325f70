"""Writes the Grafana dashboard from a table: `python -m deploy.observability.dashboard > deploy/observability/metier.json`."""

from __future__ import annotations

import json
import sys
from typing import Any

PANELS: tuple[tuple[str, str, str, str], ...] = (
    # title, unit, query, legend
    ("Requests", "reqps", "sum by (route) (rate(metier_http_requests_total[5m]))", "{{route}}"),
    (
        "Errors of the edge",
        "percentunit",
        'sum(rate(metier_http_requests_total{status=~"5.."}[5m])) / sum(rate(metier_http_requests_total[5m]))',
        "5xx",
    ),
    (
        "Duration, 95 %",
        "s",
        "histogram_quantile(0.95, sum by (le, route) (rate(metier_http_request_seconds_bucket[5m])))",
        "{{route}}",
    ),
    ("Open sockets", "short", "sum by (route) (metier_sockets_open)", "{{route}}"),
    ("Calls", "reqps", "sum by (service, method) (rate(metier_rpc_total[5m]))", "{{service}} {{method}}"),
    (
        "Calls refused or failed",
        "reqps",
        'sum by (service, code) (rate(metier_rpc_total{code!="OK"}[5m]))',
        "{{service}} {{code}}",
    ),
    (
        "Time of a call, 99 %",
        "s",
        "histogram_quantile(0.99, sum by (le, service, method) (rate(metier_rpc_seconds_bucket[5m])))",
        "{{service}} {{method}}",
    ),
    ("Waiting jobs", "short", 'max by (owner) (metier_jobs{state="queued"})', "{{owner}}"),
    ("Oldest waiting job", "s", "max by (owner) (metier_jobs_oldest_waiting_seconds)", "{{owner}}"),
    ("Dead jobs", "short", 'max by (owner) (metier_jobs{state="dead"})', "{{owner}}"),
    ("Tries of jobs", "short", "sum by (owner, outcome) (rate(metier_job_tries_total[5m]))", "{{owner}} {{outcome}}"),
    ("Model calls", "short", "sum by (call, outcome) (rate(metier_llm_calls_total[5m]))", "{{call}} {{outcome}}"),
    ("Tokens", "short", "sum by (model, direction) (rate(metier_llm_tokens_total[5m]))", "{{model}} {{direction}}"),
    ("Cost in an hour", "currencyUSD", "sum by (model) (increase(metier_llm_cost_usd_total[1h]))", "{{model}}"),
    (
        "Memory",
        "bytes",
        "sum by (app_kubernetes_io_name) (process_resident_memory_bytes)",
        "{{app_kubernetes_io_name}}",
    ),
    (
        "CPU",
        "short",
        "sum by (app_kubernetes_io_name) (rate(process_cpu_seconds_total[5m]))",
        "{{app_kubernetes_io_name}}",
    ),
)
_COLUMNS, _WIDTH, _HEIGHT = 2, 12, 8


def dashboard() -> dict[str, Any]:
    """The dashboard as Grafana's JSON model."""
    source = {"type": "prometheus", "uid": "${source}"}
    return {
        "title": "Metier",
        "uid": "metier",
        "schemaVersion": 39,
        "time": {"from": "now-3h", "to": "now"},
        "refresh": "30s",
        "templating": {"list": [{"name": "source", "type": "datasource", "query": "prometheus"}]},
        "panels": [
            {
                "id": number + 1,
                "type": "timeseries",
                "title": title,
                "datasource": source,
                "gridPos": {
                    "x": number % _COLUMNS * _WIDTH,
                    "y": number // _COLUMNS * _HEIGHT,
                    "w": _WIDTH,
                    "h": _HEIGHT,
                },
                "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
                "targets": [{"refId": "A", "expr": query, "legendFormat": legend, "exemplar": True}],
            }
            for number, (title, unit, query, legend) in enumerate(PANELS)
        ],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(dashboard(), indent=2) + "\n")
