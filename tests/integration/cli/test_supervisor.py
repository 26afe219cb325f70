"""What a supervisor leaves behind when it is killed, and who it takes for its own."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import grpc
import pytest
from redis.asyncio import Redis

from metier.agent.v1 import agent_service_pb2_grpc
from services.cli import embedded_redis
from services.cli.children import lock
from services.cli.identity import Answerer, look_at_edge, look_at_server
from services.cli.processes import free_port
from services.cli.suite import Suite
from services.shared.errors import Conflict
from services.shared.runtime.serve import listen
from services.shared.runtime.settings import ServiceSettings
from tests.fakes import agent as fake_agent
from tests.paths import ROOT

STARTS_REDIS = """
import asyncio, pathlib, sys
from services.cli import embedded_redis

async def main():
    process, url = await embedded_redis.start(pathlib.Path(sys.argv[1]))
    print(process.pid, url, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_a_killed_supervisor_leaves_no_redis_and_the_next_one_finds_the_data(tmp_path):
    folder = tmp_path / "redis"
    command = [sys.executable, "-c", STARTS_REDIS, str(folder)]
    supervisor = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE)
    pid, url = (await supervisor.stdout.readline()).decode().split()
    async with Redis.from_url(url) as client:
        await client.set("told", "once")
    supervisor.send_signal(signal.SIGKILL)
    await supervisor.wait()
    async with embedded_redis.running(folder) as url, Redis.from_url(url, decode_responses=True) as client:
        assert not is_there(int(pid))
        assert await client.get("told") == "once"


async def test_no_second_redis_writes_to_a_folder_and_the_first_goes_on(tmp_path):
    async with embedded_redis.running(tmp_path) as url:
        with pytest.raises(Conflict, match="REDIS_FOLDER_IN_USE"):
            await embedded_redis.start(tmp_path, patience_s=0.3)
        async with Redis.from_url(url) as client:
            assert await client.ping()


async def test_a_folder_belongs_to_one_suite_whatever_its_file_says(tmp_path):
    with lock(tmp_path / "lock"):
        (tmp_path / "suite.json").write_text("{}")
        with pytest.raises(Conflict, match="SUITE_RUNNING"):
            async with Suite(tmp_path, free_port(0), print).running():
                pass


def test_a_redis_that_is_named_is_used_and_missed_at_once(tmp_path):
    command = [sys.executable, "-m", "services.cli", "up", "--home", str(tmp_path), "--port", str(free_port(0))]
    environment = {**os.environ, "METIER_REDIS_URL": f"redis://127.0.0.1:{free_port(0)}/0"}
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "REDIS_DOWN" in done.stdout + done.stderr
    assert not (tmp_path / "redis").exists()


@asynccontextmanager
async def agent_of_another_suite(address: str = "127.0.0.1:0"):
    settings = ServiceSettings(internal_secret="x", suite="theirs", grace_s=0)

    def add(server: grpc.aio.Server) -> None:
        agent_service_pb2_grpc.add_AgentServiceServicer_to_server(fake_agent.FakeAgent(), server)

    async with listen("agent", settings, add, fake_agent.METHODS, address=address) as served:
        await served.tell(is_ready=True)
        yield served.target


async def test_only_its_own_servers_count():
    async with agent_of_another_suite() as target:
        assert await look_at_server(target, "theirs") is Answerer.READY
        assert await look_at_server(target, "ours") is Answerer.STRANGER
    assert await look_at_server(f"127.0.0.1:{free_port(0)}", "ours") is Answerer.NOBODY


class Answers(BaseHTTPRequestHandler):
    body = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (b'{"status": "ready", "suite": "ours"}', Answerer.READY),
        (b'{"status": "ready", "suite": "theirs"}', Answerer.STRANGER),
        (b'{"status": "ready"}', Answerer.STRANGER),
        (b"hello", Answerer.STRANGER),
        (b"[]", Answerer.STRANGER),
    ],
)
async def test_only_its_own_edge_counts(body, seen):
    handler = type("Handler", (Answers,), {"body": body})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        assert await look_at_edge(f"127.0.0.1:{server.server_port}", "ours") is seen
        server.shutdown()
        thread.join()


async def test_a_port_taken_after_it_was_chosen_ends_the_start_with_its_name(tmp_path):
    suite = Suite(tmp_path, free_port(0), lambda _: None)
    async with agent_of_another_suite(suite.addresses.targets["agent"]):
        began = time.monotonic()
        with pytest.raises(Conflict, match="PORT_TAKEN"):
            async with suite.running():
                pass
        assert time.monotonic() - began < 60
    await asyncio.sleep(0)
    assert not is_there(suite.pid("agent"))
    assert not is_there(suite.pid("redis"))
