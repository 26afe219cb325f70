"""The work of the background jobs: match the tasks that need it, rank the occupations, start the career actions.

Both handlers may run twice (a worker was killed) and both may run late (a worker was paused): results carry the task's
revision and the fence of the run, and the store refuses what is stale.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.shared.runtime.job_worker import JobRun
from services.taskpipeline.core.types import Ranking, Result, Survey, Task
from services.taskpipeline.core.view import fingerprint, unmatched
from services.taskpipeline.ports import Actions, Matcher, Person, Progress, Results, Stored, Surveys, Writer

CHUNK = 8
"""Tasks matched in one call: results reach the person in steps of a second or less on the default embedder
(16 texts in 0.2 s), and with a model one selection call serves the chunk."""
MAX_OTHERS = 64
"""Other tasks the matcher takes as context (contract, MatchContext)."""


@dataclass(frozen=True, slots=True)
class Work:
    """The handlers of the two kinds of jobs."""

    surveys: Surveys
    results: Results
    matcher: Matcher
    actions: Actions

    async def match(self, run: JobRun) -> None:
        """Match every task that has no result for its revision, then rank the occupations for all of them."""
        writer = Writer(run.job.id, run.fence)
        stored = await self.surveys.load(run.session_id)
        while stored is not None and (waiting := unmatched(stored.survey.tasks, stored.results)[:CHUNK]):
            await self._match(run, stored, waiting, writer)
            stored = await self.surveys.load(run.session_id)
        if stored is None or not stored.survey.tasks:
            return
        of = fingerprint(stored.survey.tasks, stored.results)
        ranked = await self.matcher.rank(stored.survey.tasks, stored.results, stored.survey.job_title)
        await self.results.put_ranking(run.session_id, Ranking(of, tuple(ranked)), writer)

    async def _match(self, run: JobRun, stored: Stored, tasks: Sequence[Task], writer: Writer) -> None:
        """Match one chunk; the person's other tasks narrow the occupation down."""
        survey = stored.survey
        total = len(survey.tasks)
        done = total - len(unmatched(survey.tasks, stored.results))
        matches = await self.matcher.match([task.normalized_description for task in tasks], person(survey))
        for task, match in zip(tasks, matches, strict=True):
            done += 1
            await self.results.put_match(run.session_id, task, match, writer, Progress(done, total))
            await run.progress(done, total)

    async def start_actions(self, run: JobRun) -> None:
        """Rank the occupations for the tasks as they are, so that growth areas exist, and ask for career actions."""
        stored = await self.surveys.load(run.session_id)
        if stored is None or not stored.survey.tasks:
            return
        nothing: Mapping[str, Result] = {}
        ranked = await self.matcher.rank(stored.survey.tasks, nothing, stored.survey.job_title)
        await self.actions.start(stored.survey, stored.results, ranked)


def person(survey: Survey) -> Person:
    """Return what the matcher may know of the person."""
    statements = tuple(task.normalized_description for task in survey.tasks[:MAX_OTHERS])
    return Person(survey.job_title, survey.soc_code, statements)
