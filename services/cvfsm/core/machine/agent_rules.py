"""The agent without a model: statements are understood or answered by a question, lists are ordered by relevance to the posting.

The same tool carries the changes out. What is to be added goes in as given, behind the same gate; corrections and removals
were asked for in so many words (`understood`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from services.cvfsm.core.document.cv import lines
from services.cvfsm.core.document.cv_paths import BadPathError
from services.cvfsm.core.machine import tailor, wording
from services.cvfsm.core.machine.session import Question, Statement
from services.cvfsm.core.machine.statement.content import changes as content_changes
from services.cvfsm.core.machine.statement.content import sentences_of
from services.cvfsm.core.machine.statement.cues import Kind
from services.cvfsm.core.machine.understood import understand
from services.cvfsm.core.machine.updates import (
    SECTION_OF,
    Change,
    UpdateStatus,
    apply,
    before_of,
    section_order,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.cvfsm.core.document.cv import CvData
    from services.cvfsm.core.machine.session import CvSession
    from services.shared.language.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change the rules propose: from a statement, or a new order with its reason.

    `is_asked` marks what the person asked for in so many words (a correction, a removal): it says nothing new of itself.
    """

    change: Change
    statement_id: str = ""
    reasons: tuple[Sentence, ...] = ()
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the statements of a session ask for."""

    proposals: tuple[Proposal, ...] = ()
    options: Mapping[str, str | int] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    content: tuple[Statement, ...] = ()


Readings = Mapping[str, Mapping[str, float]]
"""Sentence -> probability of each kind; empty where no reader of language answered."""


def open_sentences(session: CvSession) -> list[tuple[str, str]]:
    """The ``(section, sentence)`` of every statement that is to be read now."""
    return [(s.section, text) for s in open_statements(session) for text in sentences_of(s.section, s.text)]


def open_statements(session: CvSession) -> list[Statement]:
    """Statements no run has used yet, about the selected sections or about none."""
    return [s for s in session.statements if not s.is_read and (not s.section or s.section in session.selected)]


def wanted(session: CvSession, readings: Readings) -> Wanted:
    """What the open statements ask for: changes, settings, questions, and what is left of them as content to be added.

    Content without a section is about the section that was selected alone.
    """
    only = session.selected[0] if len(session.selected) == 1 else ""
    proposals: list[Proposal] = []
    options: dict[str, str | int] = {}
    questions: list[Question] = []
    content: list[Statement] = []
    data = session.draft
    for said in open_statements(session):
        section, kept = said.section or only, []
        for text in sentences_of(said.section, said.text):
            heard = understand(text, said.section, data, readings.get(text))
            proposals += [Proposal(change, said.id, heard.reasons, is_asked=True) for change in heard.changes]
            data = _after(data, heard.changes)
            options |= heard.options
            question = heard.question
            if heard.kind is Kind.CONTENT and not section:
                question = wording.ASK_SECTION.say()
            elif heard.kind is Kind.CONTENT:
                kept.append(text)
            if question:
                questions.append(
                    Question(
                        said.id,
                        text,
                        question.text,
                        SECTION_OF.get(heard.path.split("[")[0], section),
                        heard.path,
                        question,
                    )
                )
        if kept:
            content.append(replace(said, section=section, text="\n".join(kept)))
    return Wanted(tuple(proposals), options, tuple(questions), tuple(content))


def _after(data: CvData, changes: Iterable[Change]) -> CvData:
    """The data as the next sentence finds it."""
    for change in changes:
        try:
            data = apply(data, change, before_of(data, change))
        except (BadPathError, TypeError):
            continue
    return data


def from_content(session: CvSession, content: Iterable[Statement]) -> list[Proposal]:
    """What is to be added, line by line, as given; what the CV says already and what the person refused is left out."""
    data = session.draft
    settled = {text.casefold() for _, text in lines(data)}
    settled |= {u.after.casefold() for u in session.updates if u.status is UpdateStatus.REFUSED_BY_PERSON}
    found = [Proposal(change, said.id) for said in content for change in content_changes(said.section, said.text, data)]
    return [row for row in found if text_of(row.change.value).casefold() not in settled]


def from_posting(session: CvSession) -> list[Proposal]:
    """The order a posting suggests for the lines of the selected sections and for the sections themselves."""
    if not session.posting:
        return []
    found = tailor.orders(session.draft, session.posting, session.selected)
    order = tailor.section_order(session.draft, session.posting)
    if order and order[0].value != section_order(session.updates):
        found.append(order)
    return [Proposal(change, reasons=(reason,)) for change, reason in found]
