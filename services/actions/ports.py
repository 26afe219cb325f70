"""What the use cases need of the world, as protocols; adapters implement them, fakes stand in for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from services.actions.core.lifecycle import State
    from services.actions.core.types import OnetTask
    from services.shared.runtime.commits import Request


class Store(Protocol):
    """Keeps one `State` per session."""

    async def load(self, session_id: str) -> State:
        """The state, an empty one when there is none."""
        ...

    async def answered(self, session_id: str, request: Request) -> str | None:
        """What the same request was answered before, None when it is new.

        Raises:
            InvalidInput: IDEMPOTENCY_KEY_REUSED.
            NotFound: SESSION_UNKNOWN, the session is deleted.
        """
        ...

    async def commit(self, session_id: str, old: State, new: State, request: Request, answer: str) -> str | None:
        """Replace `old` by `new`, append an event when the actions differ, and store the answer of the request.

        Returns the answer (an earlier one for a repeat, which changes nothing); None when `old` is no longer there.

        Raises:
            InvalidInput: IDEMPOTENCY_KEY_REUSED.
            NotFound: SESSION_UNKNOWN, the session is deleted.
        """
        ...

    async def erase(self, session_id: str) -> int:
        """Remove everything of a session and return the number of keys."""
        ...


class Catalogue(Protocol):
    """What is asked of the matcher."""

    async def vectors(self, texts: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """The unit vector of each text."""
        ...

    async def tasks_of(self, soc_codes: Sequence[str]) -> Mapping[str, OnetTask]:
        """The tasks of these occupations, by id."""
        ...
