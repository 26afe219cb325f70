"""CPU of the fast pipeline on rules: a transcript of 40 messages to tasks, the matcher's share and gRPC included.

Pipeline and matcher (the `fast` embedder, nothing kept from call to call) run in this one process, so its CPU time is all
of it. The people of `conversations.py` answer a question each.
"""

from __future__ import annotations

import statistics
from itertools import count
from typing import TYPE_CHECKING

from bench.conversations import CONVERSATIONS
from bench.rank import cpu_s
from evals.served import reader
from metier.onet_match.v1 import onet_match_service_pb2_grpc as grpc_stubs
from services.onet_match.rpc import METHODS, OnetMatchRpc
from services.onet_match.settings import OnetMatchSettings
from services.onet_match.wiring import matching
from services.shared.llm import Calls, no_llm
from services.shared.runtime.channels import connect
from services.shared.runtime.serve import listen
from services.taskpipeline.adapters.catalogue import Catalogue
from services.taskpipeline.adapters.nlu import NluReader
from services.taskpipeline.core.deduplicate import THRESHOLDS
from services.taskpipeline.core.types import Conversation, Message, Speaker
from services.taskpipeline.pipeline import Pipeline
from services.taskpipeline.settings import TaskPipelineSettings

if TYPE_CHECKING:
    import grpc

MESSAGES = 40
ROUNDS = 15


async def figures() -> dict[str, float]:
    """Median CPU milliseconds of a run, and the tasks it found."""
    settings, knobs = (
        OnetMatchSettings(onet_embedder="fast", onet_only=True, onet_cached_texts=1),
        TaskPipelineSettings(),
    )
    async with matching(settings) as matcher:

        def register(server: grpc.aio.Server) -> None:
            grpc_stubs.add_OnetMatchServiceServicer_to_server(OnetMatchRpc(matcher), server)

        async with (
            listen("onet_match", settings, register, METHODS) as server,
            connect(server.target, settings) as channel,
            reader() as nlu,
        ):
            await matcher.ready.wait()
            meaning = Catalogue(grpc_stubs.OnetMatchServiceStub(channel), "fast", knobs.fast_path_timeout_s)
            pipeline = Pipeline(NluReader(nlu), no_llm(), Calls(), meaning, THRESHOLDS["fast"])
            found: list[int] = []

            async def run() -> None:
                numbers = count(1)
                found.append(len((await pipeline.run(transcript(), lambda: f"t{next(numbers)}")).tasks))

            spent = [await cpu_s(run()) for _ in range(ROUNDS + 2)][2:]  # the first two load and warm up
    return {"pipeline.cpu_ms": round(statistics.median(spent) * 1000, 1), "pipeline.tasks": float(found[-1])}


def transcript() -> Conversation:
    """Twenty answers of a person with many jobs, each after a question."""
    said = [message for _, messages in CONVERSATIONS for message in messages][: MESSAGES // 2]
    talk = [
        line for message in said for line in (("And what else do you do?", Speaker.ASSISTANT), (message, Speaker.USER))
    ]
    messages = tuple(Message(f"m{number}", speaker, text) for number, (text, speaker) in enumerate(talk, 1))
    return Conversation(job_title="Office Manager", messages=messages)
