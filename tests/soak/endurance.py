"""A long time at half load while links misbehave now and then: is the suite at the end what it was? (docs/reliability.md F1)

People come, talk, get tasks, matches and actions, and have their session erased; then the next ones come. No process is
killed, so each one's memory and open files can be followed.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from redis.asyncio import Redis

from services.cli.processes import PROCESSES
from services.onet_match.training.data import Sentence, read_corpus
from tests.soak.chaos import CLIENT_S, Stage, disturb, is_matched, linked
from tests.soak.edge import resident_mb
from tests.soak.network import FAULTS

PEOPLE, THINKS_S, TURNS = 6, 0.5, 8
"""At once; before they write on; until they want to see their tasks. About half of what two cores can do."""

FAULT_EVERY_S, CALM_S = 20.0, 2.0
"""A link misbehaves so often; time to answer is measured from `CALM_S` after it was healed."""

SAMPLE_S = 5.0
WARM = 1 / 3
"""Share of the time until caches are full and pools are open."""

GIVE_UP_S = 30.0
MOST_MB, MOST_FILES, MOST_SLOWER = 1.0, 8, 1.1
"""Growth of a process in ten minutes; files more than when warm; p99 of the last sixth of the time against the first."""

_TRY_AGAIN, _GONE = {409, 429, 503, 504}, {401, 403, 404}


@dataclass
class Seen:
    """What was seen: turns as (when, seconds), memory and files by process and sample, and what should not have been."""

    turns: list[tuple[float, float]] = field(default_factory=list)
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    files: dict[str, list[int]] = field(default_factory=dict)
    stray_keys: int = 0
    violations: list[str] = field(default_factory=list)
    disturbed_until: float = 0.0

    def growth(self) -> tuple[str, float]:
        """The process that grows most once it is warm, and by how many megabytes in ten minutes."""
        slopes = {}
        for name, samples in self.memory.items():
            minutes, megabytes = np.array(samples[int(len(samples) * WARM) :]).T
            slopes[name] = float(np.polyfit(minutes, megabytes, 1)[0]) * 10
        return max(slopes.items(), key=lambda item: item[1])

    def more_files(self) -> tuple[str, int]:
        """The process whose open files grew most from when it was warm to the end, and by how many."""
        grown = {}
        for name, counts in self.files.items():
            warm, last = counts[int(len(counts) * WARM) :][: len(counts) // 6], counts[-len(counts) // 6 :]
            grown[name] = round(statistics.median(last) - statistics.median(warm))
        return max(grown.items(), key=lambda item: item[1])

    def slower(self) -> float:
        """p99 of turns in the last sixth of the time, against the first sixth after warming up."""
        ordered = [seconds for _, seconds in sorted(self.turns)]
        sixth, warm = len(ordered) // 6, int(len(ordered) * WARM)
        first, last = ordered[warm : warm + sixth], ordered[-sixth:]
        return float(np.quantile(last, 0.99) / np.quantile(first, 0.99))


async def endure(folder: Path, minutes: int, seed: int) -> Seen:
    """So many minutes; what was seen."""
    seen, sentences = Seen(), read_corpus().calibration
    async with (
        linked(folder) as stage,
        httpx.AsyncClient(base_url=f"http://{stage.links['edge'].address}", timeout=CLIENT_S) as http,
        Redis.from_url(stage.redis.url) as redis,
    ):
        first = _Person(http, seen, random.Random(seed), sentences)
        await first.live()
        kept = await _lasting(redis)
        until = time.monotonic() + 60 * minutes
        people = [_Person(http, seen, random.Random(f"{seed}-{n}"), sentences) for n in range(PEOPLE)]
        beside = [asyncio.create_task(_misbehave(stage, seen, seed)), asyncio.create_task(_sample(stage, seen))]
        await asyncio.gather(*(person.live_until(until) for person in people))
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        seen.stray_keys = len(await _lasting(redis) - kept)
    return seen


class _Refused(Exception):
    """An answer that ends a conversation."""


@dataclass
class _Person:
    http: httpx.AsyncClient
    seen: Seen
    random: random.Random
    sentences: list[Sentence]

    async def live_until(self, until: float) -> None:
        while time.monotonic() < until:
            with suppress(_Refused):
                await self.live()

    async def live(self) -> None:
        """One conversation, from its start until nothing is left of it."""
        about = self.random.choice(self.sentences)
        opening = await self._ask("POST", "/api/chat", json={"action": "start", "jobTitle": about.job_title or "Clerk"})
        session, opened = opening["sessionId"], {"authorization": f"Bearer {opening['sessionToken']}"}
        for _ in range(TURNS):
            await asyncio.sleep(self.random.uniform(0, 2 * THINKS_S))
            said = {"action": "message", "sessionId": session, "message": self.random.choice(self.sentences).text}
            begun = time.monotonic()
            reply = await self._ask("POST", "/api/chat", json=said, headers=opened)
            if begun > self.seen.disturbed_until + CALM_S:
                self.seen.turns.append((begun, time.monotonic() - begun))
            if reply.get("closed"):
                break  # one sentence in a thousand sounds like the last one
        await self._ask("POST", "/api/tasks/process", json={"sessionId": session}, headers=opened)
        until = time.monotonic() + GIVE_UP_S
        while not is_matched(await self._ask("GET", f"/api/tasks/{session}", headers=opened)):
            await asyncio.sleep(0.2)
            if time.monotonic() > until:
                self.seen.violations.append(f"no matches of {session} after {GIVE_UP_S:.0f} s")
                break
        await self._ask("GET", f"/api/matches/{session}", headers=opened)
        await self._ask("DELETE", f"/api/chat/{session}", headers=opened)

    async def _ask(self, method: str, path: str, *, json: dict[str, Any] | None = None, headers=None) -> Any:
        """The answer, asked for again under the same id for as long as nobody can know."""
        key = {"idempotency-key": f"{self.random.getrandbits(128):032x}"} if method != "GET" else {}
        until = time.monotonic() + GIVE_UP_S
        told = "nothing"
        while time.monotonic() < until:
            try:
                answer = await self.http.request(method, path, json=json, headers={**(headers or {}), **key})
            except httpx.HTTPError as error:
                told = type(error).__name__
            else:
                if answer.is_success or (method == "DELETE" and told != "nothing" and answer.status_code in _GONE):
                    return answer.json() if answer.content else None
                told = f"{answer.status_code} {answer.text[:200]}"
                if answer.status_code not in _TRY_AGAIN:
                    break
            await asyncio.sleep(0.1)
        self.seen.violations.append(f"{method} {path}: {told}")
        raise _Refused(told)


async def _misbehave(stage: Stage, seen: Seen, seed: int) -> None:
    random_ = random.Random(seed)
    while True:
        await asyncio.sleep(FAULT_EVERY_S)
        seen.disturbed_until = float("inf")
        await disturb(stage, random_, random_.choice(list(FAULTS.values())))
        seen.disturbed_until = time.monotonic()


async def _sample(stage: Stage, seen: Seen) -> None:
    begun = time.monotonic()
    while True:
        for spec in PROCESSES:
            pid, minutes = stage.suite.pid(spec.name), (time.monotonic() - begun) / 60
            seen.memory.setdefault(spec.name, []).append((minutes, resident_mb(pid)))
            seen.files.setdefault(spec.name, []).append(len(list(Path(f"/proc/{pid}/fd").iterdir())))
        await asyncio.sleep(SAMPLE_S)


async def _lasting(redis: Redis) -> set[bytes]:
    """Keys that never expire."""
    keys = [key async for key in redis.scan_iter(count=1000)]
    async with redis.pipeline(transaction=False) as pipeline:
        for key in keys:
            pipeline.ttl(key)
        return {key for key, seconds in zip(keys, await pipeline.execute(), strict=True) if seconds == -1}
