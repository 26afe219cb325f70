"""Our own layouts as Word files, by python-docx: tabs, tables or columns of a table, styles or direct formatting."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.cvfsm.training.entries import Part, Row
    from services.cvfsm.training.layouts import Sheet


def document(sheet: Sheet) -> bytes:
    """Return the DOCX of a sheet."""
    return _Printer(sheet).content()


class _Printer:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.style = sheet, sheet.style
        self.file = docx.Document()
        section = self.file.sections[0]
        section.left_margin = section.right_margin = Mm(self.style.margins)
        self.width = Mm(210 - 2 * self.style.margins)
        normal = self.file.styles["Normal"]
        normal.font.name, normal.font.size = self.style.font, Pt(self.style.size)
        normal.paragraph_format.space_after = Pt(2 * self.style.air)
        self.styled = self.style.order < 0.5

    def content(self) -> bytes:
        """Return the file."""
        sheet = self.sheet
        holder: Any = self.file
        if self.style.order > 0.93:
            holder = self.file.sections[0].header
        if self.style.beside and len(sheet.head) > 1 and holder is self.file:
            left, right = self._halves(0.5)
            self.rows(left, sheet.head[:1], left.width)
            self.rows(right, sheet.head[1:], right.width)
        else:
            self.rows(holder, sheet.head, self.width)
        side = [s for s in sheet.sections if s.side]
        if side:
            share = self.style.two_column_share / 100
            cells = self._halves(share if self.style.columns == "left" else 1 - share)
            for cell, sections in zip(
                cells if self.style.columns == "left" else reversed(cells),
                (side, [s for s in sheet.sections if not s.side]),
                strict=True,
            ):
                for section in sections:
                    self.rows(cell, section.rows, cell.width)
        elif self.style.margin_headings:
            for section in sheet.sections:
                headed = section.rows[0].kind == "heading"
                left, right = self._halves(0.22)
                self.rows(left, section.rows[:headed], left.width)
                self.rows(right, section.rows[headed:], right.width)
        else:
            for section in sheet.sections:
                self.rows(self.file, section.rows, self.width)
        if sheet.footer:
            self.file.sections[0].footer.paragraphs[0].text = sheet.footer.replace("{a}", "1").replace("{b}", "2")
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()

    def _halves(self, share: float) -> Sequence[Any]:
        """Return the two cells of a new table across the page; the left one has this share of its width."""
        table = self.file.add_table(rows=1, cols=2)
        table.autofit = False
        for cell, part in zip(table.rows[0].cells, (share, 1 - share), strict=True):
            cell.width = int(self.width * part)
        return list(table.rows[0].cells)

    def rows(self, holder: Any, rows: Sequence[Row], width: int) -> None:
        """Write rows one after the other; those with a margin as table or tabs, as the style has it."""
        index = 0
        while index < len(rows):
            row = rows[index]
            if row.margin and self.style.table and not hasattr(holder, "is_linked_to_previous"):
                end = index + 1
                while end < len(rows) and not rows[end].margin and rows[end].kind != "heading" and not rows[end].gap:
                    end += 1
                table = holder.add_table(rows=1, cols=2) if holder is self.file else holder.add_table(1, 2)
                left, right = table.rows[0].cells
                left.width, right.width = int(width * 0.24), int(width * 0.76)
                self._fill(left.paragraphs[0], row.margin)
                self.rows(right, [_without_margin(row), *rows[index + 1 : end]], right.width)
                index = end
                continue
            self.row(holder, row, width)
            index += 1

    def row(self, holder: Any, row: Row, width: int) -> None:
        """Write one row as a paragraph."""
        if row.gap and row.kind != "heading" and self.style.order < 0.35:
            holder.add_paragraph()
        paragraph = holder.add_paragraph()
        if len(holder.paragraphs) == 2 and not holder.paragraphs[0].text and holder is not self.file:
            first = holder.paragraphs[0]._p  # noqa: SLF001 - a new cell has one empty paragraph
            first.getparent().remove(first)
        if row.gap and self.style.order >= 0.35:
            paragraph.paragraph_format.space_before = Pt(10 * self.style.air)
        if row.kind == "heading" and self.styled:
            paragraph.style = self.file.styles["Heading 1" if self.style.order < 0.3 else "Heading 2"]
        if row.kind == "name" and self.style.order < 0.2:
            paragraph.style = self.file.styles["Title"]
        if row.kind == "name" and self.style.center:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if row.kind == "bullet":
            if self.style.bullet == "•":
                paragraph.style = self.file.styles["List Bullet"]
            elif self.style.bullet:
                paragraph.add_run(f"{self.style.bullet}\t" if self.style.rules else f"{self.style.bullet} ")
        if row.margin:
            flat = [(text.replace("\n", ", "), look) for text, look in row.margin]
            self._fill(paragraph, flat)
            paragraph.add_run("\t")
            paragraph.paragraph_format.tab_stops.add_tab_stop(int(width * 0.25))
        self._fill(paragraph, row.parts)
        if row.middle:
            paragraph.add_run("\t")
            paragraph.paragraph_format.tab_stops.add_tab_stop(int(width * 0.55), WD_TAB_ALIGNMENT.CENTER)
            self._fill(paragraph, row.middle)
        if row.right:
            paragraph.add_run("\t")
            paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
            self._fill(paragraph, row.right)

    def _fill(self, paragraph: Any, parts: Iterable[Part]) -> None:
        for text, look in parts:
            run = paragraph.add_run(text)
            run.bold = True if look.bold else None
            run.italic = True if look.italic else None
            if look.caps:
                run.font.all_caps = True
            if look.size:
                run.font.size = Pt(self.style.size + look.size)
            if look.color:
                run.font.color.rgb = RGBColor.from_string(look.color[1:])


def _without_margin(row: Row) -> Row:
    return replace(row, margin=[], gap=False)
