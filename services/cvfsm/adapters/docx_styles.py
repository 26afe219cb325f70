"""What the styles of a Word file say of a paragraph: heading level, bold, size, list item (ECMA-376, 17.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from services.cvfsm.adapters.docx_xml import PARSER, W, child, is_on, value
from services.cvfsm.core.document.lines import Look

BODY_LEVEL: Final = 9
"""Outline level of body text (ECMA-376, 17.3.1.20)."""
MAX_STYLE_DEPTH: Final = 10
"""Word itself allows ten levels of basedOn."""
_STYLE_HEAD: Final = b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
_STYLE_END: Final = b"</w:style>"
_STYLE_TAIL: Final = b"</w:styles>"
DEFAULT_SIZE: Final = 10.0
"""Points, where a file names no size (ECMA-376, 17.3.2.38)."""
_DEFAULT_SIZE: Final = re.compile(rb'<w:sz w:val="(\d{1,3})"')
PLAIN: Final = Look()
LEVEL: Final = 18.0
"""Points of Word's own indent for each level of a list."""
MAX_POINTS: Final = 8_000.0


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a paragraph, whether it is a list item, and its indent in points, a level of a list counted as 18."""

    look: Look = PLAIN
    bullet: bool = False
    indent: float = 0.0


class StyleSheet:
    """The styles of a document, each resolved when it is first asked for."""

    def __init__(self, content: bytes) -> None:
        """Keep the part as it is."""
        self._content = content
        self._styles: dict[str, Style] = {}
        size = _DEFAULT_SIZE.search(content, 0, max(content.find(b"</w:docDefaults>"), 0))
        self._default = Style(Look(size=points(size[1].decode()) if size else DEFAULT_SIZE))

    def style(self, key: str, depth: int = 0) -> Style:
        """Return a style with all it is based on; resolved when first asked for."""
        if key not in self._styles:
            row = self._style_row(key) if key and depth <= MAX_STYLE_DEPTH else None
            parent = value(row, "basedOn")
            base = self.style(parent, depth + 1) if parent else self._default
            self._styles[key] = base if row is None else applied(base, row, (value(row, "name") or "").casefold())
        return self._styles[key]

    def _style_row(self, key: str) -> etree._Element | None:
        """Return one style's element. Style sheets are large and few of their styles are used, so each is cut out alone."""
        sheet = self._content
        at = sheet.find(b'w:styleId="%s"' % key.encode())
        start, end = sheet.rfind(b"<w:style ", 0, at), sheet.find(_STYLE_END, at)
        if min(at, start, end) < 0:
            return None
        try:
            return etree.fromstring(_STYLE_HEAD + sheet[start:end] + _STYLE_END + _STYLE_TAIL, PARSER)[0]
        except etree.XMLSyntaxError:
            return None


def applied(base: Style, element: etree._Element, name: str) -> Style:
    """Return the style with what a style or paragraph element sets."""
    look = base.look
    level = value(element, "outlineLvl") or value(child(element, "pPr"), "outlineLvl")
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
    runs = child(element, "rPr")
    if runs is not None and element.tag == f"{W}style":
        look = replace(
            look,
            bold=is_on(runs, "b") if child(runs, "b") is not None else look.bold,
            caps=is_on(runs, "caps") or is_on(runs, "smallCaps") or look.caps,
            italic=is_on(runs, "i") if child(runs, "i") is not None else look.italic,
            size=points(value(runs, "sz")) or look.size,
        )
    properties = element if element.tag == f"{W}pPr" else child(element, "pPr")
    numbered = child(properties, "numPr") if properties is not None else None
    bullet = base.bullet
    if numbered is not None:
        bullet = value(numbered, "numId") not in {None, "0"} or child(numbered, "numId") is None
    indent = base.indent
    if properties is not None and (moved := child(properties, "ind")) is not None:
        indent = points(moved.get(f"{W}left") or moved.get(f"{W}start")) / 10
    if numbered is not None and bullet:
        indent = max(indent, LEVEL * (1 + int(points(value(numbered, "ilvl")) * 2)))
    return Style(look, bullet, indent)


def points(text: str | None) -> float:
    """Return half-points as points; 0 for what is no number."""
    try:
        return min(max(float(text or 0) / 2, 0.0), MAX_POINTS)
    except ValueError:
        return 0.0
