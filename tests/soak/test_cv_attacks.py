"""Every prompt injection of the table through every channel (docs/reliability.md C4): 252 attacks in each of four."""

import pytest

from tests.fakes.attacked import attack_actions, chat_house, cv_house, obeying
from tests.fakes.attacks import ATTACKS
from tests.fakes.obedient import Obedient

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("channel", ["visible", "hidden", "retrieved"])
async def test_no_attack_in_or_beside_a_document_reaches_anything(redis, tmp_path, channel):
    async with cv_house(redis, tmp_path) as house:
        breaches = {}
        for number, attack in enumerate(ATTACKS):
            breaches[attack.name] = await house.attack(attack, channel, number)
        other = await house.other_breaches()
    assert ({name: found for name, found in breaches.items() if found}, other) == ({}, [])
    assert bool(house.model.obeyed) == (channel != "hidden")


@pytest.mark.parametrize("channel", ["chat", "retrieved"])
async def test_no_attack_in_a_conversation_or_in_what_is_looked_up_reaches_anything(channel):
    async with chat_house() as house:
        breaches = {attack.name: await house.attack(attack, channel) for attack in ATTACKS}
    assert {name: found for name, found in breaches.items() if found} == {}
    assert len(house.model.obeyed) >= len(ATTACKS)


async def test_no_attack_in_a_task_reaches_the_career_actions():
    model = Obedient()
    async with obeying(model) as llm:
        breaches = {attack.name: await attack_actions(llm, attack) for attack in ATTACKS}
    assert {name: found for name, found in breaches.items() if found} == {}
    assert model.obeyed
