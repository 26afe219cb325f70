"""Wishes about how the CV looks or is worded: settings where they are named, else the question whose form answers them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.machine import wording
from services.cvfsm.core.output.page import MOST_PAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.shared.language.sentences import Template

_LANGUAGES: Final = {
    "de": r"german|deutsch|niemiecku",
    "en": r"english|englisch|angielsku|anglais",
    "fr": r"french|fran[cç]ais\w*|französisch|francusku",
    "pl": r"polish|polsku|polski|polnisch",
    "es": r"spanish|espa[nñ]ol|spanisch|hiszpańsku",
}
_OTHER_LANGUAGES: Final = (
    r"dutch|italian|portuguese|russian|ukrainian|chinese|mandarin|japanese|korean|turkish|arabic|hindi|czech|swedish|norwegian|danish|"
    r"finnish|romanian|hungarian|greek|welsh"
)
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        ("one single", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
    for word in words.split()
}
_LETTERING: Final = r"(?:fonts?|text|letters|lettering|print|type|writing|characters)"
_LOOK: Final = r"(?:look\w*|style|template|layout|design|feel|more|something)"


def _look(words: str) -> str:
    """A pattern for a look by its adjectives, with a word that says that the look is meant, before or after."""
    return rf"\b(?:{words})\b.*\b{_LOOK}\b|\b{_LOOK}\b.*\b(?:{words})\b"


_NAMED: Final[Sequence[tuple[str, str, str | int]]] = (
    *(
        (
            rf"\b(?:in|auf|po|en|into|to|make (?:it|this))\s+(?:{words})\b|^(?:{words}) (?:version|cv|headings|please|bitte)\b",
            "language",
            code,
        )
        for code, words in _LANGUAGES.items()
    ),
    (r"\b(?:as|however) many pages\b", "pages", MOST_PAGES),
    (r"\bone side\b", "pages", 1),
    (r"\b(?:not|no) (?:on |in )?a4\b|\b(?:american|us|north american) (?:letter|paper|format|size)\b", "paper", "letter"),
    (r"\bletter(?: (?:paper|size|format)| please|$)", "paper", "letter"),
    (r"\ba4\b|\b(?:european|uk|british|german) (?:paper|format|size)\b", "paper", "a4"),
    (rf"\b{_LETTERING}\b.*\btoo small\b|\b(?:bigger|larger|large|big|increase)\b.*\b{_LETTERING}\b", "text_size", "large"),
    (rf"\b{_LETTERING}\b.*\b(?:bigger|larger|up a)\b", "text_size", "large"),
    (rf"\b{_LETTERING}\b.*\b(?:smaller|down a|too (?:big|large))\b|\b(?:smaller|small|reduce)\b.*\b{_LETTERING}\b", "text_size", "small"),
    (rf"\b(?:normal|usual|default|standard|medium)(?:[- ]sized?)? {_LETTERING}\b", "text_size", "normal"),
    (rf"\bbanner\b.*\b{_LOOK}\b|\bcolou?r(?:ed)? (?:header|top|band|bar|strip)\b", "template", "banner"),
    (rf"\btabular\b.*\b{_LOOK}\b|\bdates\b.*\b(?:left|margin|side|column)\b", "template", "tabular"),
    (_look(r"modern|moderner|contemporary|fresh|fresher|old[- ]fashioned"), "template", "modern"),
    (_look(r"classic|classical|traditional|conservative|plain|plainer"), "template", "classic"),
)  # fmt: skip
"""How settings are named, the surer wording of a setting first."""

_STYLES: Final = [(re.compile(pattern, re.IGNORECASE), name, value) for pattern, name, value in _NAMED]
_PAGES: Final = re.compile(rf"\b(?P<n>{'|'.join(_NUMBERS)}|\d\d?)[ -](?:pages?|sides)\b", re.IGNORECASE)

_WORDING: Final = re.compile(
    r"\b(?:make (?:it|this|them|these)|shorten|shorter|rewrite|rephrase|reword|polish (?:it|this|the)|tailor|emphasi[sz]e|highlight|improve|tidy|tone|"
    r"more (?:professional|concise|confident|formal)|stronger|third person|first person|waffle|template|layout|font|letters?\b|bitte|proszę|por favor|s'il vous plaît)\b"
    r"|^(?:more|less|bigger|smaller|a more|keep it|sound) ",
    re.IGNORECASE,
)
"""Wishes by their own words, whatever stands around them."""

_WISH: Final = re.compile(
    r"^(?:please|pls|can|could|make|use|go for|put|print|add|take|remove|switch|change|different|another|narrower|wider|no|without|don'?t|do not|"
    r"i(?:'d| would) like|i (?:want|need|prefer|don'?t (?:like|want|mind)|do not (?:like|want|mind)))\b|\b(?:please|better|nicer|fine)\b",
    re.IGNORECASE,
)
"""What makes a mention of the page a wish."""

PHOTO: Final = re.compile(
    r"\b(?:photo|photograph|picture|headshot)s?\b(?: (?:of me|of myself))?(?: (?:on|off|out|in|from|to|here|there|please|away)\b|\W*$)",
    re.IGNORECASE,
)
_TOPICS: Final = (
    (PHOTO, "photo", wording.ASK_PHOTO),
    (
        re.compile(rf"\b(?:in|into|to)\s+(?:{_OTHER_LANGUAGES})\b", re.IGNORECASE),
        "language",
        wording.ASK_TONGUE,
    ),
    (
        re.compile(
            r"\b(?:template|layout|design|fonts?|typeface|times new roman|arial|calibri|helvetica|colou?rs?|margins?|white space|spacing|nicer|prettier|look)\b",
            re.IGNORECASE,
        ),
        "template",
        wording.ASK_LOOK,
    ),
    (
        re.compile(r"\b(?:bullet points|bullets|paragraphs|sentences)\b|[\"'“]I[\"'”]", re.IGNORECASE),
        "",
        wording.ASK_WORDING,
    ),
)
"""What wishes without a setting are about: how it is named, the place whose form answers, the question."""

_SHORT: Final = 10
"""Words of the longest wish about style: more tell of the work."""

_OF_ONESELF: Final = re.compile(r"^(?:i|my)\b", re.IGNORECASE)

TOLD: Final = re.compile(
    r"^(?:\w+ed|made|wrote|led|ran|kept|built|taught|put|set)\b(?! (?:it|this|them|my|the|in)\b)", re.IGNORECASE
)
"""How a line about work begins: it tells a deed, "Translated leaflets into German" is no wish."""

_QUESTION: Final = re.compile(r"^(?:why|who|what|how|when|where|which|is|are|do|does|did|should|will)\b", re.IGNORECASE)


def settings(text: str) -> dict[str, str | int]:
    """The settings of the output a text names: language, pages, paper, template, text_size."""
    found: dict[str, str | int] = {}
    for pattern, name, value in _STYLES:
        if pattern.search(text):
            found.setdefault(name, value)
    if match := _PAGES.search(text):
        number = _NUMBERS.get(match["n"].casefold()) or int(match["n"])
        found |= {"pages": number} if number <= MOST_PAGES else {}
    if found:  # beside another setting the bare name of a language is one: "one page, German, A4"
        parts = [part.strip(" .!") for part in text.split(",")]
        for code, words in _LANGUAGES.items():
            if any(re.fullmatch(words, part, re.IGNORECASE) for part in parts):
                found["language"] = code
    return found


def names_setting(text: str) -> bool:
    """Whether a text is a wish that a setting, or the form of the photo, fulfils."""
    return _may_wish(text) and bool(settings(text) or (PHOTO.search(text) and _WISH.search(text)))


def is_style(text: str) -> bool:
    """Whether a text reads as a short wish about how the CV looks or is worded."""
    if not _may_wish(text):
        return False
    is_named = any(pattern.search(text) for pattern, _, _ in _TOPICS) and _WISH.search(text)
    return bool(is_named or settings(text) or _WORDING.search(text))


def _may_wish(text: str) -> bool:
    is_told = TOLD.match(text) or (_OF_ONESELF.match(text) and not _WISH.match(text))
    return len(text.split()) <= _SHORT and not is_told and not _QUESTION.match(text)


def asked_back(text: str, place: str) -> tuple[Template, str]:
    """What a wish without a setting is asked, and the place whose form answers it; `place` is that of its section."""
    for pattern, path, question in _TOPICS:
        if pattern.search(text):
            return question, path or place
    return wording.ASK_STYLE, place or "template"
