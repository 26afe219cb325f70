"""TaskPipelineService over a real channel and a real Redis: each call, and each reason it may fail with."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from metier.jobs.v1 import job_pb2
from metier.onet_match.v1 import catalogue_pb2 as onet
from metier.taskpipeline.v1 import task_pb2 as pb
from metier.taskpipeline.v1 import task_pipeline_service_pb2 as rpc
from metier.taskpipeline.v1 import task_pipeline_service_pb2_grpc as stubs
from services.shared.errors import Conflict, DeadlineExceeded, Denied, InvalidInput, NotFound, WrongState
from services.shared.llm import Calls
from services.shared.runtime.channels import connect
from services.shared.runtime.clock import RandomIds, SystemClock
from services.shared.runtime.job_worker import run_jobs
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.serve import listen
from services.shared.runtime.sessions import SessionKeys
from services.taskpipeline.adapters.surveys import OWNER, RedisSurveys, event_log
from services.taskpipeline.core.deduplicate import THRESHOLDS
from services.taskpipeline.pipeline import Pipeline
from services.taskpipeline.rpc import METHODS, TaskPipelineRpc, register
from services.taskpipeline.service import ACTIONS, MATCH, TaskService
from services.taskpipeline.settings import TaskPipelineSettings
from services.taskpipeline.worker import Work
from tests.fakes.llm import ScriptedLlm
from tests.fakes.reader import own
from tests.fakes.task_catalogue import FakeActions, FakeCatalogue
from tests.fakes.task_reader import TaskReader

SETTINGS = TaskPipelineSettings(internal_secret="between services")
NOBODY = TaskPipelineSettings(internal_secret="")
SAID = "I write reports, check invoices and plan trips."


@dataclass
class House:
    """A served pipeline, its stub with the session's token, and what stands around it."""

    stub: stubs.TaskPipelineServiceStub
    internal: stubs.TaskPipelineServiceStub
    token: tuple[tuple[str, str], ...]
    catalogue: FakeCatalogue
    actions: FakeActions
    jobs: Jobs
    sessions: SessionKeys
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def process(self, said: str = SAID, request_id: str = "r1", **more) -> rpc.ProcessFastResponse:
        message = rpc.TranscriptMessage(id="m1", speaker=rpc.SPEAKER_USER, content=said)
        talk = rpc.Conversation(job_title="Clerk", messages=[message], **more)
        request = rpc.ProcessFastRequest(session_id="s1", conversation=talk, request_id=request_id)
        return await self.stub.ProcessFast(request, metadata=self.token)

    async def matched(self, job_id: str) -> pb.TaskSet:
        await self.stub.WaitJob(job_pb2.WaitJobRequest(session_id="s1", job_id=job_id), metadata=self.token)
        return (await self.stub.GetTasks(rpc.GetTasksRequest(session_id="s1"), metadata=self.token)).task_set

    async def put(self, tasks: list[rpc.TaskEdit], revision: int, request_id: str = "e1") -> pb.TaskSet:
        request = rpc.ReplaceTasksRequest(
            session_id="s1", tasks=tasks, expected_revision=revision, request_id=request_id
        )
        return (await self.stub.ReplaceTasks(request, metadata=self.token)).task_set

    async def submit(self, request_id: str = "s1") -> pb.TaskSet:
        request = rpc.SubmitTasksRequest(session_id="s1", request_id=request_id)
        return (await self.stub.SubmitTasks(request, metadata=self.token)).task_set


DOUBTED = "maybe the odd time I weld frames"


@asynccontextmanager
async def served(redis) -> AsyncIterator[House]:
    catalogue, actions = FakeCatalogue(), FakeActions()
    reader = TaskReader({DOUBTED: own(DOUBTED, "weld frames", own_present=0.4, verb="weld")})
    surveys, jobs = RedisSurveys(redis), Jobs(redis, OWNER, retry_s=0.01)
    pipeline = Pipeline(reader, ScriptedLlm(), Calls(), catalogue, THRESHOLDS["fast"])
    service = TaskService(surveys, pipeline, catalogue, jobs, SystemClock(), RandomIds())
    add = register(TaskPipelineRpc(service, surveys, jobs, event_log(redis)))
    work = Work(surveys, surveys, catalogue, actions)
    sessions = SessionKeys(redis)
    token = (("authorization", f"Bearer {await sessions.issue('s1', 'chat')}"),)
    async with (
        listen(OWNER, SETTINGS, add, METHODS, verify=sessions.verify) as server,
        connect(server.target, NOBODY) as channel,
        connect(server.target, SETTINGS) as inside,
    ):
        house = House(
            stubs.TaskPipelineServiceStub(channel),
            stubs.TaskPipelineServiceStub(inside),
            token,
            catalogue,
            actions,
            jobs,
            sessions,
        )
        handlers = {MATCH: work.match, ACTIONS: work.start_actions}
        working = asyncio.create_task(run_jobs(jobs, handlers, house.stop, concurrency=2, grace_s=1))
        try:
            yield house
        finally:
            house.stop.set()
            await working


@pytest.fixture
async def house(redis) -> AsyncIterator[House]:
    async with served(redis) as found:
        yield found


def edits(task_set: pb.TaskSet, share: float | None = None) -> list[rpc.TaskEdit]:
    each = 100 / len(task_set.tasks) if share is None else share
    usage = pb.AiUsage(level=pb.AI_USAGE_LEVEL_NONE)
    return [
        rpc.TaskEdit(
            id=task.id, normalized_description=task.normalized_description, time_percentage=each, ai_usage=usage
        )
        for task in task_set.tasks
    ]


def texts(task_set: pb.TaskSet) -> list[str]:
    return [task.normalized_description for task in task_set.tasks]


async def test_the_fast_path_answers_with_tasks_and_a_job(house):
    answer = await house.process()
    assert texts(answer.task_set) == ["Write reports", "Check invoices", "Plan trips"]
    assert answer.job_id == answer.task_set.job.id
    first = answer.task_set.tasks[0]
    assert (first.source, first.written_by) == (pb.TASK_SOURCE_CHAT, onet.WRITTEN_BY_RULES)
    assert first.lineage.sources[0] == pb.LineageSource(message_id="m1", raw_phrase="write reports")
    assert answer.task_set.attribution == "O*NET data"


async def test_matches_come_in_the_background_and_occupations_are_ranked(house):
    house.catalogue.unknown = {"Plan trips"}
    answer = await house.process()
    task_set = await house.matched(answer.job_id)
    assert [task.match_status for task in task_set.tasks] == [
        pb.MATCH_STATUS_MATCHED,
        pb.MATCH_STATUS_MATCHED,
        pb.MATCH_STATUS_NO_MATCH,
    ]
    assert task_set.tasks[0].match.best.task.statement == "Write reports"
    assert task_set.tasks[0].gwa_category == onet.WORK_CATEGORY_MENTAL_PROCESSES
    assert task_set.revision == answer.task_set.revision
    assert task_set.job.state == job_pb2.JOB_STATE_DONE
    assert (task_set.job.done, task_set.job.total) == (3, 3)
    assert task_set.occupations[0].score == pytest.approx(2 / 3)


async def test_the_matcher_is_told_the_title_and_all_the_persons_tasks(house):
    answer = await house.process()
    await house.matched(answer.job_id)
    (_, person) = house.catalogue.asked[0]
    assert (person.job_title, person.tasks) == ("Clerk", ("Write reports", "Check invoices", "Plan trips"))


async def test_the_full_path_answers_with_matches(house):
    message = rpc.TranscriptMessage(id="m1", speaker=rpc.SPEAKER_USER, content=SAID)
    talk = rpc.Conversation(messages=[message])
    request = rpc.ProcessFullRequest(session_id="s1", conversation=talk, request_id="r1")
    answer = await house.stub.ProcessFull(request, metadata=house.token)
    assert {task.match_status for task in answer.task_set.tasks} == {pb.MATCH_STATUS_MATCHED}


async def test_the_full_path_gives_up_in_time_and_the_job_goes_on(house):
    house.catalogue.gate = asyncio.Event()
    message = rpc.TranscriptMessage(id="m1", speaker=rpc.SPEAKER_USER, content=SAID)
    request = rpc.ProcessFullRequest(
        session_id="s1", conversation=rpc.Conversation(messages=[message]), request_id="r1"
    )
    with pytest.raises(DeadlineExceeded):
        await house.stub.ProcessFull(request, metadata=house.token, timeout=1.5)
    house.catalogue.gate.set()
    task_set = (await house.stub.GetTasks(rpc.GetTasksRequest(session_id="s1"), metadata=house.token)).task_set
    assert (await house.matched(task_set.job.id)).job.state == job_pb2.JOB_STATE_DONE


async def test_the_same_request_gives_the_first_answer_again(house):
    first, again = await house.process(), await house.process()
    assert texts(again.task_set) == texts(first.task_set)
    assert [task.id for task in again.task_set.tasks] == [task.id for task in first.task_set.tasks]
    assert (again.job_id, again.task_set.revision) == (first.job_id, 1)
    with pytest.raises(InvalidInput, match="IDEMPOTENCY_KEY_REUSED"):
        await house.process("I do something else.")


async def test_an_empty_transcript_is_refused(house):
    with pytest.raises(InvalidInput, match="TRANSCRIPT_EMPTY"):
        await house.process("  ")


async def test_cards_alone_are_enough(house):
    card = rpc.SelectedCard(id="c1", statement="Inspect hydrants.", category=onet.WORK_CATEGORY_INFORMATION_INPUT)
    answer = await house.process("", cards=[card])
    assert texts(answer.task_set) == ["Inspect hydrants"]
    assert answer.task_set.tasks[0].source == pb.TASK_SOURCE_SUGGESTION


async def test_a_transcript_that_is_too_long_is_refused(house):
    message = rpc.TranscriptMessage(id="m", speaker=rpc.SPEAKER_USER, content="I write reports.")
    talk = rpc.Conversation(messages=[message] * 401)
    with pytest.raises(InvalidInput, match="TRANSCRIPT_TOO_LONG"):
        await house.stub.ProcessFast(
            rpc.ProcessFastRequest(session_id="s1", conversation=talk, request_id="r"), metadata=house.token
        )


async def test_a_submitted_survey_changes_no_more(house):
    task_set = (await house.process()).task_set
    await house.put(edits(task_set), task_set.revision)
    submitted = await house.submit()
    assert submitted.status == pb.SURVEY_STATUS_SUBMITTED
    assert (await house.submit()).revision == submitted.revision
    with pytest.raises(WrongState, match="SURVEY_SUBMITTED"):
        await house.submit("another")
    with pytest.raises(WrongState, match="SURVEY_SUBMITTED"):
        await house.process(request_id="r2")
    with pytest.raises(WrongState, match="SURVEY_SUBMITTED"):
        await house.put(edits(submitted), submitted.revision, "e2")


async def test_a_survey_is_not_submitted_before_its_shares_sum_up(house):
    task_set = (await house.process()).task_set
    with pytest.raises(InvalidInput, match="TIME_PERCENTAGE_SUM") as refused:
        await house.submit()
    assert refused.value.metadata["sum"] == "0"
    unrated = edits(task_set)
    for edit in unrated:
        edit.ai_usage.Clear()
    await house.put(unrated, task_set.revision)
    with pytest.raises(InvalidInput, match="AI_USAGE_MISSING"):
        await house.submit()


async def test_a_changed_statement_is_matched_again_and_the_others_stay(house):
    answer = await house.process()
    task_set = await house.matched(answer.job_id)
    wanted = edits(task_set)
    wanted[0].normalized_description = "Write audit reports"
    after = await house.put([*wanted, rpc.TaskEdit(normalized_description="Feed the cat")], task_set.revision)
    assert after.job.id != answer.job_id
    matched = await house.matched(after.job.id)
    assert [task.match.best.task.statement for task in matched.tasks] == [
        "Write audit reports",
        "Check invoices",
        "Plan trips",
        "Feed the cat",
    ]
    assert [asked[0] for asked in house.catalogue.asked] == [
        ("Write reports", "Check invoices", "Plan trips"),
        ("Write audit reports", "Feed the cat"),
    ]


async def test_an_edit_based_on_an_old_revision_is_refused_with_the_current_one(house):
    task_set = (await house.process()).task_set
    await house.put(edits(task_set), task_set.revision)
    with pytest.raises(Conflict, match="REVISION_STALE") as refused:
        await house.put(edits(task_set), task_set.revision, "e2")
    assert refused.value.metadata["revision"] == "2"


async def test_an_edit_applies_once(house):
    task_set = (await house.process()).task_set
    first = await house.put(edits(task_set), task_set.revision)
    assert (await house.put(edits(task_set), task_set.revision)).revision == first.revision
    with pytest.raises(InvalidInput, match="IDEMPOTENCY_KEY_REUSED"):
        await house.put(edits(task_set, share=1), task_set.revision)


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (rpc.TaskEdit(normalized_description=""), "TASK_TEXT"),
        (rpc.TaskEdit(normalized_description="x", time_percentage=101), "TIME_PERCENTAGE_RANGE"),
        (rpc.TaskEdit(normalized_description="x", ai_usage=pb.AiUsage(tools=["t"] * 11)), "AI_TOOLS"),
    ],
)
async def test_a_bad_edit_changes_nothing(house, edit, reason):
    task_set = (await house.process()).task_set
    with pytest.raises(InvalidInput, match=reason):
        await house.put([edit], task_set.revision)
    with pytest.raises(InvalidInput, match="TASKS_COUNT"):
        await house.put([rpc.TaskEdit(normalized_description="x")] * 201, task_set.revision)
    with pytest.raises(InvalidInput, match="TASK_ID_TWICE"):
        await house.put(edits(task_set)[:1] * 2, task_set.revision)
    now = await house.stub.GetTasks(rpc.GetTasksRequest(session_id="s1"), metadata=house.token)
    assert now.task_set.revision == task_set.revision


async def test_before_processing_there_are_no_tasks(house):
    for call in (
        house.stub.GetTasks(rpc.GetTasksRequest(session_id="s1"), metadata=house.token),
        house.stub.GetMatches(rpc.GetMatchesRequest(session_id="s1"), metadata=house.token),
        house.stub.ExportTasks(
            rpc.ExportTasksRequest(session_id="s1", format=rpc.EXPORT_FORMAT_CSV), metadata=house.token
        ),
        house.submit(),
        house.put([], 1),
    ):
        with pytest.raises(NotFound, match="TASKS_UNKNOWN"):
            await call


async def test_the_profile_of_career_actions_is_what_the_tasks_and_matches_are(house):
    with pytest.raises(NotFound, match="TASKS_UNKNOWN"):
        await house.internal.GetProfile(rpc.GetProfileRequest(session_id="s1"))
    await house.matched((await house.process()).job_id)
    found = (await house.internal.GetProfile(rpc.GetProfileRequest(session_id="s1"))).profile
    tasks = (await house.stub.GetTasks(rpc.GetTasksRequest(session_id="s1"), metadata=house.token)).task_set.tasks
    matches = await house.stub.GetMatches(rpc.GetMatchesRequest(session_id="s1"), metadata=house.token)
    assert [(task.id, task.statement, task.category, task.onet_task_id) for task in found.tasks] == [
        (task.id, task.normalized_description, task.gwa_category, task.match.best.task.task_id) for task in tasks
    ]
    assert found.matches == matches.occupations


async def test_exports_are_json_or_csv(house):
    await house.matched((await house.process()).job_id)

    async def export(form: int) -> rpc.ExportTasksResponse:
        request = rpc.ExportTasksRequest(session_id="s1", format=form)
        return await house.stub.ExportTasks(request, metadata=house.token)

    document = await export(rpc.EXPORT_FORMAT_JSON)
    assert json.loads(document.content)["tasks"][0]["normalized_description"] == "Write reports"
    assert document.media_type == "application/json"
    table = await export(rpc.EXPORT_FORMAT_CSV)
    assert len(list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))) == 3
    assert table.file_name.endswith(".csv")
    with pytest.raises(InvalidInput, match="FORMAT_UNKNOWN"):
        await export(rpc.EXPORT_FORMAT_UNSPECIFIED)


async def test_matches_are_ranked_at_once_and_final_when_all_tasks_are(house):
    house.catalogue.gate = asyncio.Event()
    answer = await house.process()
    request = rpc.GetMatchesRequest(session_id="s1")
    early = await house.stub.GetMatches(request, metadata=house.token)
    assert (early.is_final, len(early.occupations), early.attribution) == (False, 1, "O*NET data")
    house.catalogue.gate.set()
    await house.matched(answer.job_id)
    late = await house.stub.GetMatches(request, metadata=house.token)
    assert late.is_final
    assert late.occupations[0].title == "Office Clerks"


async def test_a_job_that_fails_for_good_shows_and_can_be_tried_again(house):
    house.catalogue.down = True
    answer = await house.process()
    dead = await house.matched(answer.job_id)
    assert dead.job.state == job_pb2.JOB_STATE_DEAD
    assert dead.job.error == "MATCHER_DOWN"
    assert {task.match_status for task in dead.tasks} == {pb.MATCH_STATUS_FAILED}
    listed = await house.internal.ListJobs(job_pb2.ListJobsRequest(state=job_pb2.JOB_STATE_DEAD))
    assert answer.job_id in [job.id for job in listed.jobs]
    house.catalogue.down = False
    retry = job_pb2.RetryJobRequest(session_id="s1", job_id=answer.job_id, request_id="again")
    await house.stub.RetryJob(retry, metadata=house.token)
    assert {task.match_status for task in (await house.matched(answer.job_id)).tasks} == {pb.MATCH_STATUS_MATCHED}
    with pytest.raises(WrongState, match="JOB_NOT_ENDED"):
        await house.stub.RetryJob(retry, metadata=house.token)


async def test_a_cancelled_job_keeps_what_it_found(house):
    house.catalogue.gate = asyncio.Event()
    answer = await house.process()
    cancel = job_pb2.CancelJobRequest(session_id="s1", job_id=answer.job_id, request_id="c")
    cancelled = await house.stub.CancelJob(cancel, metadata=house.token)
    assert cancelled.job.state == job_pb2.JOB_STATE_CANCELLED
    again = await house.stub.CancelJob(cancel, metadata=house.token)
    assert again.job.state == job_pb2.JOB_STATE_CANCELLED


async def test_an_unknown_job_is_not_found(house):
    await house.process()
    for call in (
        house.stub.GetJob(job_pb2.GetJobRequest(session_id="s1", job_id="x"), metadata=house.token),
        house.stub.WaitJob(job_pb2.WaitJobRequest(session_id="s1", job_id="x"), metadata=house.token),
        house.stub.CancelJob(job_pb2.CancelJobRequest(session_id="s1", job_id="x"), metadata=house.token),
        house.stub.RetryJob(job_pb2.RetryJobRequest(session_id="s1", job_id="x"), metadata=house.token),
    ):
        with pytest.raises(NotFound, match="JOB_UNKNOWN"):
            await call


async def test_actions_start_beside_matching_with_occupations_to_grow_into(house):
    answer = await house.process()
    await house.matched(answer.job_id)
    async with asyncio.timeout(10):
        while not house.actions.started:
            await asyncio.sleep(0.01)
    ((survey, occupations),) = house.actions.started
    assert (len(survey.tasks), len(occupations)) == (3, 1)


async def test_actions_that_fail_leave_matching_alone(house):
    house.actions.down = True
    task_set = await house.matched((await house.process()).job_id)
    assert {task.match_status for task in task_set.tasks} == {pb.MATCH_STATUS_MATCHED}


async def follow(house: House, count: int, after: str = "") -> list[rpc.SubscribeResponse]:
    found = []
    request = rpc.SubscribeRequest(session_id="s1", after_event_id=after)
    async with asyncio.timeout(10):
        async for event in house.stub.Subscribe(request, metadata=house.token):
            found.append(event)
            if len(found) == count:
                break
    return found


async def test_events_come_in_order_and_can_be_resumed(house):
    answer = await house.process()
    await house.matched(answer.job_id)
    events = await follow(house, 5)
    assert [event.WhichOneof("event") for event in events] == ["tasks_changed", "match", "match", "match", "ranking"]
    assert [(event.match.done, event.match.total) for event in events[1:4]] == [(1, 3), (2, 3), (3, 3)]
    assert events[1].match.task.match.best.task.statement == "Write reports"
    assert events[4].ranking.occupations[0].title == "Office Clerks"
    assert [event.event_id for event in await follow(house, 2, events[2].event_id)] == [
        events[3].event_id,
        events[4].event_id,
    ]


async def test_an_event_id_that_is_none_is_refused(house):
    with pytest.raises(InvalidInput, match="EVENT_ID_UNKNOWN"):
        await follow(house, 1, "nonsense")


async def test_only_the_holder_of_the_token_gets_in(house):
    await house.process()
    wrong = (("authorization", "Bearer wrong"),)
    with pytest.raises(NotFound, match="SESSION_UNKNOWN"):
        await house.stub.GetTasks(rpc.GetTasksRequest(session_id="s1"), metadata=wrong)
    with pytest.raises(NotFound, match="SESSION_UNKNOWN"):
        await house.stub.GetTasks(rpc.GetTasksRequest(session_id="other"), metadata=house.token)
    for call in (
        house.stub.ListJobs(job_pb2.ListJobsRequest(), metadata=house.token),
        house.stub.GetProfile(rpc.GetProfileRequest(session_id="s1"), metadata=house.token),
        house.stub.DeleteSession(rpc.DeleteSessionRequest(session_id="s1"), metadata=house.token),
    ):
        with pytest.raises(Denied, match="INTERNAL_ONLY"):
            await call


async def test_a_deleted_session_leaves_nothing_and_takes_nothing(house, redis):
    await house.matched((await house.process()).job_id)
    await house.sessions.tombstone("s1")
    erased = await house.internal.DeleteSession(rpc.DeleteSessionRequest(session_id="s1"))
    assert erased.erased > 0
    assert (await house.internal.DeleteSession(rpc.DeleteSessionRequest(session_id="s1"))).erased == 0
    left = [key async for key in redis.scan_iter("metier:{s1}:taskpipeline:*")]
    assert left == []
    with pytest.raises(NotFound, match="SESSION_UNKNOWN"):
        await house.internal.GetTasks(rpc.GetTasksRequest(session_id="s1"))


async def settle(house, task_id: str, *, keep: bool, request_id: str = "k1") -> pb.TaskSet:
    request = rpc.SettleTaskRequest(session_id="s1", task_id=task_id, keep=keep, request_id=request_id)
    return (await house.stub.SettleTask(request, metadata=house.token)).task_set


async def test_what_is_not_sure_stands_apart_and_is_neither_matched_nor_rated(house):
    task_set = (await house.process(DOUBTED)).task_set
    assert texts(task_set) == []
    assert [task.normalized_description for task in task_set.unsure] == ["Weld frames"]
    assert not house.catalogue.asked


async def test_a_kept_task_is_the_persons_own_statement_and_is_matched(house):
    unsure = (await house.process(DOUBTED)).task_set.unsure[0]
    kept = await settle(house, unsure.id, keep=True)
    assert (texts(kept), list(kept.unsure)) == (["Weld frames"], [])
    assert kept.tasks[0].source == pb.TASK_SOURCE_USER
    assert kept.tasks[0].lineage.sources[0].raw_phrase == "weld frames"
    assert (await house.matched(kept.job.id)).tasks[0].match_status == pb.MATCH_STATUS_MATCHED
    assert (await settle(house, unsure.id, keep=True)).revision == kept.revision
    again = (await house.process(DOUBTED, request_id="p2")).task_set
    assert (texts(again), list(again.unsure)) == (["Weld frames"], [])


async def test_a_dropped_task_stays_away_when_the_conversation_is_processed_again(house):
    unsure = (await house.process(DOUBTED)).task_set.unsure[0]
    assert list((await settle(house, unsure.id, keep=False)).unsure) == []
    assert list((await house.process(DOUBTED, request_id="p2")).task_set.unsure) == []


async def test_a_task_that_is_not_among_the_unsure_ones_cannot_be_settled(house):
    await house.process()
    with pytest.raises(NotFound) as refused:
        await settle(house, "nobody", keep=True)
    assert refused.value.reason == "TASK_UNKNOWN"
