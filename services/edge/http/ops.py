"""`/healthz`, `/readyz`, `/metrics`: for those who run it."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder

from services.edge.ports import Health


def ops_routes(health: Health, suite: str) -> APIRouter:
    """Probes and metrics; `suite` names the suite this edge belongs to."""
    routes = APIRouter(tags=["operation"])

    @routes.get("/healthz", summary="Whether this process lives")
    async def alive() -> dict[str, str]:
        """For a liveness probe: nothing behind is asked."""
        return {"status": "ok"}

    @routes.get("/readyz", summary="Whether requests can be answered, and by which services")
    async def ready() -> Response:
        """For a readiness probe: 200 while any service behind serves, with the state of each."""
        # One service down takes its own routes away (503 with Retry-After), not the whole edge.
        services = await health.check()
        is_ready = any(services.values())
        rows = {name: "serving" if serves else "not serving" for name, serves in services.items()}
        return JSONResponse(
            {"status": "ready" if is_ready else "not ready", "services": rows, "suite": suite},
            200 if is_ready else 503,
        )

    @routes.get("/metrics", summary="Figures for Prometheus", response_class=Response)
    async def metrics(request: Request) -> Response:
        """Figures of requests, sockets and calls, as text in the form the caller accepts."""
        # The OpenMetrics form, which carries exemplars, for whoever asks for it.
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(REGISTRY), headers={"content-type": media_type})

    return routes
