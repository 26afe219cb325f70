"""What a turn tells and comes to: domain -> contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.protobuf.duration_pb2 import Duration

from metier.agent.v1 import agent_service_pb2 as rpc
from metier.agent.v1 import agent_state_pb2 as pb
from metier.onet_match.v1 import catalogue_pb2 as onet
from services.agent.adapters.proto_state import (
    AUTHORS,
    ENGAGEMENTS,
    ROLES,
    TOOLS,
    activity_message,
    card_message,
    state_message,
)
from services.agent.turn import Chosen, Delta

if TYPE_CHECKING:
    from services.agent.core.records import TurnRecord, TurnResult
    from services.shared.language.sentences import Sentence


def event_message(event: Chosen | Delta | TurnResult) -> rpc.TakeTurnResponse:
    """What a turn tells, in the contract's words."""
    if isinstance(event, Chosen):
        return rpc.TakeTurnResponse(tool=rpc.ToolChosen(tool=TOOLS[event.tool]))
    if isinstance(event, Delta):
        sentence = _sentence(event.sentence) if event.sentence else None
        return rpc.TakeTurnResponse(delta=rpc.ReplyDelta(attempt=event.attempt, text=event.text, sentence=sentence))
    return rpc.TakeTurnResponse(result=_result(event))


def _sentence(sentence: Sentence) -> pb.Sentence:
    return pb.Sentence(id=sentence.id, arguments=dict(sentence.arguments), text=sentence.text)


def _result(result: TurnResult) -> rpc.TurnResult:
    return rpc.TurnResult(
        state=state_message(result.state),
        reply=pb.Message(
            id=result.reply.id,
            role=ROLES[result.reply.role],
            content=result.reply.content,
            sentences=[_sentence(one) for one in result.reply.sentences],
        ),
        suggestions=[card_message(card) for card in result.cards],
        tool=TOOLS[result.tool],
        is_complete=result.is_complete,
        should_proceed=result.should_proceed,
        record=_record(result.record),
        written_by=AUTHORS[result.author.written_by],
        model=result.author.model,
        withhold_message=result.withhold_message,
    )


def _record(record: TurnRecord) -> rpc.TurnRecord:
    analysis = record.analysis
    return rpc.TurnRecord(
        new_activities=[activity_message(activity) for activity in analysis.activities],
        confirmed=analysis.confirmed,
        withdrawn=analysis.withdrawn,
        engagement=ENGAGEMENTS[analysis.engagement],
        wants_to_stop=analysis.wants_to_stop,
        proposed_tool=TOOLS[record.proposed.tool],
        proposed_by=AUTHORS[record.proposed.author.written_by],
        proposed_reason=record.proposed.reason,
        overrides=[
            rpc.GuardrailOverride(
                rule=item.rule, from_tool=TOOLS[item.from_tool], to_tool=TOOLS[item.to_tool], reason=item.reason
            )
            for item in record.overrides
        ],
        tool=TOOLS[record.tool],
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
