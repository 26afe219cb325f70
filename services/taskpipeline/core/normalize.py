"""Normalisation by rules: "doing the stock counts" -> "Count stock".

Rules:
- the verb comes first and in its base form; a noun that names the doing of a verb gives that verb back; no verb is
  invented: a noun that has none stays as it was said
- fillers, first person and remarks go; a pronoun gives way to what it stands for
- every other word stays as said, so the lineage explains it (see `lineage.py`)
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from services.shared.language.forms import ATTRIBUTIVE, form, is_plural, names_event, opens_as_verb
from services.shared.language.tables import DETERMINERS
from services.shared.language.words import tokens, word_set
from services.taskpipeline.core import wording
from services.taskpipeline.core.denominalize import from_compound, noun_end, noun_verb
from services.taskpipeline.core.lineage import problems
from services.taskpipeline.core.types import Statement
from services.taskpipeline.core.verb_table import KEEPS, LIGHT, NOUN_VERBS, PHRASAL, PLAIN
from services.taskpipeline.core.wording import Words

PRONOUNS = word_set("it them that this those these")
TELLING = frozenset({"tell", "show", "teach", "help", "inform", "ask", "remind", "give", "assist"})
"""Verbs whose pronoun object is a person: unresolved, it becomes "others"."""


def normalize(statement: Statement) -> str:
    """Return the statement in O*NET's form, "" when nothing of it can be said that way; always valid by `problems`."""
    spoken = wording.plain(statement.phrase)
    if not spoken:
        return ""
    written = _written_form(statement, spoken)
    if not problems(written, statement.sources):
        return written
    plainest = wording.sentence(wording.shorten(spoken))
    return "" if problems(plainest, statement.sources) else plainest


def normalized(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Yield the statements that can be said in O*NET's form, each with its wording."""
    for statement in statements:
        written = normalize(statement)
        if written:
            yield replace(statement, normalized=written)


def _written_form(statement: Statement, spoken: Words) -> str:
    about = wording.plain(statement.sources[1].raw_phrase) if len(statement.sources) > 1 else ()
    verb, rest = _verb_and_rest(spoken, statement)
    rest = _resolve(verb, rest, about)
    return wording.sentence(wording.shorten((*verb.split(), *wording.without_articles(rest))))


def shorten(statement: str) -> str:
    """Return a statement that is already in O*NET's form, cut to the greatest length at a boundary."""
    words = tuple(statement.replace(",", " , ").strip().rstrip(".").split())
    cut = " ".join(wording.shorten(words)).replace(" ,", ",")
    return cut[:1].upper() + cut[1:]


def _verb_and_rest(words: Words, statement: Statement) -> tuple[str, Words]:
    """Return the written verb (particle included) and the words after it."""
    first = words[0].lower()
    base = _base(first, statement)
    if base:
        return _written(base, words[1:])
    return from_compound(words) or (noun_verb(words), words)


def _base(first: str, statement: Statement) -> str:
    """Return the base verb of a phrase that opens with one, "" for a noun."""
    if statement.verb is not None:
        return statement.verb and (form(first).any_base or statement.verb)
    known = form(first)
    opening = tuple(token for token in tokens(statement.phrase) if token.low[0].isalnum())
    while opening and opening[0].low != first:
        opening = opening[1:]
    if known.s and len(opening) > 1 and opening[1].low in DETERMINERS:
        return known.s
    if opening and opens_as_verb(opening):
        return known.base or ""
    return "" if first in ATTRIBUTIVE and names_event(opening) else known.ing or ""


def _written(base: str, rest: Words) -> tuple[str, Words]:
    """Return the verb O*NET would write, by the tables of `verb_table`."""
    phrasal = _phrasal(base, rest)
    if phrasal is not None:
        return phrasal
    bare = tuple(word for word in rest if word.lower() not in DETERMINERS)
    if base in LIGHT and bare:
        if base == "do" and form(bare[0].lower()).ing and len(bare) > 1:
            return _written(str(form(bare[0].lower()).ing), bare[1:])
        compound = from_compound(bare)
        noun = _head(bare)
        if compound is not None:
            return compound
        if noun in NOUN_VERBS:
            return NOUN_VERBS[noun], rest
    low = [word.lower() for word in rest]
    if base in PLAIN and low and not {low[0], low[-1]} & KEEPS.get(base, frozenset()):
        return PLAIN[base], rest
    return base, rest


def _phrasal(base: str, rest: Words) -> tuple[str, Words] | None:
    """Return what a verb and its particle mean; the particle may stand at the end ("get the papers together")."""
    low = [word.lower() for word in rest]
    for size in (3, 2, 1):
        written = PHRASAL.get(" ".join([base, *low[:size]])) if len(low) >= size else None
        if written:
            return written, rest[size:]
    if len(low) > 1 and f"{base} {low[-1]}" in PHRASAL:
        return PHRASAL[f"{base} {low[-1]}"], rest[:-1]
    return None


def _head(words: Words) -> str:
    return words[max(noun_end(words) - 1, 0)].lower()


def _resolve(verb: str, rest: Words, about: Words) -> Words:
    """Put what a pronoun stands for in its place ("check them in" about samples: check samples in)."""
    at = next((place for place, word in enumerate(rest[:2]) if word.lower() in PRONOUNS), None)
    if at is None or not _is_object(rest[at:]):
        return rest
    if about and not is_plural(about[-1].lower()) and about[0].lower() not in DETERMINERS:
        about = ("the", *about)
    stands_for = about or (("others",) if rest[at].lower() == "them" and verb in TELLING else ())
    return (*rest[:at], *stands_for, *rest[at + 1 :])


def _is_object(words: Words) -> bool:
    """Say whether a pronoun is an object, not a determiner ("that file") or a subject ("it aligns")."""
    if len(words) == 1:
        return True
    known = form(words[1].lower())
    return words[0].lower() in {"it", "them"} and not (known.s and known.verb_share > 1 / 2)
