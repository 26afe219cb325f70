"""The one way to call another service: `connect(target, settings)`.

Every call gets a deadline (what is left of the caller's, less a margin), the trace, the session and the credential,
and its failure comes back as the `MetierError` the peer raised. Only a lost connection is retried, by gRPC itself,
at most twice and throttled; every method of the suite is idempotent (reads, or `request_id`), so that is safe.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import grpc

from services.shared import errors
from services.shared.runtime import context, status, tls, tracing
from services.shared.runtime.credentials import KEY_HEADER
from services.shared.runtime.server_interceptors import INTERNAL_HEADER, SESSION_HEADER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from services.shared.runtime.settings import ServiceSettings

MARGIN_S = 0.05
"""Kept back at each hop so that the caller hears of a time-out before its own (docs/reliability.md B1)."""

SERVICE_CONFIG = json.dumps(
    {
        "loadBalancingConfig": [{"round_robin": {}}],
        "methodConfig": [
            {
                "name": [{}],
                "retryPolicy": {
                    "maxAttempts": 3,
                    "initialBackoff": "0.1s",
                    "maxBackoff": "1s",
                    "backoffMultiplier": 2,
                    "retryableStatusCodes": ["UNAVAILABLE"],
                },
            }
        ],
        "retryThrottling": {"maxTokens": 100, "tokenRatio": 0.1},
    }
)
"""Figures of gRFC A6, UNAVAILABLE only (AIP-194); 50 calls in flight on a replica that freezes are tried again before it throttles."""

KEEPALIVE_MS, KEEPALIVE_TIMEOUT_MS, SERVER_MIN_PING_MS = 4_000, 3_000, 3_000
"""A dead or frozen peer is noticed within 7 s, and its calls are tried on another; the server allows what the client sends."""


MAX_ANSWER_BYTES = 16 << 20
"""Largest answer a client takes: 256 texts with 50 candidates each make about 13 MiB."""


def transport_options(max_request_bytes: int) -> list[tuple[str, Any]]:
    """Channel arguments that client and server must agree on; `max_request_bytes` is what the server takes."""
    return [
        ("grpc.max_receive_message_length", max_request_bytes),
        ("grpc.max_send_message_length", MAX_ANSWER_BYTES),
        ("grpc.keepalive_time_ms", KEEPALIVE_MS),
        ("grpc.keepalive_timeout_ms", KEEPALIVE_TIMEOUT_MS),
        ("grpc.http2.ping_timeout_ms", KEEPALIVE_TIMEOUT_MS),  # its own limit is 60 s, whatever the keepalive says
        ("grpc.http2.min_recv_ping_interval_without_data_ms", SERVER_MIN_PING_MS),
    ]


def connect(target: str, settings: ServiceSettings) -> grpc.aio.Channel:
    """A channel to `target` (host:port, or dns:///name:port for several replicas); keep one per target, close it."""
    client = _Client(target, settings)
    return open_channel(
        target,
        settings,
        options=[
            *transport_options(MAX_ANSWER_BYTES),
            ("grpc.service_config", SERVICE_CONFIG),
            (
                "grpc.use_local_subchannel_pool",
                1,
            ),  # else a new channel shares the back-off of an old one to this address
            ("grpc.initial_reconnect_backoff_ms", 100),  # a restarted neighbour is back in well under a second
            ("grpc.min_reconnect_backoff_ms", 100),
            ("grpc.max_reconnect_backoff_ms", 2000),
        ],
        interceptors=[_Unary(client), _Stream(client)],
    )


def open_channel(target: str, settings: ServiceSettings, **arguments: Any) -> grpc.aio.Channel:
    """A bare channel, with TLS where the settings name certificates."""
    if settings.tls_dir:
        return grpc.aio.secure_channel(target, tls.channel_credentials(settings.tls_dir), **arguments)
    return grpc.aio.insecure_channel(target, **arguments)


class _Client:
    """What both interceptors share: the details to send, and the error to raise."""

    def __init__(self, target: str, settings: ServiceSettings) -> None:
        self.target = target
        self._secret = settings.internal_secret.partition(",")[0].strip()
        self._key = settings.api_key
        self._call_s, self._stream_s = settings.call_timeout_s, settings.stream_timeout_s

    def details(self, given: grpc.aio.ClientCallDetails, *, is_stream: bool) -> grpc.aio.ClientCallDetails:
        limits = [given.timeout or (self._stream_s if is_stream else self._call_s)]
        if (left := context.remaining_s()) is not None:
            if left <= MARGIN_S:
                raise errors.DeadlineExceeded(
                    "DEADLINE_EXCEEDED", "The time for this call ran out.", service=self.target
                )
            limits.append(left - MARGIN_S)
        metadata = grpc.aio.Metadata(*(given.metadata or ()), ("traceparent", context.traceparent()))
        if session := context.session_id.get():
            metadata.add(SESSION_HEADER, session)
        if self._secret:
            metadata.add(INTERNAL_HEADER, self._secret)
        elif authorization := context.authorization.get():
            metadata.add("authorization", authorization)
        if self._key:
            metadata.add(KEY_HEADER, self._key)
        return grpc.aio.ClientCallDetails(given.method, min(limits), metadata, given.credentials, given.wait_for_ready)

    def error(self, failure: grpc.aio.AioRpcError) -> errors.MetierError:
        return status.from_rpc_error(failure, self.target)


def _name(details: grpc.aio.ClientCallDetails) -> str:
    """The method as spans name it, "package.Service/Method"."""
    method = details.method
    return (method.decode() if isinstance(method, bytes) else str(method)).removeprefix("/")


class _Unary(grpc.aio.UnaryUnaryClientInterceptor):
    def __init__(self, client: _Client) -> None:
        self._client = client

    async def intercept_unary_unary(
        self, continuation: Callable[..., Awaitable[Any]], client_call_details: grpc.aio.ClientCallDetails, request: Any
    ) -> Any:
        with tracing.span(_name(client_call_details), tracing.CLIENT, {"rpc.system.name": "grpc"}):
            call = await continuation(self._client.details(client_call_details, is_stream=False), request)
            try:
                await call
            except grpc.aio.AioRpcError as failure:
                raise self._client.error(failure) from None
            return call


class _Stream(grpc.aio.UnaryStreamClientInterceptor):
    def __init__(self, client: _Client) -> None:
        self._client = client

    async def intercept_unary_stream(
        self, continuation: Callable[..., Awaitable[Any]], client_call_details: grpc.aio.ClientCallDetails, request: Any
    ) -> Any:
        with tracing.span(_name(client_call_details), tracing.CLIENT, {"rpc.system.name": "grpc"}):
            call = await continuation(self._client.details(client_call_details, is_stream=True), request)
        return self._items(call)

    async def _items(self, call: Any) -> AsyncIterator[Any]:
        try:
            async for item in call:
                yield item
        except grpc.aio.AioRpcError as failure:
            raise self._client.error(failure) from None
        finally:
            call.cancel()
