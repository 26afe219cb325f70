"""The WebSockets over a real server: the endpoint that both kinds share, and the conversation (docs/reliability.md D3)."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from metier.agent.v1.agent_state_pb2 import Sentence
from services.edge.app import build
from services.edge.page import Site
from services.edge.settings import EdgeSettings
from services.shared.errors import Unavailable
from services.shared.runtime.clock import SystemClock
from tests.fakes.edge.serve import running_edge
from tests.fakes.edge.world import World
from tests.integration.edge.conftest import SETTINGS
from tests.integration.edge.lines import KINDS, Line, address, start

AFTER = {"chat": "1..", "cv": "1"}
"""After the first event of a session."""
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


async def test_a_page_that_is_not_ours_gets_403_before_there_is_a_socket(edge):
    port = edge.url.rpartition(":")[2]
    answers = {}
    for kind in KINDS:
        url = address(edge, kind, (await start(edge, kind))["session"])
        for origin in NOT_OURS:
            with pytest.raises(InvalidStatus) as refused:
                async with connect(url, origin=origin and origin.format(port=port)):
                    pass
            answers[kind, origin] = refused.value.response.status_code
    assert answers == dict.fromkeys(answers, 403)


@pytest.mark.parametrize(("kind", "first"), [("chat", "turn"), ("cv", "cv")])
async def test_a_listed_origin_may_connect(edge, kind, first):
    async with Line(edge, **await start(edge, kind), origin="https://friend.example") as line:
        assert (await line.next())["type"] == first


async def test_a_reply_is_told_while_it_is_written_and_the_turn_replaces_it(edge):
    session = await start(edge)
    async with Line(edge, **session, after=AFTER["chat"]) as line:
        await line.send(type="message", message="I write briefs and read drafts", requestId="r1")
        frames = [await line.next()]
        while frames[-1]["type"] != "turn":
            frames.append(await line.next())
    assert frames[0] == {"type": "tool", "tool": "custom_question", "replyTo": "r1"}
    turn = frames[-1]
    assert "".join(frame["text"] for frame in frames[1:-1]) == turn["message"]["content"]
    assert {"eventId", "sessionId", "updatedState", "isComplete"} <= set(turn)


async def test_a_turn_is_told_once_though_it_is_also_an_event(edge):
    async with Line(edge, **await start(edge), after=AFTER["chat"]) as line:
        await line.send(type="message", message="I write briefs and read drafts", requestId="r1")
        await line.next("turn")
        await line.send(type="message", message="I present results to committees", requestId="r2")
        assert (await line.next("turn"))["version"] == 3


async def test_who_comes_back_gets_what_was_missed_and_a_repeated_message_changes_nothing(edge):
    session = await start(edge)
    async with Line(edge, **session, after=AFTER["chat"]) as line:
        await line.send(type="message", message="I write briefs and read drafts", requestId="r1")
        await line.next("turn")  # applied; this client never saw it, for all the next socket knows
    async with Line(edge, **session, after=AFTER["chat"]) as line:
        assert (await line.next("turn"))["version"] == 2
        await line.send(type="message", message="I write briefs and read drafts", requestId="r1")
        again = await line.next("turn")
        assert (again["version"], again["replyTo"]) == (2, "r1")
    assert edge.world.sessions.stored[session["session"]].version == 2


async def test_cards_proceed_and_reopen_go_over_the_socket(edge):
    async with Line(edge, **await start(edge), after=AFTER["chat"]) as line:
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
    async with (
        Line(edge, **session, after=AFTER["chat"]) as line,
        httpx.AsyncClient(base_url=edge.url, headers=opened) as http,
    ):
        await line.send(type="message", message="I write briefs and read drafts")
        await line.next("turn")
        await http.post("/api/tasks/process", json={"sessionId": session["session"]})
        assert (await line.next("match"))["task"]["match"]["status"] == "matched"
        assert (await line.next("matches"))["occupations"][0]["occupationTitle"] == "Management Analysts"


class _NoBackends:
    """Nothing behind; the routes are there all the same."""

    def __getattr__(self, name) -> None:
        """No service."""


def test_the_rules_below_are_tried_on_every_socket_there_is():
    app = build(_NoBackends(), EdgeSettings(), Site(), SystemClock())
    while not isinstance(app, FastAPI):
        app = getattr(app, "app", None) or app._app
    sockets = {
        route.path for route in iter_route_contexts(app.routes) if isinstance(route.original_route, WebSocketRoute)
    }
    assert sockets == {f"/api/{kind}/{{session_id}}/ws" for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["a stranger", "another owner", "the other kind's owner"])
async def test_without_the_sessions_own_token_a_socket_answers_as_for_an_unknown_session(edge, kind, who):
    own = await start(edge, kind)
    other = await start(edge, kind if who == "another owner" else {"chat": "cv", "cv": "chat"}[kind])
    token = "made-up" if who == "a stranger" else other["token"]

    async def closing(session):
        async with Line(edge, kind, session, token) as line:
            code, frames = await line.closing()
        return code, [{name: value for name, value in frame.items() if name != "requestId"} for frame in frames]

    code, frames = await closing(own["session"])
    assert (code, [frame["reason"] for frame in frames]) == (1008, ["SESSION_UNKNOWN"])
    assert (code, frames) == await closing("never-was")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "first", ['{"type":"message","message":"hi"}', "rubbish", '{"type":"auth","token":"made-up"}', '{"type":"auth"}']
)
async def test_without_the_token_first_a_socket_says_no_and_closes(edge, first, kind):
    session = await start(edge, kind)
    async with Line(edge, kind, session["session"]) as line:
        await line.socket.send(first)
        code, frames = await line.closing()
    assert code == 1008
    assert [frame["reason"] for frame in frames] == ["SESSION_UNKNOWN"]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_socket_that_says_nothing_at_all_is_closed(edge, kind):
    async with Line(edge, kind, "whatever") as line:
        assert (await line.closing())[0] == 1008


@pytest.mark.parametrize("kind", KINDS)
async def test_a_silent_socket_is_closed_as_idle(edge, kind):
    session = await start(edge, kind)
    async with Line(edge, **session, after=AFTER[kind]) as line:
        assert await line.closing() == (1000, [])


@pytest.mark.parametrize("kind", KINDS)
async def test_a_session_is_open_in_so_many_places_only(edge, kind):
    session = await start(edge, kind)
    async with Line(edge, **session), Line(edge, **session), Line(edge, **session), Line(edge, **session) as fourth:
        code, frames = await fourth.closing()
    assert (code, frames[-1]["reason"]) == (1008, "TOO_MANY_SOCKETS")


@pytest.mark.parametrize("kind", KINDS)
async def test_sockets_that_do_not_show_the_token_shut_nobody_out(edge, kind):
    session = await start(edge, kind)
    stranger = {"kind": kind, "session": session["session"]}
    async with Line(edge, **stranger), Line(edge, **stranger), Line(edge, **stranger), Line(edge, **session) as owner:
        assert (await owner.next())["type"] != "error"


@pytest.mark.parametrize("kind", KINDS)
async def test_no_socket_takes_up_compression(edge, kind):
    url = address(edge, kind, (await start(edge, kind))["session"])
    async with connect(url, origin=edge.url, compression="deflate") as socket:
        assert "Sec-WebSocket-Extensions" not in socket.response.headers


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("frame", "code"), [("x" * 65_537, 1009), ("ä" * 32_769, 1009), (b"bytes", 1003)])
async def test_frames_that_break_the_rules_close_the_socket(edge, frame, code, kind):
    async with Line(edge, **await start(edge, kind), after=AFTER[kind]) as line:
        await line.socket.send(frame)
        assert (await line.closing())[0] == code


@pytest.mark.parametrize("kind", KINDS)
async def test_a_flood_closes_the_socket(edge, kind):
    async with Line(edge, **await start(edge, kind), after=AFTER[kind]) as line:
        for _ in range(25):
            await line.send(type="select", selectedSuggestionIds=[])
        code, frames = await line.closing()
    assert (code, frames[-1]["reason"]) == (1008, "TOO_MANY_FRAMES")


@pytest.mark.parametrize("kind", KINDS)
async def test_the_socket_of_a_deleted_session_ends_as_that_of_an_unknown_one(edge, kind):
    session = await start(edge, kind)
    opened = {"authorization": f"Bearer {session['token']}"}
    async with (
        Line(edge, **session, after=AFTER[kind]) as line,
        httpx.AsyncClient(base_url=edge.url, headers=opened) as http,
    ):
        await http.delete(f"/api/{kind}/{session['session']}")
        code, frames = await line.closing()
    assert (code, [frame["reason"] for frame in frames]) == (1008, ["SESSION_UNKNOWN"])


@pytest.mark.parametrize(
    "frame", ["{}", "[]", '{"type":"dance"}', '{"type":"message"}', "\x00", '{"type":"message","message":""}']
)
async def test_a_frame_that_makes_no_sense_is_answered_and_the_socket_stays(edge, frame):
    async with Line(edge, **await start(edge), after=AFTER["chat"]) as line:
        await line.socket.send(frame)
        assert (await line.next())["reason"] == "INVALID_FRAME"
        await line.send(type="message", message="I write briefs and read drafts")
        assert (await line.next("turn"))["version"] == 2


async def test_a_message_over_16_kib_is_refused_and_the_socket_stays(edge):
    async with Line(edge, **await start(edge), after=AFTER["chat"]) as line:
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
    async with Line(edge, **session, after=AFTER["chat"]) as line:
        stored = edge.world.sessions.stored[session["session"]]
        stored.opening = replace(stored.opening, token_sha256="changed")
        await line.send(type="message", message="I write briefs and read drafts")
        assert (await line.next("error"))["reason"] == "SESSION_UNKNOWN"


async def test_events_go_on_after_the_service_behind_was_away(edge):
    session = await start(edge)
    edge.world.faults["Subscribe"] = Unavailable("ORCHESTRATOR_DOWN", "Away.", retry_after_s=1)
    async with Line(edge, **session) as line:
        assert (await line.next())["reason"] == "ORCHESTRATOR_DOWN"
        edge.world.faults.clear()
        assert (await line.next("turn"))["version"] == 1


async def test_handshakes_count_as_requests_and_too_many_get_429_before_there_is_a_socket():
    tight = SETTINGS.model_copy(update={"address_rate_per_s": 0.01, "address_rate_burst": 4.0})
    async with running_edge(World(), tight, 0) as edge:
        session = await start(edge)
        url, answers = address(edge, "chat", session["session"]), []
        for _ in range(5):
            try:
                async with connect(url, origin=edge.url):
                    answers.append(101)
            except InvalidStatus as refused:
                answers.append(refused.response.status_code)
        assert answers == [101, 101, 101, 429, 429]


@pytest.mark.parametrize("cap", ["sockets_per_address", "sockets_most"])
async def test_sockets_that_show_no_token_are_counted_and_make_room_when_they_go(cap):
    async with running_edge(World(), SETTINGS.model_copy(update={cap: 2, "socket_auth_s": 30.0}), 0) as edge:
        url = address(edge, "chat", (await start(edge))["session"])
        async with connect(url, origin=edge.url), connect(url, origin=edge.url):
            with pytest.raises(InvalidStatus) as refused:
                async with connect(url, origin=edge.url):
                    pass
            assert refused.value.response.status_code == 429
            assert refused.value.response.headers["retry-after"] == "5"
        for _ in range(50):
            with suppress(InvalidStatus):
                async with connect(url, origin=edge.url):
                    return
            await asyncio.sleep(0.1)
        pytest.fail("no room was made")


async def test_a_socket_tells_replies_in_its_language_while_they_are_written_and_after(edge):
    edge.world.said = [Sentence(id="heard_clear.1", text="Thanks, that is clear.")]
    async with Line(edge, **await start(edge), language="es") as line:
        await line.send(type="message", message="I write briefs", requestId="r1")
        assert (await line.next("delta"))["text"] == "Gracias, queda claro. "
        assert (await line.next("turn"))["message"]["content"] == "Gracias, queda claro."
    edge.world.said = []
