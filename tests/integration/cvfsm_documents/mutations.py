"""Damaged uploads: sample documents with bytes, parts and tags changed at random, the same for the same seed."""

from __future__ import annotations

import io
import random
import re
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_TAG: Final = re.compile(rb"<[^<>]{1,200}>")
_NUMBERS: Final = (b"0", b"-1", b"65536", b"99999999999999999999", b"NaN", b"")
_TEXTS: Final = (
    "\u202e\u200f".encode(),
    b"&#1114111;",
    b"&amp;" * 200,
    "😀".encode() * 50,
    b" - " * 300,
    b"2019 - 2020 " * 80,
    b"a@b.cc " * 60,
    b"(" * 400,
    b"\t" * 500,
    b"1/2" * 100,
)


def mutated(seeds: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Yield `count` damaged files, made from the seed files in turn."""
    chance = random.Random(seed)
    for number in range(count):
        content = seeds[number % len(seeds)]
        is_package = content.startswith(b"PK") and chance.random() < 0.7
        yield _repacked(content, chance) if is_package else _damaged(content, chance)


def _damaged(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        content = chance.choice(_BYTE_CHANGES)(content, chance)
    return content


def _flip(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randint(1, len(content))]


def _drop(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randint(1, 400) :] or b"x"


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randint(1, 400)]
    return content[:start] + piece * chance.randint(2, 40) + content[start:]


def _zeros(content: bytes, chance: random.Random) -> bytes:
    start, size = chance.randrange(len(content)), chance.randint(1, 2000)
    return content[:start] + bytes(min(size, len(content) - start)) + content[start + size :]


_BYTE_CHANGES: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (_flip, _cut, _drop, _repeat, _zeros)


def _repacked(content: bytes, chance: random.Random) -> bytes:
    """The package with parts whose XML is changed, and now and then a part lost, doubled or renamed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("word/") and name.endswith(".xml") and chance.random() < 0.5:
                for _ in range(chance.randint(1, 5)):
                    data = chance.choice(_XML_CHANGES)(data, chance)
            fate = chance.random()
            if fate < 0.02:
                continue
            new.writestr(name if fate < 0.98 else name + "x", data)
    return made.getvalue()


def _tags(data: bytes) -> list[re.Match[bytes]]:
    return list(_TAG.finditer(data))


def _lose_tag(data: bytes, chance: random.Random) -> bytes:
    tag = chance.choice(_tags(data) or [re.match(b"", data)])
    return data[: tag.start()] + data[tag.end() :]


def _copy_tag(data: bytes, chance: random.Random) -> bytes:
    tags = _tags(data)
    if not tags:
        return data
    tag, place = chance.choice(tags), chance.choice(tags).end()
    return data[:place] + tag[0] * chance.choice((1, 2, 50, 400)) + data[place:]


def _copy_piece(data: bytes, chance: random.Random) -> bytes:
    tags = _tags(data)
    if not tags:
        return data
    first = chance.randrange(len(tags))
    last = min(len(tags) - 1, first + chance.randint(1, 30))
    piece, place = data[tags[first].start() : tags[last].end()], chance.choice(tags).start()
    return data[:place] + piece * chance.choice((1, 3, 30)) + data[place:]


def _number(data: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb'"\d+"', data))
    if not found:
        return data
    match = chance.choice(found)
    return data[: match.start()] + b'"' + chance.choice(_NUMBERS) + b'"' + data[match.end() :]


def _text(data: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb"(?<=>)[^<>]+(?=<)", data))
    if not found:
        return data
    match = chance.choice(found)
    return data[: match.start()] + chance.choice(_TEXTS) + data[match.end() :]


_XML_CHANGES: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (
    _lose_tag,
    _copy_tag,
    _copy_piece,
    _number,
    _text,
    _text,
    _flip,
)
