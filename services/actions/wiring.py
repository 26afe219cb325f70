"""Wiring of the actions service: settings -> adapters -> service -> server or worker."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from metier.actions.v1 import action_service_pb2_grpc
from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceStub
from services.actions.adapters.onet import OnetCatalogue
from services.actions.adapters.redis_store import OWNER, RedisStore
from services.actions.generation import Generator
from services.actions.rpc import METHODS, ActionRpc
from services.actions.service import KIND, Actions
from services.shared.llm import LlmSettings, open_llm
from services.shared.runtime import redis as redis_runtime
from services.shared.runtime import serve
from services.shared.runtime.channels import connect
from services.shared.runtime.clock import RandomIds, SystemClock
from services.shared.runtime.events import EventLog
from services.shared.runtime.job_metrics import QueueWatch
from services.shared.runtime.job_worker import run_jobs
from services.shared.runtime.jobs import Jobs
from services.shared.runtime.sessions import SessionKeys
from services.shared.runtime.vault import Vault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from redis.asyncio import Redis

    from services.actions.settings import ActionsSettings

NAME = "actions"


@asynccontextmanager
async def opened(settings: ActionsSettings, llm_settings: LlmSettings) -> AsyncIterator[tuple[Actions, Redis]]:
    """The use cases on their real adapters."""
    redis = redis_runtime.open_redis(settings)
    llm = open_llm(llm_settings, redis)
    async with connect(settings.target_onet_match, settings) as channel:
        catalogue = OnetCatalogue(OnetMatchServiceStub(channel), settings.actions_cached_vectors)
        yield (
            Actions(
                store=RedisStore(redis, settings.session_ttl_s, Vault(settings.data_keys)),
                jobs=Jobs(redis, OWNER, settings.session_ttl_s),
                generator=Generator(llm, llm_settings.calls.action_generation, catalogue),
                clock=SystemClock(),
                ids=RandomIds(),
            ),
            redis,
        )
    await llm.close()
    await redis.aclose()


async def serve_actions(settings: ActionsSettings) -> None:
    """Serve until a signal."""
    async with opened(settings, LlmSettings()) as (actions, redis):
        servicer = ActionRpc(actions, EventLog(redis, OWNER, settings.session_ttl_s))

        async def is_ready() -> bool:
            return await redis_runtime.is_up(redis)

        await serve.serve(
            NAME,
            settings,
            lambda server: action_service_pb2_grpc.add_ActionServiceServicer_to_server(servicer, server),
            METHODS,
            ready=[is_ready],
            verify=SessionKeys(redis, settings.session_ttl_s).verify,
        )


async def work(settings: ActionsSettings) -> None:
    """Run generations until a signal."""
    stop = serve.stop_event()
    async with opened(settings, LlmSettings()) as (actions, _redis):
        jobs, handlers, grace_s = actions.jobs, {KIND: actions.run}, settings.grace_s
        async with QueueWatch(jobs).served(settings.metrics_port):
            await run_jobs(jobs, handlers, stop, concurrency=settings.actions_concurrency, grace_s=grace_s)
