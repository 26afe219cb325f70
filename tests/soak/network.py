"""The turn test while the network misbehaves: client -> edge -> (proxy) -> orchestrator -> (proxy) -> Redis.

No process dies. Each fault lasts a moment, on one of the two links, and is healed; then the next one comes.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from services.shared.errors import Conflict, DeadlineExceeded, Internal, InvalidInput, MetierError, Unavailable
from tests.fakes.proxy import TO_CLIENT, TO_SERVER, Proxy
from tests.soak.checker import judge
from tests.soak.history import History
from tests.soak.nemesis import Python, RedisServer
from tests.soak.orchestrator import Tokens, free_port, running
from tests.soak.turns import Send, Workload

CALL_S = 3.0
"""Deadline of a call of the edge here: short, so that a link that hangs costs seconds and not half a minute."""

Fault = Callable[[Proxy, random.Random], None]

FAULTS: dict[str, Fault] = {
    "data comes late": lambda proxy, random_: setattr(proxy, "delay_s", random_.uniform(0.02, 0.3)),
    "data comes in slices": lambda proxy, random_: proxy.slice(random_.randrange(1, 64)),
    "requests vanish, and come late": lambda proxy, _: proxy.hold(TO_SERVER),
    "answers vanish, and come late": lambda proxy, _: proxy.hold(TO_CLIENT),
    "everything vanishes for good": lambda proxy, _: proxy.drop(),
    "connections are reset": lambda proxy, _: proxy.reset(),
    "connections are reset in the middle of an answer": lambda proxy, random_: proxy.reset_after(
        random_.randrange(1, 2000)
    ),
    "connections are half closed": lambda proxy, _: proxy.half_close(),
}

_RATES = ("RATE_PER_S", "RATE_BURST", "ADDRESS_RATE_PER_S", "ADDRESS_RATE_BURST")

_ERRORS: dict[int, type[MetierError]] = {409: Conflict, 429: Unavailable, 503: Unavailable, 504: DeadlineExceeded}


async def disturb(proxies: list[Proxy], faults: int, random_: random.Random) -> None:
    """So many faults, each kind as often as the others; one in ten lasts longer than a call may."""
    for number in range(faults):
        proxy = random_.choice(proxies)
        list(FAULTS.values())[number % len(FAULTS)](proxy, random_)
        await asyncio.sleep(
            random_.uniform(CALL_S, CALL_S + 1) if random_.random() < 0.1 else random_.uniform(0.05, 0.5)
        )
        await proxy.heal()
        await asyncio.sleep(random_.uniform(0.05, 0.2))


def posted(http: httpx.AsyncClient, tokens: Tokens) -> Send:
    """Sends a message to the edge as a page does."""

    async def send(_client: int, session: str, request: str) -> tuple[int, str]:
        body = {"action": "message", "sessionId": session, "message": request, "requestId": request}
        opened = {"authorization": f"Bearer {tokens[session]}"}
        try:
            answer = await http.post("/api/chat", json=body, headers=opened)
        except httpx.HTTPError as error:
            raise Unavailable("EDGE_AWAY", type(error).__name__) from None
        if answer.status_code != httpx.codes.OK:
            told = answer.json()
            raise _ERRORS.get(answer.status_code, Internal if answer.is_server_error else InvalidInput)(
                told["reason"], told["detail"]
            )
        return answer.json()["version"], hashlib.sha256(answer.content).hexdigest()

    return send


async def torture_network(folder: Path, faults: int, seed: int) -> tuple[History, list[str]]:
    """Clients talk through the edge while links fail `faults` times; the history, and what the checker found."""
    history = History(folder / "history.jsonl")
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(RedisServer(folder / "redis"))
        store = await stack.enter_async_context(Proxy(redis.socket))
        chat = await stack.enter_async_context(running(f"redis://{store.address}/0", folder, seed))
        server = await stack.enter_async_context(Proxy(chat.address))
        bind = f"127.0.0.1:{free_port()}"
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=f"http://{bind}", timeout=CALL_S + 2))

        async def ready() -> None:
            async with asyncio.timeout(20):
                while True:
                    try:
                        await http.get("/healthz")
                    except httpx.HTTPError:
                        await asyncio.sleep(0.05)
                    else:
                        return

        environment = {
            "METIER_BIND": bind,
            "METIER_TARGET_ORCHESTRATOR": server.address,
            "METIER_CALL_TIMEOUT_S": str(CALL_S),
            **{f"METIER_{name}": "1000000" for name in _RATES},
        }
        edge = Python("services.edge", environment, ready, log=folder / "edge.log")
        await edge.start()
        stack.push_async_callback(edge.stop)
        nemesis = disturb([store, server], faults, random.Random(seed))
        await Workload(list(chat.tokens), posted(http, chat.tokens), history, seed).run(nemesis)
        return history, judge(history, await chat.stored()).violations
