"""What people said, as it is stored: compressed, and encrypted where the operator gave keys.

Each session has a random key of its own (AES-256-GCM). It lies in the session's hash, wrapped by the first of the
operator's keys, and goes with the tombstone: from then on nothing that was stored of the session can be read, wherever
copies of it may lie. A value is bound to its session and its place, so it cannot be moved to another.

To rotate: append the new key everywhere, then put it first everywhere, wait until `rewrap` reports that nothing is left
under the old one (the orchestrator calls it when it starts), then drop the old one. A key is 32 random bytes in
base64, for example of `openssl rand -base64 32`.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import secrets
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cachetools import LRUCache
from redis.exceptions import RedisError

from services.shared.errors import NotFound, WrongState
from services.shared.runtime import telemetry
from services.shared.runtime.sessions import SessionKeys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from redis.asyncio import Redis

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12

REMEMBERED: Final = 4096
"""Session keys a process remembers: one of a session that is used again saves a round trip."""

UNFINISHED_MS: Final = 120_000
"""Life of a key whose session is not stored: a start takes a turn, 20 s at most."""

RETRY_S: Final = 5.0
"""Pause before Redis is asked again."""

PLAIN, ENCRYPTED = "~0", "~1"

log = telemetry.get_logger()

# KEYS[1] the session; ARGV[1] a new wrapped key, '' to look only; ARGV[2] its life in ms while there is no session
_KEY: Final = """
if redis.call('HGET', KEYS[1], 'deleted') == '1' then return 'GONE' end
local found = redis.call('HGET', KEYS[1], 'data_key')
if found then return found end
redis.call('HSET', KEYS[1], 'data_key', ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return ARGV[1]
"""

# KEYS[1] the session; ARGV[1] the wrapped key that was read, ARGV[2] the same key wrapped anew
_REWRAP: Final = """
if redis.call('HGET', KEYS[1], 'data_key') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'data_key', ARGV[2])
return 1
"""


def is_packed(stored: str) -> bool:
    """Whether a value was packed by a box."""
    return stored[:2] in {PLAIN, ENCRYPTED}


@dataclass(frozen=True, slots=True)
class Box:
    """Packs and unpacks what is stored of one session; without a cipher it only compresses."""

    session_id: str
    cipher: AESGCM | None = field(default=None, repr=False)

    def pack(self, place: str, data: bytes) -> str:
        """Return what to store at a place, as ASCII text."""
        small = zlib.compress(data)
        if self.cipher is None:
            return PLAIN + base64.b64encode(small).decode()
        nonce = secrets.token_bytes(NONCE_BYTES)
        return ENCRYPTED + base64.b64encode(nonce + self.cipher.encrypt(nonce, small, self._bound(place))).decode()

    def unpack(self, place: str, stored: str) -> bytes:
        """Return what was packed for a place; text that never was is returned as it is.

        Raises:
            WrongState: DATA_KEY_UNKNOWN, it was encrypted under a key this process lacks, or for another place.
        """
        kind, packed = stored[:2], stored[2:]
        if kind == PLAIN:
            return zlib.decompress(base64.b64decode(packed))
        if kind != ENCRYPTED:
            return stored.encode()
        sealed = base64.b64decode(packed)
        return zlib.decompress(_decrypt(self.cipher, sealed, self._bound(place)))

    def _bound(self, place: str) -> bytes:
        return f"{self.session_id}/{place}".encode()


class Vault:
    """The operator's keys, and the session keys they wrap."""

    def __init__(self, keys: str = "") -> None:
        """Take base64 keys, comma separated; the first one wraps, the others still unwrap. None: nothing is encrypted.

        Raises:
            ValueError: a key is not 32 bytes in base64.
        """
        given = [_key_of(text) for text in keys.split(",") if text.strip()]
        self._ciphers = {hashlib.sha256(key).hexdigest()[:8]: _cipher(key) for key in given}
        self._boxes: LRUCache[str, Box] = LRUCache(REMEMBERED)

    async def box(self, redis: Redis, session_id: str) -> Box:
        """Return the box of a session, which gets a key if it has none.

        Raises:
            NotFound: SESSION_UNKNOWN, it is deleted.
            WrongState: DATA_KEY_UNKNOWN, its key is wrapped by a key this process lacks.
        """
        if not self._ciphers:
            return Box(session_id)
        if (known := self._boxes.get(session_id)) is None:
            new = self._wrap(session_id, secrets.token_bytes(KEY_BYTES))
            found = str(await redis.eval(_KEY, 1, SessionKeys.key(session_id), new, UNFINISHED_MS))
            if found == "GONE":
                raise NotFound("SESSION_UNKNOWN", "There is no such session.")
            known = self._boxes[session_id] = Box(session_id, _cipher(self._unwrap(session_id, found)))
        return known

    async def rewrap(self, redis: Redis) -> int:
        """Wrap every session's key by the first of ours and return how many were not."""
        if not self._ciphers:
            return 0
        count, first = 0, next(iter(self._ciphers))
        async for key in redis.scan_iter(match=SessionKeys.key("*"), count=500):
            found = str(await redis.hget(key, "data_key") or "")
            if found and not found.startswith(f"{first}:"):
                session_id = key.partition("{")[2].partition("}")[0]
                wrapped = self._wrap(session_id, self._unwrap(session_id, found))
                count += int(await redis.eval(_REWRAP, 1, key, found, wrapped))
        return count

    def _wrap(self, session_id: str, key: bytes) -> str:
        name, cipher = next(iter(self._ciphers.items()))
        nonce = secrets.token_bytes(NONCE_BYTES)
        return f"{name}:{base64.b64encode(nonce + cipher.encrypt(nonce, key, session_id.encode())).decode()}"

    def _unwrap(self, session_id: str, wrapped: str) -> bytes:
        name, _, sealed = wrapped.partition(":")
        return _decrypt(self._ciphers.get(name), base64.b64decode(sealed), session_id.encode())


async def rewrap(redis: Redis, vault: Vault) -> None:
    """Wrap every session's key by the first of the operator's keys, once Redis answers, and return how many were not."""
    while True:
        try:
            count = await vault.rewrap(redis)
        except (RedisError, OSError):
            await asyncio.sleep(RETRY_S)
        except WrongState:
            log.warning("a session's key is wrapped by a data key this process lacks; none is rotated")
            return
        else:
            log.info("session keys rewrapped", count=count)
            return


NO_KEYS: Final = Vault()
"""Compresses only."""


def _decrypt(cipher: AESGCM | None, sealed: bytes, bound: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - 6 MB that a process without keys does not need

    try:
        if cipher is not None:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
    except InvalidTag:
        pass
    raise WrongState("DATA_KEY_UNKNOWN", "What is stored cannot be read with the keys this service has.")


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

    return AESGCM(key)


def _key_of(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        message = "a data key is 32 bytes in base64"
        raise ValueError(message)
    return key
