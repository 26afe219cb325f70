"""`/api/cv` and `/api/process-cv` over REST."""

import json

import pytest

from tests.contract.edge.conftest import told


async def test_an_upload_gives_a_session_with_a_token_and_what_to_show(edge):
    answer = await edge.http.post("/api/cv", files={"file": ("cv.docx", b"x")}, data={"language": "de"})
    session = answer.json()
    assert answer.status_code == 201
    assert {"status", "message", "stage", "metadata", "cv_data", "ui_action", "session_token"} <= set(session)
    assert (session["status"], session["stage"]) == ("success", "DATA_TRUTH_CHECK")
    assert session["metadata"]["language"] == "de"
    assert session["metadata"]["stage"] == session["stage"]
    assert session["cv_data"]["full_name"] == ""
    assert session["metadata"]["docx_prefill_unconfirmed"]["work_experience"][0]["end"] == "present"
    assert [button["id"] for button in session["ui_action"]["buttons"]] == ["data_current", "data_outdated"]
    assert session["ui_action"]["disable_free_text"] is True


async def test_the_seeds_way_from_upload_to_files(edge):
    session, opened = await edge.cv()
    assert (await edge.press(session, opened, "data_outdated")).json()["ui_action"]["type"] == "section_selector"
    said = {"work_experience": "Prepared 12 policy briefs a year."}
    running = await edge.press(
        session, opened, "confirm_selection", selected_sections=["work_experience"], statements=said
    )
    assert running.json()["ui_action"]["type"] == "progress"
    done = (await edge.http.get(f"/api/cv/{session}", params={"wait": 5}, headers=opened)).json()
    applied, refused = done["metadata"]["updates"]
    assert (applied["status"], applied["sources"][0]["kind"]) == ("applied", "user_statement")
    assert (refused["status"], bool(refused["reason"])) == ("refused_by_gate", True)
    reviewed = await edge.press(session, opened, "review_updates", accept=["u1"])
    assert reviewed.json()["metadata"]["updates"][0]["status"] == "accepted"
    made = await edge.press(session, opened, "generate_pdf", language="en", pages=1, template="classic")
    assert (made.json()["stage"], made.json()["metadata"]["pdf_ready"]) == ("DONE", True)
    for form, media in (("pdf", "application/pdf"), ("docx", "application/json"), ("json", "application/json")):
        file = await edge.http.get(f"/api/cv/{session}/{form}", headers=opened)
        assert file.headers["content-type"] == media
    picture = await edge.http.get(f"/api/cv/{session}/preview/1", headers=opened)
    assert picture.content.startswith(b"\x89PNG")
    told(await edge.http.get(f"/api/cv/{session}/preview/3", headers=opened), 404, "PAGE_UNKNOWN")
    told(await edge.http.get(f"/api/cv/{session}/preview/{2**40}", headers=opened), 400, "INVALID_REQUEST")


async def test_an_action_that_is_not_possible_changes_nothing_and_says_what_is(edge):
    session, opened = await edge.cv()
    problem = told(await edge.press(session, opened, "generate_pdf"), 409, "ACTION_NOT_ALLOWED")
    assert problem["stage"] == "DATA_TRUTH_CHECK"
    assert problem["ui_action"]["buttons"][0]["id"] == "data_current"


async def test_free_text_is_refused_while_the_buttons_decide(edge):
    session, opened = await edge.cv()
    body = {"session_id": session, "message": "please just do it"}
    problem = told(await edge.http.post("/api/process-cv", json=body, headers=opened), 409, "FREE_TEXT_DISABLED")
    assert problem["ui_action"]["disable_free_text"] is True
    await edge.press(session, opened, "data_current")
    assert (await edge.http.post("/api/process-cv", json=body, headers=opened)).json()["stage"] == "INTENT_CAPTURE"


async def test_a_session_of_another_version_asks_to_start_fresh(edge):
    session, opened = await edge.cv("old.docx")
    for answer in (
        await edge.http.get(f"/api/cv/{session}", headers=opened),
        await edge.press(session, opened, "data_current"),
    ):
        assert told(answer, 409, "SESSION_INCOMPATIBLE")["action_required"] == "cleanup_and_restart"


@pytest.mark.parametrize(
    ("name", "content", "status", "reason"),
    [
        ("cv.docx", b"", 400, "FILE_EMPTY"),
        ("cv.exe", b"x", 400, "FILE_TYPE_UNSUPPORTED"),
        ("cv.docx", b"x" * (5 * 1024 * 1024 + 1), 413, "FILE_TOO_LARGE"),
        ("cv.docx", b"x" * (6 * 1024 * 1024), 413, "FILE_TOO_LARGE"),
    ],
)
async def test_a_file_that_cannot_be_taken_is_refused_with_the_reason(edge, name, content, status, reason):
    problem = told(await edge.http.post("/api/cv", files={"file": (name, content)}), status, reason)
    assert reason != "FILE_TOO_LARGE" or problem["limit"] == "5 MiB"


async def test_an_upload_without_a_file_is_a_400(edge):
    told(await edge.http.post("/api/cv", data={"language": "en"}), 400, "INVALID_REQUEST")
    told(
        await edge.http.post("/api/cv", content=b"{}", headers={"content-type": "application/json"}),
        400,
        "INVALID_REQUEST",
    )


async def test_actions_and_sections_outside_the_contract_are_refused(edge):
    session, opened = await edge.cv()
    told(await edge.press(session, opened, "dance"), 400, "INVALID_REQUEST")
    await edge.press(session, opened, "data_outdated")
    told(await edge.press(session, opened, "confirm_selection", selected_sections=["soul"]), 400, "INVALID_REQUEST")
    told(await edge.press(session, opened, "confirm_selection", selected_sections=[]), 400, "SECTIONS_EMPTY")


async def test_everything_can_be_exported_and_deleted(edge):
    session, opened = await edge.cv()
    assert (await edge.http.get(f"/api/cv/{session}/export", headers=opened)).json() == {"session_id": session}
    assert (await edge.http.delete(f"/api/cv/{session}", headers=opened)).status_code == 204
    told(await edge.http.get(f"/api/cv/{session}", headers=opened), 404, "SESSION_UNKNOWN")


async def test_edits_go_through_with_values_of_every_kind_and_come_back_as_the_persons_own(edge):
    answer = await edge.http.post("/api/cv/start", json={"language": "pl"})
    assert answer.status_code == 201
    started = answer.json()
    assert (started["stage"], started["metadata"]["created_from"]) == ("INTENT_CAPTURE", "scratch")
    opened = {"authorization": f"Bearer {started['session_token']}"}
    edits = [
        {"op": "set", "path": "phone", "value": "07700 900999"},
        {"op": "add", "path": "work_experience", "value": {"title": "Cook", "bullets": ["Made soup"]}},
        {"op": "move", "path": "skills[1]", "value": 0},
        {"op": "remove", "path": "skills[0]"},
    ]
    body = {"session_id": started["session_id"], "action_data": {"edits": edits}}
    view = (await edge.http.post("/api/process-cv", json=body, headers=opened)).json()
    assert view["cv_data"]["phone"] == "07700 900999"
    updates = view["metadata"]["updates"]
    assert [row["operation"] for row in updates] == ["set", "add", "move", "remove"]
    assert json.loads(updates[1]["after"]) == edits[1]["value"]
    assert updates[2]["after"] == "0.0"
    assert {(row["written_by"], row["sources"][0]["kind"], row["status"]) for row in updates} == {
        (None, "user", "accepted")
    }


@pytest.mark.parametrize(
    "edit", [{"op": "reorder", "path": "skills"}, {"op": "set"}, {"op": "set", "path": "x" * 121}, "remove my name"]
)
async def test_an_edit_of_another_form_is_a_400(edge, edit):
    session, opened = await edge.cv()
    body = {"session_id": session, "action_data": {"edits": [edit]}}
    told(await edge.http.post("/api/process-cv", json=body, headers=opened), 400, "INVALID_REQUEST")
