"""CV sessions in Redis: one JSON value and a version per session, changed by compare-and-set only.

Rules:
    1. The rules of `commits.lua`; the answer that is kept of a request is the version it made.
    2. An upload is noted with the seed of its token and without its request id: who repeats the request gets the token
       again (`sessions.derived_token`), who reads the database does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.adapters.session_json import document_json, session_of, state_json
from services.cvfsm.core.machine.session import Answered
from services.shared.errors import NotFound
from services.shared.runtime.commits import NO_REQUEST, Request, Steps, request_key, reused
from services.shared.runtime.redis import check_room
from services.shared.runtime.sessions import SessionKeys, session_key
from services.shared.runtime.shards import home
from services.shared.runtime.vault import NO_KEYS

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from services.cvfsm.core.machine.session import CvSession
    from services.shared.runtime.vault import Box, Vault

OWNER: Final = "cvfsm"
_STATE, _DOCUMENT = "state", "document"
"""Places of the session's box."""

# KEYS  the session, its state, its document, its photo, then as in `commits.lua`
_SCRIPT: Final = """
function steps.create(state, document)
  redis.call('HSET', KEYS[2], 'version', 0, 'json', state)
  redis.call('SET', KEYS[3], document)
  keep()
  return { 'OK' }
end

function steps.commit(request, digest, before, after, state)
  if not is_at(KEYS[2], 'version', before) or answered(request, digest) then return { 'STALE' } end
  redis.call('HSET', KEYS[2], 'version', after, 'json', state)
  remember(request, digest, after)
  keep()
  return { 'OK' }
end
"""
_NAMES: Final = ("state", "document", "photo", "requests", "request_order")
"""The photo is written by `FileStore`; here it gets the life of its session."""


@dataclass(frozen=True, slots=True)
class RedisStore:
    """The sessions this service owns.

    Attributes:
        redis: Client with `decode_responses=True`.
        keys: Tokens and tombstones.
        vault: Packs sessions and documents.
    """

    redis: Redis
    keys: SessionKeys
    vault: Vault = NO_KEYS

    async def create(self, session: CvSession, token: str) -> None:
        """Store a new session at version 0, opened by a bearer token.

        Raises:
            Exhausted: STORE_FULL.
        """
        await check_room(home(self.redis, SessionKeys.key(session.id)))
        await self.keys.issue(session.id, "cv", token)
        box = await self.vault.box(self.redis, session.id)
        document = box.pack(_DOCUMENT, document_json(session).encode())
        await self._steps.run(session.id, "create", _packed(box, session), document)

    async def load(self, session_id: str) -> CvSession:
        """Return a session.

        Raises:
            NotFound: SESSION_UNKNOWN.
            WrongState: SESSION_INCOMPATIBLE.
        """
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.hget(self.keys.key(session_id), "deleted")
            pipe.hget(_state(session_id), "json")
            pipe.get(_document(session_id))
            deleted, state, document = await pipe.execute()
        if deleted == "1" or state is None:
            raise unknown_session()
        box = await self.vault.box(self.redis, session_id)
        return session_of(box.unpack(_STATE, state).decode(), box.unpack(_DOCUMENT, document or "").decode())

    async def version(self, session_id: str) -> int:
        """Return the number of committed changes; -1 where there is no such session."""
        found = await self.redis.hget(_state(session_id), "version")
        return -1 if found is None else int(found)

    async def commit(self, session: CvSession, request: Request = NO_REQUEST) -> bool:
        """Write the successor of version ``session.version - 1``; False when another writer was first.

        Raises:
            NotFound: SESSION_UNKNOWN, it was deleted.
        """
        box = await self.vault.box(self.redis, session.id)
        versions = (session.version - 1, session.version)
        asked = request.arguments
        outcome = await self._steps.run(session.id, "commit", *asked, *versions, _packed(box, session))
        return bool(outcome[0] == "OK")

    async def answered(self, session_id: str, request: Request) -> bool:
        """Return whether a request was committed before.

        Raises:
            InvalidInput: IDEMPOTENCY_KEY_REUSED, it was another request.
            NotFound: SESSION_UNKNOWN, it was deleted.
        """
        return await self._steps.answered(session_id, request) is not None

    async def uploaded(self, request_id: str, digest: str) -> Answered | None:
        """Return what an upload was answered, or None when it was not.

        Raises:
            InvalidInput: IDEMPOTENCY_KEY_REUSED, it was another upload.
        """
        found = await self.redis.get(_upload(request_id))
        if found is None:
            return None
        row = json.loads(found)
        if row["digest"] != digest:
            raise reused()
        return Answered(row["session_id"], row["seed"], row["digest"])

    async def keep_upload(self, request_id: str, answer: Answered) -> bool:
        """Remember an upload's answer for as long as its session; False when the same request was faster."""
        row = {"digest": answer.digest, "session_id": answer.session_id, "seed": answer.seed}
        is_first = await self.redis.set(_upload(request_id), json.dumps(row), nx=True, ex=self.keys.ttl_s)
        return bool(is_first)

    @property
    def _steps(self) -> Steps:
        return Steps(self.redis, OWNER, _NAMES, _SCRIPT, self.keys.ttl_s)

    async def everything(self, session_id: str) -> dict[str, Any]:
        """Return all that is stored of a session, as JSON values; tokens are stored hashed and are not among it.

        Raises:
            NotFound: SESSION_UNKNOWN.
        """
        session = await self.load(session_id)
        requests = await self.redis.hkeys(_requests(session_id))
        return {
            "session": json.loads(state_json(session)),
            "document": json.loads(document_json(session)),
            "answered_requests": sorted(requests),
        }

    async def delete(self, session_id: str) -> None:
        """Put up the tombstone, then erase every key of the session this service owns."""
        await self.keys.tombstone(session_id)
        await self.keys.erase(session_id, OWNER)


def unknown_session() -> NotFound:
    """The one answer for a session that is unknown, expired, deleted or not the caller's."""
    return NotFound("SESSION_UNKNOWN", "There is no such session, or the token does not open it.")


def _packed(box: Box, session: CvSession) -> str:
    return box.pack(_STATE, state_json(session).encode())


def _state(session_id: str) -> str:
    return session_key(session_id, OWNER, "state")


def _document(session_id: str) -> str:
    return session_key(session_id, OWNER, "document")


def _requests(session_id: str) -> str:
    return session_key(session_id, OWNER, "requests")


def _upload(request_id: str) -> str:
    return f"metier:{OWNER}:upload:{request_key(request_id)}"
