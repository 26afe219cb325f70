"""The conversation: start, message, correct, proceed, reopen, select, read. What crosses owners is in `survey.py`.

A turn is: take the lease, ask the agent, commit. Whatever fails before the commit leaves the session as it was and the
lease free, so the same request may run again; after it, the same request gets the same answer.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from services.orchestrator.core import requests
from services.orchestrator.core.session import (
    Outcome,
    Session,
    Trigger,
    Turn,
    in_shown_order,
    reply_id,
    said_id,
)
from services.orchestrator.ports import (
    AgentClient,
    Opening,
    Records,
    SessionFactory,
    TurnAsked,
    TurnLease,
    Turns,
)
from services.shared.errors import InvalidInput, MetierError, NotFound
from services.shared.runtime.commits import Request
from services.shared.runtime.sessions import derived_token, new_seed, token_hash

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from services.orchestrator.ports import Progress
    from services.shared.runtime.clock import Ids

RELEASE_AGAIN_S: Final = 0.1
"""Pause before a lease is given back again to a store that is away; the embedded one restarts in that time."""


@dataclass(frozen=True, slots=True)
class Conversations:
    """The use cases of one conversation.

    Attributes:
        starts: Creates sessions.
        turns: Applies turns.
        records: Reads sessions and changes selections.
        brain: Takes turns.
        ids: Names requests that bring no id.
        turn_s: Longest time of a turn, in seconds; the store's lease is as long.
    """

    factory: SessionFactory
    turns: Turns
    records: Records
    agent: AgentClient
    ids: Ids
    turn_s: float
    _releasing: set[asyncio.Task[None]] = field(default_factory=set, init=False, repr=False)

    async def start(
        self, job_title: str, occupation_code: str, initial_tasks: str, request_id: str
    ) -> tuple[str, str, Turn]:
        """Start a session; its id, its bearer token and its opening.

        The id follows from the request id, and the token from a stored seed and the request id, so that the same
        request gets the same answer though Redis holds no token.
        """
        title = requests.check_job_title(job_title)
        code = requests.check_occupation_code(occupation_code)
        said = requests.check_length(initial_tasks, "initial_tasks").strip() and initial_tasks
        request = Request.of(requests.check_request_id(request_id) or self.ids.new(), "start", title, code, said)
        session_id = hashlib.sha256(f"start\n{request.id}".encode()).hexdigest()[:32]
        started = await self.factory.started(session_id, request)
        if started is None:
            asked = TurnAsked(
                session_id, Trigger.START, said, said_id(1), reply_id(1), job_title=title, occupation_code=code
            )
            outcome, seed = await self._ask(asked), new_seed()
            kept = "" if outcome.withholds else said
            opening = Opening(token_hash(derived_token(seed, request.id)), seed, title, code, kept, outcome)
            started = await self.factory.start(session_id, request, opening)
        return session_id, derived_token(started.seed, request.id), started.turn

    async def message(self, session_id: str, text: str, request_id: str) -> AsyncGenerator[Progress | Turn, None]:
        """Apply a message: what the agent sends meanwhile, passed on unread, and the applied turn last."""
        requests.check_message(text)
        async for event in self._turn(session_id, Trigger.MESSAGE, text, request_id):
            yield event

    async def proceed(self, session_id: str, request_id: str) -> Turn:
        """Close the conversation."""
        return await last(self._turn(session_id, Trigger.PROCEED, "", request_id))

    async def reopen(self, session_id: str, request_id: str) -> Turn:
        """Open a closed conversation again."""
        return await last(self._turn(session_id, Trigger.REOPEN, "", request_id))

    async def correct(self, session_id: str, message_id: str, text: str, request_id: str) -> Turn:
        """Replace the words of a message of the person."""
        requests.check_message(text)
        return await last(self._turn(session_id, Trigger.CORRECT, text, request_id, message_id))

    async def select(
        self, session_id: str, selected_ids: tuple[str, ...], request_id: str
    ) -> tuple[tuple[str, ...], int]:
        """Replace the selected cards; the selection in the order shown, and its revision."""
        shown = (await self.records.load(session_id)).shown_ids
        requests.check_selection(selected_ids, shown)
        selected = in_shown_order(selected_ids, shown)
        request = Request.of(requests.check_request_id(request_id), "select", sorted(set(selected_ids)))
        return await self.records.select(session_id, request, selected)

    async def get(self, session_id: str) -> Session:
        """The whole session."""
        return await self.records.load(session_id)

    async def _turn(
        self, session_id: str, trigger: Trigger, said: str, request_id: str, corrects: str = ""
    ) -> AsyncGenerator[Progress | Turn, None]:
        about = (corrects,) if corrects else ()
        request = Request.of(requests.check_request_id(request_id) or self.ids.new(), trigger, said, *about)
        lease_id = self.ids.new()
        try:
            lease = await self.turns.begin(session_id, request, trigger, lease_id)
            if isinstance(lease, Turn):
                yield lease
                return
            if trigger is Trigger.CORRECT:
                requests.check_correctable(corrects, lease.transcript)
                lease = replace(lease, corrects=corrects)
            async with aclosing(self.agent.take_turn(_asked(lease, trigger, said), self.turn_s)) as events:
                async for event in events:
                    if isinstance(event, Outcome):
                        kept = "" if event.withholds else said
                        turn = await self.turns.commit(lease, request, trigger, kept, event)
                    else:
                        yield event
        except BaseException:
            self._release(session_id, lease_id)  # does nothing where it was refused
            raise
        yield turn

    def _release(self, session_id: str, lease_id: str) -> None:
        """Give the lease back beside the failing call: now, or as soon as the store answers again."""
        releasing = asyncio.create_task(self._keep_releasing(session_id, lease_id))
        self._releasing.add(releasing)
        releasing.add_done_callback(self._releasing.discard)

    async def _keep_releasing(self, session_id: str, lease_id: str) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self.turn_s):  # then the lease ends by itself
                while True:
                    with suppress(MetierError):
                        await self.turns.release(session_id, lease_id)
                        return
                    await asyncio.sleep(RELEASE_AGAIN_S)

    async def _ask(self, asked: TurnAsked) -> Outcome:
        """The opening; a code of the right form that the catalogue does not hold is the caller's mistake.

        Raises:
            InvalidInput: OCCUPATION_UNKNOWN.
        """
        try:
            async with aclosing(self.agent.take_turn(asked, self.turn_s)) as events:
                found = [event async for event in events if isinstance(event, Outcome)]
        except NotFound as error:
            raise InvalidInput(error.reason, error.message, field="occupation_code") from None
        return found[-1]


def _asked(lease: TurnLease, trigger: Trigger, said: str) -> TurnAsked:
    version = lease.version + 1
    return TurnAsked(
        session_id=lease.session_id,
        trigger=trigger,
        said=said,
        said_id=lease.corrects or said_id(version),
        reply_id=reply_id(version),
        transcript=lease.transcript,
        selected_ids=lease.selected_ids,
        previous=lease.previous,
    )


async def last(events: AsyncGenerator[Progress | Turn, None]) -> Turn:
    """The applied turn at the end of its events."""
    async for event in events:
        if isinstance(event, Turn):
            return event
    raise AssertionError("a turn ends with its turn")  # pragma: no cover - `take_turn` raises where it has no outcome
