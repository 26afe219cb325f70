"""Rows made by rule: the logic of "both", "all but the second", "the invoices yes, the rota no" in volume, and talk of one task.

Candidates and questions are those of the corpus; each row of a table says what a reply confirms. Made rows teach beside
the written ones and are never measured on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from services.nlu.training.lessons import Lesson
from services.shared.language.verbs import base_verb, gerunds
from services.shared.language.words import STOP_WORDS, content_words

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Sequence

    from services.nlu.training.corpus import Block, Offer, Reply

FRAMES = (
    "Do you also {list}?", "Do you {list} as well?", "And {list}: is that part of your job?", "Which of these do you do: {list}?",
    "People in your job often {list}. Do you?", "So you {list}?", "Would you say that you {list}?", "Does {list} sound like you?",
    "Great. Do you ever {list}, or is that somebody else?", "Is any of this yours: {list}?", "Earlier you said you were busy. Do you {list}?",
    "Some people also {list}. Which of them is true for you?", "Let me check: {list}?", "Are {list} things you do regularly?",
)  # fmt: skip
ALL = (
    "yes", "yep", "yeah I do", "all of them", "the lot", "all of it", "every one of those", "yes all of that", "sure do", "aye all",
    "yes, sometimes", "now and then, yes", "when it's needed", "in season, yes", "all three" , "I do, yes", "guilty", "that's me", "correct",
    "everything you said", "mhm", "ya all", "we do all that, yes", "most weeks", "yes but not every day", "only when we're short, but yes",
)  # fmt: skip
BOTH = ("both", "both of them", "both yes", "bit of both", "I do both", "both when needed", "the two of them")
NONE = (
    "no", "nope", "neither", "none of them", "none of those", "not me", "no, that's my boss", "never", "nah mate", "that's not my job",
    "my colleague does all that", "I used to, not any more", "not yet", "I'd love to", "hopefully next year", "only in my last job",
    "someone else does those", "oh sure, in my dreams", "what do you mean?", "why do you ask?", "I mostly drive", "no idea", "other people do",
    "not any more", "used to, years ago", "that would be the office", "not allowed to", "ask my manager", "I wish", "can we stop here?",
)  # fmt: skip
FIRST_WORDS = (
    ("first", "1st", "1", "one"),
    ("second", "2nd", "2", "two"),
    ("third", "3rd", "3", "three"),
    ("fourth", "4th", "4", "four"),
)
ONE = (
    "the {n} one", "just the {n}", "only the {n}", "{n} only", "the {n}, not the rest", "only {n}, others no", "{n} yes, the rest no",
    "just {n}", "the {n} one sometimes", "I'd say the {n}", "number {n}",
)  # fmt: skip
BUT_ONE = (
    "all but the {n}",
    "everything except the {n} one",
    "all apart from the {n}",
    "yes to all, except {n}",
    "not the {n}, the rest yes",
)
NAMED = (
    "only the {k}", "{k} yes", "just {k}", "I do the {k}", "{k}, when there's time", "the {k} is mine", "yes, {k}", "mainly {k}",
    "I only do the {k} part", "{k} every day", "{k} sometimes", "oh yes the {k}, every week", "yeah {k} definitely",
)  # fmt: skip
NOT_NAMED = (
    "not the {k}", "everything but the {k}", "yes, but not the {k}", "all of it except {k}", "{k} no, the rest yes", "yes apart from {k}",
    "the {k} is my boss, otherwise yes", "I used to do {k}, the others still",
)  # fmt: skip
TWO = (
    ("{k} yes, {o} no", True, False), ("{k} but not {o}", True, False), ("{o} is somebody else's, {k} is me", True, False),
    ("I used to do {o}, now only {k}", True, False), ("no {o}, just {k}", True, False), ("{k} and {o}", True, True),
    ("{k} often, {o} now and then", True, True), ("both {k} and {o}", True, True), ("{k} mostly, {o} a bit", True, True),
    ("neither {k} nor {o}", False, False), ("my colleague does {k} and the boss does {o}", False, False),
    ("I'd like to do {k}, but today it's only {o}", False, True), ("{k} was my old job, here I do {o}", False, True),
)  # fmt: skip
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]+")


def offers(written: Sequence[Offer], draw: random.Random) -> Iterator[Lesson]:
    """Made rows over the candidates of written ones."""
    for offer in written:
        names = [offer.question[start:end] for start, end in offer.candidates]
        question, places = (offer.question, list(offer.candidates)) if draw.random() < 0.5 else _asked(names, draw)  # noqa: PLR2004
        said = _reply([question[start:end] for start, end in places], draw)
        if said is not None:
            reply, confirmed = said
            yield Lesson(question, _spoken(reply, draw), candidates=places, confirmed=frozenset(confirmed))


def _asked(names: Sequence[str], draw: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """A question that names the candidates, in any order, some left out."""
    chosen = draw.sample(list(names), draw.randint(1, len(names)))
    joined = (
        chosen[0]
        if len(chosen) == 1
        else f"{', '.join(chosen[:-1])} {draw.choice(['or', 'and', 'and/or'])} {chosen[-1]}"
    )
    question = draw.choice(FRAMES).format(list=joined)
    places, at = [], 0
    for name in chosen:
        start = question.index(name, at)
        places.append((start, start + len(name)))
        at = start + len(name)
    return question, places


def _reply(names: Sequence[str], draw: random.Random) -> tuple[str, set[int]] | None:  # noqa: PLR0911 - a decision list
    every = set(range(len(names)))
    keys = _keys(names)
    kind = draw.choice(["all", "none", "one", "but", "named", "not named", "two", "two"])
    if kind in {"all", "none"} or (len(names) == 1 and kind in {"one", "but", "two"}):
        told = draw.choice(NONE if kind == "none" else (BOTH + ALL if len(names) == 2 else ALL))  # noqa: PLR2004
        return told, set() if kind == "none" else every
    place = draw.randrange(len(names))
    if kind in {"one", "but"}:
        if place >= len(FIRST_WORDS):
            return None
        number = draw.choice([*FIRST_WORDS[place], *(["last"] if place == len(names) - 1 else [])])
        told = draw.choice(ONE if kind == "one" else BUT_ONE).format(n=number)
        return told, {place} if kind == "one" else every - {place}
    if not keys[place]:
        return None
    if kind in {"named", "not named"}:
        told = draw.choice(NAMED if kind == "named" else NOT_NAMED).format(k=keys[place])
        return told, {place} if kind == "named" else every - {place}
    other = draw.choice([number for number in every if number != place])
    told, is_first, is_other = draw.choice(TWO)
    if not keys[other]:
        return None
    return told.format(k=keys[place], o=keys[other]), {
        p for p, is_it in ((place, is_first), (other, is_other)) if is_it
    }


def _keys(names: Sequence[str]) -> list[str]:
    """The words one would name each candidate by: from its last telling word, or all but its verb; "" where shared."""
    keys = []
    for place, name in enumerate(names):
        others = {
            word.lower() for number, other in enumerate(names) if number != place for word in _WORD.findall(other)
        }
        own = [
            word for word in _WORD.findall(name)[1:] if word.lower() not in STOP_WORDS and word.lower() not in others
        ]
        keys.append(own[-1] if own else "")
    return keys


def _spoken(reply: str, draw: random.Random) -> str:
    """With a small word before or after, as people say it."""
    before = draw.choice(["", "", "", "well ", "oh ", "hmm, ", "no wait, ", "to be honest ", "right, "])
    after = draw.choice(["", "", "", ".", " really", " mate", ", thanks", " I guess", "!"])
    return f"{before}{reply}{after}"


TAILS = (
    "every morning", "each week", "on Fridays", "for the team", "at the end of the shift", "by hand", "at work", "all day", "most days",
    "for customers", "before we open", "in the afternoon", "with a colleague", "when it is busy", "as needed", "twice a day",
)  # fmt: skip
MOST_DIFFERENT, MOST_REWORDED = 12, 2
"""Pairs taken of a block of replies."""
_ARTICLE = re.compile(r"\b(?:the|our|my|a|an|some|all|any)\s+", re.IGNORECASE)


def reworded(phrase: str, draw: random.Random) -> str:
    """The same task with a little more or less said, as somebody mentions it a second time."""
    words = phrase.split()
    made = phrase
    if draw.random() < 0.5 and _ARTICLE.search(made):  # noqa: PLR2004 - a share, as those below
        made = _ARTICLE.sub(draw.choice(["", "the ", "our "]), made)
    if draw.random() < 0.4 and base_verb(words[0].lower()):  # noqa: PLR2004
        made = " ".join([gerunds(words[0].lower())[0], *made.split()[1:]])
    if len(words) > 3 and draw.random() < 0.4:  # noqa: PLR2004
        made = " ".join(made.split()[: draw.randint(2, len(made.split()) - 1)])
    if made == phrase or draw.random() < 0.4:  # noqa: PLR2004
        made = f"{made} {draw.choice(TAILS)}"
    return made


def conversational(replies: Iterable[Reply], draw: random.Random) -> Iterator[tuple[str, str, str]]:
    """Pairs as one person names them: two mentions of a block are different, a mention and its rewording are the same."""
    blocks: dict[Block, list[str]] = defaultdict(list)
    for reply in replies:
        if reply.language == "en":
            blocks[reply.block] += [reply.message[one.start : one.end] for one in reply.mentions if one.is_own_present]
    for phrases in blocks.values():
        named = list(dict.fromkeys(phrases))
        pairs = [(one, other) for place, one in enumerate(named) for other in named[place + 1 :]]
        for one, other in draw.sample(pairs, min(MOST_DIFFERENT, len(pairs))):
            if set(content_words(one)) != set(content_words(other)):
                yield one, other, "different"
        for phrase in draw.sample(named, min(MOST_REWORDED, len(named))):
            if " " in phrase:
                yield phrase, reworded(phrase, draw), "same"
