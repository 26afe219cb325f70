"""What RenderCV spends on CVs of the same content, PDF alone: as a command, and in a process kept warm.

RenderCV is no dependency: it is run by an interpreter that has it (``pip install 'rendercv[full]'`` in an environment of
its own). It reads YAML, of which JSON is a part, and prints by Typst as we do. The one package that it downloads at its
first print, icons beside the contact data, is stood in for by one that draws a square: this can only make it faster.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.cvfsm.core.document.cv import CvData

_SCRIPT = """
import contextlib, io, json, sys, time
from rendercv.cli.app import app
spent = []
for path in sys.argv[1:]:
    began = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        app(["render", path, "-nomd", "-nohtml", "-nopng", "-o", path + ".out"], standalone_mode=False)
    spent.append(time.process_time() - began)
print(json.dumps({"seconds": spent}))
"""


_ICONS = {
    "typst.toml": '[package]\nname = "fontawesome"\nversion = "0.6.0"\nentrypoint = "lib.typ"\n',
    "lib.typ": "#let fa-icon(name, size: 1em, ..rest) = box(width: size, height: size, stroke: 0.5pt)\n",
}


COMMANDS = 3


class Absent(Exception):
    """RenderCV did not run; the text tells why."""


@dataclass(frozen=True)
class Spent:
    """CPU time of a PDF: of the command as people run it, and of a print in a process kept warm."""

    command_s: float
    warm_s: float


async def measure(python: Path, cvs: Sequence[CvData]) -> Spent:
    """Return what PDFs of `cvs` cost, as medians; a warm process prints three (fonts, caches) before it counts.

    Raises:
        Absent: the interpreter is missing, or has no RenderCV that works.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"cv{number}.yaml" for number in range(len(cvs))]
        for path, cv in zip(paths, cvs, strict=True):
            path.write_text(json.dumps(document(cv)), encoding="utf-8")
        icons = Path(folder) / "typst/packages/preview/fontawesome/0.6.0"
        icons.mkdir(parents=True)
        for name, text in _ICONS.items():
            (icons / name).write_text(text, encoding="utf-8")
        commands = [(await _run(python, [path]))[1] for path in paths[:COMMANDS]]
        told = json.loads((await _run(python, paths))[0].splitlines()[-1])
    return Spent(statistics.median(commands), statistics.median(told["seconds"][3:]))


async def _run(python: Path, paths: Sequence[Path]) -> tuple[bytes, float]:
    """Print PDFs in one process; return what it says and its CPU time."""
    folder = paths[0].parent
    for pdf in folder.rglob("*.pdf"):
        pdf.unlink()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        process = await asyncio.create_subprocess_exec(
            str(python),
            "-c",
            _SCRIPT,
            *map(str, paths),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=folder,
            env={**os.environ, "XDG_CACHE_HOME": str(folder)},
        )
    except OSError as error:
        raise Absent(f"{python} cannot be run") from error
    answer, complaint = await process.communicate()
    if process.returncode:
        raise Absent((complaint.decode().strip().splitlines() or ["it failed"])[-1])
    if len(list(folder.rglob("*.pdf"))) != len(paths):
        raise Absent("it printed no PDF")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return answer, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def document(cv: CvData) -> dict[str, Any]:
    """Return the same content as RenderCV's input."""
    sections: dict[str, list[Any]] = {
        "profile": [cv.profile],
        "experience": [
            {
                "company": job.employer,
                "position": job.title,
                "location": job.location,
                "start_date": job.start,
                "end_date": job.end,
                "highlights": list(job.bullets),
            }
            for job in cv.work_experience
        ],
        "education": [
            {"institution": e.institution, "area": e.degree, "start_date": e.start, "end_date": e.end}
            for e in cv.education
        ],
        "languages": [{"label": language.name, "details": language.level} for language in cv.languages],
        "skills": [{"label": "Skills", "details": ", ".join(cv.skills)}],
    }
    contact = {"name": cv.full_name, "email": cv.email, "phone": cv.phone, "location": cv.location}
    return {"cv": {**contact, "sections": sections}, "design": {"theme": "classic"}}
