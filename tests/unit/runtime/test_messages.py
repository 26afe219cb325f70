"""Jobs in the words of every owner's contract."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration

from metier.actions.v1 import career_action_pb2
from metier.cvfsm.v1 import cv_service_pb2
from metier.taskpipeline.v1 import task_pb2
from services.shared.runtime.job import Job, JobState
from services.shared.runtime.messages import job_fields, job_states, seconds

CONTRACTS: list[Any] = [career_action_pb2, cv_service_pb2, task_pb2]
BEGUN = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)
JOB = Job("j1", "match", "s1", JobState.QUEUED, 2, 3, 7, "TIMED_OUT", BEGUN, BEGUN + timedelta(seconds=2))


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_job_fills_every_field_of_a_contract_s_job(contract: Any):
    shown = contract.Job(**job_fields(JOB))
    assert {field.name for field, _ in shown.ListFields()} == {field.name for field in contract.Job.DESCRIPTOR.fields}
    assert (shown.id, shown.attempts, shown.done, shown.total, shown.error) == ("j1", 2, 3, 7, "TIMED_OUT")
    assert shown.created_at.ToDatetime(tzinfo=UTC) == BEGUN
    assert shown.updated_at.ToDatetime(tzinfo=UTC) == BEGUN + timedelta(seconds=2)


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize("state", JobState)
def test_a_state_is_read_back_from_the_number_it_is_shown_as(contract: Any, state: JobState):
    shown = contract.Job(**job_fields(replace(JOB, state=state)))
    assert job_states(contract.JobState.Value)[shown.state] is state


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_state_of_a_contract_but_unspecified_is_one_of_ours(contract: Any):
    assert set(job_states(contract.JobState.Value)) == set(contract.JobState.values()) - {0}


@pytest.mark.parametrize("length", [0.0, 2.5, -1.0, 9.2e18])
def test_a_duration_of_any_length_is_read_in_seconds(length: float):
    assert seconds(Duration(seconds=int(length), nanos=round(length % 1 * 1e9))) == length
