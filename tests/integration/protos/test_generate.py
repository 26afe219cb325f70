"""Stubs that do not fit the contracts are noticed, whichever way they differ."""

import pytest

from protos.generate import GENERATED, generate, stale


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stubs")
    generate(folder)
    return folder


def test_the_committed_stubs_are_fresh(fresh):
    assert stale(fresh, GENERATED) == []


def test_a_changed_a_missing_and_a_left_over_stub_are_named(fresh, tmp_path):
    for path in fresh.rglob("*.py"):
        (tmp_path / path.relative_to(fresh)).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path.relative_to(fresh)).write_bytes(path.read_bytes())
    service = tmp_path / "metier" / "agent" / "v1"
    (service / "agent_state_pb2.py").write_text("changed")
    (service / "agent_service_pb2.py").unlink()
    (service / "left_over_pb2.py").write_text("")
    named = {name for name in stale(fresh, tmp_path) if name.endswith("pb2.py")}
    assert named == {f"metier/agent/v1/{name}_pb2.py" for name in ("agent_state", "agent_service", "left_over")}
