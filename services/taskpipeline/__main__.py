"""`python -m services.taskpipeline [worker]`: the server, or the worker that matches tasks."""

from __future__ import annotations

import sys

from services.shared.runtime import serve, telemetry
from services.taskpipeline.adapters.surveys import OWNER
from services.taskpipeline.settings import TaskPipelineSettings
from services.taskpipeline.wiring import run


def main() -> None:
    """Serve, or work."""
    settings, is_worker = TaskPipelineSettings(), sys.argv[1:] == ["worker"]
    telemetry.start(f"{OWNER}-worker" if is_worker else OWNER, settings)
    serve.run(run(settings, is_worker=is_worker))


if __name__ == "__main__":
    main()
