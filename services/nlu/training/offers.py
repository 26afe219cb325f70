"""Replies to offers made by rule: the logic of "both", "all but the second", "1 to 3, not 4", "the invoices yes, the rest no".

Candidates and questions are those of the corpus; a reply is put together of clauses, each of which says yes or no to one
candidate, to a run of them, or to the rest. Made rows teach beside the written ones and are never measured on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.nlu.training.lessons import Lesson
from services.shared.language.words import STOP_WORDS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Sequence

    from services.nlu.training.corpus import Offer

    Said = tuple[str, set[int]]

FRAMES = (
    "Do you also {list}?", "Do you {list} as well?", "And {list}: is that part of your job?", "Which of these do you do: {list}?",
    "People in your job often {list}. Do you?", "So you {list}?", "Would you say that you {list}?", "Does {list} sound like you?",
    "Great. Do you ever {list}, or is that somebody else?", "Is any of this yours: {list}?", "Earlier you said you were busy. Do you {list}?",
    "Some people also {list}. Which of them is true for you?", "Let me check: {list}?", "Are {list} things you do regularly?",
    "yes or no: {list}", "Here are a few: {list}. Tap or tell me.", "Confirm or deny: {list}.", "I'd guess {list}. How close am I?",
    "What about {list}?", "Would you add {list} to your list?", "{list} - yours?", "Is it still you who does {list}?",
)  # fmt: skip
ALL = (
    "yes", "yep", "yeah I do", "all of them", "the lot", "all of it", "every one of those", "yes all of that", "sure do", "aye all",
    "yes, sometimes", "now and then, yes", "when it's needed", "in season, yes", "I do, yes", "guilty", "that's me", "correct", "aw thae",
    "everything you said", "mhm", "ya all", "we do all that, yes", "most weeks", "yes but not every day", "only when we're short, but yes",
    "describes me 100%", "scarily close", "still me, nobody else to do it", "yup the whole list", "who else would", "you've got me there",
    "all day every day", "sadly yes", "every blessed day", "spot on", "you missed nothing", "tick tick tick", "that is my job, yes",
    "all mine", "more or less all of that", "absolutely", "si all", "kinda yeah", "100%", "can't argue with that", "oh yes",
    "every single one, God help me", "obviously", "of course", "well somebody has to and it's me", "affirmative", "yes to everything",
)  # fmt: skip
BOTH = (
    "both",
    "both of them",
    "both yes",
    "bit of both",
    "I do both",
    "both when needed",
    "the two of them",
    "2/2",
    "y y",
)
NONE = (
    "no", "nope", "neither", "none of them", "none of those", "not me", "no, that's my boss", "never", "nah mate", "that's not my job",
    "my colleague does all that", "I used to, not any more", "not yet", "I'd love to", "hopefully next year", "only in my last job",
    "someone else does those", "oh sure, in my dreams", "what do you mean?", "why do you ask?", "I mostly drive", "no idea", "other people do",
    "not any more", "used to, years ago", "that would be the office", "not allowed to", "ask my manager", "I wish", "can we stop here?",
    "nothing like that", "no to all of it", "0 out of all", "wrong person", "we pay a firm for that", "machines do that now", "if only",
    "yeah right, and I also walk on water", "sure, and I fly to the moon", "when I was younger", "from next year, they say", "once I'm qualified",
    "they promised to train me for that", "not on my wage", "that all went to head office", "couldn't tell you", "how many more of these?",
    "let me think about it", "too many questions", "we've a whole department for that", "ha ha good one", "god no", "not in this life",
    "I had to once, when somebody was off", "another day please", "is this in my contract?", "my wife does all that", "I left that behind",
)  # fmt: skip
ORDINALS = (("first", "1st", "1", "one"), ("second", "2nd", "2", "two"), ("third", "3rd", "3", "three"),
            ("fourth", "4th", "4", "four"), ("fifth", "5th", "5", "five"), ("sixth", "6th", "6", "six"))  # fmt: skip
YES = (
    "{k}", "{k} yes", "I do {k}", "{k} is me", "{k} aye", "yes {k}", "{k} sometimes", "{k} every week", "{k} all day", "{k} of course",
    "{k} is mine", "I {k}", "{k} when it's busy", "{k} in summer", "{k}: yes", "{k} definitely", "{k} now and then", "{k} I do myself",
    "{k} ya", "{k} = me", "{k} ✔", "{k} me and my mate", "mostly {k}", "{k} too", "{k}, God help me", "{k} I can't get away from", "we all {k}",
    "yes to {k}", "yes, {k}", "yes for {k}", "yeah {k}", "it's {k}", "definitely {k}", "I'd say yes to {k}", "{k} I can confirm",
    "{k} whether I like it or not", "{k} pays the rent", "{k} on Thursdays", "{k} is still me", "{k} I must", "{k}, yeah, twice a month",
)  # fmt: skip
NO = (
    "{k} no", "not {k}", "{k} is my boss", "my colleague does {k}", "I used to do {k}", "{k} next year maybe", "{k} is automatic now",
    "{k} is outsourced", "never {k}", "{k} is a firm", "{k} I'd love to", "{k} not yet", "no {k}", "{k}: no", "{k} nah", "{k} ✘",
    "{k} the office does", "{k} we send out", "{k} was my last job", "{k} isn't mine", "{k} is Dave", "{k} only the manager can",
    "{k} I'm not trained for", "{k} went to the new lad", "they don't let me {k}", "{k} I leave to others", "{k} makes the other department",
    "{k} = head office", "I don't {k}", "{k} the machine does", "{k} got cut", "somebody else has {k}", "{k} starts in spring",
    "no to {k}", "no, not {k}", "no for {k}", "but not {k}", "nope on {k}", "{k} I leave out", "{k} isn't part of it",
    "{k} we buy in", "{k}? someone younger", "{k} stopped when covid came", "hardly my job, {k}", "{k} my wife", "they asked me to try {k}",
)  # fmt: skip
REST_YES = ("the rest yes", "rest is me", "otherwise yes", "else yes", "everything else is me", "the others yes", "rest all mine", "rest",
            "but yes to the others", "apart from that yes", "the other ones I do", "all the rest", "else me", "remaining yes")  # fmt: skip
REST_NO = ("the rest no", "nothing else", "not the others", "rest is someone else", "others no", "the rest is the office", "that's it",
           "no to the rest", "rest never", "the other stuff isn't me", "everything else goes out", "the rest I used to")  # fmt: skip
BUT = ("all but {l}", "everything except {l}", "all apart from {l}", "yes to all except {l}", "all bar {l}", "not {l}, the rest yes",
       "everything but {l}", "the lot, bar {l}", "yes but not {l}", "all of it minus {l}", "yes apart from {l}", "a' o' it bar {l}",
       "anything but {l}", "all excpet {l}", "{l} no, the rest yes", "{l} is somebody else, else yes", "no {l} but the others")  # fmt: skip
ONLY = ("only {l}", "just {l}", "{l} only", "{l}, not the rest", "{l} yes, the rest no", "none but {l}", "nothing apart from {l}",
        "no, only {l}", "I only do {l}", "not really, just {l}", "everything but {l} is somebody else", "mine: {l}", "{l}, that's all",
        "I'd say {l}", "these days only {l}", "someone else for everything but {l}")  # fmt: skip
SIGNS = (
    ("yes", "no"),
    ("y", "n"),
    ("yep", "nope"),
    ("✔", "✘"),
    ("me", "not me"),
    ("aye", "naw"),
    ("true", "false"),
    ("own", "not"),
)
PAIRS = (("yes to {k}", "no to {k}"), ("yes for {k}", "no for {k}"), ("I do {k}", "I don't do {k}"), ("{k} is mine", "{k} isn't mine"),
         ("yes {k}", "no {k}"), ("{k} I do", "{k} I don't"), ("aye to {k}", "naw to {k}"), ("{k} I can say yes to", "{k} I can't"),
         ("a yes to {k}", "a no to {k}"), ("ok for {k}", "not for {k}"), ("{k} yes", "{k} no"), ("true for {k}", "not true for {k}"))  # fmt: skip
GLUE = (", ", ", ", ". ", "; ", " and ", " but ", " ", "\n", ", then ")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]+")
_HALF = 0.5


def offers(written: Sequence[Offer], draw: random.Random) -> Iterator[Lesson]:
    """Made rows over the candidates of written ones, one each."""
    for offer in written:
        names = [offer.question[start:end] for start, end in offer.candidates]
        question, places = (offer.question, list(offer.candidates)) if draw.random() < _HALF else _asked(names, draw)
        names = [question[start:end] for start, end in places]
        reply, confirmed = draw.choice(KINDS)(names, draw)
        yield Lesson(question, _spoken(reply, draw), candidates=places, confirmed=frozenset(confirmed))


def _asked(names: Sequence[str], draw: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """A question that names the candidates, in any order, some left out."""
    chosen = draw.sample(list(names), draw.randint(1, len(names)))
    last = f" {draw.choice(['or', 'and', 'and/or'])} " if draw.random() < _HALF else ", "
    joined = chosen[0] if len(chosen) == 1 else f"{', '.join(chosen[:-1])}{last}{chosen[-1]}"
    question = draw.choice(FRAMES).format(list=joined)
    places, at = [], 0
    for name in chosen:
        start = question.index(name, at)
        places.append((start, start + len(name)))
        at = start + len(name)
    return question, places


def _whole(names: Sequence[str], draw: random.Random) -> Said:
    """Yes or no to everything, or neither."""
    if draw.random() < _HALF:
        return draw.choice(NONE), set()
    some = (
        (*ALL, *BOTH * 3)
        if len(names) == len(BOTH[-1].split())
        else (*ALL, f"{len(names)}/{len(names)}", f"all {len(names)}")
    )
    return draw.choice(some), set(range(len(names)))


def _listed(names: Sequence[str], draw: random.Random) -> Said:
    """A clause to each of some candidates in any order; what nobody spoke of is not confirmed, but by a word on the rest."""
    told = {place: draw.random() < _HALF for place in draw.sample(range(len(names)), draw.randint(1, len(names)))}
    yes = {place for place, is_yes in told.items() if is_yes}
    clauses = [
        draw.choice(YES if is_yes else NO).format(k=_called(names, place, draw)) for place, is_yes in told.items()
    ]
    left = set(range(len(names))) - set(told)
    if left and (not yes or draw.random() < _HALF):
        rest_yes = not yes or (len(yes) < len(told) and draw.random() < _HALF)
        clauses.append(draw.choice(REST_YES if rest_yes else REST_NO))
        yes |= left if rest_yes else set()
    return _glued(clauses, draw), yes


def _but(names: Sequence[str], draw: random.Random) -> Said:
    """All except some, or only some."""
    if len(names) == 1:
        return _named(names, draw)
    some = set(draw.sample(range(len(names)), draw.randint(1, max(1, len(names) - 1))))
    told = _run(names, sorted(some), draw)
    if draw.random() < _HALF:
        return draw.choice(BUT).format(l=told), set(range(len(names))) - some
    return draw.choice(ONLY).format(l=told), some


def _signed(names: Sequence[str], draw: random.Random) -> Said:
    """A sign to every candidate in order, with or without its number."""
    yes = {place for place in range(len(names)) if draw.random() < _HALF}
    signs = draw.choice(SIGNS)
    form = draw.choice(["{s}", "{s}", "{n} {s}", "{n}: {s}", "{n}) {s}", "{k} {s}", "{w} {s}"])
    clauses = [
        form.format(s=signs[place not in yes], n=place + 1, k=_called(names, place, draw), w=ORDINALS[place % 6][0])
        for place in range(len(names))
    ]
    return draw.choice([", ", " ", ". ", "\n", " / ", " then "]).join(clauses), yes


def _paired(names: Sequence[str], draw: random.Random) -> Said:
    """Yes to some and no to others in words of one kind ("yes to the first, no to the training")."""
    yes_form, no_form = draw.choice(PAIRS)
    told = {place: draw.random() < _HALF for place in draw.sample(range(len(names)), draw.randint(1, len(names)))}
    clauses = [
        (yes_form if is_yes else no_form).format(k=_called(names, place, draw)) for place, is_yes in told.items()
    ]
    return _glued(clauses, draw), {place for place, is_yes in told.items() if is_yes}


def _named(names: Sequence[str], draw: random.Random) -> Said:
    """One clause to one candidate."""
    place = draw.randrange(len(names))
    is_yes = draw.random() < _HALF
    return draw.choice(YES if is_yes else NO).format(k=_called(names, place, draw)), {place} if is_yes else set()


KINDS: tuple[Callable[[Sequence[str], random.Random], Said], ...] = (
    *[_whole] * 3,
    *[_listed] * 6,
    *[_but] * 4,
    *[_signed] * 2,
    *[_named] * 2,
    *[_paired] * 3,
)
"""How a reply is made, each as often as it stands here."""


def _run(names: Sequence[str], places: Sequence[int], draw: random.Random) -> str:
    """Several candidates called in one breath: "the first two", "1 to 3", "rota and tills"."""
    count, size = len(names), len(places)
    ways = []
    if size > 1 and places[-1] - places[0] == size - 1:
        ways += [f"{places[0] + 1} to {places[-1] + 1}", f"{places[0] + 1}-{places[-1] + 1}"]
        if places[0] == 0:
            ways += [f"the first {ORDINALS[size - 1][3]}", f"first {size}"]
        if places[-1] == count - 1:
            ways += [f"the last {ORDINALS[size - 1][3]}", f"last {size}"]
    if ways and draw.random() < _HALF:
        return draw.choice(ways)
    if draw.random() < 0.4:  # noqa: PLR2004 - a share
        column = draw.randrange(4)
        calls = [
            "last" if place == count - 1 and not column and draw.random() < _HALF else ORDINALS[place % 6][column]
            for place in places
        ]
        calls[0] = f"the {calls[0]}" if not column else calls[0]
    else:
        calls = [_called(names, place, draw, plain=True) for place in places]
    return draw.choice([" and ", ", ", " + ", " & ", " or "]).join(calls)


def _called(names: Sequence[str], place: int, draw: random.Random, *, plain: bool = False) -> str:
    """What a person calls a candidate: whole, by its verb, by what it is done to, by its place."""
    name = names[place].lower()
    others = {word.lower() for number, other in enumerate(names) if number != place for word in _WORD.findall(other)}
    words = name.split()
    own = [word for word in _WORD.findall(name) if word not in STOP_WORDS and word not in others]
    ways = [name, " ".join(words[1:]) or name, *(own[-1:] or [name]) * 2, *(own[:1] or [name])]
    if not plain:
        number = ORDINALS[place % 6]
        ways += [number[2], f"the {number[0]} one", f"the {number[0]}"] if draw.random() < 0.3 else []  # noqa: PLR2004 - a share
    return str(draw.choice(ways))


def _glued(clauses: Sequence[str], draw: random.Random) -> str:
    made = clauses[0]
    for clause in clauses[1:]:
        made += draw.choice(GLUE) + clause
    return made


def _spoken(reply: str, draw: random.Random) -> str:
    """With a small word before or after, as people say it."""
    before = draw.choice(["", "", "", "", "well ", "oh ", "hmm, ", "no wait, ", "to be honest ", "right, ", "ok so "])
    after = draw.choice(
        ["", "", "", "", ".", " really", " mate", ", thanks", " I guess", "!", " lol", " so that's that"]
    )
    return f"{before}{reply}{after}"
