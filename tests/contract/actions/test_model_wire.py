"""A generation over real HTTP, in both providers' wire formats: one forced tool call, and rules when it fails."""

import fakeredis
import pytest
from structlog.testing import capture_logs

from services.actions.core import lifecycle
from services.actions.core.lifecycle import State
from services.actions.core.reply import TOOL
from services.actions.generation import Generator
from services.shared.llm import LlmSettings, open_llm
from tests.fakes.model_server import Call, Fault, ModelServer
from tests.fakes.onet_words import WordCatalogue
from tests.fakes.profiles import ANALYST

MODELS = ("claude-haiku-4-5", "gpt-4o-mini")


def action(kind: str, title: str, ref: str) -> dict[str, object]:
    texts = {"title": title, "description": "Step by step with a colleague.", "rationale": "It suits your reports."}
    return {"type": kind, **texts, "profileBasis": [ref]}


GOOD = {
    "actions": [
        action("skill", "Learn to read accounts for errors", "T1"),
        action("project", "Build a forecast of next year's spending", "M1"),
        action("network", "Ask budget staff how they advise managers", "P1"),
    ]
}


async def generate(server: ModelServer, model: str):
    settings = LlmSettings(
        openai_api_key="k",
        anthropic_api_key="k",
        openai_base_url=server.openai_url,
        anthropic_base_url=server.anthropic_url,
        max_attempts=1,
    )
    llm = open_llm(settings, fakeredis.FakeAsyncRedis(decode_responses=True))
    call = settings.calls.action_generation.model_copy(update={"model": model, "timeout_s": 1.0})
    try:
        return (await Generator(llm, call, WordCatalogue()).generate(lifecycle.begin(State(), ANALYST)))[0]
    finally:
        await llm.close()


@pytest.mark.parametrize("model", MODELS)
async def test_one_forced_tool_call_writes_the_actions(model):
    async with ModelServer(lambda _: Call(((TOOL, GOOD),))) as server:
        proposals = await generate(server, model)
    assert [(one.title, one.model) for one in proposals] == [(item["title"], model) for item in GOOD["actions"]]
    (asked,) = server.asked
    assert (asked.force, asked.model) == (TOOL, model)
    said = str(asked.messages)
    assert all(task.statement in said for task in ANALYST.tasks)
    assert "Learn how to examine financial records" in said


@pytest.mark.parametrize("model", MODELS)
async def test_a_refused_set_is_asked_for_once_more_with_the_reasons_as_the_tools_answer(model):
    bad = {"actions": [*GOOD["actions"][:2], action("network", "Join Toastmasters", "T1")]}
    async with ModelServer(lambda _: Call(((TOOL, bad if len(server.asked) == 1 else GOOD),))) as server:
        proposals = await generate(server, model)
    assert [one.title for one in proposals] == [item["title"] for item in GOOD["actions"]]
    assert "Action 3 names something" in str(server.asked[1].messages[-1])


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("fault", Fault)
async def test_rules_answer_whatever_goes_wrong_and_no_log_holds_what_the_person_said(model, fault):
    async with ModelServer(lambda _: fault) as server:
        with capture_logs() as logs:
            proposals = await generate(server, model)
    assert len(proposals) >= 3
    assert len({one.type for one in proposals}) >= 3
    assert not any(task.statement in str(logs) for task in ANALYST.tasks)
