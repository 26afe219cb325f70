"""`python -m services.cvfsm [worker]`: the server, or the worker that runs the bounded agent."""

from __future__ import annotations

import sys

from services.cvfsm.adapters.redis_store import OWNER
from services.cvfsm.settings import CvSettings
from services.cvfsm.wiring import serve_cv, work
from services.shared.runtime import serve, telemetry


def main() -> None:
    """Run the server or the worker, as the command line asks."""
    settings = CvSettings()
    telemetry.start(OWNER, settings)
    serve.run(work(settings) if sys.argv[1:] == ["worker"] else serve_cv(settings))


if __name__ == "__main__":
    main()
