"""O*NET statements as the people of simulated profiles would put them: shorter, plainer, in the first person.

The rules are not those the embedders are taught with (`services.onet_match.training.informal`), so what is measured on
them is not what was learnt by heart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_BRACKETS = re.compile(r"\s*\([^)]*\)")
_TAIL = re.compile(
    r",? (?:such as|including|like|using|by|to ensure|in order to|in accordance with|according to|as required|"
    r"based on|for the purpose of|when|if|so that|while|to determine|to assist)\b.*$"
)
_PAIR = re.compile(r"\b(\w+)(?:, \w+)*,? (?:or|and/or) (\w+)\b")
_VERBS = {
    "administer": "run",
    "advise": "give advice to",
    "analyze": "work through",
    "assess": "size up",
    "assist": "help",
    "calculate": "work out",
    "collaborate": "work together",
    "collect": "get together",
    "communicate": "talk",
    "compile": "put together",
    "conduct": "carry out",
    "confer": "talk",
    "consult": "talk",
    "coordinate": "line up",
    "design": "draw up",
    "determine": "decide",
    "develop": "build",
    "direct": "lead",
    "establish": "set up",
    "evaluate": "judge",
    "examine": "look closely at",
    "identify": "spot",
    "implement": "put in place",
    "inform": "tell",
    "inspect": "go and look at",
    "instruct": "show",
    "investigate": "look into",
    "maintain": "take care of",
    "monitor": "follow",
    "observe": "watch closely",
    "obtain": "get hold of",
    "operate": "work with",
    "participate": "take part",
    "perform": "do",
    "plan": "think through",
    "prepare": "get ready",
    "provide": "give",
    "record": "note down",
    "recommend": "suggest",
    "resolve": "sort out",
    "review": "read through",
    "select": "pick out",
    "supervise": "am in charge of",
    "train": "teach",
    "verify": "make sure of",
}
_FRAMES = ("I {}", "I {}", "usually I {}", "I {} most days", "some of my time goes into this: I {}", "{}")
_SHORTENED, _EXCHANGED = 0.7, 0.6  # shares of statements: people are brief, and seldom use the verbs of a catalogue


def reworded(statement: str, dice: Random) -> str:
    """One person's way to say what a statement says; the same for the same dice."""
    text = _BRACKETS.sub("", statement).strip().rstrip(".")
    text = text if text[:2].isupper() else text[:1].lower() + text[1:]
    if dice.random() < _SHORTENED:
        shorter = _TAIL.sub("", text)
        text = shorter if len(shorter.split()) > 2 else text  # a verb and an object must be left
        text = _PAIR.sub(lambda pair: dice.choice(pair.groups()), text)
    verb, _, rest = text.partition(" ")
    if dice.random() < _EXCHANGED:
        text = f"{_VERBS.get(verb.strip(','), verb)} {rest}"
    return dice.choice(_FRAMES).format(text)
