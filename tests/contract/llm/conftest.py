from collections.abc import AsyncIterator

import pytest

from services.shared.llm import LlmSettings
from tests.fakes.model_server import ModelServer


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as running:
        yield running


@pytest.fixture
def settings(server: ModelServer) -> LlmSettings:
    return LlmSettings(
        openai_api_key="key-of-openai",
        anthropic_api_key="key-of-anthropic",
        openai_base_url=server.openai_url,
        anthropic_base_url=server.anthropic_url,
        retry_backoff_s=0.01,
    )
