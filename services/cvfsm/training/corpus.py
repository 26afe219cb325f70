"""The corpus: invented contents printed through many layouts, each file with what a reader of it can know.

A folder ``DIR/<family>/<template>-<number>.{pdf,docx}`` with a ``.json`` beside it: family, template, whether the template is held
out, the content, and the expected facts in the form of the labelled sets (`evals.cvs`). Whole templates are held out.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from playwright.async_api import Error as BrowserError
from playwright.async_api import async_playwright

from services.cvfsm.training import latex, templates, web, word
from services.cvfsm.training.author import Author
from services.cvfsm.training.layouts import sheet
from services.cvfsm.training.styles import Style
from services.cvfsm.training.told import told_by_page, told_by_style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from playwright.async_api import Browser, Page

    from services.cvfsm.training.contents import Content


FOLD: Final = 5
"""Every fifth template of a family is held out."""
WAIT_MS: Final = 8_000
Date = tuple[int, int]


def held_out(number: int) -> bool:
    """Tell whether the template with this number in its family is held out."""
    return number % FOLD == FOLD - 1


async def build(out: Path, modules: Path | None, rendercv: Path | None, size: float) -> dict[str, int]:
    """Write the corpus; return the number of files of each family. Families whose tools are missing are left out; files that are there stay."""
    counts: dict[str, int] = {}
    counts["word"] = _words(out, round(300 * size))
    counts["office"] = _office(out, round(130 * size))
    async with async_playwright() as play:
        browser = await play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        printer = _Printer(browser)
        counts["web"] = await _webs(out, printer, round(300 * size))
        if modules is not None:
            counts["theme"] = await _themes(out, printer, modules, round(8 * size))
        await browser.close()
    if shutil.which("pdflatex"):
        counts["latex"] = _latex(out, round(10 * size))
    if rendercv is not None:
        counts["rendercv"] = _rendercv(out, rendercv, round(12 * size))
    return counts


def _content(family: str, template: str, number: int, language: str = "") -> Content:
    return Author(f"{family} {template} {number}", language).content()


def _save(
    out: Path, family: str, template: str, number: int, *, held: bool, content: Content, expected: dict[str, Any]
) -> Path:
    path = out / family / f"{template}-{number}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    row = {"family": family, "template": template, "held_out": held, "content": asdict(content), "expected": expected}
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return path


def _text(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=False).stdout.decode(
        "utf-8", "replace"
    )


def _words(out: Path, layouts: int) -> int:
    for number in range(layouts):
        style = Style(f"word {number}")
        for copy in range(2):
            if (out / "word" / f"{number}-{copy}.docx").exists():
                continue
            content = _content("word", str(number), copy)
            path = _save(
                out,
                "word",
                str(number),
                copy,
                held=held_out(number),
                content=content,
                expected=told_by_style(content, style),
            )
            path.with_suffix(".docx").write_bytes(word.document(sheet(content, style)))
    return layouts * 2


def _office(out: Path, layouts: int) -> int:
    """Word files printed by LibreOffice; styles of their own, so that a held-out one is seen in neither form."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number in range(layouts):
            style = Style(f"office {number}")
            if (out / "office" / f"{number}-0.pdf").exists():
                continue
            content = _content("office", str(number), 0)
            path = _save(
                out,
                "office",
                str(number),
                0,
                held=held_out(number),
                content=content,
                expected=told_by_style(content, style),
            )
            source = Path(folder) / f"{path.stem}.docx"
            source.write_bytes(word.document(sheet(content, style)))
            files.append(str(source))
        if not files:
            return layouts
        command = [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "pdf",
            "--outdir",
            str(out / "office"),
            *files,
        ]
        subprocess.run(command, capture_output=True, check=False, timeout=1200)
    return layouts


class _Printer:
    """One tab of a browser without network or scripts; a page that breaks it gets a new one."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._tab: Page | None = None

    async def print(self, page: str, path: Path, *, media: Literal["print", "screen"] = "print") -> bool:
        """Write a page as PDF; return False when it could not be printed."""
        try:
            if self._tab is None:
                context = await self._browser.new_context(offline=True, java_script_enabled=False)
                self._tab = await context.new_page()
            await self._tab.emulate_media(media=media)
            await self._tab.set_content(page, wait_until="load", timeout=WAIT_MS)
            await self._tab.pdf(path=str(path), prefer_css_page_size=True, print_background=True)
        except BrowserError:
            if self._tab is not None:
                await self._tab.context.close()
            self._tab = None
            return False
        return True


async def _webs(out: Path, printer: _Printer, layouts: int) -> int:
    made = 0
    for number in range(layouts):
        style = Style(f"web {number}")
        for copy in range(2):
            if (out / "web" / f"{number}-{copy}.pdf").exists():
                continue
            content = _content("web", str(number), copy)
            path = _save(
                out,
                "web",
                str(number),
                copy,
                held=held_out(number),
                content=content,
                expected=told_by_style(content, style),
            )
            made += await printer.print(web.page(sheet(content, style)), path.with_suffix(".pdf"))
    return made


async def _themes(out: Path, printer: _Printer, modules: Path, copies: int) -> int:
    made = 0
    for number, theme in enumerate(templates.THEMES):
        if len(list((out / "theme").glob(f"{theme}-?.pdf"))) >= copies:
            continue
        if len(list((out / "theme").glob(f"{theme}-[0-9]*.pdf"))) >= copies:
            continue
        contents = [_content("theme", theme, copy, "" if copy % 2 else "en") for copy in range(copies)]
        pages = await asyncio.to_thread(templates.theme_pages, modules, theme, contents)
        for copy, (content, page) in enumerate(zip(contents, pages, strict=True)):
            path = _save(out, "theme", theme, copy, held=held_out(number), content=content, expected={})
            pdf = path.with_suffix(".pdf")
            if page and await printer.print(page, pdf, media="screen" if copy % 4 == 3 else "print"):
                _save(
                    out,
                    "theme",
                    theme,
                    copy,
                    held=held_out(number),
                    content=content,
                    expected=told_by_page(_text(pdf), content),
                )
                made += 1
            else:
                path.unlink()
    return made


def _latex(out: Path, copies: int) -> int:
    made = 0
    for number, (template, (make, style)) in enumerate(latex.LATEX.items()):
        for copy in range(copies):
            if (out / "latex" / f"{template}-{copy}.pdf").exists():
                continue
            content = _content("latex", template, copy)
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / "cv.tex").write_text(make(content, style), encoding="utf-8")
                (Path(folder) / "fontawesome5.sty").write_text(latex.ICONS_TEX, encoding="utf-8")
                command = ["pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "cv.tex"]
                for _ in range(2 if template.startswith("moderncv") else 1):
                    subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
                made += _take(out, Path(folder) / "cv.pdf", "latex", template, copy, content, held=held_out(number))
    return made


def _rendercv(out: Path, python: Path, copies: int) -> int:
    made = 0
    script = "import sys; from rendercv.cli import app; app(sys.argv[1:])"
    for number, template in enumerate(templates.RENDERCV):
        for copy in range(copies):
            if (out / "rendercv" / f"{template}-{copy}.pdf").exists():
                continue
            content = _content("rendercv", template, copy)
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / "cv.yaml").write_text(
                    json.dumps(templates.rendercv(content, template)), encoding="utf-8"
                )
                icons = Path(folder) / "typst/packages/preview/fontawesome/0.5.0"
                icons.mkdir(parents=True)
                for name, text in templates.ICONS_TYPST.items():
                    (icons / name).write_text(text, encoding="utf-8")
                command = [str(python), "-c", script, "render", "cv.yaml", "-nomd", "-nohtml", "-nopng", "-o", "out"]
                subprocess.run(
                    command,
                    cwd=folder,
                    capture_output=True,
                    check=False,
                    timeout=120,
                    env={**os.environ, "XDG_CACHE_HOME": folder},
                )
                pdf = next(iter(Path(folder).rglob("*.pdf")), Path(folder) / "none")
                made += _take(out, pdf, "rendercv", template, copy, content, held=held_out(number))
    return made


def _take(out: Path, pdf: Path, family: str, template: str, copy: int, content: Content, *, held: bool) -> int:
    if not pdf.exists():
        return 0
    path = _save(out, family, template, copy, held=held, content=content, expected=told_by_page(_text(pdf), content))
    shutil.copy(pdf, path.with_suffix(".pdf"))
    return 1


def rows(folder: Path, families: Sequence[str] = ()) -> Iterable[tuple[Path, dict[str, Any]]]:
    """Yield (document, its row) of a corpus in a fixed order."""
    for path in sorted(folder.glob("*/*.json")):
        document = next((path.with_suffix(end) for end in (".pdf", ".docx") if path.with_suffix(end).exists()), None)
        if document is not None and (not families or path.parent.name in families):
            yield document, json.loads(path.read_text("utf-8"))
