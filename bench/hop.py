"""An empty service: answers `Echo`, or passes it on to the next one. `python -m bench.hop HOST:PORT [NEXT]`.

It runs on the suite's own server and channel (health, deadlines, traces, errors, access), so a chain of these is what
the house itself costs before anybody thinks.
"""

from __future__ import annotations

import sys
from contextlib import AsyncExitStack
from typing import Any

from metier.onet_match.v1 import onet_match_service_pb2 as pb
from metier.onet_match.v1 import onet_match_service_pb2_grpc as pb_grpc
from services.shared.runtime import channels, serve, telemetry
from services.shared.runtime.server_interceptors import Access
from services.shared.runtime.settings import ServiceSettings

_SERVICE = pb.DESCRIPTOR.services_by_name["OnetMatchService"]
METHODS = {f"/{_SERVICE.full_name}/{method.name}": Access.PUBLIC for method in _SERVICE.methods}


class Hop(pb_grpc.OnetMatchServiceServicer):
    """Answers with what it got, or with what the next one answers."""

    def __init__(self, following: pb_grpc.OnetMatchServiceAsyncStub | None) -> None:
        """Pass on to `following`; None at the end of the chain."""
        self._following = following

    async def Echo(self, request: pb.EchoRequest, _call: Any) -> pb.EchoResponse:  # noqa: N802 - named by gRPC
        """Answer or pass on."""
        if self._following is not None:
            return await self._following.Echo(request)
        return pb.EchoResponse(payload=request.payload)


async def main(address: str, following: str) -> None:
    """Serve until a signal."""
    settings = ServiceSettings(bind=address)
    async with AsyncExitStack() as stack:
        stub = None
        if following:
            channel = await stack.enter_async_context(channels.connect(following, settings))
            stub = pb_grpc.OnetMatchServiceStub(channel)
        hop = Hop(stub)  # type: ignore[abstract]  # the stubs say abstract; a method left out answers UNIMPLEMENTED
        await serve.serve(
            "orchestrator",
            settings,
            lambda server: pb_grpc.add_OnetMatchServiceServicer_to_server(hop, server),
            METHODS,
        )


if __name__ == "__main__":
    telemetry.configure("hop", "warning")
    serve.run(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""))  # noqa: PLR2004 - the next one is optional
