"""`metier up`: the whole suite on this machine until Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING

from rich.table import Table

from services.cli.suite import Suite
from services.cli.terminal import console
from services.shared.runtime.credentials import require_decision
from services.shared.runtime.serve import stop_event
from services.shared.runtime.settings import ServiceSettings

if TYPE_CHECKING:
    from pathlib import Path

    from services.cli.suite import Addresses

PURPOSES = {
    "edge": "the page, REST and WebSocket",
    "orchestrator": "sessions; each turn applied once",
    "agent": "takes the turns of a conversation",
    "taskpipeline": "tasks, ratings, matching jobs",
    "onet_match": "the O*NET catalogue",
    "actions": "career actions",
    "cvfsm": "the truth-gated CV",
}


def table(addresses: Addresses) -> Table:
    """Where everything answers."""
    rows = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("service", "what it does", "address"):
        rows.add_column(heading)
    for name, purpose in PURPOSES.items():
        rows.add_row(name, purpose, addresses.targets.get(name, addresses.url))
    rows.add_row("redis", "session state", addresses.redis_url)
    return rows


def provider_line() -> str:
    """What answers: a model provider, or rules alone."""
    keys = {"OpenAI": "OPENAI_API_KEY", "Anthropic": "ANTHROPIC_API_KEY"}
    named = [name for name, key in keys.items() if os.environ.get(key)]
    if named:
        return f"Models of {' and '.join(named)} answer; a call that fails falls back to rules."
    return "No model key is set: rules answer, nothing leaves this machine."


async def up(home: Path, port: int, host: str, *, insecure: bool) -> None:
    """Run the suite until SIGINT or SIGTERM.

    Raises:
        InvalidInput: ACCESS_UNDECIDED, others can reach `host` and nobody was named who may call.
    """
    if insecure:
        os.environ["METIER_INSECURE"] = "true"
    require_decision(ServiceSettings(), f"{host}:{port}")
    stop = stop_event()
    started = time.monotonic()
    console.print(f"Starting Metier on [bold]{home.resolve()}[/] ...")
    tell, redis_url = (lambda line: console.print(f"[yellow]{line}[/]")), os.environ.get("METIER_REDIS_URL", "")
    suite = Suite(home, port, tell, redis_url, host)
    async with suite.running() as addresses:
        console.print(f"Ready after {time.monotonic() - started:.1f} s.\n")
        console.print(table(addresses))
        console.print(f"\n{provider_line()}\nLogs: {home.resolve() / 'logs'}\n")
        console.print(f"Open [bold cyan]{addresses.url}[/] in a browser. Ctrl-C stops everything; nothing is lost.")
        await stop.wait()
        console.print("\nStopping ...")
    console.print("Stopped.")


def run(home: Path, port: int, host: str, *, insecure: bool) -> None:
    """Run `up`."""
    asyncio.run(up(home, port, host, insecure=insecure))
