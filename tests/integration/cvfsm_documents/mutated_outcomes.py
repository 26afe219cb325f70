"""What becomes of damaged uploads in the parser pool."""

from __future__ import annotations

import hashlib
import json
import resource
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from services.cvfsm.adapters.parse import parse
from services.cvfsm.adapters.parser_pool import ParserPool
from services.cvfsm.adapters.typst_pdf import TypstPdf
from services.cvfsm.core.output.page import RenderOptions
from services.shared.errors import InvalidInput, TooLarge
from tests.integration.cvfsm_documents.documents import build
from tests.integration.cvfsm_documents.mutations import mutated

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.txt"))


@dataclass
class Outcomes:
    """Counts, and what should not have happened: digest of the file -> what came of it."""

    read: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    growth_bytes: int = 0
    surprises: dict[str, str] = field(default_factory=dict)


async def seeds() -> list[bytes]:
    """Sound documents: every sample as DOCX, the first as a PDF and as a JSON Resume."""
    made = [build(sample.read_text("utf-8")) for sample in SAMPLES]
    data = parse("cv.docx", made[0]).data
    resume = {"basics": {"name": data.full_name, "email": data.email}, "skills": [{"name": s} for s in data.skills]}
    typst = TypstPdf()
    pdf = await typst.render(data, RenderOptions())
    typst.close()
    return [*made, pdf, json.dumps(resume).encode()]


async def outcomes(files: Sequence[bytes], count: int, seed: int) -> Outcomes:
    """Upload `count` damaged files to a pool of two processes, one after the other."""
    found = Outcomes()
    pool = ParserPool(processes=2)
    await pool.start()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for content in mutated(files, count, seed):
        began = time.monotonic()
        name = hashlib.sha256(content).hexdigest()[:12]
        try:
            await pool.parse("cv.docx", content)
            found.read += 1
        except (InvalidInput, TooLarge) as refusal:
            found.refused += 1
            if not refusal.reason.startswith("FILE_"):
                found.surprises[name] = refusal.reason
        except Exception as error:  # noqa: BLE001 - that there is none is what is tested
            found.surprises[name] = repr(error)
        found.slowest_s = max(found.slowest_s, time.monotonic() - began)
    found.growth_bytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    await pool.close()
    return found
