"""What a call carries from service to service, and how its failure comes back."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from metier.onet_match.v1 import onet_match_service_pb2 as pb
from metier.onet_match.v1 import onet_match_service_pb2_grpc as rpc
from metier.orchestrator.v1 import chat_service_pb2
from services.shared import errors
from services.shared.runtime import channels, context
from services.shared.runtime.serve import listen
from services.shared.runtime.server_interceptors import INTERNAL_HEADER, Access, accesses
from services.shared.runtime.settings import ServiceSettings

SERVICE = "/metier.onet_match.v1.OnetMatchService/"
METHODS = {
    SERVICE + method.name: Access.PUBLIC for method in pb.DESCRIPTOR.services_by_name["OnetMatchService"].methods
}
CANARY = "Jane Doe, jane@example.org"


class Echo(rpc.OnetMatchServiceServicer):
    """Does what the payload says."""

    def __init__(self, then: rpc.OnetMatchServiceStub | None = None) -> None:
        self.then = then
        self.running = 0
        self.traces: list[str] = []

    async def Echo(self, request: pb.EchoRequest, call: object) -> pb.EchoResponse:
        self.traces.append(context.trace_id.get())
        if self.then is not None:
            return await self.then.Echo(request)
        match request.payload:
            case b"too large":
                raise errors.TooLarge("TEXT_TOO_LONG", "The text is too long.", field="payload", limit="64 KiB")
            case b"gone":
                raise errors.NotFound("SESSION_UNKNOWN", "There is no such session.")
            case b"busy":
                raise errors.Conflict("TURN_IN_FLIGHT", "Another message is being answered.", retry_after_s=1)
            case b"down":
                raise errors.Unavailable("INDEX_NOT_READY", "The index is being built.", retry_after_s=3)
            case b"bug":
                raise ValueError(CANARY)
            case b"hang":
                self.running += 1
                try:
                    await asyncio.sleep(60)
                finally:
                    self.running -= 1
        return pb.EchoResponse(payload=request.payload)


class Served:
    """Servers and channels that end with the test."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self.stack = stack

    async def stub(
        self, servicer: Echo, access: Access = Access.PUBLIC, **settings: object
    ) -> rpc.OnetMatchServiceStub:
        own = ServiceSettings(**{"internal_secret": "s3cret", **settings})

        async def verify(session_id: str, token: str) -> bool:
            return (session_id, token) == ("s1", "t1")

        listening = await self.stack.enter_async_context(
            listen(
                "onet_match",
                own,
                lambda server: rpc.add_OnetMatchServiceServicer_to_server(servicer, server),
                dict.fromkeys(METHODS, access),
                verify=verify,
            )
        )
        return rpc.OnetMatchServiceStub(await self.stack.enter_async_context(channels.connect(listening.target, own)))


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with AsyncExitStack() as stack:
        yield Served(stack)


@pytest.mark.parametrize(
    ("payload", "error", "reason"),
    [
        (b"too large", errors.TooLarge, "TEXT_TOO_LONG"),
        (b"gone", errors.NotFound, "SESSION_UNKNOWN"),
        (b"busy", errors.Conflict, "TURN_IN_FLIGHT"),
        (b"down", errors.Unavailable, "INDEX_NOT_READY"),
    ],
)
async def test_the_caller_gets_the_very_error_that_was_raised(served, payload, error, reason):
    stub = await served.stub(Echo())
    with pytest.raises(error) as raised:
        await stub.Echo(pb.EchoRequest(payload=payload))
    assert type(raised.value) is error
    assert raised.value.reason == reason


async def test_a_bug_tells_the_caller_nothing_of_what_was_said(served):
    stub = await served.stub(Echo())
    with pytest.raises(errors.Internal) as raised:
        await stub.Echo(pb.EchoRequest(payload=b"bug"))
    told = f"{raised.value} {raised.value.metadata}"
    assert CANARY not in told
    assert "Traceback" not in told
    assert len(raised.value.metadata["trace_id"]) == 32


async def test_bytes_that_are_no_request_are_the_callers_mistake():
    own = ServiceSettings()
    async with (
        listen(
            "onet_match", own, lambda server: rpc.add_OnetMatchServiceServicer_to_server(Echo(), server), METHODS
        ) as listening,
        grpc.aio.insecure_channel(listening.target) as channel,
    ):
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await channel.unary_unary(SERVICE + "MatchTasks")(b"\xff\xff\xff\xff")
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_method_without_code_says_so(served):
    stub = await served.stub(Echo())
    with pytest.raises(errors.NotBuilt):
        await stub.GetIndexInfo(pb.GetIndexInfoRequest())


async def test_the_first_callers_deadline_ends_the_whole_chain(served):
    leaf = Echo()
    stub = await served.stub(leaf)
    for _ in range(3):
        stub = await served.stub(Echo(then=stub))
    with pytest.raises(errors.DeadlineExceeded):
        await stub.Echo(pb.EchoRequest(payload=b"hang"), timeout=0.5)
    async with asyncio.timeout(5):
        while leaf.running:
            await asyncio.sleep(0.01)


async def test_one_trace_runs_through_all_services(served):
    leaf = Echo()
    middle = Echo(then=await served.stub(leaf))
    stub = await served.stub(middle)
    await stub.Echo(pb.EchoRequest(payload=b"hello"))
    assert leaf.traces == middle.traces
    assert len(leaf.traces[0]) == 32


async def test_a_service_that_is_not_there_is_unavailable_and_says_when_to_come_back():
    async with channels.connect("127.0.0.1:1", ServiceSettings()) as channel:
        with pytest.raises(errors.Unavailable) as raised:
            await rpc.OnetMatchServiceStub(channel).Echo(pb.EchoRequest())
    assert raised.value.retry_after_s


async def test_an_internal_method_opens_to_services_only(served):
    inside = await served.stub(Echo(), Access.INTERNAL)
    assert (await inside.Echo(pb.EchoRequest(payload=b"x"))).payload == b"x"
    outside = ServiceSettings(internal_secret="")
    async with (
        listen(
            "onet_match",
            ServiceSettings(internal_secret="s3cret"),
            lambda server: rpc.add_OnetMatchServiceServicer_to_server(Echo(), server),
            dict.fromkeys(METHODS, Access.INTERNAL),
        ) as listening,
        channels.connect(listening.target, outside) as channel,
    ):
        with pytest.raises(errors.Denied):
            await rpc.OnetMatchServiceStub(channel).Echo(pb.EchoRequest())


def test_a_method_without_a_row_in_the_access_table_keeps_the_server_from_starting():
    incomplete = dict(list(METHODS.items())[:-1])

    async def start() -> None:
        async with listen("onet_match", ServiceSettings(), lambda _server: None, incomplete):
            pass

    with pytest.raises(ValueError, match="access table and contract differ"):
        asyncio.run(start())


@pytest.mark.parametrize("session_id", ["ä", "a b", "a/b", "a}", "x" * 129, "\n"])
async def test_what_no_session_can_be_called_is_unknown_to_services_too(session_id):
    method = "/metier.orchestrator.v1.ChatService/DeleteSession"
    enter = accesses({method: Access.SESSION}, "s3cret", None)._around
    asked = chat_service_pb2.DeleteSessionRequest(session_id=session_id)
    with pytest.raises(errors.NotFound, match="no such session"):
        async with enter(method, {INTERNAL_HEADER: "s3cret"}, asked, None):
            pass


async def _status_through_a_new_channel() -> int:
    """Of a server that is back, while an old channel to its address waits out its back-off."""
    settings = ServiceSettings(grace_s=0)
    async with listen("probe", settings, lambda _server: None, {}) as gone:
        target = gone.target
    asked, ends = health_pb2.HealthCheckRequest(), time.monotonic() + 4.5  # by then it waits two seconds between tries
    async with channels.connect(target, settings) as old:
        while time.monotonic() < ends:
            with pytest.raises(errors.Unavailable):
                await health_pb2_grpc.HealthStub(old).Check(asked)
        async with (
            listen("probe", settings, lambda _server: None, {}, address=target),
            channels.connect(target, settings) as new,
        ):
            return (await health_pb2_grpc.HealthStub(new).Check(asked)).status


async def test_a_new_channel_does_not_wait_for_the_back_off_of_another_one_to_the_same_address():
    found = await asyncio.gather(*(_status_through_a_new_channel() for _ in range(5)))
    assert found == [health_pb2.HealthCheckResponse.NOT_SERVING] * 5
