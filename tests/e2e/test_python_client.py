"""A Python program with generated stubs alone holds a conversation over gRPC."""

import sys

from protos import client_stubs
from tests.e2e.clients import holds_a_conversation
from tests.paths import ROOT

SOURCE = ROOT / "examples" / "python" / "session.py"


def test_a_python_client_starts_a_session_and_gets_answers(suite, tmp_path):
    assert client_stubs.main(["--lang", "python", "--out", str(tmp_path)]) == 0
    command = ["env", f"PYTHONPATH={tmp_path}", sys.executable, SOURCE]
    holds_a_conversation(command, suite.addresses.targets["orchestrator"])
