"""What a reply may cost: processor time of one core, and memory of the process."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

from metier.nlu.v1 import nlu_service_pb2 as rpc
from metier.nlu.v1 import nlu_service_pb2_grpc
from services.nlu.settings import NluSettings
from services.shared.runtime.channels import connect

MOST_MS, MOST_MB = 25.0, 400.0
QUESTION = "What does a typical day look like for you?"
MESSAGE = (
    "I open up at six, check the fridges and write the temperatures down, then the bread arrives and I count it. "
    "My boss does the ordering but I sign for it, and before lunch I bake the rolls off. Number {}."
)


def measure() -> None:
    """Print milliseconds of processor time a reply and the resident megabytes, of a process of its own."""
    from services.nlu import wiring

    async def measured() -> None:
        async with wiring.listening() as target, connect(target, NluSettings()) as channel:
            stub = nlu_service_pb2_grpc.NluServiceStub(channel)
            for number in range(20):
                await stub.ReadReply(rpc.ReadReplyRequest(question=QUESTION, message=MESSAGE.format(number)))
            spent = []
            for batch in range(1, 6):  # the calmest of five: others use the cores, too
                begun = time.process_time()
                for number in range(20):
                    await stub.ReadReply(
                        rpc.ReadReplyRequest(question=QUESTION, message=MESSAGE.format(20 * batch + number))
                    )
                spent.append((time.process_time() - begun) * 1000 / 20)
            await stub.CompareTasks(rpc.CompareTasksRequest(statements=[f"{MESSAGE[:60]} {n}" for n in range(60)]))
            resident_mb = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        sys.stdout.write(f"{min(spent)} {resident_mb}\n")

    asyncio.run(measured())


def test_a_reply_costs_little_time_and_the_process_little_memory():
    command = [sys.executable, "-c", "from tests.integration.nlu.test_budget import measure; measure()"]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120).stdout
    spent_ms, resident_mb = map(float, told.split())
    assert spent_ms <= MOST_MS
    assert resident_mb <= MOST_MB
