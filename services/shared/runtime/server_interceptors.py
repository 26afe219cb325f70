"""Server interceptors, outermost first: context, errors, access.

- Context: takes trace, session and deadline from the call; a call without a deadline gets the service's own.
- Errors: a `MetierError` becomes a status with details; a lost Redis becomes UNAVAILABLE / REDIS_DOWN; anything else
  becomes a fixed INTERNAL and a log line; bytes that are no request become INVALID_ARGUMENT / REQUEST_UNDECODABLE.
- Access: each method is PUBLIC, SESSION or INTERNAL by the table its service gives; a method without a row is refused.

Each is an async context manager around the handler, so that one wrapper serves unary and streamed answers.
"""

from __future__ import annotations

import asyncio
import hmac
import re
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import Enum
from typing import Any

import grpc
from google.protobuf.message import DecodeError
from grpc_status import rpc_status
from redis.exceptions import BusyLoadingError, NoScriptError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from services.shared import errors
from services.shared.runtime import context, status, telemetry, tracing
from services.shared.runtime.credentials import KEY_HEADER, Authenticator

INTERNAL_HEADER = "x-metier-internal"
"""Metadata key of the credential between services."""

SESSION_HEADER = "x-metier-session"
"""Metadata key of the session a call works for; used for logs and spending caps, never for access."""

NO_RETRY = ("grpc-retry-pushback-ms", "-1")
"""Tells the caller's channel not to retry (gRFC A6): our answer is final, only a lost connection is retried."""

_UNDECODABLE = object()
_OVERSIZE = object()

_SESSION_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
"""What a session id can look like: it stands in keys of Redis, in paths and in metadata of calls."""

_UNKNOWN = "There is no such session, or the token does not open it."

Metadata = Mapping[str, str]
Call = grpc.aio.ServicerContext[Any, Any]
Around = Callable[[str, Metadata, Any, Call], AbstractAsyncContextManager[None]]
Verify = Callable[[str, str], Awaitable[bool]]
"""Whether a token opens a session: `(session_id, token)`."""


class Access(Enum):
    """Access level of a method."""

    PUBLIC = "anyone"
    SESSION = "the holder of the session's token, or a service of the suite"
    INTERNAL = "a service of the suite"


class Interceptor(grpc.aio.ServerInterceptor):
    """Puts an async context manager around every handler."""

    def __init__(self, around: Around, max_bytes: int = sys.maxsize) -> None:
        """Keep `around(method, metadata, request, call)`, entered before the handler and left after it.

        Args:
            around: The context manager.
            max_bytes: Size from which a request is `_OVERSIZE` to it.
        """
        self._around, self._max_bytes = around, max_bytes

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        """Wrap the handler that `continuation` finds; an unknown method stays unknown."""
        handler = await continuation(handler_call_details)
        method = handler_call_details.method
        metadata = {str(key): str(value) for key, value in handler_call_details.invocation_metadata or ()}
        if handler is None or (handler.unary_unary is None and handler.unary_stream is None):
            return handler  # unknown, or reflection's own bidirectional stream
        around, decode = self._around, _tolerant(handler.request_deserializer, self._max_bytes)
        if (unary := handler.unary_unary) is not None:

            async def answer(request: Any, call: Call) -> Any:
                async with around(method, metadata, request, call):
                    return await unary(request, call)

            return grpc.unary_unary_rpc_method_handler(answer, decode, handler.response_serializer)
        stream = handler.unary_stream

        async def answers(request: Any, call: Call) -> AsyncIterator[Any]:
            async with around(method, metadata, request, call):
                async for item in stream(request, call):
                    yield item

        return grpc.unary_stream_rpc_method_handler(answers, decode, handler.response_serializer)


def _tolerant(decode: Callable[[bytes], Any], max_bytes: int) -> Callable[[bytes], Any]:
    """A deserializer that returns `_UNDECODABLE` where grpcio would answer INTERNAL by itself, `_OVERSIZE` where too long."""

    def tolerant(data: bytes) -> Any:
        if len(data) > max_bytes:
            return _OVERSIZE
        try:
            return decode(data)
        except DecodeError:
            return _UNDECODABLE

    return tolerant


def contexts(default_timeout_s: float, stream_timeout_s: float, streams: frozenset[str]) -> Interceptor:
    """The outermost interceptor: trace, session and deadline of each call; `streams` are the methods that stream."""

    @asynccontextmanager
    async def around(method: str, metadata: Metadata, _request: Any, call: Call) -> AsyncIterator[None]:
        context.continue_trace(metadata.get("traceparent", ""))
        context.session_id.set(metadata.get(SESSION_HEADER, ""))
        remaining = call.time_remaining()
        cap = stream_timeout_s if method in streams else default_timeout_s
        limit = cap if remaining is None else min(remaining, cap if method not in streams else remaining)
        context.deadline.set(time.monotonic() + limit)
        yield

    return Interceptor(around)


def failures(service: str, max_request_bytes: int) -> Interceptor:
    """The middle interceptor: counts, times, and turns every exception into a status with details."""
    log = telemetry.get_logger()

    @asynccontextmanager
    async def around(method: str, _metadata: Metadata, request: Any, call: Call) -> AsyncIterator[None]:
        begun, name, code = time.perf_counter(), method.rpartition("/")[2], "OK"
        try:
            with tracing.span(method.removeprefix("/"), tracing.SERVER, {"rpc.system.name": "grpc"}):
                if request is _UNDECODABLE:
                    text = "The bytes sent are not the request of this method."
                    raise errors.InvalidInput("REQUEST_UNDECODABLE", text)  # noqa: TRY301 - one place maps errors
                if request is _OVERSIZE:
                    text = f"The request is larger than {max_request_bytes} bytes."
                    raise errors.TooLarge("REQUEST_TOO_LARGE", text, limit=f"{max_request_bytes} bytes")  # noqa: TRY301 - likewise
                async with asyncio.timeout(context.remaining_s()):
                    yield
        except TimeoutError:
            code = "DEADLINE_EXCEEDED"
            await _abort(call, errors.DeadlineExceeded("DEADLINE_EXCEEDED", "The time for this call ran out."))
        except errors.MetierError as error:
            code = error.grpc_code
            log.info("call refused", method=name, reason=error.reason)
            await _abort(call, error)
        except (RedisConnectionError, RedisTimeoutError, BusyLoadingError, NoScriptError):  # it starts, or just did
            code = "UNAVAILABLE"
            text = "The session store cannot be reached; nothing was changed."
            await _abort(call, errors.Unavailable("REDIS_DOWN", text, retry_after_s=status.DEFAULT_RETRY_S))
        except NotImplementedError:
            code = "UNIMPLEMENTED"
            await _abort(call, errors.NotBuilt("NOT_IMPLEMENTED", "This is part of the contract and not built yet."))
        except (asyncio.CancelledError, grpc.aio.AbortError):
            code = "CANCELLED"
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the caller gets a status with details
            code = "INTERNAL"
            log.error("call failed", method=name, **telemetry.cause(error))
            await _abort(call, errors.Internal("INTERNAL", status.INTERNAL_TEXT, trace_id=context.trace_id.get()))
        finally:
            telemetry.CALLS.labels(service, name, code).inc()
            telemetry.CALL_SECONDS.labels(service, name).observe(time.perf_counter() - begun, telemetry.exemplar())

    return Interceptor(around, max_request_bytes)


async def _abort(call: Call, error: errors.MetierError) -> None:
    call.set_trailing_metadata((*call.trailing_metadata(), NO_RETRY))
    told = rpc_status.to_status(status.to_status(error))
    await call.abort(told.code, told.details, (*told.trailing_metadata, NO_RETRY))


def accesses(
    methods: Mapping[str, Access],
    internal_secret: str,
    verify: Verify | None,
    authenticator: Authenticator | None = None,
) -> Interceptor:
    """The innermost interceptor: refuses who may not call; `methods` maps full method names to who may.

    Of several internal secrets, comma separated, each is accepted. `authenticator` is asked about all who show none.
    """
    secrets = [secret.strip().encode() for secret in internal_secret.split(",") if secret.strip()]

    def is_internal(metadata: Metadata) -> bool:
        given = metadata.get(INTERNAL_HEADER, "").encode()
        return any(hmac.compare_digest(given, secret) for secret in secrets)

    @asynccontextmanager
    async def around(method: str, metadata: Metadata, request: Any, _call: Call) -> AsyncIterator[None]:
        is_ours = is_internal(metadata)
        if authenticator is not None and not is_ours and not method.startswith("/grpc."):
            await authenticator.authenticate(metadata.get(KEY_HEADER, ""))
        access = methods.get(method, Access.PUBLIC if method.startswith("/grpc.") else Access.INTERNAL)
        if access is Access.INTERNAL and not is_ours:
            raise errors.Denied("INTERNAL_ONLY", "Only services of the suite may call this.")
        if (named := getattr(request, "session_id", "")) and not _SESSION_ID.fullmatch(named):
            raise errors.NotFound("SESSION_UNKNOWN", _UNKNOWN)
        if access is Access.SESSION:
            session_id = str(request.session_id)
            token = metadata.get("authorization", "").removeprefix("Bearer ")
            allowed = is_ours or (verify is not None and await verify(session_id, token))
            if not allowed:
                raise errors.NotFound("SESSION_UNKNOWN", _UNKNOWN)
            context.session_id.set(session_id)
        yield

    return Interceptor(around)
