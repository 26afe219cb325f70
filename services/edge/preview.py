"""Pages of a PDF as pictures: what a phone cannot show inside a page, and what no plug-in is needed for."""

import asyncio
import struct
import zlib

import pypdfium2

from services.shared.errors import NotFound

SCALE = 1.5
"""108 dots an inch: an A4 page is 893 pixels wide, sharp in the 446 CSS pixels the page gives it on a 2x screen."""


class PagePreview:
    """Renders one page at a time: the PDF library is not thread-safe."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    async def render(self, pdf: bytes, page: int) -> tuple[bytes, int]:
        """The page, counted from 1, as PNG, and how many pages there are.

        Raises:
            NotFound: PAGE_UNKNOWN, the document has fewer pages.
        """
        async with self._one_at_a_time:
            return await asyncio.to_thread(_render, pdf, page)


def _render(pdf: bytes, page: int) -> tuple[bytes, int]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 1 <= page <= len(document):
            raise NotFound("PAGE_UNKNOWN", f"The document has {len(document)} pages.", pages=len(document))
        bitmap = document[page - 1].render(scale=SCALE, rev_byteorder=True)
        return png(bitmap.width, bitmap.height, bitmap.to_numpy()[..., :3].tobytes()), len(document)
    finally:
        document.close()


def png(width: int, height: int, rgb: bytes) -> bytes:
    """A PNG of `width * height` pixels of three bytes, rows from top to bottom (PNG specification, sections 5 and 11)."""
    stride = width * 3
    rows = b"".join(b"\0" + rgb[at : at + stride] for at in range(0, height * stride, stride))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
