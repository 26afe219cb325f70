"""Wiring of the task pipeline: settings -> adapters -> service -> server or worker."""

from contextlib import AsyncExitStack

from metier.nlu.v1.nlu_service_pb2_grpc import NluServiceStub
from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceStub
from services.shared.llm import LlmSettings, open_llm
from services.shared.runtime import serve
from services.shared.runtime.channels import connect
from services.shared.runtime.clock import RandomIds, SystemClock
from services.shared.runtime.job_metrics import QueueWatch
from services.shared.runtime.job_worker import run_jobs
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.redis import is_up, open_redis
from services.shared.runtime.sessions import SessionKeys
from services.shared.runtime.vault import Vault
from services.taskpipeline.adapters.career_actions import CareerActions
from services.taskpipeline.adapters.catalogue import Catalogue
from services.taskpipeline.adapters.nlu import NluReader
from services.taskpipeline.adapters.surveys import OWNER, RedisSurveys, event_log
from services.taskpipeline.core.deduplicate import THRESHOLDS
from services.taskpipeline.pipeline import Pipeline
from services.taskpipeline.rpc import METHODS, TaskPipelineRpc, register
from services.taskpipeline.service import ACTIONS, MATCH, TaskService
from services.taskpipeline.settings import TaskPipelineSettings
from services.taskpipeline.worker import Work


async def run(settings: TaskPipelineSettings, *, is_worker: bool) -> None:
    """Serve, or work, until a signal."""
    models = LlmSettings()
    async with AsyncExitStack() as stack:
        redis = open_redis(settings)
        stack.push_async_callback(redis.aclose)
        onet = await stack.enter_async_context(connect(settings.target_onet_match, settings))
        catalogue = Catalogue(OnetMatchServiceStub(onet), settings.dedup_embedder, settings.fast_path_timeout_s)
        surveys = RedisSurveys(redis, settings.session_ttl_s, Vault(settings.data_keys))
        jobs = Jobs(redis, OWNER, settings.session_ttl_s, settings.worker_lease_s, settings.job_attempts)
        if is_worker:
            actions = await stack.enter_async_context(connect(settings.target_actions, settings))
            work = Work(surveys, surveys, catalogue, CareerActions(actions))
            handlers = {MATCH: work.match, ACTIONS: work.start_actions}
            async with QueueWatch(jobs).served(settings.metrics_port):
                await run_jobs(jobs, handlers, serve.stop_event(), concurrency=settings.worker_concurrency)
            return
        llm = open_llm(models, redis)
        stack.push_async_callback(llm.close)
        language = await stack.enter_async_context(connect(settings.target_nlu, settings))
        pipeline = Pipeline(
            NluReader(NluServiceStub(language)), llm, models.calls, catalogue, THRESHOLDS[settings.dedup_embedder]
        )
        service = TaskService(surveys, pipeline, catalogue, jobs, SystemClock(), RandomIds())
        sessions = SessionKeys(redis, settings.session_ttl_s)
        rpc = TaskPipelineRpc(service, surveys, jobs, event_log(redis, settings.session_ttl_s))
        add = register(rpc)
        await serve.serve(OWNER, settings, add, METHODS, ready=[lambda: is_up(redis)], verify=sessions.verify)
