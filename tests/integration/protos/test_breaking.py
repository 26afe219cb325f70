"""The contracts against those of the last release: the one move that was decided passes, every other break fails."""

import shutil
from pathlib import Path

import pytest

from protos.breaking import ROOT, breaks


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "buf.yaml", tmp_path)
    shutil.copytree(ROOT / "protos/metier", tmp_path / "protos/metier")
    return tmp_path


def test_the_contracts_break_nothing_of_the_last_release(contracts: Path):
    assert breaks(contracts) == ""


@pytest.mark.parametrize(
    ("file", "was", "broken", "found"),
    [
        ("jobs/v1/job.proto", "int32 attempts = 5", "int32 tries = 5", 'changed name from "attempts"'),
        ("jobs/v1/job.proto", "string error = 8", "int32 error = 8", 'changed type from "string" to "int32"'),
        ("jobs/v1/job.proto", "JOB_STATE_DEAD = 5", "JOB_STATE_LOST = 5", "JOB_STATE_DEAD"),
        (
            "taskpipeline/v1/task.proto",
            "metier.jobs.v1.Job job = 5",
            "string job = 5",
            'changed type from "message" to "string"',
        ),
        ("taskpipeline/v1/task.proto", "int64 revision = 14", "int64 revision = 99", '"14" with name "revision"'),
        ("actions/v1/action_service.proto", "  Profile profile = 2;", "", '"2" with name "profile"'),
    ],
)
def test_any_other_change_of_what_was_released_fails(contracts: Path, file: str, was: str, broken: str, found: str):
    proto = contracts / "protos/metier" / file
    text = proto.read_text()
    assert was in text
    proto.write_text(text.replace(was, broken))
    assert found in breaks(contracts)
