"""The one error tree; each error carries a stable reason a client can act on.

    MetierError                  gRPC status           HTTP
    +-- InvalidInput             INVALID_ARGUMENT      400   a field is wrong; `field` names it
    |   +-- TooLarge             INVALID_ARGUMENT      413   the limit is in the metadata
    +-- Denied                   PERMISSION_DENIED     403   known caller, not allowed
    |   +-- Unauthenticated      UNAUTHENTICATED       401   no or unknown caller
    +-- NotFound                 NOT_FOUND             404   also: a session whose token is wrong
    +-- WrongState               FAILED_PRECONDITION   409   right call, wrong moment
    +-- Conflict                 ABORTED               409   lost a race; read again, then retry
    +-- NotBuilt                 UNIMPLEMENTED         501
    +-- Exhausted                RESOURCE_EXHAUSTED    429   retry after `retry_after_s`
    +-- Unavailable              UNAVAILABLE           503   retry after `retry_after_s`
    +-- DeadlineExceeded         DEADLINE_EXCEEDED     504
    +-- Internal                 INTERNAL              500   fixed text; the cause is in the log only

A new error is a new subclass here; the interceptors, the clients and the edge look the status up along the MRO.
Reasons are UPPER_SNAKE and at most 63 characters (AIP-193). Metadata values are text and never what a person said.
"""

from __future__ import annotations

import re
from typing import ClassVar

_REASON = re.compile(r"[A-Z][A-Z0-9_]{0,62}")


class MetierError(Exception):
    """Something a caller is answered with: a stable reason, a sentence for people, and metadata."""

    grpc_code: ClassVar[str] = "INTERNAL"
    http_status: ClassVar[int] = 500

    def __init__(self, reason: str, message: str, **metadata: object) -> None:
        """Keep `reason` (UPPER_SNAKE, <= 63 characters), `message` and metadata values as text.

        Raises:
            ValueError: the reason is not of that form (a bug in the caller).
        """
        if not _REASON.fullmatch(reason):
            msg = f"not a reason: {reason!r}"
            raise ValueError(msg)
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message
        self.metadata: dict[str, str] = {key: str(value) for key, value in metadata.items()}

    @property
    def retry_after_s(self) -> float | None:
        """Seconds to wait before another try, or None where a retry is pointless."""
        value = self.metadata.get("retry_after_s")
        return None if value is None else float(value)


class InvalidInput(MetierError):
    """A field has a value that cannot be accepted; metadata `field` names it."""

    grpc_code = "INVALID_ARGUMENT"
    http_status = 400


class TooLarge(InvalidInput):
    """An input exceeds a limit; metadata `limit` names it with its unit."""

    http_status = 413


class Denied(MetierError):
    """The caller is known and may not do this."""

    grpc_code = "PERMISSION_DENIED"
    http_status = 403


class Unauthenticated(Denied):
    """The caller did not say who it is."""

    grpc_code = "UNAUTHENTICATED"
    http_status = 401


class NotFound(MetierError):
    """There is no such thing, or the caller's token does not open it."""

    grpc_code = "NOT_FOUND"
    http_status = 404


class WrongState(MetierError):
    """The call is right and the moment is wrong."""

    grpc_code = "FAILED_PRECONDITION"
    http_status = 409


class Conflict(MetierError):
    """Another writer was first, or is at work."""

    grpc_code = "ABORTED"
    http_status = 409


class NotBuilt(MetierError):
    """Part of the contract and not built yet."""

    grpc_code = "UNIMPLEMENTED"
    http_status = 501


class Exhausted(MetierError):
    """A limit on rate, spending or concurrency is reached; `retry_after_s` says when to come back."""

    grpc_code = "RESOURCE_EXHAUSTED"
    http_status = 429


class Unavailable(MetierError):
    """Something this call needs is down; `retry_after_s` says when to come back."""

    grpc_code = "UNAVAILABLE"
    http_status = 503


class DeadlineExceeded(MetierError):
    """The time given for the call ran out."""

    grpc_code = "DEADLINE_EXCEEDED"
    http_status = 504


class Internal(MetierError):
    """A bug; the text is fixed so that nothing a person said can leak."""

    grpc_code = "INTERNAL"
    http_status = 500


def _tree(root: type[MetierError]) -> list[type[MetierError]]:
    found = [root]
    for child in root.__subclasses__():
        found.extend(_tree(child))
    return found


def error_class(name: str) -> type[MetierError]:
    """The class of the tree with this name, `MetierError` where the name is unknown (a newer peer)."""
    return next((cls for cls in _tree(MetierError) if cls.__name__ == name), MetierError)


def class_of_code(grpc_code: str) -> type[MetierError]:
    """The most general class of the tree that maps to a gRPC status name, `Internal` where none does."""
    return next((cls for cls in _tree(MetierError)[1:] if cls.grpc_code == grpc_code), Internal)
