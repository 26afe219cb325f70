"""Whole transcripts through the pipeline's rules: tasks found, mentions merged, statements in the right form.

A produced task has two forms (its statement, and the words it was said in); a labelled one has several (its text, its
normalised text, its mentions). A task counts for the labelled one it resembles most, once; what resembles a `not_tasks`
phrase more than any task is wrong; what resembles an optional one counts for nothing.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evals.phrases import MIN_OVERLAP, Likeness, contained, f1
from services.shared.runtime.clock import RandomIds
from services.taskpipeline.adapters.catalogue import Catalogue
from services.taskpipeline.adapters.nlu import NluReader
from services.taskpipeline.core.deduplicate import THRESHOLDS
from services.taskpipeline.core.lineage import problems
from services.taskpipeline.core.types import Conversation, Message, Speaker, Spoken, Task
from services.taskpipeline.pipeline import Pipeline
from services.taskpipeline.settings import TaskPipelineSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from evals.served import Served

NEEDS = ("transcripts.jsonl",)
TIMEOUT_S = 300.0
Row = dict[str, Any]


@dataclass
class _Tally:
    right: int = 0
    produced: int = 0
    labelled: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.produced)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.labelled)

    @property
    def f1(self) -> float:
        return f1(self.precision, self.recall)


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Return precision, recall and F1 of tasks, F1 of merged mentions, and the share of valid statements."""
    rows = [json.loads(line) for line in (data / NEEDS[0]).read_text("utf-8").splitlines() if line.strip()]
    knobs = TaskPipelineSettings()
    catalogue = Catalogue(served.onet, knobs.dedup_embedder, TIMEOUT_S)
    reader = NluReader(served.nlu)
    pipeline = Pipeline(reader, served.llm, served.calls, catalogue, THRESHOLDS[knobs.dedup_embedder])
    produced = [(await pipeline.run(_conversation(row), RandomIds().new)).tasks for row in rows]
    likeness = await Likeness.of(served.onet, _phrases(rows, produced))
    tasks, pairs = _Tally(), _Tally()
    for row, found in zip(rows, produced, strict=True):
        _score_tasks(row, found, likeness, tasks)
        _score_pairs(row, found, likeness, pairs)
    every = [task for found in produced for task in found]
    valid = sum(not problems(task.normalized_description, task.lineage.sources) for task in every)
    return {
        "transcripts.precision": tasks.precision,
        "transcripts.recall": tasks.recall,
        "transcripts.f1": tasks.f1,
        "transcripts.duplicate_f1": pairs.f1,
        "transcripts.normalized_valid": valid / max(1, len(every)),
    }


def _conversation(row: Row) -> Conversation:
    said = (
        Message(str(index), Speaker(message["role"]), message["content"])
        for index, message in enumerate(row["messages"])
    )
    return Conversation(job_title=row["job_title"], messages=tuple(said))


def _forms(task: Task) -> list[str]:
    return [task.normalized_description, task.user_description]


def _spoken(task: Task) -> Iterator[Spoken]:
    """Yield where a task was said; what a pronoun in it stands for (a second source) was said for another task."""
    for sources in (task.lineage.sources, *(merge.sources for merge in task.lineage.merged)):
        yield from sources[:1]


def _labels(row: Row) -> list[list[str]]:
    """Return the forms of each labelled task."""
    mentions: Mapping[int, list[str]] = {
        index: [one["text"] for one in row["mentions"] if one["gold_index"] == index]
        for index in range(len(row["gold_tasks"]))
    }
    return [[one["task"], one["normalized"], *mentions[index]] for index, one in enumerate(row["gold_tasks"])]


def _phrases(rows: Sequence[Row], produced: Iterable[Sequence[Task]]) -> Iterator[str]:
    for row in rows:
        yield from itertools.chain(*_labels(row), row["optional_tasks"], row["not_tasks"])
    for task in itertools.chain(*produced):
        yield from _forms(task)
        yield from (spoken.raw_phrase for spoken in _spoken(task))


def _score_tasks(row: Row, found: Sequence[Task], likeness: Likeness, tally: _Tally) -> None:
    labels = _labels(row)
    hit: set[int] = set()
    for task in found:
        scores = [likeness.of_forms(_forms(task), forms) for forms in labels]
        best = max(range(len(labels)), key=scores.__getitem__)
        wrong = likeness.of_forms(_forms(task), row["not_tasks"])
        if scores[best] >= MIN_OVERLAP and scores[best] >= wrong:
            tally.produced += 1
            hit.add(best)
        elif wrong >= MIN_OVERLAP or likeness.of_forms(_forms(task), row["optional_tasks"]) < MIN_OVERLAP:
            tally.produced += 1
    merged = {index for group in row["acceptable_merges"] if hit & set(group) for index in group} - hit
    tally.right += len(hit)
    tally.labelled += len(labels) - len(merged)


def _score_pairs(row: Row, found: Sequence[Task], likeness: Likeness, tally: _Tally) -> None:
    """Two mentions are merged when they came into the same task."""
    places = [_task_of(mention, found, likeness) for mention in row["mentions"]]
    may_merge = {frozenset(pair) for group in row["acceptable_merges"] for pair in itertools.combinations(group, 2)}
    wanted = {frozenset(pair) for pair in row["duplicates"]}
    got = set()
    for (a, task_a), (b, task_b) in itertools.combinations(enumerate(places), 2):
        golds = frozenset((row["mentions"][a]["gold_index"], row["mentions"][b]["gold_index"]))
        if task_a is not None and task_a == task_b and golds not in may_merge:
            got.add(frozenset((a, b)))
    tally.right += len(got & wanted)
    tally.produced += len(got)
    tally.labelled += len(wanted)


def _task_of(mention: Row, found: Sequence[Task], likeness: Likeness) -> int | None:
    """Return the task a mention came into: by the message it stands in and the words."""
    scores = [
        (
            max(likeness.of_pair(mention["text"], spoken.raw_phrase), contained(mention["text"], spoken.raw_phrase)),
            index,
        )
        for index, task in enumerate(found)
        for spoken in _spoken(task)
        if _same_place(mention, spoken)
    ]
    score, index = max(scores, default=(0.0, -1))
    return index if score >= MIN_OVERLAP else None


def _same_place(mention: Row, spoken: Spoken) -> bool:
    if mention["confirmed_in"] is None:
        return spoken.message_id == str(mention["message_index"]) and not spoken.confirmed_in
    asked = str(mention["message_index"])
    return spoken.message_id == str(mention["confirmed_in"]) and spoken.confirmed_in in {asked, ""}
