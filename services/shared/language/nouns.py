"""Nouns that name work: "inspections", "month-end close", "payroll"."""

import re

from services.shared.language import verbs
from services.shared.language.forms import EVENTS, form
from services.shared.language.tables import (
    DETERMINERS,
    FEELINGS,
    GENERIC_SUBJECTS,
    PARTICLES,
    PEOPLE,
    PLACEHOLDER_NOUNS,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
    TIME_WORDS,
)
from services.shared.language.words import Token, Words, tokens, word_set

NOMINAL = re.compile(
    r"(?:tion|sion|ment|ance|ence|ysis|yses|isal|osal|ewal|oval|ery|entry|keeping|work|up|off|over|over)s?$"
)
SPOKEN_ACTIVITIES = word_set(
    """
    payroll paperwork admin administration budget budgeting invoices invoicing expenses quotes reports reporting emails
    calls phones meds medication ivs handover handovers rounds inventory stock orders deliveries repairs maintenance
    scheduling rotas rosters minutes filing meetings inductions onboarding training interviews appraisals reviews audits
    inspections surveys tests testing checks visits tours demos presentations workshops lessons classes lectures marking
    grading lesson exams homework dressings injections vaccinations vitals obs bloods x-rays scans cpr oxygen drills
    patrols stocktakes stocktaking returns refunds complaints tickets claims contracts leases tenders bids campaigns
    newsletters posts socials events fundraising grants proposals forecasts reconciliations accruals tax taxes vat
    accounts bookkeeping audits compliance risk planning estimates drawings designs prototypes dashboards models
    analytics code coding debugging deployments deployment releases support benefits recruitment hiring firing
    laundry ironing cleaning cooking baking dishes catering gardening mowing pruning landscaping painting plastering
    wiring plumbing welding logistics shipping receiving picking packing dispatch sales marketing pr advertising
    translation interpreting editing proofreading research fieldwork sampling labs experiments
    """
)
"""Nouns people answer with when asked what they do; each is work by itself."""


def head(words: Words) -> Token | None:
    """Return the head noun: the last word before the first preposition."""
    for position, word in enumerate(words):
        if position and (word.low in PREPOSITIONS or word.low in RELATIVES or word.low in SUBORDINATORS):
            return words[position - 1]
    return words[-1] if words else None


def _singular(low: str) -> str:
    table = verbs.lexicon()
    for candidate in (low, low.removesuffix("s"), low.removesuffix("es"), f"{low.removesuffix('ies')}y"):
        if candidate in table:
            return candidate
    return low


def names_activity(words: Words) -> bool:
    """Say whether a noun phrase names an activity by itself: its head is a gerund, a nominalisation or known work."""
    while words and words[0].low in DETERMINERS:
        words = words[1:]
    noun = head(words)
    if noun is None or names_nothing(noun.low):
        return False
    low = noun.low
    if len(words) > 1 and words[-1].low in {"on", "off", "up", "down", "out", "away"}:
        return True
    if (
        {low, f"{low}s", low.removesuffix("s")} & SPOKEN_ACTIVITIES
        or form(low).ing
        or any(form(word.low).ing for word in words[:1])
    ):
        return True
    entry = verbs.lexicon().get(_singular(low), verbs.NOTHING)
    if entry.activity > 1:
        return True
    if len(words) > 1 and low in EVENTS:
        return True
    return bool(NOMINAL.search(low)) and len(low) > len("nation")


def names_nothing(low: str) -> bool:
    """Say whether a head noun can name no work: a person, a time, a feeling, a placeholder."""
    return (
        low in TIME_WORDS
        or low in FEELINGS
        or low in PLACEHOLDER_NOUNS
        or low in GENERIC_SUBJECTS
        or low in PEOPLE
        or low.removesuffix("s") in PEOPLE
        or not low[0].isalpha()
    )


def names_work(words: Words) -> bool:
    """Say whether a noun phrase, as an answer to an open question, is something people work on."""
    noun = head(words)
    if noun is None or names_nothing(noun.low) or (len(words) == 1 and noun.low in PARTICLES):
        return False
    if len(words) > len(["six", "words", "is", "a", "remark", "not"]):
        return False
    return verbs.lexicon().get(_singular(noun.low), verbs.NOTHING).noun > 0


VAGUE_VERBS = word_set("look take handle manage do cover deal work help be")


def is_heading(phrase: str) -> bool:
    """Say whether a phrase only names a field ("microscopy", "look after the website"), not what is done in it."""
    words = tokens(phrase)
    if not words:
        return True
    known = form(words[0].low)
    return not (known.base or known.ing) or words[0].low in VAGUE_VERBS or len(words) == 1
