"""What goes wrong at the edge says so: problem+json, a status, a stable reason; nothing is lost."""

import asyncio

import httpx
import pytest

from services.cli import story


@pytest.fixture
async def edge(suite):
    async with httpx.AsyncClient(base_url=suite.addresses.url, timeout=30) as client:
        yield client


@pytest.fixture
async def session(edge):
    started = (await edge.post("/api/chat", json={"action": "start", "jobTitle": story.JOB_TITLE})).json()
    return started["sessionId"], {"authorization": f"Bearer {started['sessionToken']}"}


def assert_problem(response: httpx.Response, status: int, reason: str) -> dict:
    assert response.headers["content-type"].startswith("application/problem+json")
    told = response.json()
    assert (response.status_code, told["status"], told["reason"]) == (status, status, reason)
    assert told["requestId"]
    return told


async def test_an_unknown_session_and_a_wrong_token_look_the_same(edge, session):
    session_id, _ = session
    wrong = {"authorization": "Bearer wrong"}
    unknown = assert_problem(await edge.get("/api/chat/0123456789", headers=wrong), 404, "SESSION_UNKNOWN")
    mistaken = assert_problem(await edge.get(f"/api/chat/{session_id}", headers=wrong), 404, "SESSION_UNKNOWN")
    assert unknown["detail"] == mistaken["detail"]
    assert_problem(await edge.get(f"/api/chat/{session_id}"), 404, "SESSION_UNKNOWN")


async def test_a_message_that_is_too_long_names_the_limit(edge, session):
    session_id, headers = session
    body = {"action": "message", "sessionId": session_id, "message": "x" * 100_000}
    told = assert_problem(await edge.post("/api/chat", json=body, headers=headers), 413, "MESSAGE_TOO_LONG")
    assert "16" in str(told["limit"])


async def test_json_that_is_none_is_refused(edge):
    headers = {"content-type": "application/json"}
    assert (await edge.post("/api/chat", content=b'{"action": "sta', headers=headers)).status_code == 400


async def test_a_closed_session_takes_no_message_until_it_is_opened_again(edge, session):
    session_id, headers = session
    message = {"action": "message", "sessionId": session_id, "message": "I write reports."}
    assert (
        await edge.post("/api/chat", json={"action": "proceed", "sessionId": session_id}, headers=headers)
    ).is_success
    assert_problem(await edge.post("/api/chat", json=message, headers=headers), 409, "SESSION_CLOSED")
    assert (
        await edge.post("/api/chat", json={"action": "reopen", "sessionId": session_id}, headers=headers)
    ).is_success
    assert (await edge.post("/api/chat", json=message, headers=headers)).is_success


async def test_a_second_message_in_flight_is_refused_and_nothing_doubles(edge, session):
    session_id, headers = session
    answers = await asyncio.gather(
        *(
            edge.post(
                "/api/chat",
                json={"action": "message", "sessionId": session_id, "message": f"I write report number {number}."},
                headers=headers,
            )
            for number in range(6)
        )
    )
    applied = [answer for answer in answers if answer.is_success]
    for refused in (answer for answer in answers if not answer.is_success):
        assert_problem(refused, 409, "TURN_IN_FLIGHT")
    stored = (await edge.get(f"/api/chat/{session_id}", headers=headers)).json()
    assert stored["version"] == len(applied) + 1


async def test_a_service_that_is_down_is_503_and_the_session_is_there_when_it_is_back(suite, edge, session):
    session_id, headers = session
    body = {"action": "message", "sessionId": session_id, "message": "I write reports.", "requestId": "down-1"}
    refusals = []
    async with asyncio.timeout(60):
        suite.kill("agent")
        while not (answer := await edge.post("/api/chat", json=body, headers=headers)).is_success:
            refusals.append(answer)
            await asyncio.sleep(0.2)
    for refused in refusals:
        assert refused.status_code in {503, 409}
        assert refused.headers["retry-after"]
    stored = (await edge.get(f"/api/chat/{session_id}", headers=headers)).json()
    assert stored["version"] == 2


async def test_what_is_deleted_is_gone_for_everyone(edge, session):
    session_id, headers = session
    assert (await edge.delete(f"/api/chat/{session_id}", headers=headers)).status_code == 204
    for path in (f"/api/chat/{session_id}", f"/api/tasks/{session_id}", f"/api/actions/{session_id}"):
        assert_problem(await edge.get(path, headers=headers), 404, "SESSION_UNKNOWN")
