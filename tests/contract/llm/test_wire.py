"""Both providers over real HTTP and their real SDKs, against a local server that speaks both formats."""

import asyncio
import traceback
from contextlib import aclosing

import fakeredis
import pytest
from pydantic import BaseModel, Field, SecretStr
from structlog.testing import capture_logs

from services.shared.llm import (
    AssistantMessage,
    CallSettings,
    LlmSettings,
    ModelUnavailable,
    Reason,
    StreamEnd,
    ToolCall,
    ToolResult,
    ToolSpec,
    Usage,
    UserMessage,
    open_llm,
)
from services.shared.runtime import context
from tests.fakes.model_server import USAGE, Call, Fault, Say, fitting

MODELS = {"openai": "gpt-4o", "anthropic": "claude-haiku-4-5"}
CANARY = "canary-7f3a"


class Reply(BaseModel):
    text: str = Field(max_length=40)
    scores: list[int] = Field(max_length=3)


class Edit(BaseModel):
    field: str = Field(max_length=40)


TOOLS = (ToolSpec("update_field", "Change a field.", Edit), ToolSpec("give_up", "End.", Edit))


@pytest.fixture(params=MODELS)
def call(request) -> CallSettings:
    return CallSettings(name="a_call", model=MODELS[request.param], temperature=0.3, max_tokens=99, timeout_s=20)


@pytest.fixture
async def llm(settings):
    opened = open_llm(settings, fakeredis.FakeAsyncRedis(decode_responses=True))
    yield opened
    await opened.close()


def patience(call: CallSettings, fault: Fault) -> CallSettings:
    """The call, with little patience where nothing is going to come."""
    return call.model_copy(update={"timeout_s": 0.5}) if fault is Fault.HANG else call


async def reason_of(answer) -> Reason:
    with pytest.raises(ModelUnavailable) as failed:
        await answer
    return failed.value.reason


async def all_of(stream) -> list[str | StreamEnd]:
    return [piece async for piece in stream]


async def test_a_json_reply_comes_back_as_the_callers_type(llm, call, server):
    reply = await llm.complete_json(call, "Be brief.", "Analyse this.", Reply)
    assert (reply.value, reply.model) == (Reply(text="text", scores=[1]), call.model)
    (asked,) = server.asked
    assert (asked.system, asked.model, asked.body["temperature"]) == ("Be brief.", call.model, 0.3)
    assert asked.schema["required"] == ["text", "scores"]
    assert 99 in (asked.body.get("max_tokens"), asked.body.get("max_completion_tokens"))


async def test_text_is_streamed_in_pieces(llm, call, server):
    server.respond = lambda _: Say("You said you file returns. What else do you do?")
    *deltas, end = await all_of(llm.stream_text(call, "s", "p"))
    assert len(deltas) > 1
    assert "".join(deltas) == "You said you file returns. What else do you do?"
    assert end == StreamEnd(call.model, Usage(*USAGE))


async def test_every_kind_of_reply_tells_the_tokens_it_took(llm, call, server):
    assert (await llm.complete_json(call, "s", "p", Reply)).usage == Usage(*USAGE)
    server.respond = lambda asked: Call(((asked.force, {"field": "skills"}),))
    assert (await llm.use_tool(call, "s", [UserMessage("p")], TOOLS, force="update_field")).usage == Usage(*USAGE)


async def test_a_reply_that_is_no_good_tells_its_tokens_too(llm, call, server):
    server.respond = lambda _: Fault.WRONG_SHAPE
    with pytest.raises(ModelUnavailable) as failed:
        await llm.complete_json(call, "s", "p", Reply)
    assert failed.value.usage == Usage(*USAGE)


async def test_a_forced_tool_is_called(llm, call, server):
    server.respond = lambda asked: Call(((asked.force, {"field": "skills"}),))
    reply = await llm.use_tool(call, "s", [UserMessage("p")], TOOLS, force="update_field")
    assert [(made.name, made.arguments) for made in reply.calls] == [("update_field", {"field": "skills"})]


async def test_without_force_a_model_may_just_talk(llm, call, server):
    server.respond = lambda _: Say("Nothing to do.")
    reply = await llm.use_tool(call, "s", [UserMessage("p")], TOOLS)
    assert (reply.text, reply.calls) == ("Nothing to do.", ())


async def test_what_a_tool_answered_goes_back_with_the_call_it_answers(llm, call, server):
    made = ToolCall("id-1", "update_field", {"field": "skills"})
    history = [UserMessage("p"), AssistantMessage("On it.", (made,)), ToolResult("id-1", "refused", is_error=True)]
    await llm.use_tool(call, "s", history, TOOLS)
    said, answered = (str(message) for message in server.asked[0].messages[1:])
    assert "id-1" in said
    assert "skills" in said
    assert "id-1" in answered
    assert "refused" in answered


async def test_arguments_are_the_callers_to_judge(llm, call, server):
    server.respond = lambda _: Fault.WRONG_SHAPE
    reply = await llm.use_tool(call, "s", [UserMessage("p")], TOOLS, force="update_field")
    assert reply.calls[0].arguments == {"other": 1}


REASONS = {
    Fault.HANG: Reason.TIMEOUT,
    Fault.RATE_LIMIT: Reason.RATE_LIMITED,
    Fault.RATE_LIMIT_LONG: Reason.RATE_LIMITED,
    Fault.SPENDING_CAP: Reason.RATE_LIMITED,
    Fault.BILLING: Reason.QUOTA,
    Fault.SERVER_ERROR: Reason.OVERLOADED,
    Fault.OVERLOADED: Reason.OVERLOADED,
    Fault.UNAUTHORIZED: Reason.DENIED,
    Fault.BAD_REQUEST: Reason.REJECTED,
    Fault.RESET: Reason.CONNECTION,
    Fault.RESET_MIDWAY: Reason.CONNECTION,
    Fault.TRUNCATED: Reason.TRUNCATED,
    Fault.REFUSAL: Reason.REFUSED,
    Fault.HUGE: Reason.TOO_LARGE,
}
JSON_REASONS = {
    **REASONS,
    Fault.ERROR_EVENT: Reason.BAD_REPLY,
    Fault.EARLY_END: Reason.BAD_REPLY,
    Fault.BAD_JSON: Reason.BAD_REPLY,
    Fault.WRONG_SHAPE: Reason.BAD_SCHEMA,
    Fault.HTML: Reason.BAD_REPLY,
}
STREAM_REASONS = {
    **REASONS,
    Fault.ERROR_EVENT: Reason.OVERLOADED,
    Fault.EARLY_END: Reason.CONNECTION,
    Fault.HTML: Reason.CONNECTION,
}


@pytest.mark.parametrize("fault", JSON_REASONS)
async def test_every_fault_of_a_json_call_is_one_reason(llm, call, server, fault):
    server.respond = lambda _: fault
    assert await reason_of(llm.complete_json(patience(call, fault), "s", "p", Reply)) is JSON_REASONS[fault]


@pytest.mark.parametrize("fault", STREAM_REASONS)
async def test_every_fault_of_a_stream_is_one_reason(llm, call, server, fault):
    server.respond = lambda _: fault
    assert await reason_of(all_of(llm.stream_text(patience(call, fault), "s", "p"))) is STREAM_REASONS[fault]


async def test_a_tool_that_was_not_offered_or_not_called_is_no_answer(llm, call, server):
    server.respond = lambda _: Call((("drop_tables", {}),))
    assert await reason_of(llm.use_tool(call, "s", [UserMessage("p")], TOOLS)) is Reason.UNKNOWN_TOOL
    server.respond = lambda _: Call((("give_up", {"field": "x"}),))
    unforced = llm.use_tool(call, "s", [UserMessage("p")], TOOLS, force="update_field")
    assert await reason_of(unforced) is Reason.NO_TOOL_CALL


RETRIED = {Fault.RATE_LIMIT, Fault.SERVER_ERROR, Fault.OVERLOADED, Fault.RESET, Fault.RESET_MIDWAY}


@pytest.mark.parametrize("fault", [fault for fault in REASONS if fault is not Fault.HANG])
async def test_only_what_may_pass_by_itself_is_tried_again_and_only_once(llm, call, server, fault):
    server.respond = lambda asked: fault if len(server.asked) == 1 else fitting(asked)
    if fault in RETRIED:
        assert (await llm.complete_json(call, "s", "p", Reply)).value.text == "text"
    else:
        assert await reason_of(llm.complete_json(call, "s", "p", Reply)) is REASONS[fault]
    assert len(server.asked) == (2 if fault in RETRIED else 1)


async def test_a_spent_quota_is_not_asked_again_whatever_it_advises(llm, settings, server):
    server.respond = lambda _: Fault.QUOTA
    assert await reason_of(llm.complete_json(settings.calls.message_analysis, "s", "p", Reply)) is Reason.QUOTA
    assert len(server.asked) == 1


async def test_a_stream_that_has_spoken_is_not_started_again(llm, call, server):
    server.respond = lambda _: Fault.RESET_MIDWAY
    with pytest.raises(ModelUnavailable):
        await all_of(llm.stream_text(call, "s", "p"))
    assert len(server.asked) == 1


async def test_a_consumer_may_take_its_time_and_may_leave(llm, call, server):
    server.respond = lambda asked: Say("A long answer in some pieces.") if asked.is_stream else fitting(asked)
    hurried = call.model_copy(update={"timeout_s": 2.0})
    async with aclosing(llm.stream_text(hurried, "s", "p")) as deltas:
        async for _ in deltas:
            await asyncio.sleep(2.1)  # longer than the call may take: not the provider's time
            break
    assert (await llm.complete_json(call, "s", "p", Reply)).value.text == "text"


async def test_the_turns_deadline_ends_a_call_before_its_own_timeout(llm, server, call):
    server.respond = lambda _: Fault.HANG
    patient = call.model_copy(update={"timeout_s": 60.0})
    loop = asyncio.get_running_loop()
    token = context.deadline.set(loop.time() + 2.0)
    try:
        assert await reason_of(llm.complete_json(patient, "s", "p", Reply)) is Reason.TIMEOUT
        assert context.remaining_s() > 0
        context.deadline.set(loop.time() + 1.0)
        assert await reason_of(llm.complete_json(patient, "s", "p", Reply)) is Reason.NO_TIME
    finally:
        context.deadline.reset(token)


async def outage(llm, call, server) -> list[Reason]:
    """Reasons of calls over a spell of nothing but failures."""
    server.respond = lambda asked: Fault.UNAUTHORIZED if asked.model == call.model else fitting(asked)
    reasons = []
    for _ in range(12):
        reasons.append(await reason_of(llm.complete_json(call, "s", "p", Reply)))
        await asyncio.sleep(0.3)
    return reasons


async def test_an_outage_opens_the_breaker_and_later_calls_fail_at_once(llm, call, server):
    reasons = await outage(llm, call, server)
    assert reasons[:5] == [Reason.DENIED] * 5
    assert reasons[-2:] == [Reason.BREAKER_OPEN] * 2
    assert len(server.asked) == reasons.count(Reason.DENIED)


async def test_one_providers_outage_leaves_the_other_alone(llm, settings, server):
    reasons = await outage(llm, settings.calls.message_analysis, server)
    assert reasons[-1] is Reason.BREAKER_OPEN
    assert (await llm.complete_json(settings.calls.action_generation, "s", "p", Reply)).value.text == "text"


async def test_a_session_that_has_spent_its_cap_gets_no_more_calls(settings, server, call):
    poor = settings.model_copy(update={"session_cap_usd": 0.0001})
    llm = open_llm(poor, fakeredis.FakeAsyncRedis(decode_responses=True))
    token = context.session_id.set("s1")
    assert await reason_of(llm.complete_json(call, "s", "p", Reply)) is Reason.BUDGET_SESSION
    context.session_id.reset(token)
    assert server.asked == []
    await llm.close()


async def test_a_call_costs_what_the_provider_counted(settings, server):
    redis = fakeredis.FakeAsyncRedis(decode_responses=True)
    llm = open_llm(settings, redis)
    await llm.complete_json(settings.calls.message_analysis, "s", "p", Reply)
    (key,) = await redis.keys("metier:llm:spent:*")
    assert int(await redis.get(key)) == 120 * 2.5 + 30 * 10  # USAGE at gpt-4o's list price, micro-dollars
    await llm.close()


@pytest.mark.parametrize("key", ["", "  ", None])
async def test_without_a_key_every_call_says_no_model_at_once(key, call):
    secret = None if key is None else SecretStr(key)
    bare = LlmSettings(openai_api_key=secret, anthropic_api_key=secret)
    llm = open_llm(bare, fakeredis.FakeAsyncRedis())
    assert await reason_of(llm.complete_json(call, "s", "p", Reply)) is Reason.NO_MODEL
    assert await reason_of(llm.use_tool(call, "s", [UserMessage("p")], TOOLS)) is Reason.NO_MODEL
    assert await reason_of(all_of(llm.stream_text(call, "s", "p"))) is Reason.NO_MODEL


async def test_with_one_key_the_other_providers_calls_go_to_their_stand_in(settings, server):
    only = settings.model_copy(update={"openai_api_key": None})
    llm = open_llm(only, fakeredis.FakeAsyncRedis(decode_responses=True))
    reply = await llm.complete_json(only.calls.message_analysis, "s", "p", Reply)
    assert reply.model == server.asked[0].model == "claude-sonnet-4-5"
    await llm.close()


@pytest.mark.parametrize("fault", Fault)
async def test_no_text_of_a_person_is_in_a_log_or_an_error(llm, call, server, fault):
    server.respond = lambda _: Say(CANARY) if fault is Fault.NONSENSE else fault
    call = patience(call, fault)
    with capture_logs() as logs:
        errors = await asyncio.gather(
            llm.complete_json(call, CANARY, CANARY, Reply),
            llm.use_tool(call, CANARY, [UserMessage(CANARY)], TOOLS, force="update_field"),
            all_of(llm.stream_text(call, CANARY, CANARY)),
            return_exceptions=True,
        )
    told = [line for error in errors if isinstance(error, Exception) for line in traceback.format_exception(error)]
    assert {type(error) for error in errors if isinstance(error, Exception)} <= {ModelUnavailable}
    assert CANARY not in "".join(told) + str(logs)
