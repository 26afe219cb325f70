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
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typst

from services.cvfsm.adapters import pdf_text
from services.cvfsm.core.output.fit import SETTINGS, SPANS, Span, fewest_pages, first_guess
from services.cvfsm.core.output.labels import LANGUAGES
from services.cvfsm.core.output.page import PHOTO_TEMPLATES, TEMPLATES, Page, RenderOptions, page_of, to_plain
from services.shared.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from services.cvfsm.core.document.cv import CvData

FONT_WHEELS: Final = ("fontpkg_source_sans_3", "fontpkg_source_serif_4", "manimgx_fonts", "manimgx_fonts_cjk")

_TEMPLATE: Final = Path(__file__).parent / "templates" / "cv.typ"
# A word longer than this (40 capitals fill half a line at 10 pt) may break anywhere.
_LONG_WORD: Final = re.compile(r"\S{40}")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")


class TypstPdf:
    """Prints CVs; one compilation at a time, off the event loop."""

    def __init__(self) -> None:
        """Load the fonts' names (13 ms) and keep the compiler."""
        folders: list[Path] = [folder for wheel in FONT_WHEELS for folder in _folders(wheel)]
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
        self._compiler = typst.Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=fonts)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="typst")

    async def render(self, data: CvData, options: RenderOptions) -> bytes:
        """Return the PDF, in the largest size of ``options.text_size`` at which it has at most ``options.pages`` pages.

        Raises:
            InvalidInput: OPTION_UNKNOWN, a language or template that does not exist.
            TooLarge: CV_TOO_LONG, it does not fit even in the smallest size; `pages` tells the limit.
        """
        if options.template not in TEMPLATES:
            raise InvalidInput("OPTION_UNKNOWN", f"template is one of {', '.join(TEMPLATES)}", field="template")
        if options.language not in LANGUAGES:
            raise InvalidInput("OPTION_UNKNOWN", f"language is one of {', '.join(LANGUAGES)}", field="language")
        page = page_of(data, options.language, options.section_order)
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._fit, page, options)

    def close(self) -> None:
        """Wait for the compilation under way and end the thread."""
        self._thread.shutdown()

    def _fit(self, page: Page, options: RenderOptions) -> bytes:
        """Print on as few pages as read well, in the roomiest setting that fits there; the last page is never forced full."""
        inputs = {
            "page": json.dumps(_breakable(to_plain(page))),
            "template": options.template,
            "paper": options.paper,
            "cjk": _cjk(page),
        }
        if options.photo and options.template in PHOTO_TEMPLATES:
            inputs["photo"] = json.dumps(list(options.photo))
        span = SPANS[options.text_size]
        for pages in range(fewest_pages(page, options.pages, span), options.pages + 1):
            tightest = span.tightest if pages == options.pages else span.comfort
            if best := self._filled(inputs, page, replace(span, tightest=tightest), pages):
                return best
        raise TooLarge("CV_TOO_LONG", f"the CV does not fit on {options.pages} page(s)", pages=options.pages)

    def _filled(self, inputs: dict[str, str], page: Page, span: Span, pages: int) -> bytes:
        """The roomiest print on so many pages; empty when even the tightest setting has more."""
        index = first_guess(page, pages, span)
        best = self._print(inputs, index, pages)
        while best and index > span.roomiest and (roomier := self._print(inputs, index - 1, pages)):
            best, index = roomier, index - 1
        while not best and (index := index + 1) <= span.tightest:
            best = self._print(inputs, index, pages)
        return best

    def _print(self, inputs: dict[str, str], index: int, pages: int) -> bytes:
        """Return the PDF in one setting; empty when it has more pages."""
        setting = {"size": str(SETTINGS[index].size), "air": str(SETTINGS[index].air)}
        pdf: Any = self._compiler.compile(format="pdf", sys_inputs=inputs | setting, pdf_standards="ua-1")
        return bytes(pdf) if pdf_text.count_pages(pdf) <= pages else b""


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
