"""Reads a DOCX file's visible lines: body, tables, text boxes, headers and footers.

Works on the XML alone: no relationship is followed but those to parts of the same package, no image is opened, hidden and
deleted text is not read. The package has passed `safe_zip` before.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from lxml import etree  # type: ignore[import-untyped]

from services.cvfsm.core.ingest.sections import heading_kind
from services.cvfsm.core.lines import Line, Look, Zone, joined, tidy
from services.shared.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BODY_LEVEL: Final = 9
"""Outline level of body text (ECMA-376, 17.3.1.20)."""
MAX_STYLE_DEPTH: Final = 10
"""Word itself allows ten levels of basedOn."""
MAX_LINES: Final = 5_000
"""A 50-page CV has about 2,500 lines."""
MAX_CHARS: Final = 400_000
"""Eighty full pages of text."""

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SKIPPED: Final = frozenset(
    {
        f"{_W}{n}"
        for n in (
            "del",
            "moveFrom",
            "delText",
            "instrText",
            "pPr",
            "rPr",
            "sectPr",
            "tblPr",
            "trPr",
            "tcPr",
            "sdtPr",
            "fldData",
            "rt",
        )
    }
)
_STYLE_HEAD: Final = b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
_STYLE_END: Final = b"</w:style>"
_STYLE_TAIL: Final = b"</w:styles>"
_TRUE: Final = frozenset({None, "1", "true", "on"})


_PLAIN: Final = Look()


@dataclass(frozen=True, slots=True)
class _Style:
    look: Look = _PLAIN
    bullet: bool = False


@dataclass(slots=True)
class _Paragraph:
    """Text and looks of one paragraph while it is read."""

    parts: list[str] = field(default_factory=list)
    bold: int = 0
    plain: int = 0
    size: float = 0.0
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
        self._parts = parts
        self._parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        self._main = self._main_part()
        self._links = self._relationships(self._main)
        self._style_sheet = parts.get(posixpath.join(posixpath.dirname(self._main), "styles.xml"), b"")
        self._styles: dict[str, _Style] = {}
        self._paragraphs = 0
        self._flows = 0
        self._chars = 0
        self._gap = False
        self.warnings: list[str] = []

    def lines(self) -> list[Line]:
        """Return all lines: page headers, body, footers."""
        body = _child(self._parse(self._main), "body")
        if body is None:
            raise InvalidInput("FILE_MALFORMED", "the Word document has no body", field="content")
        header = list(self._running(body, "headerReference", Zone.HEADER))
        return [*header, *self._blocks(body, Zone.BODY, ()), *self._running(body, "footerReference", Zone.FOOTER)]

    def _main_part(self) -> str:
        for target, kind in self._targets(""):
            if kind.endswith("/officeDocument"):
                return target
        if "word/document.xml" not in self._parts:
            raise InvalidInput("FILE_MALFORMED", "not a Word document: its main part is missing", field="content")
        return "word/document.xml"

    def _parse(self, name: str) -> etree._Element:
        content = self._parts.get(name)
        if content is None:
            raise InvalidInput("FILE_MALFORMED", "not a Word document: a part is missing", field="content")
        try:
            root = etree.fromstring(content, self._parser)
        except etree.XMLSyntaxError as error:
            raise InvalidInput(
                "FILE_MALFORMED", "the Word document is damaged or nested too deeply", field="content"
            ) from error
        if root.tag.startswith(_STRICT):
            for element in root.iter(f"{_STRICT}*"):
                element.tag = _W + element.tag[len(_STRICT) :]
        return root

    def _targets(self, part: str) -> Iterator[tuple[str, str]]:
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels in self._parts:
            for row in self._parse(rels):
                target = row.get("Target", "")
                inside = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                yield inside, row.get("Type", "")

    def _relationships(self, part: str) -> Mapping[str, str]:
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self._parts:
            return MappingProxyType({})
        return {row.get("Id", ""): row.get("Target", "") for row in self._parse(rels)}

    def _style(self, key: str, depth: int = 0) -> _Style:
        """Return a style with all it is based on; resolved when first asked for."""
        if key not in self._styles:
            row = self._style_row(key) if key and depth <= MAX_STYLE_DEPTH else None
            parent = _value(row, "basedOn")
            base = self._style(parent, depth + 1) if parent else _Style()
            self._styles[key] = base if row is None else _applied(base, row, (_value(row, "name") or "").casefold())
        return self._styles[key]

    def _style_row(self, key: str) -> etree._Element | None:
        """Return one style's element. Style sheets are large and few of their styles are used, so each is cut out alone."""
        sheet = self._style_sheet
        at = sheet.find(b'w:styleId="%s"' % key.encode())
        start, end = sheet.rfind(b"<w:style ", 0, at), sheet.find(_STYLE_END, at)
        if min(at, start, end) < 0:
            return None
        try:
            return etree.fromstring(_STYLE_HEAD + sheet[start:end] + _STYLE_END + _STYLE_TAIL, self._parser)[0]
        except etree.XMLSyntaxError:
            return None

    def _running(self, body: etree._Element, tag: str, zone: Zone) -> Iterator[Line]:
        seen: set[str] = set()
        for reference in body.iter(_W + tag):
            target = self._links.get(reference.get(f"{_R}id", ""), "")
            name = posixpath.normpath(posixpath.join(posixpath.dirname(self._main), target))
            if name not in self._parts or name in seen:
                continue
            seen.add(name)
            before, self._links = self._links, self._relationships(name)
            for line in self._blocks(self._parse(name), zone, ()):
                if line.text not in seen:
                    seen.add(line.text)
                    yield line
            self._links = before

    def _blocks(self, holder: etree._Element, zone: Zone, flow: tuple[int, ...]) -> Iterator[Line]:
        for element in holder:
            tag = element.tag
            if tag == f"{_W}p":
                yield from self._paragraph(element, zone, flow)
            elif tag == f"{_W}tbl":
                yield from self._table(element, zone, flow)
            elif tag == f"{_MC}AlternateContent":
                yield from self._blocks(_chosen(element), zone, flow)
            elif tag not in _SKIPPED:
                yield from self._blocks(element, zone, flow)

    def _table(self, table: etree._Element, zone: Zone, flow: tuple[int, ...]) -> Iterator[Line]:
        self._flows += 1
        number = self._flows
        for row in table.iter(f"{_W}tr"):
            if _owner_table(row) is not table:
                continue
            cells = [list(self._blocks(cell, zone, (*flow, number, column))) for column, cell in enumerate(_cells(row))]
            cells = [cell for cell in cells if cell]
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
        style = self._style(_value(_child(element, "pPr"), "pStyle") or "Normal")
        properties = _child(element, "pPr")
        style = _applied(style, properties, "") if properties is not None else style
        paragraph = _Paragraph()
        self._runs(element, paragraph, style.look)
        for box in paragraph.boxes:
            self._flows += 1
            number, gap = self._flows, self._gap
            yield from self._blocks(box, Zone.BOX if zone is Zone.BODY else zone, (number,))
            self._gap = gap
        text = "".join(paragraph.parts)
        self._chars += len(text)
        if self._chars > MAX_CHARS:
            raise TooLarge(
                "FILE_TOO_COMPLEX", f"the document has more than {MAX_CHARS} characters of text", limit=MAX_CHARS
            )
        look = replace(style.look, bold=paragraph.bold > 2 * paragraph.plain, size=paragraph.size or style.look.size)
        for number, part in enumerate(text.split("\n")):
            line = tidy(
                Line(ref, part, look, style.bullet and not number, self._gap, zone, flow, tuple(paragraph.links))
            )
            if line:
                yield line
            self._gap = line is None

    def _runs(self, holder: etree._Element, paragraph: _Paragraph, look: Look) -> None:
        for element in holder:
            tag = element.tag
            if tag in _SKIPPED:
                continue
            if tag == f"{_W}r":
                self._run(element, paragraph, look)
            elif tag == f"{_W}hyperlink":
                target = self._links.get(element.get(f"{_R}id", ""), "")
                if target:
                    paragraph.links.append(target)
                self._runs(element, paragraph, look)
            elif tag == f"{_M}t":
                paragraph.parts.append(element.text or "")
            else:
                self._runs(element, paragraph, look)

    def _run(self, run: etree._Element, paragraph: _Paragraph, look: Look) -> None:
        properties = _child(run, "rPr")
        if properties is not None:
            if _is_on(properties, "vanish"):
                if (
                    any((t.text or "").strip() for t in run.iter(f"{_W}t"))
                    and "HIDDEN_TEXT_SKIPPED" not in self.warnings
                ):
                    self.warnings.append("HIDDEN_TEXT_SKIPPED")
                return
            look = self._run_look(properties, look)
        for element in run:
            self._run_part(element, paragraph, look)

    def _run_look(self, properties: etree._Element, look: Look) -> Look:
        """Return the look of a run: its own settings, its character style's, its paragraph's."""
        character = self._style(_value(properties, "rStyle") or "").look
        bold = _is_on(properties, "b") if _child(properties, "b") is not None else look.bold or character.bold
        return replace(look, bold=bold, size=float(_value(properties, "sz") or 0) / 2 or look.size)

    def _run_part(self, element: etree._Element, paragraph: _Paragraph, look: Look) -> None:
        tag = element.tag
        if tag == f"{_W}t":
            text = element.text or ""
            paragraph.parts.append(text)
            letters = sum(c.isalnum() for c in text)
            paragraph.bold += letters * look.bold
            paragraph.plain += letters * (not look.bold)
            paragraph.size = max(paragraph.size, look.size if letters else 0.0)
        elif tag in _RUN_MARKS:
            paragraph.parts.append(_RUN_MARKS[tag])
        elif tag == f"{_MC}AlternateContent":
            for part in _chosen(element):
                self._run_part(part, paragraph, look)
        elif tag not in _SKIPPED:
            paragraph.boxes += [box for box in element.iter(f"{_W}txbxContent") if not _inside_fallback(box, element)]


_RUN_MARKS: Final = MappingProxyType(
    {f"{_W}tab": "\t", f"{_W}ptab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}sym": "• "}
)


def _applied(base: _Style, element: etree._Element, name: str) -> _Style:
    """Return the style with what a style or paragraph element sets."""
    look = base.look
    level = _value(element, "outlineLvl") or _value(_child(element, "pPr"), "outlineLvl")
    if name.startswith(("heading ", "title")):
        look = replace(
            look,
            style=1
            if name == "title"
            else int(name.rsplit(maxsplit=1)[-1])
            if name.rsplit(maxsplit=1)[-1].isdigit()
            else 1,
        )
    elif level is not None and level.isdigit() and int(level) < BODY_LEVEL:
        look = replace(look, style=int(level) + 1)
    runs = _child(element, "rPr")
    if runs is not None and element.tag == f"{_W}style":
        look = replace(
            look,
            bold=_is_on(runs, "b") if _child(runs, "b") is not None else look.bold,
            caps=_is_on(runs, "caps") or _is_on(runs, "smallCaps") or look.caps,
            size=float(_value(runs, "sz") or 0) / 2 or look.size,
        )
    properties = element if element.tag == f"{_W}pPr" else _child(element, "pPr")
    numbered = _child(properties, "numPr") if properties is not None else None
    bullet = base.bullet
    if numbered is not None:
        bullet = _value(numbered, "numId") not in {None, "0"} or _child(numbered, "numId") is None
    return _Style(look, bullet)


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return None if element is None else element.find(_W + name)


def _value(element: etree._Element | None, name: str) -> str | None:
    child = _child(element, name)
    return None if child is None else child.get(f"{_W}val")


def _is_on(element: etree._Element, name: str) -> bool:
    child = _child(element, name)
    return child is not None and child.get(f"{_W}val") in _TRUE


def _chosen(alternate: etree._Element) -> etree._Element:
    choice = alternate.find(f"{_MC}Choice")
    if choice is None:
        choice = alternate.find(f"{_MC}Fallback")
    return alternate if choice is None else choice


def _inside_fallback(box: etree._Element, top: etree._Element) -> bool:
    parent = box.getparent()
    while parent is not None and parent is not top:
        if parent.tag in {f"{_MC}Fallback", f"{_W}txbxContent"}:
            return True
        parent = parent.getparent()
    return False


def _owner_table(row: etree._Element) -> etree._Element | None:
    parent = row.getparent()
    while parent is not None and parent.tag != f"{_W}tbl":
        parent = parent.getparent()
    return parent


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for element in row:
        if element.tag == f"{_W}tc":
            yield element
        elif element.tag not in _SKIPPED:
            yield from _cells(element)
