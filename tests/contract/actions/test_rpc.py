"""Every call of ActionService: its success, and each reason its contract names."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration

from metier.actions.v1 import action_service_pb2 as rpc
from metier.actions.v1 import career_action_pb2 as pb
from metier.jobs.v1 import job_pb2
from metier.onet_match.v1 import catalogue_pb2 as onet
from services.actions.adapters.redis_store import OWNER
from services.actions.rpc import profile_of
from services.shared.errors import Denied, InvalidInput, NotFound, WrongState
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.sessions import SessionKeys
from tests.contract.actions.conftest import PROFILE, working

ENDED = {job_pb2.JOB_STATE_DONE, job_pb2.JOB_STATE_DEAD, job_pb2.JOB_STATE_CANCELLED}


async def refused(call, kind, reason, **metadata):
    with pytest.raises(kind) as error:
        await call
    assert error.value.reason == reason
    assert metadata.items() <= error.value.metadata.items()


def status(action_id, wanted, request_id="", session_id="s1"):
    return rpc.SetActionStatusRequest(session_id=session_id, action_id=action_id, status=wanted, request_id=request_id)


async def test_a_generation_is_queued_and_its_actions_appear(house):
    listing = await house.generated()
    assert 3 <= len(listing.actions) <= 5
    assert len({action.type for action in listing.actions}) >= 3
    assert {action.written_by for action in listing.actions} == {onet.WRITTEN_BY_RULES}
    assert {action.status for action in listing.actions} == {pb.ACTION_STATUS_ACTIVE}
    assert listing.job.state == job_pb2.JOB_STATE_DONE
    assert [area.action for area in listing.growth_areas] == ["Learn how to advise managers"]
    stored = {"t1", "t2", "13-2031.00", "job_title"}
    assert {basis.ref for action in listing.actions for basis in action.profile_basis} <= stored


async def test_the_same_request_again_is_the_same_job(house):
    request = rpc.GenerateActionsRequest(session_id="s1", profile=PROFILE, request_id="r1")
    first, second = [await house.inside.GenerateActions(request) for _ in range(2)]
    assert (first.job.id, first.generation) == (second.job.id, second.generation) == (first.job.id, 1)


async def test_a_request_id_with_another_profile_is_refused(house):
    await house.generated(request_id="r1")
    other = rpc.GenerateActionsRequest(session_id="s1", profile=rpc.Profile(tasks=PROFILE.tasks), request_id="r1")
    await refused(house.inside.GenerateActions(other), InvalidInput, "IDEMPOTENCY_KEY_REUSED")


@pytest.mark.parametrize("tasks", [[], [rpc.ProfileTask(id="t", statement="  ")]])
async def test_without_tasks_there_is_nothing_to_build_on(house, tasks):
    request = rpc.GenerateActionsRequest(session_id="s1", profile=rpc.Profile(job_title="Nurse", tasks=tasks))
    await refused(house.inside.GenerateActions(request), WrongState, "NO_TASKS")


async def test_more_than_two_hundred_tasks_are_refused(house):
    tasks = [rpc.ProfileTask(id=str(number), statement="Do it") for number in range(201)]
    request = rpc.GenerateActionsRequest(session_id="s1", profile=rpc.Profile(tasks=tasks))
    await refused(house.inside.GenerateActions(request), InvalidInput, "TASKS_COUNT")


def _message(name: str) -> Any:
    return getattr(rpc, name, None) or getattr(job_pb2, name)


@pytest.mark.parametrize("name", ["GenerateActions", "ListJobs", "DeleteSession"])
async def test_what_is_for_the_suite_is_refused_to_a_client(house, name):
    request = _message(f"{name}Request")()
    await refused(getattr(house.outside, name)(request), Denied, "INTERNAL_ONLY")


@pytest.mark.parametrize("name", ["ListActions", "SetActionStatus", "GetJob", "WaitJob", "RetryJob"])
async def test_without_the_sessions_token_there_is_no_session(house, name):
    await SessionKeys(house.redis).issue("s1", "chat")
    for headers in ((), (("authorization", "Bearer wrong"),)):
        call = getattr(house.outside, name)(_message(f"{name}Request")(session_id="s1"), metadata=headers)
        await refused(call, NotFound, "SESSION_UNKNOWN")


async def test_with_the_sessions_token_a_client_sees_and_moves_its_actions(house):
    token = await SessionKeys(house.redis).issue("s1", "chat")
    action = (await house.generated()).actions[0]
    headers = (("authorization", f"Bearer {token}"),)
    await house.outside.SetActionStatus(status(action.id, pb.ACTION_STATUS_SAVED), metadata=headers)
    listing = await house.outside.ListActions(rpc.ListActionsRequest(session_id="s1"), metadata=headers)
    assert {one.id: one.status for one in listing.actions}[action.id] == pb.ACTION_STATUS_SAVED


async def test_a_session_without_a_generation_has_no_actions(house):
    listing = await house.inside.ListActions(rpc.ListActionsRequest(session_id="new"))
    assert (len(listing.actions), listing.HasField("job")) == (0, False)


async def test_actions_outlive_the_job_that_wrote_them(house):
    await house.generated()
    await house.actions.jobs.erase("s1")
    listing = await house.inside.ListActions(rpc.ListActionsRequest(session_id="s1"))
    assert (len(listing.actions), listing.HasField("job")) == (5, False)


async def test_a_status_is_set_with_its_history_and_survives_the_next_generation(house):
    action = (await house.generated()).actions[0]
    for wanted in (pb.ACTION_STATUS_IN_PROGRESS, pb.ACTION_STATUS_DONE):
        moved = (await house.inside.SetActionStatus(status(action.id, wanted))).action
    steps = [change.status for change in moved.history]
    assert steps == [pb.ACTION_STATUS_ACTIVE, pb.ACTION_STATUS_IN_PROGRESS, pb.ACTION_STATUS_DONE]
    listing = await house.generated()
    assert listing.actions[-1] == moved
    assert {one.generation for one in listing.actions[:-1]} == {2}


async def test_the_same_status_request_gives_the_first_answer_again(house):
    action = (await house.generated()).actions[0]
    saved = status(action.id, pb.ACTION_STATUS_SAVED, "r1")
    first = await house.inside.SetActionStatus(saved)
    await house.inside.SetActionStatus(status(action.id, pb.ACTION_STATUS_DONE, "r2"))
    assert await house.inside.SetActionStatus(saved) == first
    reused = status(action.id, pb.ACTION_STATUS_DISMISSED, "r1")
    await refused(house.inside.SetActionStatus(reused), InvalidInput, "IDEMPOTENCY_KEY_REUSED")


async def test_a_status_change_the_table_does_not_have_is_refused(house):
    action = (await house.generated()).actions[0]
    await house.inside.SetActionStatus(status(action.id, pb.ACTION_STATUS_DONE))
    wrong = house.inside.SetActionStatus(status(action.id, pb.ACTION_STATUS_DISMISSED))
    await refused(wrong, WrongState, "STATUS_CHANGE", **{"from": "done", "to": "dismissed"})


@pytest.mark.parametrize("wanted", [pb.ACTION_STATUS_UNSPECIFIED, 99])
async def test_an_unknown_status_is_refused(house, wanted):
    action = (await house.generated()).actions[0]
    await refused(house.inside.SetActionStatus(status(action.id, wanted)), InvalidInput, "STATUS_UNKNOWN")


async def test_an_unknown_action_is_not_found(house):
    await refused(house.inside.SetActionStatus(status("no", pb.ACTION_STATUS_SAVED)), NotFound, "ACTION_UNKNOWN")


async def test_a_job_is_got_waited_for_and_listed(idle_house):
    request = rpc.GenerateActionsRequest(session_id="s1", profile=PROFILE)
    job = (await idle_house.inside.GenerateActions(request)).job
    assert (await idle_house.inside.GetJob(job_pb2.GetJobRequest(session_id="s1", job_id=job.id))).job == job
    short = job_pb2.WaitJobRequest(session_id="s1", job_id=job.id, timeout=Duration(nanos=10_000_000))
    assert (await idle_house.inside.WaitJob(short)).job.state == job_pb2.JOB_STATE_QUEUED
    queued = job_pb2.ListJobsRequest(state=job_pb2.JOB_STATE_QUEUED)
    assert [one.id for one in (await idle_house.inside.ListJobs(queued)).jobs] == [job.id]
    dead = await idle_house.inside.ListJobs(job_pb2.ListJobsRequest(state=job_pb2.JOB_STATE_DEAD, limit=1))
    assert not dead.jobs


@pytest.mark.parametrize("name", ["GetJob", "WaitJob", "RetryJob"])
async def test_a_job_of_another_session_is_unknown(house, name):
    job = (await house.generated("s1")).job
    request = getattr(job_pb2, f"{name}Request")(session_id="s2", job_id=job.id)
    await refused(getattr(house.inside, name)(request), NotFound, "JOB_UNKNOWN")


async def test_a_job_that_has_not_ended_cannot_be_retried(idle_house):
    job = (await idle_house.inside.GenerateActions(rpc.GenerateActionsRequest(session_id="s1", profile=PROFILE))).job
    retry = idle_house.inside.RetryJob(job_pb2.RetryJobRequest(session_id="s1", job_id=job.id))
    await refused(retry, WrongState, "JOB_NOT_ENDED")


async def test_a_generation_that_keeps_failing_is_dead_for_the_operator_and_can_be_retried(house):
    def fail(_call, _prompt):
        raise RuntimeError

    house.llm.script, working_script = fail, house.llm.script
    job = (await house.generated()).job
    assert (job.state, job.error) == (job_pb2.JOB_STATE_DEAD, "INTERNAL")
    house.llm.script = working_script
    await house.inside.RetryJob(job_pb2.RetryJobRequest(session_id="s1", job_id=job.id))
    await house.inside.WaitJob(job_pb2.WaitJobRequest(session_id="s1", job_id=job.id))
    assert (await house.inside.ListActions(rpc.ListActionsRequest(session_id="s1"))).actions


async def test_a_follower_hears_of_new_actions_and_of_changes_and_goes_on_where_it_stopped(house):
    heard = []

    async def follow(after, until):
        async for event in house.inside.Subscribe(rpc.SubscribeRequest(session_id="s1", after_event_id=after)):
            heard.append(event)
            if len(heard) == until:
                return

    following = asyncio.create_task(follow("", 1))
    action = (await house.generated()).actions[0]
    await asyncio.wait_for(following, 10)
    assert (heard[0].actions_changed.generation, len(heard[0].actions_changed.actions)) == (1, 5)
    await house.inside.SetActionStatus(status(action.id, pb.ACTION_STATUS_SAVED))
    await asyncio.wait_for(follow(heard[0].event_id, 2), 10)
    saved = {one.id: one.status for one in heard[1].actions_changed.actions}[action.id]
    assert saved == pb.ACTION_STATUS_SAVED


async def test_a_deleted_session_leaves_nothing_and_takes_nothing(house):
    await SessionKeys(house.redis).issue("s1", "chat")
    await house.generated()
    await SessionKeys(house.redis).tombstone("s1")
    assert (await house.inside.DeleteSession(rpc.DeleteSessionRequest(session_id="s1"))).erased >= 3
    assert (await house.inside.DeleteSession(rpc.DeleteSessionRequest(session_id="s1"))).erased == 0
    left = [key for key in await house.redis.keys("*s1*") if not key.endswith(":session")]
    assert left in ([], ["metier:{s1}:keys"])
    request = rpc.GenerateActionsRequest(session_id="s1", profile=PROFILE)
    await refused(house.inside.GenerateActions(request), NotFound, "SESSION_UNKNOWN")


class Dying(Jobs):
    """A queue client whose process dies before the submit reaches the queue."""

    async def submit(self, *_arguments, **_named):
        raise ConnectionAbortedError


async def test_a_generation_lost_between_commit_and_submit_is_queued_by_the_next_listing(idle_house):
    profile = profile_of(PROFILE)
    with pytest.raises(ConnectionAbortedError):
        await replace(idle_house.actions, jobs=Dying(idle_house.redis, OWNER)).begin("s1", profile, "r1", "digest")
    assert [await idle_house.actions.jobs.list(), (await idle_house.actions.state("s1")).generation] == [[], 1]
    listings = [await idle_house.inside.ListActions(rpc.ListActionsRequest(session_id="s1")) for _ in range(2)]
    assert {listing.job.id for listing in listings} == {job.id for job in await idle_house.actions.jobs.list()}
    async with working(idle_house.actions):
        await idle_house.inside.WaitJob(job_pb2.WaitJobRequest(session_id="s1", job_id=listings[0].job.id))
    listing = await idle_house.inside.ListActions(rpc.ListActionsRequest(session_id="s1"))
    assert (len(listing.actions), listing.job.id) == (5, listings[0].job.id)
