"""PDFs say what the data says: every template and language, one page or two, any script, any text."""

import re

import pytest

from services.cvfsm.adapters import pdf_text
from services.cvfsm.adapters.parse import parse
from services.cvfsm.adapters.typst_pdf import TypstPdf
from services.cvfsm.core.document.cv import CvData, WorkEntry
from services.cvfsm.core.output.labels import LABELS, LANGUAGES
from services.cvfsm.core.output.page import TEMPLATES, RenderOptions
from services.cvfsm.core.output.roundtrip import missing_or_invented
from services.shared.errors import InvalidInput, TooLarge
from tests.integration.cvfsm_documents.documents import build
from tests.integration.cvfsm_documents.hostile_texts import cv
from tests.integration.cvfsm_documents.test_reading_documents import SAMPLES, facts

NAMES = (
    "王小明",
    "山田太郎",
    "김민수",
    "محمد علي",
    "יוסף כהן",
    "नरेंद्र शर्मा",
    "สมชาย ใจดี",
    "Ελένη Παππά",
    "Дмитрий Щукин",
    "Հայկ Սարգսյան",
    "ნინო",
    "አበበ",
    "தமிழ்",
    "বাংলা",
)
NOTDEF = re.compile(rb"/Differences")


@pytest.fixture(scope="module")
def typst():
    printer = TypstPdf()
    yield printer
    printer.close()


def long_cv(positions):
    bullet = "Negotiated, planned and delivered a long list of things that take a whole line of the page to tell about."
    return CvData(
        full_name="Ada Byron",
        work_experience=tuple(
            WorkEntry(f"Mill {n}", "Clerk", "2001", "2002", "", (bullet,) * 4) for n in range(positions)
        ),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
async def test_every_template_prints_every_language_and_loses_nothing(typst, template, language):
    data = parse("cv.docx", build(SAMPLES[0].read_text("utf-8"))).data
    text = pdf_text.extract(await typst.render(data, RenderOptions(language, 1, template)))
    assert missing_or_invented(data, text, language) == []
    assert LABELS[language]["work_experience"] in text


@pytest.mark.parametrize("name", NAMES)
async def test_names_of_any_script_are_printed(typst, name):
    data = CvData(full_name=name, email="a@example.org")
    pdf = await typst.render(data, RenderOptions())
    assert missing_or_invented(data, pdf_text.extract(pdf)) == []


@pytest.mark.parametrize("seed", range(40))
async def test_hostile_text_is_printed_as_it_stands(typst, seed):
    data, options = cv(seed), RenderOptions(LANGUAGES[seed % len(LANGUAGES)], 2, TEMPLATES[seed % len(TEMPLATES)])
    text = pdf_text.extract(await typst.render(data, options))
    assert missing_or_invented(data, text, options.language) == []


async def test_a_long_cv_is_made_smaller_until_it_fits(typst):
    for pages in (1, 2):
        pdf = await typst.render(long_cv(6 * pages), RenderOptions(pages=pages))
        assert pdf_text.count_pages(pdf) == pages


async def test_a_cv_that_cannot_fit_is_refused_and_not_cut(typst):
    with pytest.raises(TooLarge) as refused:
        await typst.render(long_cv(60), RenderOptions(pages=1))
    assert (refused.value.reason, refused.value.metadata["pages"]) == ("CV_TOO_LONG", "1")


@pytest.mark.parametrize("options", [RenderOptions(template="gaudy"), RenderOptions(language="xx")])
async def test_options_that_do_not_exist_are_refused(typst, options):
    with pytest.raises(InvalidInput) as refused:
        await typst.render(CvData(full_name="Ada"), options)
    assert refused.value.reason == "OPTION_UNKNOWN"


async def test_the_file_is_tagged_titled_and_has_its_fonts_inside(typst):
    pdf = await typst.render(CvData(full_name="Ada Byron", skills=("sums",)), RenderOptions("de"))
    assert b"/StructTreeRoot" in pdf
    assert b"/Marked true" in pdf
    assert b"pdfuaid" in pdf
    assert re.search(rb"/Lang ?\(de\)", pdf)
    assert b"/FontFile" in pdf


@pytest.mark.parametrize("template", TEMPLATES)
async def test_a_printed_cv_can_be_uploaded_again(typst, template):
    for sample in SAMPLES[:5]:
        data = parse("cv.docx", build(sample.read_text("utf-8"))).data
        back = parse("cv.pdf", await typst.render(data, RenderOptions("en", 1, template))).data
        assert facts(back)["email"] == data.email
        assert facts(back)["work"] == facts(data)["work"]
        assert facts(back)["languages"] == facts(data)["languages"]
