"""What is too large is refused with a reason; the contract is told to clients of both reflection protocols."""

import grpc
import pytest
from grpc_reflection.v1alpha import reflection_pb2

from metier.onet_match.v1 import onet_match_service_pb2 as pb
from metier.onet_match.v1 import onet_match_service_pb2_grpc as rpc
from services.shared import errors
from services.shared.runtime import channels
from services.shared.runtime.serve import REFLECTION_V1, listen
from services.shared.runtime.settings import ServiceSettings
from tests.contract.runtime.test_calls import METHODS, Echo


def register(server: grpc.aio.Server) -> None:
    rpc.add_OnetMatchServiceServicer_to_server(Echo(), server)


@pytest.mark.parametrize("size", [1_001, 100_000, 3_000_000])
async def test_a_request_over_the_limit_is_refused_with_its_reason(size):
    own = ServiceSettings(max_request_bytes=1_000)
    async with listen("onet_match", own, register, METHODS) as door, channels.connect(door.target, own) as channel:
        stub = rpc.OnetMatchServiceStub(channel)
        with pytest.raises(errors.TooLarge, match="REQUEST_TOO_LARGE") as refused:
            await stub.Echo(pb.EchoRequest(payload=b"x" * size))
        assert refused.value.metadata["limit"] == "1000 bytes"
        assert (await stub.Echo(pb.EchoRequest(payload=b"x" * 900))).payload == b"x" * 900


@pytest.mark.parametrize("name", ["grpc.reflection.v1alpha.ServerReflection", REFLECTION_V1])
async def test_both_reflection_protocols_tell_the_contract(name):
    own = ServiceSettings()
    async with listen("onet_match", own, register, METHODS) as door, grpc.aio.insecure_channel(door.target) as channel:
        ask = channel.stream_stream(
            f"/{name}/ServerReflectionInfo",
            request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
            response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
        )
        asked = [
            reflection_pb2.ServerReflectionRequest(list_services=""),
            reflection_pb2.ServerReflectionRequest(file_containing_symbol="metier.onet_match.v1.OnetMatchService"),
        ]
        listed, file = [answer async for answer in ask(iter(asked))]
    assert "metier.onet_match.v1.OnetMatchService" in {each.name for each in listed.list_services_response.service}
    assert file.file_descriptor_response.file_descriptor_proto


async def test_without_reflection_neither_answers():
    own = ServiceSettings(reflection=False)
    async with listen("onet_match", own, register, METHODS) as door, grpc.aio.insecure_channel(door.target) as channel:
        for name in ("grpc.reflection.v1alpha.ServerReflection", REFLECTION_V1):
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await anext(aiter(channel.stream_stream(f"/{name}/ServerReflectionInfo")(iter([b""]))))
            assert refused.value.code() is grpc.StatusCode.UNIMPLEMENTED
