"""The state of a session in Redis: one JSON value with a version, changed by compare-and-set, event included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from services.actions.core.lifecycle import State
from services.shared.errors import NotFound
from services.shared.runtime.events import KEPT, EventLog, event_fields
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

# KEYS[1] the session, [2] the state, [3] names of the session's keys, [4] the event log
# ARGV[1] version expected, [2] version new, [3] state, [4] TTL in ms, [5] events kept, then the event's fields if any
_SAVE: Final = """
if redis.call('HGET', KEYS[1], 'deleted') == '1' then return 'GONE' end
if (redis.call('HGET', KEYS[2], 'version') or '0') ~= ARGV[1] then return 'CONFLICT' end
redis.call('HSET', KEYS[2], 'version', ARGV[2], 'state', ARGV[3])
if ARGV[6] then redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[5], '*', unpack(ARGV, 6)) end
for _, key in ipairs({ KEYS[2], KEYS[4] }) do
  redis.call('SADD', KEYS[3], key)
  redis.call('PEXPIRE', key, ARGV[4])
end
redis.call('PEXPIRE', KEYS[3], ARGV[4])
return 'OK'
"""


class RedisStore:
    """The `Store` on Redis."""

    def __init__(self, redis: Redis, ttl_s: int, vault: Vault = NO_KEYS) -> None:
        """Keep states, packed by `vault`, `ttl_s` seconds after their last change."""
        self._redis, self._vault = redis, vault
        self._ttl_ms = ttl_s * 1000
        self._sessions = SessionKeys(redis, ttl_s)
        self._save = redis.register_script(_SAVE)

    async def load(self, session_id: str) -> State:
        """The state, an empty one when there is none."""
        found = await self._redis.hget(_key(session_id), "state")
        if not found:
            return State()
        box = await self._vault.box(self._redis, session_id)
        return _STATE.validate_json(box.unpack(_PLACE, str(found)))

    async def save(self, session_id: str, old: State, new: State) -> bool:
        """Replace the state and tell followers, as one step."""
        keys = [
            SessionKeys.key(session_id),
            _key(session_id),
            SessionKeys.registry(session_id),
            EventLog(self._redis, OWNER).key(session_id),
        ]
        event = event_fields(EVENT, {"generation": new.applied}) if new.actions != old.actions else ()
        box = await self._vault.box(self._redis, session_id)
        body = box.pack(_PLACE, _STATE.dump_json(new))
        answer = await self._save(keys, [old.version, new.version, body, self._ttl_ms, KEPT, *event])
        if answer == "GONE":
            raise NotFound("SESSION_UNKNOWN", "There is no such session.")
        return bool(answer == "OK")

    async def erase(self, session_id: str) -> int:
        """Remove every key of this owner."""
        return await self._sessions.erase(session_id, OWNER)


def _key(session_id: str) -> str:
    return session_key(session_id, OWNER, "state")
