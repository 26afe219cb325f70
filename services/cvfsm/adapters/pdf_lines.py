"""Reads the words of a PDF with their places, by PDFium; `core.ingest.pdf_layout` makes lines of them.

Runs in the parser process. Nothing in the file is executed: PDFium is built without JavaScript, and no link is followed.
"""

from __future__ import annotations

import ctypes
import sys
import unicodedata
from typing import TYPE_CHECKING, Final

import pypdfium2
import pypdfium2.raw as pdfium

from services.cvfsm.core.ingest.pdf_layout import Word, lay_out
from services.shared.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.cvfsm.core.document.lines import Line

MAX_PAGES: Final = 50
MAX_CHARS: Final = 400_000
"""As for DOCX: eighty full pages of text."""

MAX_SIZE: Final = 200
"""Points; no CV is set in such a size."""
BOLD_WEIGHT: Final = 600
_LOCKED: Final = "password"
"""In PDFium's message about a file that needs one."""
# A space no character says: a gap wider than this part of the size. Letters of one word stand closer in any usual type.
_GAP: Final = 0.22
_BASELINE: Final = 0.25


def read_pdf(content: bytes) -> tuple[list[Line], list[str]]:
    """Return (lines in reading order, warnings).

    Raises:
        InvalidInput: FILE_ENCRYPTED, FILE_MALFORMED.
        TooLarge: FILE_TOO_COMPLEX, more pages or text than any CV has.
    """
    try:
        document = pypdfium2.PdfDocument(content)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if _LOCKED in str(error).casefold():
            raise InvalidInput("FILE_ENCRYPTED", "the PDF is protected by a password", field="content") from error
        raise InvalidInput("FILE_MALFORMED", "the PDF is damaged", field="content") from error
    if count > MAX_PAGES:
        raise TooLarge("FILE_TOO_COMPLEX", f"the PDF has more than {MAX_PAGES} pages", field="content", limit=MAX_PAGES)
    pages: list[list[Word]] = []
    total = 0
    for index in range(count):
        try:
            page = document[index]
        except pypdfium2.PdfiumError as error:
            raise InvalidInput("FILE_MALFORMED", "the PDF is damaged", field="content") from error
        text_page = page.get_textpage()
        total += text_page.count_chars()
        if total > MAX_CHARS:
            raise TooLarge(
                "FILE_TOO_COMPLEX", f"the PDF has more than {MAX_CHARS} characters", field="content", limit=MAX_CHARS
            )
        pages.append(list(_words(text_page.raw, text_page.count_chars())))
        text_page.close()
        page.close()
    return lay_out(pages), []


def _words(text_page: ctypes.c_void_p, count: int) -> Iterator[Word]:
    """Yield the words of a page: characters without a space or a gap between them, on one baseline."""
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()  # with the room a character takes, not only its ink: a narrow 1 is as wide as an 8
    word: list[str] = []
    start = end = base = size = left = 0.0
    bold = False
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        char = chr(code) if 0 < code <= sys.maxunicode and unicodedata.category(chr(code)) != "Cs" else ""
        if code in {0x02, 0xFFFE}:  # PDFium's marks for a hyphen at a line's end
            char = "-"
        if not char or char.isspace():
            if word:
                yield Word("".join(word), start, end, base, size, bold)
                word = []
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
        is_ligature = box.left == left  # its letters have one box: the whole of it
        if word and not is_ligature and not _is_beside(box.left - end, y.value - base, size):
            yield Word("".join(word), start, end, base, size, bold)
            word = []
        if not word:
            size = _size(text_page, index, box.top - box.bottom)
            start, base, bold = box.left, y.value, _is_bold(text_page, index)
        word.append(char)
        left = box.left
        end = max(box.right, x.value)
    if word:
        yield Word("".join(word), start, end, base, size, bold)


def _is_beside(gap: float, rise: float, size: float) -> bool:
    """Tell whether a character goes on with the word before it: on its baseline, with no gap between."""
    return abs(rise) <= _BASELINE * size and -size < gap < _GAP * size


def _size(text_page: ctypes.c_void_p, index: int, height: float) -> float:
    """Return the size as drawn: the font's size times the scale of its matrix; the glyph's height when that is odd."""
    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(text_page, index)
    if pdfium.FPDFText_GetMatrix(text_page, index, matrix):
        size *= abs(matrix.d) or abs(matrix.b) or 1.0
    return round(float(size if 1 < size < MAX_SIZE else max(height, 1.0)), 1)


def _is_bold(text_page: ctypes.c_void_p, index: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(text_page, index) >= BOLD_WEIGHT:
        return True
    buffer = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text_page, index, buffer, 128, None)
    return b"bold" in buffer.value.lower() or b"black" in buffer.value.lower()
