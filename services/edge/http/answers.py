"""Answers several routes share: files, and the problems that the OpenAPI document names."""

from typing import Any

from fastapi import Response

from services.edge.ports import File
from services.edge.problems import MEDIA_TYPE

_PROBLEMS = {
    400: "A field is wrong; `errors` names each.",
    401: "No valid API key or access token in `x-api-key`, where the suite asks for one.",
    403: "The access token lacks the scope.",
    404: "No such thing, or the token does not open it.",
    409: "Not now, or another was first; `reason` says which.",
    413: "More than the limit, which `limit` names.",
    429: "Too many requests; `Retry-After` says when to come back.",
    501: "Part of the contract and not built yet.",
    503: "A service behind is down; `Retry-After` says when to come back. The session is as before.",
}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for status, text in _PROBLEMS.items()
}


def files(**forms: str) -> dict[int | str, dict[str, Any]]:
    """The answer 200 of a route that hands out a file: `files(pdf="application/pdf")` names its media types."""
    binary, document = {"type": "string", "format": "binary"}, {"type": "object"}
    content = {form: {"schema": document if form == "application/json" else binary} for form in forms.values()}
    return {200: {"description": f"The file: {', '.join(forms)}.", "content": content}}


def download(file: File) -> Response:
    """A file to keep; names with anything but plain characters are replaced, so that no header can be broken."""
    name = "".join(char if char.isascii() and (char.isalnum() or char in "._- ") else "_" for char in file.file_name)
    return Response(
        file.content, media_type=file.media_type, headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def json_file(content: bytes, name: str) -> Response:
    """JSON that an owner wrote, as a file to keep."""
    return download(File(content, "application/json", name))
