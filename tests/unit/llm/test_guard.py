"""The guard over time: a provider that is down is probed at most every ten seconds and used again soon after it is back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from pydantic import BaseModel, Field

from services.shared.llm import CallSettings, LlmSettings, ModelUnavailable, Reason, Usage
from services.shared.llm.breaker import FAILURES_TO_OPEN, PROBE_EVERY_S, SPELL_S
from services.shared.llm.guard import GuardedLlm
from services.shared.llm.ledger import Reservation
from services.shared.llm.provider import Answer, Fault

CALL = CallSettings(name="a_call", model="gpt-4o", temperature=None, max_tokens=10, timeout_s=5)


class Reply(BaseModel):
    text: str = Field(max_length=9)


@dataclass
class HandClock:
    seconds: float = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class Purse:
    """A ledger without caps that knows what is held and what is spent."""

    held: int = 0

    async def reserve(self, session_id: str | None, amount: int) -> Reservation:
        self.held += amount
        return Reservation(amount, ())

    async def settle(self, reservation: Reservation, spent: int) -> None:
        self.held += spent - reservation.amount


@dataclass
class Moody:
    """A provider that is up or down."""

    fault: Reason | None = None
    is_billed: bool = False
    asked: int = 0

    async def answer(self, _ask, _timeout_s) -> Answer:
        self.asked += 1
        if self.fault:
            raise Fault(self.fault, is_billed=self.is_billed)
        return Answer('{"text": "yes"}', (), Usage(100, 10))

    async def close(self) -> None:
        pass


def guard(provider: Moody, clock: HandClock, purse: Purse | None = None) -> GuardedLlm:
    settings = LlmSettings(max_attempts=1)
    return GuardedLlm({"openai": provider}, purse or Purse(), settings, clock, Random(0))


async def outcome(llm: GuardedLlm) -> str:
    try:
        return (await llm.complete_json(CALL, "s", "p", Reply)).value.text
    except ModelUnavailable as unavailable:
        return unavailable.reason.value


async def test_a_minute_of_outage_costs_a_handful_of_requests():
    provider, clock = Moody(Reason.OVERLOADED), HandClock()
    llm = guard(provider, clock)
    for _ in range(600):
        await outcome(llm)
        clock.seconds += 0.1
    before_it_opened = SPELL_S / 0.1 + 1
    assert FAILURES_TO_OPEN <= provider.asked <= before_it_opened + 60 / PROBE_EVERY_S


async def test_a_provider_that_is_back_is_used_within_ten_seconds():
    provider, clock = Moody(Reason.OVERLOADED), HandClock()
    llm = guard(provider, clock)
    while await outcome(llm) != Reason.BREAKER_OPEN:
        clock.seconds += 0.5
    provider.fault, back_at = None, clock.seconds
    while await outcome(llm) != "yes":
        clock.seconds += 0.1
    assert clock.seconds - back_at <= PROBE_EVERY_S + 0.1
    assert await outcome(llm) == "yes"


async def test_a_reply_that_is_no_good_is_no_outage():
    provider, clock = Moody(Reason.REFUSED), HandClock()
    llm = guard(provider, clock)
    for _ in range(50):
        assert await outcome(llm) == Reason.REFUSED
        clock.seconds += 1


async def test_what_certainly_cost_nothing_is_given_back_and_what_may_have_cost_is_not():
    for is_billed in (False, True):
        purse = Purse()
        await outcome(guard(Moody(Reason.CONNECTION, is_billed), HandClock(), purse))
        assert (purse.held > 0) is is_billed


async def test_a_call_that_was_answered_costs_what_was_counted():
    purse = Purse()
    assert await outcome(guard(Moody(), HandClock(), purse)) == "yes"
    assert purse.held == 100 * 2.5 + 10 * 10
