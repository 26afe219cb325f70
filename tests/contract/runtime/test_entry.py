"""A server that others can reach asks for a key, in gRPC metadata; services of the suite show their secret instead."""

import asyncio
import os
import sys

import grpc
import pytest

from metier.onet_match.v1 import onet_match_service_pb2 as pb
from metier.onet_match.v1 import onet_match_service_pb2_grpc as rpc
from services.shared import errors
from services.shared.runtime import channels
from services.shared.runtime.credentials import digest
from services.shared.runtime.serve import listen
from services.shared.runtime.settings import ServiceSettings
from tests.contract.runtime.test_calls import METHODS, Echo

KEY = "mk_of-a-client"


def register(server: grpc.aio.Server) -> None:
    rpc.add_OnetMatchServiceServicer_to_server(Echo(), server)


async def test_a_client_with_a_key_and_a_service_with_the_secret_are_answered_and_nobody_else():
    own = ServiceSettings(api_keys=f"crm={digest(KEY)}", internal_secret="new,old")
    callers = {
        "a key": ServiceSettings(api_key=KEY),
        "the secret": ServiceSettings(internal_secret="new"),
        "the secret of before": ServiceSettings(internal_secret="old"),
        "both, as it is exchanged": ServiceSettings(internal_secret="old,new"),
        "nothing": ServiceSettings(),
        "another key": ServiceSettings(api_key="mk_other"),
        "another secret": ServiceSettings(internal_secret="older"),
        "the list itself": ServiceSettings(internal_secret="", api_key=own.api_keys),
    }
    answered = {}
    async with listen("onet_match", own, register, METHODS) as authenticator:
        for name, settings in callers.items():
            async with channels.connect(authenticator.target, settings) as channel:
                try:
                    await rpc.OnetMatchServiceStub(channel).Echo(pb.EchoRequest(payload=b"x"))
                    answered[name] = "yes"
                except errors.Unauthenticated as refused:
                    answered[name] = refused.reason
    assert answered == dict.fromkeys(list(callers)[:4], "yes") | dict.fromkeys(list(callers)[4:], "UNAUTHENTICATED")


@pytest.mark.parametrize("service", ["edge", "actions"])
async def test_a_server_that_others_reach_does_not_start_before_it_was_decided_who_may_call(service, tmp_path):
    environment = {**os.environ, "METIER_BIND": "0.0.0.0:0", "METIER_HOME": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"services.{service}", env=environment, stderr=asyncio.subprocess.PIPE
    )
    _, told = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2
    assert b"ACCESS_UNDECIDED" in told
    assert b"Traceback" not in told
