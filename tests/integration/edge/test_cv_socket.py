"""The WebSocket of a CV session over a real server; what it shares with the conversation's is in `test_sockets.py`."""

import httpx
import pytest

from services.shared.errors import Unavailable
from tests.integration.edge.lines import Line, start


class Person:
    """Whoever holds a CV session, over REST."""

    def __init__(self, edge, session) -> None:
        self.http = httpx.AsyncClient(base_url=edge.url, headers={"authorization": f"Bearer {session['token']}"})
        self.id = session["session"]

    async def press(self, action, **data):
        body = {"session_id": self.id, "user_action": action, "action_data": data or None}
        return (await self.http.post("/api/process-cv", json=body)).json()

    async def get(self):
        return (await self.http.get(f"/api/cv/{self.id}")).json()


@pytest.fixture
async def cv(edge):
    return await start(edge, "cv")


@pytest.fixture
async def person(edge, cv):
    person = Person(edge, cv)
    yield person
    await person.http.aclose()


async def test_the_first_frame_is_the_session_as_a_get_answers_it(edge, cv, person):
    async with Line(edge, **cv) as line:
        frame = await line.next()
    assert (frame.pop("type"), frame.pop("eventId")) == ("cv", "1")
    assert frame == await person.get()


async def test_the_run_of_the_agent_is_seen_from_its_start_to_its_end(edge, cv, person):
    edge.world.pace_s = 0.01
    async with Line(edge, **cv) as line:
        frames = [await line.next()]
        await person.press("data_outdated")
        frames.append(await line.next())
        await person.press("confirm_selection", selected_sections=["work_experience"])
        frames += [await line.next(), await line.next()]
    stages = ["DATA_TRUTH_CHECK", "INTENT_CAPTURE", "AGENT_EXECUTION", "READY_FOR_GENERATION"]
    assert [frame["stage"] for frame in frames] == stages
    assert [frame["eventId"] for frame in frames] == ["1", "2", "3", "4"]
    assert [frame["metadata"]["state_version"] for frame in frames] == [1, 2, 3, 4]
    assert frames[2]["ui_action"]["type"] == "progress"


async def test_who_comes_back_with_the_present_version_hears_of_the_next_change_only(edge, cv, person):
    async with Line(edge, **cv, after="1") as line:
        await person.press("data_outdated")
        assert (await line.next())["eventId"] == "2"


@pytest.mark.parametrize("after", ["1", "", "7", "soon"])
async def test_who_comes_back_with_any_other_version_gets_the_present_state(edge, cv, person, after):
    await person.press("data_outdated")
    await person.press("skip_updates")
    async with Line(edge, **cv, after=after) as line:
        frame = await line.next()
    assert (frame["eventId"], frame["stage"]) == ("3", "READY_FOR_GENERATION")


async def test_a_frame_of_the_client_is_answered_and_the_socket_stays(edge, cv, person):
    async with Line(edge, **cv, after="1") as line:
        await line.send(type="message", message="hello")
        assert (await line.next())["reason"] == "INVALID_FRAME"
        await person.press("data_outdated")
        assert (await line.next())["eventId"] == "2"


async def test_states_go_on_after_the_service_behind_was_away(edge, cv, person):
    async with Line(edge, **cv) as line:
        await line.next("cv")
        edge.world.faults["WatchCv"] = Unavailable("CVFSM_DOWN", "Away.", retry_after_s=1)
        assert (await line.next())["reason"] == "CVFSM_DOWN"
        edge.world.faults.clear()
        await person.press("data_outdated")
        assert (await line.next("cv"))["eventId"] == "2"


async def test_the_token_is_checked_again_when_the_service_behind_comes_back(edge, cv):
    async with Line(edge, **cv) as line:
        await line.next("cv")
        edge.world.faults["WatchCv"] = Unavailable("CVFSM_DOWN", "Away.", retry_after_s=1)
        await line.next("error")
        edge.world.cvs[cv["session"]] = ("changed", edge.world.cvs[cv["session"]][1])
        edge.world.faults.clear()
        code, frames = await line.closing()
    assert (code, frames[-1]["reason"]) == (1008, "SESSION_UNKNOWN")


async def test_a_session_of_another_schema_is_said_to_be_incompatible(edge):
    async with httpx.AsyncClient(base_url=edge.url) as http:
        old = (await http.post("/api/cv", files={"file": ("old.docx", b"a file")})).json()
    async with Line(edge, "cv", old["session_id"], old["session_token"]) as line:
        code, frames = await line.closing()
    assert code == 1008
    assert (frames[0]["reason"], frames[0]["action_required"]) == ("SESSION_INCOMPATIBLE", "cleanup_and_restart")
