"""The state of a session in Redis: one JSON value with a version, changed by compare-and-set, event included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from services.actions.core.lifecycle import State
from services.shared.runtime.commits import Request, Steps
from services.shared.runtime.events import KEPT, event_fields
from services.shared.runtime.sessions import SessionKeys, session_key
from services.shared.runtime.vault import NO_KEYS

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from services.shared.runtime.vault import Vault

OWNER: Final = "actions"
EVENT: Final = "actions"
"""Kind of the one event: the actions changed. It carries no text; readers look the actions up."""

_PLACE: Final = "actions"
_STATE: Final = TypeAdapter(State)

# KEYS  the session, its state, its events, then as in `commits.lua`
_SCRIPT: Final = """
-- kept_events, ...: the event, where there is one
function steps.commit(request, digest, before, after, state, answer, kept_events, ...)
  local earlier = answered(request, digest)
  if earlier then return earlier end
  if not is_at(KEYS[2], 'version', before) then return { 'STALE' } end
  redis.call('HSET', KEYS[2], 'version', after, 'state', state)
  if kept_events then redis.call('XADD', KEYS[3], 'MAXLEN', '~', kept_events, '*', ...) end
  remember(request, digest, answer)
  keep()
  return { 'OK', answer }
end
"""
_NAMES: Final = ("state", "events", "requests", "request_order")


class RedisStore:
    """The `Store` on Redis."""

    def __init__(self, redis: Redis, ttl_s: int, vault: Vault = NO_KEYS) -> None:
        """Keep states, packed by `vault`, `ttl_s` seconds after their last change."""
        self._redis, self._vault = redis, vault
        self._sessions = SessionKeys(redis, ttl_s)
        self._steps = Steps(redis, OWNER, _NAMES, _SCRIPT, ttl_s)

    async def load(self, session_id: str) -> State:
        """The state, an empty one when there is none."""
        found = await self._redis.hget(_key(session_id), "state")
        if not found:
            return State()
        box = await self._vault.box(self._redis, session_id)
        return _STATE.validate_json(box.unpack(_PLACE, str(found)))

    async def answered(self, session_id: str, request: Request) -> str | None:
        """What the same request was answered before."""
        return await self._steps.answered(session_id, request)

    async def commit(self, session_id: str, old: State, new: State, request: Request, answer: str) -> str | None:
        """Replace the state, append the event and store the answer, as one step."""
        event = (KEPT, *event_fields(EVENT, {"generation": new.applied})) if new.actions != old.actions else ()
        box = await self._vault.box(self._redis, session_id)
        body = box.pack(_PLACE, _STATE.dump_json(new))
        versions = (old.version or "", new.version)
        code, *kept = await self._steps.run(session_id, "commit", *request.arguments, *versions, body, answer, *event)
        return None if code == "STALE" else str(kept[0])

    async def erase(self, session_id: str) -> int:
        """Remove every key of this owner."""
        return await self._sessions.erase(session_id, OWNER)


def _key(session_id: str) -> str:
    return session_key(session_id, OWNER, "state")
