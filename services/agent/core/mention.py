"""How a reply names what the person said: "write reports for my boss" becomes "writing reports for your boss"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.agent.core.engagement import is_vague
from services.agent.core.phrases import word_set
from services.agent.core.types import RULES
from services.agent.core.wording import Heard
from services.shared.language.forms import EVENTS, form, opens_as_verb
from services.shared.language.nouns import NOMINAL, head, names_activity
from services.shared.language.tables import ADVERBS, DETERMINERS, PARTICLES, PREPOSITIONS, SUBORDINATORS
from services.shared.language.verbs import NOTHING, base_of_ing, base_verb, gerunds, lexicon
from services.shared.language.words import content_words, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.agent.core.types import Activity

MOST_WORDS = 9  # a longer echo sounds like reading aloud; it is left out, never cut
_YOURS = dict(
    pair.split(":")
    for pair in [
        "my:your",
        "our:your",
        "me:you",
        "us:you",
        "i:you",
        "we:you",
        "mine:yours",
        "ours:yours",
        "myself:yourself",
        "ourselves:yourselves",
        "am:are",
        "i'm:you're",
        "im:you're",
        "we're:you're",
    ]
)
_SAYABLE = re.compile(r"[^\W\d_][\w'’\-./&%]*(?: [\w'’\-./&%,]+)*", re.UNICODE)
LONGEST_THING = 4  # words of a bare noun phrase; a longer one brings its own article or is none
_THINGS_IN_ING = word_set("meeting briefing training building filing wedding offering setting")
# What these point at, or stand for, is not known to who reads the reply.
_POINTING = word_set("it them")
_POINTING_ALONE = word_set("those these that this stuff things something anything")
_TIMES = word_set("once twice every each")
# Gerunds with an s that are things, so that a verb may stand before them ("change dressings").
_THINGS_TOLD = word_set(
    "dressings findings earnings belongings savings proceedings drawings paintings recordings readings"
)
# Nouns of work that are said without an article ("absence management").
_MASS = word_set(
    "management maintenance care control support recruitment administration research compliance safety training travel work"
)
_OBJECTS = word_set(
    """
    it them everything things people everyone him her this that
    """
)
# Longer verbs stressed on their last syllable, or compounds of a short verb.
_DOUBLING = word_set(
    """
    control refer transfer commit submit permit admit omit occur prefer defer patrol compel propel expel excel
    regret begin forget upset reset offset retrofit outfit program format unplug equip overlap deter incur input
    output rerun undercut inlet restock unpin
    """
)
_VOWEL_GROUP = re.compile(r"[aeiouy]+")
_LOOSE_ENDS = DETERMINERS | SUBORDINATORS | {"and", "or", "but", "which", "who", "that", "of", "with", "for", "to"}
# O*NET uses many verbs far more often as nouns ("order", "process"); people opening a phrase with them mean the verb.
NOUN_BIAS = 5
# Share of verb uses in O*NET from which a word is a verb wherever it opens a phrase ("maintain equipment").
SURELY_VERB = 0.9
_LONGEST_WORD = 24  # a longer one is no word of a person's job


def mention(phrase: str, *, as_verb: bool | None = None) -> str:
    """The phrase as a reply can say it, whole, or "" when it cannot be said well.

    Args:
        phrase: an activity in the person's words.
        as_verb: whether its first word is its verb, where the sentence it stood in tells; None where it does not.
    """
    words = phrase.strip(" .,;:!?\"'").split()
    if _points(words):
        return ""
    if not words or len(words) > MOST_WORDS or words[-1].lower() in _LOOSE_ENDS or "," in phrase.strip(" ,"):
        return ""
    if not _SAYABLE.fullmatch(" ".join(words)) or any(len(word) > _LONGEST_WORD for word in words):
        return ""
    first = words[0].lower()
    if base_of_ing(first):
        words[0] = first
    else:
        is_verb = first.isalpha() and (_opens_as_verb(words) if as_verb is None else as_verb)
        if is_verb is None:
            return ""
        if is_verb:
            words[0] = _gerund(base_verb(first) or first)
        elif not words[0].isupper():
            words[0] = first
    if _wants_article(words):
        words.insert(0, "the")
    return " ".join(_YOURS.get(word.lower(), word) for word in words)


def _points(words: Sequence[str]) -> bool:
    """Whether a phrase has a pronoun for its thing ("run those twice a year"); "mentor students this term" has not."""
    low = [word.lower() for word in words]
    alone = (
        word in _POINTING_ALONE and (place + 1 == len(low) or low[place + 1] in ADVERBS | PREPOSITIONS | _TIMES)
        for place, word in enumerate(low)
    )
    return bool(_POINTING & set(low)) or any(alone)


def _wants_article(words: Sequence[str]) -> bool:
    """Whether a phrase is one thing, said without its article ("weekly team meeting")."""
    noun = head(tokens(" ".join(words)))
    ends_in_s = noun is not None and noun.low.endswith("s") and not noun.low.endswith(("ss", "sis", "us"))
    is_one = not ends_in_s and len(words) <= LONGEST_THING
    return (
        is_one
        and noun is not None
        and noun.low not in _MASS
        and words[0].lower() not in DETERMINERS
        and not any(base_of_ing(word.lower()) for word in words[:-1])
        and (not base_of_ing(words[-1].lower()) or words[-1].lower() in _THINGS_IN_ING)
    )


def _opens_as_verb(words: Sequence[str]) -> bool | None:
    """Whether a phrase starts with its verb ("check the oil") and not with a noun ("stock counts"); None when unclear.

    Two readers must agree, how O*NET uses the word and the rules of the language package. A phrase said the wrong way
    round is worse than one not said.
    """
    low = [word.lower() for word in words]
    known, entry = form(low[0]), lexicon().get(low[0], NOTHING)
    if len(low) == 1:
        return bool(known.base) and entry.verb >= entry.noun
    if low[1] in DETERMINERS | _OBJECTS:
        return True
    if not known.base:
        return False
    if known.verb_share >= SURELY_VERB or low[1] in PREPOSITIONS | PARTICLES:
        return True
    if _names_doing(low[1]) and (len(low) == len(("stock", "counts")) or low[2] in PREPOSITIONS):
        return False
    is_used_so = entry.verb * NOUN_BIAS >= entry.noun
    is_read_so = opens_as_verb(tokens(" ".join(words)))
    is_clear = is_used_so is is_read_so and (is_used_so or names_activity(tokens(" ".join(words))))
    return is_used_so if is_clear else None


def _names_doing(noun: str) -> bool:
    """Whether a noun names something done, so that the word before it is a noun, too ("weld inspections")."""
    is_gerund = base_of_ing(noun.removesuffix("s")) is not None and noun not in _THINGS_TOLD
    return noun in EVENTS or is_gerund or bool(NOMINAL.search(noun))


def _is_said_as_verb(activity: Activity, message: str) -> bool | None:
    """Whether a phrase opens with its verb, as its sentence tells; None where it does not.

    It does after "I", "we" or "to" and on a list of verbs that begins so ("I sweep, stock shelves"); it does not where
    the rules read a noun ("there's the travel").
    """
    phrase = re.escape(activity.text)
    if re.search(rf"\b(?:i|we|to)(?: (?:also|then|just|\w+ly))? {phrase}", message, re.IGNORECASE):
        return True
    if not activity.verb:
        return False if activity.author == RULES else None
    return True if re.search(rf"\b(?:i|we)\b[^.!?:\n]*\b{phrase}", message, re.IGNORECASE) else None


def _gerund(verb: str) -> str:
    """The -ing form; verbs of one syllable double their consonant ("plan": planning), longer ones do not ("visit")."""
    forms = gerunds(verb)
    return forms[-1] if len(_VOWEL_GROUP.findall(verb)) == 1 or verb in _DOUBLING else forms[0]


def heard(activities: Sequence[Activity], message: str) -> Heard | None:
    """The one or two activities of a message that a reply names: the most telling ones, in the order they were said."""
    told = [
        (mention(activity.text, as_verb=_is_said_as_verb(activity, message)), activity.text)
        for activity in activities
        if not activity.confirmed and not is_vague(activity.text) and activity.text.lower() in message.lower()
    ]
    told = [pair for pair in told if pair[0] and not re.search(rf"\bor {re.escape(pair[1])}", message, re.IGNORECASE)]
    told = [pair for pair in told if len(content_words(pair[1])) > 1] or told
    told = [pair for pair in told if " and " not in pair[0]] or told
    if not told:
        return None
    best = sorted(range(len(told)), key=lambda i: (-min(len(content_words(told[i][1])), 4), i))[:2]
    picked = [told[i][0] for i in sorted(best)]
    return Heard(*picked) if len(set(picked)) == len(picked) else Heard(picked[0])
