"""How sessions, turns and messages lie in Redis, there and back."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from services.orchestrator.core.session import (
    Message,
    OpaquePayload,
    Outcome,
    Role,
    Session,
    Status,
    Trigger,
    Turn,
    reply_id,
    status_after,
)
from services.shared.runtime.vault import is_packed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.shared.runtime.vault import Box

_TURN, _TITLE = "turn", "job_title"
"""Places of the session's box; a message's is its id."""


def turn_arguments(
    box: Box, version: int, trigger: Trigger, said: tuple[str, str], outcome: Outcome
) -> tuple[object, ...]:
    """The arguments of `start` and `commit` in `session.lua` that describe a turn: its state, its fields, its messages.

    `said` is what the person said, after the id of its message; an empty text is no message.
    """
    status = status_after(trigger, closes=outcome.closes)
    name, text = said
    fields = {
        "trigger": trigger,
        "said_id": name if text else "",
        "reply_id": reply_id(version),
        "card_ids": as_json(outcome.card_ids),
        "sealed": box.pack(_TURN, outcome.payload),
    }
    flat = [each for pair in fields.items() for each in pair]
    messages = [(name, Role.USER, text)] if text else []
    messages.append((reply_id(version), Role.ASSISTANT, outcome.reply))
    stored = [
        as_json({"id": id_, "role": role, "content": box.pack(id_, content.encode()), "version": version})
        for id_, role, content in messages
    ]
    return (status, int(outcome.is_complete), len(flat), *flat, *stored)


def turn_of(box: Box, entry: Any) -> Turn:
    """The turn of a stream entry, as a client or a script gives it."""
    entry_id, found = entry
    values: Mapping[str, str] = found if isinstance(found, dict) else dict(zip(found[::2], found[1::2], strict=True))
    return Turn(
        version=int(entry_id.partition("-")[0]),
        at=time_of(values["at"]),
        trigger=Trigger(values["trigger"]),
        said_id=values["said_id"],
        reply_id=values["reply_id"],
        card_ids=tuple(json.loads(values["card_ids"])),
        is_complete=values["is_complete"] == "1",
        status=Status(values["status"]),
        payload=OpaquePayload(_turn_bytes(box, values["sealed"])),
    )


def _turn_bytes(box: Box, stored: str) -> bytes:
    """The turn as the agent sent it; earlier versions stored it as base64 alone."""
    return box.unpack(_TURN, stored) if is_packed(stored) else base64.b64decode(stored)


def message_of(box: Box, stored: str) -> Message:
    """An entry of the transcript: a message, or the correction of one."""
    values = json.loads(stored)
    content = box.unpack(values["id"], values["content"]).decode()
    return Message(values["id"], Role(values["role"]), content, values["version"])


def packed_title(box: Box, job_title: str) -> str:
    """What is stored of a job title."""
    return box.pack(_TITLE, job_title.encode())


def title_of(box: Box, stored: str) -> str:
    """The job title of what is stored."""
    return box.unpack(_TITLE, stored).decode()


def time_of(milliseconds: str) -> datetime:
    """The time of the store's milliseconds."""
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def as_json(value: object) -> str:
    """Compact JSON; the store compares selections as text, so it must be one spelling."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def session_of(box: Box, session_id: str, loaded: Sequence[Any]) -> Session:
    """The session of what `load` in `session.lua` answers."""
    flat, turns, transcript, left_ms, now = loaded
    values = dict(zip(flat[::2], flat[1::2], strict=True))
    read_at = time_of(now)
    return Session(
        id=session_id,
        job_title=title_of(box, values["job_title"]),
        occupation_code=values.get("occupation_code", ""),
        status=Status(values["status"]),
        revision=int(values["revision"]),
        selected_ids=tuple(json.loads(values["selected"])),
        turns=tuple(turn_of(box, turn) for turn in turns),
        entries=tuple(message_of(box, message) for message in transcript),
        created_at=time_of(values["created_at"]),
        updated_at=time_of(values.get("updated_at") or values["created_at"]),
        expires_at=read_at + timedelta(milliseconds=int(left_ms)),
        read_at=read_at,
    )
