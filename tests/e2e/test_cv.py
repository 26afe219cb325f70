"""The wave checks of the CV pipeline through the real edge: buttons decide, the agent is bounded, the PDF says what was said."""

import json

import httpx
import pytest
import redis.asyncio as aioredis
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from services.cli import story
from services.cvfsm.adapters.pdf_text import extract


@pytest.fixture
async def edge(suite):
    async with httpx.AsyncClient(base_url=suite.addresses.url, timeout=60) as client:
        yield client


class Cv:
    """One CV session as a browser holds it."""

    def __init__(self, edge: httpx.AsyncClient, uploaded: dict) -> None:
        self.edge, self.now, self.id = edge, uploaded, uploaded["session_id"]
        self.headers = {"authorization": f"Bearer {uploaded['session_token']}"}

    async def press(self, action: str, **data: object) -> httpx.Response:
        body = {"session_id": self.id, "user_action": action, "action_data": data}
        return await self._kept(await self.edge.post("/api/process-cv", json=body, headers=self.headers))

    async def say(self, message: str) -> httpx.Response:
        body = {"session_id": self.id, "message": message}
        return await self._kept(await self.edge.post("/api/process-cv", json=body, headers=self.headers))

    async def wait(self) -> dict:
        await self._kept(await self.edge.get(f"/api/cv/{self.id}?wait=25", headers=self.headers))
        return self.now

    async def _kept(self, response: httpx.Response) -> httpx.Response:
        if response.is_success:
            self.now = response.json()
        return response

    @property
    def buttons(self) -> list[str]:
        return [button["id"] for button in self.now["ui_action"]["buttons"]]


@pytest.fixture
async def cv(edge):
    answer = await edge.post("/api/cv", files={"file": ("cv.docx", story.cv_file())})
    assert answer.is_success, answer.text
    return Cv(edge, answer.json())


async def test_from_upload_over_buttons_sections_and_agent_to_the_pdf(edge, cv):
    assert cv.now["stage"] == "DATA_TRUTH_CHECK"
    assert cv.now["metadata"]["schema_version"] == "1.0"
    assert cv.now["ui_action"]["type"] == "decision_buttons"
    assert cv.buttons == ["data_current", "data_outdated"]
    await cv.press("data_outdated")
    assert cv.now["stage"] == "INTENT_CAPTURE"
    assert cv.now["ui_action"]["type"] == "section_selector"
    await cv.press(
        "confirm_selection",
        selected_sections=["work_experience", "skills"],
        statements=story.STATEMENTS,
        posting=story.POSTING,
    )
    await cv.wait()
    assert cv.now["stage"] == "READY_FOR_GENERATION"
    assert cv.now["metadata"]["updates_applied"] > 0
    assert "survey design" in cv.now["cv_data"]["skills"]
    await cv.press("generate_pdf")
    assert cv.now["stage"] == "DONE"
    text = extract((await edge.get(f"/api/cv/{cv.id}/pdf", headers=cv.headers)).content)
    assert "6 departments" in text
    assert "Stata" not in text


async def test_a_run_that_changed_nothing_is_rejected_and_offers_a_way_on(cv):
    await cv.press("data_outdated")
    await cv.press("confirm_selection", selected_sections=["interests"])
    await cv.wait()
    assert cv.now["stage"] == "AGENT_EXECUTION"
    assert cv.now["message"].startswith("No updates were applied")
    assert cv.buttons == ["confirm_selection", "skip_updates", "cancel"]
    await cv.press("skip_updates")
    assert cv.now["stage"] == "READY_FOR_GENERATION"


async def test_the_agents_run_and_the_sessions_end_are_told_over_the_socket(suite, edge, cv):
    await cv.press("data_outdated")
    version = cv.now["metadata"]["state_version"]
    url = f"{suite.addresses.url.replace('http', 'ws', 1)}/api/cv/{cv.id}/ws?after={version}"
    async with connect(url, origin=suite.addresses.url, compression=None, max_size=1 << 22) as socket:
        await socket.send(json.dumps({"type": "auth", "token": cv.headers["authorization"].removeprefix("Bearer ")}))
        await cv.press("confirm_selection", selected_sections=["skills"], statements=story.STATEMENTS)
        frames = [json.loads(await socket.recv())]
        while frames[-1]["ui_action"]["type"] == "progress":
            frames.append(json.loads(await socket.recv()))
        versions = [int(frame["eventId"]) for frame in frames]
        assert versions == sorted(set(versions))
        assert versions[0] > version
        last = {name: value for name, value in frames[-1].items() if name not in {"type", "eventId"}}
        assert last == await cv.wait()
        await edge.delete(f"/api/cv/{cv.id}", headers=cv.headers)
        assert json.loads(await socket.recv())["reason"] == "SESSION_UNKNOWN"
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd.code == 1008


async def test_free_text_is_refused_with_the_buttons_that_decide(cv):
    refused = await cv.say("yes please, looks fine")
    told = refused.json()
    assert (refused.status_code, told["reason"]) == (409, "FREE_TEXT_DISABLED")
    assert told["ui_action"]["type"] == "decision_buttons"
    assert (await cv.wait())["stage"] == "DATA_TRUTH_CHECK"


async def test_an_action_of_another_stage_is_409_and_changes_nothing(cv):
    before = await cv.wait()
    refused = await cv.press("generate_pdf")
    assert (refused.status_code, refused.json()["reason"]) == (409, "ACTION_NOT_ALLOWED")
    assert await cv.wait() == before


async def test_a_session_of_an_older_schema_is_409_with_what_to_do(suite, edge, cv):
    store = aioredis.Redis.from_url(suite.addresses.redis_url, decode_responses=True)
    place = f"metier:{{{cv.id}}}:cvfsm:state"
    await store.hset(place, "json", json.dumps({"schema_version": "0.9"}))
    await store.aclose()
    refused = await edge.get(f"/api/cv/{cv.id}", headers=cv.headers)
    told = refused.json()
    assert (refused.status_code, told["reason"]) == (409, "SESSION_INCOMPATIBLE")
    assert told["action_required"] == "cleanup_and_restart"
