"""What a caller asks for, and whether it may be asked: limits and known words, checked before anything is read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.machine.session import SELECTABLE
from services.cvfsm.core.output.labels import LANGUAGES
from services.cvfsm.core.output.page import TEMPLATES
from services.shared.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from services.cvfsm.core.machine.steps import Event

MAX_STATEMENT_BYTES: Final = 16 << 10
"""As a chat message (SPEC 7: 16 KiB)."""

MAX_POSTING_BYTES: Final = 64 << 10
"""Four times a long posting; the contract names it."""

MAX_REQUEST_ID_CHARS: Final = 200
"""Room for any id scheme; longer ones are mistakes."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A document with what goes with it."""

    file_name: str
    content: bytes
    language: str = ""
    chat_session_id: str = ""
    chat_session_token: str = ""
    request_id: str = ""

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
    message: str = ""
    request_id: str = ""

    @property
    def digest(self) -> str:
        """What makes two requests the same."""
        return _digest(json.dumps(asdict(self), sort_keys=True).encode())


def check_step(request: StepRequest) -> None:
    """Check a step against the limits and words of the contract.

    Raises:
        InvalidInput: ACTION_EMPTY, SECTION_UNKNOWN, OPTION_UNKNOWN, REQUEST_ID_TOO_LONG.
        TooLarge: STATEMENT_TOO_LONG, POSTING_TOO_LONG.
    """
    check_request_id(request.request_id)
    if request.action is None and not request.message.strip():
        raise InvalidInput("ACTION_EMPTY", "Send an action or a message.", field="user_action")
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
    check_options(request.language, request.pages, request.template)


def check_options(language: str, pages: int, template: str) -> None:
    """Raise InvalidInput OPTION_UNKNOWN for a language, number of pages or template nobody offers; empty means default."""
    for name, value, known in (
        ("language", language, LANGUAGES),
        ("pages", pages, (1, 2)),
        ("template", template, TEMPLATES),
    ):
        if value and value not in known:
            choices = ", ".join(map(str, known))
            raise InvalidInput("OPTION_UNKNOWN", f"{name} is one of {choices}.", field=name)


def check_request_id(request_id: str) -> None:
    """Raise InvalidInput REQUEST_ID_TOO_LONG for an id that cannot be kept."""
    if len(request_id) > MAX_REQUEST_ID_CHARS:
        raise InvalidInput("REQUEST_ID_TOO_LONG", "A request id has at most 200 characters.", field="request_id")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
