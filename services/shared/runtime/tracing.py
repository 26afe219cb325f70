"""Traces by OpenTelemetry: one span for each request, call, job and model call. No span holds what a person said.

Off unless `METIER_OTLP_ENDPOINT` names a collector (OTLP over gRPC); then the SDK is imported, and spans are sent in the
background. Off, a span costs one comparison. The trace context travels as W3C `traceparent` either way, so that log lines of
all services can be joined by `trace_id` without a collector.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from services.shared.runtime import context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opentelemetry.trace import Span, Tracer

Value = str | int | float | bool
SERVER, CLIENT, PRODUCER, CONSUMER, INTERNAL = "SERVER", "CLIENT", "PRODUCER", "CONSUMER", "INTERNAL"
"""Names of `opentelemetry.trace.SpanKind`."""

_tracers: list[Tracer] = []
_EXPORT_EVERY_MS = 2_000  # a trace is looked at within seconds of its request


def configure(service: str, endpoint: str, sampled_share: float) -> None:
    """Send spans of this process to `endpoint`; "" leaves tracing off.

    Args:
        service: `service.name` of the resource.
        endpoint: address of an OTLP/gRPC collector, for example "http://127.0.0.1:4317"; https uses TLS.
        sampled_share: share of new traces that are recorded, in [0, 1]; a caller's own decision is kept.
    """
    if not endpoint:
        return
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - off costs nothing
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio  # noqa: PLC0415

    provider = TracerProvider(
        resource=Resource.create({"service.name": service, "service.namespace": "metier"}),
        sampler=ParentBasedTraceIdRatio(sampled_share),
    )
    exporter = OTLPSpanExporter(endpoint=endpoint, insecure=not endpoint.startswith("https://"))
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=_EXPORT_EVERY_MS))
    _tracers[:] = [provider.get_tracer("metier")]


@contextmanager
def span(name: str, kind: str = INTERNAL, attributes: Mapping[str, Value] | None = None) -> Iterator[Noted]:
    """Record a span below the current one while the block runs; an exception marks it as failed by its kind only."""
    if not _tracers:
        yield NOTHING
        return
    from opentelemetry.trace import SpanKind, Status, StatusCode  # noqa: PLC0415

    with _tracers[0].start_as_current_span(
        name,
        context=_parent(),
        kind=SpanKind[kind],
        attributes=attributes,
        record_exception=False,  # its text may quote a person
        set_status_on_exception=False,
    ) as current:
        told = current.get_span_context()
        tokens = (context.trace_id.set(f"{told.trace_id:032x}"), context.span_id.set(f"{told.span_id:016x}"))
        try:
            yield Noted(current)
        except BaseException as error:
            current.set_status(Status(StatusCode.ERROR))
            current.set_attribute("error.type", getattr(error, "reason", "") or type(error).__name__)
            raise
        finally:
            for var, token in zip((context.trace_id, context.span_id), tokens, strict=True):
                var.reset(token)


class Noted:
    """What may be added to a span while it runs."""

    def __init__(self, current: Span | None = None) -> None:
        """Keep the span; None notes nothing."""
        self._span = current

    def note(self, name: str, value: Value) -> None:
        """Set one attribute; never a text of a person."""
        if self._span is not None:
            self._span.set_attribute(name, value)


NOTHING = Noted()


def _parent() -> Any:
    """The context of the span that the current trace context names; None begins a trace."""
    from opentelemetry import trace  # noqa: PLC0415

    trace_id, span_id = context.trace_id.get(), context.span_id.get()
    if not (trace_id and span_id):
        return None
    above = trace.SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=trace.TraceFlags(1))
    return trace.set_span_in_context(trace.NonRecordingSpan(above))
