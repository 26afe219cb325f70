"""What reading and printing a CV costs: reading against docx2python alone, printing against RenderCV.

Both sides of a ratio do the same work in the same run. Reading is the CPU time of the service's process and of the parser
process together, so that the load of the machine does not matter; the parser pool is warm, as in the service, and start-up
is told apart.
"""

from __future__ import annotations

import io
import os
import statistics
import time
from pathlib import Path

from docx2python import docx2python

from bench import rendercv
from services.cvfsm.adapters.docx_export import to_docx
from services.cvfsm.adapters.parser_pool import ParserPool
from services.cvfsm.adapters.typst_pdf import TypstPdf
from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, WorkEntry
from services.cvfsm.core.output.page import TEMPLATES, RenderOptions
from services.shared.errors import InvalidInput

SAMPLES = (
    Path(os.environ.get("METIER_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data" / "eval" / "cvs"
)
WARM_UP = 5
ROUNDS = 40
PRINTS = 60
RENDERCV_PRINTS = 13


def sample(number: int) -> CvData:
    """Return a one-page CV; `number` makes each different, so that no compiler's cache answers."""
    bullets = tuple(
        f"Led project {number}-{index} from the first sketch to the last invoice, on time" for index in range(4)
    )
    return CvData(
        full_name=f"Ada Byron {number}",
        email=f"ada{number}@example.org",
        phone="+44 20 7946 0000",
        location="London, United Kingdom",
        profile=f"Analyst with {number % 30} years of engines, tables and notes that others can follow.",
        work_experience=tuple(
            WorkEntry(f"Engine Works {number}", "Analyst", f"20{10 + n}-03", f"20{11 + n}-02", "London", bullets)
            for n in range(4)
        ),
        education=(EducationEntry("University of Example", "BSc Mathematics", "2006", "2009"),),
        languages=(Language("English", "native"), Language("French", "C1")),
        skills=("analysis", "tables", "notes", f"engine {number}"),
    )


async def run(python_with_rendercv: Path | None = None) -> dict[str, float]:
    """Return milliseconds of CPU, medians, and ratios.

    Args:
        python_with_rendercv: An interpreter that has RenderCV; None leaves the comparison out.

    Raises:
        InvalidInput: RENDERCV_ABSENT, the interpreter named has none.
    """
    figures = await _reading() | await _printing()
    if python_with_rendercv is not None:
        figures |= await _of_rendercv(python_with_rendercv, figures["print.slowest_ms"])
    return figures


async def _of_rendercv(python: Path, own_ms: float) -> dict[str, float]:
    try:
        spent = await rendercv.measure(python, [sample(number) for number in range(RENDERCV_PRINTS)])
    except rendercv.Absent as reason:
        raise InvalidInput("RENDERCV_ABSENT", str(reason), field="rendercv") from None
    figures: dict[str, float] = {}
    for name, seconds in (("command", spent.command_s), ("warm", spent.warm_s)):
        figures |= {f"rendercv.{name}_ms": seconds * 1e3, f"rendercv.{name}_to_ours": seconds * 1e3 / own_ms}
    return figures


async def _reading() -> dict[str, float]:
    files = {path.stem: path.read_bytes() for path in sorted(SAMPLES.glob("*.docx"))} or {
        "export": to_docx(sample(0), "en")
    }
    figures: dict[str, float] = {}
    for name, content in files.items():
        pool, began = ParserPool(processes=1), time.perf_counter()
        await pool.start()
        figures[f"read.{name}.start_ms"] = (time.perf_counter() - began) * 1e3
        own, other = [], []
        for _ in range(WARM_UP + ROUNDS):  # in turn, so that both see the same machine
            own.append(await _seconds(pool, content))
            other.append(_seconds_of(content))
        await pool.close()
        mine, theirs = (statistics.median(spent[WARM_UP:]) for spent in (own, other))
        figures |= {f"read.{name}.ms": mine * 1e3, f"read.{name}.to_docx2python": mine / theirs}
    return figures


async def _seconds(pool: ParserPool, content: bytes) -> float:
    """CPU time of one parse, of this process and the parser's."""
    (parser,) = pool.pids
    began = time.process_time() + _cpu_of(parser)
    await pool.parse("cv.docx", content)
    return time.process_time() + _cpu_of(parser) - began


def _cpu_of(pid: int) -> float:
    """CPU time of another process so far: its clock by the formula of clock_getcpuclockid(3) on Linux."""
    return time.clock_gettime((~pid << 3) | 2)


def _seconds_of(content: bytes) -> float:
    began = time.process_time()
    with docx2python(io.BytesIO(content)) as document:
        str(document.text)
    return time.process_time() - began


async def _printing() -> dict[str, float]:
    """What a PDF takes with each template: the first one of a process, and the median of those that follow."""
    typst = TypstPdf()
    cold: dict[str, float] = {}
    warm: dict[str, float] = {}
    for template in TEMPLATES:
        spent = []
        for number in range(PRINTS):
            began = time.process_time()
            await typst.render(sample(number), RenderOptions(template=template, pages=1))
            spent.append((time.process_time() - began) * 1e3)
        cold[f"print.{template}.cold_ms"] = spent[0]
        warm[f"print.{template}.ms"] = statistics.median(spent[PRINTS // 6 :])
    typst.close()
    return cold | warm | {"print.slowest_ms": max(warm.values())}
