"""Read one reply: what the speaker does, what they confirm of the question, and what must not be taken for their work.

Rules:
- present work of the speaker only: no past, future, wish, denial, other people's work, circumstance or feeling
- a noun is an activity when it names one ("inspections", "payroll"), or when the question asked for activities
- every phrase stands in the message; only an object said elsewhere ("collect and clean data") is brought to its verb
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.nlu.core.rules import asked
from services.nlu.core.rules.assemble import Assembler, Found
from services.nlu.core.rules.clauses import Clause, Shape, Status, read
from services.nlu.core.rules.confirm import confirmed_candidates
from services.nlu.core.rules.leads import skip_leads
from services.nlu.core.rules.noun_phrases import object_of
from services.nlu.core.rules.questions import candidates
from services.nlu.core.rules.segments import segments, sentences
from services.shared.language.tables import ADVERBS, DETERMINERS, TIME_WORDS
from services.shared.language.words import Words, content_words, stem

_TIME_STEMS = frozenset(stem(word) for word in TIME_WORDS | ADVERBS)


class Activity(NamedTuple):
    """One activity as said.

    Attributes:
        phrase: The words, an object said elsewhere included.
        start: Where they begin in the message.
        end: Where they end.
        about: What a pronoun in them stands for ("check them in" about "samples"); "" without one.
        verb: The base verb, listed or not; "" for a noun.
    """

    phrase: str
    start: int
    end: int
    about: str = ""
    verb: str = ""


class RuleRead(NamedTuple):
    """What one reply says: `not_activities` are phrases denied, past, wished for, or other people's."""

    activities: tuple[Activity, ...]
    confirmed: tuple[str, ...]
    not_activities: tuple[str, ...]
    offered: tuple[str, ...] = ()


def read_reply(message: str, question: str | None = None, offered: Sequence[str] = ()) -> RuleRead:
    """Read a reply to `question`; without a question, as if asked openly what the speaker does.

    `offered` are the activities the question named; without them they are found in it.
    """
    assembler = Assembler(asked.kind(question))
    kept: dict[str, Activity] = {}
    dropped: dict[str, None] = {}
    for sentence, mark in sentences(message):
        if mark == "?":
            continue
        for found in assembler.sentence(_clauses(sentence)):
            activity = _activity(message, found)
            if activity is None or found.status is Status.ASIDE:
                continue
            if found.status is Status.OWN:
                kept.setdefault(activity.phrase.lower(), activity)
            else:
                dropped.setdefault(activity.phrase)
    offered = tuple(offered) or (candidates(question) if question else ())
    confirmed = confirmed_candidates(question or "", offered, message) if offered else ()
    said = (activity for activity in kept.values() if not _repeats(activity, confirmed))
    ordered = tuple(sorted(said, key=lambda activity: (activity.start, activity.end)))
    return RuleRead(ordered, confirmed, tuple(dropped), offered)


def _clauses(sentence: Words) -> Iterator[Clause]:
    """Read a sentence's segments in order; after a verb phrase, a list of them may go on."""
    parallel = False
    for segment in segments(sentence):
        clause = read(segment, parallel=parallel and segment.opener in {",", "and", "or", ";"})
        goes_on = parallel and clause.shape is Shape.NOUN and segment.opener in {"and", "or", ","}
        parallel = clause.shape is Shape.VERB or goes_on
        yield clause


def _repeats(activity: Activity, confirmed: tuple[str, ...]) -> bool:
    """Say whether an activity only repeats what was confirmed ("Descriptions yes", "I write maybe a day a week")."""
    said = {word for word in content_words(activity.phrase) if word not in _TIME_STEMS}
    return any(said <= set(content_words(candidate)) for candidate in confirmed)


def _activity(message: str, found: Found) -> Activity | None:
    """Cut the phrase out of the message; a moved object is put after its verb."""
    words = skip_leads(found.words)
    while found.shape is Shape.NOUN and words and words[0].low in DETERMINERS:
        words = words[1:]
    if not words:
        return None
    parts = [words]
    if found.moved:
        rest = object_of(words)
        parts = [words[: len(words) - len(rest)], found.moved, rest]
    phrase = " ".join(" ".join(_said(message, part) for part in parts if part).split())
    return Activity(phrase, words[0].start, words[-1].end, _said(message, found.about), found.verb)


def _said(message: str, words: Words) -> str:
    return " ".join(message[words[0].start : words[-1].end].split()) if words else ""
