"""An agent that follows a fixed script: what it says depends on the message's first word only.

`cards` shows five cards, `done` and PROCEED close, `slow` waits for `gate`, `down` fails as a service that is away,
`silent` ends without a result, `die` breaks off after a delta, `despair` is not to be kept; anything else asks a question.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from metier.agent.v1 import agent_service_pb2 as pb
from metier.agent.v1 import agent_service_pb2_grpc, agent_state_pb2
from metier.onet_match.v1 import catalogue_pb2
from services.shared.errors import InvalidInput, Unavailable
from services.shared.runtime.server_interceptors import Access

METHODS = {f"/metier.agent.v1.AgentService/{name}": Access.INTERNAL for name in ("TakeTurn", "GetReaders")}


@dataclass
class FakeAgent(agent_service_pb2_grpc.AgentServiceServicer):
    """Counts the turns it took in `taken`; `gate` lets a slow one go on."""

    taken: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: asyncio.Event = field(default_factory=asyncio.Event)

    async def TakeTurn(self, request: pb.TakeTurnRequest, _call: Any) -> AsyncIterator[pb.TakeTurnResponse]:
        self.taken += 1
        trigger = request.WhichOneof("trigger")
        told = getattr(request, trigger).message if trigger in {"message", "correction"} else None
        said = told.content if told else request.start.initial_tasks
        word = said.split()[0] if said else ""
        if word == "down":
            raise Unavailable("SERVICE_DOWN", "away", retry_after_s=1)
        if request.state.occupation_code == "99-9999.99":
            raise InvalidInput("OCCUPATION_UNKNOWN", "There is no such occupation.", field="occupation_code")
        result = self._result(request, trigger, said, word)
        yield pb.TakeTurnResponse(tool=pb.ToolChosen(tool=result.tool))
        if word == "slow":
            self.waiting.set()
            await self.gate.wait()
        for piece in result.reply.content.split(" "):
            yield pb.TakeTurnResponse(delta=pb.ReplyDelta(attempt=1, text=piece + " "))
        if word == "die":
            raise Unavailable("SERVICE_DOWN", "away", retry_after_s=1)
        if word != "silent":
            yield pb.TakeTurnResponse(result=result)

    def _result(self, request: pb.TakeTurnRequest, trigger: str, said: str, word: str) -> pb.TurnResult:
        state = agent_state_pb2.AgentState()
        state.CopyFrom(request.state)
        record = pb.TurnRecord(proposed_reason=f"it said {word or trigger}")
        if trigger == "correction":
            kept = [one for one in state.mentioned_activities if one.message_id != request.correction.message.id]
            del state.mentioned_activities[:]
            state.mentioned_activities.extend(kept)
        if said:
            state.turn_count += trigger != "correction"
            message_id = request.message.message.id or request.correction.message.id or request.start.message_id
            activity = agent_state_pb2.MentionedActivity(text=said[:40], message_id=message_id)
            state.mentioned_activities.append(activity)
            record.new_activities.append(activity)
        closes = trigger == "proceed" or word == "done"
        tool = agent_state_pb2.TOOL_PROCEED if closes else agent_state_pb2.TOOL_CUSTOM_QUESTION
        cards = []
        if word == "cards":
            tool, shown = agent_state_pb2.TOOL_SHOW_SUGGESTIONS, len(state.shown_suggestions)
            cards = [
                agent_state_pb2.Suggestion(id=f"c{shown + n}", statement=f"Prepare report {shown + n}.")
                for n in range(1, 6)
            ]
            state.shown_suggestions.extend(cards)
        state.actions_taken.append(tool)
        state.estimated_task_count = len(state.mentioned_activities) + len(state.selected_suggestion_ids)
        record.tool = tool
        told = f"Reply to {len(request.transcript)} messages: {said or trigger}"
        return pb.TurnResult(
            withhold_message=word == "despair",
            state=state,
            reply=agent_state_pb2.Message(
                id=request.reply_message_id, role=agent_state_pb2.ROLE_ASSISTANT, content=told
            ),
            suggestions=cards,
            tool=tool,
            is_complete=closes,
            should_proceed=closes,
            record=record,
            written_by=catalogue_pb2.WRITTEN_BY_RULES,
        )
