r"""How much one request may bring: a table, first row that fits the path.

JSON may spell one byte of UTF-8 as six (`\u0001`), so a body may be six times the text it carries and some.
"""

from dataclasses import dataclass

from services.shared.errors import TooLarge

KIB = 1024
MIB = 1024 * KIB

MESSAGE_BYTES = 16 * KIB
"""docs/spec.md 7."""
FILE_BYTES = 5 * MIB
"""docs/spec.md 6."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Bodies of paths that begin with `prefix` may have `limit_bytes`; what exceeds fails with `reason`."""

    prefix: str
    limit_bytes: int
    reason: str
    named: str
    """The limit as people should read it: that of the text or file, not of its wrapping."""


BODY_LIMITS = (
    Limit("/api/chat", 8 * MESSAGE_BYTES, "MESSAGE_TOO_LONG", "16 KiB"),
    # 200 tasks of 500 characters with 10 tools each are 220 KiB before escapes.
    Limit("/api/tasks", 2 * MIB, "BODY_TOO_LARGE", "2 MiB"),
    # Ten statements of 16 KiB and a posting of 64 KiB are 224 KiB before escapes.
    Limit("/api/process-cv", 2 * MIB, "BODY_TOO_LARGE", "2 MiB"),
    Limit("/api/cv", FILE_BYTES + 64 * KIB, "FILE_TOO_LARGE", "5 MiB"),
    Limit("/", 64 * KIB, "BODY_TOO_LARGE", "64 KiB"),
)


def body_limit(path: str) -> Limit:
    """The row of a path."""
    return next(row for row in BODY_LIMITS if path.startswith(row.prefix))


def too_large(row: Limit) -> TooLarge:
    """The refusal of a row."""
    return TooLarge(row.reason, f"This is more than {row.named}.", limit=row.named)


def check_message(text: str | None) -> None:
    """Let messages of at most 16 KiB of UTF-8 pass.

    Raises:
        TooLarge: MESSAGE_TOO_LONG.
    """
    if text and len(text.encode()) > MESSAGE_BYTES:
        raise TooLarge("MESSAGE_TOO_LONG", "A message may have at most 16 KiB.", limit="16 KiB", field="message")
