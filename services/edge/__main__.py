"""The process of the edge: `python -m services.edge`."""

from __future__ import annotations

from services.edge.settings import EdgeSettings
from services.edge.wiring import serve_edge
from services.shared.runtime import serve, telemetry


def main() -> None:
    """Run the service."""
    settings = EdgeSettings()
    telemetry.start("edge", settings)
    serve.run(serve_edge(settings))


if __name__ == "__main__":
    main()
