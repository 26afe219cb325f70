"""Session tokens, tombstones and expiry.

Rules
1. A token is 256 random bits; Redis holds its SHA-256 only, and it is compared in constant time.
2. Deleting starts with a tombstone. Every script that writes a session's keys takes `SessionKeys.key()` as KEYS[1] and
   answers 'GONE' without writing when `HGET KEYS[1] deleted` is '1'; so nothing is written after an erasure.
3. Any use keeps the session alive for another `ttl_s`; owners set the same expiry on their keys when they write, and
   register them with `keep` so that reading alone keeps them alive too.
4. A session that was opened and got no answer yet is `unanswered`: it goes `UNANSWERED_S` after it was opened, and
   reading does not keep it.
5. A wrong token and an unknown, expired or deleted session look the same.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from services.shared.runtime.shards import home

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redis.asyncio import Redis

IDLE_TTL_S: Final = 30 * 24 * 3600
"""Sessions expire after 30 idle days (docs/spec.md 1)."""

UNANSWERED_S: Final = 3600
"""Life of a session in which the person said nothing: anybody may open sessions, so they must cost little."""

TOUCH_EVERY_S: Final = 3600
"""Least age of the last use before a read moves the expiry: an fsync an hour, not one a read."""

ERASED: Final = "metier:erased"
"""Set when something was erased that the append-only file still holds (see `retention`)."""

_TOKEN_BYTES: Final = 32

# The registry `{id}:keys` names keys by what follows `{id}:`; release 0.2 stored them whole.
_KEY_OF: Final = """
local function key_of(names, name)
  return string.sub(name, 1, 7) == 'metier:' and name or string.sub(names, 1, -5) .. name
end
"""

# KEYS[1] the session, KEYS[2] names of its owners' keys; ARGV[1] TTL in ms
_TOUCH: Final = (
    _KEY_OF
    + """
if redis.call('PEXPIRE', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('PEXPIRE', KEYS[2], ARGV[1])
for _, name in ipairs(redis.call('SMEMBERS', KEYS[2])) do redis.call('PEXPIRE', key_of(KEYS[2], name), ARGV[1]) end
return 1
"""
)

# KEYS[1] the session, KEYS[2] names of its owners' keys; ARGV[1] TTL in ms, then the names
_KEEP: Final = """
if redis.call('HGET', KEYS[1], 'deleted') == '1' then return 'GONE' end
for i = 2, #ARGV do
  redis.call('SADD', KEYS[2], string.sub(ARGV[i], #KEYS[2] - 3))
  redis.call('PEXPIRE', ARGV[i], ARGV[1])
end
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return 'OK'
"""

# KEYS[1] names of the owners' keys; ARGV[1] the prefix to erase
_ERASE: Final = (
    _KEY_OF
    + """
local erased = 0
for _, name in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local key = key_of(KEYS[1], name)
  if string.sub(key, 1, #ARGV[1]) == ARGV[1] then
    erased = erased + redis.call('UNLINK', key)
    redis.call('SREM', KEYS[1], name)
  end
end
return erased
"""
)


def new_token() -> str:
    """Return a bearer token: 256 random bits, URL-safe text of 43 characters."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def new_seed() -> str:
    """Return 256 random bits in hex, from which `derived_token` makes a token."""
    return secrets.token_hex(_TOKEN_BYTES)


def derived_token(seed: str, request_id: str) -> str:
    """Return the bearer token of a session that a request started: HMAC-SHA256 of the request id under the seed.

    The seed is stored, the request id is not: who repeats the request gets the token again, who reads Redis does not.
    """
    digest = hmac.digest(bytes.fromhex(seed), f"token\n{request_id}".encode(errors="surrogatepass"), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """Return what is stored of a token: SHA-256 in hex."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def guard_fields(token: str, kind: str) -> dict[Any, Any]:
    """Return what a new session's hash holds, for owners whose script creates session and state together."""
    return {"token_sha256": token_hash(token), "kind": kind}


def session_key(session_id: str, *parts: str) -> str:
    """Return a key of a session, for example `metier:{id}:agent:state`; the braces put a whole session in one slot."""
    return ":".join((f"metier:{{{session_id}}}", *parts))


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """The tokens and tombstones of all sessions.

    Attributes:
        redis: Client with `decode_responses=True`.
        ttl_s: Idle time after which a session expires, in seconds.
    """

    redis: Redis
    ttl_s: int = IDLE_TTL_S

    @staticmethod
    def key(session_id: str) -> str:
        """Return the hash (`token_sha256`, `kind`, `deleted`) that guards a session's keys."""
        return session_key(session_id, "session")

    @staticmethod
    def registry(session_id: str) -> str:
        """Return the set that names the keys the owners keep of a session, by what follows `metier:{id}:`."""
        return session_key(session_id, "keys")

    async def issue(self, session_id: str, kind: str, token: str = "") -> str:
        """Create a session of a kind ("chat" or "cv") and return its bearer token, which is stored hashed.

        Args:
            session_id: The session.
            kind: What it is a session of.
            token: The token; a random one by default.
        """
        token = token or new_token()
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.hset(self.key(session_id), mapping=guard_fields(token, kind))
            pipe.expire(self.key(session_id), self.ttl_s)
            await pipe.execute()
        return token

    async def verify(self, session_id: str, token: str, *, even_deleted: bool = False) -> bool:
        """Return whether the token opens the session, and count it as use if so.

        Args:
            session_id: The session; no secret.
            token: What the caller presents.
            even_deleted: Whether a deleted session's token still counts (so that a repeated delete succeeds).
        """
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.hmget(self.key(session_id), ["token_sha256", "deleted", "unanswered"])
            pipe.pttl(self.key(session_id))
            (stored, deleted, unanswered), left_ms = await pipe.execute()
        known = secrets.compare_digest(str(stored or ""), token_hash(token))
        if not known or (deleted == "1" and not even_deleted):
            return False
        if left_ms < (self.ttl_s - TOUCH_EVERY_S) * 1000 and deleted != "1" and unanswered != "1":
            await self.touch(session_id)
        return True

    async def exists(self, session_id: str) -> bool:
        """Return whether the session is there and not deleted."""
        stored, deleted = await self.redis.hmget(self.key(session_id), ["token_sha256", "deleted"])
        return stored is not None and deleted != "1"

    async def deleted(self, session_id: str) -> bool:
        """Return whether the session has a tombstone."""
        return bool(await self.redis.hget(self.key(session_id), "deleted") == "1")

    async def touch(self, session_id: str) -> None:
        """Move the expiry of the session and of every kept key; `verify` calls it at most once in `TOUCH_EVERY_S`."""
        await self.redis.eval(_TOUCH, 2, self.key(session_id), self.registry(session_id), self.ttl_s * 1000)

    async def keep(self, session_id: str, keys: Iterable[str]) -> bool:
        """Register an owner's keys: they expire with the session and `erase` finds them; False when it is deleted."""
        names = [self.key(session_id), self.registry(session_id)]
        return bool(await self.redis.eval(_KEEP, 2, *names, self.ttl_s * 1000, *keys) == "OK")

    async def tombstone(self, session_id: str) -> None:
        """Mark the session deleted: from now on no script writes to it. The mark lasts `ttl_s`."""
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.hset(self.key(session_id), "deleted", "1")
            pipe.hdel(self.key(session_id), "data_key")  # what is left of it anywhere can no longer be read
            pipe.expire(self.key(session_id), self.ttl_s)
            await pipe.execute()

    async def erase(self, session_id: str, owner: str = "") -> int:
        """Remove the registered keys of an owner, of all owners by default, and return how many there were.

        Call it after `tombstone`, or a late write brings keys back.
        """
        prefix = f"{session_key(session_id, owner)}:" if owner else ""
        erased = int(await self.redis.eval(_ERASE, 1, self.registry(session_id), prefix))
        await home(self.redis, self.key(session_id)).set(ERASED, "")
        return erased
