"""`metier demo`: one whole story over the real edge, told as it happens; anything missing ends it with a failure.

Chat over the WebSocket, cards, tasks, matches as they arrive, occupations, career actions, then a CV from upload to PDF.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from services.cli import story
from services.cli.chat import print_cards, print_turn
from services.cli.edge_client import Conversation, EdgeClient
from services.cli.processes import free_port
from services.cli.suite import Addresses, Suite
from services.cli.terminal import DEFAULT_PORT, console
from services.shared.errors import WrongState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Json = dict[str, Any]

MATCHING_S = 60.0
"""Longest wait for all matches and actions; they take a few seconds."""


def expect(condition: object, what: str) -> None:
    """End the story where it is not as told.

    Raises:
        WrongState: DEMO_FAILED, with what was missing.
    """
    if not condition:
        raise WrongState("DEMO_FAILED", f"The story stops here: {what}.")


class Chapter:
    """Prints a heading and, at the end, how long the chapter took."""

    def __init__(self, title: str) -> None:
        """Keep the title."""
        self._title = title

    def __enter__(self) -> None:
        console.rule(f"[bold]{self._title}", align="left")
        self._begun = time.monotonic()

    def __exit__(self, *_error: object) -> None:
        console.print(f"[dim]{time.monotonic() - self._begun:.1f} s[/]\n")


async def converse(edge: EdgeClient) -> Conversation:
    """Hold the conversation; takes the first three cards when they are shown."""
    conversation = await edge.start(story.JOB_TITLE)
    console.print(conversation.opening["message"]["content"], style="cyan", markup=False)
    turn: Json = {}
    tools = [conversation.opening["toolUsed"]]
    async with conversation.socket(conversation.opening.get("eventId") or "") as socket:
        for message in story.MESSAGES:
            if turn.get("closed"):
                break
            console.print(f"\n> {message}", style="bold", markup=False)
            turn = await print_turn(socket.turn("message", message))
            tools.append(turn["toolUsed"])
            state = turn["updatedState"]
            console.print(
                f"[dim]{turn['toolUsed']}, {state['estimatedTaskCount']} tasks, {_coverage(state['gwaCoverage'])}[/]"
            )
            if cards := turn.get("suggestions"):
                print_cards(cards)
                console.print("> takes cards 1, 2 and 3", style="bold")
                await conversation.select([card["id"] for card in cards[:3]])
    expect(turn.get("closed"), "the conversation did not close when the person was done")
    expect(len(set(tools)) > 2, "the agent used fewer than three tools")  # noqa: PLR2004 - opening, question, proceed
    return conversation


def _coverage(levels: Json) -> str:
    return " ".join(f"{name}={level}" for name, level in levels.items())


async def work(conversation: Conversation) -> None:
    """Process, match, rank, act; prints each result as it arrives."""
    async with conversation.socket(conversation.opening.get("eventId") or "") as socket:
        with Chapter("Tasks"):
            processed = await conversation.json(
                "POST", "/api/tasks/process", json={"sessionId": conversation.session_id}
            )
            expect(processed["tasks"], "no task came of the conversation")
            for number, task in enumerate(processed["tasks"], 1):
                said = task["lineage"]["sources"][0]["rawPhrase"]
                console.print(f"{number:2}. {task['normalizedDescription']}", markup=False)
                console.print(f"    [dim]{task['source']}: “{said}”[/]")
        with Chapter("Matches, as they arrive"):
            await follow(socket.frames(), len(processed["tasks"]))
        with Chapter("Occupations"):
            matches = await conversation.json("GET", "/api/matches/{id}")
            expect(matches["occupations"], "no occupation was ranked")
            for match in matches["occupations"][:3]:
                console.print(f"{match['score']:.2f} [bold]{match['occupationTitle']}[/] ({match['occupationCode']})")
                console.print(f"     {match['explanation']}", markup=False)
        with Chapter("Career actions"):
            actions = (await conversation.json("GET", "/api/actions/{id}"))["actions"]
            expect(3 <= len(actions) <= 5, "there are not three to five career actions")  # noqa: PLR2004 - docs/spec.md 5
            for action in actions:
                console.print(f"[bold]{action['type']:11}[/]{action['title']}")
                console.print(
                    f"           [dim]because of: {'; '.join(basis['text'] for basis in action['profileBasis'])}[/]"
                )
    console.print(f"[dim]{matches['attribution']}[/]\n")


async def follow(frames: AsyncIterator[Json], tasks: int) -> None:
    """Print matches until every task has one and career actions are there."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(MATCHING_S):
            await _print_results(frames, tasks)
            return
    expect(None, "matches or career actions did not arrive in time")


async def _print_results(frames: AsyncIterator[Json], tasks: int) -> None:
    matched: set[str] = set()
    has_actions = False
    async for frame in frames:
        if frame["type"] == "match":
            task = frame["task"]
            matched.add(task["id"])
            found = task.get("onetTaskDescription") or "no O*NET task fits"
            console.print(f"{task['match']['confidence'] or 'none':6} {task['normalizedDescription']}", markup=False)
            console.print(f"       [dim]{found}[/]")
        has_actions = has_actions or frame["type"] == "actions"
        if len(matched) >= tasks and has_actions:
            return


async def make_cv(edge: EdgeClient, conversation: Conversation, out: Path) -> None:
    """Upload the CV, update two sections, review, and fetch the PDF."""
    fields = {"language": "en", "chat_session_id": conversation.session_id, "chat_session_token": conversation.token}
    cv = await edge.json("POST", "/api/cv", files={"file": ("cv.docx", story.cv_file())}, data=fields)
    token, session_id = cv["session_token"], cv["session_id"]

    async def step(action: str, **data: Any) -> Json:
        console.print(f"{cv['stage']}: {cv['ui_action']['prompt'] or cv['ui_action']['message']}", markup=False)
        console.print(f"> {action}", style="bold")
        return await edge.json(
            "POST",
            "/api/process-cv",
            token,
            json={"session_id": session_id, "user_action": action, "action_data": data},
        )

    cv = await step("data_outdated")
    sections = list(story.STATEMENTS)
    cv = await step("confirm_selection", selected_sections=sections, statements=story.STATEMENTS, posting=story.POSTING)
    while cv["stage"] == "AGENT_EXECUTION":
        cv = await edge.json("GET", f"/api/cv/{session_id}?wait=20", token)
    expect(cv["stage"] == "READY_FOR_GENERATION", f"the CV is in {cv['stage']}: {cv['message']}")
    for update in cv["metadata"]["updates"]:
        after = "; ".join(update["after"].splitlines()) or "(removed)"
        console.print(f"  {update['status']} {update['path']}: {after}", markup=False)
        if update["reason"]:
            console.print(f"    {update['reason']}", style="dim", markup=False)
    for gap in cv["metadata"]["gap_questions"]:
        console.print(f"  [dim]the posting asks:[/] {gap['question']}")
    cv = await step("generate_pdf", pages=1)
    expect(cv["stage"] == "DONE", f"no PDF was made: {cv['message']}")
    pdf = (await edge.call("GET", f"/api/cv/{session_id}/pdf", token)).content
    expect(pdf.startswith(b"%PDF"), "what came is no PDF")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(pdf)
    console.print(f"PDF: [bold]{out}[/] ({len(pdf) // 1024} KiB)")


@asynccontextmanager
async def edge_of(url: str, home: Path) -> AsyncIterator[tuple[str, Path]]:
    """The address named, that of the running suite, or that of one started for the story; and where files may go."""
    if url or (running := Addresses.load(home)):
        yield url or running.url, home  # type: ignore[union-attr]  # one of the two holds
        return
    with TemporaryDirectory(prefix="metier-demo-") as folder:
        console.print("[dim]No suite is running; starting one for this story ...[/]")
        redis = os.environ.get("METIER_REDIS_URL", "")
        suite = Suite(Path(folder), free_port(DEFAULT_PORT), lambda line: console.print(f"[yellow]{line}[/]"), redis)
        async with suite.running() as addresses:
            yield addresses.url, home


async def demo(url: str, home: Path) -> None:
    """Tell the whole story.

    Raises:
        MetierError: something is missing or refused; the reason says what.
    """
    started = time.monotonic()
    async with edge_of(url, home) as (address, folder), EdgeClient(address) as edge:
        with Chapter(f"A {story.JOB_TITLE} talks about her work"):
            conversation = await converse(edge)
        await work(conversation)
        with Chapter("Her CV"):
            await make_cv(edge, conversation, folder / "demo" / "marta-lindqvist.pdf")
    console.print(f"[green]The whole story took {time.monotonic() - started:.1f} s.[/]")
