"""What no container engine is at hand to show: what the image is made of, and that compose starts all processes."""

import re

import pytest
import yaml

from services.cli.processes import PROCESSES, STORING
from services.shared.runtime.settings import PORTS
from tests.paths import ROOT

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if name != "redis"}


def copied() -> list[str]:
    """Paths of the checkout that the image is built from."""
    rows = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    return [path for row in rows for path in row.split()]


def test_every_path_the_image_copies_is_there_and_not_left_out():
    left_out = (ROOT / ".dockerignore").read_text().split()
    for path in copied():
        assert (ROOT / path).exists(), path
        assert not any(path == each or path.startswith(f"{each}/") for each in left_out), path


def test_the_image_runs_as_nobody_and_holds_no_build_tools():
    last = DOCKERFILE.rpartition("FROM ")[2]
    assert "USER 10001:10001" in last
    assert "/build" not in last
    assert "requirements-dev" not in DOCKERFILE
    lock = (ROOT / "requirements.lock").read_text()
    assert not re.search(r"^(pytest|mypy|ruff|hatchling|playwright|grpcio-tools)==", lock, re.MULTILINE)


def test_compose_starts_every_process_at_its_port():
    assert {tuple(service["command"]) for service in OURS.values()} == {
        ("-m", f"services.{spec.service}", *spec.arguments) for spec in PROCESSES
    }
    for name, port in PORTS.items():
        service = OURS[name.replace("_", "-")]
        assert service["environment"]["METIER_BIND"].endswith(f":{port}")
        if name != "edge":
            assert OURS["edge"]["environment"][f"METIER_TARGET_{name.upper()}"] == f"{name.replace('_', '-')}:{port}"
    assert sum("build" in service for service in OURS.values()) == 1


def test_compose_gives_each_secret_to_those_that_need_it():
    def holders(variable: str) -> set[str]:
        return {
            name.removesuffix("-worker").replace("-", "_")
            for name, each in OURS.items()
            if variable in each["environment"]
        }

    assert holders("METIER_DATA_KEYS") == STORING
    assert "edge" not in holders("METIER_INTERNAL_SECRET") | holders("METIER_REDIS_URL")
    assert holders("METIER_INTERNAL_SECRET") == set(PORTS) - {"edge"}


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_a_container_is_restricted_and_only_the_page_is_published_on_this_machine_alone(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == "10001:10001"
    assert service.get("ports", []) == (["127.0.0.1:8080:8080"] if name == "edge" else [])
    assert ":latest" not in service["image"]
