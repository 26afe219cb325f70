"""A replica that is frozen (paused, swapping, cut off) costs its callers time and no answer while another one is healthy."""

import asyncio
import os
import signal
import sys
import time
from contextlib import asynccontextmanager

from metier.onet_match.v1 import onet_match_service_pb2 as rpc
from metier.onet_match.v1 import onet_match_service_pb2_grpc as stubs
from services.shared.runtime.channels import connect
from services.shared.runtime.settings import ServiceSettings

REPLICA = """
import asyncio, sys
from metier.onet_match.v1 import onet_match_service_pb2 as rpc, onet_match_service_pb2_grpc as stubs
from services.shared.runtime import serve
from services.shared.runtime.server_interceptors import Access
from services.shared.runtime.settings import ServiceSettings

class Replica(stubs.OnetMatchServiceServicer):
    async def Echo(self, request, context):
        return rpc.EchoResponse(payload=sys.argv[1].encode())

async def main():
    name = "/metier.onet_match.v1.OnetMatchService/"
    methods = {name + m: Access.PUBLIC for m in sys.argv[2].split(",")}
    register = lambda server: stubs.add_OnetMatchServiceServicer_to_server(Replica(), server)
    async with serve.listen("onet_match", ServiceSettings(), register, methods) as listening:
        print(listening.target, flush=True)
        await asyncio.sleep(120)

asyncio.run(main())
"""
METHODS = ",".join(method.name for method in rpc.DESCRIPTOR.services_by_name["OnetMatchService"].methods)


@asynccontextmanager
async def replica(name: str):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", REPLICA, name, METHODS, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process.pid, (await process.stdout.readline()).decode().strip()
    finally:
        os.kill(process.pid, signal.SIGCONT)
        process.kill()
        await process.wait()


async def test_calls_leave_a_frozen_replica_within_ten_seconds_and_none_fails():
    async with replica("a") as (frozen, first), replica("b") as (_, second):
        target = f"ipv4:{first},{second}"
        async with connect(target, ServiceSettings(call_timeout_s=20)) as channel:
            stub = stubs.OnetMatchServiceStub(channel)
            while {(await stub.Echo(rpc.EchoRequest())).payload for _ in range(4)} != {b"a", b"b"}:
                await asyncio.sleep(0.05)
            os.kill(frozen, signal.SIGSTOP)
            began = time.monotonic()
            answers = await asyncio.gather(*(stub.Echo(rpc.EchoRequest()) for _ in range(20)))
            assert {answer.payload for answer in answers} == {b"b"}
            assert time.monotonic() - began < 10
            for _ in range(20):
                assert (await stub.Echo(rpc.EchoRequest(), timeout=2)).payload == b"b"
