"""A real Chromium on the real page, served by the real edge on fake services.

One browser serves all tests of this folder, each in a context of its own; it lives on one event loop, so they do too.
The edge can be taken away and brought back in the middle of a story; the world behind it stays.
"""

import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from services.edge.settings import EdgeSettings
from tests.fakes.edge.serve import running_edge
from tests.fakes.edge.world import World

CHROMIUM = os.environ.get("METIER_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}


def _place() -> socket.socket:
    """A port that is nobody else's from now on: bound, so that no server beside gets it, but without a listener."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    return held


@dataclass
class EdgeHost:
    """The edge at one address, which can go away and come back."""

    world: World = field(default_factory=lambda: World(pace_s=0.02))
    place: socket.socket = field(default_factory=_place)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def port(self) -> int:
        """Where the edge listens whenever it is there."""
        return int(self.place.getsockname()[1])

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Serve."""
        settings = EdgeSettings(rate_per_s=200, rate_burst=500)
        await self._stack.enter_async_context(running_edge(self.world, settings, self.port))

    async def stop(self) -> None:
        """Be gone, open sockets included."""
        await self._stack.aclose()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await self.stop()
        finally:
            self.place.close()


@dataclass
class Window:
    """A page with what went wrong in it and what it asked for."""

    page: Page
    host: EdgeHost
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    async def open(self, view: str = "") -> None:
        """Go to a view and wait for its heading."""
        await self.page.goto(f"{self.host.url}/{view}")
        await self.page.wait_for_selector("main h1")

    async def talk(self, *messages: str, title: str = "Policy Analyst") -> None:
        """Start a conversation and say something, waiting for each reply."""
        await self.open()
        await self.page.fill("#title-input", title)
        await self.page.click("form .primary")
        await self.page.wait_for_selector("#message")
        for message in messages:
            await self.say(message)

    async def say(self, message: str) -> None:
        """Say something and wait for the reply."""
        before = await self.page.locator(".message.assistant:not([aria-hidden])").count()
        await self.page.fill("#message", message)
        await self.page.press("#message", "Enter")
        await self.page.locator(".message.assistant:not([aria-hidden])").nth(before).wait_for()

    async def upload(self, name: str = "cv.docx", content: bytes = b"a file") -> None:
        """Upload a CV."""
        await self.open("#cv")
        await self.page.set_input_files(
            "#cv-file", {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        await self.page.wait_for_selector(".decision, .empty")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run every test of this folder on the loop of the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(loop_scope="session")
async def host() -> AsyncIterator[EdgeHost]:
    async with EdgeHost() as edge:
        yield edge


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def launched() -> AsyncIterator[Browser]:
    """The one browser."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; METIER_CHROMIUM names one")
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser,
    ):
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def browser(launched: Browser, host: EdgeHost) -> AsyncIterator[Browser]:
    """The browser for one test; what a failed one left open in it is closed before its edge (`host`) goes."""
    yield launched
    for context in launched.contexts:
        await context.close()


async def window_of(context: BrowserContext, host: EdgeHost) -> Window:
    """A fresh window that notes errors and requests."""
    window = Window(await context.new_page(), host)
    window.page.on("pageerror", lambda error: window.errors.append(str(error)))
    window.page.on("request", lambda request: window.requests.append(request.url))
    # A refused call is a network error to the browser's console, and normal to the page.
    window.page.on(
        "console",
        lambda said: (
            window.errors.append(said.text)
            if said.type == "error" and "Failed to load resource" not in said.text and "WebSocket" not in said.text
            else None
        ),
    )
    return window


@pytest_asyncio.fixture(params=WIDTHS, loop_scope="session")
async def window(request: pytest.FixtureRequest, browser: Browser, host: EdgeHost) -> AsyncIterator[Window]:
    """A window at each width; nothing may go wrong in it."""
    width, height = WIDTHS[request.param]
    context = await browser.new_context(viewport={"width": width, "height": height}, locale="en", accept_downloads=True)
    opened = await window_of(context, host)
    yield opened
    await context.close()
    assert opened.errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def desktop(browser: Browser, host: EdgeHost) -> AsyncIterator[Window]:
    """A window at one width, for what does not depend on it."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    opened = await window_of(context, host)
    yield opened
    await context.close()
    assert opened.errors == []
