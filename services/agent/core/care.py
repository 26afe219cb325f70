"""Acts that need care before anything else: despair, danger, harm done by others.

Rules:
1. The reply is one of `REPLIES`, fixed and written beforehand: it answers what was said, points to help without
   inventing a number, and leaves the choice to the person. No model writes it and none reads the message.
2. Nothing is asked, nothing becomes a task, nothing is offered; an earlier wish to stop still ends the conversation.
3. The message is kept as an act only; its words go into no record and no log.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.agent.core.reading import Act
from services.shared.language.sentences import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.shared.language.sentences import Template

ACTS = (Act.DANGER, Act.DISTRESS, Act.HARASSMENT)
"""Most urgent first."""

REPLIES: Mapping[Act, tuple[Template, ...]] = {
    Act.DANGER: table(
        "care.danger",
        "That sounds as if somebody could get hurt, and that matters more than anything here. If it may happen now or soon, "
        "please call the emergency number of your country, or ask someone near you to call. If you can, get yourself and "
        "others to a place that is safe. I am only a program and cannot send help. The questions can wait; what you wrote "
        "is not kept.",
        "Please don't stay alone with this. If there is danger right now, the emergency number of your country is the "
        "quickest way to help, for you or for the other person. Somebody you trust can stay with you until it comes. I "
        "can't send anyone myself. We can leave the questions here for as long as you like, and your words are not kept.",
    ),
    Act.DISTRESS: table(
        "care.distress",
        "I'm sorry that it is this heavy, and I'm glad you said it. I am only a program for questions about work, so "
        "please tell a person as well: somebody you trust, a doctor, or a crisis line, which you can reach day and night in "
        "most countries. If you might hurt yourself, please call your emergency number now. The questions can wait. You "
        "can stop, or write on whenever you feel like it; what you wrote is not kept.",
        "Thank you for telling me. That is a lot to carry, and nobody should carry it alone. Please reach out to somebody "
        "you trust today, to your doctor, or to a crisis line; they can do what a program cannot. If you are afraid of what "
        "you might do, the emergency number of your country is there for exactly that. Nothing more is needed here. Stop, "
        "rest, or go on, as you like; these words are not kept.",
    ),
    Act.HARASSMENT: table(
        "care.harassment",
        "What you describe should not happen to anyone at work, and it is not your fault. You decide what to do about it. "
        "It can help to write down for yourself what happened and when, and to talk to someone you trust: a union, a staff "
        "council, an advice centre or a lawyer. If you are in danger, call the emergency number of your country. I am only a "
        "program and take no sides for your employer; what you wrote is not kept, and the questions can wait.",
        "I'm sorry you are being treated like that. It is right to call it what it is. People who know this field, such as "
        "a union, an advice centre for employees or a helpline, listen in confidence and can tell you what is possible where "
        "you live. Nobody at your work reads this here, and these words are not kept. We can go on, or stop, "
        "just as you like.",
    ),
}

_GOES_ON = re.compile(
    r"\b(?:go|going|carry|carrying|keep|get) on\b|\bkeep going\b|\b(?:continue|next question)\b", re.IGNORECASE
)
_NOT = re.compile(r"(?:n't|\bnot|\bno longer|\bcannot|\bstop|\bend|\bfinish|\bleave)\b", re.IGNORECASE)


def is_reply(text: str) -> bool:
    """Whether a message of the assistant is one of these: whoever answers it is asked nothing but whether to go on."""
    return any(text == template.text for replies in REPLIES.values() for template in replies)


def goes_on(answer: str, asked: str) -> bool:
    """Whether an answer to words of care plainly goes on: elsewhere "let's go on" goes on to the review and ends."""
    is_answer = any(template.text.endswith(asked) for replies in REPLIES.values() for template in replies)
    return bool(asked) and is_answer and bool(_GOES_ON.search(answer)) and not _NOT.search(answer)
