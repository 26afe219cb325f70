"""CV sessions in Redis: one JSON value and a version per session, changed by compare-and-set only.

Rules:
    1. A write names the version it read; another writer in between makes it stale, and it changes nothing.
    2. A write is refused once the session has its tombstone.
    3. A request is noted with the change it made, as its digest and version: repeating it changes nothing more.
    4. An upload is noted with the seed of its token and without its request id: who repeats the request gets the token
       again (`sessions.derived_token`), who reads the database does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.adapters.session_json import document_json, session_of, state_json
from services.cvfsm.core.machine.session import Answered
from services.shared.errors import NotFound
from services.shared.runtime import idempotency
from services.shared.runtime.idempotency import request_key
from services.shared.runtime.redis import check_room
from services.shared.runtime.sessions import SessionKeys, session_key
from services.shared.runtime.vault import NO_KEYS

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from services.cvfsm.core.machine.session import CvSession
    from services.shared.runtime.vault import Box, Vault

OWNER: Final = "cvfsm"
_STATE, _DOCUMENT = "state", "document"
"""Places of the session's box."""

# KEYS: the session, its state, its requests and their order, names of the owners' keys.
# ARGV: version read, new state, TTL in ms, request key (or ''), digest of the request, most requests.
_COMMIT: Final = idempotency.script("""
if redis.call('HGET', KEYS[1], 'deleted') == '1' then return 'GONE' end
if (redis.call('HGET', KEYS[2], 'version') or '') ~= ARGV[1] then return 'STALE' end
if answered(KEYS[3], ARGV[4], ARGV[5]) then return 'STALE' end
local version = string.format('%.0f', ARGV[1] + 1)
redis.call('HSET', KEYS[2], 'version', version, 'json', ARGV[2])
remember(KEYS[3], KEYS[4], ARGV[4], ARGV[5], version, ARGV[6])
for i = 2, 4 do
  if redis.call('PEXPIRE', KEYS[i], ARGV[3]) == 1 then redis.call('SADD', KEYS[5], KEYS[i]) end
end
redis.call('PEXPIRE', KEYS[5], ARGV[3])
return 'OK'
""")

# KEYS: the session, its state, its document, names of the owners' keys. ARGV: state, document, TTL in ms.
_CREATE: Final = """
if redis.call('HGET', KEYS[1], 'deleted') == '1' then return 'GONE' end
redis.call('HSET', KEYS[2], 'version', 0, 'json', ARGV[1])
redis.call('SET', KEYS[3], ARGV[2])
redis.call('SADD', KEYS[4], KEYS[2], KEYS[3])
for i = 2, 4 do redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
return 'OK'
"""


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
        await check_room(self.redis)
        await self.keys.issue(session.id, "cv", token)
        places = [self.keys.key(session.id), _state(session.id), _document(session.id), self.keys.registry(session.id)]
        box = await self.vault.box(self.redis, session.id)
        document = box.pack(_DOCUMENT, document_json(session).encode())
        await self.redis.eval(_CREATE, 4, *places, _packed(box, session), document, self.keys.ttl_s * 1000)

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

    async def commit(self, session: CvSession, request_id: str = "", digest: str = "") -> bool:
        """Write the successor of version ``session.version - 1``; False when another writer was first.

        Raises:
            NotFound: SESSION_UNKNOWN, it was deleted.
        """
        places = [
            self.keys.key(session.id),
            _state(session.id),
            _requests(session.id),
            session_key(session.id, OWNER, "request_order"),
            self.keys.registry(session.id),
        ]
        asked = (idempotency.asked(request_id), digest, idempotency.KEPT)
        box = await self.vault.box(self.redis, session.id)
        values = (session.version - 1, _packed(box, session), self.keys.ttl_s * 1000, *asked)
        outcome = await self.redis.eval(_COMMIT, len(places), *places, *values)
        if outcome == "GONE":
            raise unknown_session()
        return bool(outcome == "OK")

    async def answered(self, session_id: str, request_id: str, digest: str) -> bool:
        """Return whether a request was committed before.

        Raises:
            InvalidInput: IDEMPOTENCY_KEY_REUSED, it was another request.
        """
        found = await self.redis.hget(_requests(session_id), request_key(request_id))
        if found is not None and not str(found).startswith(f"{digest} "):
            raise idempotency.reused()
        return found is not None

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
            raise idempotency.reused()
        return Answered(row["session_id"], row["seed"], row["digest"])

    async def keep_upload(self, request_id: str, answer: Answered) -> bool:
        """Remember an upload's answer for as long as its session; False when the same request was faster."""
        row = {"digest": answer.digest, "session_id": answer.session_id, "seed": answer.seed}
        is_first = await self.redis.set(_upload(request_id), json.dumps(row), nx=True, ex=self.keys.ttl_s)
        return bool(is_first)

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
