"""Who may call a suite that is open to a network: holders of an API key, and of an OpenID provider's access token.

Either travels as `x-api-key`, in HTTP headers and in gRPC metadata alike, because `authorization` holds a session's token.
Of a key only its SHA-256 is known here: 256 random bits cannot be guessed, so that a slow hash would defend nothing.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import jwt

from services.shared.errors import Denied, InvalidInput, Unauthenticated, Unavailable

if TYPE_CHECKING:
    from services.shared.runtime.settings import ServiceSettings

KEY_HEADER = "x-api-key"
KEY_PREFIX = "mk_"

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Public-key signatures only: who checks a token cannot make one."""

LEEWAY_S = 30
"""Clocks of providers and servers differ by so much."""

REFRESH_S = 30.0
"""A token that names an unknown signing key lets the keys be read again, at most so often."""

FETCH_S = 5.0


def new_key() -> str:
    """A new API key, 256 random bits."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


class Authenticator:
    """Accepts whoever has a key or a token; where neither is set up, every caller."""

    def __init__(self, settings: ServiceSettings) -> None:
        """Read the settings.

        Raises:
            InvalidInput: API_KEYS_MALFORMED.
        """
        self._names = _named(settings.api_keys)
        self._tokens = _Tokens(settings) if settings.oidc_issuer else None

    @property
    def is_open(self) -> bool:
        """Whether every caller is accepted."""
        return not self._names and self._tokens is None

    async def authenticate(self, credential: str) -> str:
        """The caller's name: that of the key, or the token's subject; "" where every caller is accepted.

        Raises:
            Unauthenticated: UNAUTHENTICATED, no credential, or one that is not valid here.
            Denied: PERMISSION, a valid token without the scope.
            Unavailable: OIDC_DOWN.
        """
        if self.is_open:
            return ""
        if name := self._names.get(digest(credential)):
            return name
        if self._tokens is None or credential.startswith(KEY_PREFIX) or not credential:
            raise _unknown()
        return await self._tokens.subject(credential)


def require_decision(settings: ServiceSettings, address: str) -> None:
    """Let a server start on `address` if it is loopback, or if it was decided who may call.

    Raises:
        InvalidInput: ACCESS_UNDECIDED.
    """
    host = address.rpartition(":")[0].strip("[]")
    is_local = host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)
    if not (is_local or settings.insecure) and Authenticator(settings).is_open:
        raise InvalidInput(
            "ACCESS_UNDECIDED",
            f"{address} can be reached by others: set METIER_API_KEYS (`metier keys new NAME` makes one) or "
            "METIER_OIDC_ISSUER, or let everybody call with METIER_INSECURE=true.",
        )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _named(listed: str) -> dict[str, str]:
    rows = [row.strip().rpartition("=") for row in listed.split(",") if row.strip()]
    for name, _, hashed in rows:
        if not name or len(hashed) != hashlib.sha256().digest_size * 2:
            raise InvalidInput("API_KEYS_MALFORMED", "METIER_API_KEYS lists NAME=SHA256, comma separated.")
    return {hashed.lower(): name for name, _, hashed in rows}


def _unknown() -> Unauthenticated:
    return Unauthenticated("UNAUTHENTICATED", f"This needs a valid API key or access token in `{KEY_HEADER}`.")


class _Tokens:
    """Checks access tokens (JWT, RFC 9068) with the keys of their issuer, which are read again as they rotate."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._issuer, self._audience = settings.oidc_issuer, settings.oidc_audience
        self._scope, self._source = settings.oidc_scope, settings.oidc_jwks
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._read_at = -REFRESH_S

    async def subject(self, token: str) -> str:
        try:
            key = await self._key(jwt.get_unverified_header(token).get("kid"))
            claims = jwt.decode(
                token,
                key,
                ALGORITHMS,
                {"require": ["exp", "iss", "aud", "sub"]},
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_S,
            )
        except jwt.PyJWTError:
            raise _unknown() from None
        if self._scope and self._scope not in _scopes(claims):
            raise Denied("PERMISSION", f"The access token lacks the scope `{self._scope}`.")
        return str(claims["sub"])

    async def _key(self, kid: str | None) -> jwt.PyJWK:
        if kid not in self._keys and time.monotonic() - self._read_at >= REFRESH_S:
            self._keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(await self._read()).keys}
            self._read_at = time.monotonic()
        if kid not in self._keys:
            raise jwt.InvalidKeyError
        return self._keys[kid]

    async def _read(self) -> dict[str, Any]:
        try:
            if not self._source.startswith(("http://", "https://")):
                return dict(json.loads(Path(self._source).read_text()))
            async with httpx.AsyncClient(timeout=FETCH_S) as client:
                return dict((await client.get(self._source)).raise_for_status().json())
        except (OSError, ValueError, httpx.HTTPError):
            text = "The keys of the token's issuer cannot be read now."
            raise Unavailable("OIDC_DOWN", text, retry_after_s=5) from None


def _scopes(claims: dict[str, Any]) -> list[str]:
    """The scopes of a token: `scope` is a text with spaces (RFC 8693), `scp` a list at some providers."""
    found = claims.get("scope") or claims.get("scp") or ""
    return found.split() if isinstance(found, str) else [str(each) for each in found]
