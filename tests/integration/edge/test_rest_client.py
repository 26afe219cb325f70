"""A TypeScript program with types generated from `/openapi.json` compiles without a cast, and holds a conversation over REST."""

import asyncio
import json
import shutil
import subprocess

import httpx
import pytest

from protos import client_stubs
from tests.paths import ROOT

SOURCE = ROOT / "examples" / "rest"
MODULES = client_stubs.TS_TOOLS / "node_modules"


async def run(*command: object, cwd: object) -> str:
    """Run a program that must succeed, beside the loop that serves it, and give what it printed."""
    ran = await asyncio.to_thread(
        subprocess.run, [str(part) for part in command], cwd=cwd, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


async def test_a_client_generated_from_the_document_compiles_and_works(edge, tmp_path):
    if shutil.which("node") is None or not (MODULES / ".bin" / "openapi-typescript").exists():
        pytest.skip("Node 20 with the packages of protos/ts (npm ci --prefix protos/ts) is not installed")
    async with httpx.AsyncClient(base_url=edge.url) as http:
        (tmp_path / "openapi.json").write_text((await http.get("/openapi.json")).text)
    for name in ("session.ts", "tsconfig.json"):
        shutil.copy(SOURCE / name, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(MODULES)
    await run(MODULES / ".bin" / "openapi-typescript", "openapi.json", "-o", "metier.ts", cwd=tmp_path)
    await run(MODULES / ".bin" / "tsc", cwd=tmp_path)
    told = json.loads(await run("node", "built/session.js", edge.url, cwd=tmp_path))
    assert told["reply"]
    assert "I change dressings" in told["tasks"]
    assert told["messages"] == 4
