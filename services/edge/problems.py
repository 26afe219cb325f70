"""The one place where an error becomes `application/problem+json`.

Rules:
    1. Every answer that is not 2xx or 3xx goes through `problem_response`: services' errors, validation, routing, bugs.
    2. `reason` is stable; `detail` is for people; `requestId` finds the request in the logs; metadata become members.
    3. What a person said is never repeated: validation messages carry the field's path, not its value.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic.alias_generators import to_camel
from starlette.exceptions import HTTPException

from services.edge.models.problem import FieldError, Problem
from services.shared.errors import Internal, InvalidInput, MetierError, NotFound
from services.shared.runtime.context import trace_id
from services.shared.runtime.telemetry import cause, get_logger

MEDIA_TYPE = "application/problem+json"
SNAKE_PATHS = ("/api/cv", "/api/process-cv")
"""Paths whose JSON is snake_case (docs/spec.md 7); members of a problem follow the same spelling."""

_JSON_MEMBERS = frozenset({"ui_action"})
_NUMBER_MEMBERS = frozenset({"revision", "version", "sum", "retry_after_s"})

log = get_logger()


class BodyRefused(HTTPException):
    """Raised while a body streams in; an HTTPException because the framework lets only those through."""

    def __init__(self, error: MetierError) -> None:
        super().__init__(error.http_status)
        self.error = error


class TooSlow(InvalidInput):
    """The body did not come in time; an error only HTTP has."""

    http_status = 408


class MethodNotAllowed(InvalidInput):
    """The address is right and the HTTP method is not; an error only HTTP has."""

    http_status = 405


def render(error: MetierError, *, snake: bool = False, errors: list[FieldError] | None = None) -> Problem:
    """The problem document of an error; `snake` spells the metadata as the CV's JSON does."""
    spell = str if snake else to_camel
    members = {spell(key): _member(key, value) for key, value in error.metadata.items()}
    return Problem.model_validate(
        {
            **members,
            "type": "about:blank",
            "title": HTTPStatus(error.http_status).phrase,
            "status": error.http_status,
            "detail": error.message,
            "reason": error.reason,
            "requestId": trace_id.get(),
            "errors": errors or [],
        }
    )


def problem_response(error: MetierError, path: str, errors: list[FieldError] | None = None) -> Response:
    """The HTTP answer for an error raised while serving `path`."""
    snake = path.startswith(SNAKE_PATHS)
    headers = {} if error.retry_after_s is None else {"retry-after": str(max(1, round(error.retry_after_s)))}
    body = render(error, snake=snake, errors=errors).model_dump_json(exclude_defaults=False)
    return Response(body, error.http_status, headers, MEDIA_TYPE)


def handle_errors(app: FastAPI) -> None:
    """Let every error of `app` leave as a problem document."""

    async def known(request: Request, error: Exception) -> Response:
        response = problem_response(as_metier(error), request.url.path)
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)  # Allow, where the method is wrong
        return response

    async def invalid(request: Request, error: Exception) -> Response:
        found, fields = _as_invalid(error)
        return problem_response(found, request.url.path, fields)

    app.add_exception_handler(MetierError, known)
    app.add_exception_handler(HTTPException, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, known)  # a bug; the framework raises it again once this is sent


def as_metier(error: Exception) -> MetierError:
    """Any exception as a `MetierError`; an unexpected one is logged and becomes `Internal`."""
    if isinstance(error, BodyRefused):
        return error.error
    if isinstance(error, MetierError):
        return error
    if isinstance(error, HTTPException):
        return _of_status(error.status_code)
    log.error("bug", **cause(error))
    return Internal("INTERNAL", "Something went wrong on our side. The request id helps us to find it.")


def _of_status(status: int) -> MetierError:
    if status == HTTPStatus.NOT_FOUND:
        return NotFound("ROUTE_UNKNOWN", "There is nothing at this address.")
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return MethodNotAllowed("METHOD_NOT_ALLOWED", "This address does not take that method.")
    return InvalidInput("BAD_REQUEST", "The request cannot be read.")


def _as_invalid(error: Exception) -> tuple[MetierError, list[FieldError]]:
    rows = error.errors() if isinstance(error, RequestValidationError) else []
    if any(row["type"] == "json_invalid" for row in rows):
        return InvalidInput("MALFORMED_JSON", "The body is not valid JSON."), []
    fields = [FieldError(field=_path(row["loc"]), message=str(row["msg"])) for row in rows]
    first = fields[0] if fields else FieldError(field="body", message="is missing")
    return InvalidInput("INVALID_REQUEST", f"{first.field}: {first.message}", field=first.field), fields


def _path(loc: tuple[str | int, ...]) -> str:
    """`("body", "start", "jobTitle")` -> `jobTitle`: without the place and the chosen action."""
    places = {"body", "query", "path", "header", "start", "message", "correct", "proceed", "reopen"}
    kept = [str(part) for index, part in enumerate(loc) if index == len(loc) - 1 or str(part) not in places]
    return ".".join(kept)


def _member(key: str, value: str) -> object:
    if key in _JSON_MEMBERS:
        return _parsed(value)
    if key in _NUMBER_MEMBERS:
        return _parsed(value) if value.replace(".", "", 1).lstrip("-").isdigit() else value
    return value


def _parsed(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return value


def bug_problem(error: Exception, scope: Mapping[str, object]) -> Response:
    """The response for an unexpected exception: fixed text, the cause in the log only."""
    return problem_response(as_metier(error), str(scope.get("path", "")))
