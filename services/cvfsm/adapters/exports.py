"""The CV in other forms than PDF: DOCX and JSON Resume, by form."""

from __future__ import annotations

import asyncio
import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from services.cvfsm.adapters import docx_export
from services.cvfsm.core.document import json_resume

if TYPE_CHECKING:
    from services.cvfsm.core.document.cv import CvData
    from services.cvfsm.core.output.page import RenderOptions


async def to_docx(data: CvData, options: RenderOptions) -> bytes:
    """Return a DOCX of the data, with headings and dates in the language of the output."""
    return await asyncio.to_thread(docx_export.to_docx, data, options.language, options.section_order, options.paper)


async def to_json(data: CvData, options: RenderOptions) -> bytes:
    """Return the data as JSON Resume."""
    del options
    plain = await asyncio.to_thread(json_resume.to_json_resume, data)
    return json.dumps(plain, ensure_ascii=False, indent=2).encode()


BY_FORM: Final = MappingProxyType({"docx": to_docx, "json": to_json})
