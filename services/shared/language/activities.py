"""Read one reply: what the speaker does, what they confirm of the question, and what must not be taken for their work.

Rules:
- present work of the speaker only: no past, future, wish, denial, other people's work, circumstance or feeling
- "X and Y" with two verbs is two activities, and shares an object said once ("collect and clean data")
- a noun is an activity when it names one ("inspections", "payroll"), or when the question asked for activities
- every phrase stands in the message, except a shared object, which is brought to its verb
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from services.shared.language import questions
from services.shared.language.clauses import Clause, Shape, Status, read
from services.shared.language.forms import form
from services.shared.language.leads import skip_leads
from services.shared.language.confirm import confirmed_candidates
from services.shared.language.nouns import head, names_activity, names_nothing, names_work
from services.shared.language.questions import Asked
from services.shared.language.segments import segments, sentences
from services.shared.language.tables import (
    ADVERBS,
    DETERMINERS,
    EMPTY_OBJECTS,
    LIGHT_VERBS,
    PARTICLES,
    PREPOSITIONS,
    RELATIVES,
    STATIVE_EXCEPTIONS,
    STATIVE_VERBS,
    SUBORDINATORS,
    TIME_WORDS,
)
from services.shared.language.words import Token, Words, content_words, stem

MAX_PHRASE_WORDS = 16
"""A phrase stops here: a task statement has at most 20 words (SPEC section 3), and normalising may add a verb."""


SINGULAR_PRONOUNS = frozenset({"it", "that", "this", "one"})
PLURAL_PRONOUNS = frozenset({"them", "those", "these", "ones"})
_TIME_STEMS = frozenset(stem(word) for word in TIME_WORDS | ADVERBS)


class Activity(NamedTuple):
    """One activity: the phrase as said, its place (`message[start:end]`), and what its pronoun stands for.

    "I unpack the samples and check them in" gives "check them in" about "samples"; `about` is "" without a pronoun.
    """

    phrase: str
    start: int
    end: int
    about: str = ""


class Reading(NamedTuple):
    """What one reply says. `not_activities` are phrases denied, past, wished for, or other people's."""

    activities: tuple[Activity, ...]
    confirmed: tuple[str, ...]
    not_activities: tuple[str, ...]


@dataclass
class _Found:
    """One candidate on its way: words, how they name it, and whether it is the speaker's."""

    words: Words
    shape: Shape
    status: Status
    opener: str
    verb: str = ""
    own: bool = True
    extra: list[Words] = field(default_factory=list)
    about: Words = ()


def read_reply(message: str, question: str | None = None, job_title: str = "") -> Reading:
    """Read a reply to `question`; without a question, as if asked openly what the speaker does.

    The job title is accepted for callers that have it; rules do not need it.
    """
    del job_title
    asked = questions.kind(question)
    kept: list[Activity] = []
    dropped: list[str] = []
    memory: list[Words] = []
    for sentence, mark in sentences(message):
        if mark == "?":
            continue
        for found in _activities_of(_clauses(sentence), asked, memory):
            phrase = _phrase(message, found)
            if not phrase.phrase:
                continue
            if found.status is Status.OWN:
                kept.append(phrase)
            elif found.status is not Status.ASIDE:
                dropped.append(phrase.phrase)
    offered = questions.candidates(question) if question else ()
    confirmed = confirmed_candidates(question or "", offered, message) if offered else ()
    unique = {activity.phrase.lower(): activity for activity in reversed(kept) if not _repeats(activity, confirmed)}
    ordered = tuple(sorted(unique.values(), key=lambda activity: (activity.start, activity.end)))
    return Reading(ordered, confirmed, tuple(dict.fromkeys(dropped)))


def _repeats(activity: Activity, confirmed: tuple[str, ...]) -> bool:
    """Say whether an activity only repeats what was confirmed ("Descriptions yes", "I write maybe a day a week")."""
    said = {stem for stem in content_words(activity.phrase) if stem not in _TIME_STEMS}
    return any(said <= set(content_words(candidate)) for candidate in confirmed)


def _clauses(sentence: Words) -> Iterator[Clause]:
    """Read a sentence's segments in order; after a verb phrase, a list of them may go on."""
    parallel = False
    for segment in segments(sentence):
        clause = read(segment, parallel=parallel and segment.opener in {",", "and", "or", ";"})
        parallel = clause.shape is Shape.VERB
        yield clause


def _activities_of(clauses: Iterable[Clause], asked: Asked, memory: list[Words]) -> Iterator[_Found]:
    """Carry status from clause to clause, put objects to their verbs, and keep what names an activity."""
    found: list[_Found] = []
    status = Status.OWN
    for clause in clauses:
        _drop_topic(found, clause)
        if clause.has_subject:
            status = clause.status
        elif clause.opener in {";", ":", "but"} or clause.status is Status.ASIDE:
            status = Status.OWN if clause.opener in {";", ":", "but"} else status
        inherited = clause.status if clause.has_subject else status
        if clause.topic:
            memory.append(clause.topic)
        if clause.shape is Shape.NONE:
            continue
        if clause.shape is Shape.NOUN:
            _place_noun(found, clause, inherited, asked)
            memory.append(_noun_phrase(clause.core))
            continue
        _place_verb(found, clause, inherited)
        for item in found[-1:]:
            item.about = _antecedent(item, memory)
            memory.append(_noun_phrase(_object(item.words)))
    yield from (item for item in found if item.own)


def _drop_topic(found: list[_Found], clause: Clause) -> None:
    """A noun that only announces what is said next is no activity of its own ("Budget: I deliver the actuals")."""
    announced = len(found) == 1 and found[0].shape is Shape.NOUN
    if announced and clause.has_subject and clause.opener in {",", ":"} and clause.shape in {Shape.VERB, Shape.GERUND}:
        found[0].own = False


def _antecedent(item: _Found, memory: Sequence[Words]) -> Words:
    """Return the last noun phrase a pronoun object can stand for: a plural one for "them", a thing for "it"."""
    pronoun = next((word.low for word in _object(item.words)[:1]), "")
    if pronoun not in SINGULAR_PRONOUNS | PLURAL_PRONOUNS:
        return ()
    known = []
    for phrase in reversed(memory):
        words = tuple(word for word in skip_leads(phrase) if word.low not in DETERMINERS)
        noun = head(words)
        if noun is not None and not names_nothing(noun.low) and noun.low not in SINGULAR_PRONOUNS | PLURAL_PRONOUNS:
            known.append(words)
    plural = pronoun in PLURAL_PRONOUNS
    return next((words for words in known if words[-1].low.endswith("s") is plural), known[0] if known else ())


def _place_verb(found: list[_Found], clause: Clause, status: Status) -> None:
    """Add a verb phrase, its bare list of verbs, and give its object to the bare verb before it."""
    words = clause.core
    verbs_only = [word for word in words if form(word.low).base or form(word.low).ing]
    sure = [word for word in words if form(word.low).verb_share > 1 / 3 or form(word.low).ing]
    if len(verbs_only) == len(words) > 1 and not clause.topic and 3 * len(sure) >= 2 * len(words):
        found.extend(_Found((word,), clause.shape, status, clause.opener, word.low) for word in words)
        return
    verb = words[0].low
    known = form(verb)
    base = known.base or known.ing or known.s or verb
    if base == "go" and any(word.low == "home" for word in words[:2]):
        status = Status.ASIDE
    item = _Found(_trim(words), clause.shape, status, clause.opener, base)
    if clause.topic and not _object(item.words):
        item.extra.append(clause.topic)
    if _says_nothing(item, base):
        item.own = False
    if found and clause.opener in {"and", "or"} and not clause.has_subject:
        before = found[-1]
        if before.own and before.status is status and before.shape is not Shape.NOUN and not _object(before.words):
            shared = _noun_phrase(_object(item.words))
            if shared:
                before.extra.append(shared)
    found.append(item)


def _place_noun(found: list[_Found], clause: Clause, status: Status, asked: Asked) -> None:
    """Add a noun phrase as an activity, or as one more object of the verb before it."""
    words = _trim(clause.core)
    if not words:
        return
    before = found[-1] if found else None
    listed = before is not None and clause.opener in {",", "and", "or"} and not clause.has_subject
    if listed and before is not None and before.shape is not Shape.NOUN:
        if before.verb in LIGHT_VERBS and before.own:
            found.append(_Found(words, Shape.NOUN, status, clause.opener))
        elif not names_activity(words):
            before.words = (*before.words, *words) if before.own else before.words
        else:
            found.append(_Found(words, Shape.NOUN, status, clause.opener))
        return
    accepted = names_activity(words) or (asked is Asked.OPEN and names_work(words))
    if asked in {Asked.TOOLS, Asked.FACTS}:
        accepted = False
    found.append(_Found(words, Shape.NOUN, status, clause.opener, own=accepted))


def _says_nothing(item: _Found, base: str) -> bool:
    """Say whether a verb phrase names no task: a state ("start at 3am"), or an empty object ("do it")."""
    rest = item.words[1:]
    after = rest[0].low if rest else ""
    if base in STATIVE_VERBS:
        allowed = STATIVE_EXCEPTIONS.get(base, frozenset())
        if after in allowed:
            return False
        return not (base in {"have", "go", "get", "be"} and names_activity(_noun_phrase(rest)))
    if base in LIGHT_VERBS and base in {"do", "handle", "cover", "run", "get"}:
        content = [word for word in rest if word.low not in DETERMINERS | ADVERBS | PREPOSITIONS]
        return not item.extra and (not content or content[0].low in EMPTY_OBJECTS)
    return False


def _trim(words: Words) -> Words:
    """Cut a phrase at a condition or remark, and to its greatest length."""
    kept: list[Token] = []
    for position, word in enumerate(words):
        if position and word.low in SUBORDINATORS - {"as", "since", "after", "before", "until"}:
            break
        kept.append(word)
    while kept and (kept[-1].low in ADVERBS or kept[-1].low in DETERMINERS - {"all", "both", "that", "this"}):
        kept.pop()
    return tuple(kept[:MAX_PHRASE_WORDS])


def _object(words: Words) -> Words:
    """Return what follows the verb and its particle."""
    rest = words[1:]
    while rest and (rest[0].low in PARTICLES or rest[0].low in ADVERBS):
        rest = rest[1:]
    return rest


def _noun_phrase(words: Words) -> Words:
    """Return the words up to the first preposition other than "of"."""
    for position, word in enumerate(words):
        if word.low in PREPOSITIONS - {"of"} or word.low in RELATIVES:
            return words[:position]
    return words


def _phrase(message: str, found: _Found) -> Activity:
    """Cut the phrase out of the message; a shared or fronted object is put after its verb."""
    words = skip_leads(found.words)
    if found.shape is Shape.NOUN:
        while words and words[0].low in DETERMINERS:
            words = words[1:]
    if not words:
        return Activity("", 0, 0)
    start, end = words[0].start, words[-1].end
    parts = [message[start:end], *(message[extra[0].start : extra[-1].end] for extra in found.extra)]
    phrase = " ".join(" ".join(parts).split())
    about = " ".join(message[found.about[0].start : found.about[-1].end].split()) if found.about else ""
    return Activity(phrase, start, end, about)
