"""The manifests say what the platform team relies on: valid, restricted, probed, and open only where calls go."""

import importlib
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import kubernetes_validate
import kubernetes_validate.utils as schemas
import pytest
import yaml

from services.cli.certs import HOSTS
from services.cli.processes import PROCESSES, STORING
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.settings import PORTS, ServiceSettings
from tests.paths import ROOT

if TYPE_CHECKING:
    from redis.asyncio import Redis

needs_kubectl = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
BASE = ROOT / "deploy" / "k8s" / "base"
VERSION = re.compile(r"(?:## |metier:|newTag: )(\d+\.\d+\.\d+)")
SCHEMA = cache(schemas.schema_contents)
"""The megabytes of a schema, read once and not anew for every manifest."""
Manifest = dict[str, Any]


def parsed(text: str | bytes) -> list[Any]:
    """The documents of a YAML text, read by the C library: it is ten times as fast."""
    return list(yaml.load_all(text, Loader=yaml.CSafeLoader))


def documents() -> Iterator[tuple[Path, Manifest]]:
    for path in sorted(BASE.glob("*.yaml")):
        if path.name != "kustomization.yaml":
            for document in parsed(path.read_text()):
                yield path, document


ALL = list(documents())
WORKLOADS = [document for _, document in ALL if document["kind"] in {"Deployment", "StatefulSet"}]
POLICIES = {
    document["metadata"]["name"]: document["spec"] for _, document in ALL if document["kind"] == "NetworkPolicy"
}


def name_of(document: Manifest) -> str:
    return f"{document['kind']}/{document['metadata']['name']}"


CALL_GRAPH = {
    ("edge", "orchestrator"),
    ("edge", "taskpipeline"),
    ("edge", "actions"),
    ("edge", "onet-match"),
    ("edge", "cvfsm"),
    ("orchestrator", "agent"),
    ("orchestrator", "taskpipeline"),
    ("orchestrator", "actions"),
    ("agent", "onet-match"),
    ("agent", "nlu"),
    ("taskpipeline", "nlu"),
    ("cvfsm-worker", "nlu"),
    ("taskpipeline", "onet-match"),
    ("taskpipeline-worker", "onet-match"),
    ("taskpipeline-worker", "actions"),
    ("actions", "onet-match"),
    ("actions-worker", "onet-match"),
    ("cvfsm", "taskpipeline"),
    ("cvfsm-worker", "taskpipeline"),
    ("cvfsm-worker", "nlu"),
}
"""Who calls whom, as README draws it."""


@pytest.mark.parametrize("version", ["1.33", "1.34", "1.35"])
def test_every_manifest_is_valid_for_the_last_three_releases_of_kubernetes(version, monkeypatch):
    monkeypatch.setattr(schemas, "schema_contents", SCHEMA)
    for _, document in ALL:
        kubernetes_validate.validate(document, version, strict=True)


def test_every_process_of_the_suite_has_a_deployment_that_starts_it():
    started = {
        tuple(container["args"])
        for document in WORKLOADS
        for container in document["spec"]["template"]["spec"]["containers"]
        if document["kind"] == "Deployment"
    }
    assert started == {("-m", f"services.{spec.service}", *spec.arguments) for spec in PROCESSES}


def test_kustomization_lists_every_file():
    listed = set(parsed((BASE / "kustomization.yaml").read_text())[0]["resources"])
    assert listed == {path.name for path, _ in ALL}


@pytest.mark.parametrize("document", WORKLOADS, ids=name_of)
def test_a_pod_is_restricted(document):
    pod = document["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] >= 10_001
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        context = container["securityContext"]
        assert context == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["requests"].keys() >= {"cpu", "memory"}
        assert "memory" in container["resources"]["limits"]
        assert not container["image"].endswith(":latest")


@pytest.mark.parametrize("document", WORKLOADS, ids=name_of)
def test_a_container_has_all_three_probes(document):
    for container in document["spec"]["template"]["spec"]["containers"]:
        assert {"startupProbe", "readinessProbe", "livenessProbe"} <= container.keys()


def test_a_worker_is_ready_while_its_queue_answers():
    workers = [each for each in WORKLOADS if each["metadata"]["name"].endswith("-worker")]
    for document in workers:
        (container,) = document["spec"]["template"]["spec"]["containers"]
        assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
        assert container["livenessProbe"]["httpGet"]["path"] == "/metrics"
    assert len(workers) == sum(not spec.is_server for spec in PROCESSES)


@pytest.mark.parametrize("document", [each for each in WORKLOADS if each["kind"] == "Deployment"], ids=name_of)
def test_a_service_survives_the_loss_of_a_node(document):
    name, spec = document["metadata"]["name"], document["spec"]
    assert "replicas" not in spec  # the autoscaler's to say
    (scaler,) = [
        kind for _, kind in ALL if kind["kind"] == "HorizontalPodAutoscaler" and kind["metadata"]["name"] == name
    ]
    assert scaler["spec"]["minReplicas"] >= 2
    assert spec["template"]["spec"]["topologySpreadConstraints"]
    assert spec["template"]["spec"]["terminationGracePeriodSeconds"] >= 5 + 20 + 5
    kinds = {kind["kind"] for _, kind in ALL if kind["metadata"]["name"] == name}
    assert {"PodDisruptionBudget", "HorizontalPodAutoscaler", "NetworkPolicy", "ServiceAccount"} <= kinds


def test_no_volume_hides_the_index_of_the_image():
    (matcher,) = [each for each in WORKLOADS if each["metadata"]["name"] == "onet-match"]
    home = config()["METIER_HOME"]
    mounts = matcher["spec"]["template"]["spec"]["containers"][0]["volumeMounts"]
    assert not any(Path(home).is_relative_to(mount["mountPath"]) for mount in mounts)
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()
    assert f"ENV METIER_HOME={home}" in dockerfile
    assert f"COPY --from=build --chown=10001:10001 {home} {home}" in dockerfile


def config() -> Manifest:
    (found,) = [document["data"] for _, document in ALL if document["kind"] == "ConfigMap"]
    return found


def test_checkov_skips_few_checks_each_with_its_reason():
    skipped = re.findall(r"- (CKV\w+)( #.+)?", (ROOT / "deploy/k8s/checkov.yaml").read_text())
    assert 0 < len(skipped) <= 5
    assert all(reason for _, reason in skipped)


def test_what_the_config_map_sets_are_settings_the_code_has():
    fields = {name for settings in every_settings() for name in settings.model_fields}
    assert {key.removeprefix("METIER_").lower() for key in config()} <= fields


def targets(host: str) -> dict[str, str]:
    """What the settings' targets are where services answer at these hosts."""
    hosts = {name: host.format(name.replace("_", "-")) for name in PORTS if name != "edge"}
    return {f"METIER_TARGET_{name.upper()}": f"{hosts[name]}:{PORTS[name]}" for name in hosts}


def test_addresses_are_those_of_the_settings_in_kubernetes_and_in_compose():
    told = {key: value for key, value in config().items() if key.startswith("METIER_TARGET_")}
    assert told == targets("dns:///{}.metier.svc.cluster.local")
    compose = parsed((ROOT / "deploy" / "compose.yaml").read_text())[0]
    told = {key: value for key, value in compose["x-targets"].items() if key.startswith("METIER_TARGET_")}
    assert told == targets("{}")
    for document in WORKLOADS:
        for container in document["spec"]["template"]["spec"]["containers"]:
            name = document["metadata"]["name"].replace("-", "_")
            bound = [row["value"] for row in container.get("env", ()) if row["name"] == "METIER_BIND"]
            assert bound == ([f"0.0.0.0:{PORTS[name]}"] if name in PORTS else [])
    for name, service in compose["services"].items():
        bound = service.get("environment", {}).get("METIER_BIND", "")
        assert bound == (f"0.0.0.0:{PORTS[name.replace('-', '_')]}" if name.replace("-", "_") in PORTS else "")


def every_settings() -> list[type[ServiceSettings]]:
    found = [ServiceSettings]
    for name in PORTS:
        module = importlib.import_module(f"services.{name}.settings")
        found += [
            each for each in vars(module).values() if isinstance(each, type) and issubclass(each, ServiceSettings)
        ]
    return found


COMPONENTS = sorted(path.parent for path in (ROOT / "deploy" / "k8s" / "components").glob("*/kustomization.yaml"))


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.name)
def test_a_component_lists_its_files_and_touches_what_is_there(component):
    told = parsed((component / "kustomization.yaml").read_text())[0]
    assert set(told.get("resources", ())) == {p.name for p in component.glob("*.yaml")} - {"kustomization.yaml"}
    there = {(document["kind"], document["metadata"]["name"]) for _, document in ALL}
    for patch in told.get("patches", ()):
        if "target" in patch:
            names = patch["target"]["name"].split("|")
            assert {(patch["target"]["kind"], name) for name in names} <= there
        else:
            body = parsed(patch["patch"])[0]
            assert (body["kind"], body["metadata"]["name"]) in there


@cache
def rendered(folder: Path) -> list[Manifest]:
    made = subprocess.run(["kubectl", "kustomize", str(folder)], check=True, capture_output=True)
    return parsed(made.stdout)


@needs_kubectl
@pytest.mark.parametrize("overlay", ["production", "managed"])
@pytest.mark.parametrize("version", ["1.33", "1.34", "1.35"])
def test_what_an_overlay_renders_is_valid_too(overlay, version, monkeypatch):
    monkeypatch.setattr(schemas, "schema_contents", SCHEMA)
    for document in rendered(ROOT / "deploy" / "k8s" / "overlays" / overlay):
        if document["apiVersion"] in {"v1", "apps/v1"} or (
            ".k8s.io/" in document["apiVersion"] and "gateway" not in document["apiVersion"]
        ):
            kubernetes_validate.validate(document, version, strict=True)


@needs_kubectl
def test_with_tls_every_process_has_the_certificate_and_no_probe_speaks_grpc(tmp_path):
    here = Path(os.path.relpath(ROOT / "deploy" / "k8s", tmp_path))
    overlay = {"resources": [str(here / "base")], "components": [str(here / "components" / "tls")]}
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump(overlay))
    for document in rendered(tmp_path):
        if document["kind"] == "Deployment":
            (container,) = document["spec"]["template"]["spec"]["containers"]
            assert {"name": "METIER_TLS_DIR", "value": "/etc/metier/tls"} in container["env"]
            assert "grpc" not in str([container[f"{kind}Probe"] for kind in ("startup", "liveness", "readiness")])


def test_routes_lead_to_services_at_their_ports():
    ports = {
        document["metadata"]["name"]: document["spec"]["ports"][0]["port"]
        for _, document in ALL
        if document["kind"] == "Service"
    }
    documents = parsed((ROOT / "deploy/k8s/components/gateway/gateway.yaml").read_text())
    routes = [each for each in documents if each["kind"].endswith("Route")]
    for rule in (rule for route in routes for rule in route["spec"]["rules"]):
        for backend in rule["backendRefs"]:
            assert ports[backend["name"]] == backend["port"]


def test_each_grpc_service_that_is_routed_to_has_a_tls_policy_for_a_name_its_certificate_has():
    components = ROOT / "deploy" / "k8s" / "components"
    routes = yaml.safe_load_all((components / "gateway" / "gateway.yaml").read_text())
    routed = {
        backend["name"]
        for route in routes
        if route["kind"] == "GRPCRoute"
        for rule in route["spec"]["rules"]
        for backend in rule["backendRefs"]
    }
    policies = [each["spec"] for each in yaml.safe_load_all((components / "gateway-tls" / "policies.yaml").read_text())]
    assert {target["name"] for policy in policies for target in policy["targetRefs"]} == routed <= set(HOSTS)
    named = {
        (service["metadata"]["name"], port["name"])
        for _, service in ALL
        if service["kind"] == "Service"
        for port in service["spec"]["ports"]
    }
    for policy in policies:
        (target,) = policy["targetRefs"]
        assert (target["name"], target["sectionName"]) in named
        assert policy["validation"]["hostname"] == target["name"]


def test_workers_scale_on_the_queue_they_read():
    documents = parsed((ROOT / "deploy/k8s/components/queue-scaling/scaledobjects.yaml").read_text())
    for scaled in (each for each in documents if each["kind"] == "ScaledObject"):
        owner = scaled["metadata"]["name"].removesuffix("-worker")
        (trigger,) = scaled["spec"]["triggers"]
        assert trigger["metadata"]["stream"] == Jobs(cast("Redis", None), owner).stream
        assert trigger["metadata"]["consumerGroup"] == "workers"


def test_grpc_is_probed_by_grpc_and_services_are_headless():
    for _, document in ALL:
        if document["kind"] == "Service" and document["metadata"]["name"] not in {"edge", "redis"}:
            assert document["spec"]["clusterIP"] == "None"
            assert document["spec"]["ports"][0]["port"] == PORTS[document["metadata"]["name"].replace("-", "_")]
    for document in WORKLOADS:
        for container in document["spec"]["template"]["spec"]["containers"]:
            if any(port["name"] == "grpc" for port in container["ports"]):
                assert container["livenessProbe"]["grpc"]["service"] == "liveness"
                assert "grpc" in container["readinessProbe"]


def peers(rules: list[Manifest], side: str) -> set[str]:
    return {
        peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
        for rule in rules
        for peer in rule.get(side, ())
        if "podSelector" in peer
    }


def test_network_policies_open_exactly_the_call_graph():
    outgoing = {(name, peer) for name, spec in POLICIES.items() for peer in peers(spec.get("egress", ()), "to")}
    incoming = {(peer, name) for name, spec in POLICIES.items() for peer in peers(spec.get("ingress", ()), "from")}
    assert {edge for edge in outgoing if edge[1] != "redis"} == CALL_GRAPH
    assert incoming == outgoing


def called_in_wiring(service: str) -> set[str]:
    """Targets the wiring of a service connects to; the edge lists them by name."""
    files = [ROOT / "services" / service / name for name in ("__main__.py", "wiring.py")]
    wiring = "".join(path.read_text() for path in files if path.exists())
    found = set(re.findall(r"settings\.target_(\w+)", wiring))
    if "target_{name}" in wiring:
        found |= {name for name in PORTS if f'"{name}"' in wiring} - {service}
    return found


def test_the_call_graph_is_that_of_the_code():
    wired = {(service, called) for service in PORTS for called in called_in_wiring(service)}
    drawn = {(caller.removesuffix("-worker"), called) for caller, called in CALL_GRAPH}
    assert wired == {(caller.replace("-", "_"), called.replace("-", "_")) for caller, called in drawn}


def test_what_stores_holds_the_data_keys_and_nobody_else():
    holders = {
        each["metadata"]["name"].removesuffix("-worker") for each in WORKLOADS if "metier-data" in yaml.safe_dump(each)
    }
    assert holders == STORING


def test_every_server_that_answers_others_than_the_suite_knows_the_api_keys_and_the_edge_alone_holds_one():
    def holders(secret: str) -> set[str]:
        return {each["metadata"]["name"] for each in WORKLOADS if secret in yaml.safe_dump(each)}

    answering = {
        name.replace("_", "-")
        for name in PORTS
        if name != "edge" and re.search(r"Access\.(PUBLIC|SESSION)", (ROOT / f"services/{name}/rpc.py").read_text())
    }
    assert holders("metier-access") == answering | {"edge"}
    assert holders("metier-edge") == {"edge"}


def test_redis_refuses_before_its_container_is_killed():
    (redis,) = [each for each in WORKLOADS if each["metadata"]["name"] == "redis"]
    (container,) = redis["spec"]["template"]["spec"]["containers"]
    limit = re.search(r"--maxmemory (\d+)mb", container["args"][0])
    assert limit is not None
    assert container["resources"]["limits"]["memory"] == "1Gi"
    assert int(limit[1]) <= 0.65 * 1024  # a rewrite of the file copies the pages that change meanwhile


def test_no_volume_is_shared_by_pods():
    assert [name_of(document) for _, document in ALL if document["kind"] == "PersistentVolumeClaim"] == []


def test_everything_that_is_not_named_is_denied():
    assert POLICIES["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert all(spec["policyTypes"] == ["Ingress", "Egress"] for spec in POLICIES.values())


def test_the_edge_holds_neither_the_internal_credential_nor_a_model_key():
    (edge,) = [each for each in WORKLOADS if each["metadata"]["name"] == "edge"]
    text = yaml.safe_dump(edge)
    assert "metier-internal" not in text
    assert "metier-models" not in text
    assert "metier-redis" not in text


def test_the_version_is_the_same_everywhere() -> None:
    released = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    places = ["CHANGELOG.md", "README.md", "deploy/Dockerfile", "deploy/k8s/overlays/production/kustomization.yaml"]
    found = {place: set(VERSION.findall((ROOT / place).read_text())[:1]) for place in places}
    found |= {path.name: set(VERSION.findall(path.read_text())) for path in BASE.glob("*.yaml")}
    assert {place: versions for place, versions in found.items() if versions - {released}} == {}
    assert all(found[place] for place in places)


@pytest.mark.parametrize("name", ["agent", "cvfsm"])
def test_whoever_tells_who_reads_what_people_write_sees_the_keys_that_decide_it(name: str) -> None:
    (workload,) = [each for each in WORKLOADS if each["metadata"]["name"] == name]
    assert "metier-models" in yaml.safe_dump(workload)
