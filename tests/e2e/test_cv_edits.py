"""A person puts her CV right over REST: a name, a date, an employer, a skill; a refusal overruled; printed; from nothing."""

import httpx
import pytest

from services.cli import story
from services.cvfsm.adapters.pdf_text import extract
from tests.e2e.test_cv import Cv


@pytest.fixture
async def edge(suite):
    async with httpx.AsyncClient(base_url=suite.addresses.url, timeout=60) as client:
        yield client


@pytest.fixture
async def cv(edge):
    answer = await edge.post("/api/cv", files={"file": ("cv.docx", story.cv_file())})
    assert answer.is_success, answer.text
    return Cv(edge, answer.json())


async def changed(cv: Cv, **data: object) -> dict:
    body = {"session_id": cv.id, "action_data": data}
    answer = await cv.edge.post("/api/process-cv", json=body, headers=cv.headers)
    assert answer.is_success, answer.text
    cv.now = answer.json()
    return cv.now


async def printed(cv: Cv) -> str:
    await cv.press("generate_pdf")
    assert cv.now["stage"] == "DONE", cv.now["message"]
    return extract((await cv.edge.get(f"/api/cv/{cv.id}/pdf", headers=cv.headers)).content)


async def test_a_name_a_date_an_employer_and_a_skill_are_put_right_in_the_form_and_printed(cv):
    await cv.press("data_current")
    skill = cv.now["cv_data"]["skills"][0]
    edits = [
        {"op": "set", "path": "full_name", "value": "Zofia Łęcka-Wójcik"},
        {"op": "set", "path": "work_experience[0].employer", "value": "Northgate Institute"},
        {"op": "set", "path": "work_experience[0].end", "value": "June 2024"},
        {"op": "remove", "path": "skills[0]"},
    ]
    now = await changed(cv, edits=edits)
    assert [update["operation"] for update in now["metadata"]["updates"]] == ["set", "set", "set", "remove"]
    text = await printed(cv)
    assert "Zofia Łęcka-Wójcik" in text
    assert "Northgate Institute" in text
    assert "Jun 2024" in text
    assert skill not in now["cv_data"]["skills"]


async def test_corrections_in_words_become_changes_with_before_and_after_and_none_is_printed_as_it_was_said(cv):
    await cv.press("data_outdated")
    before = cv.now["metadata"]["docx_prefill_unconfirmed"]
    skill = before["skills"][0]
    said = {"contact": "My new phone number is 07700 900999", "skills": f"Remove {skill}"}
    await cv.press("confirm_selection", selected_sections=["contact", "skills"], statements=said)
    now = await cv.wait()
    assert now["stage"] == "READY_FOR_GENERATION", now["message"]
    assert now["cv_data"]["phone"] == "07700 900999"
    assert skill not in now["cv_data"]["skills"]
    phone = next(update for update in now["metadata"]["updates"] if update["path"] == "phone")
    assert (phone["before"], phone["after"], phone["status"]) == (before["phone"], "07700 900999", "applied")
    text = await printed(cv)
    assert "My new phone number" not in text
    assert "Remove" not in text


async def test_what_is_not_understood_is_asked_back_and_answered_in_the_form(cv):
    await cv.press("data_outdated")
    await cv.press("confirm_selection", selected_sections=["profile"], statements={"profile": "make it shorter please"})
    now = await cv.wait()
    assert now["stage"] == "AGENT_EXECUTION"
    (question,) = now["metadata"]["questions"]
    assert (question["text"], question["section"]) == ("make it shorter please", "profile")
    now = await changed(cv, edits=[{"op": "set", "path": "profile", "value": "Policy analyst."}])
    assert now["metadata"]["questions"] == []
    await cv.press("skip_updates")
    assert cv.now["cv_data"]["profile"] == "Policy analyst."


async def test_a_refused_line_is_overruled_and_is_the_persons_own_and_undone_again(cv):
    await cv.press("data_outdated")
    said = {"certifications": "PRINCE2 is booked for the autumn", "skills": "chairing meetings"}
    await cv.press("confirm_selection", selected_sections=["certifications", "skills"], statements=said)
    now = await cv.wait()
    refused = next(update for update in now["metadata"]["updates"] if update["status"] == "refused_by_gate")
    assert refused["reason"]
    now = await changed(cv, vouch=[refused["id"]])
    vouched = next(update for update in now["metadata"]["updates"] if update["id"] == refused["id"])
    assert (vouched["status"], vouched["sources"][0]["kind"]) == ("accepted", "user")
    assert refused["after"] in now["cv_data"]["certifications"]
    now = await changed(cv, undo=[refused["id"]])
    assert refused["after"] not in now["cv_data"]["certifications"]


async def test_a_cv_from_nothing_is_filled_in_and_printed(edge):
    answer = await edge.post("/api/cv/start", json={"language": "en"})
    cv = Cv(edge, answer.json())
    assert cv.now["stage"] == "INTENT_CAPTURE"
    job = {"title": "Baker", "employer": "Rye House", "start": "2019", "end": "now", "bullets": ["Bake for 3 shops"]}
    edits = [
        {"op": "set", "path": "full_name", "value": "Ana Rye"},
        {"op": "set", "path": "location", "value": "5 Hill Road, York YO1 7HH"},
        {"op": "add", "path": "work_experience", "value": job},
        {"op": "add", "path": "skills", "value": "sourdough"},
    ]
    await changed(cv, edits=edits, paper="letter", template="banner")
    await cv.press("skip_updates")
    text = await printed(cv)
    for part in ("Ana Rye", "YO1 7HH", "Rye House", "Bake for 3 shops", "sourdough"):
        assert part in text
