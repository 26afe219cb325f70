"""Use cases: process, read, replace, submit, export, rank; the work of the background jobs.

Rules
1. A change is computed from the stored state and committed only onto that state; lost races are computed again.
2. What matching finds never changes the survey: it is kept beside it and joined when read.
3. A job is named after the revision it is for (matching: the one that last changed a statement; career actions: the one
   that last processed the conversation), so starting it twice starts it once; every answer makes sure that the jobs
   that are due exist, so a crash between commit and start heals by itself.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

from services.shared.errors import Conflict, DeadlineExceeded, InvalidInput, NotFound, WrongState
from services.shared.runtime import context
from services.shared.runtime.clock import Clock, Ids
from services.shared.runtime.commits import Request
from services.shared.runtime.jobs import Job, Jobs, JobState
from services.taskpipeline.core import export
from services.taskpipeline.core.conversation import check_conversation
from services.taskpipeline.core.edits import Edit, check_choices, check_submit, replace_tasks
from services.taskpipeline.core.tasks import MAX_TASKS, kept, reconcile, reconcile_unsure, removed_by
from services.taskpipeline.core.types import Conversation, Document, Survey, SurveyStatus, Task
from services.taskpipeline.core.view import TaskSet, fingerprint, view_tasks
from services.taskpipeline.pipeline import Pipeline, Processed
from services.taskpipeline.ports import Change, Matcher, Stored, Surveys

MATCH, ACTIONS = "match", "start_actions"
"""Kinds of jobs."""
RACES: Final = 5
"""Tries to commit while others do: one more than the five sockets a session may have open at the edge, less this one."""
ANSWER_MARGIN_S: Final = 0.5
"""Kept of the caller's deadline to answer after a wait."""
FORMATS: Final[Mapping[str, tuple[Callable[[TaskSet], bytes], str]]] = {
    "json": (export.to_json, "application/json"),
    "csv": (export.to_csv, "text/csv; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The tasks of a session, and the matching job that is due or done; None when there is nothing to match."""

    task_set: TaskSet
    job: Job | None


@dataclass(frozen=True, slots=True)
class TaskService:
    """Everything a session's tasks can be asked for."""

    surveys: Surveys
    pipeline: Pipeline
    matcher: Matcher
    jobs: Jobs
    clock: Clock
    ids: Ids

    async def process(self, session_id: str, conversation: Conversation, request_id: str) -> Answer:
        """Extract the tasks, keep what the person did to them, and start matching and actions.

        Raises:
            InvalidInput: TRANSCRIPT_EMPTY, TRANSCRIPT_TOO_LONG, IDEMPOTENCY_KEY_REUSED.
            WrongState: SURVEY_SUBMITTED.
        """
        check_conversation(conversation)
        request = _request(request_id, "process", asdict(conversation))
        survey = await self.surveys.answered(session_id, request)
        if survey is None:
            fresh = await self.pipeline.run(conversation, self.ids.new)

            def apply(stored: Stored | None) -> Survey:
                return self._processed(session_id, stored, conversation, fresh)

            survey = await self._change(session_id, request, apply)
        return await self._answer(survey)

    async def process_and_wait(self, session_id: str, conversation: Conversation, request_id: str) -> Answer:
        """Process, and return once matching has ended.

        Raises:
            DeadlineExceeded: MATCHING_TAKES_LONGER; the job goes on.
        """
        answer = await self.process(session_id, conversation, request_id)
        if answer.job is not None:
            left = context.remaining_s()
            timeout_s = max(0.0, left - ANSWER_MARGIN_S) if left is not None else ANSWER_MARGIN_S
            job = await self.jobs.wait(answer.job.id, timeout_s, session_id)
            if not job.state.is_final:
                raise DeadlineExceeded("MATCHING_TAKES_LONGER", "Matching goes on in the background.", job_id=job.id)
        return await self.get(session_id)

    async def get(self, session_id: str) -> Answer:
        """Return the tasks with what matching has found so far.

        Raises:
            NotFound: TASKS_UNKNOWN.
        """
        return await self._view(await self._stored(session_id))

    async def replace(self, session_id: str, edits: Sequence[Edit], expected_revision: int, request_id: str) -> Answer:
        """Replace the whole set; changed statements are matched again.

        Raises:
            Conflict: REVISION_STALE (metadata `revision`).
            WrongState: SURVEY_SUBMITTED.
            InvalidInput: see `edits.replace_tasks` and `edits.check_choices`, IDEMPOTENCY_KEY_REUSED.
            NotFound: TASKS_UNKNOWN.
        """
        request = _request(request_id, "replace", [expected_revision, [asdict(edit) for edit in edits]])

        def apply(stored: Stored | None) -> Survey:
            survey = _draft(stored)
            if survey.revision != expected_revision:
                text = "The tasks were changed meanwhile; read them again."
                raise Conflict("REVISION_STALE", text, revision=survey.revision)
            tasks = replace_tasks(survey.tasks, edits, self.ids.new)
            check_choices(survey.tasks, tasks, stored.results if stored else {})
            return self._edited(survey, tasks)

        return await self._answer(await self._change(session_id, request, apply))

    async def settle(self, session_id: str, task_id: str, request_id: str, *, keep: bool) -> Answer:
        """Keep or drop a task that is not sure.

        Raises:
            NotFound: TASKS_UNKNOWN, TASK_UNKNOWN.
            WrongState: SURVEY_SUBMITTED.
            InvalidInput: TASKS_COUNT, IDEMPOTENCY_KEY_REUSED.
        """
        request = _request(request_id, "settle", [task_id, keep])

        def apply(stored: Stored | None) -> Survey:
            survey = _draft(stored)
            task = next((one for one in survey.unsure if one.id == task_id), None)
            if task is None:
                raise NotFound("TASK_UNKNOWN", "No task that is not sure has this id.")
            if keep and len(survey.tasks) >= MAX_TASKS:
                raise InvalidInput("TASKS_COUNT", f"At most {MAX_TASKS} tasks.", field="task_id", limit=MAX_TASKS)
            left = tuple(one for one in survey.unsure if one is not task)
            if keep:
                return self._edited(replace(survey, unsure=left), (*survey.tasks, kept(task)))
            dropped = removed_by((task,), frozenset(), survey.removed)
            return self._next(replace(survey, unsure=left, removed=dropped))

        return await self._answer(await self._change(session_id, request, apply))

    async def submit(self, session_id: str, request_id: str) -> Answer:
        """End the survey.

        Raises:
            InvalidInput: TIME_PERCENTAGE_SUM, AI_USAGE_MISSING, TASKS_COUNT.
            WrongState: SURVEY_SUBMITTED, under another request id.
            NotFound: TASKS_UNKNOWN.
        """
        request = _request(request_id, "submit", None)

        def apply(stored: Stored | None) -> Survey:
            survey = _draft(stored)
            check_submit(survey)
            return self._next(replace(survey, status=SurveyStatus.SUBMITTED))

        return await self._answer(await self._change(session_id, request, apply))

    async def export(self, session_id: str, form: str) -> tuple[bytes, str, str]:
        """Return the survey as a file: its bytes, media type and name.

        Raises:
            NotFound: TASKS_UNKNOWN.
            InvalidInput: FORMAT_UNKNOWN.
        """
        if form not in FORMATS:
            raise InvalidInput("FORMAT_UNKNOWN", "An export is JSON or CSV.", field="format")
        write, media_type = FORMATS[form]
        answer = await self.get(session_id)
        return write(answer.task_set), media_type, f"tasks-{session_id[:8]}.{form}"

    async def occupations(self, session_id: str) -> tuple[Sequence[Document], bool, str]:
        """Return the occupations that fit, whether that is final, and the attribution; ranked now if not yet.

        Raises:
            NotFound: TASKS_UNKNOWN.
        """
        stored = await self._stored(session_id)
        attribution = await self.matcher.attribution()
        tasks = stored.survey.tasks
        is_final = all(view.match is not None for view in view_tasks(tasks, stored.results, has_failed=False))
        if not tasks:
            return (), is_final, attribution
        if stored.ranking and stored.ranking.of == fingerprint(tasks, stored.results):
            return stored.ranking.occupations, is_final, attribution
        ranked = await self.matcher.rank(tasks, stored.results, stored.survey.job_title)
        return ranked, is_final, attribution

    async def _stored(self, session_id: str) -> Stored:
        return _known(await self.surveys.load(session_id))

    async def _change(self, session_id: str, request: Request, apply: Callable[[Stored | None], Survey]) -> Survey:
        """Apply a change to the newest state until it is committed; a repeated request changes nothing."""
        if (earlier := await self.surveys.answered(session_id, request)) is not None:
            return earlier
        for _ in range(RACES):
            stored = await self.surveys.load(session_id)
            before = stored.survey.revision if stored else 0
            done = await self.surveys.commit(Change(before, apply(stored), request))
            if done is not None:
                return done
        raise Conflict("REVISION_STALE", "Others change these tasks at the same time; try again.")

    def _processed(
        self, session_id: str, stored: Stored | None, conversation: Conversation, fresh: Processed
    ) -> Survey:
        """Return the survey after a conversation was processed."""
        title, code = conversation.job_title, conversation.soc_code
        if stored is None:
            now = self.clock.now()
            return Survey(
                session_id,
                fresh.tasks,
                1,
                SurveyStatus.DRAFT,
                title,
                code,
                now,
                due_revision=1,
                processed_revision=1,
                unsure=fresh.unsure,
            )
        survey = _draft(stored)
        corrected = frozenset(message.id for message in conversation.messages if message.corrected)
        tasks = reconcile(survey.tasks, survey.removed, fresh.tasks, corrected)
        unsure = reconcile_unsure(fresh.unsure, survey.removed, survey.unsure, tasks)
        edited = self._edited(replace(survey, job_title=title, soc_code=code, unsure=unsure), tasks, is_edit=False)
        return replace(edited, processed_revision=edited.revision)

    def _edited(self, survey: Survey, tasks: tuple[Task, ...], *, is_edit: bool = True) -> Survey:
        """Return the survey with other tasks; matching is due when a statement is new or changed."""
        known = {task.id: task.revision for task in survey.tasks}
        is_due = any(known.get(task.id) != task.revision for task in tasks)
        kept = frozenset(task.id for task in tasks)
        removed = removed_by(survey.tasks, kept, survey.removed) if is_edit else survey.removed
        after = self._next(replace(survey, tasks=tasks, removed=removed))
        return replace(after, due_revision=after.revision) if is_due else after

    def _next(self, survey: Survey) -> Survey:
        return replace(survey, revision=survey.revision + 1, updated_at=self.clock.now())

    async def _answer(self, survey: Survey) -> Answer:
        """Return a survey as the call that changed it left it, with what matching has found of it."""
        stored = await self.surveys.load(survey.session_id)
        results = stored.results if stored else {}
        ranking = stored.ranking if stored else None
        return await self._view(Stored(survey, results, ranking))

    async def _view(self, stored: Stored) -> Answer:
        """Join what is stored with the matching job; both jobs that are due are queued unless they are there."""
        survey = stored.survey
        job = await self._due(MATCH, survey, survey.due_revision) if survey.tasks else None
        if survey.processed_revision:
            await self._due(ACTIONS, survey, survey.processed_revision)
        views = view_tasks(survey.tasks, stored.results, has_failed=bool(job and job.state is JobState.DEAD))
        occupations = stored.ranking.occupations if stored.ranking else ()
        return Answer(TaskSet(survey, views, occupations, await self.matcher.attribution()), job)

    async def _due(self, kind: str, survey: Survey, revision: int) -> Job:
        """Return the job of a revision, queued now if it was not."""
        return await self.jobs.submit(kind, survey.session_id, {"revision": revision}, key=str(revision))


def _request(request_id: str, kind: str, payload: object) -> Request:
    body = json.dumps([kind, payload], sort_keys=True, default=str)
    return Request(request_id, hashlib.sha256(body.encode()).hexdigest())


def _known(stored: Stored | None) -> Stored:
    if stored is None:
        raise NotFound("TASKS_UNKNOWN", "This conversation has not been processed yet.")
    return stored


def _draft(stored: Stored | None) -> Survey:
    survey = _known(stored).survey
    if survey.status is SurveyStatus.SUBMITTED:
        raise WrongState("SURVEY_SUBMITTED", "The survey has been submitted; nothing changes any more.")
    return survey
