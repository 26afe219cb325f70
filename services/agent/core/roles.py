"""What people say they are: "I'm half a photographer and half a web developer".

A job title such as "Freelancer" says little; a role named in the conversation speaks for an occupation as a title does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.agent.core.phrases import word_set
from services.shared.language.forms import is_person

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ROLES = 4  # more than anybody holds; a bound for hostile messages
_PART = r"(?:half|part[- ]time|partly|also|mainly|mostly|basically|really|just|now|actually) "
_ROLE = rf"(?:{_PART})*an? (?:{_PART})*(?P<{{name}}>[a-z]+(?:[ -][a-z]+){{{{0,3}}}}?)"
_END = r"(?=\s*(?:[.,;:!?\n]|$|\b(?:and|but|at|in|for|who|with|on|by|from|so|plus|of|as|or|now)\b))"
_SAYS = re.compile(
    rf"\b(?:i am|i'm|i work as) {_ROLE.format(name='one')}{_END}(?:,? and {_ROLE.format(name='other')}{_END})?",
    re.IGNORECASE,
)
_NO_TRADE = word_set(
    "person man woman guy lady friend mother father parent wife husband customer client member lover beginner"
)


def roles(messages: Iterable[str]) -> tuple[str, ...]:
    """The roles people say they have, in the order said, each once."""
    found = [
        " ".join(role.lower().split())
        for message in messages
        for match in _SAYS.finditer(message.replace("\u2019", "'"))
        for role in (match["one"], match["other"])
        if role
    ]
    trades = (role for role in found if is_person(role.split()[-1]) and role.split()[-1] not in _NO_TRADE)
    return tuple(dict.fromkeys(trades))[:MOST_ROLES]
