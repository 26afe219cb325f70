"""The health of the services behind, by the standard health protocol."""

import asyncio
from collections.abc import Mapping

import grpc.aio
from grpc_health.v1 import health_pb2, health_pb2_grpc

CHECK_TIMEOUT_S = 2.0
"""A healthy peer answers in milliseconds; probes of Kubernetes give up after their own few seconds."""


class HealthClient:
    """Fulfils `Health`."""

    def __init__(self, channels: Mapping[str, grpc.aio.Channel]) -> None:
        self._stubs = {name: health_pb2_grpc.HealthStub(channel) for name, channel in channels.items()}

    async def check(self) -> Mapping[str, bool]:
        """Whether each service says SERVING; one that does not answer in time does not serve."""
        answers = await asyncio.gather(*(self._serves(stub) for stub in self._stubs.values()))
        return dict(zip(self._stubs, answers, strict=True))

    async def _serves(self, stub: health_pb2_grpc.HealthStub) -> bool:
        try:
            answer = await stub.Check(health_pb2.HealthCheckRequest(), timeout=CHECK_TIMEOUT_S)
        except Exception:  # noqa: BLE001 - whatever keeps it from answering, it does not serve
            return False
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)
