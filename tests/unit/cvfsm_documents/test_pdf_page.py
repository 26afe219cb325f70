"""Pages of a PDF as pictures."""

import struct
import zlib

import pytest

from services.cvfsm.adapters.pdf_page import picture, png
from services.shared.errors import NotFound
from tests.fakes.edge.cv import empty_pdf


def test_a_png_holds_the_pixels_it_was_given():
    rgb = bytes(range(18))
    made = png(3, 2, rgb)
    assert made.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", made[16:24]) == (3, 2)
    start = made.index(b"IDAT") + 4
    rows = zlib.decompress(made[start : made.index(b"IEND") - 8])
    assert rows == b"\0" + rgb[:9] + b"\0" + rgb[9:]


def test_an_a4_page_is_drawn_at_108_dots_an_inch():
    made, pages = picture(empty_pdf(), 1)
    assert pages == 1
    assert struct.unpack(">II", made[16:24]) == (893, 1263)


def test_a_page_that_is_not_there_is_not_found():
    with pytest.raises(NotFound, match="PAGE_UNKNOWN"):
        picture(empty_pdf(), 2)
