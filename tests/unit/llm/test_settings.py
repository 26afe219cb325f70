"""The table of model calls as the settings say it without any change."""

import os
import subprocess
import sys

import pytest

from services.shared.llm import Calls, LlmSettings

SEED = {
    "message_analysis": ("gpt-4o", 0.3, 1000),
    "tool_selection": ("gpt-4o", 0.3, 1000),
    "gap_analysis": ("gpt-4o", 0.3, 1000),
    "response_generation": ("gpt-4o", 0.7, 500),
    "suggestion_generation": ("gpt-4o", 0.3, 1000),
    "task_extraction": ("gpt-4o", 0.3, 1000),
    "task_normalization": ("gpt-4o", 0.3, 1000),
    "task_deduplication": ("gpt-4o", 0.3, 1000),
    "match_selection": ("gpt-4o-mini", 0.0, 500),
}


@pytest.mark.parametrize("name", SEED)
def test_each_call_has_the_seeds_model_temperature_and_limit(name):
    call = getattr(Calls(), name)
    assert (call.model, call.temperature, call.max_tokens) == SEED[name]


def test_actions_are_written_by_haiku():
    assert Calls().action_generation.model == "claude-haiku-4-5"


@pytest.mark.parametrize("name", Calls.model_fields)
def test_a_call_is_named_as_its_setting(name):
    assert getattr(Calls(), name).name == name


def test_the_environment_changes_one_cell_and_leaves_the_rest(monkeypatch):
    monkeypatch.setenv("METIER_LLM_CALLS__MATCH_SELECTION__MODEL", "gpt-5-nano")
    changed = LlmSettings().calls.match_selection
    assert (changed.model, changed.max_tokens) == ("gpt-5-nano", 500)


def test_no_sdk_is_imported_without_a_key():
    code = (
        "import sys, fakeredis\n"
        "from services.shared.llm import LlmSettings, open_llm\n"
        "open_llm(LlmSettings(), fakeredis.FakeAsyncRedis())\n"
        "assert not {'openai', 'anthropic', 'httpx2'} & set(sys.modules)\n"
    )
    env = {k: v for k, v in os.environ.items() if k not in {"OPENAI_API_KEY", "ANTHROPIC_API_KEY"}}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
