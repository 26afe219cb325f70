"""Tasks, their lineage, ratings and the matches as JSON (docs/spec.md 7)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.edge.models.base import Camel, Confidence, GwaCategory, Maybe, RequestId, Said, SessionId, WrittenBy


class OnetTask(Camel):
    """A task statement of O*NET."""

    task_id: str
    task_statement: str
    occupation_code: str
    occupation_title: str
    task_type: Literal["Core", "Supplemental"] | None = None


class OnetMatch(OnetTask):
    """A task of O*NET as a candidate."""

    score: float = Field(description="Ranking score of the embedder; comparable within one answer.")
    probability: float = Field(description="Calibrated, 0 to 1.")


class TaskMatch(Camel):
    """What O*NET has for a task."""

    status: Literal["pending", "matched", "no_match", "failed"]
    confidence: Confidence | None = None
    best_match: OnetMatch | None = None
    top_matches: list[OnetMatch] = Field(default_factory=list)
    reasoning: Maybe = None
    written_by: WrittenBy | None = None
    model: Maybe = None
    said: Said = None


class LineageSource(Camel):
    """A place where the person said it."""

    message_id: Maybe = None
    raw_phrase: str
    confirmed_in: Maybe = Field(default=None, description="The assistant's message whose words were confirmed.")


class Merge(Camel):
    """A statement that was merged into the task."""

    statement: str
    reason: str
    said: Said = None
    sources: list[LineageSource]


class Lineage(Camel):
    """How a task came to be: what was said, what it became, what was merged into it and why."""

    sources: list[LineageSource]
    normalized: str
    merged: list[Merge]


class AiUsage(Camel):
    """How much artificial intelligence a task involves, and which."""

    level: Literal["none", "some", "significant"] | None = None
    tools: list[Annotated[str, Field(min_length=1, max_length=60)]] = Field(default_factory=list, max_length=10)


class Task(Camel):
    """A task with its ratings."""

    id: str
    user_description: str
    normalized_description: str
    gwa_category: GwaCategory | None
    onet_task_id: Maybe = None
    onet_task_description: str | None = None
    similarity_score: float | None = None
    source: Literal["chat", "suggestion", "user"]
    written_by: WrittenBy | None = None
    model: Maybe = None
    lineage: Lineage
    match: TaskMatch
    time_percentage: float
    ai_usage: AiUsage
    edited: bool
    revision: int
    onet_choice: Maybe = Field(
        default=None,
        description="The person's choice among `match.topMatches`, or `none`; null where it is the matcher's.",
    )


class Job(Camel):
    """A background job."""

    id: str
    kind: str
    state: Literal["queued", "running", "done", "failed", "dead", "cancelled"]
    done: int
    total: int
    attempts: int
    error: Maybe = None


class TaskSet(Camel):
    """All tasks of a session; `revision` is what `If-Match` compares (also the ETag)."""

    session_id: str
    tasks: list[Task]
    revision: int
    status: Literal["draft", "submitted"]
    job: Job | None = None
    updated_at: datetime | None = None
    attribution: str
    unsure: list[Task] = Field(
        default_factory=list, description="What may be a task: in no count, match or rating until it is kept."
    )


class ProcessChat(Camel):
    """Asks to turn a conversation into tasks."""

    session_id: SessionId
    request_id: RequestId = None


class ProcessedTasks(TaskSet):
    """The tasks at once, and the job that matches them in the background."""

    job_id: str


class TaskEdit(Camel):
    """A task as the person wants it; without an id it is a new one."""

    id: str | None = Field(default=None, max_length=64)
    normalized_description: str = Field(min_length=1, max_length=500)
    time_percentage: float = Field(default=0, ge=0, le=100, description="Share of working time in percent.")
    ai_usage: AiUsage = Field(default_factory=AiUsage)
    onet_choice: str | None = Field(
        default=None,
        max_length=16,
        description="`taskId` of one of `match.topMatches`, `none` where none fits, empty for the matcher's choice; absent "
        "leaves it as it is. A changed wording forgets it.",
    )


class ReplaceTasks(Camel):
    """The whole set in the wanted order; tasks left out are removed."""

    tasks: list[TaskEdit] = Field(max_length=200)
    request_id: RequestId = None


class SettleTask(Camel):
    """Keeps or drops a task that is not sure; a kept one becomes the person's own statement."""

    keep: bool
    request_id: RequestId = None


class SubmitTasks(Camel):
    """Ends the survey."""

    request_id: RequestId = None


class SupportingTask(Camel):
    """A person's task that speaks for an occupation."""

    id: str
    similarity: float
    onet_task: OnetTask


class Recommendation(Camel):
    """What could be done next towards an occupation."""

    type: Literal["skill", "experience", "project", "network", "credential", "visibility"]
    action: str
    onet_task_ids: list[str] = Field(default_factory=list)
    said: Said = None


class OccupationMatch(Camel):
    """An occupation that fits the whole profile, and why."""

    occupation_code: str
    occupation_title: str
    score: float = Field(description="Fit, 0 to 1; comparable within one answer.")
    confidence: Confidence | None
    supporting: list[SupportingTask]
    missing: list[OnetTask]
    recommendations: list[Recommendation]
    explanation: str
    job_zone: int | None = Field(default=None, description="1 (little preparation) to 5 (extensive).")
    related_occupation_codes: list[str] = Field(default_factory=list)
    said: Said = None


class Matches(Camel):
    """The occupations, best first."""

    session_id: str
    occupations: list[OccupationMatch]
    is_final: bool = Field(description="Whether all tasks were matched; if not, the order may still change.")
    attribution: str


class OccupationTitle(Camel):
    """A title that fits what was typed."""

    title: str
    occupation_code: str
    occupation_title: str


class OccupationTitles(Camel):
    """Titles, best first."""

    occupations: list[OccupationTitle]
