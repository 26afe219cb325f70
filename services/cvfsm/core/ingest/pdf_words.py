"""Words at their places on a page, mended: shadows, letter-spaced words, accents and ligatures that fonts tell wrongly."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

SHADOW: Final = 0.12
"""A word drawn twice this near is a shadow or a fake bold."""
MIN_SPACED: Final = 4
"""Single letters in a row of one step are one letter-spaced word."""
MAX_SPACED: Final = 3
"""Letters that stand together in it: those set close ("ti", "AWA")."""
SAME_ROW: Final = 0.35
SOFT_HYPHEN: Final = "\xad"


@dataclass(frozen=True, slots=True)
class Word:
    """A word at its place: left and right edge and baseline in points from the page's lower left corner.

    Attributes:
        at: Its number in the order of drawing.
        joined: Whether it goes on with the word before it without a space.
        link: What a click on it opens.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    italic: bool = False
    color: int = 0
    at: int = 0
    joined: bool = False
    link: str = ""


def repaired(words: Sequence[Word]) -> list[Word]:
    """Return the words without shadows, letter-spaced ones whole."""
    kept: list[Word] = []
    places: dict[str, list[Word]] = {}
    for word in words:
        twins = places.setdefault(word.text, [])
        near = SHADOW * word.size
        if any(abs(twin.x0 - word.x0) <= near and abs(twin.y - word.y) <= near for twin in twins):
            continue
        twins.append(word)
        kept.append(word)
    return _unspaced(kept)


def _unspaced(words: Sequence[Word]) -> list[Word]:
    """Join the letters of a letter-spaced line: the gaps inside of a word are alike, those between words are wider."""
    out: list[Word] = []
    run: list[Word] = []
    for word in words:
        letters = len(word.text) <= MAX_SPACED and (word.text.isalpha() or word.text == "&")
        if run and not (letters and abs(run[-1].y - word.y) < SAME_ROW and 0 <= word.x0 - run[-1].x1 < 2 * word.size):
            out += _respaced(run)
            run = []
        if letters:
            run.append(word)
        else:
            out.append(word)
    return out + _respaced(run)


def _respaced(run: Sequence[Word]) -> list[Word]:
    """Return the words that letter-spaced letters make; the run as it is when most of it are no single letters."""
    if sum(len(word.text) == 1 for word in run) < max(MIN_SPACED, 0.6 * len(run)):
        return list(run)
    gaps = [b.x0 - a.x1 for a, b in itertools.pairwise(run)]
    usual = sorted(gaps)[len(gaps) // 4]
    limit = usual + max(0.25 * run[0].size, 0.6 * usual)
    groups = [[run[0]]]
    for gap, word in zip(gaps, run[1:], strict=True):
        if gap <= limit:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [_one_word(group) for group in groups]


def _one_word(letters: Sequence[Word]) -> Word:
    return replace(letters[0], text="".join(word.text for word in letters), x1=letters[-1].x1)


_ACCENTS: Final = {"´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327", "˚": "\u030a", "ˇ": "\u030c", "˘": "\u0306", "˙": "\u0307", "˝": "\u030b", "˛": "\u0328", "¯": "\u0304"}  # fmt: skip
LIGATURES: Final = re.compile("[\ufb00-\ufb06]")


def composed(accent: str, letter: str) -> str:
    """Return the letter under a spacing accent as one character; empty where there is none such."""
    mark = _ACCENTS.get(accent)
    if mark is None or not letter.isalpha():
        return ""
    plain = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    whole = unicodedata.normalize("NFC", plain + mark)
    return whole if len(whole) == 1 else ""
