"""`metier eval --provider`: the same rows read by rules and with a model, side by side, with what the model took."""

from __future__ import annotations

import json

import pytest

from evals import models, run
from services.shared.errors import InvalidInput
from services.shared.llm import LlmSettings
from tests.fakes.model_server import USAGE, Answer, Asked, Fault, ModelServer, Say

LEVELS = "question,message,engagement\nWhat do you do?,I file the invoices and I ring the suppliers,low\n"
"""A row labelled as the model has it and the reader has not: so that each column is seen to be its own."""


def obliging(_asked: Asked) -> Answer:
    named = [{"text": "file the invoices", "category": "work_output"}]
    reply = {"activities": named, "underexplored": [], "engagement": "low", "wants_to_stop": False}
    return Say(json.dumps(reply))


async def test_rules_and_model_stand_side_by_side_with_tokens_and_cost(tmp_path):
    (tmp_path / "engagement.csv").write_text(LEVELS)
    before = models.took()
    async with ModelServer(obliging) as server:
        settings = models.settings_of(server.openai_url, "small-one")
        figures = await run.compare(tmp_path, settings, 1.0, lambda _name: None)
        assert {asked.model for asked in server.asked} == {"small-one"}
        assert {asked.provider for asked in server.asked} == {"openai"}
        count = len(server.asked)
    assert (figures["engagement.accuracy"], figures["model.engagement.accuracy"]) == (0.0, 1.0)
    assert figures["model.answered"] - before.get("model.answered", 0) == count == 1
    assert figures["model.input_tokens"] - before.get("model.input_tokens", 0) == count * USAGE[0]
    assert figures["model.usd"] - before.get("model.usd", 0) == 0, "a server of one's own costs nothing"


async def test_a_model_that_fails_leaves_the_rules_figures_and_says_why(tmp_path):
    (tmp_path / "engagement.csv").write_text(LEVELS)
    async with ModelServer(lambda _asked: Fault.UNAUTHORIZED) as server:
        settings = models.settings_of(server.openai_url, "small-one")
        figures = await run.compare(tmp_path, settings, 1.0, lambda _name: None)
    assert figures["model.engagement.accuracy"] == figures["engagement.accuracy"]
    assert figures["model.failed.DENIED"] >= 1


@pytest.mark.parametrize(
    ("provider", "model", "reason"),
    [
        ("mistral", "", "PROVIDER_UNKNOWN"),
        ("openai", "", "KEY_MISSING"),
        ("http://127.0.0.1:1/v1", "", "MODEL_MISSING"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anything_is_measured(monkeypatch, provider, model, reason):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(InvalidInput) as refused:
        models.settings_of(provider, model)
    assert refused.value.reason == reason


def test_a_provider_with_a_key_is_asked_alone_and_for_the_model_that_is_named(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "one")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "other")
    settings = models.settings_of("anthropic", "claude-next")
    assert settings.openai_api_key is None
    assert {row.model for _, row in settings.calls} == {"claude-next"}
    assert models.settings_of("openai", "").calls == LlmSettings().calls
