"""A provider's model beside the rules: the sets it can read, what it is asked through, and what that took.

`--provider openai` or `anthropic` takes the key from the environment and the models of the table of calls; an address
(`http://127.0.0.1:11434/v1`) is any server that speaks OpenAI's wire format, asked for `--model` whatever the call.
"""

from __future__ import annotations

import os
from collections import defaultdict
from typing import TYPE_CHECKING

from pydantic import SecretStr

from services.agent.adapters.nlu import NluReader
from services.agent.core.records import Analysis, Trigger
from services.agent.core.types import AgentState, Message, Role, TriggerKind
from services.agent.service import Agent
from services.agent.turn import TurnContext, TurnInput
from services.shared.errors import InvalidInput
from services.shared.llm import Calls, LlmSettings, Reason, telemetry
from services.shared.runtime.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evals.served import Served

SETS = ("stop_intent", "engagement", "confirm", "activities", "transcripts")
"""The sets in which a model reads what people say."""
KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
NO_KEY = "none"  # what a server of one's own is told that asks for no key


def settings_of(provider: str, model: str) -> LlmSettings:
    """The settings that reach one provider and no other.

    Raises:
        InvalidInput: PROVIDER_UNKNOWN, KEY_MISSING, MODEL_MISSING.
    """
    base = LlmSettings()
    calls = Calls(**{name: row.model_copy(update={"model": model or row.model}) for name, row in base.calls})
    if provider.startswith(("http://", "https://")):
        if not model:
            raise InvalidInput("MODEL_MISSING", "A server needs --model, as it calls it.", field="model")
        reach = {
            "openai_api_key": base.openai_api_key or SecretStr(NO_KEY),
            "anthropic_api_key": None,
            "openai_base_url": provider,
            "prices": {model: (0.0, 0.0), **base.prices},
            "stand_ins": {},
        }
        return base.model_copy(update={**reach, "calls": calls})
    if provider not in KEYS:
        raise InvalidInput("PROVIDER_UNKNOWN", f"A provider is {', '.join(KEYS)} or an address.", field="provider")
    key = os.environ.get(KEYS[provider], "").strip()
    if not key:
        raise InvalidInput("KEY_MISSING", f"{KEYS[provider]} is not set.", field="provider")
    keys = {f"{name}_api_key": SecretStr(key) if name == provider else None for name in KEYS}
    return base.model_copy(update={**keys, "calls": calls})


def took() -> dict[str, float]:
    """What this process asked of models so far: calls answered and failed by reason, tokens, dollars by list price."""
    figures: dict[str, float] = defaultdict(float)
    for counter in (telemetry.CALLS, telemetry.TOKENS, telemetry.COST):
        for sample in next(iter(counter.collect())).samples:
            kind = sample.labels.get("outcome") or sample.labels.get("direction")
            name = {"OK": "answered", "input": "input_tokens", "output": "output_tokens", None: "usd"}
            if sample.name.endswith("_total") and kind != Reason.NO_MODEL.value:
                figures[f"model.{name.get(kind, f'failed.{kind}')}"] += sample.value
    return dict(figures)


async def heard(
    served: Served, message: str, question: str = "", job_title: str = "", offered: tuple[str, ...] = ()
) -> Analysis:
    """What the agent takes from a message: by its reader, and by the model that is measured where there is one."""
    clock = SystemClock()
    agent = Agent(NluReader(served.nlu), None, served.llm, served.calls, clock)  # type: ignore[arg-type]  # looks nothing up
    said = Message("m", Role.USER, message)
    state = AgentState(job_title, pending_suggestions=offered)
    given = TurnInput(state, (), Trigger(TriggerKind.MESSAGE, said), "a", "eval")
    return await agent.hear(TurnContext(given, state, clock, served.llm), said, question)


def beside(rules: Mapping[str, float], model: Mapping[str, float]) -> dict[str, float]:
    """Both figures of each name, the model's under "model."."""
    return {
        key: value for name, figure in rules.items() for key, value in ((name, figure), (f"model.{name}", model[name]))
    }
