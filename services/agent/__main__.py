"""The process of the agent: `python -m services.agent`."""

from __future__ import annotations

from services.agent.settings import AgentSettings
from services.agent.wiring import NAME, serve_agent
from services.shared.llm.settings import LlmSettings
from services.shared.runtime import serve, telemetry


def main() -> None:
    """Run the service."""
    settings = AgentSettings()
    telemetry.start(NAME, settings)
    serve.run(serve_agent(settings, LlmSettings()))


if __name__ == "__main__":
    main()
