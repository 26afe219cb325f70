"""One upload to CV data: decides by the content what the file is, reads it, and lets the core understand it.

Runs in the parser process only: the limits around that process are what makes hostile files harmless.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.cvfsm.adapters.docx_lines import read_docx
from services.cvfsm.adapters.labeller import shipped
from services.cvfsm.adapters.pdf_lines import read_pdf
from services.cvfsm.adapters.safe_zip import open_package
from services.cvfsm.core.document.cv import CvData, lines
from services.cvfsm.core.document.cv_json import breaches
from services.cvfsm.core.document.json_resume import from_json_resume
from services.cvfsm.core.ingest.read import read_cv
from services.shared.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from services.cvfsm.core.document.lines import Line

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_PDF_SEARCH_BYTES: Final = 1024
"""Readers accept the PDF header within the first kilobyte (ISO 32000-1, Annex H)."""


@dataclass(frozen=True, slots=True)
class ParsedCv:
    """What an upload holds.

    Attributes:
        created_from: ``docx``, ``pdf`` or ``json``.
        warnings: Stable words for what was read only in part (``HIDDEN_TEXT_SKIPPED``, ``NO_NAME_FOUND``, ...).
    """

    data: CvData
    created_from: str
    warnings: tuple[str, ...] = ()


def parse(file_name: str, content: bytes) -> ParsedCv:
    """Return the data of one upload.

    Raises:
        InvalidInput: FILE_EMPTY, FILE_TYPE_UNSUPPORTED, FILE_ENCRYPTED, FILE_MACROS, FILE_EXTERNAL_LINKS, FILE_MALFORMED.
        TooLarge: FILE_TOO_COMPLEX.
    """
    if not content.strip(b"\x00 \r\n\t"):
        raise InvalidInput("FILE_EMPTY", "the file is empty", field="content")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found, warnings = read_docx(open_package(content))
        return _understood(found, "docx", warnings)
    if b"%PDF-" in content[:_PDF_SEARCH_BYTES]:
        found, warnings = read_pdf(content)
        return _understood(found, "pdf", warnings)
    if content.startswith(_OLE):
        raise _ole_error(content)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return _json(content)
    raise InvalidInput(
        "FILE_TYPE_UNSUPPORTED",
        "only DOCX, PDF and JSON Resume files are read",
        field="content",
        file_name=file_name[-16:],
    )


def _understood(found: list[Line], kind: str, warnings: list[str]) -> ParsedCv:
    if not found:
        raise InvalidInput(
            "FILE_EMPTY", "no text was found in the file; a scan needs text recognition first", field="content"
        )
    data = read_cv(found, shipped())
    notes = [*warnings]
    notes += [
        note for note, missing in (("NO_NAME_FOUND", not data.full_name), ("NO_EMAIL_FOUND", not data.email)) if missing
    ]
    return ParsedCv(_bounded(data), kind, tuple(notes))


def _bounded(data: CvData) -> CvData:
    if broken := breaches(data):
        raise TooLarge("FILE_TOO_COMPLEX", f"the file holds more than a CV can: {broken[0]}", field="content")
    return data


def _ole_error(content: bytes) -> InvalidInput:
    if _ENCRYPTED_STREAM in content:
        return InvalidInput("FILE_ENCRYPTED", "the file is protected by a password", field="content")
    return InvalidInput("FILE_TYPE_UNSUPPORTED", "this is the old .doc format: save it as DOCX or PDF", field="content")


def _json(content: bytes) -> ParsedCv:
    try:
        plain = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("FILE_MALFORMED", "the JSON is damaged", field="content") from error
    data, warnings = from_json_resume(plain)
    if not any(lines(data)):
        raise InvalidInput("FILE_EMPTY", "the file holds nothing of a JSON Resume", field="content")
    return ParsedCv(_bounded(data), "json", tuple(warnings))
