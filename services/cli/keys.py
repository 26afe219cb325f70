"""`metier keys`: API keys of integrators."""

from __future__ import annotations

from typing import Annotated

import typer

from services.cli.terminal import console
from services.shared.runtime.credentials import digest, new_key

app = typer.Typer(help="API keys of who may call where a suite is open to a network.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `new` a command of its own, whatever comes beside it."""


@app.command()
def new(name: Annotated[str, typer.Argument(help="Who gets it, for example the name of a program.")]) -> None:
    """Make a key: it goes to who calls; its hash goes to METIER_API_KEYS, beside those that are there."""
    if not name.isprintable() or set(name) & {",", "="}:
        raise typer.BadParameter("a name has neither a comma nor an equals sign")
    key = new_key()
    console.print("The key, shown this once:", style="dim")
    print(key)
    console.print("What METIER_API_KEYS lists:", style="dim")
    print(f"{name}={digest(key)}")
