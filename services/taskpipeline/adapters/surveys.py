"""Surveys and results in Redis: one hash for the survey, one field a task for results, one script for every write."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter
from redis.asyncio import Redis

from services.shared.errors import InvalidInput, NotFound
from services.shared.runtime.events import KEPT, EventLog, event_fields
from services.shared.runtime.sessions import IDLE_TTL_S, SessionKeys, session_key
from services.shared.runtime.vault import NO_KEYS, Box, Vault
from services.taskpipeline.core.types import Document, Ranking, Result, Survey, Task
from services.taskpipeline.ports import Change, Progress, Request, Stored, Writer

if TYPE_CHECKING:
    from collections.abc import Mapping

OWNER: Final = "taskpipeline"
MAX_REQUESTS: Final = 200
"""Answers remembered of a session: an hour of saving every 20 s."""
_STEPS: Final = Path(__file__).with_suffix(".lua").read_text()
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
        keys = _keys(session_id)
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.hget(keys[0], "deleted")
            pipe.hget(keys[1], "body")
            pipe.hgetall(keys[5])
            pipe.get(keys[7])
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
        known = await self.redis.hget(_keys(session_id)[2], request.id) if request.id else None
        return _remembered(await self.vault.box(self.redis, session_id), str(known), request) if known else None

    async def commit(self, change: Change) -> Survey | None:
        """Apply a change; see `Surveys.commit`."""
        survey, request = change.survey, change.request
        box = await self.vault.box(self.redis, survey.session_id)
        body = box.pack(_BODY, _SURVEY.dump_json(survey))
        found = await self._step(
            survey.session_id,
            "commit",
            str(change.before),
            str(survey.revision),
            body,
            json.dumps({task.id: task.revision for task in survey.tasks}),
            request.id,
            json.dumps({"digest": request.digest, "survey": body}),
            str(MAX_REQUESTS),
            *event_fields("tasks_changed", {"revision": survey.revision, "status": survey.status}),
        )
        if found[0] == "REPEAT":
            return _remembered(box, found[1], request)
        return survey if found[0] == "OK" else None

    async def erase(self, session_id: str) -> int:
        """Remove everything of a session and return how many keys there were."""
        return await SessionKeys(self.redis, self.ttl_s).erase(session_id, OWNER)

    async def put_match(self, session_id: str, task: Task, match: Document, by: Writer, so_far: Progress) -> bool:
        """Store a match and tell it; see `Results.put_match`."""
        box = await self.vault.box(self.redis, session_id)
        result = box.pack(task.id, _RESULT.dump_json(Result(task.revision, match)))
        event = event_fields("match", {"task_id": task.id, **so_far._asdict()})
        fields = (task.id, str(task.revision), result, by.job_id, str(by.fence), *event)
        return (await self._step(session_id, "match", *fields))[0] == "OK"

    async def put_ranking(self, session_id: str, ranking: Ranking, writer: Writer) -> bool:
        """Store the occupations and tell them; see `Results.put_ranking`."""
        body, box = _RANKING.dump_json(ranking), await self.vault.box(self.redis, session_id)
        fields = (hashlib.sha256(body).hexdigest(), box.pack(_RANKED, body), writer.job_id, str(writer.fence))
        return (await self._step(session_id, "rank", *fields, *event_fields("ranking", {})))[0] == "OK"

    async def _step(self, session_id: str, name: str, *arguments: str) -> list[str]:
        script = self.redis.register_script(_STEPS)
        found: list[str] = await script(
            keys=_keys(session_id), args=[name, str(self.ttl_s * 1000), str(KEPT), *arguments]
        )
        if found[0] == "GONE":
            raise _gone()
        return found


def event_log(redis: Redis, ttl_s: int = IDLE_TTL_S) -> EventLog:
    """Return the log this store writes to."""
    return EventLog(redis, OWNER, ttl_s)


def _keys(session_id: str) -> list[str]:
    names = ("survey", "requests", "request_order", "revisions", "results", "fences", "ranking", "events")
    owned = (session_key(session_id, OWNER, name) for name in names)
    return [SessionKeys.key(session_id), *owned, SessionKeys.registry(session_id)]


def _behind(stored: str) -> str:
    """What follows the revision or digest in front of a value; earlier versions stored the value alone."""
    return stored if stored.startswith("{") else stored.partition(" ")[2]


def _remembered(box: Box, known: str, request: Request) -> Survey:
    answer: Mapping[str, Any] = json.loads(known)
    if answer["digest"] != request.digest:
        text = "This request id was used with another payload."
        raise InvalidInput("IDEMPOTENCY_KEY_REUSED", text, field="request_id")
    return _SURVEY.validate_json(box.unpack(_BODY, answer["survey"]))


def _gone() -> NotFound:
    return NotFound("SESSION_UNKNOWN", "There is no such session.")
