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

    from evals.served import Served

DATA = Path(os.environ.get("METIER_SHARED", "../shared")) / "data" / "eval"

evals = typer.Typer(invoke_without_command=True, help="Measure quality on labelled sets and in seeded simulations.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one flat JSON object.")]


def _show(figures: Mapping[str, float], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(dict(figures), indent=1))
        return
    names = [key for key in figures if f"model.{key}" in figures]
    rows = Table(box=None, pad_edge=False, header_style="dim")
    rows.add_column("figure")
    for title in ("rules", "model") if names else ("value",):
        rows.add_column(title, justify="right")
    for key, value in figures.items():
        if key.removeprefix("model.") in names and key not in names:
            continue
        beside = [figures[f"model.{key}"]] if key in names else []
        rows.add_row(key, *(f"{one:.3f}" if isinstance(one, float) else str(one) for one in (value, *beside)))
    console.print(rows)


async def _simulated(
    simulate: Callable[[Served, int, int], Awaitable[Mapping[str, float]]], size: int, seed: int
) -> Mapping[str, float]:
    from evals.served import Served, matcher, reader

    async with matcher() as onet, reader() as nlu:
        return await simulate(Served(onet, nlu), size, seed)


@evals.callback()
def labelled(
    context: typer.Context,
    data: Annotated[Path, typer.Option(help="Folder of the labelled sets, any subset of them.")] = DATA,
    without: Annotated[
        list[str] | None,
        typer.Option(help="Beginning of the name of a signal the language reader leaves out: patterns."),
    ] = None,
    provider: Annotated[
        str, typer.Option(help="Measure a model beside the rules: openai, anthropic, or the address of a server.")
    ] = "",
    model: Annotated[str, typer.Option(help="The model to ask, as the provider calls it.")] = "",
    most_usd: Annotated[float, typer.Option(help="What the model's calls may cost in all.")] = 5.0,
    as_json: AsJson = False,
) -> None:
    """Run every labelled set the folder holds; with --provider, those a model reads, twice."""
    if context.invoked_subcommand:
        return
    if not data.is_dir():
        raise InvalidInput("DATA_MISSING", f"There is no folder {data}; name one with --data.", field="data")
    from evals import models, run

    with console.status("") as status:
        tell = status.update if not as_json else lambda _name: None
        if provider:
            figures = asyncio.run(run.compare(data, models.settings_of(provider, model), most_usd, tell))
        else:
            figures = asyncio.run(run.evaluate(data, tell, without or ()))
    _show(figures, as_json=as_json)


@evals.command("written")
def written_rows(
    folder: Annotated[Path, typer.Argument(help="Folder of files in the form of the reader's corpus.")],
    show: Annotated[bool, typer.Option(help="Print every wrong answer.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure the language reader on rows written for it: the first look at a blind round."""
    from evals import written
    from evals.served import matcher, reader

    async def measured() -> Mapping[str, float]:
        async with matcher() as onet, reader() as nlu:
            tell = console.print if show else lambda _line: None
            return await written.measure(list(folder.glob("*.txt")), onet, nlu, tell)

    _show(asyncio.run(measured()), as_json=as_json)


@evals.command("cvs")
def labelled_cvs(
    folder: Annotated[Path, typer.Argument(help="Folder of CVs, each with NAME.expected.json beside it.")] = DATA
    / "cvs",
    each: Annotated[bool, typer.Option(help="The figures of every file too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure the reading of CVs, DOCX and PDF apart; no service is started."""
    if not folder.is_dir():
        raise InvalidInput("DATA_MISSING", f"There is no folder {folder}.", field="folder")
    from evals import cvs

    _show(asyncio.run(cvs.measure(folder, each=each)), as_json=as_json)


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
    from evals import talk
    from evals.served import Served, matcher, reader

    async def held() -> None:
        async with matcher() as onet, reader() as nlu:
            for script in talk.scripts():
                if only.lower() in script.job_title.lower():
                    async for line in talk.talk(Served(onet, nlu), script):
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


MAX_CALLERS = 512
"""Callers one event loop drives without being what is measured."""

benches = typer.Typer(help="Measure speed as ratios, all taken in one run.", no_args_is_help=True)


Callers = Annotated[str, typer.Option(help="Callers of each closed run, comma separated: 1 to 512.")]
Ramp = Annotated[float, typer.Option(help="Seconds in which the load grows before each run is measured.")]
Rate = Annotated[float, typer.Option(help="Calls a second of the open runs.")]
Report = Annotated[Path | None, typer.Option(help="HTML file to write; a JSON file of the same name comes beside it.")]
Target = Annotated[str, typer.Option(help="http://HOST:PORT of a running edge to load instead.")]


def _callers(text: str) -> tuple[int, ...]:
    """The numbers of a list.

    Raises:
        InvalidInput: CALLERS_RANGE.
    """
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() and 1 <= int(part) <= MAX_CALLERS for part in parts):
        raise InvalidInput("CALLERS_RANGE", f"Callers are numbers from 1 to {MAX_CALLERS}.", field="callers")
    return tuple(map(int, parts))


@benches.command("match")
def bench_match(
    target: Annotated[str, typer.Option(help="HOST:PORT of a matcher; empty starts one for the run.")] = "",
    callers: Callers = "1,8,64",
    seconds: Annotated[float, typer.Option(help="How long each run is measured.")] = 3.0,
    ramp: Ramp = 0.5,
    rate: Rate = 0.0,
    report: Report = None,
    write_request: Annotated[Path | None, typer.Option(help="File for one framed request, for h2load.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same texts.")] = 1,
    baseline: Annotated[
        Path | None, typer.Option(help="Interpreter that has sentence-transformers, to be compared with.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Load the matcher with new texts: closed loops, open loops (half of the best one's rate by default), echo as the floor."""
    from bench import match

    os.environ.setdefault("METIER_LOG_LEVEL", "warning")
    options = match.Options(_callers(callers), seconds, ramp, rate, seed)
    _show(asyncio.run(match.run(target, options, report, write_request, baseline)), as_json=as_json)


@benches.command("chat")
def bench_chat(
    rounds: Annotated[int, typer.Option(help="Conversations.")] = 5,
    home: Annotated[Path, typer.Option(help="Folder of the built index.")] = DEFAULT_HOME,
    target: Target = "",
    callers: Callers = "1,8",
    seconds: Annotated[float, typer.Option(help="With --target: how long each run is measured.")] = 10.0,
    ramp: Ramp = 2.0,
    rate: Rate = 0.0,
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """Compare a whole turn on rules with an empty hop through as many services; with --target, load a running suite."""
    from bench import chat, edge

    if target:
        found = asyncio.run(edge.run("chat", target, _callers(callers), seconds, ramp, rate, report))
    else:
        found = asyncio.run(chat.run(rounds, home))
    _show(found, as_json=as_json)


@benches.command("cv")
def bench_cv(
    rendercv: Annotated[Path | None, typer.Option(help="Interpreter that has RenderCV, to be compared with.")] = None,
    target: Target = "",
    callers: Callers = "1,4",
    seconds: Annotated[float, typer.Option(help="With --target: how long each run is measured.")] = 10.0,
    ramp: Ramp = 2.0,
    rate: Rate = 0.0,
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """Compare reading and printing a CV with other tools; with --target, load a running suite."""
    from bench import cv, edge

    if target:
        found = asyncio.run(edge.run("cv", target, _callers(callers), seconds, ramp, rate, report))
    else:
        found = asyncio.run(cv.run(rendercv))
    _show(found, as_json=as_json)
