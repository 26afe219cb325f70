"""What a client in any language shows: its program prints what the suite told it, as JSON."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path


def holds_a_conversation(command: Sequence[str | Path], target: str) -> None:
    """Run the program against the orchestrator: one session, one answered message, one streamed one."""
    ran = subprocess.run([*command, target], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert "policy analyst" in told["opening"].lower()
    assert told["turns"] == 1
    assert told["activities"]
    assert told["told"][0] == "tool"
    assert told["told"][-1] == "turn"
