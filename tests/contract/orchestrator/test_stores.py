"""What every store of sessions promises (`ports.py`), by the one on Redis and by the one in memory."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from services.orchestrator.adapters.sessions_redis import RedisDeletions, RedisSessions
from services.orchestrator.core.session import OpaquePayload, Outcome, Role, Trigger
from services.orchestrator.ports import Opening, TurnLease
from services.shared.errors import Conflict, InvalidInput, NotFound
from services.shared.runtime.commits import Request
from services.shared.runtime.sessions import SessionKeys, token_hash
from tests.fakes.sessions import MemoryDeletions, MemorySessions
from tests.soak.races import SAID, WRITERS, begun
from tests.soak.store import outcome_of

Store = RedisSessions | MemorySessions
ROUNDS = 20
OPENING = Opening(token_hash("token"), "00", "Nurse", "29-1141.00", "", outcome_of("welcome"))


@pytest.fixture(params=["redis", "memory"])
def make(request: pytest.FixtureRequest) -> Callable[..., Store]:
    if request.param == "memory":
        return MemorySessions
    redis: Redis = request.getfixturevalue("redis")
    return lambda **options: RedisSessions(redis, "test", "1", **options)


@pytest.fixture
async def store(make: Callable[..., Store]) -> Store:
    return await started(make())


async def started(store: Store) -> Store:
    await store.start("s1", Request("start", "p"), OPENING)
    return store


def deletions(store: Store) -> RedisDeletions | MemoryDeletions:
    if isinstance(store, MemorySessions):
        return MemoryDeletions(store)
    return RedisDeletions(store.redis, SessionKeys(store.redis))


async def test_a_session_is_created_once_for_a_request(make):
    store = make()
    assert await store.started("s1", Request("start", "p")) is None
    first = await store.start("s1", Request("start", "p"), OPENING)
    other = Opening("h", "11", "Baker", "", "", outcome_of("other"))
    assert await store.start("s1", Request("start", "p"), other) == first
    assert await store.started("s1", Request("start", "p")) == first
    with pytest.raises(InvalidInput, match="IDEMPOTENCY_KEY_REUSED"):
        await store.started("s1", Request("start", "other"))
    session = await store.load("s1")
    assert (session.job_title, session.occupation_code, session.version) == ("Nurse", "29-1141.00", 1)


async def test_a_turn_appends_what_was_said_and_the_reply(store):
    lease = await begun(store, "m")
    given = Outcome("You said hello", ("c1",), is_complete=True, closes=True, payload=OpaquePayload(b"all of it"))
    turn = await store.commit(lease, Request("m", "m"), SAID, "hello", given)
    assert (turn.version, turn.said_id, turn.reply_id, turn.card_ids) == (2, "u2", "a2", ("c1",))
    assert (turn.is_complete, turn.status, turn.payload) == (True, "closed", b"all of it")
    session = await store.load("s1")
    assert session.turns[-1] == turn
    said = [(message.id, message.role, message.content) for message in session.messages[-2:]]
    assert said == [("u2", Role.USER, "hello"), ("a2", Role.ASSISTANT, "You said hello")]


async def test_a_correction_gives_a_message_other_words_and_keeps_what_it_said(store):
    await store.commit(await begun(store, "m"), Request("m", "m"), SAID, "hello", outcome_of("x"))
    lease = await store.begin("s1", Request("c", "c"), Trigger.CORRECT, "c")
    turn = await store.commit(
        replace(lease, corrects="u2"), Request("c", "c"), Trigger.CORRECT, "good day", outcome_of("y")
    )
    assert (turn.version, turn.said_id, turn.reply_id) == (3, "u2", "a3")
    session = await store.load("s1")
    assert [(one.id, one.content, one.earlier) for one in session.messages if one.role is Role.USER] == [
        ("u2", "good day", ("hello",))
    ]
    assert [message.id for message in session.messages] == ["a1", "u2", "a2", "a3"]
    assert [message.content for message in session.at_version(2) if message.id == "u2"] == ["hello"]
    lease = await store.begin("s1", Request("n", "n"), SAID, "n")
    assert [message.content for message in lease.transcript if message.id == "u2"] == ["good day"]


async def test_what_is_not_to_be_kept_leaves_only_the_reply(store):
    turn = await store.commit(await begun(store, "m"), Request("m", "m"), SAID, "", outcome_of("x"))
    assert turn.said_id == ""
    assert [message.id for message in (await store.load("s1")).messages] == ["a1", "a2"]


async def test_of_fifty_messages_at_once_one_begins(store):
    for round_ in range(ROUNDS):
        names = [f"{round_}-{n}" for n in range(WRITERS)]
        tries = [store.begin("s1", Request(name, name), SAID, name) for name in names]
        found = await asyncio.gather(*tries, return_exceptions=True)
        winners = [each for each in found if isinstance(each, TurnLease)]
        assert len(winners) == 1
        assert [type(each) for each in found].count(Conflict) == WRITERS - 1
        await store.release("s1", names[found.index(winners[0])])


async def test_a_turn_that_outlived_its_lease_is_not_applied_after_another(make):
    store = await started(make(lease_s=0.01))
    slow = await begun(store, "slow")
    await asyncio.sleep(0.03)
    quick = await begun(store, "quick")
    turn = await store.commit(quick, Request("quick", "p"), SAID, "quick", outcome_of("quick"))
    with pytest.raises(Conflict):
        await store.commit(slow, Request("slow", "p"), SAID, "slow", outcome_of("slow"))
    await store.release("s1", "slow")
    assert (await store.load("s1")).version == turn.version == 2


async def test_a_turn_that_outlived_its_lease_is_applied_when_nobody_came_between(make):
    store = await started(make(lease_s=0.01))
    slow = await begun(store, "slow")
    await asyncio.sleep(0.03)
    assert (await store.commit(slow, Request("slow", "slow"), SAID, "slow", outcome_of("slow"))).version == 2


async def test_the_same_call_sent_twice_by_the_client_library_holds_one_lease(store):
    first, again = await begun(store, "m"), await begun(store, "m")
    assert first.fence == again.fence


async def test_giving_back_a_lease_of_another_message_does_nothing(store):
    await begun(store, "mine")
    await store.release("s1", "another")
    with pytest.raises(Conflict):
        await begun(store, "third")


async def test_a_repeated_turn_is_the_turn_it_made(store):
    request = Request("m", "m")
    turn = await store.commit(await begun(store, "m"), request, SAID, "m", outcome_of("m"))
    assert await store.begin("s1", request, SAID, "again") == turn
    with pytest.raises(InvalidInput, match="IDEMPOTENCY_KEY_REUSED"):
        await store.begin("s1", Request("m", "other"), SAID, "again")


async def test_the_first_answer_of_a_request_is_the_one_kept(store):
    request = Request("r", "p")
    assert await store.remember("s1", request, None) is None
    assert [await store.remember("s1", request, answer) for answer in ("a", "b", None)] == ["a"] * 3


async def test_a_follower_gets_every_turn_and_ends_with_the_session(store):
    turns = store.follow("s1", 0)
    assert (await anext(turns)).version == 1
    waiting = asyncio.ensure_future(anext(turns))
    await asyncio.sleep(0.01)
    turn = await store.commit(await begun(store, "m"), Request("m", "p"), SAID, "m", outcome_of("m"))
    assert await asyncio.wait_for(waiting, 5) == turn
    await deletions(store).begin("s1")
    with pytest.raises(NotFound, match="SESSION_UNKNOWN"):
        await asyncio.wait_for(anext(turns), 5)


async def test_a_deleted_session_takes_no_write_of_any_kind(store):
    lease = await begun(store, "m")
    deleting = deletions(store)
    await deleting.begin("s1")
    assert await deleting.unfinished() == ("s1",)
    request = Request("m", "p")
    for write in (
        store.begin("s1", request, SAID, "l"),
        store.commit(lease, request, SAID, "m", outcome_of("m")),
        store.select("s1", request, ()),
        store.remember("s1", request, "x"),
        store.submitted("s1"),
        store.start("s1", request, OPENING),
        store.started("s1", request),
        store.load("s1"),
    ):
        with pytest.raises(NotFound):
            await write
    await store.release("s1", "m")
    await deleting.finish("s1")
    assert await deleting.unfinished() == ()
