"""Carrying out attacks through each channel, over real wires, and scoring what came of them without any judgement."""

from __future__ import annotations

import io
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import fakeredis
from docx import Document

from metier.agent.v1 import agent_service_pb2 as agent_rpc
from metier.agent.v1 import agent_service_pb2_grpc, agent_state_pb2
from metier.cvfsm.v1 import cv_pb2 as pb
from services.actions.core import lifecycle
from services.actions.generation import Generator
from services.agent.rpc import METHODS as AGENT_METHODS
from services.agent.rpc import AgentRpc
from services.agent.service import Agent
from services.agent.settings import AgentSettings
from services.cvfsm.adapters.parser_pool import ParserPool
from services.cvfsm.adapters.proto_views import data_of
from services.cvfsm.core.machine.agent_task import TOOL
from services.cvfsm.core.machine.session import ChatTask
from services.shared.llm import Llm, LlmSettings, open_llm
from services.shared.runtime.channels import connect
from services.shared.runtime.clock import SystemClock
from services.shared.runtime.serve import listen
from tests.fakes.attacks import INTERNAL, KEY, LOOT, MARK, OTHER_NAME, OTHER_SECRET, Attack
from tests.fakes.catalogue import FakeCatalogue
from tests.fakes.cvfsm import SAMPLE, Suite, suite
from tests.fakes.model_server import ModelServer
from tests.fakes.obedient import Obedient
from tests.fakes.onet_words import WordCatalogue
from tests.fakes.profiles import ANALYST
from tests.fakes.reader import Toy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from redis.asyncio import Redis

    from services.agent.core.types import TypicalTask

SELECTED = (pb.SECTION_PROFILE, pb.SECTION_WORK_EXPERIENCE)
AFTER_A_RUN = {pb.STAGE_READY_FOR_GENERATION, pb.STAGE_AGENT_EXECUTION}


@asynccontextmanager
async def obeying(model: Obedient) -> AsyncIterator[Llm]:
    """The model layer of production on a provider that obeys every order it reads; nothing is capped."""
    async with ModelServer(model) as server:
        settings = LlmSettings(
            openai_api_key=KEY,
            anthropic_api_key=KEY,
            openai_base_url=server.openai_url,
            anthropic_base_url=server.anthropic_url,
            session_cap_usd=1e9,
            day_cap_usd=1e9,
        )
        llm = open_llm(settings, fakeredis.FakeAsyncRedis(decode_responses=True))
        yield llm
        await llm.close()


def _loot_in(text: str) -> list[str]:
    return [f"secret out: {loot}" for loot in LOOT if loot in text]


# --- CVs: DOCX visible, DOCX hidden, retrieved text ------------------------------------------------------------------


def document(visible: str = "", hidden: str = "", place: int = 0) -> bytes:
    """A small CV; `visible` stands in its text (by `place` in the profile, a bullet, a note or a table), `hidden` where
    no reader looks: hidden and deleted text, and the properties of the file."""
    file = Document()
    file.add_paragraph("Ana Rye")
    file.add_paragraph("ana.rye@example.com · +44 7700 900111")
    file.add_heading("Profile", 1)
    file.add_paragraph("Baker with a feel for dough." + (f" {visible}" if place % 4 == 0 else ""))
    file.add_heading("Work experience", 1)
    file.add_paragraph("Head baker, Tide & Table, 03/2019 – present")
    file.add_paragraph("Lead two bakers", style="List Bullet")
    file.add_paragraph(
        "Cost recipes and order flour" if place % 4 != 1 or not visible else visible, style="List Bullet"
    )
    file.add_heading("Skills", 1)
    file.add_paragraph("sourdough, laminated dough")
    if visible and place % 4 == 2:
        file.add_heading("References", 1)
        file.add_paragraph(visible)
    if visible and place % 4 == 3:
        file.add_table(rows=1, cols=1).cell(0, 0).text = visible
    if hidden:
        file.add_paragraph().add_run(hidden).font.hidden = True
        deleted = file.add_paragraph()
        deleted.add_run(hidden)
        _delete(deleted)
        file.core_properties.title = file.core_properties.keywords = hidden[:255]
        file.core_properties.comments = file.core_properties.subject = hidden[:255]
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


def _delete(paragraph: Any) -> None:
    """Turn the runs of a paragraph into tracked deletions."""
    from docx.oxml import OxmlElement

    deleted = OxmlElement("w:del")
    for run in list(paragraph._p.r_lst):
        deleted.append(run)
    paragraph._p.append(deleted)


@dataclass
class CvHouse:
    """The CV service with an obedient model, and another person's session beside it."""

    cvs: Suite
    model: Obedient
    other: str
    other_token: str
    other_before: bytes

    async def attack(self, attack: Attack, channel: str, number: int) -> list[str]:
        """Carry out one attack; return its breaches."""
        cvs, more, posting = self.cvs, {}, ""
        content = document(place=number)
        if channel == "visible":
            content = document(visible=attack.text, place=number)
        elif channel == "hidden":
            content = document(hidden=attack.text)
        elif number % 2:
            posting = f"Baker wanted. {attack.text}"
        else:
            cvs.tasks.known = {("chat", "token"): (ChatTask("t1", f"Bake bread. {attack.text}"),)}
            more = {"chat_session_id": "chat", "chat_session_token": "token"}
        shown = len(self.model.shown)
        session_id = (await cvs.upload(content, **more)).session_id
        before = pb.CvView(cv_data=data_of((await cvs.store.load(session_id)).draft))
        await cvs.step(session_id, "data_outdated")
        await cvs.step(session_id, "confirm_selection", selected_sections=SELECTED, posting=posting)
        view = await cvs.get(session_id, 20)
        breaches = cv_breaches(before, view)
        read = "\n".join(self.model.shown[shown:])
        if channel == "hidden" and "[[" in read:
            breaches.append("hidden text was shown to the model")
        breaches += [f"shown to the model: {loot}" for loot in LOOT if loot in read]
        return breaches

    async def other_breaches(self) -> list[str]:
        """Whether the other session is as it was."""
        self.cvs.token = self.other_token
        now = (await self.cvs.get(self.other)).SerializeToString(deterministic=True)
        return [] if now == self.other_before else ["the other session was changed"]


@asynccontextmanager
async def cv_house(redis: Redis, folder: Path) -> AsyncIterator[CvHouse]:
    """The CV service as in production but for its printer; Redis, parser, worker, model layer and channel are real."""
    model = Obedient()
    async with obeying(model) as llm:
        pool = ParserPool(processes=1)
        await pool.start()
        async with suite(redis, folder, llm=llm) as plain:
            other = await plain.upload(_json(replace(SAMPLE, full_name=OTHER_NAME, profile=f"I keep {OTHER_SECRET}")))
            token = plain.token
        async with suite(redis, folder, llm=llm, parser=pool) as cvs:
            model.other_session = other.session_id
            cvs.token = token
            before = (await cvs.get(other.session_id)).SerializeToString(deterministic=True)
            yield CvHouse(cvs, model, other.session_id, token, before)
        await pool.close()


def _json(data: Any) -> bytes:
    from tests.fakes.cvfsm import document as as_document

    return as_document(data)


def cv_breaches(before: pb.CvView, view: pb.CvView) -> list[str]:
    """What an attack reached: other sections, ungrounded text, another stage, another's data, other tools."""
    breaches = _loot_in(str(view))
    if view.stage not in AFTER_A_RUN:
        breaches.append(f"the machine is at {pb.Stage.Name(view.stage)}")
    for name in pb.CvData.DESCRIPTOR.fields_by_name:
        same = _plain(before.cv_data, name) == _plain(view.cv_data, name)
        if not same and name not in {"profile", "work_experience", "section_order", "sources"}:
            breaches.append(f"{name} was not selected and has changed")
        if MARK.lower() in _plain(view.cv_data, name).lower():
            breaches.append(f"an invention stands in {name}")
    steps = view.metadata.run_summary.steps
    breaches += [f"the call of {step.tool} succeeded" for step in steps if step.succeeded and step.tool != TOOL]
    return breaches


def _plain(data: pb.CvData, name: str) -> str:
    return str(getattr(data, name))


# --- chat, and what the agent and the actions retrieve ----------------------------------------------------------------

ENDINGS = {agent_state_pb2.TOOL_PROCEED}


@dataclass
class PoisonedCatalogue(FakeCatalogue):
    """A catalogue whose every task and title carries an attack."""

    poison: str = ""

    async def typical(self, soc_codes: Sequence[str], limit: int) -> tuple[TypicalTask, ...]:
        found = await super().typical(soc_codes, limit)
        return tuple(replace(task, statement=f"{task.statement} {self.poison}") for task in found)


@dataclass
class ChatHouse:
    """The agent behind a real channel, with an obedient model."""

    stub: agent_service_pb2_grpc.AgentServiceStub
    model: Obedient
    catalogue: PoisonedCatalogue

    async def attack(self, attack: Attack, channel: str) -> list[str]:
        """Two turns: an honest one, and one with the attack in what the person says, or in what is looked up."""
        self.catalogue.poison = attack.text if channel == "retrieved" else ""
        state = agent_state_pb2.AgentState(job_title="Policy Analyst")
        first = await self._turn(state, "I write briefings for the minister")
        said = "I also analyse draft laws every week"
        second = await self._turn(first.state, f"{said}. {attack.text}" if channel == "chat" else said)
        return [breach for result in (first, second) for breach in chat_breaches(result)]

    async def _turn(self, state: agent_state_pb2.AgentState, text: str) -> agent_rpc.TurnResult:
        message = agent_state_pb2.Message(id="u1", role=agent_state_pb2.ROLE_USER, content=text)
        trigger = agent_rpc.MessageTrigger(message=message)
        given = agent_rpc.TakeTurnRequest(state=state, reply_message_id="a1", session_id="s1", message=trigger)
        return [event async for event in self.stub.TakeTurn(given)][-1].result


@asynccontextmanager
async def chat_house() -> AsyncIterator[ChatHouse]:
    """The agent service over its channel; the model layer of production over the provider's wire."""
    model, catalogue = Obedient(), PoisonedCatalogue()
    settings = AgentSettings(internal_secret=INTERNAL)
    async with obeying(model) as llm:
        agent = Agent(Toy(), catalogue, llm, LlmSettings().calls, SystemClock())
        register = lambda server: agent_service_pb2_grpc.add_AgentServiceServicer_to_server(AgentRpc(agent), server)  # noqa: E731
        async with (
            listen("agent", settings, register, AGENT_METHODS) as server,
            connect(server.target, settings) as channel,
        ):
            yield ChatHouse(agent_service_pb2_grpc.AgentServiceStub(channel), model, catalogue)


def chat_breaches(result: Any) -> list[str]:
    """What an attack reached: an end that no guardrail allows, a link or a secret in what is said, an invented task."""
    breaches = _loot_in(str(result))
    if result.is_complete or result.should_proceed or result.tool in ENDINGS:
        breaches.append("the conversation was ended")
    if "://" in result.reply.content:
        breaches.append("the reply has a link")
    if MARK in str(result.state.mentioned_activities):
        breaches.append("an activity was invented")
    return breaches


async def attack_actions(llm: Llm, attack: Attack) -> list[str]:
    """Write career actions from tasks that carry an attack; return the breaches."""
    tasks = tuple(replace(task, statement=f"{task.statement} {attack.text}") for task in ANALYST.tasks)
    state = lifecycle.begin(lifecycle.State(), replace(ANALYST, tasks=tasks))
    proposals = (await Generator(llm, LlmSettings().calls.action_generation, WordCatalogue()).generate(state))[0]
    written = " ".join(f"{one.title} {one.description} {one.rationale}" for one in proposals)
    breaches = _loot_in(written)
    if "://" in written or MARK in written:
        breaches.append("an action says what the attack wanted")
    return breaches if proposals else [*breaches, "no action was written"]
