"""Stored text that wants to be code: through the conversation and the CV, with the policy on and with it off (D6)."""

import itertools

import pytest

from tests.e2e.page.conftest import window_of

MARK = "window.executed=1"
FRAMES = (
    "<script>{}</script>",
    "<ScRiPt>{}</sCrIpT>",
    "<script src=data:,{}></script>",
    "<img src=x onerror={}>",
    "<img src=x onerror='{}'//",
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    "<svg/onload={}//",
    "<body onload={}>",
    "<iframe srcdoc='<script>parent.{}</script>'>",
    "<iframe src=javascript:parent.{}>",
    "<object data=javascript:{}>",
    "<embed src=javascript:{}>",
    "<a href=javascript:{} id=x>x</a>",
    "<details open ontoggle={}>",
    "<input autofocus onfocus={}>",
    "<select autofocus onfocus={}>",
    "<textarea autofocus onfocus={}>",
    "<video><source onerror={}></video>",
    "<audio src=x onerror={}>",
    "<math><mtext><img src=x onerror={}></mtext></math>",
    "<template><script>{}</script></template><img src=x onerror={}>",
    "<style>@import 'javascript:{}';</style><style onload={}>",
    "<link rel=stylesheet href=x onerror={}>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>",
)
WRAPS = ("{}", '"><{}', "'-{}-'", "${{{}}}")
STRINGS = [wrap.format(frame.replace("{}", MARK)) for frame, wrap in itertools.product(FRAMES, WRAPS)]
EXECUTED = "window.executed === 1 || frames.length > 0"


def test_the_set_has_a_hundred_strings():
    assert len(set(STRINGS)) == 100


@pytest.mark.parametrize("is_policy_off", [False, True], ids=["policy on", "policy off"])
async def test_none_of_a_hundred_strings_runs_in_the_conversation(browser, host, is_policy_off):
    context = await browser.new_context(bypass_csp=is_policy_off, locale="en")
    window = await window_of(context, host)
    host.world.pace_s = 0
    await window.talk(title=STRINGS[3])
    for first in range(0, len(STRINGS), 5):
        host.world.reply = text = "\n".join(STRINGS[first : first + 5])
        await window.say(text)
        assert not await window.page.evaluate(EXECUTED)
    shown = await window.page.inner_text(".messages")
    assert all(text in shown for text in STRINGS)
    await window.page.reload()
    await window.page.wait_for_selector(".message.user")
    assert not await window.page.evaluate(EXECUTED)
    await window.page.get_by_text("I am done").click()
    await window.page.wait_for_selector(".task")
    await window.page.wait_for_timeout(500)
    assert not await window.page.evaluate(EXECUTED)
    await context.close()


@pytest.mark.parametrize("is_policy_off", [False, True], ids=["policy on", "policy off"])
async def test_none_of_a_hundred_strings_runs_in_the_cv(browser, host, is_policy_off):
    context = await browser.new_context(bypass_csp=is_policy_off, locale="en")
    window = await window_of(context, host)
    host.world.pace_s = 0
    text = "\n".join(STRINGS)
    await window.upload("name.json", text.encode())
    assert await window.page.inner_text(".paper h2") == " ".join(STRINGS)
    await window.page.click("[data-action=data_outdated]")
    await window.page.locator(".section-choice input").first.check()
    await window.page.fill(".section-choice textarea", text)
    await window.page.click("[data-action=confirm_selection]")
    await window.page.wait_for_selector(".change.applied")
    assert STRINGS[-1] in await window.page.inner_text(".change.applied")
    assert not await window.page.evaluate(EXECUTED)
    await context.close()
