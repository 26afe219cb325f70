"""Messages to the person about a CV, as sentences with names, so that a catalogue can say them in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.cvfsm.core.machine.steps import Event
from services.shared.language.sentences import Sentence, Template

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHANGED = Template("cv.changed", "Your changes are kept.")
MESSAGES: Final = {
    Event.INGESTED: Template("cv.ingested", "Your CV was read. Please check whether the data is current."),
    Event.STARTED: Template("cv.started", "Your CV is empty. Fill in what it should say."),
    Event.DATA_CURRENT: Template("cv.current", "Your data is imported and confirmed."),
    Event.DATA_OUTDATED: Template("cv.outdated", "Please choose what needs updating."),
    Event.CONFIRM_SELECTION: Template("cv.updating", "The selected sections are being updated."),
    Event.SKIP_UPDATES: Template("cv.skipped", "Your data is imported and confirmed as it is."),
    Event.REVIEW_UPDATES: Template("cv.reviewed", "Your decisions are kept."),
    Event.EDIT: _CHANGED,
    Event.CONFIRM_EDITS: _CHANGED,
    Event.CANCEL: Template("cv.cancelled", "Back to the last decision; nothing was lost."),
    Event.MESSAGE: Template("cv.noted", "Noted. Choose the sections this is about."),
    Event.GENERATE_PDF: Template("cv.printing", "Your PDF is being made."),
    Event.PDF_PASSED: Template("cv.printed", "Your PDF is ready; its text was compared with your data."),
}
"""After an event."""

_AGAIN = Template("cv.failed.again", "No updates were applied. Please try again.")
FAILURES: Final = {
    "NO_TOOL_CALL": _AGAIN,
    "NO_SUCCESSFUL_CALL": Template(
        "cv.failed.not_traced", "No updates were applied: none could be traced to your data or statements."
    ),
    "LAST_CALL_FAILED": Template(
        "cv.failed.last", "No updates were applied: the run ended on a change that was refused."
    ),
    "NOTHING_TO_UPDATE": Template(
        "cv.failed.nothing",
        "No updates were applied: nothing was stated for these sections, and their order stays.",
    ),
    "NOT_UNDERSTOOD": Template(
        "cv.failed.not_understood",
        "No updates were applied: please answer the questions below, or change the CV in the form.",
    ),
    "RUN_LOST": Template(
        "cv.failed.lost", "No updates were applied: the run was interrupted too often. Please try again."
    ),
    "NO_MODEL_RULES_FAILED": _AGAIN,
}
"""When a run does not count, by its reason."""

APPLIED_ONE = Template("cv.applied_one", "{n} update applied.")
APPLIED = Template("cv.applied", "{n} updates applied.")
REFUSED = Template("cv.refused", "{n} refused.")

PDF_DIFFERS = Template("cv.pdf_differs", "No PDF was made: its text differs from your data ({n} places; {first}).")
PDF_LONG_ONE = Template(
    "cv.pdf_long_one",
    "No PDF was made: the CV does not fit on {pages} page, by about {lines} lines. Choose what to leave out; most room is "
    "taken by: {parts}.",
)
PDF_LONG = Template(
    "cv.pdf_long",
    "No PDF was made: the CV does not fit on {pages} pages, by about {lines} lines. Choose what to leave out; most room is "
    "taken by: {parts}.",
)

WARNINGS: Final = {
    "HIDDEN_TEXT_SKIPPED": Template("cv.warning.hidden", "Hidden text of the document was left out."),
    "NO_NAME_FOUND": Template("cv.warning.no_name", "No name was found; you can state it under contact details."),
    "NO_EMAIL_FOUND": Template(
        "cv.warning.no_email", "No e-mail address was found; you can state it under contact details."
    ),
    "NOT_A_JSON_RESUME": Template(
        "cv.warning.no_resume", "The file has few fields of a JSON Resume; the rest is kept as unsorted text."
    ),
}
"""What a reader of documents reports -> what the person is told."""

UNSORTED_ONE = Template(
    "cv.unsorted_one", "{n} line was not understood; it is shown as unsorted text and is not printed."
)
UNSORTED = Template(
    "cv.unsorted", "{n} lines were not understood; they are shown as unsorted text and are not printed."
)

_LANGUAGES: Final = {"en": "English", "de": "German", "pl": "Polish", "es": "Spanish", "fr": "French"}
TONGUES: Final = {
    (headings, text): Template(
        f"cv.tongue.{headings}.{text}",
        f"The headings are in {_LANGUAGES[headings]}; your text is in {_LANGUAGES[text]} and is printed as you wrote it.",
    )
    for headings in _LANGUAGES
    for text in _LANGUAGES
    if headings != text
}
"""When headings and text differ in language, by both."""


def counted(n: int, one: Template, many: Template) -> Sentence:
    """A sentence about one thing or several."""
    return (one if n == 1 else many).say(n=n)


def catalogue() -> Iterator[Template]:
    """Every sentence of this module."""
    for value in list(globals().values()):
        if isinstance(value, Template):
            yield value
        elif isinstance(value, dict):
            yield from (one for one in value.values() if isinstance(one, Template))
