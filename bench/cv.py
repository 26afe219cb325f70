"""What reading and printing a CV costs: reading against docx2python alone, printing against RenderCV.

Both sides of a ratio do the same work in the same run. Reading is the CPU time of the service's process and of the parser
process together, so that the load of the machine does not matter; the parser pool is warm, as in the service, and start-up
is told apart.
"""

from __future__ import annotations

import asyncio
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
from services.cvfsm.core.cv import CvData, EducationEntry, Language, WorkEntry
from services.cvfsm.core.page import TEMPLATES, RenderOptions

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


MAX_READING = 2.0
"""Of the time of docx2python alone, on every file."""
MAX_PRINTING_MS = 60.0
MAX_OF_RENDERCV = 1 / 20


async def run(python_with_rendercv: Path | None = None) -> int:
    """Print the table; 0 when the promised figures hold.

    Args:
        python_with_rendercv: An interpreter that has RenderCV; None leaves the comparison out.
    """
    ratios = await _reading()
    cpu_ms = await _printing()
    share = await _of_rendercv(python_with_rendercv, cpu_ms)
    holds = max(ratios) <= MAX_READING and cpu_ms <= MAX_PRINTING_MS and share <= MAX_OF_RENDERCV
    return 0 if holds else 1


async def _of_rendercv(python: Path | None, cpu_ms: float) -> float:
    """Print the comparison with RenderCV; return our share of its time, 0 where it was left out."""
    if python is None:
        print("RenderCV: left out, no interpreter was named (--rendercv)")
        return 0.0
    try:
        spent = await rendercv.measure(python, [sample(number) for number in range(RENDERCV_PRINTS)])
    except rendercv.Absent as reason:
        print(f"RenderCV: left out, {reason}")
        return 0.0
    for name, seconds in (("command", spent.command_s), ("warm process", spent.warm_s)):
        times = seconds * 1e3 / cpu_ms
        print(f"RenderCV {spent.version} {name:12} median {seconds * 1e3:7.1f} ms of CPU, {times:.1f} times ours")
    return cpu_ms / 1e3 / spent.command_s


async def _reading() -> list[float]:
    files = {path.name: path.read_bytes() for path in sorted(SAMPLES.glob("*.docx"))} or {
        "export.docx": to_docx(sample(0), "en")
    }
    print(f"{'file':34} {'metier ms':>10} {'docx2python ms':>15} {'ratio':>6}   of CPU")
    ratios = []
    for name, content in files.items():
        pool, began = ParserPool(processes=1), time.perf_counter()
        await pool.start()
        start_ms = (time.perf_counter() - began) * 1e3
        own, other = [], []
        for _ in range(WARM_UP + ROUNDS):  # in turn, so that both see the same machine
            own.append(await _seconds(pool, content))
            other.append(_seconds_of(content))
        await pool.close()
        mine, theirs = (statistics.median(spent[WARM_UP:]) for spent in (own, other))
        ratios.append(mine / theirs)
        print(
            f"{name:34} {mine * 1e3:10.1f} {theirs * 1e3:15.1f} {ratios[-1]:6.2f}   process started in {start_ms:.0f} ms"
        )
    return ratios


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


async def _printing() -> float:
    """Print the CPU time of a warm PDF for each template; return the largest median."""
    typst = TypstPdf()
    medians = []
    for template in TEMPLATES:
        spent = []
        for number in range(PRINTS):
            began = time.process_time()
            await typst.render(sample(number), RenderOptions(template=template, pages=1))
            spent.append(time.process_time() - began)
        warm = spent[PRINTS // 6 :]
        medians.append(statistics.median(warm) * 1e3)
        print(
            f"PDF {template:8} cold {spent[0] * 1e3:6.1f} ms of CPU, warm median {medians[-1]:5.1f}, worst {max(warm) * 1e3:5.1f}"
        )
    typst.close()
    return max(medians)


if __name__ == "__main__":
    raise SystemExit(asyncio.run(run()))
