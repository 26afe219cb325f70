"""Requests no client of ours would send: answered, or refused with a reason; never an internal error (docs/reliability.md B8)."""

from __future__ import annotations

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metier.agent.v1 import agent_service_pb2 as rpc
from metier.agent.v1 import agent_state_pb2 as pb
from services.agent.adapters.proto_turn import event_message
from services.agent.core.records import TurnResult
from services.agent.rpc import turn_input
from services.agent.service import Agent
from services.shared.errors import InvalidInput
from services.shared.llm import Calls
from services.shared.runtime.clock import SystemClock
from tests.examples import examples
from tests.fakes.catalogue import FakeCatalogue
from tests.fakes.llm import ScriptedLlm
from tests.fakes.reader import Toy

TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ("", "{it}", "%s", "<b>", "\x00", "\u202e", "x" * 3000, "I write reports, plan trips and train staff", "done", "yes", "no")
    ),
)  # fmt: skip
NUMBERS = st.one_of(st.integers(0, 20), st.integers(-(2**31), 2**31 - 1), st.just(2**31 - 1))
ENUMS = st.integers(-3, 12)


@st.composite
def states(draw: st.DrawFn) -> pb.AgentState:
    state = pb.AgentState(
        job_title=draw(TEXTS.filter(str.strip)),
        occupation_code=draw(st.sampled_from(("", "19-3094.00", "nonsense"))),
        turn_count=draw(NUMBERS),
        estimated_task_count=draw(NUMBERS),
        underexplored_activities=draw(st.lists(TEXTS, max_size=3)),
        user_engagement=draw(ENUMS),
        user_wants_to_stop=draw(st.booleans()),
        actions_taken=draw(st.lists(ENUMS, max_size=5)),
        suggestions_shown=draw(NUMBERS),
        follow_ups_asked=draw(NUMBERS),
        has_asked_clarifying_question=draw(st.booleans()),
        last_offer_task_count=draw(NUMBERS),
        declined_areas=draw(st.lists(TEXTS, max_size=3)),
        acknowledged_suggestion_ids=draw(st.lists(TEXTS, max_size=3)),
    )
    for text in draw(st.lists(TEXTS, max_size=3)):
        state.asked_questions.add(text=text, area=text)
        state.mentioned_activities.add(text=text, category=draw(ENUMS))
        state.shown_suggestions.add(id=text, statement=text, category=draw(ENUMS))
    state.selected_suggestion_ids.extend(card.id for card in state.shown_suggestions if draw(st.booleans()))
    for name in ("information_input", "mental_processes", "work_output", "interacting_with_others"):
        setattr(state.gwa_coverage, name, draw(ENUMS))
    return state


@st.composite
def requests(draw: st.DrawFn) -> rpc.TakeTurnRequest:
    made = rpc.TakeTurnRequest(state=draw(states()), session_id=draw(TEXTS), reply_message_id=draw(TEXTS))
    for text in draw(st.lists(TEXTS, max_size=3)):
        made.transcript.add(id=text, role=draw(ENUMS), content=text)
    match draw(st.sampled_from(("start", "message", "correction", "proceed", "reopen", "none"))):
        case "start":
            made.start.initial_tasks = draw(TEXTS)
            made.start.SetInParent()
        case "message":
            made.message.message.content = draw(TEXTS)
        case "correction":
            made.correction.message.content = draw(TEXTS)
            made.correction.message.id = made.transcript[0].id if made.transcript else draw(TEXTS)
        case "proceed":
            made.proceed.SetInParent()
        case "reopen":
            made.reopen.SetInParent()
    return made


async def _take(request: rpc.TakeTurnRequest) -> TurnResult:
    agent = Agent(Toy(), FakeCatalogue(), ScriptedLlm(), Calls(), SystemClock())
    events = [event async for event in agent.take_turn(turn_input(request))]
    assert [event_message(event).WhichOneof("event") for event in events][-1] == "result"
    assert isinstance(events[-1], TurnResult)
    return events[-1]


def _check(request: rpc.TakeTurnRequest) -> None:
    try:
        result = asyncio.run(_take(request))
    except InvalidInput:
        return
    assert result.reply.content.strip()


@given(request_=requests())
@settings(
    max_examples=examples(1_000),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_any_decodable_request_is_answered_or_refused(request_: rpc.TakeTurnRequest):
    _check(request_)
