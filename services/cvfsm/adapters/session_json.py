"""A CV session as JSON and back; a session of another schema is refused, never guessed at."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from services.cvfsm.core.document import cv, cv_json, cv_paths
from services.cvfsm.core.machine.session import SCHEMA_VERSION, CvSession
from services.shared.errors import WrongState

_STATE: Final = TypeAdapter(CvSession)
_DOCUMENT: Final = "document"


def state_json(session: CvSession) -> str:
    """The session without its document, with the fields every session has: `schema_version` and `stage`."""
    plain = _STATE.dump_python(replace(session, document=cv.CvData()), mode="json", exclude={_DOCUMENT})
    return _compact(plain | {"stage": session.position.stage})


def document_json(session: CvSession) -> str:
    """The document as it was parsed."""
    return _compact(cv_json.to_dict(session.document))


def session_of(state: str, document: str) -> CvSession:
    """Read a session back.

    Raises:
        WrongState: SESSION_INCOMPATIBLE, it was written under another schema (docs/spec.md 6).
    """
    plain = _object(state)
    if plain.get("schema_version") != SCHEMA_VERSION or "stage" not in plain:
        raise _incompatible()
    known = {row.name for row in fields(CvSession)}
    try:
        values = {name: value for name, value in plain.items() if name in known and name != _DOCUMENT}
        session = _STATE.validate_python(values | {_DOCUMENT: cv.CvData()})
        return replace(session, document=cv_json.from_dict(_object(document)))
    except (ValidationError, cv_paths.BadPathError, TypeError, KeyError, ValueError) as error:
        raise _incompatible() from error


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _compact(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _incompatible() -> WrongState:
    return WrongState(
        "SESSION_INCOMPATIBLE",
        "This session was made by an earlier version. Please upload your CV again.",
        action_required="cleanup_and_restart",
    )
