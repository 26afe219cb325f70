"""A photo as it is kept: decoded, turned upright, cut to 35 : 45 and encoded anew, so that nothing of the file but its picture stays.

Typst, which prints the CV, decodes and encodes; it is called in the confined parser process alone.
"""

from __future__ import annotations

import json
import struct
from typing import Final

import typst

from services.shared.errors import InvalidInput

FEWEST_PIXELS, MOST_PIXELS = 200, 8_000
"""Of a side: less is blurred in print, more is no photo of a face."""
MOST_MEGAPIXELS: Final = 24
"""Of the whole: decoded they take 96 MB of the 512 a parser has."""

_PPI: Final = 72
"""One pixel a point: the picture kept has 336 by 432 whole pixels, 35 : 45, which print well at 26 mm."""
_SHEET: Final = b"""#set page(width: 336pt, height: 432pt, margin: 0pt)
#image(bytes(json(bytes(sys.inputs.photo))), width: 100%, height: 100%, fit: "cover")"""
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MARKER: Final = 0xFF
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame and tell its size (ITU T.81, table B.1)."""


def developed(content: bytes) -> bytes:
    """The photo as PNG, 336 by 432 pixels.

    Raises:
        InvalidInput: PHOTO_UNREADABLE, it is no JPEG or PNG, damaged, too small or too large.
    """
    width, height = _size(content)
    sides = (width, height)
    if min(sides) < FEWEST_PIXELS or max(sides) > MOST_PIXELS or width * height > MOST_MEGAPIXELS * 10**6:
        raise _unreadable(
            f"a photo has {FEWEST_PIXELS} to {MOST_PIXELS} pixels on a side; this one has {width} by {height}"
        )
    inputs = {"photo": json.dumps(list(content), separators=(",", ":"))}
    try:
        return bytes(typst.compile(_SHEET, format="png", ppi=_PPI, sys_inputs=inputs, ignore_system_fonts=True))
    except RuntimeError as error:
        raise _unreadable("the photo is damaged") from error


def _size(content: bytes) -> tuple[int, int]:
    """Width and height as the header tells them, before anything is decoded."""
    try:
        if content.startswith(_PNG):
            width, height = struct.unpack(">II", content[16:24])
            return width, height
        at = 2 if content.startswith(b"\xff\xd8") else len(content)
        while content[at] == _MARKER and content[at + 1] not in _FRAMES:
            at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
        height, width = struct.unpack(">HH", content[at + 5 : at + 9])
    except (struct.error, IndexError):
        raise _unreadable("a photo is a JPEG or a PNG file") from None
    return width, height


def _unreadable(message: str) -> InvalidInput:
    return InvalidInput("PHOTO_UNREADABLE", message, field="content")
