"""Language levels: each is that of its own language, by class (B2) or by a word for it ("fluent")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.grounding.kinds import Doubt, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from services.cvfsm.core.grounding.evidence import Claim, Evidence

CLASSES: Final = frozenset({"a1", "a2", "b1", "b2", "c1", "c2", "native"})
WORDS: Final = {
    word: frozenset(classes.split()) for classes, row in read.TABLES["levels"].items() for word in row.split()
}
"""Word -> the classes it may stand for when the class is known; a class is never read out of a word."""

_SURE: Final = frozenset({"native", "fluent", "bilingual", "mother"})
"""Words that tell of a language wherever they stand; others only beside one."""
_LANGUAGE: Final = re.compile(read.TABLES["patterns"]["language"])


def levels(text: str) -> tuple[frozenset[str], bool]:
    """The level classes a text may mean, and whether it names a class (B2, native) and not only a word for one."""
    tokens = _tokens(text)
    if named := CLASSES.intersection(tokens):
        return frozenset(named), True
    meant = [WORDS[token] for token in tokens if token in WORDS]
    return frozenset().union(*meant), any(classes == {"native"} for classes in meant)


def judge(claim: Claim, evidence: Evidence) -> Iterator[Doubt]:
    """Doubt levels that are not those of their language."""
    own = {row.name: row.level for row in evidence.data.languages if row.name}
    if claim.leaf == "level":
        entry = next((unit.text for unit in evidence.at(f"{claim.place}.name")), "")
        name = entry or next((w for w in re.findall(r"[^\W\d_]+", claim.text) if not levels(w)[0]), "")
        if not _has(name, claim.text, own, claim, evidence):
            yield Doubt(Kind.LANGUAGE_LEVEL, claim.text)
    elif not claim.leaf or claim.leaf == "bullets":
        yield from _in_prose(claim, own, evidence)


def _in_prose(claim: Claim, own: Mapping[str, str], evidence: Evidence) -> Iterator[Doubt]:
    named = [
        name for name in {*own, *_LANGUAGE.findall(claim.text)} if name in claim.text and name.casefold() not in WORDS
    ]
    sure = {w for w in read.spelt_out(claim.text) if w in CLASSES or w in _SURE}
    if not named and sure and not any(sure & set(read.spelt_out(unit.text)) for unit in evidence.carrying(claim)):
        yield Doubt(Kind.LANGUAGE_LEVEL, claim.text)
    for name, claimed in _levels_of(named, own, claim.text).items():
        if not _has(name, claimed, own, claim, evidence):
            is_sure = bool(sure) or bool(levels(own.get(name, ""))[0])
            yield Doubt(Kind.LANGUAGE_LEVEL, claim.text, is_exact=is_sure)


def _has(name: str, said: str, own: Mapping[str, str], claim: Claim, evidence: Evidence) -> bool:
    """Whether a language is known at a level."""
    claimed, is_class = levels(said)
    told = [_levels_of((name,), (), unit.text).get(name, "") for unit in evidence.said if unit.carries(claim)]
    for known in (own.get(name, ""), *told):
        classes, is_known_class = levels(known)
        if classes and (classes == claimed or (is_known_class and not is_class and classes <= claimed)):
            return True
    return not claimed


def _levels_of(names: Collection[str], own: Collection[str], text: str) -> dict[str, str]:
    """The words for a level by the language they stand nearest to; one level is said of all languages the CV has."""
    found: dict[str, list[str]] = {}
    is_one = len([mark for mark in _tokens(text) if mark in CLASSES or mark in WORDS]) == 1
    for tokens in [_tokens(text)] if is_one else map(_tokens, re.split(r"[,;.]", text)):
        languages = {n: name for name in names for n, token in enumerate(tokens) if token == name.casefold()}
        others = {n for n, token in enumerate(tokens) if _LANGUAGE.fullmatch(token.capitalize())} - set(languages)
        for mark, token in enumerate(tokens):
            if token in CLASSES or token in WORDS:
                near = sorted((*languages, *others), key=lambda at, mark=mark: (abs(at - mark), at < mark))[:1]  # type: ignore[misc]
                known = [at for at, name in languages.items() if name in own] if is_one else []
                for at in {*near, *known} & languages.keys():
                    if abs(at - mark) <= _REACH:
                        found.setdefault(languages[at], []).append(token)
    return {name: " ".join(words) for name, words in found.items()}


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:-[^\W_]+)*", read.one_spelling(text))


_REACH: Final = 5
"""Words from a language to its level."""
