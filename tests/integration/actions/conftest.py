"""The real matcher on a local channel."""

from collections.abc import AsyncIterator

import pytest

from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceStub
from services.shared.runtime.channels import connect
from services.shared.runtime.settings import ServiceSettings


@pytest.fixture
async def onet(onet_target: str) -> AsyncIterator[OnetMatchServiceStub]:
    async with connect(onet_target, ServiceSettings(call_timeout_s=300)) as channel:
        yield OnetMatchServiceStub(channel)
