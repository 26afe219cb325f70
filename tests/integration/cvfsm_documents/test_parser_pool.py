"""Uploads are read in processes that may die: the service and the next upload do not notice."""

import asyncio
import io
import json
import os
import signal
import zipfile

import pytest

from services.cvfsm.adapters.parser_pool import MAX_FILE_BYTES, ParserPool
from services.shared.errors import InvalidInput, TooLarge
from tests.integration.cvfsm_documents.documents import build

GOOD = build("!! Ada Byron\nada@example.org\n# Skills\nSums, logic")
BOMB_PDF_PAGES = 40


@pytest.fixture
async def pool():
    pool = ParserPool(processes=1)
    await pool.start()
    yield pool
    await pool.close()


def package(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
            for name in good.namelist():
                if name not in parts:
                    made.writestr(name, good.read(name))
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def rels(kind, target):
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    row = f'<Relationship Id="r1" Type="{base}/{kind}" Target="{target}" TargetMode="External"/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{row}</Relationships>'


async def reason_of(pool, content, name="cv.docx"):
    with pytest.raises(InvalidInput) as refused:
        await pool.parse(name, content)
    return refused.value.reason


async def test_a_document_is_read(pool):
    parsed = await pool.parse("cv.docx", GOOD)
    assert (parsed.data.full_name, parsed.data.skills, parsed.created_from) == ("Ada Byron", ("Sums", "logic"), "docx")


async def test_a_json_resume_is_read(pool):
    parsed = await pool.parse("cv.json", json.dumps({"basics": {"name": "Ada Byron"}}).encode())
    assert (parsed.data.full_name, parsed.created_from) == ("Ada Byron", "json")


async def test_what_is_no_cv_file_is_refused_with_its_reason(pool):
    assert await reason_of(pool, b"") == "FILE_EMPTY"
    assert await reason_of(pool, b" " * 20) == "FILE_EMPTY"
    assert await reason_of(pool, b"\x00" * MAX_FILE_BYTES + b"x") == "FILE_TOO_LARGE"
    assert await reason_of(pool, b"just words") == "FILE_TYPE_UNSUPPORTED"
    assert await reason_of(pool, b"\x89PNG\r\n\x1a\n" + b"x" * 50) == "FILE_TYPE_UNSUPPORTED"
    assert await reason_of(pool, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600) == "FILE_TYPE_UNSUPPORTED"
    assert (
        await reason_of(pool, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
        == "FILE_ENCRYPTED"
    )
    assert await reason_of(pool, b'{"basics": ') == "FILE_MALFORMED"
    assert await reason_of(pool, b"{}") == "FILE_EMPTY"
    assert await reason_of(pool, GOOD[: len(GOOD) // 2]) == "FILE_MALFORMED"


async def test_what_a_word_file_may_not_hold_is_refused_with_its_reason(pool):
    doctype = b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'
    assert await reason_of(pool, package(**{"word/document.xml": doctype})) == "FILE_MALFORMED"
    assert await reason_of(pool, package(**{"word/vbaProject.bin": b"x"})) == "FILE_MACROS"
    assert (
        await reason_of(
            pool, package(**{"word/_rels/settings.xml.rels": rels("attachedTemplate", "http://127.0.0.1:9/t.dotm")})
        )
        == "FILE_EXTERNAL_LINKS"
    )
    assert (
        await reason_of(pool, package(**{"word/_rels/x.xml.rels": rels("image", "http://127.0.0.1:9/p.png")}))
        == "FILE_EXTERNAL_LINKS"
    )
    assert await reason_of(pool, package(**{f"word/x/{n}.xml": b"" for n in range(1001)})) == "FILE_TOO_COMPLEX"
    assert await reason_of(pool, package(**{"word/document.xml": b"<a>" * 500_000})) == "FILE_TOO_COMPLEX"


async def test_hyperlinks_and_the_authors_own_template_are_no_reason_to_refuse(pool):
    honest = package(
        **{"word/_rels/settings.xml.rels": rels("attachedTemplate", "file:///C:\\Users\\ada\\Normal.dotm")}
    )
    assert (await pool.parse("cv.docx", honest)).data.full_name == "Ada Byron"
    linked = package(**{"word/_rels/x.xml.rels": rels("hyperlink", "mailto:ada@example.org")})
    assert (await pool.parse("cv.docx", linked)).data.full_name == "Ada Byron"


async def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read():
    pool = ParserPool(processes=1, wall_s=0.0)
    await pool.start()
    with pytest.raises(TooLarge) as refused:
        await pool.parse("cv.docx", GOOD)
    assert refused.value.reason == "FILE_TOO_COMPLEX"
    await pool.close()


async def test_a_parser_killed_while_it_reads_costs_one_upload_and_no_more(pool):
    (process,) = pool._all
    reading = asyncio.create_task(reason_of(pool, GOOD))
    while not process.files:
        await asyncio.sleep(0)
    process._process.kill()
    assert await reading == "FILE_TOO_COMPLEX"
    assert (await pool.parse("cv.docx", GOOD)).data.full_name == "Ada Byron"


async def test_a_parser_that_died_idle_is_not_blamed_on_the_next_upload(pool):
    (pid,) = pool.pids
    os.kill(pid, signal.SIGKILL)
    assert (await pool.parse("cv.docx", GOOD)).data.full_name == "Ada Byron"
    assert pid not in pool.pids


async def test_many_uploads_at_once_each_get_their_own_answer():
    pool = ParserPool(processes=2)
    await pool.start()
    names = [f"Ada Byron{letter}" for letter in "abcdefghijkl"]
    parsed = await asyncio.gather(*(pool.parse("cv.docx", build(f"!! {name}\nada@example.org")) for name in names))
    await pool.close()
    assert [row.data.full_name for row in parsed] == names


async def test_a_caller_who_leaves_does_not_leave_a_stranger_s_answer_behind(pool):
    left = asyncio.create_task(pool.parse("cv.docx", GOOD))
    await asyncio.sleep(0)
    left.cancel()
    await asyncio.gather(left, return_exceptions=True)
    other = await pool.parse("cv.docx", build("!! Charles Babbage\ncb@example.org"))
    assert other.data.full_name == "Charles Babbage"


async def test_the_parser_sees_no_secret_of_the_service(pool):
    (process,) = pool._all
    with open(f"/proc/{process._process.pid}/environ", "rb") as environ:  # noqa: ASYNC230, PTH123 (a file of the kernel's)
        assert {row.partition(b"=")[0] for row in environ.read().split(b"\0") if row} <= {b"LC_ALL"}
    assert os.environ
