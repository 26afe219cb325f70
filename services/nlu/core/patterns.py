"""The patterns of a reply: word n-grams, weighed by a linear table beside the encoder, which is imprecise about fixed phrases.

Two kinds of patterns have a table each: those of what a reply does ("that's me", "over and out"), and those of what it says
of a thing that was offered. There "the rota yes, tills no" and "cats yes, dogs no" are one pattern: `#` stands for what names
the candidate that is asked about, `@` for what names another one and `&` for both.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from services.nlu.core.naming import OTHER, THIS, named, spelled
from services.nlu.core.reading import Act

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from services.nlu.core.naming import Naming

SIZE = 1 << 17
"""Places of the table; runs of words share one by chance, which costs little."""
BOTH = "&"
MOST_WORDS, MOST_WORDS_OFFERED, LAST_WORDS = 400, 80, 6
LONGEST_RUN, REACH, NEAR = 4, 4, 2
ACTS = (
    *(Act.STOP, Act.DISTRESS, Act.DANGER, Act.HARASSMENT),
    *(Act.OFF_TOPIC, Act.COMPLAINT, Act.HOSTILE, Act.QUESTION_OTHER),
)
"""The acts that have a column in the table: those that turns of phrase tell better than the encoder alone."""
_REST = frozenset({"else", "more", "add", "anything"})
"""Words of a question that asks for whatever is left."""
_WHETHER = frozenset({"do", "does", "are", "is", "shall", "can", "could", "would", "have", "did", "so"})
"""What a question begins with that wants a yes or a no."""
_SAID = re.compile(r"[\w']+|[^\s\w']")


def of_acts(question: str, reply: str) -> list[int]:
    """The places of the table of acts that a reply touches."""
    said = _said(reply, (), 0, MOST_WORDS)
    words = _SAID.findall(question.lower())
    kind = "rest" if _REST.intersection(words) else "whether" if _WHETHER.intersection(words[:1]) else "open"
    told = [*_runs(said), *(f"{kind} with {word}" for word in said), f"{kind} of {min(len(said) // 4, 6)}"]
    told += [f"{step} from the end {word}" for step, word in enumerate(said[: -1 - LAST_WORDS : -1])]
    return _places(told)


def of_offers(question: str, reply: str, candidates: Sequence[str]) -> list[list[int]]:
    """For each candidate the places of the table of offers that its reply touches."""
    reply = spelled(reply)
    namings = named(reply, candidates)
    said = [_said(reply, namings, place, MOST_WORDS_OFFERED) for place in range(len(candidates))]
    return [
        _places([*_runs(one), *_around(one), *_at_large(question, one, place, len(candidates))])
        for place, one in enumerate(said)
    ]


def _places(told: Iterable[str]) -> list[int]:
    return sorted({zlib.crc32(one.encode()) % SIZE for one in told})


def _said(reply: str, namings: Sequence[Naming], place: int, most: int) -> list[str]:
    """The first words and marks of a reply in order, those that name something as their signs, each sign once in a row."""
    which = {naming.start: naming for naming in namings}
    said = ["^"]
    for word in list(_SAID.finditer(reply.lower()))[:most]:
        naming = which.get(word.start())
        names = naming.candidates if naming else frozenset()
        sign = "" if not names else OTHER if place not in names else THIS if len(names) == 1 else BOTH
        if sign and said[-1] != sign:
            said.append(sign)
        if naming is None or naming.start == naming.end:
            said.append(word.group())
    return [*said, "$"]


def _runs(said: Sequence[str]) -> Iterator[str]:
    for length in range(1, LONGEST_RUN + 1):
        yield from (" ".join(said[start : start + length]) for start in range(len(said) - length + 1))


def _around(said: Sequence[str]) -> Iterator[str]:
    """What stands before and after the words that name the candidate."""
    for at in (at for at, word in enumerate(said) if word == THIS):
        for step in range(1, REACH + 1):
            far = step if step <= NEAR else ""
            if at >= step:
                yield f"before {far} {said[at - step]}"
            if at + step < len(said):
                yield f"after {far} {said[at + step]}"


def _at_large(question: str, said: Sequence[str], place: int, count: int) -> Iterator[str]:
    """Each word with whether this candidate and others are named, and where the candidate stands."""
    kind = f"{THIS * (THIS in said)}{OTHER * (OTHER in said)}"
    yield from (f"{kind} with {word}" for word in said if word not in {THIS, OTHER, BOTH})
    yield from (f"is {kind}", f"{kind} of {min(count, LONGEST_RUN)}", f"{place} of {count}")
    yield from (f"{kind} in {min(len(said) // 4, 5)}", f"either {' or ' in question} {kind}")
