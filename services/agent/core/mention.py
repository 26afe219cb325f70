"""How a reply names what the person said: "write reports for my boss" becomes "writing reports for your boss"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.agent.core.engagement import is_vague
from services.agent.core.wording import Heard
from services.shared.language.tables import ADVERBS, DETERMINERS, PARTICLES, PREPOSITIONS, SUBORDINATORS
from services.shared.language.verbs import NOTHING, base_of_ing, base_verb, gerunds, lexicon
from services.shared.language.words import content_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.agent.core.types import Activity

MOST_WORDS = 9  # a longer echo sounds like reading aloud
LEAST_CUT = 3  # words that must be left when a long phrase is cut at a preposition
_YOURS = {"my": "your", "our": "your", "me": "you", "us": "you", "i": "you", "we": "you", "mine": "yours", "ours": "yours"}
_YOURS |= {"myself": "yourself", "ourselves": "yourselves", "am": "are", "i'm": "you're", "im": "you're", "we're": "you're"}
_SAYABLE = re.compile(r"[^\W\d_][\w'’\-./&%]*(?: [\w'’\-./&%,]+)*", re.UNICODE)
_OBJECTS = frozenset("it them everything things people everyone him her this that".split())
# Longer verbs stressed on their last syllable, or compounds of a short verb.
_DOUBLING = frozenset(
    """
    control refer transfer commit submit permit admit omit occur prefer defer patrol compel propel expel excel regret begin
    forget upset reset offset retrofit outfit program format unplug equip overlap deter incur input output rerun undercut
    inlet restock unpin
    """.split()
)
_VOWEL_GROUP = re.compile(r"[aeiouy]+")
_WEAK_ENDS = PREPOSITIONS | DETERMINERS | SUBORDINATORS | ADVERBS | {"and", "or", "but", "which", "who", "that"}
# O*NET uses many verbs far more often as nouns ("order", "process"); people opening a phrase with them mean the verb.
NOUN_BIAS = 5
_LONGEST_WORD = 24  # a longer one is no word of a person's job


def mention(phrase: str, *, after_subject: bool = False) -> str:
    """The phrase as a reply can say it, or "" when it cannot be said well.

    Args:
        phrase: an activity in the person's words.
        after_subject: whether it stood after "I" or the like, so that its first word is its verb.
    """
    words = phrase.strip(" .,;:!?\"'").split()
    if not words or not _SAYABLE.fullmatch(" ".join(words)) or any(len(word) > _LONGEST_WORD for word in words):
        return ""
    words = _cut(words)
    first = words[0].lower()
    if base_of_ing(first):
        words[0] = first
    elif first.isalpha() and (after_subject or _opens_as_verb(words)):
        words[0] = _gerund(base_verb(first) or first)
    elif not words[0].isupper():
        words[0] = first
    return " ".join(_YOURS.get(word.lower(), word) for word in words)


def _opens_as_verb(words: Sequence[str]) -> bool:
    """Whether a phrase starts with its verb ("check the oil") and not with a noun ("travel booking")."""
    if len(words) == 1 or not base_verb(words[0].lower()) or base_of_ing(words[1].lower()):
        return False
    if words[1].lower() in DETERMINERS | PREPOSITIONS | PARTICLES | _OBJECTS:
        return True
    entry, last = lexicon().get(words[0].lower(), NOTHING), lexicon().get(words[-1].lower(), NOTHING)
    is_compound = len(words) == len(("stock", "control")) and last.activity > 0
    return entry.verb * NOUN_BIAS >= entry.noun and not is_compound


def _follows_subject(phrase: str, message: str) -> bool:
    """Whether a phrase stands after "I", "we" or "to", an adverb between them allowed."""
    return bool(re.search(rf"\b(?:i|we|to)(?: (?:also|then|just|\w+ly))? {re.escape(phrase)}", message, re.IGNORECASE))


def _gerund(verb: str) -> str:
    """The -ing form; verbs of one syllable double their consonant ("plan": planning), longer ones do not ("visit")."""
    forms = gerunds(verb)
    return forms[-1] if len(_VOWEL_GROUP.findall(verb)) == 1 or verb in _DOUBLING else forms[0]


def _cut(words: list[str]) -> list[str]:
    if len(words) > MOST_WORDS:
        stops = [i for i, word in enumerate(words[: MOST_WORDS + 1]) if i >= LEAST_CUT and word.lower() in _WEAK_ENDS]
        words = words[: stops[-1] if stops else MOST_WORDS]
    while len(words) > 1 and (words[-1].lower().strip(",") in _WEAK_ENDS):
        words = words[:-1]
    return [*words[:-1], words[-1].rstrip(",.;")]


def heard(activities: Sequence[Activity], message: str) -> Heard | None:
    """The one or two activities of a message that a reply names: the most telling ones, in the order they were said."""
    told = [
        (mention(activity.text, after_subject=_follows_subject(activity.text, message)), activity.text)
        for activity in activities
        if not activity.confirmed and not is_vague(activity.text)
    ]
    told = [(text, source) for text, source in told if text and " and " not in text] or [pair for pair in told if pair[0]]
    if not told:
        return None
    best = sorted(range(len(told)), key=lambda i: (-min(len(content_words(told[i][1])), 4), i))[:2]
    picked = [told[i][0] for i in sorted(best)]
    return Heard(*picked) if len(set(picked)) == len(picked) else Heard(picked[0])
