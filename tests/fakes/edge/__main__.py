"""Serves the edge on the fakes, at a person's pace."""

import asyncio
import sys

from services.edge.settings import EdgeSettings
from tests.fakes.edge.serve import running_edge
from tests.fakes.edge.world import World


async def main(port: int) -> None:
    """Serve until interrupted."""
    async with running_edge(World(pace_s=0.04), EdgeSettings(), port) as edge:
        sys.stderr.write(f"{edge.url}\n")
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8765))
