"""What the agent and the career actions keep of the matcher's answers, over a real channel to one that changes."""

from __future__ import annotations

from contextlib import asynccontextmanager

import grpc
import numpy as np
import pytest

from metier.onet_match.v1 import onet_match_service_pb2 as rpc
from metier.onet_match.v1 import onet_match_service_pb2_grpc as stubs
from services.actions.adapters.onet import OnetCatalogue
from services.agent.adapters import onet_match as agent_onet
from services.agent.adapters.onet_match import OnetMatchCatalogue
from services.onet_match.rpc import METHODS
from services.shared.runtime.channels import connect
from services.shared.runtime.serve import listen
from services.shared.runtime.settings import ServiceSettings

SETTINGS = ServiceSettings(internal_secret="between services")
DIMENSIONS = {"default": 4, "fast": 3}


class Embeds(stubs.OnetMatchServiceServicer):
    """A matcher that knows how to embed: the length of a text tells its direction."""

    def __init__(self) -> None:
        self.embedder = "default"
        self.asked: list[str] = []

    async def EmbedTexts(self, request: rpc.EmbedTextsRequest, context: grpc.aio.ServicerContext):
        self.asked += request.texts
        axes = np.eye(DIMENSIONS[self.embedder])
        rows = [rpc.Embedding(values=axes[len(text) % len(axes)]) for text in request.texts]
        return rpc.EmbedTextsResponse(embeddings=rows, embedder=self.embedder)


@asynccontextmanager
async def matcher():
    served = Embeds()

    def add(server: grpc.aio.Server) -> None:
        stubs.add_OnetMatchServiceServicer_to_server(served, server)

    async with listen("onet_match", SETTINGS, add, METHODS) as server, connect(server.target, SETTINGS) as channel:
        await server.tell(is_ready=True)
        yield served, stubs.OnetMatchServiceStub(channel)


async def test_the_agent_compares_vectors_of_one_embedder_only():
    async with matcher() as (served, stub):
        catalogue = OnetMatchCatalogue(stub)
        before = await catalogue.closeness(["a", "bb"], ["a"])
        served.embedder = "fast"
        after = await catalogue.closeness(["a", "ccc"], ["a", "dddd"])
        assert (before.embedder, before.rows) == ("default", ((1.0,), (0.0,)))
        assert (after.embedder, after.rows) == ("fast", ((1.0, 1.0), (0.0, 0.0)))


async def test_the_agent_asks_for_a_text_once():
    async with matcher() as (served, stub):
        catalogue = OnetMatchCatalogue(stub)
        for _ in range(3):
            await catalogue.closeness(["a", "bb"], ["a"])
        assert served.asked == ["a", "bb"]


@pytest.mark.parametrize("kept", [1, 3])
async def test_the_agent_compares_every_text_however_few_are_kept(kept, monkeypatch):
    monkeypatch.setattr(agent_onet, "TEXTS_KEPT", kept)
    async with matcher() as (_, stub):
        catalogue = OnetMatchCatalogue(stub)
        for _ in range(2):
            close = await catalogue.closeness(["a", "bb", "ccc", "dddd"], ["ccc", "eeeee"])
            assert close.rows == ((0.0, 1.0), (0.0, 0.0), (1.0, 0.0), (0.0, 0.0))


async def test_the_career_actions_compare_vectors_of_one_embedder_only():
    async with matcher() as (served, stub):
        catalogue = OnetCatalogue(stub, cached=2)
        await catalogue.vectors(["a", "bb"])
        served.embedder = "fast"
        found = await catalogue.vectors(["bb", "ccc", "a", "dddd"])
        assert {text: len(vector) for text, vector in found.items()} == dict.fromkeys(("a", "bb", "ccc", "dddd"), 3)
