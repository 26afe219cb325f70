"""How engaged a message is: by what it says, never by how long it is.

- high: several activities with specific detail
- medium: a clear answer with an activity, or a clear yes or no
- low: vague, deflecting, or no answer
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.nlu.core.reading import Engagement
from services.shared.language.words import content_words

if TYPE_CHECKING:
    from collections.abc import Sequence

SEVERAL = 3  # activities that make a message high by themselves; two need a detail beside them
LEAST_WORDS = 2  # telling words of a list item: a verb and its object
TELLING_WORDS = 4  # telling words of an answer whose activity the reader missed: two items of that size

_VAGUE = re.compile(
    r"\bthis and that\b|\bthe (?:usual|regular|normal|same(?: old| thing)?|typical)\b|\b(?:some|random|other|various|all|lots? of|loads of|"
    r"a bit of|mostly|just|general|normal|regular|office|work|data|computer|day to day) (?:stuff|things?|bits)\b|\bstuff\b|\bwhatever\b|\bblah\b|\betc\.? etc\b|"
    r"\b(?:it |that |this )?(?:really |all )?(?:varies|depends|differs)\b|\b(?:hard|difficult|tough) to (?:say|explain|describe)\b|"
    r"\b(?:lots|a lot|loads|all kinds|all sorts|plenty) of (?:different )?(?:things|stuff|bits|moving parts)\b|\bdifferent things\b|"
    r"\bevery day is different\b|\balways (?:changing|something)\b|\bnever know\b|\bwhere do i (?:even )?start\b|\b(?:jack|bit) of all\b|"
    r"\ba (?:little |bit )?bit of everything\b|\beverything really\b|\bwhatever (?:is|needs|comes|they)\b|\bjump in wherever\b|"
    r"\bgo with the flow\b|\bkeeps? me busy\b|\bone of those jobs\b|\bmoving parts\b|\btalk about it for hours\b|\bthis that and the other\b|"
    r"\bas (?:and when|needed)\b|\bodds and ends\b|\byou know\b|\bi guess\b|\bsort of thing\b|\bstraight answer\b|\bdunno\b|\bidk\b",
    re.IGNORECASE,
)
_CLEAR = re.compile(
    r"^\W*(?:oh |well |um |hmm |so )?(?:yes|yeah|yep|yup|sure|definitely|absolutely|of course|correct|right|exactly|sometimes|"
    r"occasionally|now and then|every (?:day|week|month)|daily|weekly|no|nope|nah|never|not (?:me|really|at all|usually|any ?more|"
    r"my (?:job|thing|area|department))|(?:i|we) (?:do not|don'?t|never|can'?t|am not|'?m not)(?! (?:sure|certain|really )?(?:know|understand|remember|get|think|see))(?! sure)|none|neither|both|all of)\b"
    r"|\b(?:no part in it|not my (?:job|area|thing|department)|someone else|somebody else|my (?:boss|manager|supervisor|colleague)|"
    r"i (?:do not|don'?t|never) (?!really|know|understand|remember|get|think|see)\w+)\b|\bthat(?:'s| is) (?:the|my|our) \w+'s? (?:thing|job|task|area)\b",
    re.IGNORECASE,
)
OTHERS_DO = re.compile(
    r"\b(?:some(?:one|body)(?: else)?|(?:my|our|the|an?) \w+(?: \w+)?)(?: (?:at|in|from) (?:the|our|my) \w+)? "
    r"(?:does|do|handles?|covers?|takes? care of|looks? after|(?!(?:is|was|has|wants|needs|says|likes|keeps|means|makes|takes)\b)"
    r"\w+s) (?:the|that|it|those|them|all)\b",
    re.IGNORECASE,
)
"""What says that others do something ("my accountant does the tax")."""
_FEELING = re.compile(
    r"\b(?:love|enjoy|hate|proud|stress\w*|rewarding|fun|boring|happy|tired|pride|passion\w*)\b", re.IGNORECASE
)
_HEDGED = re.compile(
    r"^\W*(?:maybe|perhaps|possibly|kind of|sort of|a lot|a bit|not much|depends|some|ok|okay|fine|hmm+|um+)\W*$",
    re.IGNORECASE,
)
_DETAIL = re.compile(
    r"\d|(?<=[a-z,] )[A-Z][A-Za-z]+|\b(?:per|each|every|twice|weekly|daily|monthly|quarterly|using|with|for|by)\b"
)
_LISTED = re.compile(r"[,;.]|\band\b|\bplus\b")
# Words that can stand in an activity without saying what it is.
_EMPTY = frozenset(content_words(
    "stuff thing things job jobs work task tasks different always something anything everything various general regular "
    "usual normal busy help people day days lots bits parts kind sort way change changing attention area areas role whatever "
    "need needs jump wherever sorted thing's lot basically stuff's"
))  # fmt: skip


def is_vague(phrase: str) -> bool:
    """Whether a phrase names no activity anyone could recognise."""
    return not set(content_words(phrase)) - _EMPTY


def is_vague_part(phrase: str, message: str) -> bool:
    """Whether a phrase only belongs to a generality ("moving parts" in "lots of moving parts")."""
    return any(phrase.lower() in match.group().lower() for match in _VAGUE.finditer(message))


def is_vague_talk(message: str) -> bool:
    """Whether a message speaks in generalities."""
    return bool(_VAGUE.search(message) or _HEDGED.match(message))


def _own(phrases: Sequence[str]) -> list[str]:
    """The phrases that say something, without those whose words stand in another one."""
    words = {phrase: set(content_words(phrase)) for phrase in phrases if not is_vague(phrase)}
    return [phrase for phrase in words if not any(words[phrase] < words[other] for other in words)]


def _listed(message: str) -> int:
    """Parts of a list that each say something of their own."""
    return sum(len(set(content_words(part)) - _EMPTY) >= LEAST_WORDS for part in _LISTED.split(message))


def _without_activities(message: str) -> Engagement:
    if is_vague_talk(message) or _FEELING.search(message):
        return Engagement.LOW
    if _listed(message) >= SEVERAL:
        return Engagement.HIGH
    is_said = len(set(content_words(message)) - _EMPTY) >= TELLING_WORDS
    is_clear = is_said or _CLEAR.search(message) or OTHERS_DO.search(message)
    return Engagement.MEDIUM if is_clear else Engagement.LOW


def engagement_of(message: str, activities: Sequence[str], confirmed: Sequence[str]) -> Engagement:
    """The engagement of a message in which these activities were found and these candidates confirmed."""
    named = _own(activities)
    count = len(named) + len(confirmed)
    if not count:
        return _without_activities(message)
    has_detail = bool(_DETAIL.search(" ".join(named)))
    if is_vague_talk(message) and not confirmed and not has_detail and count < SEVERAL:
        return Engagement.LOW
    if count >= SEVERAL or (count > 1 and (has_detail or _listed(message) >= SEVERAL)):
        return Engagement.HIGH
    return Engagement.MEDIUM
