"""What we do with career actions: begin and run generations, list them, and keep where the person stands."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from services.actions.core import lifecycle
from services.actions.core.lifecycle import Outcome, State
from services.shared.errors import Conflict, InvalidInput, NotFound, WrongState

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.actions.core.types import Action, GrowthArea, Profile, Status
    from services.actions.generation import Generator
    from services.shared.runtime.clock import Clock, Ids
    from services.shared.runtime.jobs import Job, JobRun, Jobs

KIND = "generate"
"""Kind of the background job."""

MOST_TASKS = 200  # Profile.tasks in the contract
_TRIES = 50  # writers of one session at once; each round of them lets one through


class Store(Protocol):
    """Keeps one `State` per session."""

    async def load(self, session_id: str) -> State:
        """The state, an empty one when there is none."""
        ...

    async def save(self, session_id: str, old: State, new: State) -> bool:
        """Replace `old` by `new`, and tell followers when the actions differ; False when `old` is no longer there.

        Raises:
            NotFound: SESSION_UNKNOWN, the session is deleted.
        """
        ...

    async def erase(self, session_id: str) -> int:
        """Remove everything of a session and return the number of keys."""
        ...


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

        def change(state: State) -> State:
            if lifecycle.earlier_answer(state, request_id, digest) is not None:
                return state
            begun = lifecycle.begin(state, profile)
            return lifecycle.remember(begun, request_id, digest, str(begun.generation))

        state = await self._update(session_id, change)
        generation = int(lifecycle.earlier_answer(state, request_id, digest) or state.generation)
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
        """Everything kept of the session."""
        return await self.store.load(session_id)

    async def set_status(self, session_id: str, action_id: str, status: Status, request_id: str) -> Action:
        """Move an action, and return it as it is after this change; the same request again gives the same answer.

        Raises:
            NotFound: ACTION_UNKNOWN.
            WrongState: STATUS_CHANGE.
            InvalidInput: IDEMPOTENCY_KEY_REUSED.
        """
        digest = f"{action_id} {status}"

        def change(state: State) -> State:
            if lifecycle.earlier_answer(state, request_id, digest) is not None:
                return state
            moved = lifecycle.set_status(state, action_id, status, self.clock.now())
            changes = len(lifecycle.action_of(moved, action_id).history)
            return lifecycle.remember(moved, request_id, digest, str(changes))

        state = await self._update(session_id, change)
        action = lifecycle.action_of(state, action_id)
        changes = int(lifecycle.earlier_answer(state, request_id, digest) or len(action.history))
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

    async def _update(self, session_id: str, change: Callable[[State], State]) -> State:
        """Apply a pure change to the newest state; a change that returns its argument writes nothing."""
        for _ in range(_TRIES):
            state = await self.store.load(session_id)
            new = change(state)
            if new is state:
                return state
            new = replace(new, version=state.version + 1)
            if await self.store.save(session_id, state, new):
                return new
        raise Conflict("STATE_BUSY", "Too many changes at once; try again.", retry_after_s=1)
