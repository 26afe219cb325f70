"""The words between "I" and the main verb, where English says whether something is done, by whom, and when.

Each pattern is matched at the current place on the lower-case words; what it covers is walked over. Order matters: the
past and the wish end the walk, the kept ones go on.
"""

import re
from enum import Enum

from services.nlu.core.rules.leads import skip_leads
from services.shared.language.forms import form, is_past
from services.shared.language.tables import BE, MODALS, NEGATIONS
from services.shared.language.words import Words, line


class Status(Enum):
    """Whether the speaker does it, now."""

    OWN = "own"
    NEGATED = "negated"
    PAST = "past"
    WISHED = "wished"
    OTHERS = "others"
    ASIDE = "aside"
    """Neither a task nor a denial: a circumstance, a feeling, a remark."""


_BETWEEN = r"(?: (?:\w+ly|also|mostly|just|all|always|often|sometimes|never|already|still|even|now|then))*"
PAST = re.compile(
    rf"(?:(?:used to|was|were|had|did|formerly|previously)\b|have{_BETWEEN} (?!to\b|been{_BETWEEN} \w+ing\b|got to\b)"
    r"(?:\w+ed|been|done|made|had|seen|written|given|taken|gone|worked|run|built|taught|led|sold|kept|held|got|left|dealt)\b)"
)
WISH = re.compile(
    r"(?:will|going to|am (?:about|due|hoping|planning|starting|training|learning|applying|looking|hired|going) (?:to|in|next|for)|want(?:ed)? to|"
    r"hop(?:e|ing) to|plan(?:ning)? to|about to|wish|would(?: \w+)? (?:love|like|prefer|rather|be|have)|would rather|could|might|may|learning to|"
    r"start(?:ing)? (?:next|in|from)\b|dream of|prefer not|look forward|am looking forward|would(?! usually| normally| also| then| typically| always))\b"
)
KEPT = re.compile(
    r"(?:(?:am |get |have been )?(?:\w+ly )?(?:have|need|got|get|tend|try|happen|like|love|expected|supposed|asked|required|able|paid|told|meant|"
    r"trusted|allowed|called|there|here|responsible|trying|helping) to\b|"
    rf"(?:am|are|is|be){_BETWEEN} (?:responsible for|in charge of|involved (?:in|with)|busy(?: with)?|tasked with|on top of|accountable for|"
    r"the (?:one|person|guy|girl|only one) (?:who|that)|working on|here to|there to|the one|the go-to for)|"
    r"responsible for|in charge of|involved (?:in|with)|tasked with|have been(?= \w+ing\b)|been|"
    r"have got to\b|(?:ended up|started|began|have started)(?= \w+ing\b)|end up|keep on|(?:start|finish|begin|end)(?: (?:off|out|the|my|each|every|day|shift|week|morning))* (?:by|with)(?= \w+ing\b)|"
    rf"(?:enjoy|love|like|hate|keep|start|do|go|am|are)(?={_BETWEEN} \w+ing\b)|can|must|shall|should|help out with|"
    r"use (?:[\w.-]+ ){1,4}?to(?= \w+))"
)
SPEND = re.compile(
    r"(?:spend|spending)\b.*?(?:\b(?:on|in|with)(?= (?!the (?:morning|day|week|office))\w)|(?=\b\w+ing\b))"
)
STOPPED = re.compile(r"(?:stop(?= \w+ing\b)|stopped|quit|gave up|given up|avoid|handed|refuse|refused)\b")
NOT = re.compile(
    r"(?:no longer|(?:do|does|can|would|could|should|must|am|are|is) not|no|" + "|".join(sorted(NEGATIONS)) + r")\b"
)
NOT_ONLY = re.compile(r"(?:(?:do|does) )?not (?:only|just)\b")


def verb_group(words: Words) -> tuple[Status, Words]:
    """Return the status a verb group gives, and the words from the main verb on."""
    status = Status.OWN
    while words := skip_leads(words):
        said = line(words)
        if match := NOT_ONLY.match(said) or SPEND.match(said) or KEPT.match(said):
            words = _after(words, match)
        elif match := NOT.match(said):
            status, words = Status.NEGATED, _after(words, match)
        elif STOPPED.match(said):
            return Status.PAST, words[1:]
        elif match := PAST.match(said) or WISH.match(said):
            ended = Status.PAST if PAST.match(said) else Status.WISHED
            return (ended if status is Status.OWN else status), _after(words, match)
        elif words[0].low in BE | MODALS:
            return _state(status, words[1:])
        else:
            return (Status.PAST if is_past(words[0].low) else status), words
    return status, words


def _after(words: Words, match: re.Match[str]) -> Words:
    return words[len(match.group().split()) :]


def _state(status: Status, words: Words) -> tuple[Status, Words]:
    """Read what follows "I am": a running activity, else nothing ("I am tired", "I am the contact person")."""
    words = skip_leads(words)
    if words and words[0].low in NEGATIONS:
        status, words = Status.NEGATED, skip_leads(words[1:])
    if words and form(words[0].low).ing:
        return (*verb_group(words),) if status is Status.OWN else (status, words)
    return (status if status is Status.NEGATED else Status.ASIDE), words
