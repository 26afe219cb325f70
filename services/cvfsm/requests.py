"""What a caller asks for, and whether it may be asked: limits and known words, checked before anything is read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.machine.session import SELECTABLE
from services.cvfsm.core.output.labels import LANGUAGES
from services.cvfsm.core.output.page import MOST_PAGES, PAPERS, TEMPLATES, TEXT_SIZES
from services.shared.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.cvfsm.core.machine.edits import Edit
    from services.cvfsm.core.machine.steps import Event

MAX_STATEMENT_BYTES: Final = 16 << 10
"""As a chat message: 16 KiB (docs/spec.md 7)."""

MAX_POSTING_BYTES: Final = 64 << 10
"""Four times a long posting; the contract names it."""

MAX_EDITS: Final = 200
"""Of one call: a form of every field of a long CV."""

MAX_REQUEST_ID_CHARS: Final = 200
"""Room for any id scheme; longer ones are mistakes."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A document with what goes with it, or (`is_scratch`) a CV to be started without one."""

    file_name: str
    content: bytes
    language: str = ""
    chat_session_id: str = ""
    chat_session_token: str = ""
    request_id: str = ""
    is_scratch: bool = False

    @property
    def digest(self) -> str:
        """What makes two uploads the same."""
        return _digest(json.dumps([self.file_name, self.language, self.chat_session_id]).encode() + self.content)


@dataclass(frozen=True, slots=True)
class StepRequest:
    """One step as a person asks for it; `action` None when only a message is sent."""

    session_id: str
    action: Event | None = None
    sections: tuple[str, ...] = ()
    statements: tuple[tuple[str, str], ...] = ()
    posting: str = ""
    language: str = ""
    pages: int = 0
    template: str = ""
    accept: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    undo: tuple[str, ...] = ()
    vouch: tuple[str, ...] = ()
    paper: str = ""
    text_size: str = ""
    message: str = ""
    request_id: str = ""

    @property
    def options(self) -> dict[str, str | int]:
        """Settings of the output that are to be changed."""
        wanted: dict[str, str | int] = {
            "language": self.language,
            "pages": self.pages,
            "template": self.template,
            "paper": self.paper,
            "text_size": self.text_size,
        }
        return {name: value for name, value in wanted.items() if value}

    @property
    def changes(self) -> bool:
        """Whether the person changes the CV with it."""
        return bool(self.edits or self.undo or self.vouch)

    @property
    def digest(self) -> str:
        """What makes two requests the same."""
        return _digest(json.dumps(asdict(self), sort_keys=True).encode())


def check_step(request: StepRequest) -> None:
    """Check a step against the limits and words of the contract.

    Raises:
        InvalidInput: ACTION_EMPTY, SECTION_UNKNOWN, EDITS_TOO_MANY, OPTION_UNKNOWN, REQUEST_ID_TOO_LONG.
        TooLarge: STATEMENT_TOO_LONG, POSTING_TOO_LONG.
    """
    check_request_id(request.request_id)
    if request.action is None and not (request.message.strip() or request.changes or request.options):
        raise InvalidInput("ACTION_EMPTY", "Send an action, a message or a change.", field="user_action")
    for section in (*request.sections, *(s for s, _ in request.statements)):
        if section not in SELECTABLE:
            raise InvalidInput("SECTION_UNKNOWN", "There is no such section.", field="action_data", section=section)
    for text in (request.message, *(text for _, text in request.statements)):
        if len(text.encode()) > MAX_STATEMENT_BYTES:
            limit = f"{MAX_STATEMENT_BYTES} bytes"
            raise TooLarge(
                "STATEMENT_TOO_LONG", "A statement is too long.", field="action_data.statements", limit=limit
            )
    if len(request.posting.encode()) > MAX_POSTING_BYTES:
        limit = f"{MAX_POSTING_BYTES} bytes"
        raise TooLarge("POSTING_TOO_LONG", "The posting is too long.", field="action_data.posting", limit=limit)
    if len(request.edits) > MAX_EDITS:
        limit = f"{MAX_EDITS} edits"
        raise InvalidInput("EDITS_TOO_MANY", "Too many edits in one call.", field="action_data.edits", limit=limit)
    check_options(request.options)


_OFFERED: Final[Mapping[str, Sequence[str | int]]] = {
    "language": LANGUAGES,
    "pages": range(1, MOST_PAGES + 1),
    "template": TEMPLATES,
    "paper": PAPERS,
    "text_size": TEXT_SIZES,
}


def check_options(options: Mapping[str, str | int]) -> None:
    """Raise InvalidInput OPTION_UNKNOWN for a setting of the output that nobody offers."""
    for name, value in options.items():
        if value not in _OFFERED[name]:
            choices = ", ".join(map(str, _OFFERED[name]))
            raise InvalidInput("OPTION_UNKNOWN", f"{name} is one of {choices}.", field=name)


def check_request_id(request_id: str) -> None:
    """Raise InvalidInput REQUEST_ID_TOO_LONG for an id that cannot be kept."""
    if len(request_id) > MAX_REQUEST_ID_CHARS:
        raise InvalidInput("REQUEST_ID_TOO_LONG", "A request id has at most 200 characters.", field="request_id")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
