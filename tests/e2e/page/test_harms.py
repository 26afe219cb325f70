"""What once harmed people on the page: things lost, said wrongly, or done without being asked."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from metier.taskpipeline.v1 import task_pb2
from tests.e2e.page.conftest import Window

SPOKEN = "I write policy briefs, read draft legislation and analyse survey data"
EMPTY_STORAGE = "Object.keys(localStorage).filter(key => key !== 'metier.theme')"


async def numbers(page: Page) -> list[int]:
    """The shares of time as the number fields show them."""
    return [int(value) for value in await page.locator(".exact input").evaluate_all("all => all.map(x => x.value)")]


async def set_share(page: Page, at: int, value: int) -> None:
    """Type a share."""
    await page.locator(".exact input").nth(at).fill(str(value))
    await page.locator(".exact input").nth(at).press("Tab")


async def reviewed(window: Window, *more: str) -> Page:
    """The task list of a short conversation."""
    await window.talk(SPOKEN, *more)
    await window.page.get_by_text("I am done").click()
    await window.page.wait_for_selector(".task .chip.high")
    await window.page.wait_for_selector(".job", state="detached")
    return window.page


async def test_delete_all_deletes_every_session_that_this_browser_began(desktop):
    page, world = desktop.page, desktop.host.world
    await desktop.talk(SPOKEN, title="Nurse")
    await desktop.talk(SPOKEN, title="Baker")
    await desktop.upload("first.docx")
    await page.get_by_role("button", name="Use another file").click()
    await desktop.upload("second.docx")
    await desktop.open("#privacy")
    await expect(page.locator(".kept-row")).to_have_count(4)
    await page.get_by_role("button", name="Delete everything").click()
    await page.locator("dialog .danger").click()
    await page.get_by_text("is deleted from the service").wait_for()
    told = await page.inner_text(".privacy .notice")
    assert all(name in told for name in ("Nurse", "Baker", "first.docx", "second.docx"))
    assert (world.sessions.stored, world.cvs) == ({}, {})
    assert await page.evaluate(EMPTY_STORAGE) == []


async def test_an_earlier_session_can_be_gone_on_with_and_deleted_alone(desktop):
    page, world = desktop.page, desktop.host.world
    await desktop.talk(SPOKEN, title="Nurse")
    await desktop.talk(SPOKEN, title="Baker")
    await desktop.open("#privacy")
    await page.get_by_role("button", name="Continue: Nurse").click()
    await page.wait_for_selector("#message")
    assert await page.inner_text("main h1") == "Nurse"
    await desktop.open("#privacy")
    await page.get_by_role("button", name="Delete: Nurse").click()
    await page.locator("dialog .danger").click()
    await page.get_by_text("Deleted from the service").wait_for()
    assert [one.opening.job_title for one in world.sessions.stored.values()] == ["Baker"]
    await expect(page.locator(".kept-row")).to_have_count(1)


async def test_a_link_opens_the_session_on_another_device_and_its_secret_leaves_the_address(desktop, browser):
    page = desktop.page
    await desktop.talk(SPOKEN, title="Nurse")
    await desktop.open("#privacy")
    await page.get_by_role("button", name="Link: Nurse").click()
    address = await page.input_value(".kept-link input")
    context = await browser.new_context(locale="en")
    other = await context.new_page()
    await other.goto(address)
    await other.wait_for_selector("#message")
    assert SPOKEN in await other.inner_text(".messages")
    assert other.url == f"{desktop.host.url}/#chat"
    await context.close()


async def test_what_is_added_after_the_end_reaches_the_list(desktop):
    page = await reviewed(desktop)
    await expect(page.locator(".task")).to_have_count(3)
    await desktop.open("#chat")
    await page.get_by_role("button", name="Add something").click()
    await page.wait_for_selector("#message")
    await desktop.say("I train new colleagues")
    await page.get_by_text("I am done").click()
    await page.locator(".task").nth(3).wait_for()
    assert "train new colleagues" in (await page.locator(".task").nth(3).inner_text()).lower()


async def test_escape_gives_the_old_wording_back(desktop):
    page = await reviewed(desktop)
    before = await page.locator(".task .statement").first.inner_text()
    await page.locator(".tools button").first.click()
    await page.fill("textarea.statement", "Something else")
    await page.press("textarea.statement", "Escape")
    await page.wait_for_selector("textarea.statement", state="detached")
    assert await page.locator(".task .statement").first.inner_text() == before
    assert await page.evaluate("document.activeElement.dataset.edit") is not None


async def test_shares_that_were_set_stay(desktop):
    page = await reviewed(desktop, "I brief the press")
    for at, value in enumerate((40, 30, 20)):
        await set_share(page, at, value)
    assert await numbers(page) == [40, 30, 20, 10]
    await page.locator(".lock").first.click()
    await set_share(page, 1, 55)
    assert (await numbers(page))[:2] == [40, 55]
    assert sum(await numbers(page)) == 100
    await set_share(page, 1, 90)
    assert await numbers(page) == [40, 60, 0, 0]


async def test_the_rest_is_shared_evenly(desktop):
    page = await reviewed(desktop, "I brief the press")
    await set_share(page, 0, 70)
    await page.get_by_role("button", name="Share the rest evenly").click()
    assert await numbers(page) == [70, 10, 10, 10]


async def test_every_change_of_the_list_can_be_taken_back(desktop):
    page = await reviewed(desktop)

    async def shown() -> list[str]:
        return [*await page.locator(".task .statement").all_inner_texts(), *map(str, await numbers(page))]

    seen = [await shown()]
    await set_share(page, 0, 61)
    seen.append(await shown())
    await page.locator(".task").first.get_by_label("Move down").click()
    seen.append(await shown())
    await page.locator(".task").first.get_by_label("Remove").click()
    seen.append(await shown())
    await page.get_by_role("button", name="No AI in the others").click()
    await expect(page.locator(".usage input:checked")).to_have_count(2)
    undo = page.get_by_role("button", name="Undo")
    for before in reversed(seen):
        await undo.click()
        if before is not seen[-1]:
            assert await shown() == before
    assert await undo.is_disabled()
    await page.get_by_text("Say for").wait_for()
    assert len(next(iter(desktop.host.world.tasks.values())).tasks) == 3


async def test_submitting_says_what_it_does_and_can_be_called_off(desktop):
    page = await reviewed(desktop)
    await page.get_by_role("button", name="No AI in the others").click()
    await page.get_by_role("button", name="Submit").click()
    told = await page.inner_text("dialog")
    assert "Whoever runs this service receives them" in told
    assert "cannot be undone" in told
    await page.keyboard.press("Escape")
    await page.wait_for_selector("dialog", state="detached")
    found = next(iter(desktop.host.world.tasks.values()))
    assert found.status == task_pb2.SURVEY_STATUS_DRAFT
    assert await page.evaluate("document.activeElement.textContent") == "Submit"


async def test_what_is_not_sure_counts_only_once_it_is_kept(desktop):
    page = await reviewed(desktop)
    found = next(iter(desktop.host.world.tasks.values()))
    for number, text in enumerate(("Lead a team", "Drive a lorry")):
        found.unsure.add(
            id=f"u{number}",
            user_description=text,
            normalized_description=text,
            source=task_pb2.TASK_SOURCE_CHAT,
            match_status=task_pb2.MATCH_STATUS_PENDING,
        )
    await page.reload()
    await page.wait_for_selector(".unsure li")
    await expect(page.locator(".task")).to_have_count(3)
    await page.get_by_role("button", name="Not mine: Drive a lorry").click()
    await page.get_by_role("button", name="Keep: Lead a team").click()
    await page.locator(".task").nth(3).wait_for()
    assert "Lead a team" in await page.locator(".task").nth(3).inner_text()
    await expect(page.locator(".unsure")).to_have_count(0)


async def test_the_finished_cv_can_be_downloaded_without_scrolling_and_is_shown_whole(window):
    page = window.page
    await window.upload()
    await page.click("[data-action=data_current]")
    await page.click("[data-action=generate_pdf]")
    await page.wait_for_selector("img.page")
    await page.evaluate("scrollTo(0, 0)")
    place = await page.locator(".downloads button").first.bounding_box()
    height = await page.evaluate("innerHeight")
    assert place is not None
    assert place["y"] + place["height"] <= height
    picture = await page.locator("img.page").bounding_box()
    assert picture is not None
    assert picture["width"] <= await page.evaluate("document.documentElement.clientWidth")
    assert picture["height"] / picture["width"] == pytest.approx(1263 / 893, rel=0.02)
    if height < picture["width"] * 1.5:
        assert picture["height"] <= height


async def test_cards_are_an_answer_without_words_and_stay_in_reach(desktop):
    page = desktop.page
    await desktop.talk(SPOKEN, "not sure")
    assert "need not write" in await page.inner_text(".cards")
    await page.click(".card >> nth=0")
    await page.press("#message", "Enter")
    await page.locator(".message.assistant:not([aria-hidden])").nth(3).wait_for()
    session = next(iter(desktop.host.world.sessions.stored.values()))
    assert len(session.selected) == 1
    await page.locator(".all-cards summary").click()
    await expect(page.locator('.all-cards details .card[aria-pressed="true"]')).to_have_count(1)


async def test_offline_is_said_where_it_is_seen_and_nothing_seems_to_be_written(desktop):
    page = desktop.page
    await desktop.talk(*[f"I write the report of department number {n}" for n in range(6)])
    await page.context.set_offline(offline=True)
    await page.wait_for_selector(".offline")
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    place = await page.locator(".offline").bounding_box()
    assert place is not None
    assert 0 <= place["y"] < 200
    await page.fill("#message", SPOKEN)
    await page.press("#message", "Enter")
    await page.wait_for_selector(".message.pending")
    await expect(page.locator(".thinking")).to_have_count(0)
    assert "online again" in await page.inner_text(".message.pending")
    await page.context.set_offline(offline=False)


async def test_an_expired_conversation_is_called_so(desktop):
    page = desktop.page
    await desktop.talk(SPOKEN, title="Nurse")
    desktop.host.world.sessions.stored.clear()
    await page.reload()
    await page.get_by_text("Nurse").wait_for()
    assert "not there any more" in await page.inner_text("main h1")


async def test_each_window_shows_replies_under_the_message_they_answer(desktop):
    page, world = desktop.page, desktop.host.world
    await desktop.talk()
    other = await page.context.new_page()
    await other.goto(f"{desktop.host.url}/#chat")
    await other.wait_for_selector("#message")
    world.pace_s = 0.1
    for window, text in ((page, "I bake bread every morning"), (other, "I teach two apprentices")):
        await window.fill("#message", text)
    for window in (page, other):
        await window.press("#message", "Enter")
    expected = 5
    for window in (page, other):
        await window.locator(".message:not([aria-hidden]):not(.pending)").nth(expected - 1).wait_for(timeout=20_000)
        await window.wait_for_selector(".message.pending", state="detached")
    session = next(iter(world.sessions.stored.values()))
    told = [message.content for message in session.messages]
    for window in (page, other):
        shown = [text.strip() for text in await window.locator(".message-text").all_inner_texts()]
        assert shown == told


async def test_the_focus_is_never_lost(desktop):
    page = await reviewed(desktop)
    focused = "document.activeElement.tagName + '.' + document.activeElement.className"
    assert await page.evaluate("document.activeElement.tagName") == "H1"
    await page.locator(".tools button").first.click()
    await page.fill("textarea.statement", "Write briefs for the minister")
    await page.press("textarea.statement", "Enter")
    await page.wait_for_timeout(100)
    assert "icon-button" in await page.evaluate(focused)
    await page.locator(".task").first.get_by_label("Remove").click()
    await page.wait_for_timeout(100)
    assert "icon-button" in await page.evaluate(focused)


async def test_normal_use_asks_for_nothing_that_is_not_there(desktop):
    missing = []
    desktop.page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    page = desktop.page
    await desktop.talk(SPOKEN)
    await desktop.open("#tasks")
    await desktop.open("#matches")
    await desktop.open("#chat")
    await page.get_by_text("I am done").click()
    await page.wait_for_selector(".task .chip.high")
    await desktop.open("#matches")
    await page.wait_for_selector(".occupation")
    await desktop.upload()
    await page.click("[data-action=data_current]")
    await page.click("[data-action=generate_pdf]")
    await page.wait_for_selector("img.page")
    await page.wait_for_timeout(300)
    assert missing == []


async def test_before_the_microphone_is_used_it_is_said_who_listens(desktop):
    page = desktop.page
    await page.add_init_script(
        "window.webkitSpeechRecognition = window.SpeechRecognition"
        " = class { start() { document.documentElement.dataset.listening = 'yes' } stop() {} };"
    )
    await desktop.open()
    await page.get_by_role("button", name="Speak instead of typing").click()
    assert "send the recording to their maker" in await page.inner_text("dialog")
    assert await page.locator("html[data-listening]").count() == 0
    await page.locator("dialog .primary").click()
    await page.wait_for_selector("html[data-listening]")


async def test_forced_colours_leave_the_picture_and_the_active_step_to_be_seen(desktop):
    page = desktop.page
    await page.emulate_media(forced_colors="active")
    await desktop.talk(SPOKEN)
    assert (
        await page.locator(".picture .petal-fill").first.evaluate("x => getComputedStyle(x).forcedColorAdjust")
        == "none"
    )
    outline = await page.locator("nav [aria-current]").evaluate("x => getComputedStyle(x).outlineStyle")
    assert outline == "solid"


async def test_the_summary_is_a_document_of_its_own(desktop):
    page = await reviewed(desktop)
    await page.get_by_role("link", name="Summary").click()
    await page.wait_for_selector(".summary table")
    async with page.expect_download() as told:
        await page.get_by_role("button", name="Keep as a document").click()
    text = (await (await told.value).path()).read_text("utf-8")
    assert "Write policy briefs" in text or "write policy briefs" in text
    assert "<script" not in text


async def test_a_cv_is_put_right_field_by_field(desktop):
    page = desktop.page
    await desktop.upload()
    await page.click("[data-action=data_current]")
    await page.locator(".cv-form summary").click()
    await page.get_by_label("Phone").fill("07700 900999")
    await page.get_by_label("Phone").press("Tab")
    await page.get_by_text("07700 900999").last.wait_for()
    _, view = next(iter(desktop.host.world.cvs.values()))
    assert view.cv_data.phone == "07700 900999"
    await page.locator(".entry-form input").first.fill("Head of policy")
    await page.locator(".entry-form input").first.press("Tab")
    await page.wait_for_timeout(500)
    assert [row.path for row in view.metadata.updates] == ["phone", "work_experience[0].title"]


async def test_a_cv_begins_without_a_file(desktop):
    page = desktop.page
    await desktop.open("#cv")
    await page.get_by_role("button", name="Start without a file").click()
    await page.get_by_label("Name").fill("Ana Rye")
    await page.get_by_label("Name").press("Tab")
    await page.locator(".paper h2", has_text="Ana Rye").wait_for()


async def test_what_was_typed_is_always_the_first_choice(desktop):
    page = desktop.page
    await desktop.open()
    await page.type("#title-input", "poli", delay=20)
    await page.wait_for_selector("[role=option]")
    assert await page.inner_text("#title-0") == "Use “poli”"
    await page.press("#title-input", "ArrowDown")
    await page.press("#title-input", "Enter")
    assert await page.input_value("#title-input") == "poli"


async def test_another_match_can_be_chosen_and_undone(desktop):
    page = await reviewed(desktop)
    first = page.locator(".task").first
    await first.locator(".choice summary").click()
    async with page.expect_response(lambda answer: answer.request.method == "PUT"):
        await first.get_by_text("Consult with others.").click()
    await first.get_by_text("your choice").wait_for()
    assert "Consult with others." in await first.locator(".match-text").inner_text()
    await page.reload()
    await page.get_by_text("your choice").first.wait_for()
    await first.locator(".choice summary").click()
    await first.get_by_text("Back to what was found").click()
    await first.locator(".match-text", has_text="Analyze data gathered").wait_for()


async def test_what_is_missing_becomes_a_task_where_it_is_shown(desktop):
    page = await reviewed(desktop)
    before = await page.locator(".task").count()
    await desktop.open("#matches")
    await page.locator(".occupation-head").first.click()
    await page.get_by_role("button", name="I do this too").first.click()
    await page.get_by_text("Now among your tasks").first.wait_for()
    await desktop.open("#tasks")
    await page.locator(".task").nth(before).wait_for()


async def test_what_is_rated_while_a_save_is_on_its_way_is_saved_after_it_and_submitted(desktop):
    page = await reviewed(desktop)
    let_go = asyncio.Event()

    async def held(route: Route) -> None:
        if route.request.method == "PUT":
            await let_go.wait()
        await route.continue_()

    await page.route("**/api/tasks/*", held)
    async with page.expect_request(lambda request: request.method == "PUT"):
        await set_share(page, 0, 70)
    await page.get_by_role("button", name="No AI in the others").click()
    await page.get_by_role("button", name="Submit").click()
    await page.locator("dialog").get_by_role("button", name="Submit").click()
    let_go.set()
    await page.wait_for_selector(".occupation")
    (found,) = desktop.host.world.tasks.values()
    assert {task.ai_usage.level for task in found.tasks} == {task_pb2.AI_USAGE_LEVEL_NONE}
    assert found.tasks[0].time_percentage == 70
    await page.unroute_all(behavior="ignoreErrors")
