"""What the page shows when something is not as it should be."""

import json
import sys

import pytest
from playwright.async_api import expect

from services.edge.page import WEB
from services.shared.errors import Unavailable, WrongState
from tests.e2e.page.conftest import window_of

KEYS = {key for key in json.loads((WEB / "catalogue.json").read_text("utf-8")) if "." in key}
SPOKEN = "I write policy briefs, read draft legislation and analyse survey data"
WATCH_SHIFTS = """
window.shift = 0;
const add = entry => { if (!entry.hadRecentInput) window.shift += entry.value; };
new PerformanceObserver(list => list.getEntries().forEach(add)).observe({type: 'layout-shift', buffered: true});
"""
"""Adds up layout shifts as the metric does: those that follow an input of the person are theirs."""


async def test_the_first_render_needs_no_call_and_nothing_from_elsewhere(desktop):
    await desktop.open()
    await desktop.page.wait_for_load_state("networkidle")
    assert [url for url in desktop.requests if "/api/" in url] == []
    assert [url for url in desktop.requests if not url.startswith(desktop.host.url)] == []


async def test_a_second_view_asks_for_the_page_alone(desktop):
    for _ in range(2):
        await desktop.open()
        await desktop.page.wait_for_load_state("networkidle")
    asked = "performance.getEntriesByType('resource').filter(each => each.transferSize).map(each => each.name)"
    assert await desktop.page.evaluate(asked) == []


async def test_the_page_is_light_and_does_not_jump(desktop, capsys):
    page = desktop.page
    await page.add_init_script(WATCH_SHIFTS)
    sizes = {}

    async def weigh(response):
        if response.ok:
            headers = await response.all_headers()
            sizes[response.url] = int(headers["content-length"])  # as it travels

    page.on("response", weigh)
    await desktop.open()
    await page.wait_for_load_state("networkidle")
    await page.wait_for_timeout(500)
    weight = sum(size for url, size in sizes.items() if "/fonts/" not in url)
    paint_ms = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    shift = await page.evaluate("window.shift")
    with capsys.disabled():
        sys.stderr.write(
            f"\npage weight {weight} B compressed without fonts, first paint {paint_ms:.0f} ms, layout shift {shift:.4f}"
        )
    assert weight <= 110_000
    assert shift < 0.05


async def test_no_view_jumps_on_a_phone(browser, host):
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="en")
    window = await window_of(context, host)
    page, shifts = window.page, {}

    async def measured(view: str) -> None:
        shifts[view] = await page.evaluate("window.shift")
        await page.evaluate("window.shift = 0")

    await page.add_init_script(WATCH_SHIFTS)
    host.world.pace_s = 0.1  # replies come later than half a second, so that their shifts are nobody's input
    await window.talk(SPOKEN, "not sure", "I run the weekly meeting")
    await measured("chat")
    await page.reload()
    await page.wait_for_selector(".messages")
    await page.wait_for_timeout(500)
    await measured("chat again")
    host.world.pace_s = 0.02
    await page.get_by_text("I am done").click()
    await page.wait_for_selector(".job-done")
    await page.get_by_text("Say for").wait_for()
    await measured("tasks")
    await window.open("#matches")
    await page.wait_for_selector(".action")
    await measured("matches")
    await window.upload()
    await page.click("[data-action=data_outdated]")
    await page.locator(".section-choice input").first.check()
    await page.click("[data-action=confirm_selection]")
    await page.wait_for_selector(".change.applied")
    await measured("cv review")
    await context.close()
    assert {view: shift for view, shift in shifts.items() if shift > 0.05} == {}


async def test_a_service_that_is_away_is_said_where_it_happens_and_nothing_typed_is_lost(desktop):
    page = desktop.page
    desktop.host.world.faults["StartSession"] = Unavailable("UNAVAILABLE", "Away.", retry_after_s=0.1)
    await desktop.open()
    await page.fill("#title-input", "Nurse")
    await page.fill("#first-words", "I care for people")
    await page.click("form .primary")
    await page.wait_for_selector(".start-form .notice[role=alert]", timeout=20_000)
    assert await page.input_value("#first-words") == "I care for people"
    desktop.host.world.faults.clear()
    await page.reload()
    assert await page.input_value("#title-input") == "Nurse"
    assert await page.input_value("#first-words") == "I care for people"
    await page.click("form .primary")
    await page.wait_for_selector("#message")


async def test_offline_is_said_and_passes(desktop):
    page = desktop.page
    await desktop.open()
    await page.context.set_offline(offline=True)
    await page.wait_for_selector(".offline")
    await page.context.set_offline(offline=False)
    await page.wait_for_selector(".offline", state="detached")


async def test_a_session_that_is_gone_leads_back_to_the_start(desktop):
    page = desktop.page
    await desktop.talk(SPOKEN)
    desktop.host.world.sessions.stored.clear()
    await page.reload()
    assert "not there any more" in await page.inner_text("main h1")
    await page.get_by_role("link", name="Begin").click()
    await page.wait_for_selector("#title-input")


async def test_a_message_that_is_refused_comes_back_into_the_field(desktop):
    page = desktop.page
    await desktop.talk()
    desktop.host.world.faults["SendMessageStream"] = WrongState("SURVEY_SUBMITTED", "Submitted.")
    await page.fill("#message", SPOKEN)
    await page.press("#message", "Enter")
    await page.wait_for_selector(".composer .notice")
    assert await page.input_value("#message") == SPOKEN
    await expect(page.locator(".message.user")).to_have_count(0)


async def test_tasks_changed_in_another_window_are_shown_as_they_are_now(desktop):
    page = desktop.page
    await desktop.talk(SPOKEN)
    await page.get_by_text("I am done").click()
    await page.wait_for_selector(".task .chip.high")
    await page.get_by_text("All changes saved").or_(page.get_by_text("Say for")).first.wait_for()
    await page.wait_for_timeout(900)
    next(iter(desktop.host.world.tasks.values())).revision += 5
    await page.locator("input[type=range]").first.fill("50")
    await page.wait_for_selector(".notice")
    assert "another window" in await page.inner_text(".notice")


async def test_an_upload_that_is_refused_says_why_at_the_upload(desktop):
    await desktop.open("#cv")
    refused = {"name": "virus.exe", "mimeType": "application/octet-stream", "buffer": b"x"}
    await desktop.page.set_input_files("#cv-file", refused)
    await desktop.page.wait_for_selector(".upload .notice")
    assert "DOCX, PDF and JSON Resume" in await desktop.page.inner_text(".upload .notice")
    await desktop.page.set_input_files(
        "#cv-file", {**refused, "name": "big.docx", "buffer": b"x" * (5 * 1024 * 1024 + 1)}
    )
    await desktop.page.get_by_text("larger than 5 MiB").wait_for()


@pytest.mark.parametrize("language", ["de", "pl", "es", "fr"])
async def test_every_view_speaks_every_language(desktop, language):
    page = desktop.page
    await desktop.talk(SPOKEN)
    await page.get_by_text("I am done").click()
    await page.wait_for_selector(".task .chip.high")
    await page.context.add_cookies([{"name": "lang", "value": language, "url": desktop.host.url}])
    await desktop.upload()
    for view in ("start", "chat", "tasks", "matches", "cv", "privacy"):
        await page.goto(f"{desktop.host.url}/?v={view}#{view}")
        await page.wait_for_selector("main h1")
        await page.wait_for_timeout(200)
        assert await page.get_attribute("html", "lang") == language
        text = await page.evaluate("document.body.innerText")
        missing = [word for word in text.split() if word in KEYS]
        assert missing == []


async def test_what_is_sent_to_a_provider_is_said_before_it_is_sent(desktop):
    desktop.host.world.readers = ["anthropic"]
    await desktop.open()
    assert "sent to Anthropic" in await desktop.page.inner_text(".provider")
    assert "a-model; EU" in await desktop.page.inner_text(".provider")
    assert await desktop.page.inner_text("form .primary") == "Agree and begin"
    await desktop.open("#cv")
    assert "sent to Anthropic" in await desktop.page.inner_text(".provider")


async def test_shares_sum_to_100_whatever_is_done_with_them(desktop):
    await desktop.open()
    wrong = await desktop.page.evaluate(
        """async () => {
          const { apportion, rebalance } = await import("/web/js/shares.js");
          let seed = 7;
          const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
          const wrong = [];
          for (let round = 0; round < 3000; round += 1) {
            let shares = apportion(Array.from({ length: 1 + random(30) }, () => random(5)));
            for (let step = 0; step < 4; step += 1) {
              const [index, value] = [random(shares.length), random(140) - 20];
              shares = rebalance(shares, index, value);
              const sum = shares.reduce((a, b) => a + b, 0);
              const isOff = shares.length > 1 && shares[index] !== Math.max(0, Math.min(100, value));
              if (sum !== 100 || isOff || shares.some((share) => share < 0 || !Number.isInteger(share))) wrong.push(shares);
            }
          }
          return wrong;
        }"""
    )
    assert wrong == []


async def test_a_diff_gives_both_texts_back(desktop):
    await desktop.open()
    pairs = [
        ["", "new line"],
        ["old", ""],
        ["Prepared briefs.", "Prepared 12 briefs a year."],
        ["a b c", "c b a"],
        ["", ""],
    ]
    for before, after in pairs:
        pieces = await desktop.page.evaluate(
            "async ([a, b]) => (await import('/web/js/parts/diff.js')).diffWords(a, b)", [before, after]
        )
        assert "".join(text for kind, text in pieces if kind != "in") == before
        assert "".join(text for kind, text in pieces if kind != "out") == after
