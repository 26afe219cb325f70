"""Makes PDFs with Typst and reads their text back with PDFium, off the event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from services.cvfsm.adapters import pdf_text

if TYPE_CHECKING:
    from services.cvfsm.adapters.typst_pdf import TypstPdf
    from services.cvfsm.core.document.cv import CvData
    from services.cvfsm.core.output.page import RenderOptions


class Printer:
    """The two directions of a PDF."""

    def __init__(self, typst: TypstPdf) -> None:
        """Keep the warm compiler."""
        self._typst = typst

    async def render(self, data: CvData, options: RenderOptions) -> bytes:
        """Return the PDF; raises TooLarge when it does not fit on the pages wanted."""
        return await self._typst.render(data, options)

    async def extract(self, pdf: bytes) -> str:
        """Return the text of a PDF in reading order."""
        return await asyncio.to_thread(pdf_text.extract, pdf)
