"""A small notation for phrases, so that tables of what people say can be read without reading regular expressions.

    word            that word
    a | b c         either
    ( ... )         a group            [ ... ]   an optional group
    ( ... )*        any number         (...)*    also after [ ]
    <name>          a named part, defined in the table
    ..3             up to three words of any kind

A phrase matches a clause as a whole: "[i am] done" matches "done" and "i am done", never "i am done by five".
Clauses come from `clauses`: lower-case words without punctuation, contractions spelled out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from services.shared.language.words import CONTRACTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

# The longest clause looked at, in words: the longest phrase of the tables has 12 and may stand between fillers. Longer
# clauses are content; the bound also keeps matching time flat for hostile input.
LONGEST_CLAUSE = 24

_NOTATION = re.compile(r"<\w+>|\.\.\d+|[\w'\-]+|[()\[\]|*]")
_OPENS = {"(": ")", "[": ")?"}
_WORD = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*", re.UNICODE)
_BREAK = re.compile(r"[.!?;:,\n\r\u2014\u2013\u2026()\"]+|\s-+\s|(?<=\w)\s*-\s+")
# Spellings of chat that change what a clause says; the shared table holds the contractions.
_SPELLED = {
    "nope": "no", "nah": "no", "naw": "no", "yep": "yes", "yup": "yes", "yeah": "yes", "yea": "yes", "ya": "yes",
    "thx": "thanks", "tnx": "thanks", "thanx": "thanks", "ty": "thanks", "kk": "ok", "okay": "ok", "okey": "ok", "k": "ok",
    "nothin": "nothing", "nuthin": "nothing", "everythin": "everything", "plz": "please", "pls": "please",
    "kinda": "kind of", "sorta": "sort of", "outta": "out of", "thas": "that is", "thts": "that is", "lets": "let us",
    "kthxbye": "ok thanks bye", "kthx": "ok thanks", "thankyou": "thank you", "goodbye": "bye", "cya": "see you",
    "it'll": "it will", "that'll": "that will", "that'd": "that would", "there'd": "there would", "you've": "you have",
    "youve": "you have", "weve": "we have", "didn't": "did not", "y'all": "you all", "everything's": "everything is",
    "id": "i would", "doin": "doing", "dont": "do not", "aight": "alright", "gimme": "give me", "lemme": "let me",
}  # fmt: skip


class Clause(NamedTuple):
    """A piece of a message between two marks or connectors."""

    text: str  # normalised words, each followed by one space
    asks: bool  # it ends in a question mark
    opens_sentence: bool  # a full stop, exclamation mark or line break stands before it, or nothing


def word_set(table: str) -> frozenset[str]:
    """The words of a table, as a set."""
    return frozenset(table.split())


def normalise(text: str) -> str:
    """Return the words of a text as clauses hold them, each followed by one space."""
    spelled = (_spell(match.group()) for match in _WORD.finditer(text.lower().replace("\u2019", "'")))
    return "".join(f"{word} " for word in spelled)


@lru_cache(maxsize=16384)
def _spell(word: str) -> str:
    """Spell a word out: contractions, and "'s" as "is" ("that's" -> "that is")."""
    if word in _SPELLED:
        return _SPELLED[word]
    if word in CONTRACTIONS:
        return " ".join(CONTRACTIONS[word])
    return f"{word[:-2]} is" if word.endswith("'s") else word


def clauses(message: str) -> tuple[Clause, ...]:
    """Split a message at its punctuation; connectors ("and", "then") stay inside a clause."""
    found: list[Clause] = []
    start, opens = 0, True
    for mark in [*_BREAK.finditer(message), None]:
        end = mark.start() if mark else len(message)
        text = normalise(message[start:end])
        if text:
            found.append(Clause(text, bool(mark and "?" in mark.group()), opens))
        if mark:
            start = mark.end()
            opens = bool(re.search(r"[.!?\n\r]", mark.group())) or not found
    return tuple(found)


def compile_phrase(notation: str, parts: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Return the pattern of a phrase, to be used with `fullmatch` on a clause's text.

    Raises:
        KeyError: the phrase names a part that `parts` does not hold.
    """
    return re.compile(_translate(notation, parts or {}))


def _translate(notation: str, parts: Mapping[str, str]) -> str:
    out: list[str] = ["(?:"]
    ends: list[str] = []
    for piece in _NOTATION.findall(notation):
        if piece.startswith("<"):
            out.append(_translate(parts[piece[1:-1]], parts))
        elif piece.startswith(".."):
            out.append(rf"(?:\S+ ){{0,{piece[2:]}}}")
        elif piece[0] in _OPENS:
            out.append("(?:")
            ends.append(_OPENS[piece[0]])
        elif piece[0] in ")]":
            out.append(ends.pop())
        elif piece[0] == "*":
            out[-1] = ")*"
        else:
            out.append("|" if piece == "|" else f"{re.escape(piece)} ")
    return "".join([*out, ")"])
