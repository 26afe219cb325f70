"""What a reply may cost: processor time beside one pass of the encoder, which is most of it, and memory of the process."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

from services.nlu.core.inputs import Asked
from services.nlu.settings import NluSettings

MOST_PASSES, MOST_MB = 1.75, 400.0
"""Passes of the encoder over the same text, taken in turn with the replies, so that the speed of the machine does not count."""
ROUNDS, REPLIES = 5, 20
QUESTION = "What does a typical day look like for you?"
MESSAGE = (
    "I open up at six, check the fridges and write the temperatures down, then the bread arrives and I count it. "
    "My boss does the ordering but I sign for it, and before lunch I bake the rolls off. Number {}."
)


def measure() -> None:
    """Print the passes of the encoder that a reply costs, and the resident megabytes, of a process of its own."""
    from services.nlu import wiring
    from services.nlu.adapters.pieces import windows
    from services.shared.minilm.tokens import open_tokenizer
    from services.shared.minilm.transformer import Transformer

    async def measured() -> None:
        async with wiring.reading(NluSettings()) as nlu:
            await nlu.ready.wait()

            async def replies(batch: int) -> float:
                begun = time.process_time()
                for number in range(REPLIES):
                    await nlu.read_reply(Asked(QUESTION, MESSAGE.format(REPLIES * batch + number)), "")
                return time.process_time() - begun

            await replies(ROUNDS)
            await nlu.compare_tasks([f"{MESSAGE[:60]} {number}" for number in range(60)])
            resident_mb = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
            encoder = Transformer(1, {})
            (window,) = windows(open_tokenizer(0), QUESTION, MESSAGE)

            def passes() -> float:
                begun = time.process_time()
                for _ in range(REPLIES):
                    encoder.hidden([window.ids], [window.types])
                return time.process_time() - begun

            spent = [(await replies(batch), passes()) for batch in range(ROUNDS)]
        reply, one_pass = (min(times) for times in zip(*spent, strict=True))
        sys.stdout.write(f"{reply / one_pass} {resident_mb}\n")

    asyncio.run(measured())


def test_a_reply_costs_little_time_and_the_process_little_memory():
    command = [sys.executable, "-c", "from tests.integration.nlu.test_budget import measure; measure()"]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120).stdout
    passes, resident_mb = map(float, told.split())
    assert passes <= MOST_PASSES
    assert resident_mb <= MOST_MB
