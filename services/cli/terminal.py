"""The console of the commands, and the running suite they connect to."""

from __future__ import annotations

import os
from pathlib import Path

from rich.console import Console

from services.cli.suite import Addresses
from services.shared.errors import Unavailable

console = Console(highlight=False, soft_wrap=False)

DEFAULT_HOME = Path(os.environ.get("METIER_HOME", ".metier"))
DEFAULT_PORT = 8080

NONE_RUNNING = "No suite runs on {home}. Start one with `metier up` in another terminal, or name one with --url."


def running_suite(home: Path) -> Addresses:
    """The suite that runs on `home`.

    Raises:
        Unavailable: NO_SUITE.
    """
    if (found := Addresses.load(home)) is None:
        raise Unavailable("NO_SUITE", NONE_RUNNING.format(home=home))
    return found


def edge_url(url: str, home: Path) -> str:
    """The address given, else that of the suite that runs on `home`."""
    return url or running_suite(home).url
