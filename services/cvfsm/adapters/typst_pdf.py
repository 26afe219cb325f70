"""A CV as a tagged PDF/UA-1 file, by one Typst compiler that is kept warm.

The data goes in as a JSON string, never as markup. Fonts come from the distribution's font wheels and from Typst itself,
never from the machine, so that a CV looks the same everywhere.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import typst

from services.cvfsm.adapters import pdf_text
from services.cvfsm.core.cv import CvData
from services.cvfsm.core.page import TEMPLATES, Page, RenderOptions, page_of, to_plain
from services.shared.errors import InvalidInput, TooLarge

FONT_WHEELS: Final = ("fontpkg_source_sans_3", "fontpkg_source_serif_4", "manimgx_fonts", "manimgx_fonts_cjk")

# Body text in points, largest first. 10.5 is what word processors' CV templates use; below 8 print is hard to read, so
# 7.5 is the last resort before the text is called too long.
SIZES: Final = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)

_TEMPLATE: Final = Path(__file__).parent / "templates" / "cv.typ"
# A word longer than this (40 capitals fill half a line at 10 pt) may break anywhere.
_LONG_WORD: Final = re.compile(r"\S{40}")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")


class TypstPdf:
    """Prints CVs; one compilation at a time, off the event loop."""

    def __init__(self) -> None:
        """Load the fonts' names (13 ms) and keep the compiler."""
        folders: list[str | Path | bytes] = [folder for wheel in FONT_WHEELS for folder in _folders(wheel)]
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
        self._compiler = typst.Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=fonts)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="typst")

    async def render(self, data: CvData, options: RenderOptions) -> bytes:
        """Return the PDF, in the largest size at which it has at most ``options.pages`` pages.

        Raises:
            InvalidInput: OPTION_UNKNOWN, a language or template that does not exist.
            TooLarge: CV_TOO_LONG, it does not fit even in the smallest size; `pages` tells the limit.
        """
        if options.template not in TEMPLATES:
            raise InvalidInput("OPTION_UNKNOWN", f"template is one of {', '.join(TEMPLATES)}", field="template")
        page = page_of(data, options.language)
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._fit, page, options)

    def close(self) -> None:
        """Wait for the compilation under way and end the thread."""
        self._thread.shutdown()

    def _fit(self, page: Page, options: RenderOptions) -> bytes:
        inputs = {"page": json.dumps(_breakable(to_plain(page))), "template": options.template, "cjk": _cjk(page)}
        # The wanted size is the first that fits; sizes are ordered, so halving finds it in three compilations of seven.
        low, high, best = 0, len(SIZES), b""
        first = True
        while low < high:
            middle = low if first else (low + high) // 2
            first = False
            pdf: Any = self._compiler.compile(
                format="pdf", sys_inputs={**inputs, "size": str(SIZES[middle])}, pdf_standards="ua-1"
            )
            if pdf_text.count_pages(pdf) <= options.pages:
                best, high = pdf, middle
            else:
                low = middle + 1
        if not best:
            raise TooLarge("CV_TOO_LONG", f"the CV does not fit on {options.pages} page(s)", pages=options.pages)
        return best


def _folders(wheel: str) -> list[Path]:
    spec = importlib.util.find_spec(wheel)
    return [Path(place) for place in spec.submodule_search_locations or ()] if spec else []


def _breakable(value: Any) -> Any:
    """Give very long words places to break (zero-width spaces, which are no text)."""
    if isinstance(value, str):
        return _LONG_WORD.sub(lambda match: match[0] + "\u200b", value)
    if isinstance(value, dict):
        return {key: _breakable(part) for key, part in value.items()}
    return [_breakable(part) for part in value] if isinstance(value, list | tuple) else value


def _cjk(page: Page) -> str:
    """Return which shapes Han characters take: a name with kana is Japanese, with hangul Korean, else Chinese."""
    text = json.dumps(to_plain(page), ensure_ascii=False)
    if _KANA.search(text):
        return "ja"
    return "ko" if _HANGUL.search(text) else "zh"
