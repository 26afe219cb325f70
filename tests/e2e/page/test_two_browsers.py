"""The three stories by the keyboard alone, in Chromium and in Firefox: nothing in the console, nothing cut off when zoomed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from tests.e2e.page.conftest import CHROMIUM, FLAGS, EdgeHost
from tests.e2e.page.hands import FIREFOX, ChromiumHands, Hands, firefox, tab_to, until

SPOKEN = "I write policy briefs, read draft legislation and analyse survey data"
ZOOMED = {"200 % of 1280": (640, 450), "a small phone": (320, 640)}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest_asyncio.fixture(params=["chromium", "firefox"], loop_scope="session")
async def hands(request: pytest.FixtureRequest, host: EdgeHost) -> AsyncIterator[Hands]:
    """A browser, gone before the edge is; its console is empty in the end."""
    installed, opened = {"chromium": (CHROMIUM, chromium), "firefox": (FIREFOX, firefox)}[request.param]
    if installed is None:
        pytest.skip(f"no {request.param} on this machine; METIER_{request.param.upper()} names one")
    async with opened() as used:
        yield used
    assert used.errors == []


@asynccontextmanager
async def chromium() -> AsyncIterator[Hands]:
    """A headless Chromium."""
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser,
    ):
        yield ChromiumHands(await browser.new_page(locale="en"))


async def _talk(hands: Hands, host: EdgeHost) -> None:
    await hands.open(f"{host.url}/")
    await until(hands, "document.querySelector('#title-input')")
    await tab_to(hands, "#title-input")
    await hands.type("Policy Analyst")
    await hands.press("Enter")
    await until(hands, "document.querySelector('#message')")
    await tab_to(hands, "#message")
    await hands.type(SPOKEN)
    await hands.press("Enter")
    await until(hands, "document.querySelectorAll('.message.assistant:not([aria-hidden])').length === 2")


async def _tasks(hands: Hands, host: EdgeHost) -> None:
    await _talk(hands, host)
    await tab_to(hands, "button", "I am done")
    await hands.activate()
    await until(hands, "document.querySelectorAll('.task .chip.high').length")


async def test_a_conversation_becomes_tasks(hands, host):
    await _tasks(hands, host)
    assert await hands.see("document.querySelectorAll('.task').length") == 3


async def test_what_was_said_is_corrected(hands, host):
    await _talk(hands, host)
    await tab_to(hands, "[data-edit]")
    await hands.activate()
    await until(hands, "document.activeElement.matches('.corrector textarea')")
    await hands.type(" and brief ministers")
    await hands.press("Enter")
    await until(hands, "document.querySelector('.message.user').textContent.includes('brief ministers')")
    await until(hands, "document.activeElement.matches('[data-edit]')")


async def test_tasks_are_rated_submitted_and_matched(hands, host):
    await _tasks(hands, host)
    await tab_to(hands, "button", "No AI in the others")
    await hands.activate()
    await tab_to(hands, "button", "Submit")
    await hands.activate()
    await until(hands, "document.querySelector('dialog[open]')")
    await tab_to(hands, "dialog button", "Submit")
    await hands.activate()
    await until(hands, "document.querySelector('.occupation')")
    await tab_to(hands, ".occupation-head")
    await hands.activate()
    await until(hands, "document.querySelector('.occupation-head[aria-expanded=true]')")


async def test_a_cv_begins_without_a_file_and_is_filled_in(hands, host):
    await hands.open(f"{host.url}/#cv")
    await until(hands, "document.querySelector('.upload')")
    await tab_to(hands, "button", "Start without a file")
    await hands.activate()
    await until(hands, "document.querySelector('.cv-form')")
    await tab_to(hands, ".cv-form summary")
    if not await hands.see("document.querySelector('.cv-form').open"):
        await hands.activate()
    await tab_to(hands, ".cv-form input")
    await hands.type("Maja Novak")
    await hands.press("Enter")
    await until(hands, "document.querySelector('.paper').textContent.includes('Maja Novak')")


async def test_nothing_is_cut_off_on_a_small_screen_or_at_200_percent(hands, host):
    await _tasks(hands, host)
    cut = {}
    for name, (width, height) in ZOOMED.items():
        await hands.resize(width, height)
        for view in ("start", "chat", "tasks", "matches", "cv", "privacy", "summary"):
            await hands.open(f"{host.url}/#{view}")
            await until(hands, f"document.querySelector('metier-{view} h1, metier-{view} h2')")
            cut[name, view] = await hands.see(WIDER)
    assert {place: pixels for place, pixels in cut.items() if pixels > 0} == {}
