"""The process of the language reader: `python -m services.nlu`."""

from __future__ import annotations

from services.nlu.settings import NluSettings
from services.nlu.wiring import NAME, serve_reader
from services.shared.runtime import serve, telemetry


def main() -> None:
    """Run the service."""
    settings = NluSettings()
    telemetry.configure(NAME, settings.log_level, settings.log_format)
    serve.run(serve_reader(settings))


if __name__ == "__main__":
    main()
