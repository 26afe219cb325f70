"""`metier eval` and `metier bench`: how good and how fast, in one table each.

What is measured is imported when it is asked for: loading models would make every other command slow.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from services.cli.terminal import console
from services.shared.errors import InvalidInput

DATA = Path(os.environ.get("METIER_SHARED", "../shared")) / "data" / "eval"

evals = typer.Typer(invoke_without_command=True, help="Measure quality on labelled sets and in seeded simulations.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one flat JSON object.")]


def _show(figures: dict[str, float], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures, indent=1))
        return
    rows = Table(box=None, pad_edge=False, header_style="dim")
    rows.add_column("figure")
    rows.add_column("value", justify="right")
    for key, value in figures.items():
        rows.add_row(key, f"{value:.3f}" if isinstance(value, float) else str(value))
    console.print(rows)


@evals.callback()
def labelled(
    context: typer.Context,
    data: Annotated[Path, typer.Option(help="Folder of the labelled sets, any subset of them.")] = DATA,
    as_json: AsJson = False,
) -> None:
    """Run every labelled set the folder holds."""
    if context.invoked_subcommand:
        return
    if not data.is_dir():
        raise InvalidInput("DATA_MISSING", f"There is no folder {data}; name one with --data.", field="data")
    from evals import run

    with console.status("") as status:
        tell = status.update if not as_json else lambda _name: None
        figures = asyncio.run(run.evaluate(data, tell))
    _show(figures, as_json=as_json)


@evals.command("chat")
def chat_simulation(
    conversations: Annotated[int, typer.Option(help="Simulated conversations.")] = 200,
    seed: Annotated[int, typer.Option(help="Same seed, same conversations.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Simulate people of many kinds, drawn from O*NET occupations, and count what the conversation got right."""
    from evals import chat, run

    async def simulate() -> dict[str, float]:
        async with run.matcher() as onet:
            return dict(await chat.simulate(onet, conversations, seed))

    _show(asyncio.run(simulate()), as_json=as_json)


@evals.command("actions")
def action_profiles(
    profiles: Annotated[int, typer.Option(help="Simulated profiles.")] = 300,
    seed: Annotated[int, typer.Option(help="Same seed, same profiles.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Generate career actions for profiles drawn from O*NET and check every invariant."""
    from evals import actions, run

    async def simulate() -> dict[str, float]:
        async with run.matcher() as onet:
            return dict(await actions.simulate(onet, profiles, seed))

    _show(asyncio.run(simulate()), as_json=as_json)
