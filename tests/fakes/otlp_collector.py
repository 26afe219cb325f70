"""An OpenTelemetry collector that keeps what it gets: the real OTLP protocol over gRPC."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc


class SpanSeen(NamedTuple):
    service: str
    name: str
    trace: str
    id: str
    parent: str
    ended_ns: int
    begun_ns: int
    attributes: dict[str, str]


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    def __init__(self) -> None:
        self.spans: list[SpanSeen] = []
        self.raw = b""
        self._lock = threading.Lock()

    def Export(self, request, context):
        with self._lock:
            self.raw += request.SerializeToString()
            for resource in request.resource_spans:
                service = next(a.value.string_value for a in resource.resource.attributes if a.key == "service.name")
                for scope in resource.scope_spans:
                    self.spans += [_seen(service, span) for span in scope.spans]
        return trace_service_pb2.ExportTraceServiceResponse()

    def wait_for(self, wanted: Callable[[list[SpanSeen]], bool], timeout_s: float = 30) -> list[SpanSeen]:
        """The spans once they are as wanted, or as they are when the time is over."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until and not wanted(self.spans):
            time.sleep(0.1)
        return list(self.spans)


def _seen(service: str, span) -> SpanSeen:
    attributes = {a.key: a.value.string_value or str(a.value.int_value) for a in span.attributes}
    ids = (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex())
    return SpanSeen(service, span.name, *ids, span.end_time_unix_nano, span.start_time_unix_nano, attributes)


@contextmanager
def collecting() -> Iterator[tuple[Collector, str]]:
    """A collector and its address, http://host:port."""
    server = grpc.server(ThreadPoolExecutor(4))
    collector = Collector()
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(collector, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield collector, f"http://127.0.0.1:{port}"
    finally:
        server.stop(0)
