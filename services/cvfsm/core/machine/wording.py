"""Messages to the person about a CV, as sentences with names, so that a catalogue can say them in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding.kinds import Kind
from services.cvfsm.core.grounding.verdict import Judgement, Verdict
from services.cvfsm.core.machine.steps import Event
from services.shared.language.sentences import Sentence, Template

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_QUOTED: Final = 120
"""Characters that a reason quotes of a line."""
MAX_DOUBTS: Final = 4
"""Doubts that a reason names."""

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
PHOTO_NO_ROOM = Template(
    "cv.photo.no_room", "Your photo is not printed in this template; modern, tabular and banner have room for it."
)
PHOTO_UNUSUAL = Template(
    "cv.photo.unusual",
    "Your CV has a photo. In Britain, Ireland, the United States and Canada a CV is expected without one; you may take it off.",
)
"""About a photo, where it does not print or is not expected."""

PDF_LONG_ONE = Template(
    "cv.pdf_long_one",
    "No PDF was made: the CV does not fit on {pages} page, by about {lines} lines. Choose what to leave out (most room is "
    "taken by: {parts}), or allow {needed} pages.",
)
PDF_LONG = Template(
    "cv.pdf_long",
    "No PDF was made: the CV does not fit on {pages} pages, by about {lines} lines. Choose what to leave out (most room is "
    "taken by: {parts}), or allow {needed} pages.",
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


UNFOUNDED: Final = {
    Kind.NUMBER: Template("cv.unfounded.number", "The number “{it}” is in nothing you said or uploaded."),
    Kind.DATE: Template("cv.unfounded.date", "The date “{it}” is in nothing you said or uploaded."),
    Kind.NAME: Template("cv.unfounded.name", "The name “{it}” is in nothing you said or uploaded."),
    Kind.TITLE: Template(
        "cv.unfounded.title", "The job title does not say so in anything you said or uploaded: “{it}”."
    ),
    Kind.DEGREE: Template("cv.unfounded.degree", "The degree “{it}” is in nothing you said or uploaded."),
    Kind.CERTIFICATION: Template(
        "cv.unfounded.certification", "The certificate “{it}” is in nothing you said or uploaded."
    ),
    Kind.LANGUAGE_LEVEL: Template(
        "cv.unfounded.level", "The language level “{it}” is in nothing you said or uploaded."
    ),
    Kind.SKILL: Template("cv.unfounded.skill", "The skill “{it}” is in nothing you said or uploaded."),
    Kind.SCOPE: Template("cv.unfounded.scope", "Nothing you said or uploaded says this: “{it}”."),
}
"""What of a line no source has, by its kind."""
WORDED = Template("cv.worded", "Is this true as it is worded?")
NEAREST = Template("cv.nearest", "The nearest to it is “{it}”.")
HEDGED = Template("cv.hedged", "This reads as a plan, a wish or another person's work, so it is not added as a fact.")
SHORTER = Template("cv.shorter", "Left out to make the CV shorter; refuse this to keep the line.")
RELEVANT = Template("cv.relevant", "Most relevant first: the posting also says {words}.")
FIRST_SECTION = Template("cv.first_section", "The section that has most in common with the posting comes first.")
ASK_WHAT = Template("cv.ask.what", "What should the CV say?")
ASK_CORRECTION = Template("cv.ask.correction", "What should it say instead? Please put it right in the form.")
ASK_REMOVAL = Template("cv.ask.removal", "What should be removed? Nothing in the CV is called that.")
ASK_ORDER = Template("cv.ask.order", "Which line should stand where? Please move it in the form.")
ASK_PHOTO = Template("cv.ask.photo", "A photo is put on the CV, or taken off, in the form: under Photo.")
ASK_TONGUE = Template(
    "cv.ask.tongue",
    "The headings can be in English, German, Polish, Spanish or French; your text stays as you write it. Which one?",
)
ASK_LOOK = Template(
    "cv.ask.look", "How the page looks is a matter of template, text size, paper and number of pages. Which template?"
)
ASK_WORDING = Template("cv.ask.wording", "Wording is changed in the form: which line should read how?")
ASK_STYLE = Template(
    "cv.ask.style", "Wording and layout are changed in the form: which line should read how, or which template?"
)
ASK_SECTION = Template("cv.ask.section", "Which section of the CV does this belong to?")


def told(judgement: Judgement) -> tuple[Sentence, ...]:
    """Why a claim is refused or asked about; nothing for one that holds."""
    if judgement.verdict is Verdict.HOLDS:
        return ()
    doubts = dict.fromkeys(
        UNFOUNDED[doubt.kind].say(it=doubt.text[:MAX_QUOTED]) for doubt in judgement.doubts[:MAX_DOUBTS]
    )
    nearest = (NEAREST.say(it=judgement.nearest),) if judgement.nearest else ()
    return (*((WORDED.say(),) if judgement.verdict is Verdict.ASKED else doubts), *nearest)


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
