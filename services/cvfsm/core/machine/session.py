"""A CV session as a value, and what each effect of the machine does to it.

Rules:
    1. The document is kept as it was parsed; what the CV says now is the document with the updates in force.
    2. What is confirmed follows from the machine's truth, the selected sections and the updates a person accepted.
    3. Nothing a person said is ever removed: statements, posting and updates stay, whatever is cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document.cv import SECTIONS, CvData, SourceKind
from services.cvfsm.core.document.cv_paths import with_sections
from services.cvfsm.core.grounding.evidence import Evidence, Said
from services.cvfsm.core.machine.steps import Position, State, Truth
from services.cvfsm.core.machine.updates import NEVER_APPLIED, Update, UpdateStatus, in_force
from services.shared.language.sentences import Sentence  # noqa: TC001 - read at run time, when stored state is validated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SCHEMA_VERSION: Final = "1.0"
"""Of the stored form; a session of another version is not opened (docs/spec.md 6)."""

SELECTABLE: Final = tuple(section for section in SECTIONS if section != "unsorted")


@dataclass(frozen=True, slots=True)
class Statement:
    """What the person said about a section; `section` is empty for free text, `is_read` once a run has used it."""

    id: str
    section: str
    text: str
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence of a statement that needs clarification, and the place whose form answers it."""

    statement_id: str
    text: str
    question: str
    section: str = ""
    path: str = ""
    sentence: Sentence | None = None


@dataclass(frozen=True, slots=True)
class ChatTask:
    """A task of the chat session named at upload."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a run: a call of the tool, or a claim (`tool` empty)."""

    turn: int
    tool: str = ""
    path: str = ""
    succeeded: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did, and whether it counts."""

    run_id: str
    steps: tuple[RunStep, ...] = ()
    accepted: bool = False
    reason: str = ""
    written_by: str = "rules"
    model: str = ""

    @property
    def succeeded(self) -> int:
        """Calls of the tool that succeeded."""
        return sum(step.succeeded for step in self.steps)

    @property
    def refused(self) -> int:
        """Calls of the tool that were refused."""
        return sum(bool(step.tool) and not step.succeeded for step in self.steps)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an upload was answered: the session, and the seed of its token; `digest` is that of the upload."""

    session_id: str
    seed: str
    digest: str


@dataclass(frozen=True)
class CvSession:
    """Everything about one CV.

    Attributes:
        version: Counts committed changes; a writer names the version it read.
        document: The data as parsed; never changed.
        selected: Sections of the last intent.
        intent_at: When it was stated, ISO 8601.
        run_id: The last intent: the run that serves it may report, another one is stale.
        questions: What was said and asked back by the last run.
        gaps: Questions the posting raises, each with the posting's words.
        pages: Most pages of the output, 1 to 10.
        pdf: Digest of the PDF that was made and checked; empty when there is none.
        photo: Digest of the photo the person put on the CV; empty when there is none.
    """

    id: str
    document: CvData
    created_from: str
    created_at: str
    updated_at: str = ""
    schema_version: str = SCHEMA_VERSION
    version: int = 0
    position: Position = field(default_factory=Position)
    language: str = "en"
    pages: int = 2
    template: str = ""
    paper: str = "a4"
    text_size: str = "normal"
    photo: str = ""
    selected: tuple[str, ...] = ()
    intent_at: str = ""
    statements: tuple[Statement, ...] = ()
    posting: str = ""
    chat_session_id: str = ""
    tasks: tuple[ChatTask, ...] = ()
    updates: tuple[Update, ...] = ()
    run_id: str = ""
    run: RunSummary | None = None
    gaps: tuple[tuple[str, str], ...] = ()
    questions: tuple[Question, ...] = ()
    warnings: tuple[str, ...] = ()
    message: str = ""
    message_sentences: tuple[Sentence, ...] = ()
    pdf: str = ""

    @cached_property
    def draft(self) -> CvData:
        """The document with every update in force."""
        return in_force(self.document, self.updates)

    @property
    def is_imported(self) -> bool:
        """Whether the person let the data in; before, it is held as prefill."""
        return self.position.truth is not Truth.UNCONFIRMED

    @property
    def confirmed_sections(self) -> tuple[str, ...]:
        """Sections a person vouched for."""
        if self.position.truth is Truth.CONFIRMED:
            return tuple(SECTIONS)
        if self.position.truth is Truth.UNCONFIRMED:
            return ()
        return tuple(s for s in SECTIONS if s not in self.selected or self._is_settled(s))

    def _is_settled(self, section: str) -> bool:
        statuses = {u.status for u in self.updates if u.change.section == section and u.run_id == self.run_id}
        return UpdateStatus.ACCEPTED in statuses and UpdateStatus.APPLIED not in statuses

    @property
    def unreviewed(self) -> tuple[Update, ...]:
        """Updates that are applied and wait for the person."""
        return tuple(update for update in self.updates if update.status is UpdateStatus.APPLIED)

    @property
    def is_run_going(self) -> bool:
        """Whether a run may still report."""
        return self.position.state is State.AGENT_EXECUTION

    @property
    def is_under_way(self) -> bool:
        """Whether something ends by itself: a run, or a PDF being made."""
        return self.position.state in {State.AGENT_EXECUTION, State.EXECUTE}


def shown_data(session: CvSession) -> CvData:
    """What `cv_data` shows: nothing before the import, everything after it."""
    return session.draft if session.is_imported else CvData()


def confirmed_data(session: CvSession) -> CvData:
    """The confirmed sections alone: what may be printed or exported."""
    return with_sections(CvData(), session.draft, session.confirmed_sections)


def evidence(session: CvSession) -> Evidence:
    """What may support an update: the imported data, the person's statements and the chat tasks; never the posting."""
    said = [Said(s.id, s.text) for s in session.statements]
    said += [Said(t.id, t.text, SourceKind.CHAT_TASK) for t in session.tasks]
    return Evidence.of(session.draft, said)


def with_statements(session: CvSession, new: Sequence[tuple[str, str]]) -> CvSession:
    """Add statements ``(section, text)``; one that was said before in these words is not doubled."""
    known = {(s.section, s.text) for s in session.statements}
    rows = [row for row in dict.fromkeys(new) if row[1].strip() and row not in known]
    first = len(session.statements) + 1
    added = tuple(Statement(f"s{first + i}", section, text) for i, (section, text) in enumerate(rows))
    return replace(session, statements=(*session.statements, *added))


def has_work(session: CvSession, sections: Iterable[str]) -> bool:
    """Whether a run has something to do for these sections: statements it has not read yet."""
    return any(not s.is_read and s.section in {"", *sections} for s in session.statements)


def accept_all(session: CvSession) -> CvSession:
    """The person goes on with what is shown: every applied update is accepted."""
    ids = [update.id for update in session.unreviewed]
    return review(session, ids, ())


def review(session: CvSession, accept: Sequence[str], refuse: Sequence[str]) -> CvSession:
    """Set the person's verdict on updates; those the gate kept out keep theirs.

    Raises:
        KeyError: No such update, or one the gate kept out.
    """
    verdicts = dict.fromkeys(accept, UpdateStatus.ACCEPTED) | dict.fromkeys(refuse, UpdateStatus.REFUSED_BY_PERSON)
    open_ids = {u.id for u in session.updates if u.status not in NEVER_APPLIED}
    if unknown := set(verdicts) - open_ids:
        raise KeyError(min(unknown))
    changed = tuple(replace(u, status=verdicts.get(u.id, u.status)) for u in session.updates)
    return replace(session, updates=changed)
