"""Who calls, and under which idempotency key."""

import uuid
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from services.edge.ports import Caller

_bearer = HTTPBearer(
    auto_error=False, description="The session's token. Without it every call answers 404, as for an unknown session."
)

Keyed = Callable[[str | None], Caller]


def _token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    return credentials.credentials if credentials else ""


def _caller(token: Annotated[str, Depends(_token)]) -> Caller:
    return Caller(token)


def _keyed(
    token: Annotated[str, Depends(_token)],
    idempotency_key: Annotated[
        str | None, Header(max_length=128, description="Same as the body's request id; wins over it.")
    ] = None,
) -> Keyed:
    """Completes the caller with the id of this change: the header, else the body's id, else a fresh one."""
    return lambda request_id: Caller(token, idempotency_key or request_id or uuid.uuid4().hex)


Reader = Annotated[Caller, Depends(_caller)]
"""The caller of a call that changes nothing."""

Writer = Annotated[Keyed, Depends(_keyed)]
"""The caller of a call that changes something, once its request id is known."""
