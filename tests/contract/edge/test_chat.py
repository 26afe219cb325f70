"""`/api/chat` over REST."""

import json

import pytest

from services.shared.errors import NotBuilt, Unavailable
from tests.contract.edge.conftest import told

SESSION_CALLS = [
    ("POST", "/api/chat", {"action": "message", "sessionId": "{id}", "message": "hello"}),
    ("POST", "/api/chat", {"action": "correct", "sessionId": "{id}", "messageId": "u2", "message": "hello"}),
    ("POST", "/api/chat", {"action": "proceed", "sessionId": "{id}"}),
    ("POST", "/api/chat", {"action": "reopen", "sessionId": "{id}"}),
    ("PATCH", "/api/chat", {"sessionId": "{id}", "selectedSuggestionIds": []}),
    ("GET", "/api/chat/{id}", None),
    ("DELETE", "/api/chat/{id}", None),
    ("GET", "/api/chat/{id}/explain", None),
    ("GET", "/api/chat/{id}/export", None),
    ("POST", "/api/tasks/process", {"sessionId": "{id}"}),
    ("GET", "/api/tasks/{id}", None),
    ("PUT", "/api/tasks/{id}", {"tasks": []}),
    ("POST", "/api/tasks/{id}/submit", {}),
    ("POST", "/api/tasks/{id}/unsure/u1", {"keep": True}),
    ("GET", "/api/tasks/{id}/export", None),
    ("GET", "/api/matches/{id}", None),
    ("GET", "/api/actions/{id}", None),
    ("POST", "/api/actions/{id}", {}),
    ("PATCH", "/api/actions/{id}/a1", {"status": "done"}),
    ("POST", "/api/process-cv", {"session_id": "{id}", "user_action": "data_current"}),
    ("GET", "/api/cv/{id}", None),
    ("GET", "/api/cv/{id}/pdf", None),
    ("GET", "/api/cv/{id}/docx", None),
    ("GET", "/api/cv/{id}/json", None),
    ("GET", "/api/cv/{id}/preview/1", None),
    ("PUT", "/api/cv/{id}/photo", None),
    ("GET", "/api/cv/{id}/photo", None),
    ("DELETE", "/api/cv/{id}/photo", None),
    ("GET", "/api/cv/{id}/export", None),
    ("DELETE", "/api/cv/{id}", None),
]
PUBLIC_CALLS = {("POST", "/api/chat"), ("POST", "/api/cv"), ("POST", "/api/cv/start"), ("GET", "/api/occupations")}


async def test_a_start_gives_the_seeds_response_with_a_token(edge):
    body = {"action": "start", "jobTitle": "Policy Analyst", "initialTasks": "I write briefs, read drafts"}
    answer = await edge.http.post("/api/chat", json=body)
    told_ = answer.json()
    assert answer.status_code == 200
    assert {"sessionId", "sessionToken", "message", "shouldShowSuggestions", "isComplete", "extractedTasks"} <= set(
        told_
    )
    assert told_["toolUsed"] == "custom_question"
    assert set(told_["updatedState"]) == {"turnCount", "estimatedTaskCount", "userEngagement", "gwaCoverage"}
    assert told_["message"]["role"] == "assistant"


async def test_a_message_is_answered_and_the_session_shows_both(edge):
    session, opened = await edge.start()
    body = {"action": "message", "sessionId": session, "message": "I write briefs, read drafts and analyse data"}
    answer = (await edge.http.post("/api/chat", json=body, headers=opened)).json()
    assert [row["raw"] for row in answer["extractedTasks"]] == ["I write briefs", "read drafts", "analyse data"]
    assert "sessionToken" not in answer
    kept = (await edge.http.get(f"/api/chat/{session}", headers=opened)).json()
    assert [row["role"] for row in kept["messages"]] == ["assistant", "user", "assistant"]
    assert kept["version"] == answer["version"]


async def test_what_was_said_is_corrected_and_the_earlier_words_stand_in_the_export_alone(edge):
    session, opened = await edge.start()
    said = {"action": "message", "sessionId": session, "message": "I write briefs and read long drafts"}
    await edge.http.post("/api/chat", json=said, headers=opened)
    body = {"action": "correct", "sessionId": session, "messageId": "u2", "message": "I write speeches for ministers"}
    answer = await edge.http.post("/api/chat", json=body, headers=opened)
    assert (answer.status_code, answer.json()["version"]) == (200, 3)
    kept = (await edge.http.get(f"/api/chat/{session}", headers=opened)).json()
    assert [row["content"] for row in kept["messages"] if row["role"] == "user"] == [body["message"]]
    assert [row["corrected"] for row in kept["messages"]] == [False, True, False, False]
    assert [row["raw"] for row in kept["extractedTasks"]] == [body["message"]]
    assert said["message"] not in json.dumps(kept)
    assert said["message"] in (await edge.http.get(f"/api/chat/{session}/export", headers=opened)).text
    unknown = await edge.http.post("/api/chat", json={**body, "messageId": "a1"}, headers=opened)
    told(unknown, 400, "MESSAGE_UNKNOWN")


async def test_cards_are_shown_and_selected_as_a_whole_set(edge):
    session, opened = await edge.start()
    body = {"action": "message", "sessionId": session, "message": "not sure"}
    cards = (await edge.http.post("/api/chat", json=body, headers=opened)).json()["suggestions"]
    chosen = [cards[2]["id"], cards[0]["id"]]
    body = {"sessionId": session, "selectedSuggestionIds": chosen}
    answer = (await edge.http.patch("/api/chat", json=body, headers=opened)).json()
    assert answer["selectedSuggestionIds"] == [cards[0]["id"], cards[2]["id"]]
    refused = await edge.http.patch("/api/chat", json={**body, "selectedSuggestionIds": ["nope"]}, headers=opened)
    told(refused, 400, "SUGGESTION_UNKNOWN")


async def test_proceed_closes_and_reopen_opens_again(edge):
    session, opened = await edge.start()
    closed = await edge.http.post("/api/chat", json={"action": "proceed", "sessionId": session}, headers=opened)
    assert (closed.json()["toolUsed"], closed.json()["closed"]) == ("proceed", True)
    late = {"action": "message", "sessionId": session, "message": "one more"}
    told(await edge.http.post("/api/chat", json=late, headers=opened), 409, "SESSION_CLOSED")
    reopened = await edge.http.post("/api/chat", json={"action": "reopen", "sessionId": session}, headers=opened)
    assert reopened.json()["closed"] is False
    assert (await edge.http.post("/api/chat", json=late, headers=opened)).status_code == 200


@pytest.mark.parametrize("place", ["header", "body"])
async def test_the_same_request_id_gives_the_first_answer_again_and_another_payload_is_refused(edge, place):
    session, opened = await edge.start()
    headers = {**opened, "idempotency-key": "r1"} if place == "header" else opened
    body = {"action": "message", "sessionId": session, "message": "I write briefs and read drafts"}
    body |= {"requestId": "r1"} if place == "body" else {}
    first = await edge.http.post("/api/chat", json=body, headers=headers)
    again = await edge.http.post("/api/chat", json=body, headers=headers)
    assert again.content == first.content
    other = await edge.http.post("/api/chat", json={**body, "message": "something else"}, headers=headers)
    told(other, 400, "IDEMPOTENCY_KEY_REUSED")


async def test_why_and_everything_can_be_asked_for(edge):
    session, opened = await edge.start()
    why = (await edge.http.get(f"/api/chat/{session}/explain", headers=opened)).json()
    assert [turn["version"] for turn in why["turns"]] == [1]
    file = await edge.http.get(f"/api/chat/{session}/export", headers=opened)
    assert file.headers["content-disposition"].startswith("attachment")
    assert json.loads(file.content)["session"]["sessionId"] == session


async def test_a_deleted_session_is_as_one_that_never_was(edge):
    session, opened = await edge.start()
    assert (await edge.http.delete(f"/api/chat/{session}", headers=opened)).status_code == 204
    told(await edge.http.get(f"/api/chat/{session}", headers=opened), 404, "SESSION_UNKNOWN")


async def test_the_matrix_below_has_a_row_for_every_route(edge):
    paths = (await edge.http.get("/openapi.json")).json()["paths"]
    routes = {(method.upper(), path) for path, item in paths.items() for method in item if path.startswith("/api/")}
    rows = {(method, path.replace("{id}", "{session_id}")) for method, path, _ in SESSION_CALLS}
    spelled = {"a1": "{action_id}", "unsure/u1": "unsure/{task_id}", "preview/1": "preview/{page}", "/pdf": "/{form}"}
    for example, template in spelled.items():
        rows |= {(method, path.replace(example, template)) for method, path in rows}
    assert routes - rows - PUBLIC_CALLS == set()


@pytest.mark.parametrize("who", ["nobody", "a stranger", "another owner"])
@pytest.mark.parametrize(("method", "path", "body"), SESSION_CALLS, ids=[f"{row[0]} {row[1]}" for row in SESSION_CALLS])
async def test_without_the_sessions_own_token_every_call_answers_as_for_an_unknown_session(
    edge, method, path, body, who
):
    of_cv = "cv" in path
    session, _ = await (edge.cv() if of_cv else edge.with_tasks())
    _, others = await edge.start()
    headers = {"nobody": {}, "a stranger": {"authorization": "Bearer made-up"}, "another owner": others}[who]
    headers = {**headers, "if-match": '"1"'}

    async def call(name: str) -> dict[str, object]:
        sent = json.loads(json.dumps(body).replace("{id}", name)) if body is not None else None
        file = {"file": ("me.png", b"a photo")} if (method, path) == ("PUT", "/api/cv/{id}/photo") else None
        answer = await edge.http.request(method, path.replace("{id}", name), json=sent, files=file, headers=headers)
        document = told(answer, 404, "SESSION_UNKNOWN")
        return {key: value for key, value in document.items() if key != "requestId"}

    assert await call(session) == await call("never-was")


async def test_a_message_over_16_kib_names_the_limit(edge):
    session, opened = await edge.start()
    for size in (16 * 1024 + 1, 200_000):
        body = {"action": "message", "sessionId": session, "message": "ä" * (size // 2 + 1)}
        problem = told(await edge.http.post("/api/chat", json=body, headers=opened), 413, "MESSAGE_TOO_LONG")
        assert problem["limit"] == "16 KiB"
    fits = {"action": "message", "sessionId": session, "message": "\x01" * 16 * 1024}
    assert (await edge.http.post("/api/chat", json=fits, headers=opened)).status_code == 200


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "MALFORMED_JSON"),
        (b"\xff\xfe", "MALFORMED_JSON"),
        (b"[]", "INVALID_REQUEST"),
        (b'{"action":"dance"}', "INVALID_REQUEST"),
        (b'{"action":"start"}', "INVALID_REQUEST"),
        (b'{"action":"start","jobTitle":""}', "INVALID_REQUEST"),
    ],
)
async def test_what_cannot_be_read_is_a_400_that_says_what_is_wrong(edge, content, reason):
    answer = await edge.http.post("/api/chat", content=content, headers={"content-type": "application/json"})
    told(answer, 400, reason)


async def test_a_validation_error_names_the_field_and_never_repeats_what_was_sent(edge):
    body = {"action": "start", "jobTitle": "canary-of-a-person" * 20}
    answer = await edge.http.post("/api/chat", json=body)
    problem = told(answer, 400, "INVALID_REQUEST")
    assert problem["errors"][0]["field"] == "jobTitle"
    assert "canary" not in answer.text


async def test_a_service_that_is_down_is_a_503_with_retry_after_and_nothing_is_lost(edge):
    session, opened = await edge.start()
    edge.world.faults["SendMessage"] = Unavailable("AGENT_DOWN", "The agent is away.", retry_after_s=2)
    body = {"action": "message", "sessionId": session, "message": "I write briefs and read drafts"}
    answer = await edge.http.post("/api/chat", json=body, headers=opened)
    told(answer, 503, "AGENT_DOWN")
    assert answer.headers["retry-after"] == "2"
    edge.world.faults.clear()
    assert (await edge.http.post("/api/chat", json=body, headers=opened)).json()["version"] == 2


async def test_what_is_not_built_is_a_501(edge):
    edge.world.faults["StartSession"] = NotBuilt("NOT_IMPLEMENTED", "Not built yet.")
    answer = await edge.http.post("/api/chat", json={"action": "start", "jobTitle": "Nurse"})
    told(answer, 501, "NOT_IMPLEMENTED")


async def test_a_bug_tells_nothing_but_an_id(edge):
    edge.world.faults["StartSession"] = ValueError("CV of Jane Doe jane@example.org")
    answer = await edge.http.post("/api/chat", json={"action": "start", "jobTitle": "Nurse"})
    told(answer, 500, "INTERNAL")
    assert "Jane" not in answer.text
