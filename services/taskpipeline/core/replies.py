"""What a model may answer at each stage, bounded, and what of it is believed.

Rules
1. A reply names messages and statements by number; a number that does not exist voids its item.
2. What the person takes back, in the same message or later, is no task, nor what the reading says is not theirs.
3. Each statement passes the same lineage check as the rules' own (`lineage.problems`); one that fails is refused, and
   the rules write that one.
4. A reply from which nothing is left counts as no reply.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import BaseModel, Field

from services.shared.language.sentences import Sentence
from services.shared.language.words import content_words
from services.taskpipeline.core.deduplicate import merge_group
from services.taskpipeline.core.extract import taken_back
from services.taskpipeline.core.lineage import problems
from services.taskpipeline.core.reading import Reading
from services.taskpipeline.core.types import Message, Speaker, Spoken, Statement, WrittenBy

MIN_SPOKEN = 0.6
"""Share of a phrase's content words that must stand in its message: a model may bend a verb or resolve a pronoun."""


class ExtractedTask(BaseModel):
    """One task as the model found it."""

    phrase: str = Field(max_length=300, description="the words of the person, as they stand in the message")
    message: int = Field(description="number of the USER message it was said or confirmed in")
    confirmed_in: int | None = Field(
        default=None, description="number of the ASSISTANT message whose words were confirmed, else null"
    )


class Extraction(BaseModel):
    """Reply of the extraction call."""

    tasks: list[ExtractedTask] = Field(max_length=100)


class NormalizedTask(BaseModel):
    """One statement as the model wrote it."""

    number: int = Field(description="number of the raw task")
    normalized: str = Field(max_length=300, description="the O*NET-style statement")


class Normalization(BaseModel):
    """Reply of the normalisation call."""

    tasks: list[NormalizedTask] = Field(max_length=200)


class Group(BaseModel):
    """Statements the model holds to be one activity."""

    members: list[int] = Field(max_length=100, description="numbers of the statements")
    reasoning: str = Field(max_length=300, description="why they are the same, or that it stands alone")


class Deduplication(BaseModel):
    """Reply of the deduplication call."""

    groups: list[Group] = Field(max_length=200)


def extracted(
    reply: Extraction, messages: Sequence[Message], readings: Mapping[str, Reading], model: str
) -> tuple[Statement, ...]:
    """Return the tasks of a reply that stand in the messages they name and were not taken back."""
    numbered = dict(enumerate(messages, start=1))
    found: list[Statement] = []
    for task in reply.tasks:
        spoken = _spoken(task, numbered)
        if spoken is not None and not _is_taken_back(spoken, messages, readings):
            found.append(Statement(spoken.raw_phrase, (spoken,), written_by=WrittenBy.MODEL, model=model))
    return tuple(found)


def normalized(reply: Normalization, statements: Sequence[Statement], model: str) -> tuple[Statement | None, ...]:
    """Return each statement with the model's wording, None where there is none or it says too much."""
    written = {task.number: " ".join(task.normalized.split()).rstrip(".") for task in reply.tasks}
    return tuple(
        _accepted(statement, written.get(number, ""), model) for number, statement in enumerate(statements, start=1)
    )


def deduplicated(reply: Deduplication, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Merge as the reply says; a number out of range or named twice voids its group, what is left stands alone."""
    free = set(range(len(statements)))
    groups: list[tuple[list[int], str]] = []
    for group in reply.groups:
        members = [number - 1 for number in group.members]
        if members and set(members) <= free and len(set(members)) == len(members):
            free -= set(members)
            groups.append((sorted(members), group.reasoning))
    groups.extend(([index], "") for index in free)
    groups.sort()
    return tuple(
        merge_group([statements[index] for index in members], [Sentence("", reason)] * len(members))
        for members, reason in groups
    )


def _spoken(task: ExtractedTask, numbered: Mapping[int, Message]) -> Spoken | None:
    message = numbered.get(task.message)
    asked = numbered.get(task.confirmed_in or 0)
    phrase = " ".join(task.phrase.split())
    if message is None or message.speaker is not Speaker.USER or not phrase:
        return None
    if asked is not None and (asked.speaker is not Speaker.ASSISTANT or (task.confirmed_in or 0) > task.message):
        return None
    said = set(content_words(f"{message.content} {asked.content if asked else ''}"))
    words = content_words(phrase)
    if not words or sum(word in said for word in words) < MIN_SPOKEN * len(words):
        return None
    return Spoken(message.id, phrase, asked.id if asked else "")


def _is_taken_back(spoken: Spoken, messages: Sequence[Message], readings: Mapping[str, Reading]) -> bool:
    """Whether the phrase is not the person's by the message it was said in, or taken back after it."""
    is_said = False
    for message in messages:
        is_said = is_said or message.id == spoken.message_id
        reading = readings.get(message.id)
        if is_said and reading is not None and taken_back([spoken.raw_phrase], reading, message.content):
            return True
    return False


def _accepted(statement: Statement, wording: str, model: str) -> Statement | None:
    if not wording or problems(wording, statement.sources):
        return None
    return replace(statement, normalized=wording, written_by=WrittenBy.MODEL, model=model)
