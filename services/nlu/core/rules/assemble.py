"""From the clauses of a reply to its activities: status carried on, objects put to their verbs, pronouns resolved.

Rules:
- a clause without a subject goes on from the one before it; a semicolon, a colon or "but" starts afresh
- "X and Y" with two verbs is two activities, and they share an object said once ("collect and clean data")
- a noun after a verb phrase is one more object of that verb, unless it names an activity of its own
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.nlu.core.rules.asked import Asked
from services.nlu.core.rules.clauses import Clause, Shape, Status
from services.nlu.core.rules.leads import skip_leads
from services.nlu.core.rules.noun_phrases import noun_phrase, object_of, trim
from services.shared.language.forms import form, is_person, is_plural, names_event
from services.shared.language.nouns import head, names_activity, names_work
from services.shared.language.tables import (
    ADVERBS,
    DETERMINERS,
    EMPTY_OBJECTS,
    LIGHT_VERBS,
    OBJECT_PRONOUNS,
    PEOPLE,
    PLACES,
    PREPOSITIONS,
    STATIVE_EXCEPTIONS,
    STATIVE_VERBS,
    TIME_WORDS,
)
from services.shared.language.words import Token, Words, word_set

SINGULAR_PRONOUNS = word_set("it that this one")
PLURAL_PRONOUNS = word_set("them those these ones")
PRONOUNS = SINGULAR_PRONOUNS | PLURAL_PRONOUNS
PLACEHOLDERS = word_set("thing things stuff everything anything lot bit one ones kind sort")
FRESH = frozenset({";", ":", "but"})
LISTING = frozenset({",", "and", "or"})
OPENING_HOURS = word_set("open close start finish begin end work leave arrive")
"""Verbs that name no task when only a time follows ("I open at 5:30")."""
_PARTS = word_set("early late most few other first last next several many")
_NEEDS_CONTENT = word_set("do handle cover run get")


@dataclass
class Found:
    """One candidate on its way: its words, how they name it, and whether it is the speaker's.

    Attributes:
        words: As they stand in the message.
        shape: Verb, gerund or noun.
        status: Whether the speaker does it, now.
        verb: The base verb; "" for a noun.
        own: Whether it names a task at all.
        moved: An object that stands elsewhere in the message: fronted, or shared with the next verb.
        about: What a pronoun object stands for.
        starts: Whether it begins a clause with a subject of its own, or a sentence.
    """

    words: Words
    shape: Shape
    status: Status
    verb: str = ""
    own: bool = True
    moved: Words = ()
    about: Words = ()
    starts: bool = False


@dataclass
class Assembler:
    """Reads the clauses of one reply, sentence by sentence; what was named stays known to later pronouns."""

    asked: Asked
    named: list[Words] = field(default_factory=list)
    is_leisure: bool = False

    def sentence(self, clauses: Iterable[Clause]) -> list[Found]:
        """Return the candidates of a sentence, in order."""
        found: list[Found] = []
        status, adjacent = Status.OWN, False
        ordered = list(clauses)
        for place, clause in enumerate(ordered):
            _drop_topic(found, clause)
            before = ordered[place - 1] if place else clause
            announced = clause.opener == ":" and before.shape is Shape.NONE and before.status is Status.NEGATED
            if clause.has_subject:
                status = clause.status
            elif clause.opener in FRESH and not announced:
                status = Status.OWN
            if clause.topic:
                self.named.extend(_noun_phrases(clause.topic))
            if clause.shape is Shape.NOUN or _lists_events(found, clause):
                listed = place + 1 < len(ordered) and ordered[place + 1].opener == ","
                is_item = listed and ordered[place + 1].shape in {Shape.VERB, Shape.GERUND}
                self._noun(found, clause, status, adjacent=adjacent, is_item=is_item)
            elif clause.shape is not Shape.NONE:
                self._verb(found, clause, Status.ASIDE if self.is_leisure else status)
            adjacent = clause.shape is not Shape.NONE
        return [item for item in found if item.own]

    def _verb(self, found: list[Found], clause: Clause, status: Status) -> None:
        """Add a verb phrase, or a bare list of verbs ("pick pack ship")."""
        words = clause.core
        if not clause.topic and _all_verbs(words):
            found.extend(Found((word,), clause.shape, status, word.low) for word in words)
            return
        base = form(words[0].low).any_base or words[0].low
        words, base = _task_in(words, base)
        self.is_leisure |= base == "go" and any(word.low == "home" for word in words[:2])
        item = Found(trim(words), clause.shape, Status.ASIDE if self.is_leisure else status, base)
        before = found[-1] if found and not clause.has_subject and clause.opener in LISTING else None
        if not _direct_object(item.words):
            item.moved = clause.topic or (before.moved if before else ())
        item.own = not _says_nothing(item)
        item.about = self._antecedent(item)
        item.starts = clause.has_subject or not found
        if clause.opener in {"and", "or"} and not clause.has_subject and base != "do":
            _share(found, item, has_comma=clause.has_comma)
        self.named.extend(_noun_phrases(object_of(item.words)))
        found.append(item)

    def _noun(self, found: list[Found], clause: Clause, status: Status, *, adjacent: bool, is_item: bool) -> None:
        """Add a noun phrase as an activity, or as one more object of the verb before it."""
        words = trim(clause.core)
        if not words:
            return
        self.named.extend(_noun_phrases(words))
        before = found[-1] if found and clause.opener in LISTING and not clause.has_subject else None
        if before is not None and before.shape is not Shape.NOUN:
            bare = not object_of(before.words) or (is_item and words[0].low not in DETERMINERS)
            is_own = (names_activity(words) or (bare and names_work(words))) and (clause.opener == "," or bare)
            if not (before.verb in LIGHT_VERBS and before.own) and not is_own:
                before.words = (*before.words, *words) if adjacent else before.words
                return
            found.append(Found(words, Shape.NOUN, status))
            return
        accepted = names_activity(words) or (self.asked is Asked.OPEN and names_work(words))
        asked_else = self.asked in {Asked.TOOLS, Asked.FACTS}
        found.append(Found(words, Shape.NOUN, status, own=accepted and not asked_else))

    def _antecedent(self, item: Found) -> Words:
        """Return the last noun phrase a pronoun object can stand for: a plural one for "them", a thing for "it"."""
        pronoun = next((word.low for word in object_of(item.words)[:1]), "")
        if pronoun not in PRONOUNS:
            return ()
        known = [words for words in reversed(self.named) if words]
        if pronoun in PLURAL_PRONOUNS:
            fitting = (words for words in known if is_plural(_head_word(words)))
        else:
            known = [words for words in known if not is_person(_head_word(words))]
            fitting = (words for words in known if not is_plural(_head_word(words)))
        return next(fitting, known[0] if known else ())


def _lists_events(found: list[Found], clause: Clause) -> bool:
    """Say whether a gerund goes on a list of events ("have standups and planning meetings")."""
    goes_on = bool(found) and clause.opener in LISTING and not clause.has_subject and found[-1].verb in LIGHT_VERBS
    return goes_on and clause.shape is Shape.GERUND and names_event(clause.core)


def _share(found: list[Found], item: Found, *, has_comma: bool) -> None:
    """Give the object of "X and Y it" to X; through a list only when it began without one ("collect, clean and label it")."""
    shared = noun_phrase(object_of(item.words))
    run: list[Found] = []
    for before in reversed(found):
        if before.shape is Shape.NOUN or before.status is not item.status or object_of(before.words) or not before.own:
            break
        run.append(before)
        if before.starts:
            break
    whole = bool(run) and run[-1].starts and all(one.shape is Shape.VERB for one in run)
    for one in run if whole else run[: 0 if has_comma else 1]:
        one.moved = one.moved or shared
        one.about = one.about or item.about


def _task_in(words: Words, base: str) -> tuple[Words, str]:
    """Return the task inside a state ("sit in the control room watching screens": watching screens)."""
    if base not in STATIVE_VERBS or base in {"have", "get"}:
        return words, base
    for place in range(len(("sit", "in")), len(words)):
        inner = form(words[place].low).ing
        if inner and words[place - 1].low not in DETERMINERS | PREPOSITIONS:
            return words[place:], inner
    return words, base


def _drop_topic(found: list[Found], clause: Clause) -> None:
    """A noun that only announces what is said next is no activity of its own ("Budget: I deliver the actuals")."""
    if len(found) != 1 or found[0].shape is not Shape.NOUN or clause.opener not in {",", ":"}:
        return
    refers = any(word.low in PRONOUNS for word in object_of(clause.core)[:1])
    if clause.shape in {Shape.VERB, Shape.GERUND} and (clause.has_subject or refers):
        found[0].own = False


def _all_verbs(words: Words) -> bool:
    """Say whether words are a bare list of verbs: three or more verbs, or two gerunds."""
    if len(words) < len(("hiring", "firing")) or words[0].low in LIGHT_VERBS:
        return False
    if all(form(word.low).ing for word in words):
        return True
    if not all(form(word.low).base for word in words):
        return False
    likely = sum(form(word.low).verb_share > 1 / 3 for word in words)
    return len(words) > len(("shrink", "wrap")) and 3 * likely >= 2 * len(words)


def _direct_object(words: Words) -> Words:
    """Return the object right after the verb, () when a preposition or nothing follows."""
    rest = object_of(words)
    return (
        () if not rest or rest[0].low in PREPOSITIONS or rest[0].low in TIME_WORDS or rest[0].low == "every" else rest
    )


def _noun_phrases(words: Words) -> list[Words]:
    """Return the noun phrases of a phrase that a pronoun may stand for, nearest to its verb last, articles left out."""
    found: list[Words] = []
    current: list[Token] = []
    for word in (*words, None):
        if word is not None and not _ends_noun(word, is_open=bool(current)):
            current.append(word)
            continue
        kept = skip_leads(tuple(current))
        noun = head(kept)
        if noun is not None and noun.low not in TIME_WORDS | PRONOUNS | PLACEHOLDERS and noun.low[0].isalpha():
            found.append(kept)
        current = []
    return list(reversed(found))


def _ends_noun(word: Token, *, is_open: bool) -> bool:
    """Say whether a noun phrase ends before a word: a preposition, an article, an adverb, or a verb after a noun."""
    known = form(word.low)
    is_verb = is_open and known.s is not None and known.verb_share > 1 / 2
    return word.low in PREPOSITIONS | DETERMINERS | ADVERBS or is_verb


def _head_word(words: Words) -> str:
    noun = head(words)
    return noun.low if noun else ""


def _says_nothing(item: Found) -> bool:  # noqa: PLR0911 - a decision list
    """Say whether a verb phrase names no task: a state ("start at 3am"), or an empty object ("do it")."""
    rest = item.words[1:]
    after = rest[0].low if rest else ""
    if after == "you":
        return True
    if item.verb in OPENING_HOURS and rest and all(_is_time(word) for word in rest):
        return True
    if item.verb == "report" and after == "to" and any(word.low.removesuffix("s") in PEOPLE for word in rest):
        return True
    if item.verb == "work" and after in {"on", "in", "at"} and _is_place(rest[1:]):
        return True
    if item.verb in STATIVE_VERBS:
        if after in STATIVE_EXCEPTIONS.get(item.verb, frozenset()):
            return False
        return not (item.verb in {"have", "go", "get", "be"} and names_activity(noun_phrase(rest)))
    if item.verb in _NEEDS_CONTENT:
        content = [word for word in rest if word.low not in DETERMINERS - OBJECT_PRONOUNS | ADVERBS | PREPOSITIONS]
        return not item.moved and (not content or content[0].low in EMPTY_OBJECTS)
    return False


def _is_place(words: Words) -> bool:
    """Say whether words name where somebody works, not what they work on ("on a surgical ward")."""
    noun = head(noun_phrase(words))
    return noun is not None and noun.low.removesuffix("s") in PLACES


def _is_time(word: Token) -> bool:
    return word.low in TIME_WORDS | DETERMINERS | PREPOSITIONS | ADVERBS | _PARTS or word.low[0].isdigit()
