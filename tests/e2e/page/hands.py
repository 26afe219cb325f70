"""Two browsers as one pair of hands has them: the keyboard, and a look at the page. Chromium by Playwright, Firefox by BiDi.

Playwright drives builds of its own only; Debian's Firefox speaks WebDriver BiDi (https://w3c.github.io/webdriver-bidi/) by
itself, over a WebSocket, so no driver is installed between.
"""

import asyncio
import itertools
import json
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, Self

from playwright.async_api import Page
from websockets.asyncio.client import ClientConnection, connect

FIREFOX = os.environ.get("METIER_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
KEYS = {"Tab": "\ue004", "Enter": "\ue006", "Space": " ", "ArrowDown": "\ue015", "Escape": "\ue00c"}
"""Names of keys as Playwright has them -> code points of WebDriver."""
LONGEST_S = 30.0
MOST_TABS = 120


class Hands(Protocol):
    """What the stories need of a browser."""

    errors: list[str]

    async def open(self, url: str) -> None:
        """Go to an address."""
        ...

    async def see(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        ...

    async def press(self, key: str) -> None:
        """Press a key by its name."""
        ...

    async def activate(self) -> None:
        """Press the button that has the focus."""
        ...

    async def type(self, text: str) -> None:
        """Type a text."""
        ...

    async def resize(self, width: int, height: int) -> None:
        """Give the page another size, in CSS pixels."""
        ...


async def until(hands: Hands, expression: str) -> None:
    """Wait until an expression is true."""
    async with asyncio.timeout(LONGEST_S):
        while not await hands.see(f"Boolean({expression})"):
            await asyncio.sleep(0.1)


async def tab_to(hands: Hands, selector: str, text: str = "") -> None:
    """Press Tab until an element that matches, with this text in it, has the focus."""
    found = f"document.activeElement.matches({json.dumps(selector)}) && document.activeElement.textContent.includes({json.dumps(text)})"
    for _ in range(MOST_TABS):
        if await hands.see(found):
            return
        await hands.press("Tab")
    raise AssertionError(f"{selector} {text!r} cannot be reached by Tab")


class ChromiumHands:
    """A page of Playwright."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    async def open(self, url: str) -> None:
        """See `Hands`."""
        await self.page.goto(url)

    async def see(self, expression: str) -> Any:
        """See `Hands`."""
        return await self.page.evaluate(expression)

    async def press(self, key: str) -> None:
        """See `Hands`."""
        await self.page.keyboard.press(key)

    async def activate(self) -> None:
        """See `Hands`."""
        await self.press("Enter")

    async def type(self, text: str) -> None:
        """See `Hands`."""
        await self.page.keyboard.type(text)

    async def resize(self, width: int, height: int) -> None:
        """See `Hands`."""
        await self.page.set_viewport_size({"width": width, "height": height})


class FirefoxHands:
    """A tab of Firefox over one BiDi session."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self._numbers = itertools.count(1)
        self._open: dict[int, asyncio.Future[Any]] = {}
        self._reading = asyncio.create_task(self._read())
        self._tab = ""
        self.errors: list[str] = []

    async def __aenter__(self) -> Self:
        """Start the session and hear what the console says."""
        try:
            await self._begin()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def _begin(self) -> None:
        await self._ask("session.new", capabilities={})
        self._tab = (await self._ask("browsingContext.getTree"))["contexts"][0]["context"]
        await self._ask("session.subscribe", events=["log.entryAdded"])

    async def __aexit__(self, *_: object) -> None:
        """Stop reading."""
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        async for text in self._line:
            said = json.loads(text)
            if said.get("type") == "event" and said["params"].get("level") == "error":
                self.errors.append(str(said["params"].get("text")))
            waiting = self._open.pop(said.get("id") or 0, None)
            if waiting is not None and not waiting.done():
                waiting.set_result(said)

    async def _ask(self, method: str, **params: object) -> Any:
        number = next(self._numbers)
        self._open[number] = asyncio.get_running_loop().create_future()
        await self._line.send(json.dumps({"id": number, "method": method, "params": params}))
        answer = await asyncio.wait_for(self._open[number], LONGEST_S)
        assert answer["type"] == "success", answer
        return answer["result"]

    async def open(self, url: str) -> None:
        """See `Hands`."""
        await self._ask("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    async def see(self, expression: str) -> Any:
        """See `Hands`."""
        told = await self._ask(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._tab},
            awaitPromise=True,
        )
        assert told["type"] == "success", told
        return json.loads(told["result"].get("value") or "null")

    async def press(self, key: str) -> None:
        """See `Hands`."""
        await self._strike(KEYS.get(key, key))

    async def activate(self) -> None:
        """See `Hands`; by the pointer, as a headless Firefox has no active window and Enter presses no button there."""
        await self.see("document.activeElement.scrollIntoView({block: 'center'})")
        told = await self._ask(
            "script.evaluate", expression="document.activeElement", target={"context": self._tab}, awaitPromise=False
        )
        place = {"type": "element", "element": {"sharedId": told["result"]["sharedId"]}}
        moves = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": place},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        pointer = {"type": "pointer", "id": "pointer", "actions": moves}
        await self._ask("input.performActions", context=self._tab, actions=[pointer])

    async def type(self, text: str) -> None:
        """See `Hands`."""
        await self._strike(text)

    async def _strike(self, keys: str) -> None:
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": strokes}
        await self._ask("input.performActions", context=self._tab, actions=[source])

    async def resize(self, width: int, height: int) -> None:
        """See `Hands`."""
        size = {"width": width, "height": height}
        await self._ask("browsingContext.setViewport", context=self._tab, viewport=size)


@asynccontextmanager
async def firefox(language: str = "en") -> AsyncIterator[FirefoxHands]:
    """A headless Firefox with a profile of its own."""
    assert FIREFOX is not None
    # What it says goes to a file, not a pipe: nobody has to read on, and none stays open in a child that outlives it.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, tempfile.NamedTemporaryFile() as told:
        Path(profile, "user.js").write_text(f'user_pref("intl.accept_languages", "{language}");\n', "utf-8")
        started = await asyncio.create_subprocess_exec(
            FIREFOX, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0",
            stdout=asyncio.subprocess.DEVNULL, stderr=told,
        )  # fmt: skip
        try:
            address = await _address(started, Path(told.name))
            async with (
                connect(f"{address}/session", max_size=None, origin=None, ping_interval=None) as line,
                FirefoxHands(line) as hands,
            ):
                yield hands
        finally:
            if started.returncode is None:
                started.terminate()
            await started.wait()


async def _address(process: asyncio.subprocess.Process, told: Path) -> str:
    """Where a starting Firefox listens, as it says in the file `told`."""
    async with asyncio.timeout(LONGEST_S * 2):
        while process.returncode is None:
            if found := re.search(rb"WebDriver BiDi listening on (ws://\S+)\s", told.read_bytes()):
                return found[1].decode()
            await asyncio.sleep(0.1)
    raise AssertionError(f"Firefox ended without listening: {told.read_text('utf-8', 'replace')}")
