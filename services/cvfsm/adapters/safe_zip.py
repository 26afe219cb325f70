"""Reads the text parts of an uploaded OOXML package, with every limit checked before or while a byte is inflated.

Rules (docs/reliability.md D4, ASVS 5.2):
    1. Nothing is written to disk and no name becomes a path; parts outside the list of names we read are not inflated.
    2. Sizes in the headers are believed only when they are too big; bytes are counted while inflating.
    3. Refused whatever they hold: encrypted entries, two entries of one name, symbolic links, macros, document types
       (DTDs), relationships that load something from outside. Hyperlinks are text and stay.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from services.shared.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_ENTRIES: Final = 1_000
MAX_UNPACKED_BYTES: Final = 50 * 2**20
MAX_RATIO: Final = 100
"""Of a part's size to its packed size; small parts may pack better (`RATIO_FREE_BYTES`)."""
RATIO_FREE_BYTES: Final = 1 * 2**20

_WANTED: Final = re.compile(r"(?:\[Content_Types\]\.xml|(?:[\w .-]+/)*[\w .-]+\.(?:xml|rels))")
_UNREAD: Final = re.compile(
    r"(?:customXml|docProps)/|.*/theme/|.*/(?:webSettings|fontTable|stylesWithEffects|comments\w*|people|settings|numbering)\.xml$"
)
_END_RECORD: Final = b"PK\x05\x06"
_COUNT_AT: Final = slice(10, 12)
_DTD: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DTD_WIDE: Final = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E", re.IGNORECASE)
_PLAIN_PROLOG: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\s[^<>]*\?>)?\s*<[A-Za-z_]")
"""A document type stands before the root element only (XML 1.0, 2.8): behind this there is none, whatever follows."""
_HEAD: Final = 64
"""Bytes in which a part in UTF-16 shows a zero byte: its XML declaration is ASCII."""
_EXTERNAL: Final = re.compile(r"<Relationship\b[^>]*>")
_HARMLESS: Final = ("/hyperlink",)
_LOCAL_TEMPLATE: Final = re.compile(r"Target=\"(?:file:///)?(?:[A-Za-z]:[\\/]|[^\"/\\:]+\.dot[mx]?\")")


def open_package(content: bytes) -> Mapping[str, bytes]:
    """Return the XML parts of the package by name.

    Raises:
        InvalidInput: FILE_MALFORMED, FILE_ENCRYPTED, FILE_MACROS, FILE_EXTERNAL_LINKS.
        TooLarge: FILE_TOO_COMPLEX, with the limit.
    """
    _check_count(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            infos = package.infolist()
            _check_entries(infos)
            parts = _inflate(package, infos)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, UnicodeError) as error:
        raise InvalidInput("FILE_MALFORMED", "the file is damaged", field="content") from error
    _check_content(parts)
    return parts


def _check_count(content: bytes) -> None:
    """Refuse many entries before Python's reader makes an object of each."""
    end = content.rfind(_END_RECORD)
    if end >= 0 and int.from_bytes(content[end:][_COUNT_AT], "little") > MAX_ENTRIES:
        raise _too_complex(f"the file has more than {MAX_ENTRIES} parts", MAX_ENTRIES)
    if content.count(b"PK\x01\x02") > 2 * MAX_ENTRIES:
        raise _too_complex(f"the file has more than {MAX_ENTRIES} parts", MAX_ENTRIES)


def _check_entries(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.filename for info in infos]
    if len(infos) > MAX_ENTRIES:
        raise _too_complex(f"the file has more than {MAX_ENTRIES} parts", MAX_ENTRIES)
    if len({name.casefold() for name in names}) != len(names):
        raise InvalidInput("FILE_MALFORMED", "the file holds two parts of one name", field="content")
    if sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
        raise _too_complex("the file is too large when unpacked", MAX_UNPACKED_BYTES)
    for info in infos:
        if info.flag_bits & 1:
            raise InvalidInput("FILE_ENCRYPTED", "the file is protected by a password", field="content")
        if stat.S_ISLNK(info.external_attr >> 16) or ".." in re.split(r"[\\/]", info.filename):
            raise InvalidInput("FILE_MALFORMED", "the file holds a part that points outside it", field="content")
        if info.filename.casefold().endswith("vbaproject.bin"):
            raise InvalidInput("FILE_MACROS", "documents with macros are not accepted", field="content")
        if info.file_size > RATIO_FREE_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise _too_complex("the file is packed too tightly", MAX_RATIO)


def _inflate(package: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = 0
    for info in infos:
        if not _WANTED.fullmatch(info.filename) or _UNREAD.match(info.filename):
            continue
        with package.open(info) as stream:
            data = stream.read(MAX_UNPACKED_BYTES - total + 1)
        total += len(data)
        if total > MAX_UNPACKED_BYTES:
            raise _too_complex("the file is too large when unpacked", MAX_UNPACKED_BYTES)
        parts[info.filename] = data
    return parts


def _check_content(parts: Mapping[str, bytes]) -> None:
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or b'vbaProject"' in types.replace(
        b'ContentType="application/vnd.ms-office.vbaProject"', b""
    ):
        raise InvalidInput("FILE_MACROS", "documents with macros are not accepted", field="content")
    for name, data in parts.items():
        is_plain = _PLAIN_PROLOG.match(data) and b"\x00" not in data[:_HEAD]
        if not is_plain and (_DTD.search(data) or _DTD_WIDE.search(data)):
            raise InvalidInput(
                "FILE_MALFORMED", "the file declares a document type, which Word files may not", field="content"
            )
        if name.endswith(".rels"):
            _check_relationships(data.decode("utf-8", "replace"))


def _check_relationships(text: str) -> None:
    for match in _EXTERNAL.finditer(text):
        row = match[0]
        if 'TargetMode="External"' not in row or any(f'{kind}"' in row for kind in _HARMLESS):
            continue
        # Word writes the author's own template path into many honest files; it is never opened here.
        if "/attachedTemplate" in row and _LOCAL_TEMPLATE.search(row):
            continue
        raise InvalidInput("FILE_EXTERNAL_LINKS", "the file loads parts from elsewhere", field="content")


def _too_complex(message: str, limit: int) -> TooLarge:
    return TooLarge("FILE_TOO_COMPLEX", message, field="content", limit=limit)
