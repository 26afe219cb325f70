"""A page of a PDF of our own making as a picture, by PDFium: what a phone cannot show inside a web page."""

from __future__ import annotations

import struct
import zlib
from typing import Final

import pypdfium2

from services.cvfsm.adapters.pdf_text import PDFIUM_LOCK
from services.shared.errors import NotFound

SCALE: Final = 1.5
"""108 dots an inch: an A4 page is 893 pixels wide, sharp in the 446 CSS pixels the page gives it on a 2x screen."""


def picture(pdf: bytes, page: int) -> tuple[bytes, int]:
    """The page, counted from 1, as PNG, and how many pages there are.

    Raises:
        NotFound: PAGE_UNKNOWN, the document has fewer pages.
    """
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= page <= len(document):
                raise NotFound("PAGE_UNKNOWN", f"The document has {len(document)} pages.", pages=len(document))
            bitmap = document[page - 1].render(scale=SCALE, rev_byteorder=True)
            width, height, rgb = bitmap.width, bitmap.height, bitmap.to_numpy()[..., :3].tobytes()
            pages = len(document)
        finally:
            document.close()
    return png(width, height, rgb), pages


def png(width: int, height: int, rgb: bytes) -> bytes:
    """A PNG of `width * height` pixels of three bytes, rows from top to bottom (PNG specification, sections 5 and 11)."""
    stride = width * 3
    rows = b"".join(b"\0" + rgb[at : at + stride] for at in range(0, height * stride, stride))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
