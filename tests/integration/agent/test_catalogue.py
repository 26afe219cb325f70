"""The agent on the real matcher, over a real channel: the port's promises, and a conversation with real O*NET tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evals.chat import simulate
from evals.served import Served
from metier.nlu.v1.nlu_service_pb2_grpc import NluServiceStub
from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceStub
from services.agent.adapters.onet_match import OnetMatchCatalogue
from services.agent.core.types import AgentState, Tool
from services.shared.errors import NotFound
from services.shared.onet import WorkCategory
from services.shared.runtime.channels import connect
from services.shared.runtime.settings import ServiceSettings
from tests.fakes.catalogue import FakeCatalogue
from tests.fakes.conversation import Conversation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from services.agent.ports import Catalogue

ACCOUNTANTS = "13-2011.00"


@pytest.fixture
async def stub(onet_target: str) -> AsyncIterator[OnetMatchServiceStub]:
    async with connect(onet_target, ServiceSettings(call_timeout_s=120)) as channel:
        yield OnetMatchServiceStub(channel)


async def test_the_port_keeps_its_promises_on_the_fake_and_on_the_matcher(stub: OnetMatchServiceStub):
    await _promises(FakeCatalogue(), "19-3094.00")
    await _promises(OnetMatchCatalogue(stub), ACCOUNTANTS)


async def _promises(catalogue: Catalogue, code: str) -> None:
    occupations = await catalogue.resolve("Accountant", ["prepare tax returns"])
    chances = [guess.probability for guess in occupations.guesses]
    assert chances == sorted(chances, reverse=True)
    assert 0 < sum(chances) <= 1.0001
    tasks = await catalogue.typical([code], 10)
    assert len(tasks) == 10
    assert [task.rank for task in tasks] == sorted(task.rank for task in tasks)
    assert all(task.category is None or task.category in WorkCategory for task in tasks)
    assert await catalogue.typical([code], 10) == tasks
    texts = ["train new staff", "analyze budgets", "train new staff"]
    classes = await catalogue.classify(texts)
    assert len(classes) == 3
    assert classes[0] == classes[2]
    close = await catalogue.closeness(["write reports", "fly planes"], ["write reports", "weld pipes"])
    assert close.embedder
    assert [len(row) for row in close.rows] == [2, 2]
    assert close.rows[0][0] == pytest.approx(1.0, abs=1e-3)
    assert close.rows[1][0] < 0.6


async def test_an_unknown_occupation_is_said_so(stub: OnetMatchServiceStub):
    with pytest.raises(NotFound):
        await OnetMatchCatalogue(stub).typical(["99-9999.99"], 5)


async def test_cards_and_questions_come_from_the_persons_occupation(stub: OnetMatchServiceStub):
    talk = Conversation(AgentState("Accountant"), catalogue=OnetMatchCatalogue(stub))
    await talk.start()
    shown = await talk.say("the usual stuff")
    assert shown.tool is Tool.SHOW_SUGGESTIONS
    assert len(shown.cards) == 5
    assert all(card.onet_task_id for card in shown.cards)
    assert any("account" in guess.title.lower() for guess in shown.record.occupations)
    talk.select(0, 1)
    asked = await talk.say("I prepare tax returns for small companies")
    assert asked.reply.content.startswith("Nice, 2 more tasks added! ")
    assert asked.record.gap_area


@pytest.mark.parametrize("conversations", [8, pytest.param(40, marks=pytest.mark.slow)])
async def test_simulated_people_get_through_and_nothing_is_broken(
    stub: OnetMatchServiceStub, nlu_target: str, conversations: int
):
    async with connect(nlu_target, ServiceSettings(call_timeout_s=60)) as channel:
        figures = await simulate(Served(stub, NluServiceStub(channel)), conversations=conversations, seed=3)
    assert figures["conversations"] == conversations
    assert figures["stop_obeyed"] == 1
    assert figures["repeated_questions"] == 0
    assert figures["guardrail_breaches"] == 0
    assert figures["false_stops"] == 0
    assert figures["completed"] >= 0.9
