"""How a reply names what the person said: "write reports for my boss" becomes "writing reports for your boss".

Rules:
1. Only what was read with high probability is named, whole and never cut; what cannot be said well is left out.
2. The verb is the reader's; nothing is guessed about a word here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.agent.core import cuts
from services.agent.core.wording import Heard
from services.shared.language.words import content_words, word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.agent.core.types import Activity

MOST_WORDS = 9  # a longer echo sounds like reading aloud; it is left out, never cut
LONGEST_NAME = 4  # words of an activity that has no verb ("the weekly stock count")
_YOURS = {
    "my": "your", "our": "your", "me": "you", "us": "you", "i": "you", "we": "you", "mine": "yours", "ours": "yours",
    "myself": "yourself", "ourselves": "yourselves", "am": "are", "i'm": "you're", "we're": "you're",
}  # fmt: skip
_SAYABLE = re.compile(r"[^\W_][\w'’\-./&%]*(?: [\w'’\-./&%,]+)*")
_OPEN_ENDS = word_set("and or but which who that of with for to the a an my our in at on by from as it them")
_POINTS = word_set("it them this that these those one ones stuff things something anything everything")
# Longer verbs stressed on their last syllable, or compounds of a short verb; British and American spelling agree.
_DOUBLING = word_set(
    "control refer transfer commit submit permit admit omit occur prefer defer patrol compel expel excel begin forget "
    "upset reset offset retrofit format unplug equip overlap input output restock unpin program"
)


def gerund(verb: str) -> str:
    """The -ing form of a base verb ("plan": planning, "tie": tying, "visit": visiting)."""
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return f"{verb[:-1]}ing"
    syllables = len(re.findall(r"[aeiouy]+", verb))
    closed = re.search(r"[^aeiou][aeiouy][^aeiouwxy]$", f" {verb}") is not None
    return f"{verb}{verb[-1]}ing" if closed and (syllables == 1 or verb in _DOUBLING) else f"{verb}ing"


def mention(phrase: str, verb: str) -> str:
    """The phrase as a reply can say it, whole, or "" when it cannot be said well.

    Args:
        phrase: an activity in the person's words.
        verb: the base verb it is done by, "" for a noun.
    """
    words = phrase.strip(" .,;:!?\"'").split()
    low = [word.lower() for word in words]
    if not words or len(words) > MOST_WORDS or low[-1] in _OPEN_ENDS or not _SAYABLE.fullmatch(" ".join(words)):
        return ""
    if low[-1] in _POINTS or (_POINTS & set(low) & {"it", "them"}) or "," in phrase.strip(" ,"):
        return ""
    if verb and low[1:2] and low[1] in {"and", "or"}:
        return ""
    if verb:
        doing = gerund(verb.split(maxsplit=1)[0])
        if low[0] != doing and not _is_form(low[0], verb):
            return ""
        words[0] = doing
    elif len(words) > LONGEST_NAME:
        return ""
    elif not words[0][1:] or words[0][1:].islower():
        words[0] = low[0]
    return " ".join(_YOURS.get(word.lower(), word) for word in words)


def _is_form(word: str, verb: str) -> bool:
    """Whether a word is the base, -s or -ing form of a verb."""
    base = verb.split(maxsplit=1)[0]
    return word in {base, f"{base}s", f"{base}es", f"{base[:-1]}ies", gerund(base)}


def heard(activities: Sequence[Activity], message: str) -> Heard | None:
    """The one or two activities of a message that a reply names: the most telling ones, in the order they were said."""
    told = [
        (mention(activity.text, activity.verb), activity.text)
        for activity in activities
        if not activity.confirmed and activity.probability >= cuts.QUOTED and activity.text.lower() in message.lower()
    ]
    # "Code reviews" may be things or a deed; without "I" or "we" nobody can tell.
    is_told_by_person = re.search(r"\b(?:i|we)\b", message, re.IGNORECASE) is not None
    told = [
        pair for pair in told if pair[0] and (is_told_by_person or len(pair[1].split()) != len(("code", "reviews")))
    ]
    told = [pair for pair in told if len(content_words(pair[1])) > 1] or told
    told = [pair for pair in told if " and " not in pair[0]] or told
    if not told:
        return None
    best = sorted(range(len(told)), key=lambda i: (-min(len(content_words(told[i][1])), 4), i))[:2]
    picked = [told[i][0] for i in sorted(best)]
    return Heard(*picked) if len(set(picked)) == len(picked) else Heard(picked[0])
