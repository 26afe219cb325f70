"""Surveys and results in Redis: one hash for the survey, one field a task for results, one script for every write."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter
from redis.asyncio import Redis

from services.shared.errors import NotFound
from services.shared.runtime.commits import Request, Steps
from services.shared.runtime.events import KEPT, EventLog, event_fields
from services.shared.runtime.sessions import IDLE_TTL_S, SessionKeys, session_key
from services.shared.runtime.vault import NO_KEYS, Box, Vault
from services.taskpipeline.core.types import Document, Ranking, Result, Survey, Task
from services.taskpipeline.ports import Change, Progress, Stored, Writer

OWNER: Final = "taskpipeline"
_NAMES: Final = ("survey", "revisions", "results", "fences", "ranking", "events", "requests", "request_order")
_SCRIPT: Final = Path(__file__).with_suffix(".lua").read_text()
_BODY, _RANKED = "survey", "ranking"
"""Places of the session's box; a result's is its task."""

_SURVEY: Final = TypeAdapter(Survey)
_RESULT: Final = TypeAdapter(Result)
_RANKING: Final = TypeAdapter(Ranking)


@dataclass(frozen=True, slots=True)
class RedisSurveys:
    """Implements `Surveys` and `Results`.

    Attributes:
        redis: Client with `decode_responses=True`.
        ttl_s: Seconds kept after the last write.
        vault: Packs what was said.
    """

    redis: Redis
    ttl_s: int = IDLE_TTL_S
    vault: Vault = NO_KEYS

    async def load(self, session_id: str) -> Stored | None:
        """Return what is stored, None before the first processing; NotFound(SESSION_UNKNOWN) once deleted."""
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.hget(SessionKeys.key(session_id), "deleted")
            pipe.hget(session_key(session_id, OWNER, "survey"), "body")
            pipe.hgetall(session_key(session_id, OWNER, "results"))
            pipe.get(session_key(session_id, OWNER, "ranking"))
            deleted, body, results, ranking = await pipe.execute()
        if deleted == "1":
            raise _gone()
        if body is None:
            return None
        box = await self.vault.box(self.redis, session_id)
        return Stored(
            _SURVEY.validate_json(box.unpack(_BODY, body)),
            {task_id: _RESULT.validate_json(box.unpack(task_id, _behind(row))) for task_id, row in results.items()},
            _RANKING.validate_json(box.unpack(_RANKED, _behind(ranking))) if ranking else None,
        )

    async def answered(self, session_id: str, request: Request) -> Survey | None:
        """Return the survey as the same request left it, None when it was not seen."""
        known = await self._steps.answered(session_id, request)
        return _remembered(await self.vault.box(self.redis, session_id), known) if known else None

    async def commit(self, change: Change) -> Survey | None:
        """Apply a change; see `Surveys.commit`."""
        survey, request = change.survey, change.request
        box = await self.vault.box(self.redis, survey.session_id)
        body = box.pack(_BODY, _SURVEY.dump_json(survey))
        found = await self._steps.run(
            survey.session_id,
            "commit",
            *request.arguments,
            change.before or "",
            survey.revision,
            body,
            json.dumps({task.id: task.revision for task in survey.tasks}),
            *self._event("tasks_changed", {"revision": survey.revision, "status": survey.status}),
        )
        if found[0] == "AGAIN":
            return _remembered(box, found[1])
        return survey if found[0] == "OK" else None

    async def erase(self, session_id: str) -> int:
        """Remove everything of a session and return how many keys there were."""
        return await SessionKeys(self.redis, self.ttl_s).erase(session_id, OWNER)

    async def put_match(self, session_id: str, task: Task, match: Document, by: Writer, so_far: Progress) -> bool:
        """Store a match and append its event; see `Results.put_match`."""
        box = await self.vault.box(self.redis, session_id)
        result = box.pack(task.id, _RESULT.dump_json(Result(task.revision, match)))
        event = self._event("match", {"task_id": task.id, **so_far._asdict()})
        fields = (task.id, str(task.revision), result, by.job_id, str(by.fence), *event)
        return bool((await self._steps.run(session_id, "match", *fields))[0] == "OK")

    async def put_ranking(self, session_id: str, ranking: Ranking, writer: Writer) -> bool:
        """Store the occupations and append their event; see `Results.put_ranking`."""
        body, box = _RANKING.dump_json(ranking), await self.vault.box(self.redis, session_id)
        fields = (hashlib.sha256(body).hexdigest(), box.pack(_RANKED, body), writer.job_id, str(writer.fence))
        return bool((await self._steps.run(session_id, "rank", *fields, *self._event("ranking", {})))[0] == "OK")

    @property
    def _steps(self) -> Steps:
        return Steps(self.redis, OWNER, _NAMES, _SCRIPT, self.ttl_s)

    @staticmethod
    def _event(kind: str, payload: Mapping[str, Any]) -> tuple[object, ...]:
        return (KEPT, *event_fields(kind, payload))


def event_log(redis: Redis, ttl_s: int = IDLE_TTL_S) -> EventLog:
    """Return the log this store writes to."""
    return EventLog(redis, OWNER, ttl_s)


def _behind(stored: str) -> str:
    """What follows the revision or digest in front of a value; earlier versions stored the value alone."""
    return stored if stored.startswith("{") else stored.partition(" ")[2]


def _remembered(box: Box, body: str) -> Survey:
    return _SURVEY.validate_json(box.unpack(_BODY, body))


def _gone() -> NotFound:
    return NotFound("SESSION_UNKNOWN", "There is no such session.")
