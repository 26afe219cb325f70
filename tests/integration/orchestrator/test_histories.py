"""Random histories of one session against a model of the contract: every answer is the one the model gives."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from redis.asyncio import Redis

from services.orchestrator.adapters.sessions_redis import RedisSessions
from services.orchestrator.core.session import (
    ALLOWED_IN,
    REFUSED_IN,
    OpaquePayload,
    Outcome,
    Role,
    Status,
    Trigger,
    Turn,
)
from services.orchestrator.ports import Opening, TurnLease
from services.shared.errors import MetierError
from services.shared.runtime.commits import Request
from services.shared.runtime.sessions import SessionKeys
from tests.examples import examples
from tests.fakes.sessions import MemorySessions

NAMES = [f"r{n}" for n in range(6)]
PAYLOADS = ["a", "b"]
CARDS = ["c1", "c2", "c3"]
COUNTER = itertools.count()


class OnRedis:
    """The store, and what happens to it besides."""

    def __init__(self, url: str) -> None:
        self.redis = Redis.from_url(url, decode_responses=True)
        self.store = RedisSessions(self.redis, "test", "1")

    async def end_lease(self, session_id: str) -> None:
        await self.redis.hset(f"metier:{{{session_id}}}:orchestrator:session", "lease_until", "0")

    async def delete(self, session_id: str) -> None:
        await SessionKeys(self.redis).tombstone(session_id)
        await SessionKeys(self.redis).erase(session_id)

    async def close(self) -> None:
        await self.redis.aclose()


class InMemory:
    """The same for the store in memory."""

    def __init__(self) -> None:
        self.store = MemorySessions()

    async def end_lease(self, session_id: str) -> None:
        self.store.stored[session_id].lease_until = 0.0

    async def delete(self, session_id: str) -> None:
        self.store.delete(session_id)

    async def close(self) -> None:
        pass


class Histories(RuleBasedStateMachine):
    """The model: what the contract promises of one session, in a dozen fields."""

    make: Callable[[], OnRedis | InMemory]
    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        self.place = self.make()
        self.store = self.place.store
        self.session = f"h{next(COUNTER)}"
        self.said: list[str] = []
        self.answers: dict[str, tuple[str, object]] = {}
        self.status, self.version, self.revision = Status.OPEN, 1, 0
        self.selected: tuple[str, ...] = ()
        self.lease: TurnLease | None = None
        self.stale: list[TurnLease] = []
        self.is_deleted = False

    def do(self, call) -> object:
        """The result of a call, or the reason it was refused for."""

        async def run() -> object:
            try:
                return await call
            except MetierError as error:
                return error.reason

        return self.loop.run_until_complete(run())

    def refusal(self, request: Request) -> object:
        """What the contract answers before anything else is looked at: gone, reused, or the first answer again."""
        if self.is_deleted:
            return "SESSION_UNKNOWN"
        if request.id in self.answers:
            payload, answer = self.answers[request.id]
            return answer if payload == request.digest else "IDEMPOTENCY_KEY_REUSED"
        return None

    @initialize()
    def start(self) -> None:
        opening = Opening("hash", "00", "Nurse", "", "", outcome("", closes=False))
        self.do(self.store.start(self.session, Request("start", "p"), opening))

    @rule(name=st.sampled_from(NAMES), payload=st.sampled_from(PAYLOADS), trigger=st.sampled_from(list(ALLOWED_IN)))
    def begin(self, name: str, payload: str, trigger: Trigger) -> None:
        request = Request(name, f"{trigger} {payload}")
        found = self.do(self.store.begin(self.session, request, trigger, f"lease-{next(COUNTER)}"))
        expected = self.refusal(request)
        if expected is None and self.status is not ALLOWED_IN[trigger]:
            expected = REFUSED_IN[self.status][0]
        if expected is None and self.lease is not None:
            expected = "TURN_IN_FLIGHT"
        if expected is None:
            assert isinstance(found, TurnLease)
            assert (found.version, found.selected_ids) == (self.version, self.selected)
            self.lease = found
        else:
            assert found == expected

    @rule(
        name=st.sampled_from(NAMES),
        payload=st.sampled_from(PAYLOADS),
        trigger=st.sampled_from(list(ALLOWED_IN)),
        closes=st.booleans(),
        use_stale=st.booleans(),
    )
    def commit(self, name: str, payload: str, trigger: Trigger, closes: bool, use_stale: bool) -> None:
        lease = self.stale[-1] if use_stale and self.stale else self.lease
        if lease is None:
            return
        request, said = Request(name, f"{trigger} {payload}"), f"said {next(COUNTER)}"
        found = self.do(self.store.commit(lease, request, trigger, said, outcome(said, closes=closes)))
        expected = self.refusal(request)
        if expected is None and self.status is Status.SUBMITTED:
            expected = REFUSED_IN[Status.SUBMITTED][0]
        if expected is None and lease is not self.lease:
            expected = "TURN_IN_FLIGHT"
        if expected is None:
            assert isinstance(found, Turn)
            self.version += 1
            assert found.version == self.version
            self.status = Status.CLOSED if closes and trigger is not Trigger.REOPEN else Status.OPEN
            self.said.append(said)
            self.answers[name] = (request.digest, found)
            self.stale.append(lease)
            self.lease = None
        else:
            assert found == expected

    @rule()
    def lease_ends(self) -> None:
        if self.lease is not None and not self.is_deleted:
            self.loop.run_until_complete(self.place.end_lease(self.session))
            again = self.do(self.store.begin(self.session, Request("", "x"), self._allowed(), f"l{next(COUNTER)}"))
            if isinstance(again, TurnLease):
                self.stale.append(self.lease)
                self.lease = again

    def _allowed(self) -> Trigger:
        return Trigger.REOPEN if self.status is Status.CLOSED else Trigger.MESSAGE

    @rule(name=st.sampled_from(NAMES), payload=st.sampled_from(PAYLOADS), cards=st.sets(st.sampled_from(CARDS)))
    def select(self, name: str, payload: str, cards: set[str]) -> None:
        request, wanted = Request(name, f"select {payload}"), tuple(sorted(cards))
        expected = self.refusal(request)
        found = self.do(self.store.select(self.session, request, wanted))
        if expected is None and self.status is Status.SUBMITTED:
            expected = REFUSED_IN[Status.SUBMITTED][0]
        if expected is None and self.lease is not None:
            expected = "TURN_IN_FLIGHT"
        if expected is None:
            self.revision += wanted != self.selected
            self.selected = wanted
            expected = (wanted, self.revision)
            self.answers[name] = (request.digest, expected)
        assert found == expected

    @rule()
    def submit(self) -> None:
        if not self.is_deleted and self.version > 6:
            self.do(self.store.submitted(self.session))
            self.status = Status.SUBMITTED

    @rule()
    def delete(self) -> None:
        if self.version > 4:
            self.loop.run_until_complete(self.place.delete(self.session))
            self.is_deleted = True

    @invariant()
    def the_session_is_the_fold_of_its_turns(self) -> None:
        found = self.do(self.store.load(self.session))
        if self.is_deleted or found == "SESSION_UNKNOWN":
            assert found == "SESSION_UNKNOWN"
            return
        assert [turn.version for turn in found.turns] == list(range(1, self.version + 1))
        assert [each.content for each in found.messages if each.role is Role.USER] == self.said
        assert (found.revision, found.selected_ids) == (self.revision, self.selected)
        assert found.status is self.status

    def teardown(self) -> None:
        self.loop.run_until_complete(self.place.close())


def outcome(said: str, *, closes: bool) -> Outcome:
    return Outcome(f"You said {said}", (), is_complete=closes, closes=closes, payload=OpaquePayload(said.encode()))


def check_histories(make: Callable[[], OnRedis | InMemory], examples: int) -> None:
    """Run random histories of up to 30 steps; Hypothesis shrinks the first that differs from the model."""
    loop = asyncio.new_event_loop()
    machine = type("Machine", (Histories,), {"make": staticmethod(make), "loop": loop})
    options = settings(
        max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=options)
    loop.close()


def test_random_histories_give_the_answers_of_the_contract(redis_url):
    check_histories(partial(OnRedis, redis_url), examples(500))


def test_the_store_in_memory_gives_the_same_answers():
    check_histories(InMemory, examples(500))
