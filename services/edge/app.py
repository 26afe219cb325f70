"""The whole edge as one ASGI app: routes inside, layers around them."""

from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from services.edge.described import describe, described_routes, operation_id
from services.edge.http.actions import action_routes
from services.edge.http.answers import PROBLEMS
from services.edge.http.chat import chat_routes
from services.edge.http.cv import cv_routes
from services.edge.http.ops import ops_routes
from services.edge.http.tasks import match_routes, task_routes
from services.edge.middleware.bodies import BodyLimit
from services.edge.middleware.entry import Entry
from services.edge.middleware.guard import Guard
from services.edge.middleware.language import Language
from services.edge.middleware.observe import Observe
from services.edge.middleware.rates import Buckets, Rate, RateLimit, SessionQuota
from services.edge.page import Site, page_routes
from services.edge.ports import Backends
from services.edge.problems import handle_errors
from services.edge.settings import EdgeSettings
from services.edge.ws import Sockets, socket_routes
from services.shared.runtime.clock import Clock
from services.shared.runtime.credentials import KEY_HEADER, Authenticator

_DESCRIPTION = "From what people say about their work to structured, checkable career data. O*NET data: CC BY 4.0."


def build(backends: Backends, settings: EdgeSettings, site: Site, clock: Clock) -> ASGIApp:
    """The app; the outermost layer comes last.

    Guard (trace, headers) > Observe (log, metrics, span) > CORS > rates > entry > body limits > language > routes.
    """
    api = FastAPI(
        title="Metier",
        version=version("metier"),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        responses=PROBLEMS,
        generate_unique_id_function=operation_id,
    )
    describe(api)
    handle_errors(api)
    hourly = (settings.starts_per_hour, settings.starts_per_hour_of_all)
    of_address, of_all = (Buckets(Rate(per_hour / 3600, per_hour / 4), clock) for per_hour in hourly)
    quota = SessionQuota(of_address, of_all, settings.forwarded_hops)
    for routes in (
        chat_routes(backends.conversation, backends.records, quota),
        task_routes(backends.survey, backends.tasks),
        match_routes(backends.tasks, backends.titles),
        action_routes(backends.survey, backends.actions),
        cv_routes(backends.cv_steps, backends.cv_records, quota),
        ops_routes(backends.health, settings.suite),
        socket_routes(Sockets(settings, clock), backends.conversation, backends.cv_records),
        page_routes(site, backends.readers),
        described_routes(api.title, api.version),
    ):
        api.include_router(routes)

    app: ASGIApp = Entry(BodyLimit(Language(api)), settings, Authenticator(settings))
    callers = Buckets(Rate(settings.rate_per_s, settings.rate_burst), clock)
    addresses = Buckets(Rate(settings.address_rate_per_s, settings.address_rate_burst), clock)
    app = RateLimit(app, callers, addresses, settings.forwarded_hops)
    app = CORSMiddleware(
        app,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["authorization", "content-type", "idempotency-key", "if-match", KEY_HEADER],
        expose_headers=["etag", "retry-after", "x-request-id", "content-disposition"],
        max_age=600,
    )
    return Guard(Observe(app))
