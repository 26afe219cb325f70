"""The real matcher on a local channel."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from evals.run import matcher
from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceStub


@pytest.fixture
async def onet(onet_home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OnetMatchServiceStub]:
    monkeypatch.setenv("METIER_HOME", str(onet_home))
    async with matcher() as stub:
        yield stub
