"""A local HTTP server that speaks Pinecone's data plane: upsert, query with a metadata filter, index statistics."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class PineconeState:
    """What the server holds and how it misbehaves."""

    namespaces: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    failures: list[int] = field(default_factory=list)
    """HTTP statuses the next requests get instead of an answer."""
    keys: set[str] = field(default_factory=set)
    """API keys that were sent."""

    def upsert(self, asked: dict[str, Any]) -> dict[str, Any]:
        for vector in asked["vectors"]:
            self.namespaces[asked.get("namespace", "")][vector["id"]] = vector
        return {"upsertedCount": len(asked["vectors"])}

    def query(self, asked: dict[str, Any]) -> dict[str, Any]:
        allowed = (asked.get("filter") or {}).get("soc_code", {}).get("$in")
        stored = [
            vector
            for vector in self.namespaces[asked.get("namespace", "")].values()
            if allowed is None or vector["metadata"]["soc_code"] in allowed
        ]
        wanted = np.array(asked["vector"])
        scored = sorted(((float(np.dot(wanted, v["values"])), v["id"]) for v in stored), key=lambda pair: -pair[0])
        matches = [{"id": name, "score": score} for score, name in scored[: asked["topK"]]]
        return {"matches": matches, "namespace": asked.get("namespace", ""), "usage": {"readUnits": 1}}

    def statistics(self, _asked: dict[str, Any]) -> dict[str, Any]:
        counts = {name: {"vectorCount": len(vectors)} for name, vectors in self.namespaces.items()}
        total = sum(entry["vectorCount"] for entry in counts.values())
        return {"namespaces": counts, "dimension": 8, "indexFullness": 0.0, "totalVectorCount": total}


@contextmanager
def pinecone_server() -> Iterator[tuple[str, PineconeState]]:
    """The server's address and its state, while the block lasts."""
    state = PineconeState()
    routes = {
        "/vectors/upsert": state.upsert,
        "/query": state.query,
        "/describe_index_stats": state.statistics,
    }

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
            state.keys.add(self.headers["Api-Key"])
            status = state.failures.pop(0) if state.failures else 200
            answer = routes[self.path](body) if status == 200 else {"code": status, "message": "try again"}
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keep the test output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
