"""What the API says about itself: `/openapi.json` for HTTP, `/asyncapi.json` for the sockets, both from the models.

`properties.tsv` says what a property or parameter is where its model does not: by schema and name (`Task.status`), else by
name alone. `examples.json` has a request and an answer of each operation, both of which the tests hold against the schemas.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from pydantic.json_schema import models_json_schema

from services.edge.http.answers import PROBLEMS
from services.edge.models import events
from services.edge.models.problem import Problem
from services.shared.runtime.credentials import KEY_HEADER

FROM_CLIENT: tuple[type[BaseModel], ...] = (
    events.Auth,
    events.SayFrame,
    events.SelectFrame,
    events.ProceedFrame,
    events.ReopenFrame,
)
FROM_SERVER: tuple[type[BaseModel], ...] = (
    events.ToolFrame,
    events.DeltaFrame,
    events.TurnFrame,
    events.SelectionFrame,
    events.MatchFrame,
    events.MatchesFrame,
    events.TasksFrame,
    events.ActionsFrame,
    Problem,
)

_FOLDER = Path(__file__).parent
PROPERTIES: Mapping[str, str] = dict(
    line.split("\t", 1) for line in (_FOLDER / "properties.tsv").read_text("utf-8").splitlines()
)
EXAMPLES: Mapping[str, Any] = json.loads((_FOLDER / "examples.json").read_text("utf-8"))
JSON_LIKE = ("application/json", "multipart/form-data")


def operation_id(route: APIRoute) -> str:
    """The name a generated client gives a call: its tag and what it does, `chatExport`."""
    return to_camel(f"{route.tags[0] if route.tags else 'api'}_{route.name}")


def describe(api: FastAPI) -> None:
    """Let the document of `api` name each problem once, as a component that every operation refers to."""

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            api.openapi_schema = _with_components(
                get_openapi(title=api.title, version=api.version, description=api.description, routes=api.routes)
            )
        return api.openapi_schema

    api.openapi = openapi  # type: ignore[method-assign]  # as FastAPI documents it


def _with_components(document: dict[str, Any]) -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components = document["components"]
    components.setdefault("securitySchemes", {})["ApiKey"] = {
        "type": "apiKey",
        "in": "header",
        "name": KEY_HEADER,
        "description": "An API key, or an OpenID access token, where the suite asks for one; sockets take it at the handshake.",
    }
    components["schemas"] |= {**schema.pop("$defs"), "Problem": schema}
    components["responses"] = {f"Problem{status}": problem for status, problem in PROBLEMS.items()}
    for item in document["paths"].values():
        for operation in item.values():
            for status in operation["responses"].keys() & {str(status) for status in PROBLEMS}:
                operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
            operation["responses"].pop("422", None)  # the framework's own; ours is 400
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    explain(components["schemas"])
    for operation in (operation for item in document["paths"].values() for operation in item.values()):
        for parameter in operation.get("parameters", ()):
            parameter.setdefault("description", PROPERTIES.get(parameter["name"]))
        _exemplify(operation, EXAMPLES.get(operation["operationId"], {}))
    return document


def explain(schemas: Mapping[str, Any]) -> None:
    """Say of each property of the schemas what it is, where its model does not."""
    for schema, content in schemas.items():
        for name, property_ in content.get("properties", {}).items():
            known = PROPERTIES.get(f"{schema}.{name}") or PROPERTIES.get(name)
            if known is not None:
                property_.setdefault("description", known)


def _exemplify(operation: dict[str, Any], example: Mapping[str, Any]) -> None:
    """Put an example into the bodies of an operation that are JSON."""
    answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    bodies = {"request": [operation.get("requestBody", {})], "response": answers}
    for kind, places in bodies.items():
        for body in places:
            for media_type, content in body.get("content", {}).items():
                if kind in example and media_type in JSON_LIKE:
                    content["example"] = example[kind]


@cache
def socket_document(title: str, version: str) -> dict[str, Any]:
    """The sockets as AsyncAPI 3.0: who sends which frame where, each with its schema and what it is for."""
    models: tuple[type[BaseModel], ...] = (*FROM_CLIENT, *FROM_SERVER, events.CvFrame)
    _, schemas = models_json_schema(
        [(model, "validation" if model in FROM_CLIENT else "serialization") for model in models],
        ref_template="#/components/schemas/{model}",
    )
    messages = {
        model.__name__: {
            "name": model.__name__,
            "summary": (model.__doc__ or "").strip(),
            "contentType": "application/json",
            "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
        }
        for model in models
    }
    explain(schemas["$defs"])
    chat, cv = (*FROM_CLIENT, *FROM_SERVER), (events.Auth, events.CvFrame, Problem)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": f"{title}, sockets", "version": version},
        "defaultContentType": "application/json",
        "channels": {"chat": _channel("chat", chat), "cv": _channel("cv", cv)},
        "operations": {
            "sayToChat": _operation("receive", "chat", FROM_CLIENT),
            "hearFromChat": _operation("send", "chat", FROM_SERVER),
            "openCv": _operation("receive", "cv", (events.Auth,)),
            "hearFromCv": _operation("send", "cv", (events.CvFrame, Problem)),
        },
        "components": {"messages": messages, "schemas": schemas["$defs"]},
    }


def _channel(kind: str, frames: tuple[type[BaseModel], ...]) -> dict[str, Any]:
    return {
        "address": f"/api/{kind}/{{session_id}}/ws",
        "description": "The first frame is `auth`; with `?after=<eventId>` nothing is told twice and nothing is missed.",
        "parameters": {"session_id": {"description": "The session; no secret."}},
        "messages": {frame.__name__: {"$ref": f"#/components/messages/{frame.__name__}"} for frame in frames},
    }


def _operation(action: str, channel: str, frames: tuple[type[BaseModel], ...]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{frame.__name__}"} for frame in frames],
    }


def described_routes(title: str, version: str) -> APIRouter:
    """The route of the sockets' document."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/asyncapi.json")
    async def asyncapi() -> dict[str, Any]:
        return socket_document(title, version)

    return routes
