"""From statements to the tasks that are stored, and what processing again leaves untouched.

Rules
1. A task the person edited, added or rated stays as it is; what is said again is merged into its lineage. One that was
   only rated goes with the words it was said in, where each message of them was corrected and none says it any more.
2. A task the person removed comes back only when a message that was not there before says it again.
3. The person's order stays; what is new comes after it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from services.shared.language.words import content_words, jaccard
from services.shared.onet import WorkCategory
from services.taskpipeline.core.types import AiLevel, Card, Lineage, Removed, Statement, Task, TaskSource

SAME = 0.8
"""Word overlap (Jaccard) above which a statement is a task that is there already; as for cards (docs/spec.md 3)."""
MAX_TASKS = 200
"""Tasks of a session (contract, ReplaceTasks)."""

NewId = Callable[[], str]


def chat_task(statement: Statement, new_id: NewId, category: WorkCategory = WorkCategory.UNKNOWN) -> Task:
    """Return the task of something said in the conversation."""
    lineage = Lineage(statement.sources, statement.normalized, statement.merged)
    return Task(
        id=new_id(),
        user_description=statement.phrase,
        normalized_description=statement.normalized,
        category=category,
        source=TaskSource.CHAT,
        written_by=statement.written_by,
        model=statement.model,
        lineage=lineage,
    )


def card_task(card: Card, statement: Statement, new_id: NewId) -> Task:
    """Return the task of a selected card."""
    return replace(chat_task(statement, new_id, card.category), source=TaskSource.SUGGESTION)


def is_touched(task: Task) -> bool:
    """Say whether the person changed, added or rated a task."""
    rated = task.time_percentage > 0 or task.ai_usage.level is not AiLevel.UNRATED
    return task.edited or rated or task.source is TaskSource.USER


def reconcile(
    old: Sequence[Task], removed: Sequence[Removed], fresh: Sequence[Task], corrected: frozenset[str] = frozenset()
) -> tuple[Task, ...]:
    """Put freshly processed tasks beside those that are there; `corrected` are ids of messages. See the rules above."""
    unused = [task for task in fresh if not _was_removed(task, removed)]
    kept: list[Task] = []
    for task in old:
        twin = next((one for one in unused if same_task(task, one)), None)
        if twin is not None:
            unused.remove(twin)
            kept.append(_renew(task, twin))
        elif is_touched(task) and not _is_unsaid(task, corrected):
            kept.append(task)
    return tuple((*kept, *unused)[:MAX_TASKS])


def _is_unsaid(task: Task, corrected: frozenset[str]) -> bool:
    """Say whether the words of a task that is nobody's own statement are all taken back."""
    is_own = task.edited or task.source is TaskSource.USER
    return not is_own and bool(task.lineage.message_ids) and task.lineage.message_ids <= corrected


def same_task(a: Task, b: Task) -> bool:
    """Say whether two tasks were the same statement before any edit."""
    left, right = a.lineage.normalized or a.normalized_description, b.lineage.normalized or b.normalized_description
    return left.lower() == right.lower() or jaccard(content_words(left), content_words(right)) > SAME


def unsure_beside(unsure: Sequence[Task], known: Sequence[Task]) -> list[Task]:
    """Return the tasks that are not sure and say nothing that a known one says."""
    return [task for task in unsure if not any(same_task(task, one) for one in known)]


def reconcile_unsure(
    fresh: Sequence[Task], removed: Sequence[Removed], old: Sequence[Task], tasks: Sequence[Task]
) -> tuple[Task, ...]:
    """Return the freshly processed tasks that are not sure, under the ids they had, without what was dropped or is known."""
    left = unsure_beside([task for task in fresh if not _was_removed(task, removed)], tasks)
    ids = {one.lineage.normalized: one.id for one in old}
    return tuple(replace(task, id=ids.get(task.lineage.normalized, task.id)) for task in left[:MAX_TASKS])


def kept(task: Task) -> Task:
    """Return a task that was not sure as the person's own statement, which processing again leaves alone."""
    return replace(task, source=TaskSource.USER, edited=True)


def removed_by(old: Sequence[Task], kept_ids: frozenset[str], removed: Sequence[Removed]) -> tuple[Removed, ...]:
    """Return the record of removals after the tasks not in `kept_ids` went."""
    gone = (
        Removed(task.lineage.normalized, tuple(sorted(task.lineage.message_ids)))
        for task in old
        if task.id not in kept_ids and task.lineage.normalized
    )
    return (*removed, *gone)


def _was_removed(task: Task, removed: Sequence[Removed]) -> bool:
    said = content_words(task.lineage.normalized)
    return any(
        jaccard(said, content_words(one.normalized)) > SAME and task.lineage.message_ids <= frozenset(one.message_ids)
        for one in removed
    )


def _renew(task: Task, twin: Task) -> Task:
    """Take the new lineage; the statement changes only where nobody edited it, and counts as a change only then."""
    category = twin.category if twin.category is not WorkCategory.UNKNOWN else task.category
    if task.edited or task.normalized_description == twin.normalized_description:
        return replace(task, lineage=twin.lineage, category=category)
    return replace(
        twin,
        id=task.id,
        time_percentage=task.time_percentage,
        ai_usage=task.ai_usage,
        revision=task.revision + 1,
    )
