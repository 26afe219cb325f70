"""What stands before the part that matters: adverbs, times, amounts, and frames such as "most of my week goes into"."""

import re

from services.shared.language.forms import form
from services.shared.language.tables import ADVERBS, PREPOSITIONS, TIME_WORDS
from services.shared.language.words import Words, line, word_set

_SHARE = r"(?:most|much|half|some|a lot|lots|(?:the )?(?:rest|bulk|majority|remainder)|(?:about |around )?(?:half|a third|a quarter)|"
_SHARE += r"(?:a |the )?(?:very )?(?:big|large|good|huge|major|main|fair|biggest|largest)? ?(?:part|chunk|portion|share|amount|deal|slice)"
_SHARE += r"|\d+ ?%|\d+ percent)"
_FIELD = (
    r"(?:(?:main|core|key|daily|usual|regular|whole|working|typical|current|primary|biggest|day-to-day|everyday) )*"
)
_FIELD += r"(?:time|days?|weeks?|months?|mornings?|afternoons?|evenings?|nights?|jobs?|work|role|shifts?|workload|position|focus|routine|"
_FIELD += (
    r"responsibilit(?:y|ies)|dut(?:y|ies)|tasks?|activities|hours|bit|part|thing|things|job title|priorit(?:y|ies))"
)
_WHOSE = r"(?:my|the|our|a|an|what is|your)"
_LINK = r"(?:is|are|'s|goes?|involves?|includes?|consists?|revolves?|means?|comes? down|boils? down|centres?|centers?|covers?|would be|starts?|begins?|ends?|kicks? off)"
_LINK += r"(?: (?:always|also|often|sometimes|still|spent|mostly|mainly|really|basically|just|largely|all|about|usually|pretty much|probably|to be|made up|taken up))*"
_LINK += r"(?: (?:on|into|in|to|of|around|about|by|with|for|doing))?"

FRAME = re.compile(
    rf"(?:(?:{_SHARE} (?:of )?)?{_WHOSE} {_FIELD}(?: (?:here|at work|there|though|i do most|i do|i mostly do))*|{_SHARE}(?: of (?:it|that|this|what i do))?|"
    rf"what i (?:mostly |mainly |usually |really )?do|which|(?:it|this|that)(?: all| mostly| mainly| basically)?|there|(?:the|that) rest|on top of that|"
    rf"the (?:main|biggest|other|first|second|next|most important) (?:thing|part|task|job|one|bit)s?(?: (?:i|we) (?:\w+ )?do(?: most| a lot)?)?|"
    rf"the (?:thing|job|task|part) (?:i|we) do (?:the )?most)"
    rf" {_LINK} "
)
"""A statement about the work whose complement is the work: subject, linking verb, preposition."""
OTHER_SHARE = re.compile(
    r"(?:the )?(?:other half|rest|remaining (?:time|hours)|remainder)(?: of (?:it|that|my \w+|the \w+))?(?: (?:on|with|in|for))?(?= \w)"
)
"""A second share of time whose verb is not said again ("half on budgets and the other half chasing suppliers")."""
AMOUNT = re.compile(
    r"(?:(?:a |the )?(?:lots?|loads|tons|plenty|bits?|bunch|ton|couple|number|range|variety|mix|amount|fair bit|good deal|few) of |all (?:sorts|kinds) of |"
    r"a (?:few|little)(?= \w)|some |various |several |loads |different )"
)
FILLER = re.compile(
    r"(?:you know|let us see|to be (?:honest|fair)|honestly speaking|as (?:i|you) (?:said|say|mentioned|know)|"
    r"like i said|i said|in general|in short|for example|for instance|such as|that is to say|as well as that|of course|no worries|(?:no|not much|"
    r"nothing much) really|apart from that|other than that|besides that|in addition|on top of that|at the moment|these days|at work|in my (?:job|role)|"
    r"as an? [\w ]+?|for (?:me|us)|with me)(?= (?:i|we|it|that|it is|the|my|you|just)\b)|"
    r"(?:i (?:mean|guess|suppose|reckon|would say)|i think(?= (?:i|we|it|that|the|my|just)\b))(?= \w)"
)
_TIME_START = word_set(
    "on in at by from to till until every each first last next once twice most some all early late during throughout around per"
)
_TIME_INNER = _TIME_START | word_set(
    "the a an then one two three four five six of end start beginning my our few couple other weekday same single half about or and day"
)
_LEADING_TO = word_set("of on in with for by to at about as")


def skip_leads(words: Words) -> Words:
    """Drop what only leads in: adverbs, times ("Tuesday to Thursday"), amounts ("a lot of")."""
    while words:
        rest = _without_lead(words)
        if len(rest) == len(words):
            return words
        words = rest
    return words


def _without_lead(words: Words) -> Words:
    low = words[0].low
    if low in ADVERBS or low == "'s":
        return words[1:]
    said = line(words)
    for pattern in (FILLER, OTHER_SHARE, AMOUNT):
        if match := pattern.match(said):
            return words[len(match.group().split()) :]
    if low in _LEADING_TO and len(words) > 1 and form(words[1].low).ing:
        return words[1:]
    return words[_time_lead(words) :]


def _time_lead(words: Words) -> int:
    """Return how many leading words form a time phrase, 0 for none ("weekly stock take" is no time phrase)."""
    bare = words[0].low in TIME_WORDS and words[0].low.endswith("s")
    if words[0].low not in _TIME_START and not bare and words[0].low not in TIME_WORDS:
        return 0
    for position, word in enumerate(words[: len(["from", "the", "end", "of", "the", "first", "day"])]):
        if word.low in TIME_WORDS:
            after = words[position + 1].low if position + 1 < len(words) else ""
            if after in TIME_WORDS or (after in {"to", "and", "of"} and position + 2 < len(words)):
                continue
            return 0 if position == 0 and not bare and after and after not in PREPOSITIONS else position + 1
        if word.low not in _TIME_INNER and not word.low[0].isdigit():
            return 0
    return 0


def frame(words: Words) -> Words | None:
    """Return the complement of a statement about the work ("my day is mostly X": X), None where it is none."""
    while words and words[0].low in ADVERBS - {"there"}:
        words = words[1:]
    match = FRAME.match(f"{line(words)} ")
    if match is None:
        return None
    rest = words[len(match.group().split()) :]
    return rest or None
