"""`metier onet`: the catalogue on this machine. Each word runs the matcher's own process, which owns the index."""

from __future__ import annotations

import json
import subprocess
import sys

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(help="The O*NET catalogue: build it, import a release, push it to Pinecone.", no_args_is_help=True)


def _run(*words: str, capture: bool = False) -> str:
    """Run the matcher with these words; its progress goes to the terminal, its answer is returned when captured.

    Raises:
        typer.Exit: the matcher failed and has said why.
    """
    done = subprocess.run(  # noqa: S603 - our own module, words as a list
        [sys.executable, "-m", "services.onet_match", *words],
        check=False,
        text=True,
        stdout=subprocess.PIPE if capture else None,
    )
    if done.returncode:
        raise typer.Exit(done.returncode)
    return done.stdout or ""


@app.command("import")
def import_release(
    source: str = typer.Argument(help="Folder, zip file or address of an official O*NET text release."),
    version: str = typer.Option("", help="Name of the release, where it does not tell it."),
) -> None:
    """Read an official release, build its index, and let running servers switch to it."""
    _run("import", source, *(["--version", version] if version else []))


@app.command()
def build() -> None:
    """Build the index of the default data where there is none."""
    _run("build")


@app.command()
def push() -> None:
    """Fill the Pinecone index with what is served here (METIER_PINECONE_API_KEY, METIER_PINECONE_HOST)."""
    _run("push")


@app.command()
def info(as_json: bool = typer.Option(False, "--json", help="One JSON object.")) -> None:
    """Describe what is served."""
    answer = _run("info", capture=True)
    if as_json:
        sys.stdout.write(answer)
        return
    table = Table(show_header=False)
    for key, value in json.loads(answer).items():
        table.add_row(key, ", ".join(value) if isinstance(value, dict) else str(value))
    Console().print(table)
