"""axe-core on every view, in both themes and at both widths; and the keyboard alone."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.e2e.page.conftest import WIDTHS, window_of

SPOKEN = "I write policy briefs, read draft legislation and analyse survey data"


def axe() -> str:
    """The script of axe-core, from the package that carries it."""
    spec = find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("axe_playwright_python, which carries axe-core, is not installed")
    return (Path(spec.origin).parent / "axe.min.js").read_text("utf-8")


async def serious(page) -> list[str]:
    """Serious and critical violations of what is shown now."""
    # Evaluated in the page's world by the debugger, so the page's own policy stays on.
    await page.evaluate(axe())
    await page.wait_for_timeout(300)
    found = await page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{row['id']}: {[node['target'] for node in row['nodes']][:3]}"
        for row in found
        if row["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
async def test_no_view_has_a_serious_violation(browser, host, width, theme):
    size = {"width": WIDTHS[width][0], "height": WIDTHS[width][1]}
    context = await browser.new_context(viewport=size, color_scheme=theme, locale="en", reduced_motion="reduce")
    window = await window_of(context, host)
    page = window.page
    found = {}
    await window.open()
    found["start"] = await serious(page)
    await page.type("#title-input", "poli", delay=20)
    await page.wait_for_selector("[role=option]")
    found["type-ahead"] = await serious(page)
    await window.talk(SPOKEN, "not sure")
    await page.click(".card >> nth=1")
    found["chat"] = await serious(page)
    await page.locator("[data-edit]").first.click()
    await page.wait_for_selector(".corrector textarea:focus")
    found["chat, correcting"] = await serious(page)
    await page.keyboard.press("Escape")
    await page.get_by_text("I am done").click()
    await page.wait_for_selector(".task .chip.high")
    await page.locator(".lineage summary").first.click()
    found["tasks"] = await serious(page)
    await window.open("#matches")
    await page.wait_for_selector(".occupation")
    await page.locator(".occupation-head").first.click()
    found["matches"] = await serious(page)
    await window.open("#cv")
    found["cv upload"] = await serious(page)
    await window.upload()
    found["cv decision"] = await serious(page)
    await page.click("[data-action=data_outdated]")
    await page.wait_for_selector(".sections")
    await page.locator(".section-choice input").first.check()
    found["cv sections"] = await serious(page)
    await page.click("[data-action=confirm_selection]")
    await page.wait_for_selector(".change.applied")
    found["cv review"] = await serious(page)
    await page.click("[data-action=generate_pdf]")
    await page.wait_for_selector("img.page")
    found["cv done"] = await serious(page)
    await window.open("#privacy")
    found["privacy"] = await serious(page)
    await page.goto(f"{host.url}/docs")
    await page.wait_for_selector(".operation")
    found["docs"] = await serious(page)
    await context.close()
    assert {view: rows for view, rows in found.items() if rows} == {}


async def test_a_conversation_can_be_held_with_the_keyboard_alone(desktop):
    page = desktop.page
    await desktop.open()
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.focus("#title-input")
    await page.keyboard.type("Nurse")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#message")
    await page.focus("#message")
    await page.keyboard.type("not sure")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".card")
    await page.focus(".card")
    await page.keyboard.press("Space")
    assert await page.get_attribute(".card", "aria-pressed") == "true"
    done = page.get_by_role("button", name="I am done")
    await done.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".task")


async def test_a_late_heading_does_not_take_the_focus_from_somebody_who_types(desktop):
    page = desktop.page
    await page.add_init_script(
        "const soon = window.requestAnimationFrame; window.requestAnimationFrame = (f) => setTimeout(() => soon(f), 400);"
    )
    await desktop.open()
    await page.fill("#title-input", "Nurse")
    await page.press("#title-input", "Enter")
    await page.wait_for_selector("#message")
    await page.focus("#message")
    await page.wait_for_timeout(800)
    assert await page.evaluate("document.activeElement.id") == "message"


async def test_a_reply_is_read_out_once_and_whole(desktop):
    await desktop.talk("I write policy briefs and read draft legislation")
    spoken = await desktop.page.inner_text("[role=status].sr")
    assert spoken == await desktop.page.locator(".message.assistant p").last.inner_text()
    assert await desktop.page.get_attribute(".messages", "aria-live") is None
