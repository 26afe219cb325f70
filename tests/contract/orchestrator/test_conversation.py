"""Start, message, correct, proceed, reopen, select, get, explain: each succeeds, and fails for every documented reason."""

import asyncio

import pytest

from metier.agent.v1 import agent_state_pb2
from metier.orchestrator.v1 import session_pb2
from services.shared import errors
from services.shared.runtime.commits import KEPT
from tests.fakes.database import everything_in

OPEN, CLOSED = session_pb2.SESSION_STATUS_OPEN, session_pb2.SESSION_STATUS_CLOSED
TOO_LONG = "é" * (8 * 1024) + "x"  # one byte over 16 KiB


async def refused(call, error: type[errors.MetierError], reason: str) -> errors.MetierError:
    with pytest.raises(error) as raised:
        await call
    assert raised.value.reason == reason
    return raised.value


# --- StartSession


async def test_a_start_gives_the_opening_and_a_token_of_256_bits(house):
    reply = await house.client.start()
    assert (reply.version, reply.status, reply.message.id) == (1, OPEN, "a1")
    assert reply.message.content
    assert len(house.client.token) == 43


async def test_a_start_with_initial_tasks_counts_them_as_the_first_turn(house):
    reply = await house.client.start(initial_tasks="I write briefs and meet people")
    assert reply.updated_state.turn_count == 1
    session = (await house.client.call("GetSession")).session
    assert [message.message.id for message in session.messages] == ["u1", "a1"]


async def test_a_session_lasts_an_hour_until_the_person_says_something(house):
    await house.client.start("Nurse")
    keys = await house.redis.keys(f"*{house.client.session_id}*")
    assert {0 < await house.redis.ttl(key) <= 3600 for key in keys} == {True}
    await house.client.call("GetSession")
    assert {0 < await house.redis.ttl(key) <= 3600 for key in keys} == {True}
    await house.client.say("I give medication")
    assert {await house.redis.ttl(key) > 29 * 86_400 for key in keys} == {True}


async def test_a_start_sent_again_gives_the_same_session_and_token(house):
    first, again = house.client, house.other_client()
    replies = [await each.start("Nurse", request_id="r-1") for each in (first, again)]
    assert (first.session_id, first.token) == (again.session_id, again.token)
    assert replies[0].SerializeToString() == replies[1].SerializeToString()


async def test_neither_the_token_nor_what_it_is_derived_with_is_in_the_database(house):
    await house.client.start("Nurse", request_id="the start's secret")
    await house.client.say("I write reports.", request_id="the message's secret")
    found = await everything_in(house.redis)
    assert "orchestrator:transcript" in found
    assert house.client.token not in found
    assert "secret" not in found


async def test_a_start_sent_again_after_many_other_requests_gives_the_same_session(house):
    first = await house.client.start("Nurse", request_id="r-1")
    at_once = 41
    for start in range(0, KEPT + 5, at_once):
        names = (f"s-{start + n}" for n in range(at_once))
        select = (house.client.call("SelectSuggestions", selected_suggestion_ids=[], request_id=name) for name in names)
        await asyncio.gather(*select)
    assert await house.redis.hlen(f"metier:{{{first.session_id}}}:orchestrator:answers") == KEPT
    again = house.other_client()
    assert (await again.start("Nurse", request_id="r-1")).session_id == first.session_id
    assert again.token == house.client.token


async def test_a_start_sent_again_needs_no_agent(house):
    await house.client.start("Nurse", request_id="r-1")
    taken = house.agent.taken
    await house.other_client().start("Nurse", request_id="r-1")
    assert house.agent.taken == taken


async def test_a_start_sent_again_with_another_title_is_refused(house):
    await house.client.start("Nurse", request_id="r-1")
    await refused(house.client.start("Baker", request_id="r-1"), errors.InvalidInput, "IDEMPOTENCY_KEY_REUSED")


async def test_starts_at_the_same_time_with_one_id_make_one_session(house):
    clients = [house.other_client() for _ in range(8)]
    await asyncio.gather(*(each.start("Nurse", request_id="r-1") for each in clients))
    assert len({(each.session_id, each.token) for each in clients}) == 1


async def test_a_deleted_session_is_not_started_again_by_a_late_retry(house):
    await house.client.start("Nurse", request_id="r-1")
    await house.client.call("DeleteSession")
    await refused(house.client.start("Nurse", request_id="r-1"), errors.NotFound, "SESSION_UNKNOWN")


@pytest.mark.parametrize(
    ("asked", "error", "reason"),
    [
        ({"job_title": " "}, errors.InvalidInput, "JOB_TITLE_EMPTY"),
        ({"job_title": "x" * 201}, errors.TooLarge, "JOB_TITLE_TOO_LONG"),
        ({"occupation_code": "baker"}, errors.InvalidInput, "OCCUPATION_UNKNOWN"),
        ({"occupation_code": "99-9999.99"}, errors.InvalidInput, "OCCUPATION_UNKNOWN"),
        ({"initial_tasks": TOO_LONG}, errors.TooLarge, "MESSAGE_TOO_LONG"),
        ({"request_id": "x" * 129}, errors.InvalidInput, "REQUEST_ID_TOO_LONG"),
        ({"initial_tasks": "down now"}, errors.Unavailable, "SERVICE_DOWN"),
    ],
)
async def test_a_start_is_refused_and_leaves_nothing(house, asked, error, reason):
    await refused(house.client.start(**{"job_title": "Nurse", **asked}), error, reason)
    assert await house.redis.keys("*") == []


# --- SendMessage, SendMessageStream


async def test_a_message_is_applied_and_answered(client):
    reply = await client.say("I write briefs")
    assert (reply.version, reply.status, reply.is_complete) == (2, OPEN, False)
    assert reply.message.content == "Reply to 1 messages: I write briefs"
    assert [activity.text for activity in reply.extracted_tasks] == ["I write briefs"]


async def test_a_message_sent_again_gets_the_first_answer_byte_for_byte(house, client):
    first = await client.say("I write briefs", "m-1")
    await client.say("I meet people", "m-2")
    taken = house.agent.taken
    again = await client.say("I write briefs", "m-1")
    assert again.SerializeToString() == first.SerializeToString()
    assert house.agent.taken == taken


async def test_a_message_with_a_used_id_and_other_words_is_refused(client):
    await client.say("I write briefs", "m-1")
    error = await refused(client.say("I bake", "m-1"), errors.InvalidInput, "IDEMPOTENCY_KEY_REUSED")
    assert error.metadata["field"] == "request_id"


async def test_an_id_used_by_another_call_is_refused(client):
    await client.say("I write briefs", "m-1")
    await refused(client.call("Proceed", request_id="m-1"), errors.InvalidInput, "IDEMPOTENCY_KEY_REUSED")


@pytest.mark.parametrize(
    ("message", "error", "reason"),
    [
        ("", errors.InvalidInput, "MESSAGE_EMPTY"),
        ("\n\t ", errors.InvalidInput, "MESSAGE_EMPTY"),
        (TOO_LONG, errors.TooLarge, "MESSAGE_TOO_LONG"),
    ],
)
async def test_a_message_that_cannot_be_applied_names_its_field(client, message, error, reason):
    refusal = await refused(client.say(message), error, reason)
    assert refusal.metadata["field"] == "message"
    assert reason != "MESSAGE_TOO_LONG" or refusal.metadata["limit"] == "16384 bytes"


async def test_a_message_of_exactly_16_kib_is_applied(client):
    assert (await client.say("x" * 16 * 1024)).version == 2


async def test_a_second_message_while_one_is_in_flight_is_refused_and_the_first_is_applied(house, client):
    slow = asyncio.create_task(client.say("slow one"))
    await house.agent.waiting.wait()
    error = await refused(client.say("quick one"), errors.Conflict, "TURN_IN_FLIGHT")
    assert error.retry_after_s is not None
    house.agent.gate.set()
    assert (await slow).version == 2
    assert (await client.say("quick one")).version == 3


@pytest.mark.parametrize("word", ["down", "die", "silent"])
async def test_a_failing_agent_leaves_the_session_as_it_was_and_open_to_the_same_request(client, word):
    before = (await client.call("GetSession")).session
    error = (await asyncio.gather(client.say(f"{word} now", "m-1"), return_exceptions=True))[0]
    assert isinstance(error, errors.Unavailable)
    assert error.retry_after_s is not None
    after = (await client.call("GetSession")).session
    assert after.messages == before.messages
    assert after.version == before.version
    assert (await client.say("I write briefs", "m-2")).version == 2


async def test_a_client_that_goes_away_in_a_turn_leaves_the_session_free(house, client):
    stream = client.stream("SendMessageStream", message="slow one", request_id="m-1")
    await house.agent.waiting.wait()
    stream.cancel()
    house.agent.gate.set()
    for _ in range(100):
        try:
            reply = await client.say("I write briefs")
            break
        except errors.Conflict:
            await asyncio.sleep(0.02)
    assert reply.version == 2


async def test_a_streamed_message_tells_tool_deltas_and_turn(client):
    told = [event async for event in client.stream("SendMessageStream", message="I write briefs", request_id="m-1")]
    kinds = [event.WhichOneof("event") for event in told]
    assert kinds == ["tool", *["delta"] * (len(told) - 2), "turn"]
    assert "".join(event.delta.text for event in told[1:-1]).strip() == told[-1].turn.message.content
    assert {event.delta.attempt for event in told[1:-1]} == {1}


async def test_a_streamed_message_sent_again_tells_tool_and_turn(client):
    first = [event async for event in client.stream("SendMessageStream", message="I write", request_id="m-1")]
    again = [event async for event in client.stream("SendMessageStream", message="I write", request_id="m-1")]
    assert [event.WhichOneof("event") for event in again] == ["tool", "turn"]
    assert (again[0], again[-1]) == (first[0], first[-1])
    assert (await client.say("I write", "m-1")) == first[-1].turn


async def test_a_streamed_message_that_is_refused_tells_nothing_first(client):
    with pytest.raises(errors.InvalidInput) as raised:
        async for _ in client.stream("SendMessageStream", message=""):
            pytest.fail("told something")
    assert raised.value.reason == "MESSAGE_EMPTY"


# --- Proceed, Reopen


async def test_proceed_closes_and_reopen_opens_again(client):
    await client.say("I write briefs")
    closed = (await client.call("Proceed", request_id="p-1")).reply
    assert (closed.status, closed.tool_used) == (CLOSED, agent_state_pb2.TOOL_PROCEED)
    await refused(client.say("one more"), errors.WrongState, "SESSION_CLOSED")
    await refused(client.call("Proceed", request_id="p-2"), errors.WrongState, "SESSION_CLOSED")
    assert (await client.call("Proceed", request_id="p-1")).reply == closed
    opened = (await client.call("Reopen", request_id="o-1")).reply
    assert (opened.status, opened.version) == (OPEN, 4)
    assert (await client.say("one more")).version == 5


async def test_a_message_that_means_to_stop_closes_too(client):
    assert (await client.say("done")).status == CLOSED


async def test_an_open_session_is_not_reopened(client):
    await refused(client.call("Reopen"), errors.WrongState, "SESSION_OPEN")


@pytest.mark.parametrize("method", ["Proceed", "Reopen", "SelectSuggestions", "CorrectMessage"])
async def test_nothing_else_changes_while_a_message_is_in_flight(house, client, method):
    slow = asyncio.create_task(client.say("slow one"))
    await house.agent.waiting.wait()
    expected = (errors.WrongState, "SESSION_OPEN") if method == "Reopen" else (errors.Conflict, "TURN_IN_FLIGHT")
    fields = {"message_id": "u2", "message": "x"} if method == "CorrectMessage" else {}
    await refused(client.call(method, **fields), *expected)
    house.agent.gate.set()
    await slow


# --- CorrectMessage


async def test_a_correction_replaces_what_was_said_and_what_was_made_of_it(client):
    await client.say("I write briefs")
    await client.say("I read drafts")
    corrected = await client.call("CorrectMessage", message_id="u2", message="I write speeches", request_id="c-1")
    assert (corrected.reply.version, corrected.reply.status) == (4, OPEN)
    assert [one.text for one in corrected.reply.updated_state.mentioned_activities] == [
        "I read drafts",
        "I write speeches",
    ]
    session = (await client.call("GetSession")).session
    said = next(stored for stored in session.messages if stored.message.id == "u2")
    assert (said.message.content, list(said.earlier)) == ("I write speeches", ["I write briefs"])
    again = await client.call("CorrectMessage", message_id="u2", message="I write speeches", request_id="c-1")
    assert again == corrected
    other = client.call("CorrectMessage", message_id="u3", message="I write speeches", request_id="c-1")
    await refused(other, errors.InvalidInput, "IDEMPOTENCY_KEY_REUSED")


@pytest.mark.parametrize("message_id", ["a1", "u9", ""])
async def test_only_what_the_person_said_can_be_corrected(client, message_id):
    await client.say("I write briefs")
    call = client.call("CorrectMessage", message_id=message_id, message="I write speeches")
    await refused(call, errors.InvalidInput, "MESSAGE_UNKNOWN")
    assert (await client.say("the lease is free")).version == 3


@pytest.mark.parametrize(("text", "reason"), [(" ", "MESSAGE_EMPTY"), (TOO_LONG, "MESSAGE_TOO_LONG")])
async def test_a_correction_is_checked_as_a_message_is(client, text, reason):
    await client.say("I write briefs")
    await refused(client.call("CorrectMessage", message_id="u2", message=text), errors.InvalidInput, reason)


async def test_a_closed_conversation_is_reopened_before_it_is_corrected(client):
    await client.say("I write briefs")
    await client.call("Proceed")
    call = client.call("CorrectMessage", message_id="u2", message="I write speeches")
    await refused(call, errors.WrongState, "SESSION_CLOSED")


# --- SelectSuggestions


async def test_a_selection_replaces_the_whole_set_in_the_order_shown(client):
    await client.say("cards please")
    first = await client.call("SelectSuggestions", selected_suggestion_ids=["c3", "c1", "c3"])
    assert (list(first.selected_suggestion_ids), first.revision) == (["c1", "c3"], 1)
    second = await client.call("SelectSuggestions", selected_suggestion_ids=["c2"])
    assert (list(second.selected_suggestion_ids), second.revision) == (["c2"], 2)
    same = await client.call("SelectSuggestions", selected_suggestion_ids=["c2"])
    assert same.revision == 2
    session = (await client.call("GetSession")).session
    assert (list(session.state.selected_suggestion_ids), session.revision) == (["c2"], 2)


async def test_the_agent_is_told_of_the_selection(client):
    await client.say("cards please")
    await client.call("SelectSuggestions", selected_suggestion_ids=["c1", "c2"])
    reply = await client.say("I write briefs")
    assert list(reply.updated_state.selected_suggestion_ids) == ["c1", "c2"]
    assert reply.updated_state.estimated_task_count == 4


async def test_a_selection_sent_again_is_not_applied_again(client):
    await client.say("cards please")
    first = await client.call("SelectSuggestions", selected_suggestion_ids=["c1"], request_id="s-1")
    await client.call("SelectSuggestions", selected_suggestion_ids=["c2"], request_id="s-2")
    again = await client.call("SelectSuggestions", selected_suggestion_ids=["c1"], request_id="s-1")
    assert again == first
    call = client.call("SelectSuggestions", selected_suggestion_ids=["c4"], request_id="s-1")
    await refused(call, errors.InvalidInput, "IDEMPOTENCY_KEY_REUSED")


@pytest.mark.parametrize("ids", [["c1"], ["c9"], [f"x{n}" for n in range(60)]])
async def test_cards_never_shown_cannot_be_selected(client, ids):
    call = client.call("SelectSuggestions", selected_suggestion_ids=ids)
    await refused(call, errors.InvalidInput, "SUGGESTION_UNKNOWN")


# --- GetSession, ExplainSession


async def test_a_session_holds_all_that_was_said_in_order(client):
    await client.say("cards please")
    await client.say("I write briefs")
    session = (await client.call("GetSession")).session
    assert [stored.message.id for stored in session.messages] == ["a1", "u2", "a2", "u3", "a3"]
    assert [len(stored.suggestions) for stored in session.messages] == [0, 0, 5, 0, 0]
    assert (session.job_title, session.version, session.status) == ("Policy Analyst", 3, OPEN)
    assert session.created_at.ToDatetime() <= session.updated_at.ToDatetime() < session.expires_at.ToDatetime()


async def test_each_turn_is_explained(client):
    await client.say("I write briefs")
    turns = (await client.call("ExplainSession")).turns
    assert [(turn.version, turn.user_message_id, turn.reply_message_id) for turn in turns] == [
        (1, "", "a1"),
        (2, "u2", "a2"),
    ]
    assert turns[1].record.proposed_reason == "it said I"


# --- the token


@pytest.mark.parametrize(
    "method",
    [
        "SendMessage",
        "Proceed",
        "Reopen",
        "CorrectMessage",
        "SelectSuggestions",
        "GetSession",
        "ExplainSession",
        "ExportSession",
        "DeleteSession",
        "ProcessTasks",
        "SubmitSurvey",
        "RegenerateActions",
    ],
)
@pytest.mark.parametrize("whose", ["nobody's", "another session's", "none"])
async def test_without_its_token_a_session_does_not_exist(house, client, method, whose):
    stranger = house.other_client()
    if whose == "another session's":
        await stranger.start("Baker")
    stranger.session_id = client.session_id if whose != "nobody's" else "unknown"
    await refused(stranger.call(method), errors.NotFound, "SESSION_UNKNOWN")


@pytest.mark.parametrize("method", ["SendMessageStream", "Subscribe"])
async def test_without_its_token_a_session_is_not_streamed(house, client, method):
    stranger = house.other_client()
    stranger.session_id = client.session_id
    with pytest.raises(errors.NotFound):
        async for _ in stranger.stream(method):
            pytest.fail("told something")


async def test_words_that_are_not_to_be_kept_are_in_no_record_and_their_place_is(house):
    await house.client.start("Nurse")
    reply = await house.client.say("despair secretword")
    assert reply.version == 2
    session = (await house.client.call("GetSession")).session
    kept = [stored.message for stored in session.messages]
    assert [(message.id, message.withheld) for message in kept] == [("a1", False), ("u2", True), ("a2", False)]
    assert kept[1].content == ""
