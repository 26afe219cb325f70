"""Normalisation of what is sure: "doing the stock counts" -> "Do stock counts", "hydrant inspections" -> "Inspect hydrants".

Rules:
- the verb comes first and in its base form, as the reader tells it; no verb is invented and none is swapped for another
- a noun that names the doing of a verb gives that verb back; any other noun stays as it was said
- fillers, first person and remarks go; a pronoun gives way to what it stands for
- every other word stays as said, so the lineage explains it (see `lineage.py`)
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from services.shared.language.tables import DETERMINERS
from services.shared.language.words import is_plural, stem, word_set
from services.taskpipeline.core import wording
from services.taskpipeline.core.denominalize import from_compound
from services.taskpipeline.core.lineage import problems
from services.taskpipeline.core.types import Statement
from services.taskpipeline.core.wording import Words

PRONOUNS = word_set("it them that this those these")
FAR = 3
"""Words in which the verb of a phrase stands; adverbs may come before it ("carefully check parts")."""


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


def shorten(statement: str) -> str:
    """Return a statement that is already in O*NET's form, cut to the greatest length at a boundary."""
    words = tuple(statement.replace(",", " , ").strip().rstrip(".").split())
    cut = " ".join(wording.shorten(words)).replace(" ,", ",")
    return cut[:1].upper() + cut[1:]


def _written_form(statement: Statement, spoken: Words) -> str:
    verb, rest = _verb_and_rest(spoken, statement)
    about = wording.plain(statement.sources[1].raw_phrase) if len(statement.sources) > 1 else ()
    rest = _resolve(rest, about)
    return wording.sentence(wording.shorten((*verb.split(), *wording.without_articles(rest))))


def _verb_and_rest(words: Words, statement: Statement) -> tuple[str, Words]:
    """Return the verb and the words after it; "" for a noun that names no doing.

    What nobody read for its verb was offered in a question or found by a model, and opens with its verb.
    """
    if statement.verb is None:
        return words[0].lower(), words[1:]
    if not statement.verb:
        return from_compound(words) or ("", words)
    verb = statement.verb.split(maxsplit=1)[0]
    forms = [stem(word.lower()) == stem(verb) for word in words[:FAR]]
    place = forms.index(True) if any(forms) else 0
    return verb, words[place + 1 :]


def _resolve(rest: Words, about: Words) -> Words:
    """Put what a pronoun stands for in its place ("check them in" about samples: check samples in)."""
    at = next((place for place, word in enumerate(rest) if word.lower() in PRONOUNS), None)
    if at is None or not about:
        return rest
    if not is_plural(about[-1].lower()) and about[0].lower() not in DETERMINERS:
        about = ("the", *about)
    return (*rest[:at], *about, *rest[at + 1 :])
