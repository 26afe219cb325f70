"""What a message says, as the reader of language tells it: the values of the contract `metier.nlu.v1`, frozen.

Everything is a probability; what is made of it is decided in `analysis.py` by the cuts of `cuts.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from services.agent.core.types import Engagement


class Act(StrEnum):
    """What a message does in the conversation; it may do several things (see the contract for each)."""

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


class Owner(StrEnum):
    """Whose work an activity is."""

    UNKNOWN = ""
    SELF = "self"
    SHARED = "shared"
    OTHER = "other"


class Time(StrEnum):
    """When an activity is done."""

    UNKNOWN = ""
    PRESENT = "present"
    PAST = "past"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the message, in Unicode code points, the end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Named:
    """An activity that was named; the fields are those of `metier.nlu.v1.Activity`."""

    phrase: str
    span: Span = Span(0, 0)
    probability: float = 1.0
    own_present: float = 1.0
    verb: str = ""
    refers_to: str = ""
    owner: Owner = Owner.SELF
    time: Time = Time.PRESENT
    is_denied: bool = False
    is_vague: bool = False
    is_unresolved: bool = False

    @property
    def is_not_theirs(self) -> bool:
        """Whether the message says that the person does not do this now."""
        return self.is_denied or self.owner is Owner.OTHER or self.time in {Time.PAST, Time.PLANNED}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the message says of one activity that was offered: the probability that the person does it now."""

    candidate: str
    probability: float


@dataclass(frozen=True, slots=True)
class Done:
    """An act with its probability and what decided it."""

    act: Act
    probability: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language by its BCP 47 tag, with its probability."""

    tag: str
    probability: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message says."""

    activities: tuple[Named, ...] = ()
    acts: tuple[Done, ...] = ()
    confirmations: tuple[Confirmed, ...] = ()
    engagement: Engagement = Engagement.LOW
    engagement_probability: float = 0.0
    tongues: tuple[Tongue, ...] = ()
    retracted: tuple[Span, ...] = ()
