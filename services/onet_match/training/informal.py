"""Rules that make an O*NET statement sound as if somebody had said it; text to learn from, never to serve.

Each call draws from the given random generator: words are exchanged by the table `informal.tsv`, trailing detail is
dropped, the sentence gets a spoken opening, and now and then a typing slip.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_DETAIL = re.compile(r",? (?:using|such as|including|according to|in accordance with|to ensure|for purposes of)\b.*$")
_OPENINGS = (
    "i ", "I ", "I ", "i'm the one who has to ", "mostly i ", "every day I ", "a lot of what i do is ", "I also ",
    "part of my job is to ", "then i ", "I have to ", "they have me ", "when it's needed I ", "usually I ", "we ",
)  # fmt: skip
_PLAIN_SHARE, _DETAIL_DROP, _SWAP_SHARE, _SLIP_SHARE = 0.35, 0.6, 0.75, 0.25


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """Formal phrase -> spoken alternatives."""
    text = (files("services.onet_match.training") / "informal.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {formal: tuple(spoken.split("|")) for formal, spoken in rows}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(phrases(), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, longest_first)) + r")\b")


def informal(statement: str, draw: random.Random) -> str:
    """One spoken variant of a statement."""
    text = statement.strip().rstrip(".").lower()
    if draw.random() < _DETAIL_DROP:
        text = shortened(text)
    text = _pattern().sub(lambda found: _swap(found[1], draw), text)
    text = text.replace(" or ", draw.choice((" or ", " and ", ", ")))
    if draw.random() > _PLAIN_SHARE:
        text = draw.choice(_OPENINGS) + text
    if draw.random() < _SLIP_SHARE:
        text = _slip(text, draw)
    return text


def shortened(statement: str) -> str:
    """A statement in lower case without its full stop and trailing detail."""
    text = statement.strip().rstrip(".").lower()
    shorter = _DETAIL.sub("", text)
    return shorter if len(shorter.split()) > 2 else text  # noqa: PLR2004 - a verb and an object must be left


def _swap(phrase: str, draw: random.Random) -> str:
    return draw.choice(phrases()[phrase]) if draw.random() < _SWAP_SHARE else phrase


def _slip(text: str, draw: random.Random) -> str:
    """Two neighbouring letters exchanged, or one lost, inside a word."""
    at = draw.randrange(1, max(2, len(text) - 2))
    if not (text[at : at + 2].isalpha() and len(text) > at + 2):
        return text
    return text[:at] + (text[at + 1] + text[at] if draw.random() < 0.5 else text[at + 1]) + text[at + 2 :]  # noqa: PLR2004
