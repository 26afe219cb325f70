"""AgentService over a real channel: success, every documented reason, and the state that comes back as it went."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from metier.agent.v1 import agent_service_pb2 as rpc
from metier.agent.v1 import agent_service_pb2_grpc, agent_state_pb2
from metier.onet_match.v1 import catalogue_pb2
from services.agent.rpc import METHODS, AgentRpc
from services.agent.service import Agent
from services.agent.settings import AgentSettings
from services.shared.errors import InvalidInput, MetierError, NotFound, TooLarge, Unavailable
from services.shared.llm import Calls, CallSettings, ModelUnavailable, Reason, Usage
from services.shared.runtime.channels import connect
from services.shared.runtime.clock import SystemClock
from services.shared.runtime.serve import listen
from tests.fakes.catalogue import FakeCatalogue
from tests.fakes.llm import USAGE, ScriptedLlm
from tests.fakes.reader import Toy, own

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECRET = AgentSettings(internal_secret="between services")


@asynccontextmanager
async def stub(
    catalogue: FakeCatalogue | None = None, llm: ScriptedLlm | None = None, reader: Toy | None = None
) -> AsyncIterator[agent_service_pb2_grpc.AgentServiceStub]:
    agent = Agent(reader or Toy(), catalogue or FakeCatalogue(), llm or ScriptedLlm(), Calls(), SystemClock())

    def register(server: object) -> None:
        agent_service_pb2_grpc.add_AgentServiceServicer_to_server(AgentRpc(agent), server)

    async with listen("agent", SECRET, register, METHODS) as server, connect(server.target, SECRET) as channel:
        yield agent_service_pb2_grpc.AgentServiceStub(channel)


def request(**trigger: object) -> rpc.TakeTurnRequest:
    state = agent_state_pb2.AgentState(job_title="Policy Analyst")
    return rpc.TakeTurnRequest(state=state, reply_message_id="a1", session_id="s1", **trigger)


def saying(text: str, state: agent_state_pb2.AgentState | None = None) -> rpc.TakeTurnRequest:
    message = agent_state_pb2.Message(id="u1", role=agent_state_pb2.ROLE_USER, content=text)
    made = request(message=rpc.MessageTrigger(message=message))
    if state:
        made.state.CopyFrom(state)
    return made


async def take(
    agent: agent_service_pb2_grpc.AgentServiceStub, given: rpc.TakeTurnRequest
) -> list[rpc.TakeTurnResponse]:
    return [event async for event in agent.TakeTurn(given)]


async def test_a_start_streams_the_tool_then_the_reply_then_the_result():
    async with stub() as agent:
        events = await take(agent, request(start=rpc.StartTrigger()))
    kinds = [event.WhichOneof("event") for event in events]
    assert kinds[0] == "tool"
    assert kinds[-1] == "result"
    assert set(kinds[1:-1]) == {"delta"}
    result = events[-1].result
    assert events[0].tool.tool == result.tool == agent_state_pb2.TOOL_OPEN_ENDED_PROMPT
    assert "".join(event.delta.text for event in events if event.WhichOneof("event") == "delta") == result.reply.content
    assert result.written_by == catalogue_pb2.WRITTEN_BY_RULES
    assert result.reply.id == "a1"


async def test_the_state_goes_round_and_grows():
    async with stub() as agent:
        first = (await take(agent, saying("I write briefings for the minister")))[-1].result
        second = (await take(agent, saying("I plan campaigns with the press team", first.state)))[-1].result
    assert first.state.turn_count == 1
    assert second.state.turn_count == 2
    assert second.state.mentioned_activities[0] == first.state.mentioned_activities[0]
    assert second.state.estimated_task_count > first.state.estimated_task_count
    assert second.state.asked_questions[0] == first.state.asked_questions[0]
    assert second.record.took.ToNanoseconds() > 0
    assert second.record.occupations[0].soc_code == "19-3094.00"


async def test_the_record_tells_what_was_taken_back():
    said = "I don't do the payroll any more"
    reader = Toy({said: own(said, "do the payroll", is_denied=True, own_present=0.02)})
    async with stub(reader=reader) as agent:
        first = (await take(agent, saying("I run payroll for eleven people")))[-1].result
        second = (await take(agent, saying(said, first.state)))[-1].result
    assert list(second.record.withdrawn) == ["run payroll for eleven people"]
    assert not second.state.mentioned_activities


async def test_the_record_tells_each_decision_with_its_probability_cut_and_place():
    async with stub() as agent:
        record = (await take(agent, saying("I write briefings for the minister")))[-1].result.record
    activity = next(decision for decision in record.decisions if decision.about == "activity")
    assert (activity.name, activity.outcome) == ("write briefings for the minister", "counted")
    assert activity.probability > activity.cut > 0
    assert "I write briefings for the minister"[activity.start : activity.end] == activity.name


async def test_what_is_unsure_goes_round_apart_from_what_is_counted():
    said = "maybe the odd bit of welding"
    async with stub(reader=Toy({said: own(said, "welding", own_present=0.4)})) as agent:
        state = (await take(agent, saying(said)))[-1].result.state
        again = (await take(agent, saying("I file papers for the board", state)))[-1].result.state
    assert [one.text for one in again.unsure_activities] == ["welding"]
    assert [one.text for one in again.mentioned_activities] == ["file papers for the board"]
    assert again.estimated_task_count == 1


async def test_a_reply_tells_the_names_of_its_sentences():
    async with stub() as agent:
        reply = (await take(agent, saying("I write briefings for the minister")))[-1].result.reply
    assert " ".join(sentence.text for sentence in reply.sentences) == reply.content
    assert all(sentence.id for sentence in reply.sentences)
    assert dict(reply.sentences[0].arguments)["it"] == "writing briefings for the minister"


async def test_a_message_that_needs_care_is_to_be_kept_as_an_act_only():
    async with stub() as agent:
        result = (await take(agent, saying("I can't go on like this")))[-1].result
    assert result.withhold_message
    assert list(result.state.noted_acts) == ["distress"]
    assert "go on like this" not in str(result.state) + str(result.record)


async def test_a_lost_reader_is_unavailable():
    async with stub(reader=Toy(is_down=True)) as agent:
        with pytest.raises(Unavailable):
            await take(agent, saying("I write briefings"))


async def test_the_record_tells_the_tokens_of_each_model_call_streamed_ones_too():
    def script(call: CallSettings, _prompt: str) -> str:
        if call.name == "response_generation":
            return "An ordinary week then."
        raise ModelUnavailable(Reason.TIMEOUT, Usage(7, 0))

    async with stub(llm=ScriptedLlm(script)) as agent:
        calls = (await take(agent, saying("I write briefings for the minister")))[-1].result.record.model_calls
    spent = {call.name: (call.input_tokens, call.output_tokens, call.fallback_reason) for call in calls}
    assert spent["response_generation"] == (USAGE.input_tokens, USAGE.output_tokens, "")
    assert spent["message_analysis"] == (7, 0, "TIMEOUT")


async def test_the_same_request_gives_the_same_result():
    async with stub() as agent:
        one, other = [(await take(agent, saying("the usual stuff")))[-1].result for _ in range(2)]
    assert (one.state, one.reply, list(one.suggestions)) == (other.state, other.reply, list(other.suggestions))
    assert len(one.suggestions) == 5


async def test_proceed_closes_and_reopen_opens():
    async with stub() as agent:
        closed = (await take(agent, request(proceed=rpc.ProceedTrigger())))[-1].result
        opened = request(reopen=rpc.ReopenTrigger())
        opened.state.CopyFrom(closed.state)
        back = (await take(agent, opened))[-1].result
    assert (closed.should_proceed, closed.is_complete, closed.record.exit_condition) == (True, True, "proceed")
    assert (back.should_proceed, back.is_complete) == (False, False)


@pytest.mark.parametrize(
    ("given", "kind", "reason"),
    [
        (rpc.TakeTurnRequest(start=rpc.StartTrigger()), InvalidInput, "JOB_TITLE_EMPTY"),
        (request(), InvalidInput, "TRIGGER_MISSING"),
        (saying("  \n "), InvalidInput, "MESSAGE_EMPTY"),
        (saying("ä" * 8193), TooLarge, "MESSAGE_TOO_LONG"),
        (request(start=rpc.StartTrigger(initial_tasks="x" * 16_385)), TooLarge, "MESSAGE_TOO_LONG"),
        (
            saying("hi", agent_state_pb2.AgentState(job_title="a", selected_suggestion_ids=["nobody-showed-this"])),
            InvalidInput,
            "SUGGESTION_UNKNOWN",
        ),
    ],
)
async def test_a_wrong_request_is_refused_with_its_reason(
    given: rpc.TakeTurnRequest, kind: type[MetierError], reason: str
):
    async with stub() as agent:
        with pytest.raises(kind) as refused:
            await take(agent, given)
    assert refused.value.reason == reason
    assert refused.value.metadata.get("field") or reason == "TRIGGER_MISSING"


async def test_a_message_of_exactly_sixteen_kibibytes_is_taken():
    async with stub() as agent:
        result = (await take(agent, saying("I file papers. " + "x" * (16 * 1024 - 15))))[-1].result
    assert result.state.turn_count == 1


async def test_a_lost_matcher_is_unavailable():
    async with stub(FakeCatalogue(is_down=True)) as agent:
        with pytest.raises(Unavailable):
            await take(agent, saying("I write briefings"))


async def test_only_services_of_the_suite_may_ask_for_a_turn():
    async with stub() as _:
        pass
    agent = Agent(Toy(), FakeCatalogue(), ScriptedLlm(), Calls(), SystemClock())

    def register(server: object) -> None:
        agent_service_pb2_grpc.add_AgentServiceServicer_to_server(AgentRpc(agent), server)

    async with listen("agent", SECRET, register, METHODS) as server, connect(server.target, AgentSettings()) as channel:
        with pytest.raises(MetierError) as refused:
            await take(agent_service_pb2_grpc.AgentServiceStub(channel), request(start=rpc.StartTrigger()))
    assert isinstance(refused.value, NotFound) or refused.value.grpc_code in {"PERMISSION_DENIED", "UNAUTHENTICATED"}


async def test_hostile_but_decodable_states_never_cause_an_internal_error():
    state = agent_state_pb2.AgentState(
        job_title="\u202e\x00 <b>",
        turn_count=-5,
        estimated_task_count=2**31 - 1,
        actions_taken=[99, 0, 4],
        suggestions_shown=-1,
        last_offer_task_count=-7,
        underexplored_activities=["", "{it}", "x" * 5000],
        pending_suggestions=["\x00"],
        user_engagement=42,
    )
    state.asked_questions.add(text="", area="")
    state.mentioned_activities.add(text="", category=77)
    state.shown_suggestions.add(id="a", statement="", category=66)
    state.selected_suggestion_ids.append("a")
    async with stub() as agent:
        for text in ("I write reports", "the usual", "yes", "\x00", "done"):
            assert (await take(agent, saying(text, state)))[-1].result.reply.content
