"""`/api/tasks`, `/api/matches` and `/api/occupations` (docs/spec.md 7)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Response

from services.edge.http.answers import download, files
from services.edge.http.callers import Reader, Writer
from services.edge.models.tasks import (
    Matches,
    OccupationTitles,
    ProcessChat,
    ProcessedTasks,
    ReplaceTasks,
    SettleTask,
    SubmitTasks,
    TaskSet,
)
from services.edge.ports import Survey, TaskSets, Titles
from services.shared.errors import InvalidInput


def task_routes(survey: Survey, tasks: TaskSets) -> APIRouter:
    """Routes of the tasks of a session."""
    routes = APIRouter(prefix="/api/tasks", tags=["tasks"])

    @routes.post("/process", summary="Turn the conversation into tasks; matching goes on in the background")
    async def process(body: ProcessChat, writer: Writer, response: Response) -> ProcessedTasks:
        """Answer the tasks at once; matches follow as events of the socket, or by reading again until the job is done.

        Processing again keeps what the person edited, added and rated.
        """
        processed = await survey.process(body.session_id, writer(body.request_id))
        response.headers["etag"] = _etag(processed)
        return processed

    @routes.get("/{session_id}", summary="All tasks with job progress and ratings")
    async def get(session_id: str, reader: Reader, response: Response) -> TaskSet:
        """The set as it is now; its revision is the ETag."""
        found = await tasks.get(session_id, reader)
        response.headers["etag"] = _etag(found)
        return found

    @routes.put("/{session_id}", summary="Replace the whole set, if it is still at the revision of If-Match")
    async def replace(
        session_id: str,
        body: ReplaceTasks,
        writer: Writer,
        response: Response,
        if_match: Annotated[
            str | None, Header(description='The revision the change is based on, for example `"3"`.')
        ] = None,
    ) -> TaskSet:
        """Put the set into the wanted state: order, wordings, shares of time, use of AI, choice of match.

        Tasks left out are removed, tasks without an id are new. A set that changed meanwhile is refused (REVISION_STALE).
        """
        changed = await tasks.replace(session_id, body.tasks, _revision(if_match), writer(body.request_id))
        response.headers["etag"] = _etag(changed)
        return changed

    @routes.post("/{session_id}/unsure/{task_id}", summary="Keep or drop a task that is not sure")
    async def settle(session_id: str, task_id: str, body: SettleTask, writer: Writer, response: Response) -> TaskSet:
        """A kept task becomes the person's own and is matched; a dropped one does not come back by itself."""
        settled = await tasks.settle(session_id, task_id, writer(body.request_id), keep=body.keep)
        response.headers["etag"] = _etag(settled)
        return settled

    @routes.post("/{session_id}/submit", summary="End the survey")
    async def submit(session_id: str, writer: Writer, body: SubmitTasks | None = None) -> TaskSet:
        """Fix the tasks; shares of time must sum to 100 and every task must be rated. This cannot be undone."""
        return await survey.submit(session_id, writer(body.request_id if body else None))

    @routes.get(
        "/{session_id}/export",
        summary="The tasks as a file",
        response_class=Response,
        responses=files(json="application/json", csv="text/csv"),
    )
    async def export(
        session_id: str, reader: Reader, form: Annotated[Literal["json", "csv"], Query(alias="format")] = "json"
    ) -> Response:
        """JSON has lineage and matches; CSV has a row a task and is safe to open in a spreadsheet."""
        return download(await tasks.export(session_id, form, reader))

    return routes


def match_routes(tasks: TaskSets, titles: Titles) -> APIRouter:
    """Routes of what O*NET has: occupations that fit, and titles to choose from."""
    routes = APIRouter(prefix="/api", tags=["matches"])

    @routes.get("/matches/{session_id}", summary="Occupations with supporting and missing tasks")
    async def get(session_id: str, reader: Reader) -> Matches:
        """The occupations that fit the whole task set, with what speaks for each and what is missing."""
        return await tasks.matches(session_id, reader)

    @routes.get("/occupations", summary="Job titles that fit what was typed")
    async def find_titles(
        q: Annotated[str, Query(max_length=200, description="What was typed so far; a slip of the hand is forgiven.")],
        limit: Annotated[int, Query(ge=1, le=50)] = 8,
    ) -> OccupationTitles:
        """For type-ahead: official and everyday titles by spelling and by meaning, best first."""
        return await titles.search(q, limit)

    return routes


_REVISION_DIGITS = 18
"""A revision is an int64 in the contract."""


def _etag(found: TaskSet) -> str:
    return f'"{found.revision}"'


def _revision(if_match: str | None) -> int:
    """The revision of an If-Match header: `"3"`, `W/"3"` or `3`."""
    bare = (if_match or "").removeprefix("W/").strip('"')
    if not (bare.isascii() and bare.isdecimal() and len(bare) <= _REVISION_DIGITS):
        raise InvalidInput(
            "IF_MATCH_REQUIRED", 'Say which revision the change is based on: If-Match: "3".', field="If-Match"
        )
    return int(bare)
