"""The process of the orchestrator: `python -m services.orchestrator`."""

from __future__ import annotations

from services.orchestrator.settings import OrchestratorSettings
from services.orchestrator.wiring import NAME, serve_orchestrator
from services.shared.runtime import serve, telemetry


def main() -> None:
    """Run the service."""
    settings = OrchestratorSettings()
    telemetry.start(NAME, settings)
    serve.run(serve_orchestrator(settings))


if __name__ == "__main__":
    main()
