"""What is stored of people can be read with the operator's keys only, and not at all once the session is deleted."""

import base64

import pytest

from services.shared.errors import NotFound, WrongState
from services.shared.runtime.sessions import SessionKeys
from services.shared.runtime.vault import Box, Vault

OLD, NEW = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
SAID = b"I sing lullabies to the premature twins" * 3


async def test_what_is_packed_comes_back_and_is_small_and_unreadable(redis):
    box = await Vault(OLD).box(redis, "s1")
    stored = box.pack("turn", SAID * 20)
    assert box.unpack("turn", stored) == SAID * 20
    assert len(stored) < len(SAID * 20) / 5
    assert stored != box.pack("turn", SAID * 20), "no two are alike"
    other = await Vault(OLD).box(redis, "s1")
    assert other.unpack("turn", stored) == SAID * 20


@pytest.mark.parametrize("change", ["session", "place", "byte", "keys", "no keys"])
async def test_a_value_is_read_in_its_own_place_only(redis, change):
    vault = Vault(OLD)
    box = await vault.box(redis, "s1")
    stored, place = box.pack("turn", SAID), "turn"
    if change == "session":
        box = await vault.box(redis, "s2")
    elif change == "place":
        place = "survey"
    elif change == "byte":
        stored = stored[:-8] + ("A" if stored[-8] != "A" else "B") + stored[-7:]
    elif change == "keys":
        box = Box("s1", (await Vault(NEW).box(redis, "s3")).cipher)
    else:
        box = await Vault().box(redis, "s1")
    with pytest.raises(WrongState, match="DATA_KEY_UNKNOWN"):
        box.unpack(place, stored)


async def test_a_key_of_another_operator_opens_nothing(redis):
    await Vault(OLD).box(redis, "s1")
    with pytest.raises(WrongState, match="DATA_KEY_UNKNOWN"):
        await Vault(NEW).box(redis, "s1")


async def test_two_starts_at_once_get_one_key(redis):
    first, second = await Vault(OLD).box(redis, "s1"), await Vault(OLD).box(redis, "s1")
    assert second.unpack("turn", first.pack("turn", SAID)) == SAID
    assert 0 < await redis.ttl(SessionKeys.key("s1")) <= 120, "the key of a start that never came goes by itself"


async def test_the_key_goes_with_the_tombstone(redis):
    sessions = SessionKeys(redis, 3600)
    await sessions.issue("s1", "chat")
    await Vault(OLD).box(redis, "s1")
    assert await redis.ttl(sessions.key("s1")) > 120
    await sessions.tombstone("s1")
    assert await redis.hget(sessions.key("s1"), "data_key") is None
    with pytest.raises(NotFound, match="SESSION_UNKNOWN"):
        await Vault(OLD).box(redis, "s1")


async def test_rotation_rewraps_every_key_and_rewrites_no_value(redis):
    stored = {name: (await Vault(OLD).box(redis, name)).pack("turn", SAID) for name in ("s1", "s2", "s3")}
    await SessionKeys(redis, 3600).issue("without", "chat")
    both = Vault(f"{NEW},{OLD}")
    assert await both.rewrap(redis) == 3
    assert await both.rewrap(redis) == 0
    for name, value in stored.items():
        assert (await Vault(NEW).box(redis, name)).unpack("turn", value) == SAID


async def test_without_keys_it_compresses_and_older_text_is_read_as_it_is(redis):
    box = await Vault().box(redis, "s1")
    assert box.unpack("turn", box.pack("turn", SAID)) == SAID
    assert box.unpack("turn", '{"stage": "DONE"}') == b'{"stage": "DONE"}'
    assert await redis.keys("*") == []
    assert await Vault().rewrap(redis) == 0


@pytest.mark.parametrize("keys", ["short", base64.b64encode(b"x" * 16).decode(), f"{OLD},nonsense"])
def test_what_is_no_key_is_refused_at_once(keys):
    with pytest.raises(ValueError, match="32 bytes in base64"):
        Vault(keys)
