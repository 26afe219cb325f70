"""Process, submit, regenerate, export, delete, subscribe: what needs more than one owner."""

import asyncio
import json

import pytest

from metier.orchestrator.v1 import session_pb2
from metier.taskpipeline.v1 import task_pb2
from services.shared import errors
from tests.contract.orchestrator.test_conversation import refused


async def told(client, count: int, after: str = "") -> list:
    """The next events of a subscription."""
    stream = client.stream("Subscribe", after_event_id=after)
    found = []
    async with asyncio.timeout(5):
        async for event in stream:
            found.append(event)
            if len(found) == count:
                break
    stream.cancel()
    return found


def kinds(events) -> list[str]:
    return [event.WhichOneof("event") for event in events]


# --- ProcessTasks


async def test_processing_hands_over_what_was_said_and_the_selected_cards(client):
    await client.say("cards please")
    await client.call("SelectSuggestions", selected_suggestion_ids=["c2"])
    await client.say("I write briefs")
    processed = await client.call("ProcessTasks", request_id="p-1")
    texts = [task.normalized_description for task in processed.task_set.tasks]
    assert texts == ["cards please", "I write briefs", "Prepare report 2."]
    assert processed.job_id == "job1"


async def test_processing_sent_again_means_the_same_conversation_though_more_was_said_since(client):
    await client.say("I write briefs")
    first = await client.call("ProcessTasks", request_id="p-1")
    await client.say("I meet people")
    assert await client.call("ProcessTasks", request_id="p-1") == first
    assert len((await client.call("ProcessTasks", request_id="p-2")).task_set.tasks) == 2


async def test_an_empty_conversation_is_not_processed_and_the_id_stays_free(client):
    await refused(client.call("ProcessTasks", request_id="p-1"), errors.InvalidInput, "TRANSCRIPT_EMPTY")
    await client.say("I write briefs")
    assert (await client.call("ProcessTasks", request_id="p-1")).task_set.tasks


async def test_processing_while_the_pipeline_is_down_can_be_asked_again(house, client):
    await client.say("I write briefs")
    house.pipeline.is_down = True
    error = await refused(client.call("ProcessTasks", request_id="p-1"), errors.Unavailable, "SERVICE_DOWN")
    assert error.retry_after_s is not None
    house.pipeline.is_down = False
    assert (await client.call("ProcessTasks", request_id="p-1")).task_set.tasks


# --- SubmitSurvey


async def test_after_submit_nothing_changes_any_more(client):
    await client.say("cards please")
    await client.call("ProcessTasks")
    submitted = await client.call("SubmitSurvey", request_id="s-1")
    assert submitted.task_set.status == task_pb2.SURVEY_STATUS_SUBMITTED
    assert (await client.call("GetSession")).session.status == session_pb2.SESSION_STATUS_SUBMITTED
    for method, fields in {
        "SendMessage": {"message": "more"},
        "Proceed": {},
        "Reopen": {},
        "SelectSuggestions": {"selected_suggestion_ids": ["c1"]},
        "ProcessTasks": {},
    }.items():
        await refused(client.call(method, **fields), errors.WrongState, "SURVEY_SUBMITTED")


async def test_a_turn_in_flight_when_the_survey_is_submitted_is_refused(house, client):
    await client.say("I write briefs")
    await client.call("ProcessTasks")
    slow = asyncio.create_task(client.say("slow one"))
    await house.agent.waiting.wait()
    await client.call("SubmitSurvey")
    house.agent.gate.set()
    await refused(slow, errors.WrongState, "SURVEY_SUBMITTED")
    assert (await client.call("GetSession")).session.status == session_pb2.SESSION_STATUS_SUBMITTED


async def test_a_submission_the_session_missed_is_noted_when_it_shows(house, client):
    await client.say("I write briefs")
    await client.call("ProcessTasks")
    house.pipeline.sets[client.session_id].status = task_pb2.SURVEY_STATUS_SUBMITTED
    await refused(client.call("ProcessTasks"), errors.WrongState, "SURVEY_SUBMITTED")
    assert (await client.call("GetSession")).session.status == session_pb2.SESSION_STATUS_SUBMITTED


async def test_a_survey_without_tasks_is_not_submitted(client):
    await refused(client.call("SubmitSurvey"), errors.NotFound, "TASKS_UNKNOWN")


async def test_what_the_pipeline_refuses_at_submit_is_told_as_it_is(house, client):
    await client.say("I write briefs")
    await client.call("ProcessTasks")
    house.pipeline.sets[client.session_id].tasks[0].time_percentage = -1
    error = await refused(client.call("SubmitSurvey"), errors.InvalidInput, "TIME_PERCENTAGE_SUM")
    assert error.metadata["sum"] == "0"
    assert (await client.say("one more")).version == 3


# --- RegenerateActions


async def test_regeneration_rests_on_the_tasks_and_matches_of_now(house, client):
    await client.say("I write briefs")
    await client.call("ProcessTasks")
    regenerated = await client.call("RegenerateActions", request_id="g-1")
    assert regenerated.job.id == "g1"
    assert [action.title for action in house.actions.actions[client.session_id]] == ["Policy Analyst: I write briefs"]
    assert await client.call("RegenerateActions", request_id="g-1") == regenerated
    assert (await client.call("RegenerateActions", request_id="g-2")).job.id == "g2"


async def test_without_tasks_nothing_is_generated(client):
    await refused(client.call("RegenerateActions"), errors.WrongState, "NO_TASKS")


async def test_regeneration_while_the_action_service_is_down_can_be_asked_again(house, client):
    await client.say("I write briefs")
    await client.call("ProcessTasks")
    house.actions.is_down = True
    await refused(client.call("RegenerateActions", request_id="g-1"), errors.Unavailable, "SERVICE_DOWN")
    house.actions.is_down = False
    assert (await client.call("RegenerateActions", request_id="g-1")).job.id == "g1"


# --- ExportSession


async def test_an_export_holds_what_every_owner_stores(client):
    await client.say("I write briefs")
    await client.call("ProcessTasks")
    await client.call("RegenerateActions")
    whole = json.loads((await client.call("ExportSession")).content)
    assert [message["message"]["id"] for message in whole["session"]["messages"]] == ["a1", "u2", "a2"]
    assert len(whole["turns"]) == len(whole["events"]) == 2
    assert whole["tasks"] == {"tasks": ["I write briefs"]}
    assert whole["matches"]["occupations"][0]["socCode"] == "13-1111.00"
    assert [action["title"] for action in whole["actions"]] == ["Policy Analyst: I write briefs"]
    assert len(whole["taskEvents"]) == 3
    assert len(whole["actionEvents"]) == 1
    assert whole["attribution"] == "O*NET"


async def test_an_export_before_processing_says_that_there_are_no_tasks(client):
    whole = json.loads((await client.call("ExportSession")).content)
    assert (whole["tasks"], whole["actions"]) == (None, [])


async def test_an_export_is_whole_or_refused(house, client):
    house.pipeline.is_down = True
    await refused(client.call("ExportSession"), errors.Unavailable, "SERVICE_DOWN")


# --- DeleteSession


async def test_a_deleted_session_is_gone_everywhere(house, client):
    await client.say("I write briefs")
    await client.call("ProcessTasks")
    await client.call("DeleteSession")
    await refused(client.call("GetSession"), errors.NotFound, "SESSION_UNKNOWN")
    assert client.session_id in house.pipeline.erased & house.actions.erased
    keys = [key for key in await house.redis.keys("*") if client.session_id in key]
    assert keys == [f"metier:{{{client.session_id}}}:session"]
    assert "brief" not in str(await house.redis.hgetall(keys[0]))


async def test_a_deletion_sent_again_succeeds(client):
    await client.call("DeleteSession")
    await client.call("DeleteSession")


async def test_a_deletion_that_an_owner_missed_is_finished_when_it_is_back(house, client):
    house.actions.is_down = True
    await refused(client.call("DeleteSession"), errors.Unavailable, "SERVICE_DOWN")
    await refused(client.call("GetSession"), errors.NotFound, "SESSION_UNKNOWN")
    house.actions.is_down = False
    async with asyncio.timeout(5):
        while client.session_id not in house.actions.erased:
            await asyncio.sleep(0.02)
        while len(await house.redis.keys("metier:{*")) > 1:
            await asyncio.sleep(0.02)


async def test_a_turn_in_flight_when_its_session_is_deleted_writes_nothing(house, client):
    slow = asyncio.create_task(client.say("slow one"))
    await house.agent.waiting.wait()
    await client.call("DeleteSession")
    house.agent.gate.set()
    await refused(slow, errors.NotFound, "SESSION_UNKNOWN")
    assert len(await house.redis.keys("metier:{*")) == 1  # the tombstone


# --- Subscribe


async def test_a_subscription_tells_the_logs_of_all_owners(client):
    await client.say("I write briefs")
    await client.call("ProcessTasks")
    await client.call("RegenerateActions")
    events = await told(client, 6)
    assert sorted(kinds(events)) == ["actions", "match", "ranking", "tasks_changed", "turn", "turn"]
    turns = [event.turn.version for event in events if event.WhichOneof("event") == "turn"]
    assert turns == [1, 2]


async def test_a_subscription_goes_on_from_any_of_its_events_without_loss_or_repetition(client):
    await client.say("I write briefs")
    await client.call("ProcessTasks")
    await client.call("RegenerateActions")
    events = await told(client, 6)
    for seen in range(6):
        rest = await told(client, 6 - seen, events[seen - 1].event_id if seen else "")
        before = [event.SerializeToString() for event in strip(events[:seen])]
        after = [event.SerializeToString() for event in strip(rest)]
        assert sorted(before + after) == sorted(event.SerializeToString() for event in strip(events))


def strip(events) -> list:
    """Events without their cursors, which depend on the order in which logs were merged."""
    found = []
    for event in events:
        copy = type(event)()
        copy.CopyFrom(event)
        copy.event_id = ""
        found.append(copy)
    return found


async def test_a_subscription_tells_a_turn_as_it_is_applied(client):
    following = asyncio.create_task(told(client, 2))
    await asyncio.sleep(0.1)
    reply = await client.say("I write briefs")
    assert (await following)[1].turn == reply


async def test_a_subscription_from_a_reply_tells_what_came_after_it(client):
    reply = await client.say("I write briefs")
    await client.say("I meet people")
    assert (await told(client, 1, reply.event_id))[0].turn.version == 3


async def test_a_subscription_goes_on_while_an_owner_is_down_and_tells_its_events_when_it_is_back(house, client):
    house.pipeline.is_down = True
    following = asyncio.create_task(told(client, 4))
    await asyncio.sleep(0.1)
    await client.say("I write briefs")
    house.pipeline.is_down = False
    await client.call("ProcessTasks")
    assert sorted(set(kinds(await following))) == ["match", "tasks_changed", "turn"]


async def test_a_subscription_ends_when_the_session_is_deleted(client):
    async def follow() -> None:
        async for _ in client.stream("Subscribe"):
            pass

    following = asyncio.create_task(follow())
    await asyncio.sleep(0.1)
    await client.call("DeleteSession")
    async with asyncio.timeout(10):
        await refused(following, errors.NotFound, "SESSION_UNKNOWN")


@pytest.mark.parametrize("after", ["x", "1", "99..", "1.2.3", "-1.."])
async def test_a_subscription_from_an_unknown_event_is_refused(client, after):
    with pytest.raises(errors.InvalidInput) as raised:
        async for _ in client.stream("Subscribe", after_event_id=after):
            pytest.fail("told something")
    assert raised.value.reason == "EVENT_ID_UNKNOWN"
