"""The CV session as JSON, in snake_case (docs/spec.md 7)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.edge.models.base import Maybe, Said, Snake, WrittenBy

Stage = Literal[
    "INGEST",
    "DATA_TRUTH_CHECK",
    "INTENT_CAPTURE",
    "AGENT_EXECUTION",
    "READY_FOR_GENERATION",
    "EXECUTE",
    "DONE",
]
UserAction = Literal[
    "data_current",
    "data_outdated",
    "confirm_selection",
    "skip_updates",
    "review_updates",
    "generate_pdf",
    "cancel",
]
Section = Literal[
    "contact",
    "profile",
    "work_experience",
    "education",
    "languages",
    "skills",
    "certifications",
    "projects",
    "volunteering",
    "publications",
    "awards",
    "interests",
    "references",
]
ShortId = Annotated[str, Field(max_length=64)]


class WorkExperience(Snake):
    """A position held."""

    employer: str
    title: str
    start: Maybe = None
    end: Maybe = None
    location: Maybe = None
    bullets: list[str]


class Education(Snake):
    """A degree or school."""

    institution: str
    degree: str
    start: Maybe = None
    end: Maybe = None
    location: Maybe = None
    details: list[str]


class LanguageSkill(Snake):
    """A language with its level as printed."""

    name: str
    level: Maybe = None


class CvData(Snake):
    """The data of a CV; `unsorted` is what was not understood, shown and never printed."""

    full_name: str
    headline: str
    email: str
    phone: str
    location: str
    links: list[str]
    profile: str
    work_experience: list[WorkExperience]
    education: list[Education]
    languages: list[LanguageSkill]
    skills: list[str]
    it_ai_skills: list[str]
    certifications: list[str]
    projects: list[str]
    volunteering: list[str]
    publications: list[str]
    awards: list[str]
    interests: list[str]
    references: list[str]
    unsorted: list[str]


class FieldSource(Snake):
    """Where a line came from."""

    path: str = Field(description="For example `work_experience[0].bullets[2]`.")
    kind: Literal["document", "user_statement", "chat_task", "user"] | None
    ref: str
    quote: str
    confidence: float = Field(description="How sure the reader of a document is, 0 to 1.")


class FieldFlag(Snake):
    """A value to look at before it is confirmed."""

    path: str
    reason: str


class Update(Snake):
    """A change of the CV, by the agent or by the person (`written_by` null), and what became of it."""

    id: str
    path: str
    section: Section | None
    before: str
    after: str
    status: Literal["applied", "refused_by_gate", "accepted", "refused_by_person", "undone", "asked"] | None
    reason: str
    sources: list[FieldSource]
    written_by: WrittenBy | None = None
    model: Maybe = None
    operation: Literal["set", "add", "remove", "move", "reorder"] | None = None
    statement_id: Maybe = Field(default=None, description="The statement it came from.")
    said: Said = None


class OpenQuestion(Snake):
    """Something the person said that needs clarification; nothing of it is applied."""

    statement_id: str
    text: str
    question: str
    section: Section | None
    path: Maybe = Field(default=None, description="The place whose field answers it.")
    said: Said = None


class Button(Snake):
    """A button; pressing it sends `id` as `user_action`."""

    id: UserAction
    label: str
    primary: bool


class SectionChoice(Snake):
    """A section that can be chosen."""

    id: Section
    label: str
    count: int
    has_content: bool


class UiAction(Snake):
    """What the client is to show: the server decides, the client renders."""

    type: Literal["decision_buttons", "section_selector", "action_button", "progress"] | None
    prompt: str
    buttons: list[Button]
    sections: list[SectionChoice]
    allow_multiple: bool
    message: str
    disable_free_text: bool


class RunStep(Snake):
    """One step of an agent's run."""

    turn: int
    tool: Maybe = None
    path: str
    succeeded: bool
    reason: Maybe = None


class RunSummary(Snake):
    """What a run of the agent did, and whether it counts."""

    run_id: str
    steps: list[RunStep]
    succeeded: int
    refused: int
    accepted: bool
    reason: Maybe = None
    written_by: WrittenBy | None = None
    model: Maybe = None


class PrefillSummary(Snake):
    """What was extracted, in numbers."""

    work_experience_count: int
    education_count: int
    languages_count: int
    skills_count: int
    unsorted_count: int


class PendingDecision(Snake):
    """A decision the person is asked for."""

    type: str
    question: str
    prefill_summary: PrefillSummary | None = None
    available_sections: list[Section] = Field(default_factory=list)


class UpdateIntent(Snake):
    """What the person wants to update."""

    sections: list[Section]
    timestamp: datetime | None = None


class GapQuestion(Snake):
    """A gap between posting and data, as a question to the person."""

    question: str
    posting_phrase: str


class CvMetadata(Snake):
    """Everything about the session but its data."""

    schema_version: str
    stage: Stage | None = None
    created_at: datetime | None = None
    language: str
    pages: int
    template: str
    created_from: str
    docx_prefill_unconfirmed: CvData | None = None
    pending_decision: PendingDecision | None = None
    data_truth_confirmed: bool
    update_intent: UpdateIntent | None = None
    updates_applied: int
    run_summary: RunSummary | None = None
    updates: list[Update]
    sources: list[FieldSource]
    gap_questions: list[GapQuestion]
    warnings: list[str]
    pdf_ready: bool
    state_version: int
    expires_at: datetime | None = None
    questions: list[OpenQuestion] = Field(default_factory=list)
    paper: Literal["", "a4", "letter"] = ""
    text_size: Literal["", "small", "normal", "large"] = ""
    has_photo: bool = False
    section_order: list[str] = Field(default_factory=list)
    flags: list[FieldFlag] = Field(default_factory=list)


class CvSession(Snake):
    """A CV session: the answer to every call about it."""

    session_id: str
    session_token: str | None = Field(default=None, description="Only on upload: the bearer token of all later calls.")
    status: Literal["success"] = "success"
    message: str
    stage: Stage | None
    metadata: CvMetadata
    cv_data: CvData
    ui_action: UiAction | None
    said: Said = None
