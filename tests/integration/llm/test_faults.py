"""Faults in numbers (docs/reliability.md C1, C2, C5): many turns against a provider that fails half the time, or always."""

import asyncio
import random
import time

import pytest
from pydantic import BaseModel, Field

from services.shared.llm import CallSettings, LlmSettings, ModelUnavailable, Reason, open_llm
from services.shared.llm.breaker import PROBE_EVERY_S, SPELL_S
from services.shared.runtime import context
from tests.fakes.model_server import Fault, ModelServer, fitting

DEADLINE_S = 4.0


class Reply(BaseModel):
    text: str = Field(max_length=40)


def call(model: str, deadline_s: float = DEADLINE_S) -> CallSettings:
    return CallSettings(name="turn", model=model, temperature=None, max_tokens=50, timeout_s=deadline_s / 4)


def settings_for(server: ModelServer, **changed) -> LlmSettings:
    return LlmSettings(
        openai_api_key="k",
        anthropic_api_key="k",
        openai_base_url=server.openai_url,
        anthropic_base_url=server.anthropic_url,
        **changed,
    )


async def turn(llm, number: int, deadline_s: float) -> tuple[list[str], float]:
    """Three calls, as a chat turn makes them; each ends in an answer or a reason."""
    context.deadline.set(time.monotonic() + deadline_s)
    began = time.monotonic()
    outcomes = []
    model = ("gpt-4o", "claude-haiku-4-5")[number % 2]
    for one in (
        lambda: llm.complete_json(call(model, deadline_s), "s", "p", Reply),
        lambda: llm.complete_json(call(model, deadline_s), "s", "p", Reply),
        lambda: drain(llm.stream_text(call(model, deadline_s), "s", "p")),
    ):
        try:
            await one()
            outcomes.append("OK")
        except ModelUnavailable as unavailable:
            outcomes.append(unavailable.reason.value)
    return outcomes, time.monotonic() - began


async def drain(stream) -> list[object]:
    return [piece async for piece in stream]


async def run(llm, turns: int, at_once: int, deadline_s: float = DEADLINE_S) -> list[tuple[list[str], float]]:
    gate = asyncio.Semaphore(at_once)

    async def one(number: int) -> tuple[list[str], float]:
        async with gate:
            return await turn(llm, number, deadline_s)

    return await asyncio.gather(*(asyncio.create_task(one(number)) for number in range(turns)))


@pytest.mark.parametrize("turns", [200, pytest.param(2000, marks=pytest.mark.slow)])
async def test_with_half_of_all_calls_faulty_every_turn_ends_within_its_deadline(redis, turns):
    dice = random.Random(1)
    faults = list(Fault)
    async with ModelServer(lambda asked: dice.choice(faults) if dice.random() < 0.5 else fitting(asked)) as server:
        llm = open_llm(settings_for(server), redis)
        ended = await run(llm, turns, at_once=20)
        await llm.close()
    assert len(ended) == turns
    assert max(seconds for _, seconds in ended) <= DEADLINE_S
    assert sum(outcome == "OK" for outcomes, _ in ended for outcome in outcomes) > turns


async def test_in_a_total_outage_calls_fail_at_once_and_the_provider_is_left_alone(redis):
    async with ModelServer(lambda _: Fault.RESET) as server:
        llm = open_llm(settings_for(server), redis)
        began = time.monotonic()
        ended = await run(llm, 1000, at_once=10, deadline_s=600)
        took = time.monotonic() - began
        await llm.close()
        sent = len(server.asked)
    reasons = {outcome for outcomes, _ in ended for outcome in outcomes}
    assert reasons == {Reason.CONNECTION.value, Reason.BREAKER_OPEN.value}
    before_it_opened = 2 * 10 * (SPELL_S / 0.15 + 1)  # providers, calls at once, tries each makes: backoff >= 0.15 s
    assert sent <= before_it_opened + 2 * (1 + took / PROBE_EVERY_S)


async def test_parallel_calls_at_the_cap_never_overspend(redis):
    async with ModelServer() as server:
        llm = open_llm(settings_for(server, day_cap_usd=0.05), redis)
        calls = [llm.complete_json(call("gpt-4o", 600), "s", "p", Reply) for _ in range(100)]
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        (key,) = await redis.keys("metier:llm:spent:*")
        spent = int(await redis.get(key))
        await llm.close()
    answered = sum(not isinstance(outcome, Exception) for outcome in outcomes)
    assert {one.reason for one in outcomes if isinstance(one, ModelUnavailable)} == {Reason.BUDGET_DAY}
    assert spent == answered * 600 <= 50_000  # USAGE at gpt-4o's price, micro-dollars
