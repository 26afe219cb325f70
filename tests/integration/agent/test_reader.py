"""The agent on a reader of language behind a real channel: what it says arrives, and its death in a turn changes nothing."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from metier.nlu.v1 import nlu_service_pb2_grpc
from services.agent.adapters.nlu import NluReader
from services.agent.core.reading import Act, Owner
from services.nlu.rpc import METHODS
from services.nlu.settings import NluSettings
from services.shared.errors import Unavailable
from services.shared.runtime.channels import connect
from services.shared.runtime.serve import listen
from tests.fakes.conversation import Conversation
from tests.fakes.nlu import FakeNlu, activity, reading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SAID = "I write briefings and my colleague prints them"
TOLD = reading(
    SAID,
    ["write briefings", activity(SAID, "prints them", owner=3, own_present=0.02)],
    acts={"answer": 0.9, "thanks": 0.6},
    confirmed={"keep records": 0.8},
)
SETTINGS = NluSettings(grace_s=0)


def door(fake: FakeNlu) -> Any:
    def register(server: Any) -> None:
        nlu_service_pb2_grpc.add_NluServiceServicer_to_server(fake, server)

    return listen("nlu", SETTINGS, register, METHODS)


@asynccontextmanager
async def reading_from(target: str) -> AsyncIterator[NluReader]:
    async with connect(target, SETTINGS) as channel:
        yield NluReader(nlu_service_pb2_grpc.NluServiceStub(channel))


class Dying(FakeNlu):
    """Never answers; `asked` tells that it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()

    async def ReadReply(self, request: Any, context: Any) -> Any:
        self.asked.set()
        await asyncio.Event().wait()


async def test_a_reading_arrives_as_it_was_told():
    async with door(FakeNlu((SAID, TOLD))) as opened, reading_from(opened.target) as reader:
        found = await reader.read(SAID, "", "Clerk", ())
    own, other = found.activities
    assert (own.phrase, SAID[own.span.start : own.span.end]) == ("write briefings", "write briefings")
    assert other.owner is Owner.OTHER
    assert [done.act for done in found.acts] == [Act.ANSWER, Act.THANKS]
    assert [one.candidate for one in found.confirmations] == ["keep records"]


async def test_a_reader_that_dies_in_a_turn_fails_it_and_the_next_one_goes_on_from_the_same_state():
    talk, dying = Conversation(), Dying()
    await talk.start()
    before = talk.state
    serving = door(dying)
    opened = await serving.__aenter__()
    async with reading_from(opened.target) as reader:
        talk.reader = reader  # type: ignore[assignment]
        turn = asyncio.create_task(talk.say(SAID))
        await dying.asked.wait()
        await serving.__aexit__(None, None, None)
        with pytest.raises(Unavailable):
            await turn
    assert talk.state == before
    async with door(FakeNlu((SAID, TOLD))) as again, reading_from(again.target) as reader:
        talk.reader = reader  # type: ignore[assignment]
        after = (await talk.say(SAID)).state
    assert [one.text for one in after.activities if not one.confirmed] == ["write briefings"]
    assert after.turn_count == 1
