"""What an applicant tracking system gets: three independent readers find name, contact, jobs and dates, in order; links work."""

import io
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest

from services.cvfsm.adapters import pdf_text
from services.cvfsm.adapters.typst_pdf import TypstPdf
from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, WorkEntry
from services.cvfsm.core.output.page import PAPERS, TEMPLATES, RenderOptions
from services.cvfsm.core.output.roundtrip import missing_or_invented
from services.shared.errors import TooLarge

NAMES = ("Maja Novak", "Michał Wiśniewski-Żółtowski", "Дмитрий Щукин", "王小明")


def cv(name: str = "Maja Novak", jobs: int = 3) -> CvData:
    return CvData(
        full_name=name,
        email="maja.novak@example.com",
        phone="+44 7700 900123",
        location="12 Mill Lane, Leeds LS1 4AB",
        links=("linkedin.com/in/maja-novak", "javascript:alert(1)"),
        profile="Care coordinator with <b>nine</b> years in residential and home care.",
        work_experience=tuple(
            WorkEntry(
                f"Northgate Care {chr(65 + i)}",
                "Senior care coordinator",
                f"{2022 - i}-03",
                f"{2023 - i}-02",
                "Leeds",
                ("- Planned the weekly rota for 14 carers", "---", "Trained new starters and kept their records")
                * (1 + i % 2),
            )
            for i in range(jobs)
        ),
        education=(EducationEntry("University of Leeds", "BSc Health and Social Care", "2012", "2015"),),
        languages=(Language("English", "C2"),),
        skills=("rota planning", "staff training"),
        publications=("Novak, M. (2019). Care at home. Journal of Care, 12(3), 4-9.",),
    )


@pytest.fixture(scope="module")
def typst():
    printer = TypstPdf()
    yield printer
    printer.close()


def by_poppler(pdf: bytes, folder: Path) -> str:
    (folder / "cv.pdf").write_bytes(pdf)
    return subprocess.run(["pdftotext", str(folder / "cv.pdf"), "-"], capture_output=True, check=True).stdout.decode()


def by_pypdf(pdf: bytes, folder: Path) -> str:
    del folder
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def by_pdfium(pdf: bytes, folder: Path) -> str:
    del folder
    return pdf_text.extract(pdf)


@pytest.mark.parametrize("read", [by_poppler, by_pypdf, by_pdfium])
@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("name", NAMES)
async def test_a_reader_finds_name_contact_jobs_and_dates_in_order(typst, tmp_path, template, name, read):
    if read is by_poppler and not shutil.which("pdftotext"):
        pytest.skip("poppler is not installed")
    data = cv(name)
    text = " ".join(read(await typst.render(data, RenderOptions(template=template)), tmp_path).split())
    wanted = [name, "LS1 4AB", "+44 7700 900123", "maja.novak@example.com", "linkedin.com/in/maja-novak"]
    for job in data.work_experience:
        wanted += [job.title, job.employer]
    wanted += ["BSc Health and Social Care", "University of Leeds"]
    squeezed = text.replace(" ", "")
    at = 0
    for part in wanted:
        found = squeezed.find(part.replace(" ", ""), at)
        assert found >= 0, (part, text)
        at = found
    assert [squeezed.index(f"Mar{2022 - i}–Feb{2023 - i}") for i in range(3)] == sorted(
        squeezed.index(f"Mar{2022 - i}–Feb{2023 - i}") for i in range(3)
    )


@pytest.mark.parametrize("paper", PAPERS)
async def test_links_can_be_clicked_and_markup_is_not_printed(typst, paper):
    pdf = await typst.render(cv(), RenderOptions(paper=paper))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    targets = {
        a.get_object()["/A"]["/URI"] for page in reader.pages for a in page.get("/Annots", []) if "/A" in a.get_object()
    }
    assert targets == {"mailto:maja.novak@example.com", "tel:+447700900123", "https://linkedin.com/in/maja-novak"}
    text = pdf_text.extract(pdf)
    assert "<b>" not in text
    assert "javascript" not in text
    assert "---" not in text
    width = float(reader.pages[0].mediabox.width)
    assert (width > 600) == (paper == "letter")


@pytest.mark.parametrize("template", TEMPLATES)
async def test_no_last_page_holds_a_line_or_two(typst, template):
    for jobs in (2, 4, 5, 6, 7, 8):
        pdf = await typst.render(cv(jobs=jobs), RenderOptions(template=template))
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
        assert len(pages) == 1 or len(pages[-1].splitlines()) > 5, (jobs, pages[-1])
        assert missing_or_invented(cv(jobs=jobs), pdf_text.extract(pdf)) == []


async def test_a_cv_that_is_too_long_is_told_so(typst):
    with pytest.raises(TooLarge):
        await typst.render(cv(jobs=60), RenderOptions(pages=1))
