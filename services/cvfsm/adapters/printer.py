"""Makes PDFs with Typst and reads their text back with PDFium, off the event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from services.cvfsm.adapters import pdf_page, pdf_text

if TYPE_CHECKING:
    from services.cvfsm.adapters.typst_pdf import TypstPdf
    from services.cvfsm.core.document.cv import CvData
    from services.cvfsm.core.output.page import RenderOptions


class Printer:
    """Makes PDFs, reads them back and draws them."""

    def __init__(self, typst: TypstPdf) -> None:
        """Keep the warm compiler."""
        self._typst = typst

    async def render(self, data: CvData, options: RenderOptions) -> bytes:
        """Return the PDF; raises TooLarge when it does not fit on the pages wanted."""
        return await self._typst.render(data, options)

    async def extract(self, pdf: bytes) -> str:
        """Return the text of a PDF in reading order."""
        return await asyncio.to_thread(pdf_text.extract, pdf)

    async def picture(self, pdf: bytes, page: int) -> tuple[bytes, int]:
        """Return a page, from 1, as PNG, and the number of pages; raises NotFound PAGE_UNKNOWN."""
        return await asyncio.to_thread(pdf_page.picture, pdf, page)
