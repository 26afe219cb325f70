"""The whole story against all processes, and what happens to it when one of them dies."""

import asyncio
import uuid

import httpx
import pytest

from services.cli import demo, story
from services.cli.edge_client import Conversation, EdgeClient
from services.cli.processes import PROCESSES
from services.shared.errors import MetierError


async def test_the_demo_tells_the_whole_story(suite):
    await demo.demo(suite.addresses.url, suite.home)
    assert (suite.home / "demo" / "marta-lindqvist.pdf").read_bytes().startswith(b"%PDF")


async def say_until_answered(conversation: Conversation, message: str, request_id: str) -> dict:
    """Say something as a patient client does: the same request id until there is an answer."""
    body = {"action": "message", "sessionId": conversation.session_id, "message": message, "requestId": request_id}
    async with asyncio.timeout(60):
        while True:
            try:
                return await conversation.json("POST", "/api/chat", json=body)
            except (MetierError, httpx.HTTPError):
                await asyncio.sleep(0.3)


@pytest.mark.parametrize("victim", ["redis", *(spec.name for spec in PROCESSES)])
async def test_a_killed_process_loses_no_turn_and_doubles_none(suite, victim):
    async with EdgeClient(suite.addresses.url) as edge:
        conversation = await edge.start(story.JOB_TITLE)
        said = [f"{message} ({victim})" for message in story.MESSAGES[:3]]
        for number, message in enumerate(said):
            answer = asyncio.create_task(say_until_answered(conversation, message, f"{victim}-{number}"))
            if number == 1:
                await asyncio.sleep(0.01)
                suite.kill(victim)
            await answer
        session = await say_until_read(conversation)
    assert [each["content"] for each in session["messages"] if each["role"] == "user"] == said
    assert session["version"] == len(said) + 1
    assert session["updatedState"]["turnCount"] == len(said)


async def say_until_read(conversation: Conversation) -> dict:
    async with asyncio.timeout(60):
        while True:
            try:
                return await conversation.json("GET", "/api/chat/{id}")
            except (MetierError, httpx.HTTPError):
                await asyncio.sleep(0.3)


async def test_the_same_request_id_gives_the_same_answer_again(suite):
    async with EdgeClient(suite.addresses.url) as edge:
        conversation = await edge.start(story.JOB_TITLE)
        request_id = uuid.uuid4().hex
        first = await say_until_answered(conversation, story.MESSAGES[0], request_id)
        assert await say_until_answered(conversation, story.MESSAGES[0], request_id) == first
