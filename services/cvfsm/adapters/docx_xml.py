"""The XML of Word files: names, the parts of a package, and the look-ups the readers need."""

from __future__ import annotations

import posixpath
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from lxml import etree  # type: ignore[import-untyped]

from services.shared.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
SKIPPED: Final = frozenset(
    {
        f"{W}{n}"
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
_TRUE: Final = frozenset({None, "1", "true", "on"})
PARSER: Final = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


class Package:
    """The XML parts of a package that has passed `safe_zip`; each is parsed when it is asked for."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        """Keep the parts by name; find the main one."""
        self.parts = parts
        self.main = self._main_part()

    def parse(self, name: str) -> etree._Element:
        """Return the root of a part, in the transitional namespace.

        Raises:
            InvalidInput: FILE_MALFORMED.
        """
        content = self.parts.get(name)
        if content is None:
            raise InvalidInput("FILE_MALFORMED", "not a Word document: a part is missing", field="content")
        try:
            root = etree.fromstring(content, PARSER)
        except etree.XMLSyntaxError as error:
            raise InvalidInput(
                "FILE_MALFORMED", "the Word document is damaged or nested too deeply", field="content"
            ) from error
        if root.tag.startswith(STRICT):
            for element in root.iter(f"{STRICT}*"):
                element.tag = W + element.tag[len(STRICT) :]
        return root

    def relationships(self, part: str) -> Mapping[str, str]:
        """Return the targets of a part's relationships by id."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.parts:
            return MappingProxyType({})
        return {row.get("Id", ""): row.get("Target", "") for row in self.parse(rels)}

    def _main_part(self) -> str:
        for target, kind in self._targets(""):
            if kind.endswith("/officeDocument"):
                return target
        if "word/document.xml" not in self.parts:
            raise InvalidInput("FILE_MALFORMED", "not a Word document: its main part is missing", field="content")
        return "word/document.xml"

    def _targets(self, part: str) -> Iterator[tuple[str, str]]:
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels in self.parts:
            for row in self.parse(rels):
                target = row.get("Target", "")
                inside = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                yield inside, row.get("Type", "")


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of that name in the main namespace."""
    return None if element is None else element.find(W + name)


def value(element: etree._Element | None, name: str) -> str | None:
    """Return the `val` of a child; None where there is no such child."""
    found = child(element, name)
    return None if found is None else found.get(f"{W}val")


def is_on(element: etree._Element, name: str) -> bool:
    """Tell whether a switch is there and not set to false."""
    found = child(element, name)
    return found is not None and found.get(f"{W}val") in _TRUE


def chosen(alternate: etree._Element) -> etree._Element:
    """Return the part of an alternative that Word shows: its first choice, else its fallback."""
    choice = alternate.find(f"{MC}Choice")
    if choice is None:
        choice = alternate.find(f"{MC}Fallback")
    return alternate if choice is None else choice


def inside_fallback(box: etree._Element, top: etree._Element) -> bool:
    """Tell whether a text box is a fallback's, or stands in another one."""
    parent = box.getparent()
    while parent is not None and parent is not top:
        if parent.tag in {f"{MC}Fallback", f"{W}txbxContent"}:
            return True
        parent = parent.getparent()
    return False


def owner_table(row: etree._Element) -> etree._Element | None:
    """Return the table a row belongs to."""
    parent = row.getparent()
    while parent is not None and parent.tag != f"{W}tbl":
        parent = parent.getparent()
    return parent


def row_cells(row: etree._Element) -> Iterator[etree._Element]:
    """Return the cells of a row, also those inside of content controls."""
    for element in row:
        if element.tag == f"{W}tc":
            yield element
        elif element.tag not in SKIPPED:
            yield from row_cells(element)
