"""Jobs in the words of the contract."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from google.protobuf.duration_pb2 import Duration

from metier.jobs.v1 import job_pb2
from services.shared.runtime.job import Job, JobState
from services.shared.runtime.job_rpc import job_message
from services.shared.runtime.messages import seconds

BEGUN = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)
JOB = Job("j1", "match", "s1", JobState.QUEUED, 2, 3, 7, "TIMED_OUT", BEGUN, BEGUN + timedelta(seconds=2))


def test_a_job_fills_every_field_of_the_contract_s_job():
    shown = job_message(JOB)
    assert {field.name for field, _ in shown.ListFields()} == {field.name for field in job_pb2.Job.DESCRIPTOR.fields}
    assert (shown.id, shown.attempts, shown.done, shown.total, shown.error) == ("j1", 2, 3, 7, "TIMED_OUT")
    assert shown.created_at.ToDatetime(tzinfo=UTC) == BEGUN
    assert shown.updated_at.ToDatetime(tzinfo=UTC) == BEGUN + timedelta(seconds=2)


def test_every_state_of_a_job_is_a_state_of_the_contract_and_no_other_is():
    shown = {job_message(replace(JOB, state=state)).state for state in JobState}
    assert shown == set(job_pb2.JobState.values()) - {job_pb2.JOB_STATE_UNSPECIFIED}


@pytest.mark.parametrize("length", [0.0, 2.5, -1.0, 9.2e18])
def test_a_duration_of_any_length_is_read_in_seconds(length: float):
    assert seconds(Duration(seconds=int(length), nanos=round(length % 1 * 1e9))) == length
