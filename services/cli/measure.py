"""`metier eval` and `metier bench`: how good and how fast, in one table each.

What is measured is imported when it is asked for: loading models would make every other command slow.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from services.cli.terminal import DEFAULT_HOME, console
from services.shared.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from evals.run import Served

DATA = Path(os.environ.get("METIER_SHARED", "../shared")) / "data" / "eval"

evals = typer.Typer(invoke_without_command=True, help="Measure quality on labelled sets and in seeded simulations.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one flat JSON object.")]


def _show(figures: Mapping[str, float], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(dict(figures), indent=1))
        return
    rows = Table(box=None, pad_edge=False, header_style="dim")
    rows.add_column("figure")
    rows.add_column("value", justify="right")
    for key, value in figures.items():
        rows.add_row(key, f"{value:.3f}" if isinstance(value, float) else str(value))
    console.print(rows)


async def _simulated(
    simulate: Callable[[Served, int, int], Awaitable[Mapping[str, float]]], size: int, seed: int
) -> Mapping[str, float]:
    from evals import run

    async with run.matcher() as onet, run.reader() as nlu:
        return await simulate(run.Served(onet, nlu), size, seed)


@evals.callback()
def labelled(
    context: typer.Context,
    data: Annotated[Path, typer.Option(help="Folder of the labelled sets, any subset of them.")] = DATA,
    without: Annotated[
        list[str] | None, typer.Option(help="Beginning of a signal's name the language reader is deaf to: rule.stop")
    ] = None,
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
        figures = asyncio.run(run.evaluate(data, tell, without or ()))
    _show(figures, as_json=as_json)


@evals.command("written")
def written_rows(
    folder: Annotated[Path, typer.Argument(help="Folder of files in the form of the reader's corpus.")],
    show: Annotated[bool, typer.Option(help="Print every wrong answer.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure the language reader on rows written for it: the first look at a blind round."""
    from evals import run, written

    async def measured() -> Mapping[str, float]:
        async with run.matcher() as onet, run.reader() as nlu:
            tell = console.print if show else lambda _line: None
            return await written.measure(list(folder.glob("*.txt")), onet, nlu, tell)

    _show(asyncio.run(measured()), as_json=as_json)


@evals.command("chat")
def chat_simulation(
    conversations: Annotated[int, typer.Option(help="Simulated conversations.")] = 200,
    seed: Annotated[int, typer.Option(help="Same seed, same conversations.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Simulate people of many kinds, drawn from O*NET occupations, and count what the conversation got right."""
    from evals import chat

    _show(asyncio.run(_simulated(chat.simulate, conversations, seed)), as_json=as_json)


@evals.command("talk")
def whole_conversations(
    only: Annotated[str, typer.Option(help="Only the people whose job title holds this.")] = "",
) -> None:
    """Print twenty whole conversations with awkward people, line by line: nothing is scored, somebody reads them."""
    from evals import run, talk

    async def held() -> None:
        async with run.matcher() as onet, run.reader() as nlu:
            for script in talk.scripts():
                if only.lower() in script.job_title.lower():
                    async for line in talk.talk(run.Served(onet, nlu), script):
                        print(line)
                    print()

    asyncio.run(held())


@evals.command("occupations")
def occupation_profiles(
    profiles: Annotated[int, typer.Option(help="Profiles of each kind.")] = 300,
    seed: Annotated[int, typer.Option(help="Same seed, same profiles.")] = 20261121,
    as_json: AsJson = False,
) -> None:
    """Rank occupations for profiles drawn from O*NET: how often is the best one right, by confidence and by score."""
    from evals import ranking

    _show(asyncio.run(_simulated(ranking.simulate, profiles, seed)), as_json=as_json)


@evals.command("actions")
def action_profiles(
    profiles: Annotated[int, typer.Option(help="Simulated profiles.")] = 300,
    seed: Annotated[int, typer.Option(help="Same seed, same profiles.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Generate career actions for profiles drawn from O*NET and check every invariant."""
    from evals import actions

    _show(asyncio.run(_simulated(actions.simulate, profiles, seed)), as_json=as_json)


benches = typer.Typer(help="Measure speed as ratios, all taken in one run.", no_args_is_help=True)


@benches.command("match")
def bench_match(
    target: Annotated[str, typer.Option(help="HOST:PORT of a matcher; empty starts one in this process.")] = "",
    seconds: Annotated[float, typer.Option(help="Length of each run.")] = 3.0,
    report: Annotated[Path | None, typer.Option(help="HTML file to write.")] = None,
    write_request: Annotated[Path | None, typer.Option(help="File for one framed request, for h2load.")] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Leave kept answers aside.")] = False,
    baseline: Annotated[
        Path | None, typer.Option(help="Interpreter that has sentence-transformers, to be compared with.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Load the matcher: concurrency sweep, open loop at half load, batches of 1 and 16, echo as the floor."""
    from bench import match

    os.environ.setdefault("METIER_LOG_LEVEL", "warning")
    _show(
        asyncio.run(match.run(target, seconds, report, write_request, no_cache=no_cache, baseline=baseline)),
        as_json=as_json,
    )


@benches.command("chat")
def bench_chat(
    rounds: Annotated[int, typer.Option(help="Conversations.")] = 5,
    home: Annotated[Path, typer.Option(help="Folder of the built index.")] = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """Compare a whole turn on rules with an empty hop through the same number of services."""
    from bench import chat

    _show(asyncio.run(chat.run(rounds, home)), as_json=as_json)


@benches.command("cv")
def bench_cv(
    rendercv: Annotated[Path | None, typer.Option(help="Interpreter that has RenderCV, to be compared with.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare reading a CV with docx2python alone, and printing one with RenderCV."""
    from bench import cv

    _show(asyncio.run(cv.run(rendercv)), as_json=as_json)
