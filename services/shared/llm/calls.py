"""The table of model calls (docs/spec.md 10).

Each row is a setting: `METIER_LLM_CALLS__MESSAGE_ANALYSIS__MODEL=gpt-4o-mini` changes one cell.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from services.shared.llm.types import CallSettings

_GPT_4O = "gpt-4o"
_GPT_4O_MINI = "gpt-4o-mini"
_HAIKU = "claude-haiku-4-5"

# A turn has 20 s (docs/spec.md 1) and at most four calls, so no call may take half of it: 8 s. Work outside of a turn
# is not waited for by a person and may take 30 s.
_IN_TURN_S = 8.0
_IN_JOB_S = 30.0


def _row(name: str, model: str, temperature: float, max_tokens: int, timeout_s: float) -> CallSettings:
    return CallSettings(name=name, model=model, temperature=temperature, max_tokens=max_tokens, timeout_s=timeout_s)


class Calls(BaseModel):
    """All model calls by name; temperatures 0.0 deterministic, 0.3 structured, 0.7 conversational."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    message_analysis: CallSettings = _row("message_analysis", _GPT_4O, 0.3, 1000, _IN_TURN_S)
    tool_selection: CallSettings = _row("tool_selection", _GPT_4O, 0.3, 1000, _IN_TURN_S)
    gap_analysis: CallSettings = _row("gap_analysis", _GPT_4O, 0.3, 1000, _IN_TURN_S)
    response_generation: CallSettings = _row("response_generation", _GPT_4O, 0.7, 500, _IN_TURN_S)
    suggestion_generation: CallSettings = _row("suggestion_generation", _GPT_4O, 0.3, 1000, _IN_TURN_S)
    task_extraction: CallSettings = _row("task_extraction", _GPT_4O, 0.3, 1000, _IN_TURN_S)
    task_normalization: CallSettings = _row("task_normalization", _GPT_4O, 0.3, 1000, _IN_TURN_S)
    task_deduplication: CallSettings = _row("task_deduplication", _GPT_4O, 0.3, 1000, _IN_TURN_S)
    match_selection: CallSettings = _row("match_selection", _GPT_4O_MINI, 0.0, 500, _IN_TURN_S)
    # The seeds give neither temperature nor limit for these two: structured output takes 0.3 as its kin do, and the
    # limits hold five actions (~250 tokens each) and one turn of CV edits.
    action_generation: CallSettings = _row("action_generation", _HAIKU, 0.3, 2000, _IN_JOB_S)
    cv_agent: CallSettings = _row("cv_agent", _GPT_4O, 0.3, 2000, _IN_JOB_S)
