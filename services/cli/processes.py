"""The processes of the suite, as a table: what is started, in which order, and what each is told.

A process is told its surroundings by environment variables only, as on Kubernetes.
"""

from __future__ import annotations

import base64
import os
import secrets
import socket
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.shared.runtime.credentials import digest, new_key
from services.shared.runtime.settings import PORTS

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class ProcessSpec:
    """One process: `python -m <module> <arguments>`."""

    name: str
    service: str
    arguments: tuple[str, ...] = ()

    @property
    def is_server(self) -> bool:
        """Whether it takes calls; a worker takes jobs."""
        return not self.arguments

    def command(self) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", f"services.{self.service}", *self.arguments]


PROCESSES: tuple[ProcessSpec, ...] = (
    ProcessSpec("onet_match", "onet_match"),
    ProcessSpec("nlu", "nlu"),
    ProcessSpec("agent", "agent"),
    ProcessSpec("taskpipeline", "taskpipeline"),
    ProcessSpec("taskpipeline-worker", "taskpipeline", ("worker",)),
    ProcessSpec("actions", "actions"),
    ProcessSpec("actions-worker", "actions", ("worker",)),
    ProcessSpec("cvfsm", "cvfsm"),
    ProcessSpec("cvfsm-worker", "cvfsm", ("worker",)),
    ProcessSpec("orchestrator", "orchestrator"),
    ProcessSpec("edge", "edge"),
)
"""In starting order: what others call comes first. They stop in the reverse order."""


STORING = frozenset({"orchestrator", "taskpipeline", "actions", "cvfsm"})
"""Services that store what people said; they alone hold the keys to it."""


def free_port(wanted: int) -> int:
    """`wanted` where nobody listens on it, else a free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return wanted


def choose_ports(edge_port: int) -> dict[str, int]:
    """A port for each service; the edge gets `edge_port`, which must be free."""
    return {name: edge_port if name == "edge" else free_port(default) for name, default in PORTS.items()}


def internal_secret(home: Path) -> str:
    """The credential between services."""
    return _kept(home / "internal_secret", secrets.token_urlsafe(32))


def data_keys(home: Path) -> str:
    """The keys that encrypt what is stored: those of METIER_DATA_KEYS, else one of the data folder's own."""
    made = base64.b64encode(secrets.token_bytes(32)).decode()
    return os.environ.get("METIER_DATA_KEYS") or _kept(home / "data_keys", made)


def _kept(path: Path, made: str) -> str:
    """What the file says; where there is none, `made` is written to it, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(made)
    return path.read_text().strip()


@dataclass(frozen=True)
class Surroundings:
    """What the processes of one suite share.

    Attributes:
        suite: Names this run of the suite; its servers tell it to whoever asks for their health.
        ports: By service.
        home: Folder for everything that is kept.
        host: Address the edge serves on; everything else stays on loopback.
        edge_key: API key of the edge, where keys are asked for.
    """

    suite: str
    ports: dict[str, int]
    home: Path
    host: str = "127.0.0.1"
    edge_key: str = field(default_factory=new_key)


def environment(spec: ProcessSpec, around: Surroundings, redis_url: str, secret: str) -> dict[str, str]:
    """The environment of a process. The edge gets no internal credential: it acts with its caller's token only."""
    ports, is_edge = around.ports, spec.service == "edge"
    targets = {f"METIER_TARGET_{name.upper()}": f"127.0.0.1:{port}" for name, port in ports.items() if name != "edge"}
    return {
        **os.environ,
        **targets,
        "METIER_BIND": f"{around.host if is_edge else '127.0.0.1'}:{ports[spec.service]}",
        "METIER_HOME": str(around.home.resolve()),
        "METIER_SUITE": around.suite,
        "METIER_REDIS_URL": redis_url,
        "METIER_INTERNAL_SECRET": "" if is_edge else secret,
        "METIER_DATA_KEYS": data_keys(around.home) if spec.service in STORING else "",
        **_access(around.edge_key, is_edge=is_edge),
        "PYTHONUNBUFFERED": "1",
    }


def _access(edge_key: str, *, is_edge: bool) -> dict[str, str]:
    """Where callers need a key, that of the edge is among them: it calls for people who have none."""
    listed = os.environ.get("METIER_API_KEYS", "")
    if not (listed or os.environ.get("METIER_OIDC_ISSUER")):
        return {}
    known = ",".join(filter(None, (listed, f"edge={digest(edge_key)}")))
    return {"METIER_API_KEYS": known, "METIER_API_KEY": edge_key if is_edge else ""}
