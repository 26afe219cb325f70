"""`metier`: the commands. Each one is a function of its own module; here is only how they are called."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from services.cli import certs as certs_command
from services.cli import chat as chat_command
from services.cli import data as data_command
from services.cli import demo as demo_command
from services.cli import keys, measure, onet, operate
from services.cli import up as up_command
from services.cli.terminal import DEFAULT_HOME, DEFAULT_PORT, console, edge_url
from services.shared.errors import MetierError
from services.shared.runtime import telemetry

app = typer.Typer(
    help="Career elicitation: a guided chat, O*NET tasks, career actions, a truth-gated CV.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(measure.evals, name="eval")
app.add_typer(measure.benches, name="bench")
app.add_typer(onet.app, name="onet")
app.add_typer(keys.app, name="keys")

Home = Annotated[Path, typer.Option(help="Folder for everything that is kept.")]
Url = Annotated[str, typer.Option(help="Address of an edge; the suite that runs on the folder where empty.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def print_json(found: Any) -> None:
    """Print JSON for programs."""
    print(json.dumps(found, indent=1, ensure_ascii=False))


@app.command()
def up(
    home: Home = DEFAULT_HOME,
    port: Annotated[int, typer.Option(help="Port of the page.")] = DEFAULT_PORT,
    host: Annotated[
        str, typer.Option(help="Address of the page; others than loopback ask for API keys.")
    ] = "127.0.0.1",
    insecure: Annotated[bool, typer.Option("--insecure", help="Let everybody call who reaches the address.")] = False,
) -> None:
    """Start the whole suite; Ctrl-C stops it and nothing is lost."""
    up_command.run(home, port, host, insecure=insecure)


@app.command()
def data() -> None:
    """Fetch the default O*NET data (once, where Metier was installed with pip)."""
    data_command.fetch()


@app.command()
def certs(
    folder: Annotated[
        Path, typer.Argument(help="Where they are written; ca.key stays there, the rest goes to METIER_TLS_DIR.")
    ],
    days: Annotated[int, typer.Option(help="Days the certificate is valid.")] = 90,
) -> None:
    """Make the certificates of TLS between services; again, a new certificate of the same authority."""
    certs_command.write(folder, days)
    console.print(f"Written to {folder}: ca.crt, tls.crt, tls.key.")


@app.command()
def demo(home: Home = DEFAULT_HOME, url: Url = "") -> None:
    """Tell one whole story over the real edge; starts a suite for it when none is running."""
    asyncio.run(demo_command.demo(url, home))


@app.command()
def chat(
    job_title: Annotated[str, typer.Argument(help="For example: Policy Analyst")],
    home: Home = DEFAULT_HOME,
    url: Url = "",
) -> None:
    """Talk about your work here in the terminal."""
    asyncio.run(chat_command.chat(edge_url(url, home), job_title))


@app.command()
def explain(session: str, home: Home = DEFAULT_HOME, as_json: AsJson = False) -> None:
    """Tell why each turn of a session did what it did."""
    turns = asyncio.run(operate.explain(session, home))
    if as_json:
        print_json(turns)
    else:
        operate.print_turns(turns)


@app.command()
def jobs(
    home: Home = DEFAULT_HOME,
    state: Annotated[str, typer.Option(help="queued, running, done, failed, dead or cancelled.")] = "",
    retry: Annotated[str, typer.Option(help="Queue this job again.")] = "",
    as_json: AsJson = False,
) -> None:
    """List background jobs of all services; retry one that ended without success."""
    found = asyncio.run(operate.jobs(home, state))
    if retry:
        job = next((each for each in found if each["id"] == retry), None)
        if job is None:
            raise typer.BadParameter(f"there is no job {retry}")
        found = [
            asyncio.run(operate.retry(home, job["service"], job["sessionId"], retry)) | {"service": job["service"]}
        ]
    if as_json:
        print_json(found)
    else:
        operate.print_jobs(found)


def main() -> None:
    """Run a command; an error of the suite becomes one sentence and exit status 1.

    Standard output is the command's answer; what services in this process log goes to standard error, from warnings on.
    """
    telemetry.configure("cli", os.environ.get("METIER_LOG_LEVEL", "warning"), "console")
    try:
        app()
    except MetierError as error:
        console.print(f"[red]{error.reason}[/]: {error.message}")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
