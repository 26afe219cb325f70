"""The text of a PDF of our own making, by PDFium; used to check that what was printed is what was meant."""

from __future__ import annotations

import threading
from typing import Final

import pypdfium2

# PDFium keeps global state: one call at a time per process.
PDFIUM_LOCK: Final = threading.Lock()

# How PDFium writes a hyphen at the end of a line.
_HYPHENS: Final = str.maketrans({"\x02": "-", "\ufffe": "-"})


def extract(pdf: bytes) -> str:
    """Return the text of all pages in content order, pages separated by a form feed."""
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return "\f".join(_page_text(document[index]) for index in range(len(document)))
        finally:
            document.close()


def count_pages(pdf: bytes) -> int:
    """Return the number of pages."""
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def _page_text(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range()).translate(_HYPHENS)
    finally:
        text_page.close()
        page.close()
