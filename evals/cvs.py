"""How well uploaded CVs are read: identity, positions, degrees, languages, and whether any word is lost."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from services.cvfsm.adapters.parser_pool import ParserPool
from services.cvfsm.core.document.cv_json import to_dict
from services.cvfsm.core.document.text import words

if TYPE_CHECKING:
    from pathlib import Path

    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceStub

NEEDS: Final = ("cvs",)

_TEXT_PART: Final = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_FALLBACK: Final = re.compile(r"<mc:Fallback>.*?</mc:Fallback>", re.DOTALL)
_PARAGRAPH: Final = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_RUN: Final = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(tab|br|cr|p)[ />]")

Pair = tuple[list[tuple[str, ...]], list[tuple[str, ...]]]


async def evaluate(data: Path, onet: OnetMatchServiceStub) -> dict[str, float]:
    """Return the figures over all DOCX files of ``cvs/`` that have an expected JSON; `onet` is not needed."""
    del onet
    return await figures(sorted((data / "cvs").glob("*.docx")))


async def figures(files: Sequence[Path]) -> dict[str, float]:
    """Return the figures over these files; each has ``<stem>.expected.json`` beside it."""
    pool = ParserPool(processes=1)
    await pool.start()
    identity: list[bool] = []
    pairs: dict[str, list[Pair]] = {"work": [], "education": [], "languages": []}
    lost = 0
    try:
        for path in files:
            expected = json.loads(path.with_name(f"{path.stem}.expected.json").read_text("utf-8"))
            found = to_dict((await pool.parse(path.name, path.read_bytes())).data)
            identity.append(_is_identified(found, expected))
            pairs["work"].append((_entries(found, "employer", "title"), _entries(expected, "employer", "title")))
            pairs["education"].append((_studies(found), _studies(expected)))
            pairs["languages"].append((_languages(found), _languages(expected)))
            lost += len(lost_words(path, found)) if path.suffix == ".docx" else 0
    finally:
        await pool.close()
    return {
        "cvs.identity": sum(identity) / len(identity),
        "cvs.work_f1": f1(pairs["work"]),
        "cvs.education_f1": f1(pairs["education"]),
        "cvs.languages_f1": f1(pairs["languages"]),
        "cvs.words_lost": float(lost),
    }


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
