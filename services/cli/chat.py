"""`metier chat`: the conversation in the terminal."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from services.cli.edge_client import Conversation, EdgeClient, Socket
from services.cli.terminal import console
from services.shared.errors import MetierError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Json = dict[str, Any]
HELP = "Type an answer. Numbers choose cards (for example: 1 3). An empty line, or Ctrl-D, ends."


async def print_turn(frames: AsyncIterator[Json]) -> Json:
    """Print a turn as it streams and return its last frame."""
    attempt = 0
    last: Json = {}
    async for frame in frames:
        last = frame
        if frame["type"] == "delta":
            if frame["attempt"] != attempt and attempt:
                console.print()
            attempt = frame["attempt"]
            console.out(frame["text"], end="", style="cyan", highlight=False)
    if not attempt:
        console.out(last["message"]["content"], end="", style="cyan", highlight=False)
    console.print()
    return last


def print_cards(cards: list[Json]) -> None:
    """Print cards with their numbers."""
    for number, card in enumerate(cards, 1):
        console.print(f"  [bold]{number}[/] {card['statement']}")


def chosen(line: str, cards: list[Json]) -> list[str]:
    """Ids of the cards a line of numbers names; none when the line is anything else."""
    parts = line.replace(",", " ").split()
    if not cards or not parts or not all(part.isdecimal() and 1 <= int(part) <= len(cards) for part in parts):
        return []
    return [cards[int(part) - 1]["id"] for part in parts]


async def talk(conversation: Conversation, socket: Socket) -> None:
    """Ask and answer until the conversation is closed."""
    cards: list[Json] = []
    selected: list[str] = []
    while True:
        line = (await asyncio.to_thread(console.input, "[bold]> [/]")).strip()
        if picked := chosen(line, cards):
            selected = list(dict.fromkeys([*selected, *picked]))
            await conversation.select(selected)
            line = "I also do the ones I picked."
        turn = await print_turn(socket.turn("message", line) if line else socket.turn("proceed"))
        cards = turn.get("suggestions") or []
        print_cards(cards)
        if turn.get("closed"):
            return


async def chat(url: str, job_title: str) -> None:
    """Hold a conversation, then show the tasks that came of it."""
    async with EdgeClient(url) as edge:
        conversation = await edge.start(job_title)
        console.print(f"[dim]{HELP}[/]\n")
        console.print(conversation.opening["message"]["content"], style="cyan", markup=False)
        async with conversation.socket(conversation.opening.get("eventId") or "") as socket:
            try:
                await talk(conversation, socket)
            except EOFError:
                await print_turn(socket.turn("proceed"))
        try:
            processed = await conversation.json(
                "POST", "/api/tasks/process", json={"sessionId": conversation.session_id}
            )
        except MetierError as error:
            console.print(f"\n[dim]{error.message}[/]")
            return
        console.print("\n[bold]Your tasks[/]")
        for number, task in enumerate(processed["tasks"], 1):
            console.print(f"  {number}. {task['normalizedDescription']}", markup=False)
        console.print(
            f"\n[dim]Session {conversation.session_id}; `metier explain {conversation.session_id}` tells why each turn.[/]"
        )
