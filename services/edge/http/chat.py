"""`/api/chat`: the conversation (docs/spec.md 7)."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from services.edge.http.answers import files, json_file
from services.edge.http.callers import Reader, Writer
from services.edge.limits import check_message
from services.edge.middleware.rates import SessionQuota
from services.edge.models.chat import (
    ChatAction,
    ChatResponse,
    ChatSession,
    CorrectMessage,
    SelectionResponse,
    SelectSuggestions,
    SendMessage,
    StartChat,
)
from services.edge.ports import Conversation, Records


def chat_routes(conversation: Conversation, records: Records, quota: SessionQuota) -> APIRouter:
    """Routes of the conversation and of what is stored of it."""
    routes = APIRouter(prefix="/api/chat", tags=["chat"])

    @routes.post("", summary="Start, say or correct something, proceed or reopen", response_model_exclude_none=True)
    async def act(action: Annotated[ChatAction, Body()], writer: Writer, request: Request) -> ChatResponse:
        """Move the conversation on; `action` says how.

        `start` opens a session and is the only call that answers its token; `message` says something; `correct`
        replaces what an earlier message says; `proceed` closes the conversation for the review; `reopen` opens it again
        until the tasks are submitted. The socket says, proceeds and reopens too, and tells the reply while it is written.
        """
        match action:
            case StartChat():
                quota.take(request.scope)
                check_message(action.initial_tasks)
            case SendMessage() | CorrectMessage():
                check_message(action.message)
        return await conversation.act(action, writer(action.request_id))

    @routes.patch("", summary="Replace the set of selected cards", response_model_exclude_none=True)
    async def select(selection: SelectSuggestions, writer: Writer) -> SelectionResponse:
        """Say which of all cards shown so far are the person's; cards left out are not."""
        return await conversation.select(
            selection.session_id, selection.selected_suggestion_ids, writer(selection.request_id)
        )

    @routes.get("/{session_id}", summary="The whole session")
    async def get(session_id: str, reader: Reader) -> ChatSession:
        """Everything needed to show the conversation again, on any device."""
        return await records.get(session_id, reader)

    @routes.delete("/{session_id}", summary="Erase the session everywhere", status_code=204)
    async def delete(session_id: str, writer: Writer) -> Response:
        """Erase conversation, tasks, matches and actions in every service, for good."""
        await records.delete(session_id, writer(None))
        return Response(status_code=204)

    @routes.get("/{session_id}/explain", summary="Why each turn did what it did")
    async def explain(session_id: str, reader: Reader) -> dict[str, Any]:
        """For each turn what was read, which tool was chosen by whom and why, and which models were called."""
        return {"sessionId": session_id, "turns": await records.explain(session_id, reader)}

    @routes.get(
        "/{session_id}/export",
        summary="Everything stored about the session",
        response_class=Response,
        responses=files(json="application/json"),
    )
    async def export(session_id: str, reader: Reader) -> Response:
        """Everything that is stored about the person in this session, as one JSON file."""
        return json_file(await records.export(session_id, reader), f"metier-{session_id}.json")

    return routes
