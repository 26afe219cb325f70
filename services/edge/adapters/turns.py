"""Turns, sessions and events of the orchestrator as the edge's models."""

from typing import Any

from metier.agent.v1 import agent_state_pb2
from metier.orchestrator.v1 import chat_service_pb2 as pb
from metier.orchestrator.v1 import session_pb2
from services.edge.adapters.actions import action
from services.edge.adapters.plain import plain
from services.edge.adapters.tasks import occupation, task
from services.edge.models.chat import ChatResponse, ChatSession
from services.edge.models.events import ActionsFrame, Event, MatchesFrame, MatchFrame, TasksFrame, TurnFrame
from services.edge.words import put


def response_of(reply: session_pb2.TurnReply) -> ChatResponse:
    """A reply as the response to POST /api/chat."""
    return ChatResponse.model_validate(members_of(reply))


def members_of(reply: session_pb2.TurnReply) -> dict[str, Any]:
    """The members of a `ChatResponse`."""
    fields = plain(reply)
    message = {
        **_message(fields["message"]),
        "written_by": fields["written_by"],
        "model": fields["model"],
        "tool": fields["tool_used"],
    }
    return {
        **fields,
        "message": message,
        "suggestions": [_suggestion(card) for card in fields["suggestions"]] or None,
        "extracted_tasks": [_activity(row) for row in fields["extracted_tasks"]],
        "updated_state": _state(fields["updated_state"]),
        "closed": fields["status"] != "open",
    }


def session_of(session: session_pb2.Session) -> ChatSession:
    """The whole session as JSON."""
    fields = plain(session)
    state = fields["state"] or plain(agent_state_pb2.AgentState())
    messages = fields["messages"]
    latest = messages[-1] if messages else {"suggestions": [], "tool": None}
    return ChatSession.model_validate(
        {
            **fields,
            "messages": [
                {**_message(row["message"]), "at": row["at"], "tool": row["tool"], "corrected": bool(row["earlier"])}
                for row in messages
            ],
            "suggestions": [_suggestion(card) for card in state["shown_suggestions"]],
            "visible_suggestion_ids": [card["id"] for card in latest["suggestions"]],
            "selected_suggestion_ids": state["selected_suggestion_ids"],
            "extracted_tasks": [_activity(row) for row in state["mentioned_activities"]],
            "closed": fields["status"] != "open",
            "tool_used": latest["tool"],
            "updated_state": _state(state),
            "event_id": fields["last_event_id"],
        }
    )


def _message(row: dict[str, Any]) -> dict[str, Any]:
    return put(row, content=row["sentences"])


def _suggestion(card: dict[str, Any]) -> dict[str, Any]:
    return {**card, "gwa_category": card["category"]}


def _activity(row: dict[str, Any]) -> dict[str, Any]:
    return {"raw": row["text"], "source_message_id": row["message_id"], "gwa_category": row["category"]}


def _state(state: dict[str, Any] | None) -> dict[str, Any]:
    known = state or {"turn_count": 0, "estimated_task_count": 0, "user_engagement": None, "gwa_coverage": None}
    coverage = known["gwa_coverage"] or {}
    return {**known, "gwa_coverage": {name: level or "none" for name, level in coverage.items()}}


def event_of(event: pb.SubscribeResponse) -> Event | None:
    """An event as a frame; None for a kind this build does not know."""
    match event.WhichOneof("event"):
        case "turn":
            return TurnFrame(**{**members_of(event.turn), "event_id": event.event_id})
        case "match":
            return MatchFrame(
                event_id=event.event_id, task=task(event.match.task), done=event.match.done, total=event.match.total
            )
        case "ranking":
            return MatchesFrame(
                event_id=event.event_id, occupations=[occupation(row) for row in event.ranking.occupations]
            )
        case "actions":
            actions = [action(row) for row in event.actions.actions]
            return ActionsFrame(event_id=event.event_id, actions=actions)
        case "tasks_changed":
            return TasksFrame(event_id=event.event_id, **plain(event.tasks_changed))
    return None
