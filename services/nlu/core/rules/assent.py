"""Whether a whole message says yes to an offer, or no to what was asked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from services.nlu.core.rules.phrases import LONGEST_CLAUSE, clauses, compile_phrase, normalise

if TYPE_CHECKING:
    import re

_ASSENT = """
    yes | yes please | sure | ok | alright | right | fine | go ahead | go for it | let us go [on] | let us do (it | that | this) |
    sounds (good | great | fine | perfect) | looks (good | great | fine | right) | please do | proceed | ready | i am ready |
    great | perfect | good | of course | definitely | absolutely | agreed | works for me | that works | why not | continue |
    go on | let us (continue | see | proceed) | (that is | i am) (fine | good | ok | great) | happy to | next | done | yes (i am | we can)
"""
_DECLINE = """
    no [i (do not | never) [really] (do | handle | have | touch) (that | it | those | any of (that | those) | either | much of that)] |
    not (me | really | at all | my (job | thing | area | department | role)) | never | i (do not | never) [really]
    (do | handle | have | touch | use) (that | it | those | any of (that | those) | any | either) | none [of (that | those | them)] |
    neither | no not (me | really) | (that is | it is) not (me | my (job | thing | area | role | department)) |
    (someone | somebody) else does (that | it) | not (part of | in) my (job | role | work) | nothing like that
"""


def is_assent(message: str) -> bool:
    """Whether the whole message says yes to an offer, and nothing else."""
    text = normalise(message)
    return bool(text) and text.count(" ") <= LONGEST_CLAUSE and bool(_says_yes().fullmatch(text))


def is_decline(message: str) -> bool:
    """Whether the message says no to what was asked, and names nothing instead."""
    return any(_says_no().fullmatch(clause.text) for clause in clauses(message)[:4])


@cache
def _says_yes() -> re.Pattern[str]:
    return compile_phrase(f"(({_ASSENT}) (thanks | thank you | please | then | now | lol)*)*")


@cache
def _says_no() -> re.Pattern[str]:
    hedges = "no | oh | well | sorry | hmm | honestly | actually"
    return compile_phrase(f"({hedges})* ({_DECLINE}) (sorry | thanks | really)*")
