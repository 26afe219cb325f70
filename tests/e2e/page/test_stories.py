"""What a person does on the page, from start to end, at both widths."""

import json
import re

import pytest
from playwright.async_api import expect

SPOKEN = "I write policy briefs, read draft legislation and analyse survey data"


async def shares(page):
    return [
        int(value) for value in await page.locator("input[type=range]").evaluate_all("all => all.map(x => x.value)")
    ]


async def test_the_survey_from_the_job_title_to_an_action(window):
    page = window.page
    await window.open()
    await page.type("#title-input", "poli", delay=20)
    await page.wait_for_selector("[role=option]")
    for _ in ("what was typed", "the first title"):
        await page.press("#title-input", "ArrowDown")
    await page.press("#title-input", "Enter")
    assert await page.input_value("#title-input") == "Policy Analyst"
    await page.click("form .primary")
    await page.wait_for_selector("#message")

    await window.say(SPOKEN)
    assert "3" in await page.inner_text(".count strong")
    await window.say("not sure")
    await page.click(".card >> nth=0")
    await page.click(".card >> nth=3")
    await expect(page.locator('.card[aria-pressed="true"]')).to_have_count(2)
    await page.get_by_text("I am done").click()

    await page.wait_for_selector(".task")
    assert sum(await shares(page)) == 100
    await page.wait_for_selector(".task .chip.high")
    await page.wait_for_selector(".job", state="detached")
    await page.locator(".lineage summary").first.click()
    await expect(page.locator(".lineage blockquote").first).to_contain_text("I write policy briefs")

    await page.locator("input[type=range]").first.fill("61")
    found = await shares(page)
    assert (found[0], sum(found)) == (61, 100)
    await page.locator(".tools button").nth(0).click()
    await page.fill("textarea.statement", "Write briefs for the minister")
    await page.press("textarea.statement", "Enter")
    await page.fill(".adder input", "Train new colleagues")
    await page.click(".adder button")
    first = page.locator(".task").first
    await first.get_by_label("Move down").click()
    assert "Write briefs for the minister" in await page.locator(".task").nth(1).inner_text()
    await page.locator(".task").nth(2).get_by_label("Remove").click()
    assert sum(await shares(page)) == 100

    for row in await page.locator(".usage").all():
        await row.get_by_label("Some").check()
    await page.locator(".ai-tools").first.fill("a chatbot")
    await page.locator(".ai-tools").first.blur()
    await page.get_by_text("All changes saved").wait_for()
    await page.get_by_role("button", name="Submit").click()
    await page.locator("dialog .primary").click()

    await page.wait_for_selector(".occupation")
    await page.locator(".occupation-head").first.click()
    assert "Write briefs for the minister" in await page.inner_text(".occupation-more")
    await expect(page.locator(".evidence.missing li")).to_have_count(3)
    await page.locator(".action select").first.select_option("in_progress")
    await page.reload()
    await page.wait_for_selector(".action")
    assert await page.locator(".action select").first.input_value() == "in_progress"


async def test_the_cv_from_the_file_to_the_pdf(window):
    page = window.page
    await window.upload()
    assert "not confirmed" in await page.inner_text(".stamp")
    await expect(page.locator("#cv-message")).to_have_count(0)
    await page.click("[data-action=data_outdated]")
    await page.wait_for_selector(".sections")
    assert await page.is_disabled("[data-action=confirm_selection]")
    await page.locator(".section-choice input").first.check()
    await page.fill(".section-choice textarea", "Prepared 12 policy briefs a year for the minister.")
    await page.click("[data-action=confirm_selection]")

    await page.wait_for_selector(".change.applied")
    assert "12" in await page.inner_text(".change.applied ins")
    assert "you said so here" in await page.inner_text(".change.applied footer")
    assert "in nothing you said" in await page.inner_text(".change.refused_by_gate")
    assert await page.locator(".change.refused_by_gate button").all_inner_texts() == ["It is true, keep it"]
    await page.get_by_role("button", name="Accept").click()
    await page.click("[data-action=review_updates]")
    await page.wait_for_selector(".change.accepted")

    await page.click("[data-action=generate_pdf]")
    await page.wait_for_selector("img.page")
    assert await page.eval_on_selector("img.page", "image => image.decode().then(() => image.naturalWidth)") == 893
    async with page.expect_download() as told:
        await page.get_by_role("button", name="PDF").click()
    assert (await told.value).suggested_filename == "cv.pdf"


async def run_of_the_agent(window, pace_s):
    """Upload a CV and send the agent to work on it; the run takes twenty times `pace_s`."""
    await window.upload()
    await window.page.click("[data-action=data_outdated]")
    await window.page.locator(".section-choice input").first.check()
    window.host.world.pace_s = pace_s
    await window.page.click("[data-action=confirm_selection]")
    await window.page.wait_for_selector(".decision .thinking")


NO_CV_SOCKET = """
const Real = WebSocket;
window.WebSocket = class extends Real {
  constructor(url) { super(url.replace("/api/cv/", "/nowhere/")); }
};
"""


@pytest.mark.parametrize("opens", [True, False], ids=["over a socket", "by asking where none opens"])
async def test_the_end_of_the_agents_run_is_seen(desktop, opens):
    sockets = []
    desktop.page.on("websocket", lambda socket: sockets.append(socket.url))
    if not opens:
        await desktop.page.add_init_script(NO_CV_SOCKET)
    await run_of_the_agent(desktop, pace_s=0.05)
    await desktop.page.wait_for_selector(".change.applied")
    asked = [url for url in desktop.requests if "wait=20" in url]
    assert (len(sockets), len(asked)) == (1, 0 if opens else 1)


async def test_the_end_of_the_agents_run_is_seen_though_the_line_broke_meanwhile(desktop):
    await run_of_the_agent(desktop, pace_s=0.1)
    await desktop.host.stop()
    await desktop.host.start()
    await desktop.page.wait_for_selector(".change.applied", timeout=20_000)


async def test_a_cv_deleted_elsewhere_while_the_agent_is_at_work_leads_back_to_the_upload(desktop):
    await run_of_the_agent(desktop, pace_s=1)
    desktop.host.world.cvs.clear()
    await desktop.page.wait_for_selector(".upload .notice[role=alert]")


async def test_an_old_cv_session_can_only_start_fresh(window):
    await window.upload("old.docx")
    await window.page.reload()
    await window.page.get_by_role("button", name="Start fresh").click()
    await window.page.wait_for_selector("#cv-file", state="attached")


async def test_who_returns_finds_everything_as_it_was(window):
    page = window.page
    await window.talk(SPOKEN)
    await page.fill("#message", "half a thou")
    before = await page.inner_text(".messages")
    await page.reload()
    await page.wait_for_selector("#message")
    assert await page.inner_text(".messages") == before
    assert await page.input_value("#message") == "half a thou"
    await window.open()
    await page.get_by_role("link", name="Continue").click()
    await page.wait_for_selector("#message")


async def test_a_connection_lost_in_the_middle_of_a_reply_loses_and_doubles_nothing(window):
    page, host = window.page, window.host
    await window.talk()
    host.world.pace_s = 0.15
    await page.fill("#message", SPOKEN)
    await page.press("#message", "Enter")
    await page.wait_for_selector(".message.assistant[aria-hidden] p")
    await host.stop()
    await page.wait_for_selector(".line")
    await page.fill("#message", "meanwhile typed")
    host.world.pace_s = 0
    await host.start()
    await page.wait_for_selector(".line", state="detached", timeout=20_000)
    await page.locator(".message.assistant:not([aria-hidden])").nth(1).wait_for()
    await expect(page.locator(".message.user")).to_have_count(1)
    await expect(page.locator(".message.assistant")).to_have_count(2)
    assert await page.input_value("#message") == "meanwhile typed"
    assert next(iter(host.world.sessions.stored.values())).version == 2


async def test_a_message_sent_while_the_service_is_away_arrives_once_even_after_a_reload(window):
    page, host = window.page, window.host
    await window.talk()
    await host.stop()
    await page.wait_for_selector(".line")
    await page.fill("#message", SPOKEN)
    await page.press("#message", "Enter")
    await page.wait_for_selector(".message.pending")
    await host.start()
    await page.reload()
    await page.locator(".message.assistant:not([aria-hidden])").nth(1).wait_for(timeout=20_000)
    await expect(page.locator(".message.user")).to_have_count(1)
    assert next(iter(host.world.sessions.stored.values())).version == 2


async def test_another_window_of_the_session_follows_along(window):
    await window.talk()
    other = await window.page.context.new_page()
    await other.goto(f"{window.host.url}/#chat")
    await other.wait_for_selector("#message")
    await window.say(SPOKEN)
    await other.locator(".message.user").wait_for()
    await expect(other.locator(".message.assistant:not([aria-hidden])")).to_have_count(2)


async def test_everything_can_be_taken_along_and_deleted(window):
    page = window.page
    await window.talk(SPOKEN)
    await page.goto(f"{window.host.url}/#privacy")
    async with page.expect_download() as told:
        await page.get_by_role("button", name="Export everything").click()
    path = await (await told.value).path()
    assert SPOKEN in json.dumps(json.loads(path.read_text()))
    await page.get_by_role("button", name="Delete everything").click()
    await page.get_by_role("button", name=re.compile("Yes")).click()
    await page.get_by_text("is deleted from the service").wait_for()
    assert window.host.world.sessions.stored == {}
    assert await page.evaluate("Object.keys(localStorage).filter(key => key !== 'metier.theme')") == []


async def test_what_was_said_is_corrected_and_the_tasks_follow(window):
    page = window.page
    await window.talk(SPOKEN, "I run the weekly meeting")
    await page.locator(".message.user").first.get_by_role("button", name="Correct").click()
    await page.fill(".corrector textarea", "I write speeches, read draft legislation")
    await page.press(".corrector textarea", "Escape")
    await expect(page.locator(".message.user").first).to_contain_text(SPOKEN)
    assert await page.evaluate("document.activeElement.dataset.edit") == "u2"
    await page.keyboard.press("Enter")
    await page.fill(".corrector textarea", "I write speeches, read draft legislation")
    await page.press(".corrector textarea", "Enter")
    await page.locator(".message.user", has_text="I write speeches").get_by_text("corrected").wait_for()
    heard = await page.locator(".said li").all_text_contents()
    assert [row.strip() for row in heard] == ["I run the weekly meeting", "I write speeches", "read draft legislation"]

    await page.get_by_text("I am done").click()
    await page.wait_for_selector(".job", state="detached")
    await page.get_by_text("Say for").wait_for()
    await page.goto(f"{window.host.url}/#chat")
    await page.get_by_role("button", name="Add something").click()
    await page.locator(".message.user").nth(1).get_by_role("button", name="Correct").click()
    await page.fill(".corrector textarea", "I run the yearly budget review")
    await page.get_by_role("button", name="Save the correction").click()
    await page.locator(".message.user", has_text="yearly budget").get_by_text("corrected").wait_for()
    await page.get_by_text("I am done").click()
    await page.locator(".statement", has_text="I run the yearly budget review").wait_for()
    assert sorted(await page.locator("p.statement").all_inner_texts()) == [
        "I run the yearly budget review",
        "I write speeches",
        "Read draft legislation",
    ]
