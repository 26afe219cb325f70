"""What a reply may cost: processor time of one core, and memory of the process."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

from services.nlu.core.inputs import Asked
from services.nlu.settings import NluSettings

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
        async with wiring.reading(NluSettings()) as nlu:
            await nlu.ready.wait()

            async def read(number: int) -> None:
                await nlu.read_reply(Asked(QUESTION, MESSAGE.format(number)), "")

            for number in range(20):
                await read(number)
            spent = []
            for batch in range(1, 4):  # the calmest of three: others use the cores, too
                begun = time.process_time()
                for number in range(20):
                    await read(20 * batch + number)
                spent.append((time.process_time() - begun) * 1000 / 20)
            await nlu.compare_tasks([f"{MESSAGE[:60]} {number}" for number in range(60)])
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
