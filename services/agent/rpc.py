"""AgentService: proto <-> domain and nothing else."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from google.protobuf.duration_pb2 import Duration

from metier.agent.v1 import agent_service_pb2 as rpc
from metier.agent.v1 import agent_service_pb2_grpc as rpc_grpc
from metier.agent.v1 import agent_state_pb2 as pb
from metier.agent.v1 import reader_pb2
from metier.onet_match.v1 import catalogue_pb2 as onet
from services.agent.core.types import (
    Activity,
    AgentState,
    AskedQuestion,
    Author,
    Card,
    Category,
    Engagement,
    Level,
    Message,
    Role,
    Tool,
    Trigger,
    TriggerKind,
    TurnRecord,
    TurnResult,
    WrittenBy,
)
from services.agent.turn import Chosen, Delta, TurnInput
from services.shared.errors import InvalidInput, TooLarge
from services.shared.runtime import context
from services.shared.runtime.server_interceptors import Access

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    import grpc

    from services.agent.service import Agent
    from services.shared.language.sentences import Sentence
    from services.shared.llm.readers import Reader

_SERVICE = rpc.DESCRIPTOR.services_by_name["AgentService"]

METHODS: dict[str, Access] = {f"/{_SERVICE.full_name}/{method.name}": Access.INTERNAL for method in _SERVICE.methods}
"""Whoever takes a turn brings the whole state, so only the orchestrator, which keeps it, may."""

MOST_BYTES = 16 * 1024  # of a message or of initial tasks (docs/spec.md 7)

MOST_COUNTED = 1_000_000  # far above any conversation, far below where an int32 overflows

_TOOLS = {tool: pb.Tool.Value(f"TOOL_{tool.name}") for tool in Tool}
_TOOL_OF = {number: tool for tool, number in _TOOLS.items()}
_CATEGORIES = {category: onet.WorkCategory.Value(f"WORK_CATEGORY_{category.name}") for category in Category}
_CATEGORY_OF = {number: category for category, number in _CATEGORIES.items()}
_LEVELS = {level: pb.CoverageLevel.Value(f"COVERAGE_LEVEL_{level.name}") for level in Level}
_LEVEL_OF = {number: level for level, number in _LEVELS.items()}
_ENGAGEMENTS = {engagement: pb.Engagement.Value(f"ENGAGEMENT_{engagement.name}") for engagement in Engagement}
_ENGAGEMENT_OF = {number: engagement for engagement, number in _ENGAGEMENTS.items()}
_AUTHORS = {author: onet.WrittenBy.Value(f"WRITTEN_BY_{author.name}") for author in WrittenBy}
_ROLES = {role: pb.Role.Value(f"ROLE_{role.name}") for role in Role}
_ROLE_OF = {number: role for role, number in _ROLES.items()}
_COVERAGE = {
    Category.INFORMATION_INPUT: "information_input",
    Category.MENTAL_PROCESSES: "mental_processes",
    Category.WORK_OUTPUT: "work_output",
    Category.INTERACTING_WITH_OTHERS: "interacting_with_others",
}


class AgentRpc(rpc_grpc.AgentServiceServicer):
    """The door of the agent."""

    def __init__(self, agent: Agent, readers: Iterable[Reader] = ()) -> None:
        """Open the door to `agent`; `readers` read what is written in a conversation."""
        self._agent = agent
        self._readers = [reader_pb2.Reader(**asdict(reader)) for reader in readers]

    async def TakeTurn(
        self, request: rpc.TakeTurnRequest, _context: grpc.aio.ServicerContext[Any, Any]
    ) -> AsyncIterator[rpc.TakeTurnResponse]:
        """Take one turn."""
        given = turn_input(request)
        context.session_id.set(given.session_id)
        async for event in self._agent.take_turn(given):
            yield _event(event)

    async def GetReaders(
        self, _request: rpc.GetReadersRequest, _context: grpc.aio.ServicerContext[Any, Any]
    ) -> rpc.GetReadersResponse:
        """Tell who reads what is written."""
        return rpc.GetReadersResponse(readers=self._readers)


def turn_input(request: rpc.TakeTurnRequest) -> TurnInput:
    """What a turn is given.

    Raises:
        InvalidInput: JOB_TITLE_EMPTY, TRIGGER_MISSING, MESSAGE_EMPTY, SUGGESTION_UNKNOWN.
        TooLarge: MESSAGE_TOO_LONG.
    """
    if not request.state.job_title.strip():
        raise InvalidInput("JOB_TITLE_EMPTY", "The job title is empty.", field="state.job_title")
    known = {card.id for card in request.state.shown_suggestions}
    if unknown := set(request.state.selected_suggestion_ids) - known:
        message = f"{len(unknown)} selected cards were never shown."
        raise InvalidInput("SUGGESTION_UNKNOWN", message, field="state.selected_suggestion_ids")
    return TurnInput(
        state=state_of(request.state),
        transcript=tuple(Message(m.id, _ROLE_OF.get(m.role, Role.USER), m.content) for m in request.transcript),
        trigger=_trigger(request),
        reply_message_id=request.reply_message_id,
        session_id=request.session_id,
    )


def _trigger(request: rpc.TakeTurnRequest) -> Trigger:
    kind = request.WhichOneof("trigger")
    if kind is None:
        raise InvalidInput("TRIGGER_MISSING", "Nothing happened: no trigger is set.", field="trigger")
    if kind == "start":
        tasks = _sized(request.start.initial_tasks, "start.initial_tasks")
        message = Message(request.start.message_id, Role.USER, tasks) if tasks.strip() else None
        return Trigger(TriggerKind.START, message)
    if kind == "message":
        text = _sized(request.message.message.content, "message.message.content")
        if not text.strip():
            raise InvalidInput("MESSAGE_EMPTY", "The message is empty.", field="message.message.content")
        return Trigger(TriggerKind.MESSAGE, Message(request.message.message.id, Role.USER, text))
    return Trigger(TriggerKind(kind))


def _sized(text: str, name: str) -> str:
    if len(text.encode()) > MOST_BYTES:
        raise TooLarge("MESSAGE_TOO_LONG", "The message is too long.", field=name, limit=f"{MOST_BYTES} bytes")
    return text


def state_of(state: pb.AgentState) -> AgentState:
    """The state of the contract as the core's."""
    return AgentState(
        job_title=" ".join(state.job_title.split()),
        occupation_code=state.occupation_code,
        turn_count=_count(state.turn_count),
        estimated_task_count=_count(state.estimated_task_count),
        activities=tuple(map(_activity_of, state.mentioned_activities)),
        underexplored=tuple(state.underexplored_activities),
        coverage={
            category: _LEVEL_OF.get(getattr(state.gwa_coverage, name), Level.NONE)
            for category, name in _COVERAGE.items()
        },
        engagement=_ENGAGEMENT_OF.get(state.user_engagement),
        wants_to_stop=state.user_wants_to_stop,
        actions_taken=tuple(_TOOL_OF[tool] for tool in state.actions_taken if tool in _TOOL_OF),
        suggestions_shown=_count(state.suggestions_shown),
        follow_ups_asked=_count(state.follow_ups_asked),
        selected_card_ids=tuple(state.selected_suggestion_ids),
        acknowledged_card_ids=tuple(state.acknowledged_suggestion_ids),
        shown_cards=tuple(
            Card(card.id, card.statement, _CATEGORY_OF.get(card.category), card.onet_task_id, _author_of(card))
            for card in state.shown_suggestions
        ),
        pending_suggestions=tuple(state.pending_suggestions),
        has_asked_clarifying_question=state.has_asked_clarifying_question,
        asked_questions=tuple(
            AskedQuestion(item.text, item.area, item.message_id, tuple(item.candidates))
            for item in state.asked_questions
        ),
        last_offer_task_count=_count(state.last_offer_task_count),
        declined_areas=tuple(state.declined_areas),
        unsure=tuple(map(_activity_of, state.unsure_activities)),
        language=state.language,
        noted_acts=tuple(state.noted_acts),
    )


def _activity_of(item: pb.MentionedActivity) -> Activity:
    return Activity(
        text=item.text,
        message_id=item.message_id,
        category=_CATEGORY_OF.get(item.category),
        confirmed=item.confirmed,
        author=_author_of(item),
        verb=item.verb,
        probability=item.probability,
    )


def _count(number: int) -> int:
    """A count as a caller may send it, within what a conversation can hold."""
    return min(max(number, 0), MOST_COUNTED)


def _author_of(item: pb.MentionedActivity | pb.Suggestion) -> Author:
    is_model = item.written_by == onet.WRITTEN_BY_MODEL
    return Author(WrittenBy.MODEL, item.model) if is_model else Author()


def _event(event: Chosen | Delta | TurnResult) -> rpc.TakeTurnResponse:
    if isinstance(event, Chosen):
        return rpc.TakeTurnResponse(tool=rpc.ToolChosen(tool=_TOOLS[event.tool]))
    if isinstance(event, Delta):
        sentence = _sentence(event.sentence) if event.sentence else None
        return rpc.TakeTurnResponse(delta=rpc.ReplyDelta(attempt=event.attempt, text=event.text, sentence=sentence))
    return rpc.TakeTurnResponse(result=_result(event))


def _sentence(sentence: Sentence) -> pb.Sentence:
    return pb.Sentence(id=sentence.id, arguments=dict(sentence.arguments), text=sentence.text)


def _result(result: TurnResult) -> rpc.TurnResult:
    return rpc.TurnResult(
        state=_state(result.state),
        reply=pb.Message(
            id=result.reply.id,
            role=_ROLES[result.reply.role],
            content=result.reply.content,
            sentences=[_sentence(one) for one in result.reply.sentences],
        ),
        suggestions=[_card(card) for card in result.cards],
        tool=_TOOLS[result.tool],
        is_complete=result.is_complete,
        should_proceed=result.should_proceed,
        record=_record(result.record),
        written_by=_AUTHORS[result.author.written_by],
        model=result.author.model,
        withhold_message=result.withhold_message,
    )


def _state(state: AgentState) -> pb.AgentState:
    return pb.AgentState(
        job_title=state.job_title,
        occupation_code=state.occupation_code,
        turn_count=state.turn_count,
        estimated_task_count=state.estimated_task_count,
        mentioned_activities=[_activity(activity) for activity in state.activities],
        underexplored_activities=state.underexplored,
        gwa_coverage=pb.GwaCoverage(**{name: _LEVELS[state.coverage[cat]] for cat, name in _COVERAGE.items()}),
        user_engagement=_ENGAGEMENTS[state.engagement] if state.engagement else pb.ENGAGEMENT_UNSPECIFIED,
        user_wants_to_stop=state.wants_to_stop,
        actions_taken=[_TOOLS[tool] for tool in state.actions_taken],
        suggestions_shown=state.suggestions_shown,
        follow_ups_asked=state.follow_ups_asked,
        selected_suggestion_ids=state.selected_card_ids,
        acknowledged_suggestion_ids=state.acknowledged_card_ids,
        shown_suggestions=[_card(card) for card in state.shown_cards],
        pending_suggestions=state.pending_suggestions,
        has_asked_clarifying_question=state.has_asked_clarifying_question,
        asked_questions=[
            pb.AskedQuestion(text=item.text, area=item.area, message_id=item.message_id, candidates=item.offers)
            for item in state.asked_questions
        ],
        last_offer_task_count=state.last_offer_task_count,
        declined_areas=state.declined_areas,
        unsure_activities=[_activity(activity) for activity in state.unsure],
        language=state.language,
        noted_acts=state.noted_acts,
    )


def _activity(activity: Activity) -> pb.MentionedActivity:
    return pb.MentionedActivity(
        text=activity.text,
        message_id=activity.message_id,
        category=_category(activity.category),
        confirmed=activity.confirmed,
        written_by=_AUTHORS[activity.author.written_by],
        model=activity.author.model,
        probability=activity.probability,
        verb=activity.verb,
    )


def _card(card: Card) -> pb.Suggestion:
    return pb.Suggestion(
        id=card.id,
        statement=card.statement,
        category=_category(card.category),
        onet_task_id=card.onet_task_id,
        written_by=_AUTHORS[card.author.written_by],
        model=card.author.model,
    )


def _category(category: Category | None) -> onet.WorkCategory.ValueType:
    return _CATEGORIES[category] if category else onet.WORK_CATEGORY_UNSPECIFIED


def _record(record: TurnRecord) -> rpc.TurnRecord:
    analysis = record.analysis
    return rpc.TurnRecord(
        new_activities=[_activity(activity) for activity in analysis.activities],
        confirmed=analysis.confirmed,
        withdrawn=analysis.withdrawn,
        engagement=_ENGAGEMENTS[analysis.engagement],
        wants_to_stop=analysis.wants_to_stop,
        proposed_tool=_TOOLS[record.proposed.tool],
        proposed_by=_AUTHORS[record.proposed.author.written_by],
        proposed_reason=record.proposed.reason,
        overrides=[
            rpc.GuardrailOverride(
                rule=item.rule, from_tool=_TOOLS[item.from_tool], to_tool=_TOOLS[item.to_tool], reason=item.reason
            )
            for item in record.overrides
        ],
        tool=_TOOLS[record.tool],
        gap_area=record.gap_area,
        occupations=[
            onet.OccupationGuess(soc_code=guess.soc_code, title=guess.title, probability=guess.probability)
            for guess in record.occupations
        ],
        questions_left_aside=record.questions_left_aside,
        exit_condition=record.exit.value if record.exit else "",
        model_calls=[
            rpc.ModelCall(
                name=call.name,
                model=call.model,
                took=_duration(call.took_s),
                input_tokens=call.input_tokens,
                output_tokens=call.output_tokens,
                fallback_reason=call.fallback_reason,
            )
            for call in record.model_calls
        ],
        matching_took=_duration(record.matching_s),
        embedding_took=_duration(record.embedding_s),
        decisions=[
            rpc.Decision(
                about=one.about,
                name=one.name,
                outcome=one.outcome,
                probability=one.probability,
                cut=one.cut,
                evidence=one.evidence,
                start=one.start,
                end=one.end,
            )
            for one in analysis.decisions
        ],
        took=_duration(record.took_s),
    )


def _duration(seconds: float) -> Duration:
    duration = Duration()
    duration.FromNanoseconds(round(seconds * 1e9))
    return duration
