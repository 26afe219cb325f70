"""A photo in the confined process: only its picture is kept, upright and cut, and what is no photo is refused."""

import struct
import zlib

import pypdfium2
import pytest

from services.cvfsm.adapters.parser_pool import MAX_PHOTO_BYTES, ParserPool
from services.cvfsm.adapters.pdf_page import png
from services.cvfsm.adapters.photo import FEWEST_PIXELS
from services.cvfsm.adapters.typst_pdf import TypstPdf
from services.cvfsm.core.document.cv import CvData
from services.cvfsm.core.output.page import PHOTO_TEMPLATES, TEMPLATES, RenderOptions
from services.shared.errors import InvalidInput, TooLarge

SECRET = b"GPS 52.52 13.40 taken by a phone"


def photo(width: int = 400, height: int = 300) -> bytes:
    """A PNG, left half red, right half blue, with a text chunk as cameras write them."""
    row = b"\xff\0\0" * (width // 2) + b"\0\0\xff" * (width - width // 2)
    plain = png(width, height, row * height)
    chunk = b"tEXt" + SECRET
    return plain[:33] + struct.pack(">I", len(SECRET)) + chunk + struct.pack(">I", zlib.crc32(chunk)) + plain[33:]


@pytest.fixture
async def pool():
    made = ParserPool(1)
    await made.start()
    yield made
    await made.close()


async def test_only_the_picture_is_kept_in_the_size_it_is_printed_in(pool):
    developed = await pool.photo(photo())
    assert developed.startswith(b"\x89PNG")
    assert SECRET not in developed
    assert struct.unpack(">II", developed[16:24]) == (336, 432)


@pytest.mark.parametrize(
    ("content", "error", "reason"),
    [
        (b"", InvalidInput, "FILE_EMPTY"),
        (b"GIF89a", InvalidInput, "PHOTO_UNREADABLE"),
        (b"\xff\xd8\xff", InvalidInput, "PHOTO_UNREADABLE"),
        (photo()[:200], InvalidInput, "PHOTO_UNREADABLE"),
        (photo(FEWEST_PIXELS - 1), InvalidInput, "PHOTO_UNREADABLE"),
        (photo()[:16] + struct.pack(">II", 7_999, 7_999) + photo()[24:], InvalidInput, "PHOTO_UNREADABLE"),
        (photo() + b"x" * MAX_PHOTO_BYTES, TooLarge, "FILE_TOO_LARGE"),
    ],
)
async def test_what_is_no_photo_is_refused_and_the_process_lives_on(pool, content, error, reason):
    with pytest.raises(error) as refusal:
        await pool.photo(content)
    assert refusal.value.reason == reason
    assert (await pool.photo(photo())).startswith(b"\x89PNG")


async def test_it_is_printed_where_there_is_room_and_nowhere_else(pool):
    developed, printer = await pool.photo(photo()), TypstPdf()
    for template in TEMPLATES:
        pdf = await printer.render(CvData(full_name="Anna Kowalska"), RenderOptions(template=template, photo=developed))
        document = pypdfium2.PdfDocument(pdf)
        images = [one for one in document[0].get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
        assert len(images) == (template in PHOTO_TEMPLATES)
        document.close()
    printer.close()
