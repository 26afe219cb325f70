"""What a statement about the CV asks for: changes, settings of the output, or a question back to the person.

Rules:
    1. What kind of statement it is comes from a reader of language, raised by cues (`statement/cues.py`); where the reader
       does not answer, from the cues alone.
    2. Values (dates, phone numbers, addresses, levels, names) are read by rules, out of the statement alone.
    3. A correction or removal names something the CV says; for what names nothing there the person is asked,
       with the place whose form answers it. A command is never content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.machine import wording
from services.cvfsm.core.machine.statement import shorter
from services.cvfsm.core.machine.statement.cues import LEAD_OUT, NOTHING, ORDER, Kind, kind_of
from services.cvfsm.core.machine.statement.places import mentioned, place_of
from services.cvfsm.core.machine.statement.removals import moves, removals
from services.cvfsm.core.machine.statement.rewordings import exchanged, renamed
from services.cvfsm.core.machine.statement.styles import asked_back, is_style, settings
from services.cvfsm.core.machine.statement.values import contact, dated, level_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.cvfsm.core.document.cv import CvData
    from services.cvfsm.core.machine.updates import Change
    from services.shared.language.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Heard:
    """The interpretation of a statement: changes with their reason, settings, a question, or (nothing of these) content to be added."""

    kind: Kind
    changes: tuple[Change, ...] = ()
    options: Mapping[str, str | int] = field(default_factory=dict)
    question: Sentence | None = None
    path: str = ""
    reasons: tuple[Sentence, ...] = ()


def understand(text: str, section: str, data: CvData, probabilities: Mapping[str, float] | None = None) -> Heard:
    """Read one sentence about the CV; `section` is where it was written, empty for free text."""
    text = re.sub(r"\s+", " ", text.replace("’", "'")).strip()
    kind = kind_of(text, probabilities or {})
    if kind in {Kind.CONTENT, Kind.OTHER}:
        # a command is never content: whatever reads as one and names something in the CV is done, else asked
        if LEAD_OUT.match(text) and (changes := removals(text, section, data)):
            return Heard(Kind.REMOVAL, changes)
        found = _value(text, section, data) if kind is Kind.CONTENT else []
        if found:
            return Heard(Kind.CORRECTION, tuple(found))
        if kind is Kind.OTHER:
            return Heard(kind, question=None if NOTHING.match(text) else wording.ASK_WHAT.say(), path=place_of(section))
        return Heard(kind)
    return _READERS[kind](text, section, data)


def _value(text: str, section: str, data: CvData) -> list[Change]:
    """The change of a sentence that names a wording or value of the CV: it puts that right, whatever it reads as."""
    found = exchanged(text, section, data)
    if not found and section in {"contact", "languages"} and not re.search("[,;]", text):
        found = contact(text, section, data) or level_of(text, section, data)
    return found


def _correction(text: str, section: str, data: CvData) -> Heard:
    for read in (dated, contact, level_of, renamed, exchanged):
        changes = read(text, section, data)
        if changes:
            return Heard(Kind.CORRECTION, tuple(changes))
    found = mentioned(text, section, data)
    return Heard(
        Kind.CORRECTION,
        question=wording.ASK_CORRECTION.say(),
        path=found or place_of(section),
    )


def _removal(text: str, section: str, data: CvData) -> Heard:
    changes = removals(text, section, data)
    if changes:
        return Heard(Kind.REMOVAL, changes)
    if _MAY_TELL.match(text):
        return Heard(Kind.CONTENT)
    return Heard(Kind.REMOVAL, question=wording.ASK_REMOVAL.say(), path=place_of(section))


_MAY_TELL: Final = re.compile(
    r"^(?:cut|lost?|drop|strike|skip|scrap|bin)\b(?! (?:the |my )?(?:line|bullet|bit|job))", re.IGNORECASE
)
"""Verbs that tell of work as well ("Cut waste by a fifth"): they remove what the CV has, and tell where it has nothing."""


def _reordering(text: str, section: str, data: CvData) -> Heard:
    match = ORDER.match(text)
    changes = moves(match, section, data) if match else ()
    if changes:
        return Heard(Kind.REORDERING, changes)
    if is_style(text):
        return _style(text, section, data)
    return Heard(Kind.REORDERING, question=wording.ASK_ORDER.say(), path=place_of(section))


def _style(text: str, section: str, data: CvData) -> Heard:
    options = settings(text)
    left_out = shorter.changes(data) if shorter.is_asked(text) else ()
    if options or left_out:
        return Heard(Kind.STYLE, left_out, options, reasons=(wording.SHORTER.say(),) if left_out else ())
    question, path = asked_back(text, place_of(section))
    return Heard(Kind.STYLE, question=question.say(), path=path)


_READERS: Final = {
    Kind.CORRECTION: _correction,
    Kind.REMOVAL: _removal,
    Kind.REORDERING: _reordering,
    Kind.STYLE: _style,
}
