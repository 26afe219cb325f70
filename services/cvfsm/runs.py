"""The use case of the worker: one bounded run of the agent, by a model or by rules, and the commit of what it came to.

Rules:
    1. A run reports only while the session waits for it: the run id and the version are checked by the commit.
    2. The result is committed whole at the end; a run that is done again starts from the same session.
    3. A model that does not answer leaves the run to the rules; a model that claims without acting fails the run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from services.cvfsm.core.machine import agent_rules, agent_task, tool
from services.cvfsm.core.machine import steps as machine
from services.cvfsm.core.machine.agent_task import CLAIM_ANSWERS, MAX_CALLS_PER_TURN, MAX_TURNS, TOOL
from services.cvfsm.core.machine.effects import Input, perform
from services.cvfsm.core.machine.session import CvSession, RunStep, RunSummary, evidence
from services.cvfsm.core.machine.steps import Event, Step
from services.shared.llm import AssistantMessage, ModelUnavailable, ToolResult, UserMessage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from services.cvfsm.core.machine.updates import Change
    from services.cvfsm.ports import Store
    from services.shared.llm import Message, ToolReply
    from services.shared.runtime.clock import Clock

COMMIT_TRIES: Final = 5


class Agent(Protocol):
    """A model that may call the tool."""

    async def turn(self, messages: Sequence[Message]) -> ToolReply:
        """Return what it says and calls next; raises ModelUnavailable."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A session with the updates of a run, and its summary."""

    session: CvSession
    summary: RunSummary


class Runner:
    """Runs the agent."""

    def __init__(self, store: Store, agent: Agent, clock: Clock) -> None:
        """Keep the ports."""
        self._store, self._agent, self._clock = store, agent, clock

    async def run(
        self, session_id: str, run_id: str, progress: Callable[[int, int], Awaitable[None]] | None = None
    ) -> None:
        """Do a run and commit it; nothing happens when the session does not wait for it (any more).

        Raises:
            NotFound: SESSION_UNKNOWN.
        """
        session = await self._store.load(session_id)
        if not _waits_for(session, run_id):
            return
        outcome = await self._outcome(session, progress)
        event = Event.RUN_SUCCEEDED if outcome.summary.accepted else Event.RUN_FAILED
        known = len(session.updates)
        for _ in range(COMMIT_TRIES):
            step = machine.step(session.position, event)
            if not _waits_for(session, run_id) or not isinstance(step, Step):
                return
            given = Input(self._clock.now().isoformat(), updates=outcome.session.updates[known:], run=outcome.summary)
            if await self._store.commit(perform(session, step, event, given)):
                return
            session = await self._store.load(session_id)

    async def _outcome(self, session: CvSession, progress: Callable[[int, int], Awaitable[None]] | None) -> Outcome:
        try:
            return await self._by_model(session, progress)
        except ModelUnavailable:
            return by_rules(session)

    async def _by_model(self, session: CvSession, progress: Callable[[int, int], Awaitable[None]] | None) -> Outcome:
        known = evidence(session)
        messages: list[Message] = [UserMessage(agent_task.prompt(session))]
        steps: list[RunStep] = []
        model = ""
        for turn in range(1, MAX_TURNS + 1):
            reply = await self._agent.turn(messages)
            model = reply.model
            messages.append(AssistantMessage(reply.text, reply.calls))
            if not reply.calls:
                refusal = agent_task.claim_refusal(steps)
                steps.append(RunStep(turn, reason=refusal, succeeded=False))
                if not refusal:
                    break
                messages.append(UserMessage(CLAIM_ANSWERS[refusal]))
            for call in reply.calls[:MAX_CALLS_PER_TURN]:
                author = tool.Author(session.run_id, "model", reply.model)
                session, step, answer = _called(session, turn, call.arguments, known, author)
                steps.append(step)
                messages.append(ToolResult(call.call_id, answer, is_error=not step.succeeded))
            spare = reply.calls[MAX_CALLS_PER_TURN:]
            messages += [ToolResult(call.call_id, "Too many calls in one turn.", is_error=True) for call in spare]
            if progress:
                await progress(turn, MAX_TURNS)
        reason = agent_task.claim_refusal(steps)
        summary = RunSummary(session.run_id, tuple(steps), not reason, reason, "model", model)
        return Outcome(session, summary)


def by_rules(session: CvSession) -> Outcome:
    """Drive the tool by rules: statements first, then the order a posting suggests for what is then there."""
    known = evidence(session)
    steps: list[RunStep] = []
    for propose in (agent_rules.from_statements, agent_rules.from_posting):
        for proposal in propose(session):
            author = tool.Author(session.run_id, "rules", "", proposal.reason, proposal.statement_id)
            session, step, _ = _used(session, 1, proposal.change, known, author)
            steps.append(step)
    has_changed = any(step.succeeded for step in steps)
    reason = "" if has_changed else "NO_SUCCESSFUL_CALL" if steps else "NOTHING_TO_UPDATE"
    return Outcome(session, RunSummary(session.run_id, tuple(steps), has_changed, reason))


def _called(
    session: CvSession, turn: int, arguments: Mapping[str, Any], known: Any, author: tool.Author
) -> tuple[CvSession, RunStep, str]:
    try:
        change = agent_task.change_of(arguments)
    except (ValueError, TypeError):
        step = RunStep(turn, TOOL, str(arguments.get("path", ""))[:100], reason="ARGUMENTS_INVALID")
        return session, step, "These are not arguments of update_cv_field."
    return _used(session, turn, change, known, author)


def _used(
    session: CvSession, turn: int, change: Change, known: Any, author: tool.Author
) -> tuple[CvSession, RunStep, str]:
    result = tool.use(session, change, known, author)
    if result.update is not None:
        session = replace(session, updates=(*session.updates, result.update))
    step = RunStep(turn, TOOL, change.path[:100], result.succeeded, result.reason)
    return session, step, json.dumps({"ok": result.succeeded, "message": result.message})


def _waits_for(session: CvSession, run_id: str) -> bool:
    return session.is_run_going and session.run_id == run_id
