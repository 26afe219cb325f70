"""What a text says, as values: the domain of the service, in the words of the contract."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Owner(StrEnum):
    """Whose work an activity is."""

    SELF = "self"
    SHARED = "shared"
    OTHER = "other"


class Time(StrEnum):
    """When an activity is done; a typical day told in the past tense is present."""

    PRESENT = "present"
    PAST = "past"
    PLANNED = "planned"


class Act(StrEnum):
    """What a message does in the conversation; the contract says what each means."""

    ANSWER = "answer"
    STOP = "stop"
    PAUSE = "pause"
    ASSENT = "assent"
    DECLINE = "decline"
    DONT_KNOW = "dont_know"
    QUESTION_BOT = "question_bot"
    QUESTION_LENGTH = "question_length"
    QUESTION_PURPOSE = "question_purpose"
    QUESTION_DATA = "question_data"
    QUESTION_MEANING = "question_meaning"
    QUESTION_OTHER = "question_other"
    CORRECTION = "correction"
    RETRACTION = "retraction"
    COMPLAINT = "complaint"
    OFF_TOPIC = "off_topic"
    PASTED = "pasted"
    GREETING = "greeting"
    THANKS = "thanks"
    PRIVACY_REQUEST = "privacy_request"
    DELETION_REQUEST = "deletion_request"
    DISTRESS = "distress"
    DANGER = "danger"
    HARASSMENT = "harassment"
    HOSTILE = "hostile"
    INJECTION = "injection"
    NONSENSE = "nonsense"


class Engagement(StrEnum):
    """Quality of what is told, never its length."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class StatementKind(StrEnum):
    """What a statement about a CV wants."""

    CONTENT = "content"
    CORRECTION = "correction"
    REMOVAL = "removal"
    REORDERING = "reordering"
    STYLE = "style"
    OTHER = "other"


@dataclass(frozen=True)
class Span:
    """A stretch of a text, in code points, `end` exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class Activity:
    """An activity that was named; probabilities are calibrated, in [0, 1]."""

    span: Span
    phrase: str
    probability: float
    own_present: float
    refers_to: str = ""
    owner: Owner = Owner.SELF
    time: Time = Time.PRESENT
    denied: bool = False
    vague: bool = False
    verb: str = ""
    unresolved: bool = False


@dataclass(frozen=True)
class ActProbability:
    """An act with its calibrated probability and the signals that decided, largest share first."""

    act: Act
    probability: float
    evidence: Sequence[str] = ()


@dataclass(frozen=True)
class Confirmation:
    """How probable it is that the person does now what was offered."""

    candidate: str
    probability: float


@dataclass(frozen=True)
class LanguageProbability:
    """A BCP 47 tag, "und" for none, with its probability."""

    language: str
    probability: float


@dataclass(frozen=True)
class Reading:
    """What one reply says; the order of each field is that of the contract."""

    activities: Sequence[Activity]
    acts: Sequence[ActProbability]
    confirmations: Sequence[Confirmation]
    engagement: Engagement
    engagement_probability: float
    languages: Sequence[LanguageProbability]
    retracted: Sequence[Span] = ()


@dataclass(frozen=True)
class TaskRelation:
    """How two of the compared statements relate; what is left to 1 is the probability of different tasks."""

    left: int
    right: int
    same: float
    left_contains_right: float
    right_contains_left: float


@dataclass(frozen=True)
class ClaimSupport:
    """Whether the evidence supports a claim; `nearest` is -1 without evidence."""

    supported: float
    nearest: int
    nearness: float


@dataclass(frozen=True)
class ModelInfo:
    """A model that answers, what it is made from and which decisions it takes part in."""

    name: str
    fingerprint: str
    decisions: Sequence[str]
