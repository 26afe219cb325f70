"""Tailoring to a posting: what is there is put in another order, what is missing becomes a question.

The posting is compared with the CV, never copied into it. Relevance of a line is the number of the posting's distinct
content words that stand in it; ties keep their order, so a posting without any of the words changes nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.document import cv, cv_paths
from services.cvfsm.core.grounding import text as read
from services.cvfsm.core.machine import wording
from services.cvfsm.core.machine.updates import SECTION_ORDER, Change, Operation, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.cvfsm.core.document.cv import CvData
    from services.cvfsm.core.grounding.evidence import Evidence
    from services.shared.language.sentences import Sentence

MAX_GAPS: Final = 5
"""Questions asked at once: more than a handful are not answered."""

MAX_PHRASE_WORDS: Final = 5
"""A requirement is a short phrase; longer parts of a posting are sentences about the employer."""

MOVABLE: Final = ("work_experience", "education", "skills", "it_ai_skills", "languages", "certifications")
"""Sections a posting may move among themselves; the profile opens and what is least about work closes."""

_PHRASE: Final = re.compile(r"[.,;:!?()\n\u2022/]|\s[-\u2013\u2014]\s|\b(?:and|or|und|oder|oraz|lub|y|et|ou)\b")

_OFFER: Final = re.compile(r"\b(?:we|our|us|you|your)\b", re.IGNORECASE)
"""A part with one of these is about the employer's offer, not a requirement."""

# Words of postings in general: about the offer and the applicant, not about the work.
_OFFERS = """
we are looking seek seeking hiring join our company employer candidate applicant apply application salary benefits
pension holiday hours full part time contract permanent temporary essential desirable required must preferred
welcome helpful ideal ideally plus advantage excellent good strong competitive offer opportunity location remote
hybrid office busy growing dynamic friendly diversity equal start date closing interview year years need needed want
recognised written english role successful
"""
_BOILERPLATE: Final = frozenset(read.content(_OFFERS))


def posting_words(posting: str) -> dict[str, str]:
    """Stem -> word of every word of a posting that carries meaning, as first spelt there."""
    found: dict[str, str] = {}
    for word in re.findall(r"[^\W_]+(?:[-'.][^\W_]+)*", posting):
        for stem in read.content(word):
            found.setdefault(stem, word)
    return {stem: word for stem, word in found.items() if stem not in _BOILERPLATE}


def shared_words(text: str, wanted: Mapping[str, str]) -> tuple[str, ...]:
    """The posting's words that stand in a line, in some form, in the posting's order and spelling."""
    own = read.roots(text)
    return tuple(word for stem, word in wanted.items() if stem in own)


def orders(data: CvData, posting: str, sections: Iterable[str]) -> list[tuple[Change, Sentence]]:
    """Reorderings of lines of the sections, most relevant first, each with the reason shown to the person."""
    words = posting_words(posting)
    lists = [name for section in sections for name in cv.SECTIONS[section] if name in cv.TEXT_LISTS]
    if "work_experience" in sections:
        lists += [f"work_experience[{i}].bullets" for i in range(len(data.work_experience))]
    found = []
    for path in lists:
        items = [text_of(item) for item in cv_paths.get(data, path)]
        ranked = sorted(items, key=lambda item: -len(shared_words(item, words)))
        if ranked != items:
            shared = shared_words(ranked[0], words)
            reason = wording.RELEVANT.say(words=_quoted(shared))
            found.append((Change(Operation.REORDER, path, tuple(ranked)), reason))
    return found


def section_order(data: CvData, posting: str) -> tuple[Change, Sentence] | None:
    """The order of printed sections by relevance, or None where it stays.

    Relevance is the number of the posting's words that stand in a section; ties keep their order.
    """
    words = posting_words(posting)
    filled = [name for name in cv.PRINTED if getattr(data, name)]
    scores = {name: _relevance(data, name, words) for name in filled if name in MOVABLE}
    ranked = sorted(scores, key=lambda name: -scores[name])
    if ranked == list(scores):
        return None
    fixed = [name for name in filled if name not in MOVABLE]
    order = (*(name for name in fixed if name == "profile"), *ranked, *(name for name in fixed if name != "profile"))
    return Change(Operation.REORDER, SECTION_ORDER, order), wording.FIRST_SECTION.say()


def _relevance(data: CvData, name: str, words: Mapping[str, str]) -> int:
    texts = [text for path, text in cv.lines(data) if cv_paths.parse_path(path)[0] == name]
    return len({word for text in texts for word in shared_words(text, words)})


def gaps(posting: str, evidence: Evidence) -> tuple[tuple[str, str], ...]:
    """Questions about what the posting asks for and nothing known answers: ``(question, posting phrase)``."""
    known = frozenset().union(*(unit.stems for unit in (*evidence.cv, *evidence.said)))
    found: dict[tuple[str, ...], str] = {}
    for part in _PHRASE.split(posting):
        phrase = part.strip()
        stems = tuple(word for word in read.content(phrase) if word not in _BOILERPLATE)
        if stems and not _OFFER.search(phrase) and len(phrase.split()) <= MAX_PHRASE_WORDS and known.isdisjoint(stems):
            found.setdefault(stems, phrase)
    return tuple((_question(phrase), phrase) for phrase in list(found.values())[:MAX_GAPS])


def _question(phrase: str) -> str:
    return f"The posting asks for \u201c{phrase}\u201d. Have you done this? If so, say where and when."


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"\u201c{word}\u201d" for word in words[:4])
