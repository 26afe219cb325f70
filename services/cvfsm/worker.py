"""The use case of the worker: one bounded run of the agent, by a model or by rules, and the commit of its result.

Rules:
    1. A run reports only while the session waits for it: the run id and the version are checked by the commit.
    2. The result is committed whole at the end; a run that is done again starts from the same session.
    3. A model that does not answer leaves the run to the rules; a model that claims without acting fails the run.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from services.cvfsm.core.grounding.evidence import compared
from services.cvfsm.core.machine import agent_rules, agent_task, tool
from services.cvfsm.core.machine import steps as machine
from services.cvfsm.core.machine.agent_task import CLAIM_ANSWERS, MAX_CALLS_PER_TURN, MAX_TURNS, TOOL
from services.cvfsm.core.machine.effects import Input, perform
from services.cvfsm.core.machine.session import CvSession, Question, RunStep, RunSummary, evidence
from services.cvfsm.core.machine.steps import Event, Step
from services.shared.llm import AssistantMessage, ModelUnavailable, ToolResult, UserMessage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from services.cvfsm.core.grounding.evidence import Claim, Evidence
    from services.cvfsm.core.machine.agent_rules import Proposal, Readings, Wanted
    from services.cvfsm.core.machine.updates import Change
    from services.cvfsm.ports import Store
    from services.shared.llm import Message, ToolCall, ToolReply
    from services.shared.runtime.clock import Clock

COMMIT_TRIES: Final = 5


class Agent(Protocol):
    """A model that may call the tool."""

    async def turn(self, messages: Sequence[Message]) -> ToolReply:
        """Return what it says and calls next; raises ModelUnavailable."""


class Reader(Protocol):
    """Reads what sentences about a CV want, and compares lines with their evidence."""

    async def kinds(self, sentences: Sequence[tuple[str, str]]) -> Readings:
        """Return for each (section, sentence) the probability of each kind; empty where nobody answers."""

    async def supported(self, claims: Sequence[tuple[str, Sequence[str]]]) -> Mapping[str, float]:
        """Return for each (line, lines of evidence) the probability that they support it; empty where nobody answers."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A session with the updates of a run, its summary, what it asks back and the statements it has used."""

    session: CvSession
    summary: RunSummary
    questions: tuple[Question, ...] = ()
    options: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def read(self) -> tuple[str, ...]:
        """Statements that are not read again: a model that failed may try them once more."""
        if not self.summary.accepted and self.summary.written_by == "model":
            return ()
        return tuple(said.id for said in agent_rules.open_statements(self.session))


class Runner:
    """Runs the agent."""

    def __init__(self, store: Store, agent: Agent, reader: Reader, clock: Clock) -> None:
        """Keep the ports."""
        self._store, self._agent, self._reader, self._clock = store, agent, reader, clock

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
            given = Input(
                self._clock.now().isoformat(),
                updates=outcome.session.updates[known:],
                run=outcome.summary,
                questions=outcome.questions,
                read=outcome.read,
                options=dict(outcome.options),
            )
            if await self._store.commit(perform(session, step, event, given)):
                return
            session = await self._store.load(session_id)

    async def _outcome(self, session: CvSession, progress: Callable[[int, int], Awaitable[None]] | None) -> Outcome:
        readings = await self._reader.kinds(agent_rules.open_sentences(session))
        try:
            return await self._by_model(session, readings, progress)
        except ModelUnavailable:
            return by_rules(session, readings)

    async def _by_model(
        self, session: CvSession, readings: Readings, progress: Callable[[int, int], Awaitable[None]] | None
    ) -> Outcome:
        """What was asked for in so many words is done by rules; the model does the rest."""
        heard = agent_rules.wanted(session, readings)
        session, steps = _carried_out(session, heard.proposals)
        steps += _settings(heard.options)
        if not heard.content and not session.posting and (steps or heard.questions):
            return _by_rules(session, heard, steps)
        known = evidence(session)
        messages: list[Message] = [UserMessage(agent_task.prompt(session))]
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
            supported = await self._supported(session, reply.calls[:MAX_CALLS_PER_TURN], known)
            for call in reply.calls[:MAX_CALLS_PER_TURN]:
                author = tool.Author(session.run_id, "model", reply.model, supported=supported)
                session, step, answer = _called(session, turn, call.arguments, known, author)
                steps.append(step)
                messages.append(ToolResult(call.call_id, answer, is_error=not step.succeeded))
            spare = reply.calls[MAX_CALLS_PER_TURN:]
            messages += [ToolResult(call.call_id, "Too many calls in one turn.", is_error=True) for call in spare]
            if progress:
                await progress(turn, MAX_TURNS)
        reason = agent_task.claim_refusal(steps)
        summary = RunSummary(session.run_id, tuple(steps), not reason, reason, "model", model)
        return Outcome(session, summary, heard.questions, heard.options)

    async def _supported(self, session: CvSession, calls: Sequence[ToolCall], known: Evidence) -> Mapping[str, float]:
        """How far what is known supports the lines that a model proposes in one turn."""
        proposed: list[Claim] = []
        for call in calls:
            with suppress(ValueError, TypeError, KeyError):
                proposed += tool.claims(agent_task.change_of(call.arguments), session.draft)
        return await self._reader.supported([(claim.text, compared(claim, known)) for claim in proposed])


def by_rules(session: CvSession, readings: Readings | None = None) -> Outcome:
    """Drive the tool by rules: what was asked for, what is to be added, then the order a posting suggests for it."""
    heard = agent_rules.wanted(session, readings or {})
    session, steps = _carried_out(session, heard.proposals)
    session, added = _carried_out(session, agent_rules.from_content(session, heard.content))
    session, ordered = _carried_out(session, agent_rules.from_posting(session))
    return _by_rules(session, heard, [*steps, *added, *ordered, *_settings(heard.options)])


def _carried_out(session: CvSession, proposals: Sequence[Proposal]) -> tuple[CvSession, list[RunStep]]:
    """The session after what the rules propose, each judged by what was known before."""
    known = evidence(session)
    steps = []
    for row in proposals:
        author = tool.Author(session.run_id, "rules", "", row.reasons, row.statement_id, is_asked=row.is_asked)
        session, step, _ = _used(session, 1, row.change, known, author)
        steps.append(step)
    return session, steps


def _settings(options: Mapping[str, str | int]) -> list[RunStep]:
    return [RunStep(1, TOOL, name, succeeded=True) for name in options]


def _by_rules(session: CvSession, heard: Wanted, steps: Sequence[RunStep]) -> Outcome:
    has_changed = any(step.succeeded for step in steps)
    nothing = "NOT_UNDERSTOOD" if heard.questions else "NOTHING_TO_UPDATE"
    reason = "" if has_changed else "NO_SUCCESSFUL_CALL" if steps else nothing
    summary = RunSummary(session.run_id, tuple(steps), has_changed, reason)
    return Outcome(session, summary, heard.questions, heard.options)


def _called(
    session: CvSession, turn: int, arguments: Mapping[str, Any], known: Evidence, author: tool.Author
) -> tuple[CvSession, RunStep, str]:
    try:
        change = agent_task.change_of(arguments)
    except (ValueError, TypeError):
        step = RunStep(turn, TOOL, str(arguments.get("path", ""))[:100], reason="ARGUMENTS_INVALID")
        return session, step, "These are not arguments of update_cv_field."
    return _used(session, turn, change, known, author)


def _used(
    session: CvSession, turn: int, change: Change, known: Evidence, author: tool.Author
) -> tuple[CvSession, RunStep, str]:
    result = tool.use(session, change, known, author)
    if result.update is not None:
        session = replace(session, updates=(*session.updates, result.update))
    step = RunStep(turn, TOOL, change.path[:100], result.succeeded, result.reason)
    return session, step, json.dumps({"ok": result.succeeded, "message": result.message})


def _waits_for(session: CvSession, run_id: str) -> bool:
    return session.is_run_going and session.run_id == run_id
