"""Values of a match: candidates, confidence classes, the sentence that explains the rule's choice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from services.shared.language.sentences import Sentence, Template

if TYPE_CHECKING:
    from services.onet_match.core.catalogue import Catalogue, Task


class Confidence(StrEnum):
    """How far a match may be trusted."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ContextKind(StrEnum):
    """What is known beside the text; each kind is calibrated by itself."""

    NONE = "none"
    TITLE = "title"
    SESSION = "session"
    OCCUPATION = "soc"


@dataclass(frozen=True)
class Cutoffs:
    """Smallest probability that the best candidate is right for `high` and `medium`; that any task fits for `low`."""

    high: float
    medium: float
    low: float

    def classify(self, probability: float) -> Confidence:
        """The class of a match that fits at all."""
        if probability >= self.high:
            return Confidence.HIGH
        return Confidence.MEDIUM if probability >= self.medium else Confidence.LOW


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that may be what a text says."""

    task: Task
    score: float
    probability: float


@dataclass(frozen=True, slots=True)
class TaskMatch:
    """What was found for one text; `best` is None when nothing fits. `written_by` is "rules" or "model"."""

    text: str
    candidates: tuple[Candidate, ...]
    best: Candidate | None
    confidence: Confidence
    reasoning: Sentence
    written_by: str = "rules"
    model: str = ""


_DEGREE = {
    Confidence.HIGH: "Very close in meaning, and well ahead of the next candidate",
    Confidence.MEDIUM: "The closest in meaning of several related tasks",
    Confidence.LOW: "Only loosely related, yet nothing came closer",
}
_AMONG = {
    "all": "among all O*NET tasks",
    "own": "among the tasks of {title}",
    "pointed": "with what is known of the person pointing to {title}",
    "elsewhere": "though what is known of the person points to {title}",
}
REASONS = {
    (confidence, among): Template(f"match.{confidence.value}.{among}", f"{degree}, {where}.")
    for confidence, degree in _DEGREE.items()
    for among, where in _AMONG.items()
}
NO_REASON = Template("match.none", "No O*NET task comes near what was said.")


def reason_for(
    catalogue: Catalogue, best: Candidate | None, confidence: Confidence, kind: ContextKind, likeliest: str
) -> Sentence:
    """Why this task, or why none; `likeliest` is the code of what the person is taken for."""
    if best is None:
        return NO_REASON.say()
    if kind is ContextKind.NONE:
        among = "all"
    elif kind is ContextKind.OCCUPATION:
        among = "own"
    else:
        among = "pointed" if best.task.soc_code == likeliest else "elsewhere"
    return REASONS[confidence, among].say(title=catalogue.occupation(likeliest).title)
