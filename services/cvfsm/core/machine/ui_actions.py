"""What the client is to show at each stage: one builder; the client decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.core.document import cv
from services.cvfsm.core.machine import wording
from services.cvfsm.core.machine.session import SELECTABLE, CvSession
from services.cvfsm.core.machine.steps import Event, State
from services.cvfsm.core.output import tongue
from services.cvfsm.core.output.page import PHOTO_TEMPLATES
from services.shared.language.sentences import Sentence

if TYPE_CHECKING:
    from services.cvfsm.core.document.cv import CvData

DECISION_BUTTONS: Final = "decision_buttons"
SECTION_SELECTOR: Final = "section_selector"
ACTION_BUTTON: Final = "action_button"
PROGRESS: Final = "progress"

SECTION_LABELS: Final = {
    "contact": "Contact Details",
    "profile": "Professional Summary",
    "work_experience": "Work Experience",
    "education": "Education",
    "languages": "Languages",
    "skills": "Skills",
    "certifications": "Certifications",
    "projects": "Projects",
    "volunteering": "Voluntary Work",
    "publications": "Publications",
    "awards": "Awards",
    "interests": "Interests",
    "references": "References",
}


@dataclass(frozen=True, slots=True)
class Button:
    """A button; pressing it sends `action`."""

    action: Event
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class SectionChoice:
    """A section to choose."""

    id: str
    label: str
    count: int
    has_content: bool


@dataclass(frozen=True, slots=True)
class UiAction:
    """What to show; `message` says what is under way."""

    type: str
    prompt: str = ""
    buttons: tuple[Button, ...] = ()
    sections: tuple[SectionChoice, ...] = ()
    allow_multiple: bool = False
    message: str = ""
    disable_free_text: bool = True


def ui_action(session: CvSession) -> UiAction | None:
    """What to show now; None in INGEST, when there is nothing to decide."""
    build = _BUILDERS.get(session.position.state)
    return build(session) if build else None


def prefill_summary(data: CvData) -> dict[str, int]:
    """What was extracted, in numbers."""
    return {
        "work_experience_count": len(data.work_experience),
        "education_count": len(data.education),
        "languages_count": len(data.languages),
        "skills_count": len(data.skills) + len(data.it_ai_skills),
        "unsorted_count": len(data.unsorted),
    }


def pending_decision(session: CvSession) -> dict[str, Any] | None:
    """The decision the person is asked for, as the metadata tells it; None when none is open."""
    if session.position.state is State.DATA_TRUTH_CHECK:
        return {
            "type": "data_truth",
            "question": "Is the extracted data current and accurate?",
            "prefill_summary": prefill_summary(session.draft),
        }
    if session.position.state is State.INTENT_CAPTURE:
        return {
            "type": "section_selection",
            "question": "Which sections need updating?",
            "available_sections": list(SELECTABLE),
        }
    return None


def warnings(session: CvSession) -> tuple[Sentence, ...]:
    """What could not be read, and what the output will not do."""
    told = [
        wording.WARNINGS[word].say() if word in wording.WARNINGS else Sentence("", word) for word in session.warnings
    ]
    if left := len(session.document.unsorted):
        told.append(wording.counted(left, wording.UNSORTED_ONE, wording.UNSORTED))
    if differs := wording.TONGUES.get((session.language, tongue.written_in(session.draft))):
        told.append(differs.say())
    if session.photo:
        told += [wording.PHOTO_NO_ROOM.say()] * (session.template not in PHOTO_TEMPLATES)
        told += [wording.PHOTO_UNUSUAL.say()] * (session.language == "en")
    return tuple(told)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _truth(session: CvSession) -> UiAction:
    found = session.draft
    parts = (
        _counted(len(found.work_experience), "job", "jobs"),
        _counted(len(found.education), "degree", "degrees"),
        _counted(len(found.languages), "language", "languages"),
    )
    return UiAction(
        DECISION_BUTTONS,
        f"We extracted {parts[0]}, {parts[1]} and {parts[2]} from your CV. Is this data current?",
        (
            Button(Event.DATA_CURRENT, "Yes, use this data", primary=True),
            Button(Event.DATA_OUTDATED, "No, I need to update sections"),
        ),
    )


def _intent(session: CvSession) -> UiAction:
    return UiAction(
        SECTION_SELECTOR,
        "Which sections need updating?",
        (
            Button(Event.CONFIRM_SELECTION, "Update selected sections", primary=True),
            Button(Event.SKIP_UPDATES, "Skip, generate with current data"),
            Button(Event.CANCEL, "Back"),
        ),
        tuple(_choice(session.draft, section) for section in SELECTABLE),
        allow_multiple=True,
    )


def _choice(data: CvData, section: str) -> SectionChoice:
    values = [getattr(data, name) for name in cv.SECTIONS[section]]
    count = sum(len(value) if isinstance(value, tuple) else bool(value) for value in values)
    return SectionChoice(section, SECTION_LABELS[section], count, any(values))


def _running(session: CvSession) -> UiAction:
    del session
    return UiAction(PROGRESS, buttons=(Button(Event.CANCEL, "Cancel"),), message="Updating CV sections...")


def _failed(session: CvSession) -> UiAction:
    del session
    return UiAction(
        DECISION_BUTTONS,
        "No updates were applied. Try again, or go on without them?",
        (
            Button(Event.CONFIRM_SELECTION, "Try again", primary=True),
            Button(Event.SKIP_UPDATES, "Skip, generate with current data"),
            Button(Event.CANCEL, "Back"),
        ),
    )


def _ready(session: CvSession) -> UiAction:
    buttons = [Button(Event.GENERATE_PDF, "Generate PDF", primary=True)]
    prompt = "Your CV is ready. Generate PDF?"
    if waiting := len(session.unreviewed):
        buttons.append(Button(Event.REVIEW_UPDATES, "Review updates"))
        prompt = f"{_counted(waiting, 'update', 'updates')} applied. Generating the PDF accepts what you do not refuse."
    elif open_sections := [s for s in session.selected if s not in session.confirmed_sections]:
        names = ", ".join(SECTION_LABELS[section] for section in open_sections)
        prompt = f"Nothing was updated in: {names}. Generating the PDF confirms it as it is."
    buttons.append(Button(Event.CANCEL, "Back"))
    return UiAction(ACTION_BUTTON, prompt, tuple(buttons), disable_free_text=False)


def _executing(session: CvSession) -> UiAction:
    del session
    buttons = (Button(Event.GENERATE_PDF, "Resume"), Button(Event.CANCEL, "Cancel"))
    return UiAction(PROGRESS, buttons=buttons, message="Making your PDF...")


def _done(session: CvSession) -> UiAction:
    del session
    return UiAction(
        ACTION_BUTTON,
        "Your PDF is ready. Make another version?",
        (Button(Event.DATA_OUTDATED, "Update for another version"), Button(Event.CANCEL, "Back")),
    )


_BUILDERS: Final = {
    State.DATA_TRUTH_CHECK: _truth,
    State.INTENT_CAPTURE: _intent,
    State.AGENT_EXECUTION: _running,
    State.AGENT_FAILED: _failed,
    State.READY_FOR_GENERATION: _ready,
    State.EXECUTE: _executing,
    State.DONE: _done,
}
