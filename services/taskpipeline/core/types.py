"""The types of this service: conversations that come in, tasks that are stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from services.shared.language.sentences import Sentence
from services.shared.onet import WorkCategory

Document: TypeAlias = Mapping[str, Any]
"""What another service said (a match, an occupation), kept as said: the JSON form of its contract's message."""


class Speaker(StrEnum):
    """Who speaks."""

    USER = "user"
    ASSISTANT = "assistant"


class TaskSource(StrEnum):
    """Where a task came from."""

    CHAT = "chat"
    SUGGESTION = "suggestion"
    USER = "user"


class WrittenBy(StrEnum):
    """Who wrote a statement."""

    MODEL = "model"
    RULES = "rules"


class MatchStatus(StrEnum):
    """How far matching of a task has come."""

    PENDING = "pending"
    MATCHED = "matched"
    NO_MATCH = "no_match"
    FAILED = "failed"


class AiLevel(StrEnum):
    """How much artificial intelligence a task involves; UNRATED until the person says."""

    UNRATED = ""
    NONE = "none"
    SOME = "some"
    SIGNIFICANT = "significant"


class SurveyStatus(StrEnum):
    """State of the survey."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the transcript; an assistant's may offer activities, in order, a person's may have been corrected."""

    id: str
    speaker: Speaker
    content: str
    candidates: tuple[str, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A suggestion card the person selected."""

    id: str
    statement: str
    onet_task_id: str = ""
    category: WorkCategory = WorkCategory.UNKNOWN
    written_by: WrittenBy = WrittenBy.RULES
    model: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What there is to process."""

    job_title: str = ""
    soc_code: str = ""
    messages: tuple[Message, ...] = ()
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A place where it was said: the words, the message, and the assistant message whose words were confirmed."""

    message_id: str
    raw_phrase: str
    confirmed_in: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A task on its way through the pipeline: what was said, and what it has become so far.

    `verb` is the base verb the phrase is done by, as it was read; "" where it was read as a noun; None where nobody read
    it (confirmed words, a model's words).
    """

    phrase: str
    sources: tuple[Spoken, ...]
    normalized: str = ""
    written_by: WrittenBy = WrittenBy.RULES
    model: str = ""
    merged: tuple["Merge", ...] = ()
    verb: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """A statement that was merged into a task, and why it is the same: in English, and as a sentence where a table has it."""

    statement: str
    reason: str
    sources: tuple[Spoken, ...]
    reason_id: str = ""
    reason_arguments: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, statement: Statement, why: Sentence) -> "Merge":
        """The merge of a statement."""
        return cls(statement.normalized, why.text, statement.sources, why.id, why.arguments)


@dataclass(frozen=True, slots=True)
class Lineage:
    """How a task came to be; `normalized` is the statement before any edit."""

    sources: tuple[Spoken, ...] = ()
    normalized: str = ""
    merged: tuple[Merge, ...] = ()

    @property
    def message_ids(self) -> frozenset[str]:
        """Every message the task was said in."""
        spoken = (*self.sources, *(source for merge in self.merged for source in merge.sources))
        return frozenset(source.message_id for source in spoken if source.message_id)


@dataclass(frozen=True, slots=True)
class AiUsage:
    """How much artificial intelligence a task involves, and which."""

    level: AiLevel = AiLevel.UNRATED
    tools: tuple[str, ...] = ()


NONE_FITS = "none"
"""The choice that no candidate says the same."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it is stored. Its match is stored beside it, see `TaskSet`.

    `onet_choice` is the person's choice among the candidates of the match: an O*NET task id, NONE_FITS, "" for the matcher's.
    """

    id: str
    user_description: str
    normalized_description: str
    category: WorkCategory
    source: TaskSource
    written_by: WrittenBy
    model: str = ""
    lineage: Lineage = Lineage()
    time_percentage: float = 0.0
    ai_usage: AiUsage = AiUsage()
    edited: bool = False
    revision: int = 1
    onet_choice: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """A task the person removed: processing again brings it back only when another message says it again."""

    normalized: str
    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """What is stored of a session: the tasks in the person's order, and what they are about.

    `revision` counts changes by the person or by processing. `due_revision` is the one that last changed a statement,
    `processed_revision` the one that last processed the conversation: the jobs that match and that start career actions
    are named after them. `unsure` tasks are in no count, match, ranking or rating until they are kept.
    """

    session_id: str
    tasks: tuple[Task, ...]
    revision: int
    status: SurveyStatus
    job_title: str
    soc_code: str
    updated_at: datetime
    due_revision: int = 0
    processed_revision: int = 0
    removed: tuple[Removed, ...] = ()
    unsure: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A stored match: for which revision of its task, and the match; None when none could be had."""

    revision: int
    match: Document


@dataclass(frozen=True, slots=True)
class Ranking:
    """The occupations that fit, for a fingerprint of the tasks they were ranked for."""

    of: str
    occupations: tuple[Document, ...]
