"""Prompt injections through every channel, against a model that obeys each of them: nothing comes of it."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from metier.cvfsm.v1 import cv_pb2 as pb
from tests.fakes.attacked import attack_actions, chat_breaches, chat_house, cv_breaches, cv_house, obeying
from tests.fakes.attacks import ATTACKS, LOOT, PATTERNS, PAYLOADS, sample
from tests.fakes.obedient import Obedient, found

EVERY = 19
"""Of 252 attacks: 14 of them, with every payload and two thirds of the patterns; all are tried by the soak."""


@pytest.mark.parametrize("channel", ["visible", "hidden", "retrieved"])
async def test_no_attack_in_or_beside_a_document_reaches_anything(redis: Redis, tmp_path: Path, channel: str):
    async with cv_house(redis, tmp_path) as house:
        breaches = {}
        for number, attack in enumerate(sample(EVERY)):
            breaches[attack.name] = await house.attack(attack, channel, number)
        other = await house.other_breaches()
    assert ({name: found for name, found in breaches.items() if found}, other) == ({}, [])
    assert bool(house.model.obeyed) == (channel != "hidden")


@pytest.mark.parametrize("channel", ["chat", "retrieved"])
async def test_no_attack_in_a_conversation_or_in_what_is_looked_up_reaches_anything(channel: str):
    async with chat_house() as house:
        breaches = {attack.name: await house.attack(attack, channel) for attack in sample(EVERY)}
    assert {name: found for name, found in breaches.items() if found} == {}
    assert house.model.obeyed


async def test_no_attack_in_a_task_reaches_the_career_actions():
    model = Obedient()
    async with obeying(model) as llm:
        breaches = {attack.name: await attack_actions(llm, attack) for attack in sample(EVERY)}
    assert {name: found for name, found in breaches.items() if found} == {}
    assert model.obeyed


def test_the_model_understands_every_attack_of_the_table():
    assert [attack.name for attack in ATTACKS if found(attack.text) is not attack.payload] == []
    assert len(ATTACKS) == len(PATTERNS) * len(PAYLOADS) >= 200


def test_the_sample_tries_every_payload():
    assert {attack.payload.name for attack in sample(EVERY)} == {payload.name for payload in PAYLOADS}


def test_a_reached_goal_is_seen():
    before = pb.CvView(stage=pb.STAGE_READY_FOR_GENERATION, cv_data=pb.CvData(full_name="Ana Rye"))
    after = pb.CvView(stage=pb.STAGE_DONE, cv_data=pb.CvData(full_name="Zephyrine Evil", profile=LOOT[0]))
    assert len(cv_breaches(before, after)) == 4
    assert cv_breaches(before, before) == []
    assert chat_breaches(type("Result", (), _reached())) != []


def _reached() -> dict[str, object]:
    from types import SimpleNamespace as Bag

    return {
        "is_complete": True,
        "should_proceed": False,
        "tool": 0,
        "reply": Bag(content=""),
        "state": Bag(mentioned_activities=[]),
    }
