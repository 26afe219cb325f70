"""One whole suite for all end-to-end tests: every process, an embedded Redis, no key, no network."""

import os
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import pytest

from services.cli.processes import free_port
from services.cli.suite import Addresses, Suite
from tests.fakes.loops import loop_beside
from tests.fakes.otlp_collector import Collector, collecting


class RunningSuite:
    """A suite on an event loop of its own, so that any test may use it."""

    def __init__(self, home: Path, collector: Collector) -> None:
        self.home = home
        self.collector = collector
        self.told: list[str] = []
        self._suite = Suite(home, free_port(0), self.told.append)
        self._outer, self._stack = ExitStack(), AsyncExitStack()
        self._do = self._outer.enter_context(loop_beside())

    def start(self) -> None:
        self.addresses: Addresses = self._do(self._stack.enter_async_context(self._suite.running()))

    def stop(self) -> None:
        self._do(self._stack.aclose())
        self._outer.close()

    def kill(self, name: str) -> None:
        """kill -9 a process of the suite; the supervisor starts it again."""
        os.kill(self._suite.pid(name), signal.SIGKILL)


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory, onet_home: Path) -> Iterator[RunningSuite]:
    home = tmp_path_factory.mktemp("suite")
    (home / "onet").symlink_to(onet_home / "onet")
    with collecting() as (collector, address):
        os.environ["METIER_OTLP_ENDPOINT"] = address
        running = RunningSuite(home, collector)
        running.start()
        yield running
        running.stop()
    del os.environ["METIER_OTLP_ENDPOINT"]
