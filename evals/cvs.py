"""How well uploaded CVs are read: identity, positions, degrees, languages, and whether any word is lost."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - a field of a dataclass
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.adapters.parser_pool import ParserPool
from services.cvfsm.core.document.cv import CvData, lines
from services.cvfsm.core.document.cv_json import to_dict
from services.cvfsm.core.document.text import words

if TYPE_CHECKING:
    from evals.served import Served

NEEDS: Final = ("cvs",)
KINDS: Final = frozenset({".docx", ".pdf"})

_TEXT_PART: Final = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_FALLBACK: Final = re.compile(r"<mc:Fallback>.*?</mc:Fallback>", re.DOTALL)
_PARAGRAPH: Final = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_RUN: Final = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(tab|br|cr|p)[ />]")

Pair = tuple[list[tuple[str, ...]], list[tuple[str, ...]]]


async def evaluate(data: Path, served: Served) -> dict[str, float]:
    """Return the figures over the files of ``cvs/`` that have an expected JSON, DOCX and PDF apart; no service is needed."""
    del served
    return await measure(data / "cvs")


async def measure(folder: Path, *, each: bool = False) -> dict[str, float]:
    """Return the figures over the labelled files of a folder, DOCX and PDF apart, and with `each` those of every file before them."""
    files = [path for path in sorted(folder.iterdir()) if path.suffix in KINDS and _expected_of(path).exists()]
    found = await tallies(files)
    figures: dict[str, float] = {}
    for row in found if each else ():
        figures |= summed([row], row.path.name)
    figures |= summed(found)
    for suffix in sorted({path.suffix for path in files}):
        figures |= summed([row for row in found if row.path.suffix == suffix], f"cvs{suffix}")
    return figures


@dataclass(slots=True)
class Tally:
    """What was found in one document, beside what is expected."""

    path: Path
    identified: bool
    pairs: dict[str, Pair]
    lost: int
    unsorted: float


async def tallies(files: Sequence[Path]) -> list[Tally]:
    """Read each file as an upload is read; each has ``<stem>.expected.json`` beside it."""
    pool = ParserPool(processes=1)
    await pool.start()
    try:
        return [
            tally(
                path,
                json.loads(_expected_of(path).read_text("utf-8")),
                (await pool.parse(path.name, path.read_bytes())).data,
            )
            for path in files
        ]
    finally:
        await pool.close()


def tally(path: Path, expected: Mapping[str, Any], data: CvData) -> Tally:
    """Compare what was read with what is expected."""
    found = to_dict(data)
    pairs: dict[str, Pair] = {
        "work": (_entries(found, "employer", "title"), _entries(expected, "employer", "title")),
        "education": (_studies(found), _studies(expected)),
        "languages": (_languages(found), _languages(expected)),
    }
    lost = len(lost_words(path, found)) if path.suffix == ".docx" else 0
    total = sum(len(words(text)) for _, text in lines(data))
    left = sum(len(words(text)) for text in data.unsorted)
    return Tally(path, _is_identified(found, expected), pairs, lost, left / max(total, 1))


def summed(found: Sequence[Tally], name: str = "cvs") -> dict[str, float]:
    """Return the figures over documents."""
    scores = {
        f"{name}.{part}_f1": f1([row.pairs[part] for row in found]) for part in ("work", "education", "languages")
    }
    return {
        f"{name}.identity": sum(row.identified for row in found) / max(len(found), 1),
        **scores,
        f"{name}.words_lost": float(sum(row.lost for row in found)),
        f"{name}.unsorted": sum(row.unsorted for row in found) / max(len(found), 1),
    }


def _expected_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.expected.json")


def f1(pairs: Iterable[Pair]) -> float:
    """Return F1 over all documents; equal rows are paired one to one."""
    hits = found_count = expected_count = 0
    for found, expected in pairs:
        left = list(expected)
        for row in found:
            if row in left:
                left.remove(row)
                hits += 1
        found_count += len(found)
        expected_count += len(expected)
    return 2 * hits / (found_count + expected_count) if found_count + expected_count else 1.0


def lost_words(path: Path, found: Mapping[str, Any]) -> set[str]:
    """Return the words of a DOCX that are in no value, no unsorted text and no quote of a source."""
    kept = {word for text in _texts(found) for word in words(text)}
    return {word for text in _docx_paragraphs(path) for word in words(text)} - kept


def _docx_paragraphs(path: Path) -> Iterable[str]:
    """Yield the text of each paragraph, read without the product's own reader."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if _TEXT_PART.fullmatch(name):
                xml = _FALLBACK.sub("", package.read(name).decode("utf-8"))
                for paragraph in _PARAGRAPH.findall(xml):
                    yield _unescaped("".join(text or " " for text, mark in _RUN.findall(paragraph)))


def _unescaped(text: str) -> str:
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, char)
    return text


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _is_identified(found: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    names = {_key(name) for name in (expected["full_name"], *expected.get("full_name_alternatives", ()))}
    return _key(found["full_name"]) in names and _key(found["email"]) == _key(expected["email"])


def _entries(plain: Mapping[str, Any], *names: str) -> list[tuple[str, ...]]:
    return [(*(_key(row[n]) for n in names), row["start"] or "", row["end"] or "") for row in plain["work_experience"]]


def _studies(plain: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [(_key(r["institution"]), _key(r["degree"]), r["start"] or "", r["end"] or "") for r in plain["education"]]


def _languages(plain: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [(_key(row["name"]), _key(row["level"])) for row in plain["languages"]]


def _key(text: str | None) -> str:
    return " ".join((text or "").casefold().split())
