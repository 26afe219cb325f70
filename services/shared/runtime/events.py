"""Event log per session of one owner: ordered, replayable, with a cursor.

Rules
1. An event is appended once and never changed; ids grow and are opaque to clients.
2. A reader that comes back with the id of the last event it saw gets every later one exactly once.
3. The log expires with the session, keeps the newest `KEPT` events, and takes nothing after a deletion.

An owner whose script commits state and event together calls `XADD` itself with `EventLog.key` and `event_fields`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from services.shared.errors import InvalidInput, NotFound
from services.shared.runtime.sessions import IDLE_TTL_S, SessionKeys, session_key
from services.shared.runtime.tails import Tails

if TYPE_CHECKING:
    from collections.abc import Mapping

    from redis.asyncio import Redis

KEPT: Final = 10_000
"""Events stored of a session: 200 tasks matched 10 times, and 400 messages, leave room."""

BEGINNING: Final = "0-0"

_LAST_IN_MS: Final = 2**64 - 1

_BLOCK_S: Final = 2.0
"""Longest single wait, so that a deletion is seen."""

_EVENT_ID: Final = re.compile(r"\d{1,20}-\d{1,20}")

# KEYS[1] the session, KEYS[2] the log, KEYS[3] names of the owners' keys; ARGV kept, TTL in ms, then the fields
_APPEND: Final = """
if redis.call('HGET', KEYS[1], 'deleted') == '1' then return 'GONE' end
local id = redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[1], '*', unpack(ARGV, 3))
redis.call('PEXPIRE', KEYS[2], ARGV[2])
redis.call('SADD', KEYS[3], string.sub(KEYS[2], #KEYS[3] - 3))
redis.call('PEXPIRE', KEYS[3], ARGV[2])
return id
"""


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a session.

    Attributes:
        id: Cursor to read on from; grows within a log.
        kind: What happened, for example "match".
        at: When it was appended.
        payload: What its kind says; JSON values only.
    """

    id: str
    kind: str
    at: datetime
    payload: dict[str, Any]


def event_fields(kind: str, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the stream fields of an event, flat, as `XADD` takes them."""
    return ("kind", kind, "payload", json.dumps(payload, ensure_ascii=False, separators=(",", ":")))


def event_of(entry_id: str, fields: Mapping[str, str]) -> Event:
    """Return the event of a stream entry; the entry id begins with its time in milliseconds."""
    at = datetime.fromtimestamp(int(entry_id.partition("-")[0]) / 1000, UTC)
    return Event(entry_id, fields["kind"], at, json.loads(fields["payload"]))


@dataclass(frozen=True, slots=True)
class EventLog:
    """The event logs of one owner.

    Attributes:
        redis: Client with `decode_responses=True`.
        owner: Service that writes the log, for example "taskpipeline".
        ttl_s: Seconds the log outlives its last event.
    """

    redis: Redis
    owner: str
    ttl_s: int = IDLE_TTL_S
    _tails: Tails = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tails", Tails(self.redis))

    def key(self, session_id: str) -> str:
        """Return the stream of a session."""
        return session_key(session_id, self.owner, "events")

    async def append(self, session_id: str, kind: str, payload: Mapping[str, Any]) -> str:
        """Append an event and return its id.

        Raises:
            NotFound: SESSION_UNKNOWN, the session is deleted.
        """
        keys = [SessionKeys.key(session_id), self.key(session_id), SessionKeys.registry(session_id)]
        found = await self.redis.eval(_APPEND, 3, *keys, KEPT, self.ttl_s * 1000, *event_fields(kind, payload))
        if found == "GONE":
            raise _unknown()
        return str(found)

    async def read(self, session_id: str, after: str = "", block_s: float = 0.0, limit: int = 100) -> list[Event]:
        """Return the events after one, oldest first.

        Args:
            session_id: The session.
            after: Id of the last event seen; empty means from the beginning.
            block_s: Longest wait for a first event, in seconds; at most 2 s are waited in one call.
            limit: Most events returned.

        Raises:
            NotFound: SESSION_UNKNOWN, the session is deleted.
            InvalidInput: EVENT_ID_UNKNOWN, `after` is not an id of this log.
        """
        stream, start = self.key(session_id), check_event_id(after)
        found: Any = await self.redis.xread({stream: start}, count=limit)
        if not found and block_s > 0:
            await self._tails.grown(stream, start, min(block_s, _BLOCK_S))
            found = await self.redis.xread({stream: start}, count=limit)
        if not found and await SessionKeys(self.redis).deleted(session_id):
            raise _unknown()
        return [event_of(entry_id, fields) for _, entries in found for entry_id, fields in entries]


def before(milliseconds: int) -> str:
    """Return a cursor before every event since a time; events of that millisecond may repeat, none is lost."""
    return f"{max(0, milliseconds - 1)}-{_LAST_IN_MS}"


def check_event_id(event_id: str) -> str:
    """Return an id to read from; the beginning for an empty one.

    Raises:
        InvalidInput: EVENT_ID_UNKNOWN, it is not an event id.
    """
    if event_id and not _EVENT_ID.fullmatch(event_id):
        reason = "EVENT_ID_UNKNOWN"
        raise InvalidInput(reason, "This is not the id of an event.", field="after_event_id")
    return event_id or BEGINNING


def _unknown() -> NotFound:
    return NotFound("SESSION_UNKNOWN", "There is no such session.")
