"""The wire contract once against a real model: any server that speaks both formats, at `METIER_TEST_MODEL_URL`.

Quality is not looked at; a reply may be cut or of the wrong shape, but never anything else.
"""

import os
from collections.abc import AsyncIterator, Awaitable
from typing import Annotated, TypeVar

import fakeredis
import pytest
from pydantic import BaseModel, Field

from services.shared.llm import CallSettings, Llm, LlmSettings, ModelUnavailable, Reason, open_llm

URL = os.environ.get("METIER_TEST_MODEL_URL", "")
pytestmark = pytest.mark.skipif(not URL, reason="METIER_TEST_MODEL_URL names no model server")

T = TypeVar("T")
UNFINISHED = {Reason.TRUNCATED, Reason.BAD_REPLY, Reason.BAD_SCHEMA}


class Activities(BaseModel):
    activities: list[Annotated[str, Field(max_length=200)]] = Field(max_length=5)


@pytest.fixture
async def llm() -> AsyncIterator[Llm]:
    settings = LlmSettings(
        openai_api_key="none", anthropic_api_key="none", openai_base_url=f"{URL}/v1", anthropic_base_url=URL
    )
    opened = open_llm(settings, fakeredis.FakeAsyncRedis(decode_responses=True))
    yield opened
    await opened.close()


@pytest.fixture(params=["gpt-4o", "claude-haiku-4-5"])
def call(request) -> CallSettings:
    return CallSettings(name="small", model=request.param, temperature=0.3, max_tokens=80, timeout_s=60)


async def outcome(answer: Awaitable[T]) -> T | Reason:
    try:
        return await answer
    except ModelUnavailable as unavailable:
        return unavailable.reason


async def test_it_streams_text(llm, call):
    deltas: list[object] = []

    async def read() -> str:
        async for delta in llm.stream_text(call, "Answer in one short sentence.", "What does a nurse do?"):
            deltas.append(delta)  # noqa: PERF401 - what came before a cut counts
        return "ended"

    assert await outcome(read()) in {"ended", Reason.TRUNCATED}
    assert len(deltas) > 3


async def test_it_writes_json_of_the_asked_shape_or_is_cut(llm, call):
    asked = llm.complete_json(call, "List what the person does, as JSON.", "I file tax returns.", Activities)
    answer = await outcome(asked)
    assert answer in UNFINISHED or isinstance(answer.value, Activities)
