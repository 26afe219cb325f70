"""The WebSocket of a conversation over a real server (RELIABILITY D3)."""

import asyncio
import json
from typing import Self

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from services.shared.errors import Unavailable

NOT_OURS = [
    None,
    "",
    "null",
    "http://127.0.0.1",
    "https://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1:{port}@evil.example",
    "http://evil.example",
    "http://evil.example:{port}",
    "http://localhost.evil.example:{port}",
    "https://friend.example.evil.example",
    "https://friend.example:444",
    "http://friend.example",
    "https://notfriend.example",
    "https://friend.example@evil.example",
    "file://",
    "chrome-extension://abcdef",
    "http://127.0.0.2:{port}",
    "http://[::1]:{port}",
    "javascript:alert(1)",
    "*",
]


class Line:
    """A socket as a page has it."""

    def __init__(self, edge, after: str = "", session: str = "", token: str = "", origin: str = "") -> None:
        path = f"{edge.url.replace('http', 'ws')}/api/chat/{session}/ws?after={after}"
        self.connection = connect(path, origin=origin or edge.url, compression=None, max_size=None)
        self.token = token

    async def __aenter__(self) -> Self:
        self.socket = await self.connection.__aenter__()
        if self.token:
            await self.send(type="auth", token=self.token)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.connection.__aexit__(*error)

    async def send(self, **frame):
        await self.socket.send(json.dumps(frame))

    async def next(self, kind: str = ""):
        """The next frame, or the next of a kind."""
        while True:
            frame = json.loads(await asyncio.wait_for(self.socket.recv(), 5))
            if not kind or frame["type"] == kind:
                return frame

    async def closing(self):
        """Close code and the frames before it."""
        frames = []
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                frames.append(json.loads(await asyncio.wait_for(self.socket.recv(), 5)))
        return closed.value.rcvd.code, frames


async def start(edge):
    async with httpx.AsyncClient(base_url=edge.url) as http:
        opening = (await http.post("/api/chat", json={"action": "start", "jobTitle": "Nurse"})).json()
    return {"session": opening["sessionId"], "token": opening["sessionToken"]}


@pytest.mark.parametrize("origin", NOT_OURS, ids=repr)
async def test_a_page_that_is_not_ours_gets_403_before_there_is_a_socket(edge, origin):
    session = await start(edge)
    port = edge.url.rpartition(":")[2]
    url = f"{edge.url.replace('http', 'ws')}/api/chat/{session['session']}/ws"
    with pytest.raises(InvalidStatus) as refused:
        async with connect(url, origin=origin and origin.format(port=port)):
            pass
    assert refused.value.response.status_code == 403


async def test_a_listed_origin_may_connect(edge):
    async with Line(edge, **await start(edge), origin="https://friend.example") as line:
        assert (await line.next())["type"] == "turn"


async def test_a_reply_is_told_while_it_is_written_and_the_turn_replaces_it(edge):
    session = await start(edge)
    async with Line(edge, **session, after="1") as line:
        await line.send(type="message", message="I write briefs and read drafts", requestId="r1")
        frames = [await line.next()]
        while frames[-1]["type"] != "turn":
            frames.append(await line.next())
    assert frames[0] == {"type": "tool", "tool": "custom_question", "replyTo": "r1"}
    turn = frames[-1]
    assert "".join(frame["text"] for frame in frames[1:-1]) == turn["message"]["content"]
    assert {"eventId", "sessionId", "updatedState", "isComplete"} <= set(turn)


async def test_a_turn_is_told_once_though_it_is_also_an_event(edge):
    async with Line(edge, **await start(edge), after="1") as line:
        await line.send(type="message", message="I write briefs and read drafts", requestId="r1")
        await line.next("turn")
        await line.send(type="message", message="I present results to committees", requestId="r2")
        assert (await line.next("turn"))["version"] == 3


async def test_who_comes_back_gets_what_was_missed_and_a_repeated_message_changes_nothing(edge):
    session = await start(edge)
    async with Line(edge, **session, after="1") as line:
        await line.send(type="message", message="I write briefs and read drafts", requestId="r1")
        await line.next("turn")  # applied; this client never saw it, for all the next socket knows
    async with Line(edge, **session, after="1") as line:
        assert (await line.next("turn"))["version"] == 2
        await line.send(type="message", message="I write briefs and read drafts", requestId="r1")
        again = await line.next("turn")
        assert (again["version"], again["replyTo"]) == (2, "r1")
    assert edge.world.chats[session["session"]].session.version == 2


async def test_cards_proceed_and_reopen_go_over_the_socket(edge):
    async with Line(edge, **await start(edge), after="1") as line:
        await line.send(type="message", message="not sure")
        cards = (await line.next("turn"))["suggestions"]
        await line.send(type="select", selectedSuggestionIds=[cards[1]["id"]], requestId="s1")
        assert (await line.next("selection"))["selectedSuggestionIds"] == [cards[1]["id"]]
        await line.send(type="proceed", requestId="p1")
        assert (await line.next("turn"))["closed"] is True
        await line.send(type="message", message="too late", requestId="m9")
        error = await line.next("error")
        assert (error["reason"], error["replyTo"]) == ("SESSION_CLOSED", "m9")
        await line.send(type="reopen")
        assert (await line.next("turn"))["closed"] is False


async def test_matches_and_actions_arrive_as_they_are_found(edge):
    session = await start(edge)
    opened = {"authorization": f"Bearer {session['token']}"}
    async with Line(edge, **session, after="1") as line, httpx.AsyncClient(base_url=edge.url, headers=opened) as http:
        await line.send(type="message", message="I write briefs and read drafts")
        await line.next("turn")
        await http.post("/api/tasks/process", json={"sessionId": session["session"]})
        assert (await line.next("match"))["task"]["match"]["status"] == "matched"
        assert (await line.next("matches"))["occupations"][0]["occupationTitle"] == "Management Analysts"


@pytest.mark.parametrize(
    "first", ['{"type":"message","message":"hi"}', "rubbish", '{"type":"auth","token":"made-up"}', '{"type":"auth"}']
)
async def test_without_the_token_first_a_socket_says_no_and_closes(edge, first):
    session = await start(edge)
    async with Line(edge, session=session["session"]) as line:
        await line.socket.send(first)
        code, frames = await line.closing()
    assert code == 1008
    assert [frame["reason"] for frame in frames] == ["SESSION_UNKNOWN"]


async def test_a_socket_that_says_nothing_at_all_is_closed(edge):
    async with Line(edge, session="whatever") as line:
        assert (await line.closing())[0] == 1008


async def test_a_silent_socket_is_closed_as_idle(edge):
    session = await start(edge)
    async with Line(edge, **session, after="1") as line:
        assert (await line.closing())[0] == 1000


async def test_a_session_is_open_in_so_many_places_only(edge):
    session = await start(edge)
    async with Line(edge, **session), Line(edge, **session), Line(edge, **session), Line(edge, **session) as fourth:
        code, frames = await fourth.closing()
    assert (code, frames[-1]["reason"]) == (1008, "TOO_MANY_SOCKETS")


@pytest.mark.parametrize(("frame", "code"), [("x" * 65_537, 1009), ("ä" * 32_769, 1009), (b"bytes", 1003)])
async def test_frames_that_break_the_rules_close_the_socket(edge, frame, code):
    async with Line(edge, **await start(edge), after="1") as line:
        await line.socket.send(frame)
        assert (await line.closing())[0] == code


async def test_a_flood_closes_the_socket(edge):
    async with Line(edge, **await start(edge), after="1") as line:
        for _ in range(25):
            await line.send(type="select", selectedSuggestionIds=[])
        code, frames = await line.closing()
    assert (code, frames[-1]["reason"]) == (1008, "TOO_MANY_FRAMES")


@pytest.mark.parametrize(
    "frame", ["{}", "[]", '{"type":"dance"}', '{"type":"message"}', "\x00", '{"type":"message","message":""}']
)
async def test_a_frame_that_makes_no_sense_is_answered_and_the_socket_stays(edge, frame):
    async with Line(edge, **await start(edge), after="1") as line:
        await line.socket.send(frame)
        assert (await line.next())["reason"] == "INVALID_FRAME"
        await line.send(type="message", message="I write briefs and read drafts")
        assert (await line.next("turn"))["version"] == 2


async def test_a_message_over_16_kib_is_refused_and_the_socket_stays(edge):
    async with Line(edge, **await start(edge), after="1") as line:
        await line.send(type="message", message="x" * 16_385, requestId="big")
        error = await line.next("error")
    assert (error["reason"], error["status"], error["limit"], error["replyTo"]) == (
        "MESSAGE_TOO_LONG",
        413,
        "16 KiB",
        "big",
    )


async def test_the_token_is_checked_again_for_every_frame(edge):
    session = await start(edge)
    async with Line(edge, **session, after="1") as line:
        edge.world.chats[session["session"]].token = "changed"
        await line.send(type="message", message="I write briefs and read drafts")
        assert (await line.next("error"))["reason"] == "SESSION_UNKNOWN"


async def test_events_go_on_after_the_service_behind_was_away(edge):
    session = await start(edge)
    edge.world.faults["Subscribe"] = Unavailable("ORCHESTRATOR_DOWN", "Away.", retry_after_s=1)
    async with Line(edge, **session) as line:
        assert (await line.next())["reason"] == "ORCHESTRATOR_DOWN"
        edge.world.faults.clear()
        assert (await line.next("turn"))["version"] == 1
