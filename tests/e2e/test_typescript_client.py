"""A TypeScript program with generated stubs holds a conversation over gRPC."""

import shutil
import subprocess

import pytest

from protos import client_stubs
from tests.e2e.clients import holds_a_conversation
from tests.paths import ROOT

SOURCE = ROOT / "examples" / "typescript"
MODULES = client_stubs.TS_TOOLS / "node_modules"


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node 20 with npm is not installed")
    folder = tmp_path_factory.mktemp("ts")
    if client_stubs.main(["--lang", "ts", "--out", str(folder / "stubs")]) != 0:
        pytest.skip("the npm registry cannot be reached")
    shutil.copy(SOURCE / "session.ts", folder)
    shutil.copy(SOURCE / "tsconfig.json", folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(MODULES)
    compiled = subprocess.run([MODULES / ".bin" / "tsc"], cwd=folder, capture_output=True, text=True, check=False)
    assert compiled.returncode == 0, compiled.stdout
    return folder / "built" / "session.js"


def test_a_typescript_client_starts_a_session_and_gets_answers(suite, program):
    holds_a_conversation(["node", program], suite.addresses.targets["orchestrator"])
