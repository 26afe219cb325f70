"""The state of a conversation: contract <-> domain."""

from __future__ import annotations

from metier.agent.v1 import agent_state_pb2 as pb
from metier.onet_match.v1 import catalogue_pb2 as onet
from services.agent.core.types import (
    Activity,
    AgentState,
    AskedQuestion,
    Author,
    Card,
    Engagement,
    Level,
    Role,
    Tool,
    WrittenBy,
)
from services.shared.onet import CATEGORIES, WorkCategory

MOST_COUNTED = 1_000_000  # far above any conversation, far below where an int32 overflows

TOOLS = {tool: pb.Tool.Value(f"TOOL_{tool.name}") for tool in Tool}
_TOOL_OF = {number: tool for tool, number in TOOLS.items()}
_CATEGORIES = {category: onet.WorkCategory.Value(category.contract_name) for category in CATEGORIES}
_CATEGORY_OF = {number: category for category, number in _CATEGORIES.items()}
_LEVELS = {level: pb.CoverageLevel.Value(f"COVERAGE_LEVEL_{level.name}") for level in Level}
_LEVEL_OF = {number: level for level, number in _LEVELS.items()}
ENGAGEMENTS = {engagement: pb.Engagement.Value(f"ENGAGEMENT_{engagement.name}") for engagement in Engagement}
_ENGAGEMENT_OF = {number: engagement for engagement, number in ENGAGEMENTS.items()}
AUTHORS = {author: onet.WrittenBy.Value(f"WRITTEN_BY_{author.name}") for author in WrittenBy}
ROLES = {role: pb.Role.Value(f"ROLE_{role.name}") for role in Role}
ROLE_OF = {number: role for role, number in ROLES.items()}


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
            category: _LEVEL_OF.get(getattr(state.gwa_coverage, category.value), Level.NONE) for category in CATEGORIES
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


def state_message(state: AgentState) -> pb.AgentState:
    """The state in the contract's words."""
    return pb.AgentState(
        job_title=state.job_title,
        occupation_code=state.occupation_code,
        turn_count=state.turn_count,
        estimated_task_count=state.estimated_task_count,
        mentioned_activities=[activity_message(activity) for activity in state.activities],
        underexplored_activities=state.underexplored,
        gwa_coverage=pb.GwaCoverage(**{category.value: _LEVELS[state.coverage[category]] for category in CATEGORIES}),
        user_engagement=ENGAGEMENTS[state.engagement] if state.engagement else pb.ENGAGEMENT_UNSPECIFIED,
        user_wants_to_stop=state.wants_to_stop,
        actions_taken=[TOOLS[tool] for tool in state.actions_taken],
        suggestions_shown=state.suggestions_shown,
        follow_ups_asked=state.follow_ups_asked,
        selected_suggestion_ids=state.selected_card_ids,
        acknowledged_suggestion_ids=state.acknowledged_card_ids,
        shown_suggestions=[card_message(card) for card in state.shown_cards],
        pending_suggestions=state.pending_suggestions,
        has_asked_clarifying_question=state.has_asked_clarifying_question,
        asked_questions=[
            pb.AskedQuestion(text=item.text, area=item.area, message_id=item.message_id, candidates=item.offers)
            for item in state.asked_questions
        ],
        last_offer_task_count=state.last_offer_task_count,
        declined_areas=state.declined_areas,
        unsure_activities=[activity_message(activity) for activity in state.unsure],
        language=state.language,
        noted_acts=state.noted_acts,
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


def activity_message(activity: Activity) -> pb.MentionedActivity:
    """An activity in the contract's words."""
    return pb.MentionedActivity(
        text=activity.text,
        message_id=activity.message_id,
        category=_category(activity.category),
        confirmed=activity.confirmed,
        written_by=AUTHORS[activity.author.written_by],
        model=activity.author.model,
        probability=activity.probability,
        verb=activity.verb,
    )


def card_message(card: Card) -> pb.Suggestion:
    """A card in the contract's words."""
    return pb.Suggestion(
        id=card.id,
        statement=card.statement,
        category=_category(card.category),
        onet_task_id=card.onet_task_id,
        written_by=AUTHORS[card.author.written_by],
        model=card.author.model,
    )


def _author_of(item: pb.MentionedActivity | pb.Suggestion) -> Author:
    is_model = item.written_by == onet.WRITTEN_BY_MODEL
    return Author(WrittenBy.MODEL, item.model) if is_model else Author()


def _category(category: WorkCategory | None) -> onet.WorkCategory.ValueType:
    return _CATEGORIES[category] if category else onet.WORK_CATEGORY_UNSPECIFIED


def _count(number: int) -> int:
    """A count as a caller may send it, within what a conversation can hold."""
    return min(max(number, 0), MOST_COUNTED)
