"""The corpus of malformed and hostile uploads: each gets an outcome its manifest accepts, in time and in memory."""

import csv
import resource
import subprocess
import sys
import time

import pytest

from services.cvfsm.adapters.parser_pool import ParserPool
from services.shared.errors import InvalidInput, TooLarge
from tests.paths import EVAL

MAKER = EVAL / "hostile" / "make_hostile.py"
MAX_FILE_S = 10
MAX_GROWTH_BYTES = 64 << 20

pytestmark = pytest.mark.skipif(not MAKER.exists(), reason="the hostile corpus is not beside this checkout")

SIZE = {"FILE_TOO_LARGE", "FILE_TOO_COMPLEX"}
# What the manifest wants where it does not accept just any refusal: reasons, or the person who must be found.
WANTED = {
    "zip_bomb_ratio.docx": SIZE,
    "zip_100k_entries.docx": SIZE,
    "random_30mb.docx": SIZE,
    "macro_vbaproject.docx": {"FILE_MACROS"},
    "encrypted_ooxml.docx": {"FILE_ENCRYPTED"},
    "zip_password_flag.docx": {"FILE_ENCRYPTED"},
    "pdf_encrypted_flag.pdf": {"FILE_ENCRYPTED", "FILE_MALFORMED"},
    "legacy_word97.doc": {"FILE_TYPE_UNSUPPORTED"},
    "legacy_doc_named.docx": {"FILE_TYPE_UNSUPPORTED"},
    "png_named.docx": {"FILE_TYPE_UNSUPPORTED"},
    "empty.docx": {"FILE_EMPTY"},
    "pdf_no_text_scan.pdf": {"FILE_EMPTY"},
    "zip_document_xml_missing.docx": {"FILE_MALFORMED"},
    "zip_not_office.docx": {"FILE_MALFORMED"},
    "xml_invalid.docx": {"FILE_MALFORMED"},
    "zip_truncated.docx": {"FILE_MALFORMED"},
    "zip_bad_crc.docx": {"FILE_MALFORMED"},
    "prompt_injection_visible.docx": "Jane Testcase",
    "prompt_injection_hidden.docx": "Jane Testcase",
    "xml_utf16_bom.docx": "Jane Testcase",
    "image_pixel_bomb.docx": "Jane Testcase",
    "pdf_javascript_launch.pdf": "Jane Testcase",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    subprocess.run([sys.executable, str(MAKER), str(folder)], check=True, capture_output=True, timeout=120)
    return folder


async def outcome_of(pool, path):
    try:
        return (await pool.parse(path.name, path.read_bytes())).data.full_name
    except (InvalidInput, TooLarge) as refused:
        return {refused.reason}


async def test_every_file_gets_an_outcome_its_manifest_accepts(corpus):
    with MAKER.with_name("MANIFEST.tsv").open(encoding="utf-8") as rows:
        names = [row["file"] for row in csv.DictReader(rows, delimiter="\t")]
    pool = ParserPool(processes=1)
    await pool.start()
    wrong, slow = {}, {}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in names:
        began = time.monotonic()
        outcome = await outcome_of(pool, corpus / name)
        if time.monotonic() - began > MAX_FILE_S:
            slow[name] = time.monotonic() - began
        wanted = WANTED.get(name)
        if wanted is not None and not (outcome == wanted if isinstance(wanted, str) else outcome and outcome <= wanted):
            wrong[name] = outcome
    growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    after = (await pool.parse("cv.docx", (corpus / "prompt_injection_visible.docx").read_bytes())).data
    await pool.close()
    assert (len(names), wrong, slow) == (45, {}, {})
    assert growth <= MAX_GROWTH_BYTES
    assert (after.full_name, len(after.work_experience)) == ("Jane Testcase", 1)


async def test_nothing_of_the_machine_shows_in_what_was_read(corpus):
    pool = ParserPool(processes=1)
    await pool.start()
    outcomes = [await outcome_of(pool, corpus / name) for name in ("xml_xxe_file.docx", "external_template.docx")]
    await pool.close()
    assert "root:" not in str(outcomes)
