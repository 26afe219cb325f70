"""The real edge and its listener, on fake services over gRPC."""

from collections.abc import AsyncIterator

import pytest

from services.edge.settings import EdgeSettings
from tests.fakes.edge.serve import RunningEdge, running_edge
from tests.fakes.edge.world import World

SETTINGS = EdgeSettings(
    cors_origins="https://friend.example", socket_idle_s=2.0, socket_auth_s=1.5, sockets_per_session=3
)


@pytest.fixture
async def edge() -> AsyncIterator[RunningEdge]:
    async with running_edge(World(), SETTINGS, 0) as running:
        yield running
