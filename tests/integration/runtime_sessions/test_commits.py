"""What every owner's steps stand on, over a real Redis: compare-and-set, one change a request, tombstones, expiry."""

import asyncio

import pytest

from services.shared.errors import InvalidInput, NotFound
from services.shared.runtime.commits import KEPT, NO_REQUEST, Request, Steps
from services.shared.runtime.sessions import SessionKeys

COUNTER = """
function steps.put(request, digest, before, after)
  local earlier = answered(request, digest)
  if earlier then return earlier end
  if not is_at(KEYS[2], 'version', before) then return { 'STALE' } end
  redis.call('HSET', KEYS[2], 'version', after)
  remember(request, digest, after)
  keep()
  return { 'OK', after }
end
"""


@pytest.fixture
def steps(redis) -> Steps:
    return Steps(redis, "counter", ("state", "requests", "request_order"), COUNTER, ttl_s=60)


async def put(steps: Steps, before: object, after: object, request: Request = NO_REQUEST) -> list[str]:
    return await steps.run("s1", "put", *request.arguments, before, after)


async def test_of_many_writers_from_one_version_exactly_one_succeeds(steps):
    await put(steps, "", 1)
    codes = [code for code, *_ in await asyncio.gather(*(put(steps, 1, 2) for _ in range(50)))]
    assert sorted(codes) == ["OK", *["STALE"] * 49]


async def test_a_repeated_request_changes_nothing_and_gets_its_answer_again(steps):
    request = Request.of("r1", "put", 1)
    assert await steps.answered("s1", request) is None
    first = await put(steps, "", 1, request)
    await put(steps, 1, 2)
    assert (first, await put(steps, 2, 3, request)) == (["OK", "1"], ["AGAIN", "1"])
    assert await steps.answered("s1", request) == "1"
    with pytest.raises(InvalidInput, match="IDEMPOTENCY_KEY_REUSED"):
        await put(steps, 2, 3, Request.of("r1", "put", 2))


async def test_two_calls_without_an_id_are_two_calls(steps):
    assert [await put(steps, "", 1), await put(steps, 1, 2)] == [["OK", "1"], ["OK", "2"]]


async def test_the_last_answers_are_kept_and_no_request_id_is_stored(steps, redis):
    for at in range(KEPT + 5):
        await put(steps, at or "", at + 1, Request(f"request-{at}", "d"))
    known = [await steps.answered("s1", Request(f"request-{at}", "d")) for at in range(KEPT + 5)]
    assert known == [None] * 5 + [str(at + 1) for at in range(5, KEPT + 5)]
    everything = [
        *await redis.hkeys("metier:{s1}:counter:requests"),
        *await redis.lrange("metier:{s1}:counter:request_order", 0, -1),
    ]
    assert not any("request-" in key for key in everything)


async def test_nothing_is_done_for_a_deleted_session_and_every_key_expires(steps, redis):
    await put(steps, "", 1, Request("r1", "d"))
    assert all([0 < await redis.ttl(key) <= 60 for key in await redis.keys("metier:{s1}*")])
    await SessionKeys(redis).tombstone("s1")
    for call in (put(steps, 1, 2), steps.answered("s1", Request("r1", "d"))):
        with pytest.raises(NotFound, match="SESSION_UNKNOWN"):
            await call
