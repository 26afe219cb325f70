r"""What wraps a provider: deadline, spending, circuit breaker, the single retry, validation of the reply.

    complete_json ---\                          .- deadline: what the turn has left, less the rules' share
    use_tool ---------> attempts (1 + retry) --+-- breaker: may the provider be called now
    stream_text -----/                          '- ledger: reserve the most it can cost, settle what it cost

A failed attempt is a `Fault` inside and one `ModelUnavailable` outside, without a cause, as causes quote people.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from services.shared.llm import telemetry
from services.shared.llm.breaker import Breaker
from services.shared.llm.prices import actual, most, price_of
from services.shared.llm.provider import Answer, Ask, Fault
from services.shared.llm.readers import provider_of
from services.shared.llm.schema import strict_schema
from services.shared.llm.types import ModelReply, ModelUnavailable, Reason, StreamEnd, ToolReply, Usage, UserMessage
from services.shared.runtime import context

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
    from random import Random

    from services.shared.llm.ledger import Ledger
    from services.shared.llm.provider import Provider
    from services.shared.llm.settings import LlmSettings
    from services.shared.llm.types import CallSettings, Message, ToolSpec
    from services.shared.runtime.clock import Clock

T = TypeVar("T", bound=BaseModel)
V = TypeVar("V")

_LEAST_S = 0.2  # no provider answers faster; with less time left a call is only a cost


@dataclass(slots=True)
class _Route:
    """Provider and breaker of a model."""

    name: str
    provider: Provider
    breaker: Breaker = field(default_factory=Breaker)


class GuardedLlm:
    """The `Llm` that all services use; with no provider every call ends at once in NO_MODEL."""

    def __init__(
        self, providers: Mapping[str, Provider], ledger: Ledger, settings: LlmSettings, clock: Clock, random: Random
    ) -> None:
        """Take providers by name, "openai" and "anthropic"; either, both or none."""
        self._routes = {name: _Route(name, provider) for name, provider in providers.items()}
        self._ledger = ledger
        self._settings = settings
        self._clock = clock
        self._random = random

    async def complete_json(self, call: CallSettings, system: str, prompt: str, reply: type[T]) -> ModelReply[T]:
        """Ask for one JSON object of the shape of `reply`; see `Llm`."""
        schema = strict_schema(reply)

        def read(answer: Answer) -> T:
            try:
                return reply.model_validate_json(answer.text)
            except ValidationError as error:
                is_json = all(detail["type"] != "json_invalid" for detail in error.errors(include_input=False))
            raise Fault(Reason.BAD_SCHEMA if is_json else Reason.BAD_REPLY)

        model = self._model(call)
        ask = Ask(model, call.temperature, call.max_tokens, system, (UserMessage(prompt),), reply_schema=schema)
        value, usage = await self._answer(call, ask, read)
        return ModelReply(value, model, usage)

    async def use_tool(
        self,
        call: CallSettings,
        system: str,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        force: str | None = None,
    ) -> ToolReply:
        """Offer tools; see `Llm`."""
        for tool in tools:
            strict_schema(tool.arguments)
        offered = {tool.name for tool in tools}

        def read(answer: Answer) -> Answer:
            names = {made.name for made in answer.calls}
            if not names <= offered:
                raise Fault(Reason.UNKNOWN_TOOL)
            if force is not None and force not in names:
                raise Fault(Reason.NO_TOOL_CALL)
            return answer

        model = self._model(call)
        ask = Ask(model, call.temperature, call.max_tokens, system, tuple(messages), tools=tuple(tools), force=force)
        answer, usage = await self._answer(call, ask, read)
        return ToolReply(answer.text, answer.calls, model, usage)

    async def stream_text(self, call: CallSettings, system: str, prompt: str) -> AsyncGenerator[str | StreamEnd, None]:
        """Yield text as it is written, then the end; see `Llm`."""
        model = self._model(call)
        ask = Ask(model, call.temperature, call.max_tokens, system, (UserMessage(prompt),))
        with _observed(call, model) as spent:
            async with aclosing(self._stream(call, ask, spent)) as deltas:
                async for delta in deltas:
                    yield delta
            yield StreamEnd(model, _total(spent))

    async def close(self) -> None:
        """Close all providers' connections."""
        for route in self._routes.values():
            await route.provider.close()

    async def _answer(self, call: CallSettings, ask: Ask, read: Callable[[Answer], V]) -> tuple[V, Usage]:
        with _observed(call, ask.model) as spent:
            ends = self._ends(call)
            for number in range(1, self._settings.max_attempts + 1):
                try:
                    async with self._attempt(call, ask, ends, spent):
                        left = ends - self._clock.monotonic()
                        async with asyncio.timeout(left):
                            answer = await self._route(ask.model).provider.answer(ask, left)
                        if answer.usage:
                            spent.append(answer.usage)
                        return read(answer), _total(spent)
                except Fault as failed:
                    fault = failed
                await self._wait_or_give_up(fault, number, ends)
        raise AssertionError  # the last attempt returns or gives up

    async def _stream(self, call: CallSettings, ask: Ask, spent: list[Usage]) -> AsyncGenerator[str, None]:
        ends = self._ends(call)
        has_spoken = False
        for number in range(1, self._settings.max_attempts + 1):
            try:
                async with self._attempt(call, ask, ends, spent):
                    left = ends - self._clock.monotonic()
                    async with aclosing(self._route(ask.model).provider.stream(ask, left)) as items:
                        # Each step has its own timeout: one around the loop would also fire while the consumer works.
                        while (item := await self._next(items, ends)) is not None:
                            if isinstance(item, Usage):
                                spent.append(item)
                            else:
                                has_spoken = True
                                yield item
                    return
            except Fault as failed:
                fault = failed
            await self._wait_or_give_up(fault, self._settings.max_attempts if has_spoken else number, ends)

    async def _next(self, items: AsyncIterator[str | Usage], ends: float) -> str | Usage | None:
        async with asyncio.timeout(ends - self._clock.monotonic()):
            return await anext(items, None)

    @asynccontextmanager
    async def _attempt(self, call: CallSettings, ask: Ask, ends: float, spent: list[Usage]) -> AsyncIterator[None]:
        """One request: checks breaker and ledger first and reports to both afterwards; the block appends the usage.

        `spent` holds one entry of each attempt before; of several that the block appends, the last one counts.

        Raises:
            Fault: of the block, or TIMEOUT for its time-out.
            ModelUnavailable: no time, breaker open, nothing left to spend.
        """
        route = self._route(ask.model)
        if ends - self._clock.monotonic() < _LEAST_S:
            raise ModelUnavailable(Reason.NO_TIME)
        price = price_of(ask.model, self._settings.prices)
        if not route.breaker.admits(self._clock.monotonic()):
            raise ModelUnavailable(Reason.BREAKER_OPEN)
        reserved = await self._ledger.reserve(context.session_id.get() or None, most(ask, price))
        before = len(spent)
        fault: Fault | None = None
        try:
            yield
        except Fault as failed:
            fault = failed
        except TimeoutError:
            fault = Fault(Reason.TIMEOUT)
        self._tell_breaker(route, fault)
        telemetry.ATTEMPTS.labels(route.name, fault.reason.value if fault else "OK").inc()
        if spent[before:]:
            del spent[before:-1]
            cost = actual(spent[-1], price)
            telemetry.count_usage(call.name, ask.model, spent[-1], cost)
            await self._ledger.settle(reserved, cost)
        elif fault is not None and not fault.is_billed:
            await self._ledger.settle(reserved, 0)
        if fault is not None:
            raise fault

    def _tell_breaker(self, route: _Route, fault: Fault | None) -> None:
        if fault is not None and fault.is_outage:
            route.breaker.failed(self._clock.monotonic())
        else:
            route.breaker.succeeded()
        telemetry.BREAKER.labels(route.name).set(route.breaker.is_open)

    async def _wait_or_give_up(self, fault: Fault, number: int, ends: float) -> None:
        """Sleep until the next attempt, or end the call when there is none that could still be in time.

        Raises:
            ModelUnavailable: with the fault's reason.
        """
        backoff = self._settings.retry_backoff_s * (0.5 + 0.5 * self._random.random())
        wait_s = backoff if fault.retry_after_s is None else fault.retry_after_s
        is_in_time = ends - self._clock.monotonic() > wait_s + _LEAST_S
        if number >= self._settings.max_attempts or not fault.is_retryable or not is_in_time:
            raise ModelUnavailable(fault.reason)
        await asyncio.sleep(wait_s)

    def _ends(self, call: CallSettings) -> float:
        """When the call must have ended: its own timeout, cut to what the turn has left less the rules' share."""
        left = context.remaining_s()
        budget = call.timeout_s if left is None else min(call.timeout_s, left - self._settings.reserve_s)
        return self._clock.monotonic() + budget

    def _model(self, call: CallSettings) -> str:
        """The call's model, or its stand-in when only the other provider has a key.

        Raises:
            ModelUnavailable: NO_MODEL.
        """
        for model in (call.model, self._settings.stand_ins.get(call.model)):
            if model is not None and provider_of(model) in self._routes:
                return model
        telemetry.CALLS.labels(call.name, call.model, Reason.NO_MODEL.value).inc()
        raise ModelUnavailable(Reason.NO_MODEL)

    def _route(self, model: str) -> _Route:
        return self._routes[provider_of(model)]


@contextmanager
def _observed(call: CallSettings, model: str) -> Iterator[list[Usage]]:
    """Count, time and log a call; the block appends the usage of each attempt, which a failure carries."""
    spent: list[Usage] = []
    with telemetry.observed(call.name, model):
        try:
            yield spent
        except ModelUnavailable as unavailable:
            raise ModelUnavailable(unavailable.reason, _total(spent)) from None


def _total(spent: Sequence[Usage]) -> Usage:
    return Usage(sum(usage.input_tokens for usage in spent), sum(usage.output_tokens for usage in spent))
