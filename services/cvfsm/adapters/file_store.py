"""Finished PDFs and photos in Redis, beside their session: one each, which goes when the session goes, by deletion or by expiry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.cvfsm.adapters.redis_store import OWNER
from services.shared.runtime.sessions import SessionKeys, session_key
from services.shared.runtime.vault import NO_KEYS

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from services.shared.runtime.vault import Vault

# KEYS: the session, its file, names of the owners' keys. ARGV: digest, content, TTL in ms.
_PUT: Final = """
if redis.call('HGET', KEYS[1], 'deleted') == '1' then return 'GONE' end
redis.call('HSET', KEYS[2], 'digest', ARGV[1], 'content', ARGV[2])
redis.call('SADD', KEYS[3], string.sub(KEYS[2], #KEYS[3] - 3))
for i = 2, 3 do redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
return 'OK'
"""


@dataclass(frozen=True, slots=True)
class FileStore:
    """Implements `Files` for one kind of file.

    Attributes:
        redis: Client with `decode_responses=True`.
        kind: ``pdf`` or ``photo``.
        ttl_s: Seconds a file is kept; a PDF that is gone is made again, a photo lives on with its session (`redis_store`).
        vault: Packs them.
    """

    redis: Redis
    kind: str
    ttl_s: int
    vault: Vault = NO_KEYS

    async def put(self, session_id: str, file: bytes) -> str:
        """See `ports.Files`; nothing is kept of a deleted session."""
        digest = hashlib.sha256(file).hexdigest()
        content = (await self.vault.box(self.redis, session_id)).pack(digest, file)
        places = [SessionKeys.key(session_id), self._key(session_id), SessionKeys.registry(session_id)]
        await self.redis.eval(_PUT, 3, *places, digest, content, self.ttl_s * 1000)
        return digest

    async def get(self, session_id: str, digest: str) -> bytes | None:
        """See `ports.Files`."""
        found, content = await self.redis.hmget(self._key(session_id), ["digest", "content"])
        if found != digest or content is None:
            return None
        return (await self.vault.box(self.redis, session_id)).unpack(digest, str(content))

    async def drop(self, session_id: str) -> None:
        """See `ports.Files`."""
        await self.redis.delete(self._key(session_id))

    def _key(self, session_id: str) -> str:
        return session_key(session_id, OWNER, self.kind)
