"""The words of this service: the profile it is given, and the actions it writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - read at run time, when stored state is validated
from enum import StrEnum

from services.shared.language.sentences import Sentence  # noqa: TC001 - read at run time, when stored state is validated
from services.shared.onet import WorkCategory


class ActionType(StrEnum):
    """The kind of growth; one enum for actions and recommendations (docs/spec.md 5)."""

    SKILL = "skill"
    EXPERIENCE = "experience"
    PROJECT = "project"
    NETWORK = "network"
    CREDENTIAL = "credential"
    VISIBILITY = "visibility"


class Status(StrEnum):
    """Where the person stands with an action; the transitions are in `lifecycle`."""

    ACTIVE = "active"
    SAVED = "saved"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DISMISSED = "dismissed"


class BasisKind(StrEnum):
    """What kind of thing of the profile an action rests on."""

    TASK = "task"
    MATCH = "match"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class OnetTask:
    """A task of O*NET.

    Attributes:
        id: O*NET task id.
        statement: as published.
        activity: title of its detailed work activity; empty where it has none.
        category: its work category.
        soc_code: of its occupation; empty when not known.
    """

    id: str
    statement: str
    activity: str = ""
    category: WorkCategory = WorkCategory.UNKNOWN
    soc_code: str = ""


@dataclass(frozen=True, slots=True)
class ProfileTask:
    """A task of the person; `time_percentage` is 0 when not rated."""

    id: str
    statement: str
    category: WorkCategory = WorkCategory.UNKNOWN
    onet_task_id: str = ""
    time_percentage: float = 0.0


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the matcher recommends towards an occupation: an imperative phrase and the O*NET tasks it rests on."""

    type: ActionType
    action: str
    onet_task_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """A person's task that speaks for an occupation, and how much, in [0, 1]."""

    task_id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Match:
    """An occupation that fits; `score` in [0, 1], `missing` most important first."""

    soc_code: str
    title: str
    score: float
    supporting: tuple[Support, ...] = ()
    missing: tuple[OnetTask, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    job_zone: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """What an action may rest on; matches best first."""

    job_title: str
    tasks: tuple[ProfileTask, ...]
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class GrowthArea:
    """A type/action pair aggregated over matches; `weight` in (0, 1], the heaviest area has 1."""

    type: ActionType
    action: str
    weight: float
    soc_codes: tuple[str, ...]
    onet_task_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """One thing of the profile an action rests on.

    Attributes:
        kind: what kind of thing.
        ref: a task id, an O*NET-SOC code, or "job_title".
        text: what people call it.
    """

    kind: BasisKind
    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An action before it is anybody's: no id, no status.

    Attributes:
        model: empty when rules wrote it.
        sentences: title, description and rationale as sentences of a table; none where a model wrote them.
        topics: what it is about, in small letters as its title has it, so that rules do not propose two things about
            one gap; empty when not known.
    """

    type: ActionType
    title: str
    description: str
    rationale: str
    basis: tuple[Basis, ...]
    model: str = ""
    topics: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A change of status and its time."""

    status: Status
    at: datetime


@dataclass(frozen=True, slots=True)
class Action:
    """A career action of a session; `history` oldest first, `generation` counted from 1."""

    id: str
    type: ActionType
    title: str
    description: str
    rationale: str
    basis: tuple[Basis, ...]
    status: Status
    model: str
    generation: int
    created_at: datetime
    history: tuple[StatusChange, ...] = ()
    sentences: tuple[Sentence, ...] = ()
