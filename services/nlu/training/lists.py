"""Replies that list a day's work, made by rule: by the clock, as points, in shares, in a breath without marks.

The activities are those of one block of the corpus, so they are one person's; the forms are how people write a list. Made
rows teach beside the written ones and are never measured on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from services.nlu.core.reading import Act, Engagement
from services.nlu.training.corpus import Mention
from services.nlu.training.lessons import Lesson
from services.shared.language.verbs import base_verb, gerunds

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Sequence

    from services.nlu.training.corpus import Block, Reply

    Part = tuple[str, bool]
    """Words, and whether they are an activity."""
    Form = Callable[[Sequence[str], random.Random], list[Part]]

LEAST, MOST = 3, 8
"""Activities of one list."""
MOST_WORDS = 8
_PRONOUN = re.compile(r"\b(?:it|this|that|them|these|those|one|ones)\b", re.IGNORECASE)

QUESTIONS = (
    "What do you do?", "What does a normal day look like?", "Talk me through a shift.", "How is your time divided?", "So, the job itself?",
    "What are your main duties?", "Tell me about your week.", "What would I see if I followed you round?", "Where does your time go?",
    "What keeps you busy from morning to evening?", "Could you list what you are responsible for?", "Which jobs land on you?",
    "And what is it that you do there?", "Describe your role in your own words.", "What happens between clocking on and going home?", "",
)  # fmt: skip
IDLE = (
    "break", "lunch", "home", "cup of tea", "get in", "clock on", "clock off", "dinner", "coffee", "bus home", "finish", "smoko", "brew",
    "up and dressed", "drive in", "tea", "bed", "school run", "knock off",
)  # fmt: skip
"""What stands in a day and is no work."""


def lists(replies: Sequence[Reply], draw: random.Random) -> Iterator[Lesson]:
    """One list for each block that names enough of a person's own work."""
    named: dict[Block, list[str]] = defaultdict(list)
    for reply in replies:
        if reply.language == "en" and reply.is_marked:
            own = [one for one in reply.mentions if one.is_own_present]
            named[reply.block] += [words for words in map(reply.words, own) if _is_plain(words)]
    named = {block: list(dict.fromkeys(words)) for block, words in named.items()}
    for phrases in named.values():
        if len(phrases) >= LEAST:
            chosen = draw.sample(phrases, min(len(phrases), draw.randint(LEAST, MOST)))
            yield _lesson(draw.choice(QUESTIONS), draw.choice(FORMS)(chosen, draw))


def _is_plain(words: str) -> bool:
    return "\n" not in words and len(words.split()) <= MOST_WORDS and not _PRONOUN.search(words)


def _lesson(question: str, parts: Sequence[Part]) -> Lesson:
    message, mentions = "", []
    for words, is_activity in parts:
        if is_activity:
            mentions.append(Mention(len(message), len(message) + len(words)))
        message += words
    level = Engagement.HIGH if len(mentions) >= LEAST else Engagement.MEDIUM
    return Lesson(question, message, mentions, frozenset({Act.ANSWER}), level)


def _between(marks: Sequence[str], phrases: Sequence[str], draw: random.Random) -> list[Part]:
    """The activities with one of the marks before each but the first."""
    parts: list[Part] = []
    for place, phrase in enumerate(phrases):
        parts += [(draw.choice(marks), False)] if place else []
        parts.append((phrase, True))
    return parts


def _by_the_clock(phrases: Sequence[str], draw: random.Random) -> list[Part]:
    hour, style = draw.randint(4, 9), draw.choice(_CLOCKS)
    gap = draw.choice(["\n", ". ", ", ", " ", "; "])
    parts: list[Part] = []
    for place, phrase in enumerate(_with_idle(phrases, draw)):
        time = style(hour, draw.choice([0, 0, 15, 30, 45]))
        parts += [((gap if place else "") + time + " ", False), (phrase[0], phrase[1])]
        if draw.random() < 0.25 and phrase[1]:  # noqa: PLR2004 - a share, as those below
            parts += [(draw.choice([", ", " & ", " and "]), False), (_other(phrases, phrase[0], draw), True)]
        hour += draw.choice([0, 1, 1, 2])
    return parts


_CLOCKS: Sequence[Callable[[int, int], str]] = (
    lambda hour, minute: f"{hour:02}:{minute:02}",
    lambda hour, minute: f"{hour:02}:{minute:02}-{hour + 1:02}:00",
    lambda hour, minute: f"{hour}.{minute:02}",
    lambda hour, _: f"at {hour}",
    lambda hour, _: f"{(hour - 1) % 12 + 1}{'am' if hour < 12 else 'pm'}",  # noqa: PLR2004 - noon
    lambda hour, _: f"{(hour - 1) % 12 + 1}ish",
    lambda hour, _: f"{(hour - 1) % 12 + 1} to {hour % 12 + 1}",
    lambda hour, _: f"then from {(hour - 1) % 12 + 1} till {hour % 12 + 1}",
    lambda hour, _: f"half {(hour - 1) % 12 + 1}",
)


def _with_idle(phrases: Sequence[str], draw: random.Random) -> list[Part]:
    return [
        part
        for phrase in phrases
        for part in ([(draw.choice(IDLE), False)] if draw.random() < 0.2 else []) + [(phrase, True)]  # noqa: PLR2004
    ]


def _other(phrases: Sequence[str], but: str, draw: random.Random) -> str:
    return draw.choice([phrase for phrase in phrases if phrase != but])


def _as_points(phrases: Sequence[str], draw: random.Random) -> list[Part]:
    mark = draw.choice(["- ", "* ", "\u2022 ", "", "> ", "{}) ", "{}. ", "({}) "])
    gap = draw.choice(["\n", "\n", " "]) if mark else "\n"
    parts: list[Part] = [(draw.choice(["", "", f"my jobs:{gap}", f"ok so{gap}"]), False)]
    for place, (words, is_activity) in enumerate(_with_idle(phrases, draw)):
        note = draw.choice(["", "", "", " (daily)", " (2x a day)", " lol", " - every friday", " (most days)"])
        parts += [((gap if place else "") + mark.format(place + 1), False), (words, is_activity), (note, False)]
    return parts


def _in_shares(phrases: Sequence[str], draw: random.Random) -> list[Part]:
    parts: list[Part] = [(draw.choice(["", "roughly ", "I'd say ", "about "]), False)]
    for place, phrase in enumerate(phrases):
        last = place == len(phrases) - 1
        share = draw.choice([f"{5 * draw.randint(1, 12)}% ", f"{5 * draw.randint(1, 12)} percent ", "half "])
        before = draw.choice(["and the rest is ", "the rest "]) if last else share
        parts += [((", " if place else "") + before, False), (_gerund(phrase), True)]
    return parts


def _in_a_breath(phrases: Sequence[str], draw: random.Random) -> list[Part]:
    parts = _between([" ", " ", " then ", " and ", " an "], [_base(one) for one in phrases], draw)
    return [(draw.choice(["", "i ", "so basically i ", "we "]), False), *parts]


def _in_a_sentence(phrases: Sequence[str], draw: random.Random) -> list[Part]:
    *some, last = [_base(one) for one in phrases]
    parts = [
        *_between([", ", ", ", ", then ", ", I ", ", and I "], some, draw),
        (" and ", False),
        (last, True),
        (".", False),
    ]
    return [
        (
            draw.choice(["I ", "Mostly I ", "In the morning I ", "Well, I ", "It's me who has to ", "My job is to "]),
            False,
        ),
        *parts,
    ]


def _in_clauses(phrases: Sequence[str], draw: random.Random) -> list[Part]:
    return _between(["; ", "; ", " / ", " + ", ", "], [draw.choice([_base, _gerund])(one) for one in phrases], draw)


def _on_some_days(phrases: Sequence[str], draw: random.Random) -> list[Part]:
    frames = (
        ("Some days I'll ", _base), ("other days I'll be ", _gerund), ("if it's quiet I'll ", _base), ("there's also ", _gerund),
        ("I'm always ", _gerund), ("when something's up I ", _base), ("I have to ", _base), ("I've got to ", _base),
        ("then it's ", _gerund), ("you'd see me ", _gerund), ("the job involves ", _gerund), ("I spend hours ", _gerund),
        ("after that I'd ", _base), ("I'm the one who has to ", _base), ("most of it is ", _gerund), ("I'm responsible for ", _gerund),
    )  # fmt: skip
    parts: list[Part] = []
    for place, phrase in enumerate(phrases):
        frame, form = draw.choice(frames)
        parts += [((draw.choice([", ", ". ", " and "]) if place else "") + frame, False), (form(phrase), True)]
    return parts


FORMS: Sequence[Form] = (
    _by_the_clock,
    _by_the_clock,
    _as_points,
    _in_shares,
    _in_a_breath,
    _in_a_sentence,
    _in_clauses,
    _on_some_days,
    _on_some_days,
)
"""How a list is written; the clock and the days have most ways to be told."""


def _base(phrase: str) -> str:
    """The phrase with its verb in the base form, where it begins with one."""
    first, _, rest = phrase.partition(" ")
    return f"{base_verb(first.lower()) or first} {rest}".strip()


def _gerund(phrase: str) -> str:
    first, _, rest = _base(phrase).partition(" ")
    return f"{gerunds(first)[0] if base_verb(first) else first} {rest}".strip()
