"""What we do with career actions: begin and run generations, list them, and keep where the person stands."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.actions.core import lifecycle
from services.actions.core.lifecycle import Outcome, State
from services.shared.errors import Conflict, InvalidInput, NotFound, WrongState
from services.shared.runtime.commits import NO_REQUEST, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.actions.core.types import Action, GrowthArea, Profile, Status
    from services.actions.generation import Generator
    from services.actions.ports import Store
    from services.shared.runtime.clock import Clock, Ids
    from services.shared.runtime.job_worker import JobRun
    from services.shared.runtime.jobs import Job, Jobs

KIND = "generate"
"""Kind of the background job."""

MOST_TASKS = 200  # Profile.tasks in the contract
_TRIES = 50  # writers of one session at once; each round of them lets one through


@dataclass(frozen=True, slots=True)
class Listing:
    """What a session has: actions in order, the areas they were written for, the latest generation's job if any."""

    actions: tuple[Action, ...]
    growth_areas: tuple[GrowthArea, ...]
    job: Job | None


@dataclass(frozen=True, slots=True)
class Actions:
    """The use cases."""

    store: Store
    jobs: Jobs
    generator: Generator
    clock: Clock
    ids: Ids

    async def begin(self, session_id: str, profile: Profile, request_id: str, digest: str) -> tuple[Job, int]:
        """Queue a generation over `profile`; the same request again gives the same job.

        Args:
            session_id: the session.
            profile: a snapshot is kept.
            request_id: empty means: not to be repeated.
            digest: of the request's payload.

        Raises:
            WrongState: NO_TASKS.
            InvalidInput: TASKS_COUNT, IDEMPOTENCY_KEY_REUSED.
        """
        if len(profile.tasks) > MOST_TASKS:
            raise InvalidInput("TASKS_COUNT", f"At most {MOST_TASKS} tasks.", field="profile.tasks")
        if not any(task.statement.strip() for task in profile.tasks):
            raise WrongState("NO_TASKS", "There are no tasks yet for actions to build on.")

        def change(state: State) -> tuple[State, str]:
            begun = lifecycle.begin(state, profile)
            return begun, str(begun.generation)

        generation = int(await self._change(session_id, Request(request_id, digest), change))
        return await self._queued(session_id, generation), generation

    async def run(self, run: JobRun) -> None:
        """Write the actions of one generation; a stale one writes nothing."""
        generation = int(run.payload["generation"])
        state = await self.store.load(run.session_id)
        if lifecycle.is_stale(state, generation):
            return
        proposals, areas = await self.generator.generate(state)
        await run.progress(1, 1)
        outcome = Outcome(generation, proposals, areas, tuple(self.ids.new() for _ in proposals))
        await self._update(run.session_id, lambda now: lifecycle.apply(now, outcome, self.clock.now()))

    async def listing(self, session_id: str) -> Listing:
        """What the session has; nothing when nothing was generated. A generation that a crash left unqueued is queued."""
        state = await self.store.load(session_id)
        job: Job | None = None
        if state.generation > state.applied:
            job = await self._queued(session_id, state.generation)
        else:
            with suppress(NotFound):  # a job expires on its own; the session lives on while it is used
                job = await self.jobs.get(state.job_id, session_id)
        return Listing(lifecycle.listed(state), state.growth_areas, job)

    async def state(self, session_id: str) -> State:
        """Everything stored of the session."""
        return await self.store.load(session_id)

    async def set_status(self, session_id: str, action_id: str, status: Status, request_id: str) -> Action:
        """Move an action, and return it as it is after this change; the same request again gives the same answer.

        Raises:
            NotFound: ACTION_UNKNOWN.
            WrongState: STATUS_CHANGE.
            InvalidInput: IDEMPOTENCY_KEY_REUSED.
        """

        def change(state: State) -> tuple[State, str]:
            moved = lifecycle.set_status(state, action_id, status, self.clock.now())
            return moved, str(len(lifecycle.action_of(moved, action_id).history))

        changes = int(await self._change(session_id, Request.of(request_id, "status", action_id, status), change))
        action = lifecycle.action_of(await self.store.load(session_id), action_id)
        then = action.history[:changes]
        return replace(action, status=then[-1].status, history=then)

    async def erase(self, session_id: str) -> int:
        """Remove everything of a session, jobs included."""
        return await self.jobs.erase(session_id) + await self.store.erase(session_id)

    async def _queued(self, session_id: str, generation: int) -> Job:
        """Return the job of a generation, queued and noted now if it was not."""
        job = await self.jobs.submit(KIND, session_id, {"generation": generation}, key=str(generation))

        def noted(now: State) -> State:
            is_new = now.generation == generation and now.job_id != job.id
            return replace(now, job_id=job.id) if is_new else now

        await self._update(session_id, noted)
        return job

    async def _update(self, session_id: str, change: Callable[[State], State]) -> None:
        """Apply a pure change that no request asks for."""
        await self._change(session_id, NO_REQUEST, lambda state: (change(state), ""))

    async def _change(self, session_id: str, request: Request, change: Callable[[State], tuple[State, str]]) -> str:
        """Apply a pure change with its answer to the newest state, once a request; what changes nothing is not written."""
        if (earlier := await self.store.answered(session_id, request)) is not None:
            return earlier
        for _ in range(_TRIES):
            state = await self.store.load(session_id)
            new, answer = change(state)
            if new is state and not request.id:
                return answer
            new = replace(new, version=state.version + 1)
            if (kept := await self.store.commit(session_id, state, new, request, answer)) is not None:
                return kept
        raise Conflict("STATE_BUSY", "Too many changes at once; try again.", retry_after_s=1)
