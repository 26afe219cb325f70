"""Pages of a PDF as pictures."""

import struct
import zlib

import pytest

from services.edge.preview import PagePreview, png
from services.shared.errors import NotFound
from tests.fakes.edge.cv import empty_pdf


def test_a_png_holds_the_pixels_it_was_given():
    rgb = bytes(range(18))
    picture = png(3, 2, rgb)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (3, 2)
    start = picture.index(b"IDAT") + 4
    rows = zlib.decompress(picture[start : picture.index(b"IEND") - 8])
    assert rows == b"\0" + rgb[:9] + b"\0" + rgb[9:]


async def test_an_a4_page_is_drawn_at_108_dots_an_inch():
    picture, pages = await PagePreview().render(empty_pdf(), 1)
    assert pages == 1
    assert struct.unpack(">II", picture[16:24]) == (893, 1263)


async def test_a_page_that_is_not_there_is_not_found():
    with pytest.raises(NotFound, match="PAGE_UNKNOWN"):
        await PagePreview().render(empty_pdf(), 2)
