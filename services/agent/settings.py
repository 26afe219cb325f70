"""Settings of the agent, beside those every service has."""

from __future__ import annotations

from services.shared.runtime.settings import ServiceSettings


class AgentSettings(ServiceSettings):
    """The agent has no knobs of its own: its figures are the product's and stand in the core's tables.

    Models, keys, prices and limits are settings of `services.shared.llm` (`METIER_LLM_*`).
    """
