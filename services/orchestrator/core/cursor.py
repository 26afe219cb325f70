"""The place of a reader in the merged logs of all owners.

`<turn>.<taskpipeline>.<actions>`, for example `3.1790000000000-0.1790000000001-2`: the last turn seen, and the last
event seen of each other owner (may be empty: from the beginning). Clients treat it as opaque. It is safe in a URL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from services.shared.errors import InvalidInput

_FORM: Final = re.compile(r"(\d{1,9})\.((?:\d{1,20}-\d{1,20})?)\.((?:\d{1,20}-\d{1,20})?)")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the merged logs.

    Attributes:
        turn: Version of the last turn seen; 0 means none.
        taskpipeline: Id of the last event of the task pipeline; empty means none.
        actions: Id of the last event of the action service; empty means none.
    """

    turn: int = 0
    taskpipeline: str = ""
    actions: str = ""

    def __str__(self) -> str:
        return f"{self.turn}.{self.taskpipeline}.{self.actions}"

    def seen(self, owner: str, event_id: str) -> Cursor:
        """The place after an event of an owner ("taskpipeline" or "actions")."""
        return replace(self, **{owner: event_id})  # type: ignore[arg-type]

    def seen_turn(self, version: int) -> Cursor:
        """The place after a turn."""
        return replace(self, turn=version)


def parse(event_id: str, last_version: int) -> Cursor:
    """The cursor a client came back with; the beginning for an empty one.

    Raises:
        InvalidInput: EVENT_ID_UNKNOWN, it is no cursor, or names a turn that has not happened.
    """
    if not event_id:
        return Cursor()
    found = _FORM.fullmatch(event_id)
    if found is None or int(found[1]) > last_version:
        raise InvalidInput("EVENT_ID_UNKNOWN", "This is not the id of an event.", field="after_event_id")
    return Cursor(int(found[1]), found[2], found[3])
