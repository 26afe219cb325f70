"""`/api/actions`: career actions (docs/spec.md 7)."""

from fastapi import APIRouter

from services.edge.http.callers import Reader, Writer
from services.edge.models.actions import CareerAction, CareerActions, Regenerate, Regeneration, SetStatus
from services.edge.ports import Actions, Survey


def action_routes(survey: Survey, actions: Actions) -> APIRouter:
    """Routes of the career actions of a session."""
    routes = APIRouter(prefix="/api/actions", tags=["actions"])

    @routes.get("/{session_id}", summary="All actions")
    async def get(session_id: str, reader: Reader) -> CareerActions:
        """What the person could do next, with the growth areas it comes from; written once the tasks are matched."""
        return await actions.list(session_id, reader)

    @routes.post("/{session_id}", summary="Start another generation", status_code=202)
    async def regenerate(session_id: str, writer: Writer, body: Regenerate | None = None) -> Regeneration:
        """Queue new actions; those that were saved, begun or done stay. They come as an event, or by reading again."""
        return await survey.regenerate(session_id, writer(body.request_id if body else None))

    @routes.patch("/{session_id}/{action_id}", summary="Say where the person stands with an action")
    async def set_status(session_id: str, action_id: str, body: SetStatus, writer: Writer) -> CareerAction:
        """Save, begin, finish or dismiss an action; each change is kept in its history."""
        return await actions.set_status(session_id, action_id, body.status, writer(body.request_id))

    return routes
