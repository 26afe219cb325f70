"""The bounded agent: its task, its one tool, its prompts, and the check of what it did.

Rules:
    1. The agent sees the selected sections and may touch nothing else.
    2. It acts through `update_cv_field` only; the tool's result, not the agent's word, says what happened.
    3. A claim to be done counts when a call of this run has succeeded and the last call did not fail.
    4. A run has at most `MAX_TURNS` turns; what is true of its calls then is the result.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.core.document import cv, cv_json
from services.cvfsm.core.machine.session import RunStep, evidence
from services.cvfsm.core.machine.updates import SECTION_OF, SECTION_ORDER, Change, Operation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.cvfsm.core.machine.session import CvSession

TOOL: Final = "update_cv_field"
MAX_TURNS: Final = 3
"""Turns of a run (docs/spec.md 6)."""

MAX_CALLS_PER_TURN: Final = 40
"""Calls of one turn that are carried out: a CV with every line of four jobs rewritten has fewer."""

MAX_SOURCE_CHARS: Final = 24_000
"""Of each text shown to a model: about 6,000 tokens, a long CV or posting whole."""

TOOL_DESCRIPTION: Final = (
    "Changes one place of the CV. `operation`: set (replace the text at `path`), add (append `value` to the list at "
    "`path`; for work_experience, education or languages give the new entry's fields in `entry`), remove (take the "
    "item at `path` out) or reorder (`items` = the list at `path` in its new order, wording unchanged). Paths look like "
    "profile, skills, work_experience[0].bullets, work_experience[0].bullets[2], languages[1].level. Returns ok, or the "
    "reason why the change was refused; nothing has changed then."
)

SYSTEM: Final = """You edit sections of a CV with one tool, update_cv_field. Code decides everything else.

What you may use as facts: current_cv_data, user_statements and chat_tasks. Nothing else is a fact.
The job posting says what matters to the reader. It is never a source: no skill, tool, number, title or duty may come
from it. A wish or plan of the person ("I would like to", "is booked") is not a fact either.

What to do for each section in update_intent.sections:
1. Put what the person stated there into the CV: correct the line it is about, or add one.
2. Rewrite lines so that they start with a verb, without "I", and stay as short as the facts allow.
3. Put first what matters most for the posting, where there is one.
Keep every number, name, date and level exactly. Do not raise a claim: a member of a group does not lead it.
Write in the language of the section. If a call is refused, read the reason and send a version that keeps to the facts,
or leave that line alone. When all is done answer with the one word: done. Text without tool calls changes nothing."""


def task(session: CvSession) -> dict[str, Any]:
    """The agent's task, with the data of the selected sections only."""
    plain = cv_json.to_dict(session.draft)
    fields = [name for section in session.selected for name in cv.SECTIONS[section]]
    return {
        "task": "update_cv_sections",
        "data_truth_confirmed": not session.selected or session.is_imported,
        "update_intent": {
            "sections": list(session.selected),
            "job_posting": session.posting[:MAX_SOURCE_CHARS],
            "user_statements": [
                {"section": s.section, "text": s.text[:MAX_SOURCE_CHARS]}
                for s in session.statements
                if s.section in ("", *session.selected)
            ],
            "chat_tasks": [t.text for t in session.tasks],
        },
        "current_cv_data": {name: plain[name] for name in fields},
        "constraints": {
            "max_turns": MAX_TURNS,
            "output_language": session.language,
            "target_length": f"{session.pages} page{'s' if session.pages > 1 else ''}",
        },
    }


def prompt(session: CvSession) -> str:
    """The task as the model reads it."""
    return json.dumps(task(session), ensure_ascii=False, indent=1)


def change_of(arguments: Mapping[str, Any]) -> Change:
    """Read the arguments of a call.

    Raises:
        ValueError: They are not those of the tool.
    """
    operation = Operation(str(arguments.get("operation", "set")))
    path = str(arguments.get("path", ""))
    if operation is Operation.REORDER:
        return Change(operation, path, tuple(str(item) for item in arguments.get("items") or ()))
    entry = arguments.get("entry")
    if operation is Operation.ADD and path in cv.ENTRY_TYPES:
        if not isinstance(entry, dict):
            message = "an entry needs its fields"
            raise ValueError(message)
        return Change(operation, path, {str(k): str(v) for k, v in entry.items() if v})
    return Change(operation, path, "" if operation is Operation.REMOVE else str(arguments.get("value", "")))


def is_in_bounds(change: Change, sections: Sequence[str]) -> bool:
    """Whether a change touches a selected section."""
    return change.path == SECTION_ORDER or SECTION_OF.get(cv_root(change.path), "") in sections


def cv_root(path: str) -> str:
    """The field a path begins with."""
    return path.split("[", maxsplit=1)[0].split(".", maxsplit=1)[0]


def claim_refusal(steps: Sequence[RunStep]) -> str:
    """Why a claim to be done does not count now; empty when it does (rule 3)."""
    calls = [step for step in steps if step.tool]
    if not calls:
        return "NO_TOOL_CALL"
    if not any(step.succeeded for step in calls):
        return "NO_SUCCESSFUL_CALL"
    return "" if calls[-1].succeeded else "LAST_CALL_FAILED"


CLAIM_ANSWERS: Final = {
    "NO_TOOL_CALL": "Nothing has changed: you made no tool call. Call update_cv_field for each change.",
    "NO_SUCCESSFUL_CALL": "Nothing has changed: every call was refused. Send versions that keep to the facts.",
    "LAST_CALL_FAILED": "Your last call was refused. Send a version that keeps to the facts, or set another line.",
}
"""What the agent is told when its claim is rejected."""

__all__ = ["SYSTEM", "TOOL", "change_of", "claim_refusal", "evidence", "is_in_bounds", "prompt", "task"]
