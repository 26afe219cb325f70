"""`python -m services.actions [worker]`: the server, or the worker that writes career actions."""

from __future__ import annotations

import sys

from services.actions.settings import ActionsSettings
from services.actions.wiring import NAME, serve_actions, work
from services.shared.runtime import serve, telemetry


def main() -> None:
    """Serve, or work."""
    settings, is_worker = ActionsSettings(), sys.argv[1:] == ["worker"]
    telemetry.start(f"{NAME}-worker" if is_worker else NAME, settings)
    serve.run(work(settings) if is_worker else serve_actions(settings))


if __name__ == "__main__":
    main()
