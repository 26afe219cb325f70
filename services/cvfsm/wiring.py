"""Wiring of the CV service: settings -> adapters -> service -> server or worker; tests and production call the same."""

from __future__ import annotations

import shutil
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from metier.cvfsm.v1 import cv_service_pb2_grpc
from metier.nlu.v1 import nlu_service_pb2_grpc
from metier.taskpipeline.v1 import task_pipeline_service_pb2_grpc
from services.cvfsm.adapters import exports
from services.cvfsm.adapters.agent_jobs import KIND, AgentJobs
from services.cvfsm.adapters.chat_tasks import ChatTasks
from services.cvfsm.adapters.file_store import FileStore
from services.cvfsm.adapters.llm_agent import LlmAgent
from services.cvfsm.adapters.nlu import NluReader
from services.cvfsm.adapters.parser_pool import ParserPool
from services.cvfsm.adapters.printer import Printer
from services.cvfsm.adapters.redis_store import OWNER, RedisStore
from services.cvfsm.adapters.typst_pdf import TypstPdf
from services.cvfsm.ports import Ports
from services.cvfsm.rpc import METHODS, CvRpc
from services.cvfsm.service import CvService
from services.cvfsm.worker import Runner
from services.shared.llm import LlmSettings, open_llm
from services.shared.llm.readers import CV, readers
from services.shared.runtime import serve
from services.shared.runtime.channels import connect
from services.shared.runtime.clock import RandomIds, SystemClock
from services.shared.runtime.job_metrics import QueueWatch
from services.shared.runtime.job_worker import run_jobs
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.redis import is_up, open_redis
from services.shared.runtime.sessions import SessionKeys
from services.shared.runtime.vault import Vault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import grpc
    from redis.asyncio import Redis

    from services.cvfsm.settings import CvSettings
    from services.shared.runtime.job_worker import JobRun


@asynccontextmanager
async def opened(settings: CvSettings) -> AsyncIterator[tuple[CvService, Redis]]:
    """The service and its Redis client, closed at the end of the block."""
    async with AsyncExitStack() as stack:
        shutil.rmtree(settings.home / OWNER, ignore_errors=True)  # PDFs were files here; they are made again
        redis = open_redis(settings)
        stack.push_async_callback(redis.aclose)
        keys = SessionKeys(redis, settings.session_ttl_s)
        channel = await stack.enter_async_context(connect(settings.target_taskpipeline, settings))
        parser = ParserPool(settings.cv_parsers)
        stack.push_async_callback(parser.close)
        await parser.start()
        typst = TypstPdf()
        stack.callback(typst.close)
        vault = Vault(settings.data_keys)
        store = RedisStore(redis, keys, vault)
        ports = Ports(
            store=store,
            uploads=store,
            parser=parser,
            printer=Printer(typst),
            files=FileStore(redis, "pdf", settings.session_ttl_s, vault),
            photos=FileStore(redis, "photo", settings.session_ttl_s, vault),
            runs=AgentJobs(Jobs(redis, OWNER)),
            tasks=ChatTasks(task_pipeline_service_pb2_grpc.TaskPipelineServiceStub(channel), keys),
            exports=exports.BY_FORM,
            clock=SystemClock(),
            ids=RandomIds(),
        )
        yield CvService(ports, settings.limits), redis


async def serve_cv(settings: CvSettings) -> None:
    """Serve until a signal."""
    async with opened(settings) as (service, redis):
        keys = SessionKeys(redis, settings.session_ttl_s)
        who = readers(LlmSettings(), CV)

        def register(server: grpc.aio.Server) -> None:
            servicer = CvRpc(service, Jobs(redis, OWNER), settings.session_ttl_s, who)
            cv_service_pb2_grpc.add_CvServiceServicer_to_server(servicer, server)

        async def verify(session_id: str, token: str) -> bool:
            return await keys.verify(session_id, token, even_deleted=True)  # the store refuses deleted sessions itself

        await serve.serve(OWNER, settings, register, METHODS, ready=[lambda: is_up(redis)], verify=verify)


async def work(settings: CvSettings) -> None:
    """Run the agent's jobs until a signal."""
    stop = serve.stop_event()
    async with AsyncExitStack() as stack:
        redis = open_redis(settings)
        stack.push_async_callback(redis.aclose)
        models = LlmSettings()
        llm = open_llm(models, redis)
        stack.push_async_callback(llm.close)
        channel = await stack.enter_async_context(connect(settings.target_nlu, settings))
        reader = NluReader(nlu_service_pb2_grpc.NluServiceStub(channel))
        store = RedisStore(redis, SessionKeys(redis, settings.session_ttl_s), Vault(settings.data_keys))
        runner = Runner(store, LlmAgent(llm, models.calls.cv_agent), reader, SystemClock())

        async def run_agent(run: JobRun) -> None:
            await runner.run(run.session_id, str(run.payload["run_id"]), run.progress)

        jobs = Jobs(redis, OWNER)
        async with QueueWatch(jobs).served(settings.metrics_port):
            await run_jobs(jobs, {KIND: run_agent}, stop, concurrency=settings.cv_run_concurrency)
