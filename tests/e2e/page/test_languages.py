"""The page in another language: what is English there is there on purpose, and marked as such."""

import pytest

from metier.agent.v1.agent_state_pb2 import Sentence
from tests.e2e.page.conftest import window_of

NOTED = Sentence(id="heard_one.2", arguments={"it": "writing briefs"}, text="Noted: writing briefs.")
NOTES = {
    "de": "Notiert: „writing briefs“.",
    "pl": "Zapisane: „writing briefs”.",
    "es": "Anotado: «writing briefs».",
    "fr": "Noté : « writing briefs ».",
}


@pytest.mark.parametrize("language", NOTES)
async def test_the_chat_speaks_the_language_of_the_page_and_marks_what_is_english(browser, host, language):
    context = await browser.new_context(locale=language)
    window = await window_of(context, host)
    page = window.page
    await window.talk()
    host.world.said = [NOTED]
    await window.say("I write briefs")
    reply = page.locator(".message.assistant:not([aria-hidden]) .message-text").last
    assert await reply.inner_text() == NOTES[language]
    assert await reply.locator("[lang=en]").all_inner_texts() == ["writing briefs"]
    await page.reload()
    await page.wait_for_selector(".message.assistant")
    assert await reply.inner_text() == NOTES[language]
    await context.close()
    assert window.errors == []


UNKNOWN = {
    "de": "Die Kenntnis „Tableau“ steht in nichts, was Sie gesagt oder hochgeladen haben.",
    "pl": "Umiejętności „Tableau” nie ma w niczym, co zostało powiedziane lub przesłane.",
    "es": "La competencia «Tableau» no está en nada de lo que has dicho o subido.",
    "fr": "La compétence « Tableau » ne figure dans rien de ce que vous avez dit ou envoyé.",
}


@pytest.mark.parametrize("language", UNKNOWN)
async def test_why_a_line_of_a_cv_was_refused_is_said_in_the_language_of_the_page(browser, host, language):
    context = await browser.new_context(locale=language)
    window = await window_of(context, host)
    page = window.page
    await window.upload()
    await page.click("[data-action=data_outdated]")
    await page.locator(".section-choice input").first.check()
    await page.fill(".section-choice textarea", "Prepared 12 policy briefs a year for the minister.")
    await page.click("[data-action=confirm_selection]")
    refused = page.locator(".change.refused_by_gate")
    await refused.wait_for()
    assert UNKNOWN[language] in await refused.inner_text()
    await context.close()
    assert window.errors == []
