"""Who answers on a port: the suite's own process, or a stranger's."""

from __future__ import annotations

import ssl
from enum import Enum

import grpc
import httpx
from grpc_health.v1 import health_pb2, health_pb2_grpc

from services.shared.runtime.channels import open_channel
from services.shared.runtime.serve import suite_name
from services.shared.runtime.settings import ServiceSettings

_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Of a client that speaks to this machine without TLS: reading the trusted ones takes 20 ms, ten times a second."""


class Answerer(Enum):
    """Who answers on a port."""

    NOBODY = "nobody"
    OURS = "ours"
    READY = "ours and ready"
    STRANGER = "somebody else"


async def look_at_server(address: str, suite: str) -> Answerer:
    """Who answers on a gRPC port; only our own server knows the suite's health name."""
    async with open_channel(address, ServiceSettings()) as channel:
        request = health_pb2.HealthCheckRequest(service=suite_name(suite))
        try:
            reply = await health_pb2_grpc.HealthStub(channel).Check(request, timeout=1.0)
        except grpc.aio.AioRpcError as error:
            strange = {grpc.StatusCode.NOT_FOUND, grpc.StatusCode.UNIMPLEMENTED}
            return Answerer.STRANGER if error.code() in strange else Answerer.NOBODY
    return Answerer.READY if reply.status == health_pb2.HealthCheckResponse.SERVING else Answerer.OURS


async def look_at_edge(address: str, suite: str) -> Answerer:
    """Who answers on the edge's port; only our own edge tells the suite."""
    try:
        async with httpx.AsyncClient(timeout=2.0, verify=_NO_CERTIFICATES) as client:
            reply = await client.get(f"http://{address}/readyz")
            told = reply.json()["suite"]
    except httpx.HTTPError:
        return Answerer.NOBODY
    except (ValueError, KeyError, TypeError):
        return Answerer.STRANGER
    if told != suite:
        return Answerer.STRANGER
    return Answerer.READY if reply.is_success else Answerer.OURS
