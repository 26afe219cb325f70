"""Runs a gRPC server: `serve(...)` until a signal, `listen(...)` for as long as a block runs.

A server starts NOT_SERVING, serves when every readiness check holds, and on SIGTERM or SIGINT says NOT_SERVING, waits
`drain_s`, lets calls in flight end within `grace_s` and stops. Health (grpc.health.v1): the names "" and those of the
services tell readiness, the name "liveness" tells only that the process answers, and `suite_name` is known to the
servers of one suite alone: whoever chose the port can tell that it is answered by its own process.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import grpc
import uvloop
from google.protobuf import descriptor_pool
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2

from services.shared.errors import InvalidInput
from services.shared.runtime import server_interceptors, telemetry, tls
from services.shared.runtime.background import beside
from services.shared.runtime.channels import transport_options
from services.shared.runtime.credentials import Authenticator, require_decision
from services.shared.runtime.server_interceptors import Access, Verify

if TYPE_CHECKING:
    from services.shared.runtime.admission import Admission
    from services.shared.runtime.settings import ServiceSettings

LIVENESS = "liveness"
"""Health name that tells whether the process answers, whatever it depends on."""

REFLECTION_V1 = "grpc.reflection.v1.ServerReflection"

LEAST_TAKEN_BYTES = 4 << 20
"""What the transport takes at least, gRPC's own default: what is larger than a service allows is refused with a reason,
what is larger than this by gRPC itself, without one."""

CHECK_EVERY_S = 2.0
"""Readiness follows a lost dependency within 5 s (docs/reliability.md B4): two rounds and a time-out."""

ReadyCheck = Callable[[], Awaitable[bool]]
Register = Callable[[grpc.aio.Server], None]
_LEVEL = health_pb2.HealthCheckResponse.ServingStatus
log = telemetry.get_logger()


def suite_name(suite: str) -> str:
    """Return the health name that only the servers of one run of the suite serve."""
    return f"suite/{suite}"


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run a service's `main` on uvloop until it ends; where settings forbid it to start, say why and exit with 2."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(main)
    except InvalidInput as error:
        log.error("not started", reason=error.reason, message=error.message)
        raise SystemExit(2) from None


@dataclass
class Listening:
    """A listening server."""

    server: grpc.aio.Server
    target: str
    """host:port to connect to."""
    _health: health.aio.HealthServicer
    _names: Sequence[str]
    is_ready: bool = False

    async def tell(self, *, is_ready: bool) -> None:
        """Set readiness under every name."""
        self.is_ready = is_ready
        level = _LEVEL.SERVING if is_ready else _LEVEL.NOT_SERVING
        for name in self._names:
            await self._health.set(name, level)


def _methods_of(names: Sequence[str]) -> dict[str, bool]:
    """Full method name -> whether it streams its answer, for every method of the named services."""
    pool = descriptor_pool.Default()
    return {
        f"/{name}/{method.name}": bool(method.server_streaming)
        for name in names
        for method in pool.FindServiceByName(name).methods
    }


def _checked(methods: Mapping[str, Access], verify: Verify | None) -> dict[str, bool]:
    """The streaming flags of all methods of the services in the table.

    Raises:
        ValueError: a method has no row, a row has no method, or SESSION is used without `verify`.
    """
    names = sorted({method.split("/")[1] for method in methods})
    known = _methods_of(names)
    if wrong := set(known) ^ set(methods):
        msg = f"access table and contract differ: {sorted(wrong)}"
        raise ValueError(msg)
    if Access.SESSION in methods.values() and verify is None:
        msg = "methods with Access.SESSION need a way to verify tokens"
        raise ValueError(msg)
    return known


def _add_reflection(names: Sequence[str], server: grpc.aio.Server) -> None:
    """Tell the contract under both names clients ask for: the messages of v1 are those of v1alpha."""
    servicer = reflection.aio.ReflectionServicer(names)
    handler = grpc.stream_stream_rpc_method_handler(
        servicer.ServerReflectionInfo,
        request_deserializer=reflection_pb2.ServerReflectionRequest.FromString,
        response_serializer=reflection_pb2.ServerReflectionResponse.SerializeToString,
    )
    for name in (reflection.SERVICE_NAME, REFLECTION_V1):
        rows = grpc.method_handlers_generic_handler(name, {"ServerReflectionInfo": handler})
        server.add_generic_rpc_handlers((rows,))


@asynccontextmanager
async def listen(  # noqa: PLR0913 - the full description of a server
    name: str,
    settings: ServiceSettings,
    register: Register,
    methods: Mapping[str, Access],
    *,
    verify: Verify | None = None,
    admission: Admission | None = None,
    address: str = "127.0.0.1:0",
) -> AsyncIterator[Listening]:
    """Serve on `address` (port 0: any free one) until the block ends; calls in flight may then take `grace_s`."""
    streams = frozenset(method for method, is_stream in _checked(methods, verify).items() if is_stream)
    services = sorted({method.split("/")[1] for method in methods})
    server = grpc.aio.server(
        interceptors=[
            server_interceptors.contexts(settings.call_timeout_s, settings.stream_timeout_s, streams),
            server_interceptors.failures(name, settings.max_request_bytes),
            server_interceptors.accesses(methods, settings.internal_secret, verify, Authenticator(settings)),
            *([admission.interceptor(frozenset(methods) - streams)] if admission else []),
        ],
        options=[
            *transport_options(max(2 * settings.max_request_bytes, LEAST_TAKEN_BYTES)),
            ("grpc.max_connection_age_ms", 300_000),  # lets a new replica get its share (docs/reliability.md B5)
            ("grpc.max_connection_age_grace_ms", int(1000 * settings.stream_timeout_s)),
            ("grpc.so_reuseport", 0),  # a second server on the port is a mistake, not a replica
        ],
        maximum_concurrent_rpcs=settings.max_concurrent_calls,
    )
    checks = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    if settings.reflection:
        _add_reflection((*services, health.SERVICE_NAME, reflection.SERVICE_NAME), server)
    register(server)
    if settings.tls_dir:
        port = server.add_secure_port(address, tls.server_credentials(settings.tls_dir))
    else:
        port = server.add_insecure_port(address)
    await checks.set(LIVENESS, _LEVEL.SERVING)
    names = ("", *services, *([suite_name(settings.suite)] if settings.suite else []))
    listening = Listening(server, f"{address.rpartition(':')[0]}:{port}", checks, names)
    await listening.tell(is_ready=False)
    try:
        await server.start()
        yield listening
    finally:
        await checks.enter_graceful_shutdown()
        await server.stop(settings.grace_s)


async def _ready(checks: Sequence[ReadyCheck]) -> bool:
    try:
        async with asyncio.timeout(CHECK_EVERY_S):
            return all(await asyncio.gather(*(check() for check in checks)))
    except Exception as error:  # noqa: BLE001 - a check that fails in any way means: not ready
        log.warning("readiness check failed", kind=type(error).__name__)
        return False


async def _follow_readiness(listening: Listening, checks: Sequence[ReadyCheck]) -> None:
    was_ready = None
    while True:
        is_ready = await _ready(checks)
        if is_ready != was_ready:
            log.info("ready" if is_ready else "not ready")
            await listening.tell(is_ready=is_ready)
        was_ready = is_ready
        await asyncio.sleep(CHECK_EVERY_S if is_ready else CHECK_EVERY_S / 10)


def stop_event() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set; for workers, which have no server."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def serve(  # noqa: PLR0913 - the full description of a server
    name: str,
    settings: ServiceSettings,
    register: Register,
    methods: Mapping[str, Access],
    *,
    ready: Sequence[ReadyCheck] = (),
    verify: Verify | None = None,
    admission: Admission | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then drain and return.

    Args:
        name: the service's name, as in `PORTS`.
        settings: its settings.
        register: adds its servicers to the server.
        methods: who may call each method, by full name ("/package.Service/Method"); every method has a row.
        ready: checks that must all hold for the service to take calls.
        verify: whether a token opens a session; needed where a method has `Access.SESSION`.
        admission: refuses calls of this server that would wait too long; for servers that compute.
    """
    stop = stop_event()
    address = settings.address(name)
    if set(methods.values()) != {Access.INTERNAL}:
        require_decision(settings, address)
    async with listen(
        name, settings, register, methods, verify=verify, admission=admission, address=address
    ) as listening:
        telemetry.serve_metrics(settings.metrics_port, lambda: listening.is_ready)
        log.info("listening", target=listening.target)
        async with beside(readiness=_follow_readiness(listening, ready)):
            await stop.wait()
        await listening.tell(is_ready=False)
        await asyncio.sleep(settings.drain_s)
        log.info("stopping")
