"""A fake task pipeline and catalogue: every second task matches well."""

import asyncio
import json
from collections.abc import AsyncGenerator, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.json_format import MessageToDict

from metier.actions.v1 import action_service_pb2 as actions_pb2
from metier.agent.v1.agent_service_pb2 import TurnResult
from metier.agent.v1.agent_state_pb2 import AgentState
from metier.jobs.v1 import job_pb2
from metier.onet_match.v1 import catalogue_pb2 as onet
from metier.onet_match.v1 import onet_match_service_pb2 as titles
from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceServicer
from metier.taskpipeline.v1 import task_pb2
from metier.taskpipeline.v1 import task_pipeline_service_pb2 as pb
from metier.taskpipeline.v1.task_pipeline_service_pb2_grpc import TaskPipelineServiceServicer
from services.orchestrator.core.session import OpaquePayload
from services.orchestrator.ports import Conversation, OwnerEvent
from services.shared.errors import Conflict, InvalidInput, NotFound
from tests.fakes.edge.world import World

ATTRIBUTION = "O*NET 29.3 by the U.S. Department of Labor, Employment and Training Administration, CC BY 4.0."
TITLES = (
    ("Policy Analyst", "19-3094.00", "Political Scientists"),
    ("Police Officer", "33-3051.00", "Police and Sheriff's Patrol Officers"),
    ("Product Manager", "11-2021.00", "Marketing Managers"),
    ("Nurse Practitioner", "29-1171.00", "Nurse Practitioners"),
    ("Accountant", "13-2011.00", "Accountants and Auditors"),
)
OCCUPATIONS = (
    ("13-1111.00", "Management Analysts", 0.81, onet.CONFIDENCE_HIGH, 4),
    ("19-3094.00", "Political Scientists", 0.64, onet.CONFIDENCE_MEDIUM, 5),
    ("13-1161.00", "Market Research Analysts and Marketing Specialists", 0.47, onet.CONFIDENCE_LOW, 4),
)
MISSING = (
    "Confer with personnel concerned to ensure successful functioning of newly implemented systems.",
    "Develop and implement records management programs for filing, protection, and retrieval of records.",
    "Interview personnel and conduct on-site observation to ascertain unit functions.",
)


class FakeTaskPipeline(TaskPipelineServiceServicer):
    """Keeps task sets in memory."""

    def __init__(self, world: World) -> None:
        self.world = world

    def _found(self, session_id: str) -> task_pb2.TaskSet:
        if session_id not in self.world.tasks:
            raise NotFound("TASKS_UNKNOWN", "There are no tasks yet.")
        return self.world.tasks[session_id]

    async def GetTasks(self, request: pb.GetTasksRequest, _call: Any) -> pb.GetTasksResponse:
        """All tasks."""
        self.world.check("GetTasks")
        return pb.GetTasksResponse(task_set=self._found(request.session_id))

    async def ReplaceTasks(self, request: pb.ReplaceTasksRequest, _call: Any) -> pb.ReplaceTasksResponse:
        """The whole set."""
        self.world.check("ReplaceTasks")
        if (known := self.world.repeated(request.request_id, request)) is not None:
            return known
        found = self._found(request.session_id)
        if request.expected_revision != found.revision:
            raise Conflict("REVISION_STALE", "The tasks were changed elsewhere.", revision=found.revision)
        before = {task.id: task for task in found.tasks}
        tasks = []
        for edit in request.tasks:
            task = task_pb2.Task()
            if edit.id in before:
                task.CopyFrom(before[edit.id])
            else:
                task.id, task.source = f"n{next(self.world.numbers)}", task_pb2.TASK_SOURCE_USER
                task.match_status = task_pb2.MATCH_STATUS_NO_MATCH
            task.edited = task.edited or task.normalized_description != edit.normalized_description
            task.normalized_description, task.time_percentage = edit.normalized_description, edit.time_percentage
            task.ai_usage.CopyFrom(edit.ai_usage)
            if edit.HasField("onet_choice"):
                _choose(task, edit.onet_choice)
            tasks.append(task)
        del found.tasks[:]
        found.tasks.extend(tasks)
        found.revision += 1
        answer = pb.ReplaceTasksResponse(task_set=found)
        self.world.keep(request.request_id, request, answer)
        return answer

    async def SettleTask(self, request: pb.SettleTaskRequest, _call: Any) -> pb.SettleTaskResponse:
        """Keep or drop one."""
        found = self._found(request.session_id)
        task = next((one for one in found.unsure if one.id == request.task_id), None)
        if task is None:
            raise NotFound("TASK_UNKNOWN", "No task that is not sure has this id.")
        if request.keep:
            found.tasks.add().CopyFrom(task)
        found.unsure.remove(task)
        found.revision += 1
        return pb.SettleTaskResponse(task_set=found)

    async def ExportTasks(self, request: pb.ExportTasksRequest, _call: Any) -> pb.ExportTasksResponse:
        """A file."""
        found = self._found(request.session_id)
        rows = [task.normalized_description for task in found.tasks]
        if request.format == pb.EXPORT_FORMAT_CSV:
            text = "statement\n" + "\n".join(rows)
            return pb.ExportTasksResponse(content=text.encode(), media_type="text/csv", file_name='ta"sks\n.csv')
        content = json.dumps({"tasks": rows}).encode()
        return pb.ExportTasksResponse(content=content, media_type="application/json", file_name="tasks.json")

    async def GetMatches(self, request: pb.GetMatchesRequest, _call: Any) -> pb.GetMatchesResponse:
        """The occupations."""
        found = self._found(request.session_id)
        is_final = found.job.done == found.job.total
        return pb.GetMatchesResponse(occupations=ranked(found), is_final=is_final, attribution=ATTRIBUTION)


@dataclass
class PageTasks:
    """Implements the orchestrator's `Tasks` and `Owner`: tasks at once, their matches one after the other."""

    world: World
    name: str = "taskpipeline"
    _matching: set[asyncio.Task[None]] = field(default_factory=set)

    async def process(self, session_id: str, conversation: Conversation, request_id: str) -> pb.ProcessFastResponse:
        """Make tasks, and match them in the background."""
        state = TurnResult.FromString(conversation.latest).state
        fresh = task_set_of(session_id, state, conversation.selected_ids)
        found = self.world.tasks.setdefault(session_id, fresh)
        corrected = {message.id for message in conversation.messages if message.earlier}
        said = {task.lineage.normalized for task in fresh.tasks}
        for task in [one for one in found.tasks if {source.message_id for source in one.lineage.sources} & corrected]:
            if task.lineage.normalized not in said and not task.edited:
                found.tasks.remove(task)
        known = {task.lineage.normalized or task.id for task in found.tasks}
        for task in fresh.tasks:
            if (task.lineage.normalized or task.id) not in known:
                found.tasks.add().CopyFrom(task)
                if task.id in {one.id for one in found.tasks[:-1]}:
                    found.tasks[-1].id = f"n{next(self.world.numbers)}"
        found.job.total = len(found.tasks)
        answer = pb.ProcessFastResponse(task_set=found, job_id=found.job.id)
        matching = asyncio.create_task(self._match(session_id))
        self._matching.add(matching)
        matching.add_done_callback(self._matching.discard)
        return answer

    async def _match(self, session_id: str) -> None:
        found, log = self.world.tasks[session_id], self.world.task_events
        for done in range(1, len(found.tasks) + 1):
            await asyncio.sleep(self.world.pace_s * 10)
            if done > len(found.tasks):
                break
            task = found.tasks[done - 1]
            matched(task, done)
            found.job.done = done
            log.add(session_id, pb.SubscribeResponse(match=pb.MatchEvent(task=task, done=done, total=len(found.tasks))))
        found.job.state = job_pb2.JOB_STATE_DONE
        del found.occupations[:]
        found.occupations.extend(ranked(found))
        log.add(session_id, pb.SubscribeResponse(ranking=pb.RankingEvent(occupations=found.occupations)))
        if actions := self.world.actions.get(session_id):
            changed = actions_pb2.ActionsChangedEvent(actions=actions)
            self.world.action_events.add(session_id, actions_pb2.SubscribeResponse(actions_changed=changed))

    async def submit(self, session_id: str, request_id: str) -> task_pb2.TaskSet:
        """End the survey."""
        found = self._found(session_id)
        total = sum(task.time_percentage for task in found.tasks)
        if abs(total - 100) > 1:
            raise InvalidInput("TIME_PERCENTAGE_SUM", "The shares of time must sum to 100.", sum=total)
        found.status = task_pb2.SURVEY_STATUS_SUBMITTED
        return found

    async def profile(self, session_id: str) -> OpaquePayload:
        """The tasks are all there is to it."""
        return OpaquePayload(self._found(session_id).SerializeToString())

    async def export(self, session_id: str) -> Mapping[str, Any]:
        """The tasks as they are."""
        found = self.world.tasks.get(session_id)
        return {"tasks": MessageToDict(found) if found else None}

    async def erase(self, session_id: str) -> None:
        """Forget them."""
        self.world.tasks.pop(session_id, None)

    def follow(self, session_id: str, after: str) -> AsyncGenerator[OwnerEvent, None]:
        """Events of the tasks."""
        return self.world.task_events.follow(session_id, after)

    def _found(self, session_id: str) -> task_pb2.TaskSet:
        if session_id not in self.world.tasks:
            raise NotFound("TASKS_UNKNOWN", "There are no tasks yet.")
        return self.world.tasks[session_id]


class FakeOnetMatch(OnetMatchServiceServicer):
    """Knows five titles."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def SearchTitles(self, request: titles.SearchTitlesRequest, _call: Any) -> titles.SearchTitlesResponse:
        """Titles with the words typed."""
        self.world.check("SearchTitles")
        query = request.query.lower()
        hits = [
            titles.TitleHit(title=title, soc_code=code, occupation_title=occupation)
            for title, code, occupation in TITLES
            if query and query in title.lower()
        ]
        return titles.SearchTitlesResponse(titles=hits[: request.limit])


def task_set_of(session_id: str, state: AgentState, selected: Collection[str]) -> task_pb2.TaskSet:
    """A task for each activity and selected card."""
    tasks = [
        task_pb2.Task(
            id=f"t{number}",
            user_description=row.text,
            normalized_description=row.text[:1].upper() + row.text[1:],
            gwa_category=row.category,
            source=task_pb2.TASK_SOURCE_CHAT,
            written_by=onet.WRITTEN_BY_RULES,
            match_status=task_pb2.MATCH_STATUS_PENDING,
            lineage=task_pb2.Lineage(
                sources=[task_pb2.LineageSource(message_id=row.message_id, raw_phrase=row.text)], normalized=row.text
            ),
        )
        for number, row in enumerate(state.mentioned_activities, 1)
    ]
    tasks += [
        task_pb2.Task(
            id=f"t-{card.id}",
            user_description=card.statement,
            normalized_description=card.statement,
            gwa_category=card.category,
            source=task_pb2.TASK_SOURCE_SUGGESTION,
            match_status=task_pb2.MATCH_STATUS_PENDING,
        )
        for card in state.shown_suggestions
        if card.id in selected
    ]
    job = job_pb2.Job(id="job1", kind="match", state=job_pb2.JOB_STATE_RUNNING, total=len(tasks))
    return task_pb2.TaskSet(
        session_id=session_id,
        tasks=tasks,
        revision=1,
        status=task_pb2.SURVEY_STATUS_DRAFT,
        job=job,
        attribution=ATTRIBUTION,
    )


def matched(task: task_pb2.Task, number: int) -> None:
    """Give a task its match: high, medium, low, none in turn."""
    levels = (onet.CONFIDENCE_HIGH, onet.CONFIDENCE_MEDIUM, onet.CONFIDENCE_LOW, onet.CONFIDENCE_NONE)
    confidence = levels[(number - 1) % 4]
    task.match.confidence = confidence
    task.match.written_by = onet.WRITTEN_BY_RULES
    if confidence == onet.CONFIDENCE_NONE:
        task.match_status = task_pb2.MATCH_STATUS_NO_MATCH
        task.match.reasoning = "Nothing in O*NET says the same."
        return
    task.match_status = task_pb2.MATCH_STATUS_MATCHED
    statements = (
        "Analyze data gathered and develop solutions.",
        "Prepare reports on findings.",
        "Consult with others.",
    )
    for rank, statement in enumerate(statements):
        found = onet.OnetTask(
            task_id=str(100 + rank), statement=statement, soc_code="13-1111.00", occupation_title="Management Analysts"
        )
        task.match.candidates.add(task=found, score=0.8 - rank / 10, probability=0.7 - rank / 5)
    task.match.best.CopyFrom(task.match.candidates[0])
    task.match.reasoning = "Same object, verbs mean the same."


def _choose(task: task_pb2.Task, choice: str) -> None:
    """Put the person's choice in place of the match; the first candidate is the matcher's."""
    task.onet_choice = choice
    if not task.match.candidates:
        return
    named = {row.task.task_id: row for row in task.match.candidates} | {"": task.match.candidates[0]}
    task.match.ClearField("best")
    if choice in named:
        task.match.best.CopyFrom(named[choice])


def ranked(found: task_pb2.TaskSet) -> list[onet.OccupationMatch]:
    """Three occupations, each supported by fewer tasks."""
    rows = []
    for rank, (code, title, score, confidence, zone) in enumerate(OCCUPATIONS):
        supporting = [
            onet.SupportingTask(
                id=task.id,
                similarity=0.9 - 0.08 * index,
                task=onet.OnetTask(task_id=str(100 + index), statement="Prepare reports on findings.", soc_code=code),
            )
            for index, task in enumerate(list(found.tasks)[: 5 - 2 * rank])
        ]
        missing = [onet.OnetTask(task_id=str(200 + i), statement=text, soc_code=code) for i, text in enumerate(MISSING)]
        advice = onet.Recommendation(
            type=onet.ACTION_TYPE_EXPERIENCE, action="Take part in an on-site review of a unit"
        )
        rows.append(
            onet.OccupationMatch(
                soc_code=code,
                title=title,
                score=score,
                confidence=confidence,
                supporting=supporting,
                missing=missing,
                recommendations=[advice],
                explanation=f"{len(supporting)} of your tasks are usual in this occupation.",
                job_zone=zone,
            )
        )
    return rows
