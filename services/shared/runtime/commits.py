"""Changes of a session in Redis: each one atomic, made once a request, and only onto the state it was made from.

An owner writes its steps in Lua over its own keys. `commits.lua` goes in front of them, and with it what every owner's
steps need: the tombstone, compare-and-set, answers to repeated requests, expiry; its rules are written there.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from services.shared.errors import InvalidInput, NotFound
from services.shared.runtime.sessions import IDLE_TTL_S, SessionKeys, session_key

if TYPE_CHECKING:
    from redis.asyncio import Redis

KEPT: Final = 200
"""Answers stored of a session: an hour of saving every 20 s."""

_BEFORE: Final = Path(__file__).with_suffix(".lua").read_text()
_AFTER: Final = """
if redis.call('HGET', KEYS[1], 'deleted') == '1' then return { 'GONE' } end
return steps[ARGV[1]](unpack(ARGV, 4))
"""


@dataclass(frozen=True, slots=True)
class Request:
    """A call that changes state.

    Attributes:
        id: Chosen by the caller; the same id means the same call again. Empty: never remembered.
        digest: Of what is asked, the method included.
    """

    id: str = ""
    digest: str = ""

    @classmethod
    def of(cls, request_id: str, method: str, *asked: object) -> Request:
        """A call by its id, its method and all that was asked, in JSON values."""
        canonical = json.dumps([method, *asked], ensure_ascii=False, separators=(",", ":"))
        return cls(request_id, hashlib.sha256(canonical.encode()).hexdigest())

    @property
    def arguments(self) -> tuple[str, str]:
        """The request as a step takes it."""
        return (f"{request_key(self.id)} {self.id}" if self.id else "", self.digest)


NO_REQUEST: Final = Request()
"""A change that no caller asks for."""


@dataclass(frozen=True, slots=True)
class Steps:
    """An owner's steps over the keys of one session.

    Attributes:
        redis: Client with `decode_responses=True`.
        owner: The service, as it stands in the keys.
        names: The owner's keys, in the order of its script; the last two are its answers and their order.
        source: The owner's steps, in Lua.
        ttl_s: Idle seconds until a session expires.
    """

    redis: Redis
    owner: str
    names: tuple[str, ...]
    source: str
    ttl_s: int = IDLE_TTL_S

    def keys(self, session_id: str) -> list[str]:
        """Every key a step may touch: the session's guard, the owner's keys, the names of all keys."""
        owned = (session_key(session_id, self.owner, name) for name in self.names)
        return [SessionKeys.key(session_id), *owned, SessionKeys.registry(session_id)]

    async def run(self, session_id: str, step: str, *arguments: object, ttl_s: int = 0) -> list[Any]:
        """Run one step: its code, and what it answers.

        Raises:
            NotFound: SESSION_UNKNOWN, the session is deleted.
            InvalidInput: IDEMPOTENCY_KEY_REUSED.
        """
        script = self.redis.register_script(_BEFORE + self.source + _AFTER)
        life_ms = (ttl_s or self.ttl_s) * 1000
        found: list[Any] = await script(self.keys(session_id), [step, life_ms, KEPT, *map(str, arguments)])
        if found[0] == "GONE":
            raise NotFound("SESSION_UNKNOWN", "There is no such session, or the token does not open it.")
        if found[0] == "REUSED":
            raise reused()
        return found

    async def answered(self, session_id: str, request: Request) -> str | None:
        """The answer a request got before; None where it is new.

        Raises:
            NotFound: SESSION_UNKNOWN.
            InvalidInput: IDEMPOTENCY_KEY_REUSED.
        """
        code, *answer = await self.run(session_id, "answered", *request.arguments)
        return str(answer[0]) if code == "AGAIN" else None


def request_key(request_id: str) -> str:
    """Return what is stored of a request id: its SHA-256 in hex, so that Redis alone gives no token away; "" of "".

    A repeated start or upload is answered with the session's token, which is derived from the request id
    (`sessions.derived_token`).
    """
    return hashlib.sha256(request_id.encode(errors="surrogatepass")).hexdigest() if request_id else ""


def reused() -> InvalidInput:
    """The error for a request id that came with another payload."""
    return InvalidInput("IDEMPOTENCY_KEY_REUSED", "This request id was used for another request.", field="request_id")
