"""Filling the prompt templates: what a model is shown of a state, cut to sizes that cannot run away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.agent.core import prompts
from services.agent.core.cards import CARDS_SHOWN
from services.agent.core.types import AgentState, Message, Role, Tool

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.agent.core.records import Question

HISTORY_MESSAGES = 8  # of the prompt: enough to see what is talked about
MOST_LINES = 60  # activities, tasks or questions listed
LONGEST_LINE = 200
LONGEST_MESSAGE = 4000  # characters of the person's message; what is beyond is read by rules only


def said(text: str, limit: int = LONGEST_MESSAGE) -> str:
    """What a person wrote, cut to size, unable to close its <said> mark."""
    return text[:limit].replace("<", "\u2039").replace(">", "\u203a")


def _lines(texts: Iterable[str]) -> str:
    listed = [f"- {said(text, LONGEST_LINE)}" for text in texts][-MOST_LINES:]
    return "\n".join(listed) or "(none)"


def _coverage(state: AgentState) -> str:
    return ", ".join(f"{category.value} {level.name.lower()}" for category, level in state.coverage.items())


def _activities(state: AgentState) -> str:
    return _lines([*(item.text for item in state.activities), *(card.statement for card in state.selected_cards)])


def _history(transcript: Sequence[Message], message: str) -> str:
    lines = [
        f"{'They' if item.role is Role.USER else 'You'}: {said(item.content, LONGEST_LINE * 2)}"
        for item in transcript[-HISTORY_MESSAGES:]
    ]
    return "\n".join([*lines, *([f"They: {said(message, LONGEST_LINE * 2)}"] if message else [])]) or "(none)"


def analysis(state: AgentState, question: str, message: str, read: Iterable[str]) -> str:
    """The prompt of message analysis."""
    return prompts.ANALYSIS.format(
        job_title=said(state.job_title),
        question=question or "(openly)",
        message=said(message),
        activities=_activities(state),
        read=_lines(read),
    )


def selection(state: AgentState, transcript: Sequence[Message], message: str) -> str:
    """The prompt of tool selection."""
    return prompts.SELECTION.format(
        job_title=said(state.job_title),
        turns=state.turn_count,
        tasks=state.estimated_task_count,
        engagement=state.engagement or "unknown",
        coverage=_coverage(state),
        activities=_activities(state),
        history=_history(transcript, message),
    )


def gap(state: AgentState, typical: Iterable[str]) -> str:
    """The prompt of gap analysis."""
    return prompts.GAP.format(
        job_title=said(state.job_title),
        job_title_plain=said(state.job_title),
        activities=_activities(state),
        typical=_lines(typical),
        asked=_lines(asked.text for asked in state.asked_questions),
    )


def suggestions(state: AgentState, typical: Iterable[str]) -> str:
    """The prompt of suggestion generation."""
    return prompts.SUGGESTIONS.format(
        job_title=said(state.job_title),
        activities=_activities(state),
        coverage=_coverage(state),
        typical=_lines(typical),
        shown=_lines(card.statement for card in state.shown_cards),
        count=CARDS_SHOWN,
    )


def response(
    tool: Tool, state: AgentState, transcript: Sequence[Message], message: str, question: Question | None
) -> str:
    """The prompt of response generation."""
    return prompts.RESPONSE.format(
        job_title=said(state.job_title),
        history=_history(transcript, ""),
        message=said(message),
        task=prompts.TASKS[tool].format(question=question.text if question else "(nothing; ask nothing)"),
    )
