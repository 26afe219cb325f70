"""Reads the words of a PDF with their places, by PDFium; `core.ingest.pdf_layout` makes lines of them.

Runs in the parser process. Nothing in the file is executed: PDFium is built without JavaScript, and no link is followed.
"""

from __future__ import annotations

import ctypes
import sys
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pypdfium2
import pypdfium2.raw as pdfium

from services.cvfsm.core.ingest.pdf_layout import lay_out
from services.cvfsm.core.ingest.pdf_words import LIGATURES, SOFT_HYPHEN, Word, composed
from services.shared.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.cvfsm.core.document.lines import Line

MAX_PAGES: Final = 50
MAX_CHARS: Final = 400_000
"""As for DOCX: eighty full pages of text."""

MAX_SIZE: Final = 200
"""Points; no CV is set in such a size."""
BOLD_WEIGHT: Final = 600
_BOLD: Final = (b"bold", b"black", b"heavy", b"semibold", b"cmbx", b"-bx")
_ITALIC: Final = (b"italic", b"oblique", b"cmti", b"cmsl")
MAX_LINKS: Final = 200
"""On a page; a list of publications has fifty."""
MAX_TARGET: Final = 500
"""Characters of an address."""
_LOCKED: Final = "password"
"""In PDFium's message about a file that needs one."""
# A space no character says: a gap wider than this part of the size. Letters of one word stand closer in any usual type.
_GAP: Final = 0.22
_BASELINE: Final = 0.25


@dataclass(frozen=True, slots=True)
class _Face:
    """Look of a character."""

    bold: bool = False
    italic: bool = False
    color: int = 0


@dataclass(frozen=True, slots=True)
class _Link:
    """A place on the page that opens an address."""

    target: str
    x0: float
    x1: float
    y0: float
    y1: float


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
    # TeX parts words at a line's end; other programs break lines only where a hyphen is written.
    hyphen = SOFT_HYPHEN if "tex" in document.get_metadata_dict().get("Producer", "").casefold() else "-"
    total, width = 0, 0.0
    for index in range(count):
        try:
            page = document[index]
        except pypdfium2.PdfiumError as error:
            raise InvalidInput("FILE_MALFORMED", "the PDF is damaged", field="content") from error
        text_page, width = page.get_textpage(), page.get_width()
        total += text_page.count_chars()
        if total > MAX_CHARS:
            raise TooLarge(
                "FILE_TOO_COMPLEX", f"the PDF has more than {MAX_CHARS} characters", field="content", limit=MAX_CHARS
            )
        pages.append(list(_words(text_page.raw, text_page.count_chars(), _links(document, page), hyphen)))
        text_page.close()
        page.close()
    return lay_out(pages, width), []


def _words(text_page: ctypes.c_void_p, count: int, links: Sequence[_Link], hyphen: str) -> Iterator[Word]:
    """Yield the words of a page: characters without a space or a gap between them, on one baseline."""
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()  # with the room a character takes, not only its ink: a narrow 1 is as wide as an 8
    word: list[str] = []
    start = end = base = size = left = 0.0
    face = _Face()
    accent = ""
    number = 0

    def whole() -> Word:
        at = next(
            (
                link.target
                for link in links
                if link.x0 <= start + 1 and end - 1 <= link.x1 and link.y0 <= base + 1 <= link.y1
            ),
            "",
        )
        return Word("".join(word), start, end, base, size, face.bold, face.italic, face.color, number, link=at)

    for index in range(count):
        char = _char(pdfium.FPDFText_GetUnicode(text_page, index), hyphen)
        if not char or char.isspace():
            if word:
                yield whole()
                word, number = [], number + 1
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
        is_ligature = box.left == left  # its letters have one box: the whole of it
        over = accent and composed(accent, char)
        if over and box.left < end and word:
            word[-1], accent = over, ""
            end = max(box.right, x.value, end)
            continue
        if word and not is_ligature and not _is_beside(box.left - end, y.value - base, size):
            yield whole()
            word, number = [], number + 1
        if not word:
            size = _size(text_page, index, box.top - box.bottom)
            start, base, face = box.left, y.value, _face(text_page, index)
        accent = char
        word.append(char)
        left = box.left
        end = max(box.right, x.value)
    if word:
        yield whole()


def _char(code: int, hyphen: str) -> str:
    """Return what a code of a glyph stands for: letters for a ligature, nothing for what is no character."""
    if code in {0x02, 0xFFFE}:  # PDFium's marks for a hyphen at a line's end
        return hyphen
    char = chr(code) if 0 < code <= sys.maxunicode else ""
    if not char or unicodedata.category(char) in {"Cs", "Co"}:
        return ""
    return unicodedata.normalize("NFKC", char) if LIGATURES.match(char) else char


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


def _face(text_page: ctypes.c_void_p, index: int) -> _Face:
    """Return what the font and the colour of a character are."""
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text_page, index, name, 128, None)
    lower = name.value.lower()
    bold = pdfium.FPDFText_GetFontWeight(text_page, index) >= BOLD_WEIGHT or any(mark in lower for mark in _BOLD)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    seen = pdfium.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha)
    color = (red.value << 16 | green.value << 8 | blue.value) if seen else 0
    return _Face(bold, any(mark in lower for mark in _ITALIC), color)


def _links(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> list[_Link]:
    """Return the places of a page that open an address."""
    found: list[_Link] = []
    at = ctypes.c_int(0)
    link = pdfium.FPDF_LINK()
    while len(found) < MAX_LINKS and pdfium.FPDFLink_Enumerate(page.raw, at, link):
        action, box = pdfium.FPDFLink_GetAction(link), pdfium.FS_RECTF()
        if not action or not pdfium.FPDFLink_GetAnnotRect(link, box):
            continue
        target = ctypes.create_string_buffer(MAX_TARGET)
        if pdfium.FPDFAction_GetURIPath(document.raw, action, target, MAX_TARGET) > 1:
            found.append(_Link(target.value.decode("utf-8", "replace"), box.left, box.right, box.bottom, box.top))
    return found
