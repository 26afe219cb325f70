"""A CV as a DOCX file to edit further: real heading and list styles, one column, and no trace of who or what made it."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt, RGBColor

from services.cvfsm.core.output.page import Item, Section, page_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from services.cvfsm.core.document.cv import CvData

# A fixed time (ASVS 14.2.8: files carry no metadata of their making).
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)
_ACCENT: Final = RGBColor(0x0B, 0x4F, 0x6C)
_SOFT: Final = RGBColor(0x51, 0x60, 0x6B)
_FONT: Final = "Calibri"
_PAPERS: Final = {"a4": (Cm(21), Cm(29.7)), "letter": (Cm(21.59), Cm(27.94))}
_MARGIN: Final = Cm(2)
_TEXT_WIDTH: Final = Cm(17)
"""An A4 page less both margins; where right-aligned dates end."""
_SEPARATOR: Final = " · "


def to_docx(data: CvData, language: str, section_order: tuple[str, ...] = (), paper: str = "a4") -> bytes:
    """Return the file; its headings and dates are in `language`, the sections of `section_order` come first."""
    page = page_of(data, language, section_order)
    document = docx.Document()
    _set_up(document, page.name, page.document, language, paper)
    document.add_paragraph(page.name, style="Title")
    if page.headline:
        document.add_paragraph(page.headline)
    if page.contacts:
        _soft(document.add_paragraph(), " | ".join(page.contacts))
    for section in page.sections:
        document.add_paragraph(section.label, style="Heading 1")
        _write(document, section)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write(document: Document, section: Section) -> None:
    if section.kind == "prose":
        for item in section.items:
            document.add_paragraph(item.lines[0])
    elif section.kind == "entries":
        for item in section.items:
            _entry(document, item)
    elif section.kind in {"list", "works"}:
        for item in section.items:
            document.add_paragraph(item.title, style="List Bullet" if section.kind == "list" else None)
    else:
        texts = (" ".join(part for part in (item.title, item.place) if part) for item in section.items)
        document.add_paragraph(_SEPARATOR.join(texts))


def _entry(document: Document, item: Item) -> None:
    head = document.add_paragraph(item.title or item.organisation, style="Heading 2")
    if item.period:
        head.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        run = head.add_run(f"\t{item.period}")
        run.bold = False
        run.font.color.rgb = _SOFT
    parts = (item.organisation if item.title else "", item.place)
    if any(parts):
        line = document.add_paragraph()
        line.paragraph_format.keep_with_next = bool(item.lines)
        _soft(line, _SEPARATOR.join(part for part in parts if part))
    for text in item.lines:
        document.add_paragraph(text, style="List Bullet")


def _soft(paragraph: Paragraph, text: str) -> None:
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.add_run(text).font.color.rgb = _SOFT


def _set_up(document: Document, name: str, kind: str, language: str, paper: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = _PAPERS[paper]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    sizes = (
        ("Normal", 10.5, None),
        ("Title", 24, _ACCENT),
        ("Heading 1", 13, _ACCENT),
        ("Heading 2", 10.5, RGBColor(0, 0, 0)),
    )
    for style_name, size, colour in sizes:
        style = document.styles[style_name]
        style.font.name, style.font.size = _FONT, Pt(size)
        for fonts in style.element.rPr.iter("{*}rFonts"):
            for attribute in [a for a in fonts.attrib if a.endswith("Theme")]:
                del fonts.attrib[attribute]
        if colour is not None:
            style.font.color.rgb, style.font.bold = colour, True
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(7)
    document.styles["Heading 2"].paragraph_format.space_after = Pt(0)
    document.styles["List Bullet"].paragraph_format.space_after = Pt(1)
    properties = document.core_properties
    properties.author, properties.title, properties.language = name, f"{kind} {name}".strip(), language
    properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = _MADE
