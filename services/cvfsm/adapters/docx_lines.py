"""Reads a DOCX file's visible lines: body, tables, text boxes, headers and footers.

Works on the XML alone: no relationship is followed but those to parts of the same package, no image is opened, hidden and
deleted text is not read. The package has passed `safe_zip` before.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from services.cvfsm.adapters.docx_styles import StyleSheet, applied, points
from services.cvfsm.adapters.docx_xml import (
    MC,
    SKIPPED,
    M,
    Package,
    R,
    W,
    child,
    chosen,
    inside_fallback,
    is_on,
    owner_table,
    row_cells,
    value,
)
from services.cvfsm.core.document.lines import Line, Look, Run, Zone, joined, made_of
from services.cvfsm.core.ingest.headings import heading_kind
from services.shared.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml import etree  # type: ignore[import-untyped]

MAX_LINES: Final = 5_000
"""A 50-page CV has about 2,500 lines."""
MAX_CHARS: Final = 400_000
"""Eighty full pages of text."""
MAX_ASIDE_WORDS: Final = 6
"""Of a cell beside the first line of a taller one: dates and places have fewer words, texts have more."""
BODY_SIZE: Final = 11.0
"""Points of Word's body text, where a file names no size."""


@dataclass(slots=True)
class _Paragraph:
    """Text and looks of one paragraph while it is read."""

    runs: list[Run] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


def read_docx(parts: Mapping[str, bytes]) -> tuple[list[Line], list[str]]:
    """Return (lines in reading order, warnings).

    Raises:
        InvalidInput: FILE_MALFORMED, the XML or the package is broken.
        TooLarge: FILE_TOO_COMPLEX, more text than any CV has.
    """
    reader = _Reader(parts)
    return reader.lines(), reader.warnings


class _Reader:
    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._package = Package(parts)
        self._main = self._package.main
        self._links = self._package.relationships(self._main)
        folder = posixpath.dirname(self._main)
        self._styles = StyleSheet(parts.get(posixpath.join(folder, "styles.xml"), b""))
        self._paragraphs = 0
        self._flows = 0
        self._chars = 0
        self._gap = False
        self.warnings: list[str] = []

    def lines(self) -> list[Line]:
        """Return all lines: page headers, body, footers."""
        body = child(self._package.parse(self._main), "body")
        if body is None:
            raise InvalidInput("FILE_MALFORMED", "the Word document has no body", field="content")
        header = list(self._running(body, "headerReference", Zone.HEADER))
        return [*header, *self._blocks(body, Zone.BODY, ()), *self._running(body, "footerReference", Zone.FOOTER)]

    def _running(self, body: etree._Element, tag: str, zone: Zone) -> Iterator[Line]:
        seen: set[str] = set()
        for reference in body.iter(W + tag):
            target = self._links.get(reference.get(f"{R}id", ""), "")
            name = posixpath.normpath(posixpath.join(posixpath.dirname(self._main), target))
            if name not in self._package.parts or name in seen:
                continue
            seen.add(name)
            before, self._links = self._links, self._package.relationships(name)
            for line in self._blocks(self._package.parse(name), zone, ()):
                if line.text not in seen:
                    seen.add(line.text)
                    yield line
            self._links = before

    def _blocks(self, holder: etree._Element, zone: Zone, flow: tuple[int, ...]) -> Iterator[Line]:
        for element in holder:
            tag = element.tag
            if tag == f"{W}p":
                yield from self._paragraph(element, zone, flow)
            elif tag == f"{W}tbl":
                yield from self._table(element, zone, flow)
            elif tag == f"{MC}AlternateContent":
                yield from self._blocks(chosen(element), zone, flow)
            elif tag not in SKIPPED:
                yield from self._blocks(element, zone, flow)

    def _table(self, table: etree._Element, zone: Zone, flow: tuple[int, ...]) -> Iterator[Line]:
        self._flows += 1
        number = self._flows
        for row in table.iter(f"{W}tr"):
            if owner_table(row) is not table:
                continue
            cells = [
                list(self._blocks(cell, zone, (*flow, number, column))) for column, cell in enumerate(row_cells(row))
            ]
            cells = _asides_joined([cell for cell in cells if cell])
            short = len(cells) > 1 and all(
                len(cell) == 1 and cell[0].flow == (*flow, number, cell[0].flow[-1]) for cell in cells if cell
            )
            if short and sum(bool(heading_kind(cell[0].text)) for cell in cells) <= 1 and not cells[0][0].bullet:
                yield replace(joined([cell[0] for cell in cells]), flow=flow)
            elif len(cells) == 1:
                yield from (
                    replace(line, flow=flow) if line.flow == cells[0][0].flow and len(cells[0]) == 1 else line
                    for line in cells[0]
                )
            else:
                for cell in cells:
                    yield from cell

    def _paragraph(self, element: etree._Element, zone: Zone, flow: tuple[int, ...]) -> Iterator[Line]:
        self._paragraphs += 1
        if self._paragraphs > MAX_LINES:
            raise TooLarge("FILE_TOO_COMPLEX", f"the document has more than {MAX_LINES} paragraphs", limit=MAX_LINES)
        ref = f"p{self._paragraphs}"
        style = self._styles.style(value(child(element, "pPr"), "pStyle") or "Normal")
        properties = child(element, "pPr")
        style = applied(style, properties, "") if properties is not None else style
        paragraph = _Paragraph()
        self._runs(element, paragraph, style.look)
        for box in paragraph.boxes:
            self._flows += 1
            number, gap = self._flows, self._gap
            yield from self._blocks(box, Zone.BOX if zone is Zone.BODY else zone, (number,))
            self._gap = gap
        text = "".join(run.text for run in paragraph.runs)
        self._chars += len(text)
        if self._chars > MAX_CHARS:
            raise TooLarge(
                "FILE_TOO_COMPLEX", f"the document has more than {MAX_CHARS} characters of text", limit=MAX_CHARS
            )
        indent = style.indent / (style.look.size or BODY_SIZE)
        for number, part in enumerate(_split(paragraph.runs)):
            bullet = style.bullet and not number
            blank = Line(ref, "", style.look, bullet, self._gap, zone, flow, tuple(paragraph.links), indent=indent)
            line = made_of(blank, part)
            if line:
                yield line
            self._gap = line is None

    def _runs(self, holder: etree._Element, paragraph: _Paragraph, look: Look) -> None:
        for element in holder:
            tag = element.tag
            if tag in SKIPPED:
                continue
            if tag == f"{W}r":
                self._run(element, paragraph, look)
            elif tag == f"{W}hyperlink":
                target = self._links.get(element.get(f"{R}id", ""), "")
                if target:
                    paragraph.links.append(target)
                self._runs(element, paragraph, look)
            elif tag == f"{M}t":
                paragraph.runs.append(Run(element.text or "", look))
            else:
                self._runs(element, paragraph, look)

    def _run(self, run: etree._Element, paragraph: _Paragraph, look: Look) -> None:
        properties = child(run, "rPr")
        if properties is not None:
            if is_on(properties, "vanish"):
                if (
                    any((t.text or "").strip() for t in run.iter(f"{W}t"))
                    and "HIDDEN_TEXT_SKIPPED" not in self.warnings
                ):
                    self.warnings.append("HIDDEN_TEXT_SKIPPED")
                return
            look = self._run_look(properties, look)
        for element in run:
            self._run_part(element, paragraph, look)

    def _run_look(self, properties: etree._Element, look: Look) -> Look:
        """Return the look of a run: its own settings, its character style's, its paragraph's."""
        character = self._styles.style(value(properties, "rStyle") or "").look
        bold = is_on(properties, "b") if child(properties, "b") is not None else look.bold or character.bold
        color = value(properties, "color") or ""
        return replace(
            look,
            bold=bold,
            italic=is_on(properties, "i") if child(properties, "i") is not None else look.italic or character.italic,
            caps=is_on(properties, "caps") or is_on(properties, "smallCaps") or look.caps,
            size=points(value(properties, "sz")) or character.size or look.size,
            color=int(color, 16) if _COLOR.fullmatch(color) else look.color,
        )

    def _run_part(self, element: etree._Element, paragraph: _Paragraph, look: Look) -> None:
        tag = element.tag
        if tag == f"{W}t":
            paragraph.runs.append(Run(element.text or "", look))
        elif tag in _RUN_MARKS:
            paragraph.runs.append(Run(_RUN_MARKS[tag], look))
        elif tag == f"{MC}AlternateContent":
            for part in chosen(element):
                self._run_part(part, paragraph, look)
        elif tag not in SKIPPED:
            paragraph.boxes += [box for box in element.iter(f"{W}txbxContent") if not inside_fallback(box, element)]


def _asides_joined(cells: list[list[Line]]) -> list[list[Line]]:
    """Return the cells of a row with short ones at the right of a taller cell on its first line, where they are seen: a place, dates."""
    while len(cells) > 1 and len(cells[-1]) == 1 < len(cells[-2]) and len(cells[-1][0].text.split()) <= MAX_ASIDE_WORDS:
        *before, tall, (aside,) = cells
        cells = [*before, [joined([tall[0], aside]), *tall[1:]]]
    return cells


def _split(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the runs of each line of a paragraph."""
    line: list[Run] = []
    for run in runs:
        first, *more = run.text.split("\n")
        line.append(Run(first, run.look))
        for text in more:
            yield line
            line = [Run(text, run.look)]
    yield line


_COLOR: Final = re.compile(r"[0-9A-Fa-f]{6}")
_RUN_MARKS: Final = MappingProxyType(
    {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}sym": "• "}
)
